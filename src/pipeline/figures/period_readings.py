"""What each pattern for time means, given the day of publication."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from pipeline.figures.calendar_words import PLACES_IN_ORDER, WEEKDAYS, month_number, small_number
from pipeline.figures.when import Role, When
from pipeline.period import Period, month_end

_Match = re.Match[str]
_Day = dt.date | None
_DAY = dt.timedelta(days=1)


def _group(match: _Match, *names: str) -> str | None:
    groups = match.groupdict()
    return next((groups[name] for name in names if groups.get(name)), None)


def year_of(words: str | None, published: _Day) -> int | None:
    """The year that "2022", "last year" or "two years ago" names."""
    if not words:
        return None
    words = " ".join(words.lower().split())
    if words.isdigit():
        return int(words)
    if published is None:
        return None
    if words.startswith("two years"):
        return published.year - 2
    return published.year if words in {"this year", "the year", "current year", "the current year", "year"} else published.year - 1


def is_anaphoric(words: str | None) -> bool:
    """Whether the year is one before the year spoken of, rather than before publication."""
    return bool(words and re.search(r"earlier|before|previous|prior|preceding", words, re.IGNORECASE))


def _month(match: _Match, name: str) -> int | None:
    word = match.groupdict().get(name)
    return month_number(word) if word and word[0].isupper() else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _day_number(match: _Match, *names: str) -> int | None:
    word = _group(match, *names)
    return int(re.sub(r"\D", "", word)) if word else None


def _fixed(period: Period, *, running: bool = False, relative: bool = False) -> When:
    return When("fixed", 0, 0, period, is_running=running, is_relative=relative)


def _one_day(year: int, month: int, day: int) -> When | None:
    date = _date(year, month, day)
    return _fixed(Period(date, date)) if date else None


def iso_date(match: _Match, published: _Day) -> When | None:
    return _one_day(int(match["y"]), int(match["m"]), int(match["d"]))


def slash_date(match: _Match, published: _Day) -> When | None:
    year = int(match["y"])
    return _one_day(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"]))


def year_ending(match: _Match, published: _Day) -> When | None:
    month, word = _month(match, "m"), match["n"].lower()
    if month is None:
        return None
    count = 12 if word == "year" else small_number(re.split(r"[\s-]", word)[0]) or 12
    year = int(match["y"]) if match["y"] else _latest_year(published, month, None)
    if year is None:
        return None
    day = _day_number(match, "d", "d0")
    end = (_date(year, month, day) if day else None) or month_end(year, month)
    months_before = end.year * 12 + end.month - count
    start = dt.date(months_before // 12, months_before % 12 + 1, 1)
    return _fixed(Period(start, end)) if start <= end else None


def _latest_year(published: _Day, month: int, day: int | None) -> int | None:
    """The year of the latest such month that had begun by the day of publication."""
    if published is None:
        return None
    first = _date(published.year, month, day or 1) or dt.date(published.year, month, 1)
    return published.year if first <= published else published.year - 1


def months(match: _Match, published: _Day) -> When | None:
    first, last = _month(match, "ma"), _month(match, "mb")
    if first is None or last is None or (match["link"] and match["link"].lower() == "and" and (match["lead"] or "").lower() != "between"):
        return None
    day_first, day_last = _day_number(match, "da", "da0"), _day_number(match, "db", "db0")
    year = year_of(match["yb"], published) or (int(match["ya"]) if match["ya"] else None)
    if year is None:
        if first > last:
            return None
        return (
            When("part", 0, 0, months=(first, last), day=day_last)
            if (day_first or 1) == 1
            else _span_days(published, first, day_first, last, day_last)
        )
    year_first = int(match["ya"]) if match["ya"] else year if first <= last else year - 1
    return _between(year_first, first, day_first, year, last, day_last)


def _span_days(published: _Day, first: int, day_first: int | None, last: int, day_last: int | None) -> When | None:
    year = _latest_year(published, last, day_last)
    return _between(year, first, day_first, year, last, day_last) if year else None


def _between(year_first: int, first: int, day_first: int | None, year_last: int, last: int, day_last: int | None) -> When | None:
    start = _date(year_first, first, day_first or 1)
    end = _date(year_last, last, day_last) if day_last else month_end(year_last, last)
    return _fixed(Period(start, end)) if start and end and start <= end else None


def days(match: _Match, published: _Day) -> When | None:
    month = _month(match, "m")
    year = int(match["y"]) if match["y"] else _latest_year(published, month or 1, None)
    if month is None or year is None:
        return None
    return _between(year, month, _day_number(match, "da"), year, month, _day_number(match, "db"))


def average(match: _Match, published: _Day) -> When | None:
    a, b = _group(match, "a", "a2"), _group(match, "b", "b2")
    if a and b:
        if int(a) > int(b):
            return None
        return When("average", 0, 0, Period(dt.date(int(a), 1, 1), dt.date(int(b), 12, 31), is_average=True), years=int(b) - int(a) + 1)
    return When("average", 0, 0, years=small_number(_group(match, "n", "n2", "n3") or "five"), role="baseline")


def same(match: _Match, published: _Day) -> When | None:
    words = _group(match, "y", "y2", "y3", "y4", "y5", "y6")
    if words is None:
        is_back = re.search(r"year-ago", match[0], re.IGNORECASE)
        return When("same", 0, 0, years=1, role="baseline") if is_back else When("focus", 0, 0, unit="period")
    if is_anaphoric(words):
        return When("same", 0, 0, years=1)
    return When("same", 0, 0, year=year_of(words, published), years=1, is_relative=not words.isdigit())


def fiscal(match: _Match, published: _Day) -> When | None:
    return When("unknown", 0, 0)


def season(match: _Match, published: _Day) -> When | None:
    return When("unknown", 0, 0) if int(match["b"]) == (int(match["a"]) + 1) % 100 else None


def years(match: _Match, published: _Day) -> When | None:
    first, last = int(match["a"]), int(match["b"])
    if first >= last or ((match["link"] or "").lower() == "and" and (match["lead"] or "").lower() != "between"):
        return None
    if not match["lead"] and (match["link"] or "").lower() == "to":
        return None
    return When("span", 0, 0, Period(dt.date(first, 1, 1), dt.date(last, 12, 31)), other=Period.year(first))


def first_months(match: _Match, published: _Day) -> When | None:
    count, unit, groups = small_number(match["n"]), match["unit"], match.groupdict()
    words = groups.get("y") or groups.get("pre") or groups.get("prel")
    year = year_of(re.sub(r"['’]s$", "", words) if words else None, published)
    if unit.lower() == "months" and 1 <= count <= 12:
        pair = (1, count) if PLACES_IN_ORDER[match["which"].lower()] == 1 else (13 - count, 12)
        if year is None:
            return When("part", 0, 0, months=pair)
        return _between(year, pair[0], None, year, pair[1], None)
    if unit.lower() in {"weeks", "days"} and year and match["which"].lower() in {"first", "opening"}:
        end = dt.date(year, 1, 1) + (count * (7 if unit.lower() == "weeks" else 1) - 1) * _DAY
        return _fixed(Period(dt.date(year, 1, 1), end)) if end.year == year else None
    return None


def months_into(match: _Match, published: _Day) -> When | None:
    count, year = small_number(match["n"]), year_of(match["y"], published)
    return _between(year, 1, None, year, count, None) if year and 1 <= count <= 12 else None


def quarter(match: _Match, published: _Day) -> When | None:
    if match["q"]:
        number = int(re.sub(r"\D", "", match["q"]))
        unit = "half" if "h" in match["q"].lower() else "quarter"
    elif match["uk"]:
        number, unit = small_number(match["qn"]), "quarter"
    else:
        number, unit = PLACES_IN_ORDER[match["which"].lower()], match["unit"].lower()
        if match[0].lower() in {"second half", "first half", "last quarter"} and unit == "trimester":
            return None
    size = {"half": 6, "quarter": 3, "trimester": 4}[unit]
    number = 12 // size if number == -1 else number
    if number * size > 12:
        return None
    pair = (size * (number - 1) + 1, size * number)
    words = _group(match, "y", "pre")
    year = year_of(words, published) if words else None
    if year is None:
        return When("part", 0, 0, months=pair)
    return _between(year, pair[0], None, year, pair[1], None)


def until(match: _Match, published: _Day) -> When | None:
    month, word = _month(match, "m"), " ".join(match["word"].lower().split())
    if month is None or (word in {"by", "at", "to", "ending", "ended"} and not (match["part"] or _group(match, "d", "d0") or word == "by")):
        return None
    day, part = _day_number(match, "d", "d0"), " ".join((match["part"] or "").lower().split())
    if part.startswith("the start") or part.startswith("early"):
        day = day or 5
    elif part.startswith("mid") or part.startswith("the middle"):
        day = day or 15
    year = year_of(match["y"], published)
    if year is None:
        return When("part", 0, 0, months=(1, month), day=day, is_running=True)
    end = _date(year, month, day) if day else month_end(year, month)
    return _fixed(Period.to_date(end), running=True) if end else None


def until_weekday(match: _Match, published: _Day) -> When | None:
    word = match["w"].lower()
    if published is None:
        return None
    if word in WEEKDAYS:
        back = (published.weekday() - WEEKDAYS[word]) % 7 or (7 if match["last"] else 0)
        return _fixed(Period.to_date(published - back * _DAY), running=True)
    if word == "last week":
        return _fixed(Period.to_date(published - (published.weekday() + 1) * _DAY), running=True)
    return _fixed(Period.to_date(published), running=True)


def to_date(match: _Match, published: _Day) -> When | None:
    words = _group(match, "y", "y2", "y3", "y4", "y5", "y6")
    if published is None and not words:
        return None
    year = int(words) if words else published.year if published else 0
    if published is None or year != published.year:
        return When("fixed", 0, 0, Period.year(year), is_running=True) if words else None
    if match["bare"]:
        return When("focus", 0, 0, unit="to date", is_running=True)
    return _fixed(Period.to_date(published), running=True, relative=True)


def day(match: _Match, published: _Day) -> When | None:
    month = _month(match, "m") or _month(match, "m2")
    number = _day_number(match, "d", "d2")
    if month is None or number is None:
        return None
    words = _group(match, "y", "y2")
    year = int(words) if words else _latest_year(published, month, number)
    date = _date(year, month, number) if year else None
    return _fixed(Period(date, date), relative=not words) if date else None


def month_year(match: _Match, published: _Day) -> When | None:
    month, year = _month(match, "m"), year_of(match["y"], published)
    if month is None or year is None:
        return None
    return _fixed(Period.month(year, month))


def month(match: _Match, published: _Day) -> When | None:
    number, pre = _month(match, "m"), (match["pre"] or "").lower()
    if number is None or (not pre and match["m"].rstrip(".").lower() in {"may", "march", "mar", "jun", "sep", "dec", "jan", "august"}):
        return None
    if pre == "last":
        year = _latest_year(published, number, None)
        return _fixed(Period.month(year, number)) if year else None
    role: Role = "since" if pre == "since" else "baseline" if pre in {"from", "than", "over", "versus"} else "own"
    return When("part", 0, 0, months=(number, number), role=role)


def years_back(match: _Match, published: _Day) -> When | None:
    if match["prev"]:
        return When("shift", 0, 0, years=1)
    if match["prevm"]:
        return When("shift", 0, 0, years=0, unit=(match["pmunit"] or match["pmunit2"]).lower())
    count, unit, direction = small_number(match["n"]), match["unit"].lower(), match["dir"].lower()
    if unit in {"month", "week"}:
        return When("shift", 0, 0, years=0, unit=unit) if count == 1 and direction != "ago" else When("duration", 0, 0, years=0, unit=unit)
    count *= 10 if unit == "decade" else 1
    if direction in {"ago", "back"} and published:
        if count == 1:
            return When("shift", 0, 0, years=1)
        return When("fixed", 0, 0, Period.year(published.year - count), is_relative=True, unit="ago")
    return When("shift", 0, 0, years=count)


def year_over_year(match: _Match, published: _Day) -> When | None:
    return When("shift", 0, 0, years=1, role="baseline")


def last_year(match: _Match, published: _Day) -> When | None:
    if published is None:
        return None
    word = " ".join(match["w"].lower().split())
    if word in {"next", "the coming"}:
        return _fixed(Period.year(published.year + 1), relative=True)
    if word == "last":
        return _fixed(Period.year(published.year - 1), relative=True)
    if word in {"the past", "this past"}:
        if published.month <= 3:
            return _fixed(Period.year(published.year - 1), relative=True)
        return _fixed(Period(_years_ago(published, 1) + _DAY, published), relative=True)
    return _fixed(Period.to_date(published), running=True, relative=True)


def _years_ago(day: dt.date, count: int) -> dt.date:
    return _date(day.year - count, day.month, day.day) or dt.date(day.year - count, day.month, 28)


def following_year(match: _Match, published: _Day) -> When | None:
    return When("shift", 0, 0, years=-1)


def last_month(match: _Match, published: _Day) -> When | None:
    if published is None:
        return None
    is_last, unit = "last" in match["w"].lower() or "past" in match["w"].lower(), match["unit"].lower()
    if unit == "month":
        if not is_last:
            return _fixed(Period(published.replace(day=1), published), relative=True)
        end = published.replace(day=1) - _DAY
        return _fixed(Period.month(end.year, end.month), relative=True)
    if unit == "quarter":
        index = (published.month - 1) // 3 - (1 if is_last else 0)
        year, number = (published.year, index + 1) if index >= 0 else (published.year - 1, 4)
        return _fixed(Period.quarter(year, number), relative=True)
    monday = published - published.weekday() * _DAY
    if unit == "weekend":
        return _fixed(Period(monday - 2 * _DAY, monday - _DAY), relative=True)
    return _fixed(Period(monday - 7 * _DAY, monday - _DAY) if is_last else Period(monday, published), relative=True)


def past(match: _Match, published: _Day) -> When | None:
    unit, words = match["unit"].lower(), match["n"]
    count = small_number(words) if words else 1
    if (
        unit in {"years", "decade", "decades", "half-decade", "half decade"}
        or published is None
        or count == 0
        or match["w"].lower() in {"previous", "prior", "preceding"}
    ):
        return When("duration", 0, 0, years=count * 10 if unit.startswith("decade") else count, unit="year" if unit == "years" else unit)
    if unit in {"months", "month"}:
        total = published.year * 12 + published.month - 1 - count
        last_day = month_end(total // 12, total % 12 + 1).day
        start = dt.date(total // 12, total % 12 + 1, min(published.day, last_day)) + _DAY
        return _fixed(Period(start, published), relative=True)
    length = count * (7 if unit in {"weeks", "week"} else 1)
    return _fixed(Period(published - (length - 1) * _DAY, published), relative=True)


def past_whole(match: _Match, published: _Day) -> When | None:
    return _fixed(Period.year(int(match["y"])))


def season_of_year(match: _Match, published: _Day) -> When | None:
    name = (match["s"] or match["s2"]).lower()
    months_of = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
    words = match["y"]
    year = year_of(words, published) if words else (published.year if published else None)
    if year is None or name not in months_of:
        return When("unknown", 0, 0)
    first, last = months_of[name]
    if not words and published and dt.date(year, first, 1) >= published:
        year -= 1
    return _between(year, first, None, year, last, None)


def decade(match: _Match, published: _Day) -> When | None:
    first, last = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((match["part"] or "").lower(), (0, 9))
    year = int(match["y"] or match["y2"])
    return When("fixed", 0, 0, Period(dt.date(year + first, 1, 1), dt.date(year + last, 12, 31)), unit="decade")


def focus(match: _Match, published: _Day) -> When | None:
    return When("focus", 0, 0, unit=match["unit"].lower())


def fraction_year(match: _Match, published: _Day) -> When | None:
    return When("duration", 0, 0, unit="age")


def duration(match: _Match, published: _Day) -> When | None:
    if match["bare"]:
        word = match["bare"].lower()
        return When("duration", 0, 0, years=0, unit=word) if word != "years" else None
    unit = match["unit"].lower().rstrip("s")
    count = small_number(match["n"])
    scale = {"decade": 10, "century": 100, "centurie": 100}.get(unit, 1)
    if "half" in match["n"].lower() and unit.startswith("centur"):
        count, scale = 1, 50
    return When("duration", 0, 0, years=count * scale, unit="year" if unit in {"year", "yr", "decade", "century", "centurie"} else unit)


def year(match: _Match, published: _Day) -> When | None:
    return _fixed(Period.year(int(match["y"])))


_FUNCTIONS: tuple[Callable[[_Match, _Day], When | None], ...] = (
    iso_date, slash_date, year_ending, months, days, average, same, fiscal, season, years, first_months, months_into, quarter, until, until_weekday, to_date, day,
    month_year, month, years_back, year_over_year, last_year, following_year, last_month, past, past_whole, season_of_year, decade, focus,
    fraction_year, duration, year,
)  # fmt: skip
READINGS: dict[str, Callable[[_Match, _Day], When | None]] = {function.__name__: function for function in _FUNCTIONS} | {
    "first_months_bare": first_months
}
