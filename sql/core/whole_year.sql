-- The last day for which a period stands: one that begins the year and reaches 24 December or later stands for its year, any other ends where
-- it was closed, on the day it was printed at the latest.
create macro core.whole_year(first_day, last_day, through) as
    case
        when month(first_day) = 1 and day(first_day) = 1 and year(first_day) = year(last_day) and through >= make_date(year(first_day), 12, 24)
            then make_date(year(first_day), 12, 31)
        else least(last_day, through)
    end
