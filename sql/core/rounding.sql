-- Half a unit of the last printed digit of a stated number; a stated difference of counts is exact, and a whole multiple is a word ("doubled"),
-- good for a tenth either way.
create macro core.rounding(measure, stated) as
    case
        when measure = 'change' then 0.0
        when measure = 'multiple' and stated = round(stated) then 0.1 * abs(stated)
        when stated = round(stated) then 0.5
        when abs(stated - round(stated, 1)) < 1e-9 then 0.05
        else 0.005
    end
