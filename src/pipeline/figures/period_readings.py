"""What each pattern for time means, given the day of publication."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from pipeline.figures.calendar_words import PLACES_IN_ORDER, WEEKDAYS, small_number
from pipeline.figures.day_arithmetic import (
    ONE_DAY,
    Day,
    Match,
    between,
    day_number,
    day_of,
    fixed,
    group,
    latest_year,
    month_of,
    one_day,
    span_days,
    year_of,
)
from pipeline.figures.holidays import holidays, until_holiday
from pipeline.figures.period_relative import (
    average,
    focus,
    following_year,
    last_month,
    last_year,
    past,
    same,
    season_of_year,
    to_date,
    year_over_year,
    years_back,
)
from pipeline.figures.quarters import quarter, quarter_again
from pipeline.figures.weeks import first_weeks, week_ending, week_of, weekdays, weekend
from pipeline.figures.when import Role, When
from pipeline.figures.year_ends import fiscal, fiscal_ending, season, year_end, year_ending, year_start, year_starting
from pipeline.period import Period, month_end


def iso_date(match: Match, _published: Day) -> When | None:
    return one_day(int(match["y"]), int(match["m"]), int(match["d"]))


def slash_date(match: Match, _published: Day) -> When | None:
    year = int(match["y"])
    return one_day(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"]))


def months(match: Match, published: Day) -> When | None:
    first, last = month_of(match, "ma"), month_of(match, "mb")
    if first is None or last is None or (match["link"] and match["link"].lower() == "and" and (match["lead"] or "").lower() != "between"):
        return None
    day_first, day_last = day_number(match, "da", "da0"), day_number(match, "db", "db0")
    year = year_of(match["yb"], published) or (int(match["ya"]) if match["ya"] else None)
    if year is None:
        if first > last:
            return None
        return (
            When("part", 0, 0, months=(first, last), day=day_last)
            if (day_first or 1) == 1
            else span_days(published, first, day_first, last, day_last)
        )
    year_first = int(match["ya"]) if match["ya"] else year if first <= last else year - 1
    return between(year_first, first, day_first, year, last, day_last)


def days(match: Match, published: Day) -> When | None:
    month = month_of(match, "m")
    year = int(match["y"]) if match["y"] else latest_year(published, month or 1, None)
    if month is None or year is None:
        return None
    return between(year, month, day_number(match, "da"), year, month, day_number(match, "db"))


def month_list(match: Match, published: Day) -> When | None:
    first, last = month_of(match, "ma"), month_of(match, "mb")
    if first is None or last is None or first >= last:
        return None
    year = year_of(match["y"], published)
    return between(year, first, None, year, last, None) if year else When("part", 0, 0, months=(first, last))


def two_months(match: Match, published: Day) -> When | None:
    """Of two that follow each other; "in January and June" are two times."""
    first, last = month_of(match, "ma"), month_of(match, "mb")
    return month_list(match, published) if first is not None and last == first + 1 else None


def years(match: Match, _published: Day) -> When | None:
    first, last = int(match["a"]), int(match["b"])
    if first >= last or ((match["link"] or "").lower() == "and" and (match["lead"] or "").lower() != "between"):
        return None
    if not match["lead"] and (match["link"] or "").lower() == "to":
        return None
    return When("span", 0, 0, Period(dt.date(first, 1, 1), dt.date(last, 12, 31)), other=Period.year(first))


def first_months(match: Match, published: Day) -> When | None:
    count, unit, groups = small_number(match["n"] or "one"), match["unit"].lower().rstrip("s"), match.groupdict()
    words = groups.get("y") or groups.get("pre") or groups.get("prel")
    year = year_of(re.sub(r"['’]s$", "", words) if words else None, published)
    if unit == "month" and 1 <= count <= 12:
        pair = (1, count) if PLACES_IN_ORDER[match["which"].lower()] == 1 else (13 - count, 12)
        if groups.get("half"):
            return between(year, 1, None, year, count + 1, 15) if year and pair[0] == 1 and count < 12 else None
        if year is None:
            return When("part", 0, 0, months=pair)
        return between(year, pair[0], None, year, pair[1], None)
    if unit in {"week", "day"} and year and match["which"].lower() in {"first", "opening"}:
        end = dt.date(year, 1, 1) + (count * (7 if unit == "week" else 1) - 1) * ONE_DAY
        return fixed(Period(dt.date(year, 1, 1), end)) if end.year == year else None
    return None


def month_to_date(_match: Match, published: Day) -> When | None:
    return fixed(Period(published.replace(day=1), published), relative=True) if published else None


def part_end(match: Match, _published: Day) -> When | None:
    return When("focus", 0, 0, unit=f"{match['unit'].lower()} end", is_running=True)


def months_into(match: Match, published: Day) -> When | None:
    count, year = small_number(match["n"]), year_of(match["y"], published)
    return between(year, 1, None, year, count, None) if year and 1 <= count <= 12 else None


def midyear(match: Match, published: Day) -> When | None:
    year = year_of(group(match, "y", "y0", "y2"), published)
    return between(year, 1, None, year, 6, None) if year else When("part", 0, 0, months=(1, 6))


def until(match: Match, published: Day) -> When | None:
    month, word = month_of(match, "m"), " ".join(match["word"].lower().split())
    if month is None or (word in {"by", "at", "to", "ending", "ended"} and not (match["part"] or group(match, "d", "d0") or word == "by")):
        return None
    day, part = day_number(match, "d", "d0"), " ".join((match["part"] or "").lower().split())
    if part.startswith(("the start", "early")):
        day = day or 5
    elif part.startswith(("mid", "the middle")):
        day = day or 15
    year = year_of(match["y"], published)
    if year is None:
        return When("part", 0, 0, months=(1, month), day=day, is_running=True)
    end = day_of(year, month, day) if day else month_end(year, month)
    return fixed(Period.to_date(end), running=True) if end else None


def until_weekday(match: Match, published: Day) -> When | None:
    word = match["w"].lower()
    if published is None:
        return None
    if word in WEEKDAYS:
        back = (published.weekday() - WEEKDAYS[word]) % 7 or (7 if match["last"] else 0)
        return fixed(Period.to_date(published - back * ONE_DAY), running=True)
    if word == "last week":
        return fixed(Period.to_date(published - (published.weekday() + 1) * ONE_DAY), running=True)
    return fixed(Period.to_date(published), running=True)


def day(match: Match, published: Day) -> When | None:
    month = month_of(match, "m") or month_of(match, "m2")
    number = day_number(match, "d", "d2")
    if month is None or number is None:
        return None
    if _ATTACKS.match(match.string, match.end()):
        return When("duration", 0, 0, unit="age")  # the name of an event
    words = group(match, "y", "y2")
    year = year_of(words, published) or latest_year(published, month, number)
    found = day_of(year, month, number) if year else None
    return fixed(Period(found, found), relative=not words) if found else None


_ATTACKS = re.compile(r"\s+(?:terror\w*|attacks?\b)")


def month_before(match: Match, _published: Day) -> When | None:
    return When("shift", 0, 0, years=1) if month_of(match, "m") else None


def month_year(match: Match, published: Day) -> When | None:
    month, year = month_of(match, "m"), year_of(match["y"], published)
    if month is None:
        return None
    return fixed(Period.month(year, month)) if year else When("part", 0, 0, months=(month, month))


_WORDS = frozenset({"may", "march", "mar", "jun", "sep", "dec", "jan", "august"})  # that are no months alone


def month(match: Match, published: Day) -> When | None:
    number, pre = month_of(match, "m"), (match["pre"] or "").lower()
    is_subject = match["does"] is not None and match["m"][0].isupper()  # "May was the worst", not "may have been"
    if number is None or (not (pre or is_subject) and match["m"].rstrip(".").lower() in _WORDS):
        return None
    if pre == "last":
        year = latest_year(published, number, None)
        year = year - 1 if year and published and (year, number) == (published.year, published.month) else year  # "last October", in October
        return fixed(Period.month(year, number)) if year else None
    if pre == "this" and published and number <= published.month:
        month_of_year = Period.month(published.year, number)
        return fixed(Period(month_of_year.start, min(month_of_year.end, published)), relative=True)
    role: Role = "since" if pre == "since" else "baseline" if pre in {"from", "than", "over", "versus"} else "own"
    return When("part", 0, 0, months=(number, number), role=role)


def pandemic_year(match: Match, _published: Day) -> When | None:
    """The WHO called it a pandemic on 11 March 2020."""
    if match["which"] is None:
        return fixed(Period.year(int(match["y"] or 2019)))  # the last year before it
    return fixed(Period.year(2019 + PLACES_IN_ORDER[match["which"].lower()]))


def past_whole(match: Match, _published: Day) -> When | None:
    return fixed(Period.year(int(match["y"])))


def decade(match: Match, _published: Day) -> When | None:
    first, last = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((match["part"] or "").lower(), (0, 9))
    year = int(match["y"] or match["y2"])
    return When("fixed", 0, 0, Period(dt.date(year + first, 1, 1), dt.date(year + last, 12, 31)), unit="decade")


def fraction_year(_match: Match, _published: Day) -> When | None:
    return When("duration", 0, 0, unit="age")


_IS_FOURTH = re.compile(
    r"\b(?:by|(?:in|de)crease\s+of|(?:rise|drop|fall|cut|jump|decline|reduction|dip)\s+of)\s+(?:about\s+|nearly\s+|almost\s+)?\Z", re.I
)


def duration(match: Match, _published: Day) -> When | None:
    if match["bare"]:
        word = match["bare"].lower()
        return When("duration", 0, 0, years=0, unit=word) if word != "years" else None
    unit = match["unit"].lower().rstrip("s")
    count = small_number(match["n"])
    if unit == "quarter" and _IS_FOURTH.search(match.string[max(0, match.start() - 20) : match.start()]):
        return None  # "a decrease of one quarter"
    scale = {"decade": 10, "century": 100, "centurie": 100}.get(unit, 1)
    if "half" in match["n"].lower() and unit.startswith("centur"):
        count, scale = 1, 50
    return When("duration", 0, 0, years=count * scale, unit="year" if unit in {"year", "yr", "decade", "century", "centurie"} else unit)


def year(match: Match, _published: Day) -> When | None:
    return fixed(Period.year(int(match["y"])))


_FUNCTIONS: tuple[Callable[[Match, Day], When | None], ...] = (
    iso_date, slash_date, holidays, part_end, month_to_date, year_ending, months, days, average, same, fiscal, season, years, first_months,
    midyear, months_into, quarter, until, until_holiday, until_weekday, to_date, day,
    month_year, month, years_back, year_over_year, last_year, following_year, last_month, past, past_whole, season_of_year, decade, focus,
    fraction_year, duration, year, weekdays, month_list, weekend, year_start, year_starting, year_end, week_ending, week_of, two_months,
    fiscal_ending, quarter_again, pandemic_year, month_before, first_weeks,
)  # fmt: skip
READINGS: dict[str, Callable[[Match, Day], When | None]] = {function.__name__: function for function in _FUNCTIONS} | {
    "first_months_bare": first_months
}
