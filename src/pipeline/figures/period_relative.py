"""What times mean that are told from another: "last year", "the same period", "so far", "the past 28 days"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.figures.calendar_words import small_number
from pipeline.figures.day_arithmetic import ONE_DAY, Day, Match, between, fixed, group, is_anaphoric, year_of, years_ago
from pipeline.figures.when import When
from pipeline.period import Period, month_end


def average(match: Match, _published: Day) -> When | None:
    a, b = group(match, "a", "a2"), group(match, "b", "b2")
    if a and b:
        if int(a) > int(b):
            return None
        return When("average", 0, 0, Period(dt.date(int(a), 1, 1), dt.date(int(b), 12, 31), is_average=True), years=int(b) - int(a) + 1)
    return When("average", 0, 0, years=10 if group(match, "decade") else small_number(group(match, "n", "n2", "n3") or "five"), role="baseline")


def same(match: Match, published: Day) -> When | None:
    words = group(match, "y", "y2", "y3", "y4", "y5", "y6", "y7", "y8", "y9")
    if words and group(match, "y7", "y8", "y9"):
        pace = When("same", 0, 0, year=None if is_anaphoric(words) else year_of(words, published), years=1, role="baseline")
        return replace(pace, unit="pace") if group(match, "pace", "pace2", "pace3") else replace(pace, unit="level")
    if words is None:
        is_back = re.search(r"year-ago", match[0], re.IGNORECASE)
        return When("same", 0, 0, years=1, role="baseline") if is_back else When("focus", 0, 0, unit="period")
    if is_anaphoric(words):
        return When("same", 0, 0, years=1)
    return When("same", 0, 0, year=year_of(words, published), years=1, is_relative=not words.isdecimal())


def to_date(match: Match, published: Day) -> When | None:
    words = group(match, "y", "y2", "y3", "y4", "y5", "y6")
    if published is None and not words:
        return None
    if published and match["y7"]:
        return fixed(Period(dt.date(published.year - 1, 1, 1), published), relative=True)
    year = int(words) if words else published.year if published else 0
    if published and group(match, "y5", "y6") and year < published.year:
        return replace(fixed(Period(dt.date(year, 1, 1), published)), unit="since")  # "since Jan. 1, 2021"
    if published is None or year != published.year:
        return When("fixed", 0, 0, Period.year(year), is_running=True) if words else None
    if match["bare"]:
        return When("focus", 0, 0, unit="to date", is_running=True)
    so_far = fixed(Period.to_date(published), running=True, relative=True)
    return replace(so_far, unit="year to date") if re.match(r"(?:the\s+)?year[\s-]to|ytd", match[0], re.IGNORECASE) else so_far


def years_back(match: Match, published: Day) -> When | None:
    if match["prev"]:
        return When("shift", 0, 0, years=1)
    if match["prevm"]:
        return When("shift", 0, 0, years=0, unit=(match["pmunit"] or match["pmunit2"]).lower())
    count, unit, direction = small_number(match["n"]), match["unit"].lower(), match["dir"].lower()
    if unit == "month" and count and count % 12 == 0:
        return When("shift", 0, 0, years=count // 12)
    if unit in {"month", "week"}:
        return When("shift", 0, 0, years=0, unit=unit) if count == 1 and direction != "ago" else When("duration", 0, 0, years=0, unit=unit)
    count *= 10 if unit == "decade" else 1
    if direction in {"ago", "back"} and published:
        if count == 1:
            return When("shift", 0, 0, years=1)
        return When("fixed", 0, 0, Period.year(published.year - count), is_relative=True, unit="ago")
    return When("shift", 0, 0, years=count)


def year_over_year(_match: Match, _published: Day) -> When | None:
    return When("shift", 0, 0, years=1, role="baseline")


def last_year(match: Match, published: Day) -> When | None:
    if published is None:
        return None
    word = " ".join(match["w"].lower().split())
    if word in {"next", "the coming"}:
        return fixed(Period.year(published.year + 1), relative=True)
    if word == "last":
        whole = "whole" if match[0].lower().startswith("all") else ""
        return replace(fixed(Period.year(published.year - 1), relative=True), unit=whole)
    if word in {"the past", "this past"}:
        if published.month <= 3:
            return fixed(Period.year(published.year - 1), relative=True)
        return fixed(Period(years_ago(published, 1) + ONE_DAY, published), relative=True)
    return fixed(Period.to_date(published), running=True, relative=True)


def following_year(_match: Match, _published: Day) -> When | None:
    return When("shift", 0, 0, years=-1)


def last_month(match: Match, published: Day) -> When | None:
    if published is None:
        return None
    is_last, unit = "last" in match["w"].lower() or "past" in match["w"].lower(), match["unit"].lower()
    if unit == "month":
        if not is_last:
            return fixed(Period(published.replace(day=1), published), relative=True)
        end = published.replace(day=1) - ONE_DAY
        return fixed(Period.month(end.year, end.month), relative=True)
    if unit == "quarter" and not is_last:
        return When("focus", 0, 0, Period.quarter(published.year, (published.month + 2) // 3), unit="quarter")
    if unit == "quarter":
        index = (published.month - 1) // 3 - (1 if is_last else 0)
        year, number = (published.year, index + 1) if index >= 0 else (published.year - 1, 4)
        return fixed(Period.quarter(year, number), relative=True)
    monday = published - published.weekday() * ONE_DAY
    if unit == "weekend":
        return fixed(Period(monday - 2 * ONE_DAY, monday - ONE_DAY), relative=True)
    return fixed(Period(monday - 7 * ONE_DAY, monday - ONE_DAY) if is_last else Period(monday, published), relative=True)


def past(match: Match, published: Day) -> When | None:
    unit, words = match["unit"].lower(), match["n"]
    count = small_number(words) if words else 1
    is_before = match["w"].lower() in {"previous", "prior", "preceding"}
    if is_before and unit == "years" and words and 1 < count < 30:
        return When("shift", 0, 0, years=count, unit="years")
    if is_before and unit not in {"years", "decade", "decades"}:
        return When("shift", 0, 0, years=1) if unit == "months" and count == 12 else When("shift", 0, 0, years=0, unit="span")
    if unit in {"years", "decade", "decades", "half-decade", "half decade"} or published is None or count == 0 or is_before:
        return When("duration", 0, 0, years=count * 10 if unit.startswith("decade") else count, unit="year" if unit == "years" else unit)
    if unit in {"months", "month"}:
        total = published.year * 12 + published.month - 1 - count
        last_day = month_end(total // 12, total % 12 + 1).day
        start = dt.date(total // 12, total % 12 + 1, min(published.day, last_day)) + ONE_DAY
        return fixed(Period(start, published), relative=True)
    length = count * (7 if unit in {"weeks", "week"} else 1)
    return fixed(Period(published - (length - 1) * ONE_DAY, published), relative=True)


def season_of_year(match: Match, published: Day) -> When | None:
    name = (match["s"] or match["s2"]).lower()
    months_of = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
    words = match["y"]
    year = year_of(words, published) if words else (published.year if published else None)
    if year is None or name not in months_of:
        return When("unknown", 0, 0)
    first, last = months_of[name]
    if not words and published and dt.date(year, first, 1) >= published:
        if match["pre2"] == "this":
            return When("duration", 0, 0, unit="ahead")  # "will ask for more this summer", told in spring
        year -= 1
    elif match["pre2"] == "last" and published and published <= dt.date(year, last, 28) + _SOON * ONE_DAY:
        year -= 1  # "last summer", told in summer or soon after it
    return between(year, first, None, year, last, None)


_SOON = 60  # days


def focus(match: Match, _published: Day) -> When | None:
    return When("focus", 0, 0, unit=match["unit"].lower(), is_relative=match["back"] is not None)
