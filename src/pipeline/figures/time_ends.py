"""Where a number's period ends, or begins, by what the sentence says beside its time: "this year as of Sunday", "since March 2023"."""

from __future__ import annotations

import re

from pipeline.figures.context import Context
from pipeline.figures.day_arithmetic import ONE_DAY
from pipeline.figures.holidays import last_day
from pipeline.figures.period_resolution import resolve
from pipeline.figures.running import is_just_begun
from pipeline.figures.statement import Statement
from pipeline.figures.stocks import STOCKS
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.period import Period


def since(line: Line, statement: Statement, context: Context) -> Period | None:
    """From the time named to the day of publication: "130 shops have been firebombed since March 2023"."""
    sinces = (index for index, unit in enumerate(line.units) if unit.when and unit.when.role == "since")
    index = next((index for index in sinces if index > statement.index or _OPENS.fullmatch(line.signature, 0, index)), None)
    then = None if index else _since_then(line)
    index = index or then
    when = line.units[index].when if index else None
    is_moved = re.search("[UDCX]", line.signature) is not None  # "has grown to seven minutes since 2019"
    if when is None or is_moved or context.published is None or statement.measure != "count" or not _HAVE.search(line.words(0, len(line.units))):
        return None
    start = resolve(when, None, context, is_level=True)
    if then and start and start.days() > _A_MONTH:
        return None  # "88 homicides in 2021, and there have been 61 since then"
    day = start and (start.end + ONE_DAY if _THE_END.search(line.words((index or 0) - 4, (index or 0) + 1)) else start.start)
    is_of_years = start is not None and start.grain == "year" and not then and context.main is not None and is_just_begun(context)
    end = context.main.end if context.main and is_of_years else context.published  # "Since 2020 …", told in January of the year just over
    return Period(day, end) if day and day <= end else None


def _since_then(line: Line) -> int | None:
    """Where the time stands that "since then" is from: "Troopers, who came on Feb. 6, have made 42 arrests since then"."""
    then = next((match.start() for match in _THEN.finditer(line.signature) if line.units[match.start() + 1].lower == "then"), 0)
    when = line.signature.rfind("T", 0, then)
    return when if when > 0 else None


_A_MONTH = 31  # days
_THEN = re.compile(r"sx")
_OPENS = re.compile(
    r"(?:i[axwNKkL\"]{1,6})?s[axwo]{0,4}"
)  # "In 19 operations since Oct. 1"; "Since the beginning of May the task force has made 96 arrests"
_THE_END = re.compile(r"\bsince\s+the\s+end\s+of\b")

_HAVE = re.compile(r"\b(?:have|has)\b|['’]\s?ve\b|\b(?:said|told|says)\b.*\bhad\b")


def until(line: Line, own: When, period: Period | None) -> Period | None:
    """A year that runs to the day named right after it: "171 shootings in 2018 as of June 13"."""
    if period is None or period.grain not in ("year", "year_to_date"):
        return period
    index = next((index for index, unit in enumerate(line.units) if unit.when is own), len(line.units))
    after = re.match(r"[,i]?T", line.signature[index + 1 :])
    when = line.units[index + after.end()].when if after else None
    if when is None or when.kind != "part" or not when.is_running or when.role != "own":
        return period
    last = last_day(when, period.start.year)
    return Period(period.start, last) if last else period


_HAD_BEEN = re.compile(r"\b(?:had\s+been|had\s+(?:recorded|seen|had|logged|reported|counted|investigated)|stood|was\s+at|were\s+at)\b")


def standing(line: Line, statement: Statement, period: Period | None, context: Context) -> Period | None:
    """A count that "stood at 38 on Dec. 31" is of the year to that day; so is "on July 6, 2020, there had been 107" beside a running total."""
    if period is None or period.grain != "day":
        return context.main if period and _is_of_the_year_over(line, period, context) else period
    is_running = context.current is not None and context.current.grain == "year_to_date"
    if is_running and _HAD_BEEN.search(line.words(0, len(line.units))):
        return Period.to_date(period.end)
    if re.search(
        r"\b(?:stood|stands|standing|total\w*|tally|count|number\w*|toll|reached|hit|passed|surpassed|crossed)\b",
        line.words(statement.index - 5, statement.index),
    ):
        return Period.to_date(period.end)
    return period


def _is_of_the_year_over(line: Line, period: Period, context: Context) -> bool:
    """Whether a day of a year that has just begun is named of the year before, which the article is about: "27 were cleared as of Thursday"."""
    if any(unit.term and unit.term.code in STOCKS for unit in line.units):
        return False
    main = context.main
    is_after = main is not None and main.grain == "year" and period.grain == "year_to_date" and main.end.year == period.start.year - 1
    return is_after and period.days() <= _TWO_WEEKS and _SAYS_WHICH_YEAR.search(line.words(0, len(line.units))) is None


_TWO_WEEKS = 14  # days
_SAYS_WHICH_YEAR = re.compile(r"\b(?:on\s+(?:track|pace|course)|years?|january|jan|so\s+far|already|20\d\d)\b")
