"""What stands against the certainty of when a number's time begins: "since then", "five years ago", "in the last three years on average"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.figures.calendar_words import MONTH
from pipeline.figures.context import Context
from pipeline.figures.running import is_just_begun
from pipeline.figures.statement import Statement
from pipeline.figures.timing import HAS_SINCE, Timing, is_the_one_before
from pipeline.figures.units import Line
from pipeline.period import Period

_CHANGES = frozenset({"percent_change", "change", "multiple"})


def of_its_start(line: Line, statement: Statement, timing: Timing, context: Context) -> Iterator[str]:
    """The doubts about the time that a count runs from, or that a change is from, in words."""
    if "s" in line.signature and timing.why not in ("since", _TOLD) and _is_since_what(line, statement):
        yield "since a time that was told"
    if timing.why == "since" and _may_end_with_the_year(timing, context):
        yield "since then to publication, or to the end of the article's year"
    if _is_of_years_ago(line, statement, timing, context):
        yield "years before publication, or before the article's year"
    if timing.why in _LAST_SEASONS and timing.period and context.published and timing.period.end.year == context.published.year:
        yield "the season just over, or that of the year before"
    if timing.baseline and not timing.baseline.is_average and _OFF_AVERAGE.match(line.words(statement.index + 1, statement.index + 8)):
        yield "compared with a mean of years"
    if _is_of_as_much(line, statement, timing, context):
        yield "the whole of an earlier year, or as much of it as of this"
    if statement.measure in _CHANGES and _AFTER_HAVING.search(line.words(statement.index - 5, statement.index)):
        yield "before the change that was told first, or with it"  # "rose 12 percent in 2023 after having dropped 22% over the year before"
    if _is_of_the_year_that_opens(line, timing):
        yield "a day of the year that the sentence opens with, or of another"
    if _is_of_the_year_so_far(line, timing, context):
        yield "of the month, or of the year so far"  # "August was the deadliest month. The count for the year stands at 41 …"
    yield from _of_the_articles_time(line, timing, context)
    yield from _of_which_year(line, statement, timing, context)
    yield from _of_untold_times(line, statement)


def _of_the_articles_time(line: Line, timing: Timing, context: Context) -> Iterator[str]:
    """The doubts whether a number without a time is of the one that the article is about."""
    if timing.grade != "context":
        return
    if context.published is None:
        yield "nothing says of when the article is"
    if context.is_at_main and _goes_on_from(line, context.last_period, context.main):
        yield "of the time that was spoken of last, or of the article's"


def _goes_on_from(line: Line, last: Period | None, main: Period | None) -> bool:
    """Whether a sentence goes on from the last figure, of another part of the year: "Car thefts, on the other hand, grew by 8 percent"."""
    if last is None or main is None or last.is_stock or last.is_average or last in (main, main.years_before(1)):
        return False
    return last.end.year >= main.end.year and _GOES_ON.search(line.words(0, len(line.units))) is not None


_GOES_ON = re.compile(
    r"\b(?:on\s+the\s+other\s+hand|by\s+contrast|in\s+contrast|meanwhile|likewise|also|too|as\s+well|however|the\s+exception)\b"
)


def _of_which_year(line: Line, statement: Statement, timing: Timing, context: Context) -> Iterator[str]:
    """The doubts where a year is told from another: "that year", "last September", "last year" beside "this year"."""
    if timing.grade != "own" and any(
        unit.when and (unit.when.kind, unit.when.unit) == ("focus", "year") and unit.when.is_relative for unit in line.units
    ):
        yield "of that year, or of the article's"  # "160 that year, the most ever and, at about 80 for every 100,000, the second-highest rate"
    is_over = timing.period is not None and context.published is not None and (context.published - timing.period.end).days > _A_WEEK
    if timing.grade != "context" and is_over and _STANDS_NOW.search(line.words(statement.index - 5, statement.index + 9)):
        yield "what is now, or was then"  # "surpassed its record last month and now stands at 391"
    if statement.measure not in _CHANGES and _LAST_MONTH.match(timing.why):
        yield "the month of this year, or of the one before"  # "13 at the end of last September", in October
    if _is_of_last_year_too(line, timing, context):
        yield "the whole of last year, or as much of it as of this"  # "6,237 this year and 6,245 last year"


def _of_untold_times(line: Line, statement: Statement) -> Iterator[str]:
    """The doubts where words say of when the number is, and were not read."""
    if statement.measure == "count" and _is_yearly(line, statement.index):
        yield "a mean of years"
    if statement.measure == "change" and _OPENS_SINCE.match(line.words(0, 3)):
        yield "since a time that was told"  # "Since I came here in January 2023, we've had 150 fewer shooting victims"
    if _is_of_both_sides(line, statement.index):
        yield "of the time behind both numbers, or behind the earlier one"
    is_from_then = _FROM_THEN.search(line.words(0, statement.index)) is not None
    if is_from_then or _AS_MANY_DAYS.match(line.words(statement.index + 1, statement.index + 9)):
        yield "over a time that was not read"  # "13 killings in as many days"; "made 12 hires last year and seven in this one"
    if _OF_EARLIER_YEARS.match(line.words(statement.index + 1, statement.index + 9)):
        yield "of earlier years that nobody names"  # "arrests in 32 of last year's homicides and in nine from earlier years"


_A_WEEK = 7  # days
_STANDS_NOW = re.compile(r"\bnow\s+(?:stands?|sits?|is|has|have|totals?|numbers?|at)\b|\b(?:is|are)\s+now\b")
_LAST_MONTH = re.compile(rf"(?:\w+\s+){{0,5}}last\s+{MONTH}", re.IGNORECASE)


def _is_of_last_year_too(line: Line, timing: Timing, context: Context) -> bool:
    """Whether "last year" stands beside "this year" in an article about a part of it."""
    is_part = context.main is not None and context.main.grain in ("half", "quarter", "year_to_date")
    return is_part and timing.why == "last year" and "this year" in line.words(0, len(line.units))


def _is_of_both_sides(line: Line, index: int) -> bool:
    """Whether a part of a year without its year stands behind both numbers: "dropped to 47 from 61 in the third quarter"."""
    for pair in _TO_FROM.finditer(line.signature):
        when = line.units[pair.end() - 1].when
        if index in (pair.start("now"), pair.start("then")) and when is not None and when.kind == "part":
            return True
    return False


_TO_FROM = re.compile(r"t[ax]?(?P<now>N)[Kkw]{0,2},?f[ax]?(?P<then>N)[Kkw]{0,2}i?T")
_OF_EARLIER_YEARS = re.compile(
    r"(?:[\w’'-]+\s+){0,3}?(?:from|in|of|during|dating\s+(?:from|to))\s+(?:the\s+)?(?:\w+\s+)?(?:earlier|previous|prior|past|other|recent|preceding)\s+years\b"
)
_AS_MANY_DAYS = re.compile(
    r"(?:\w+\s+){0,3}?in\s+as\s+many\s+(?:days|nights|weeks|months)\b|(?:in|for|during)\s+(?:this|that|the\s+other)\s+one\b"
)
_OPENS_SINCE = re.compile(r"[\"“\s]*since\b")
# "From then until New Year's Eve, 31% fewer people were shot"; "in the 12 months after the layoffs, homicides rose by 7 percent"
_FROM_THEN = re.compile(r"\bfrom\s+then\b|\bin\s+the\s+(?:first\s+)?[\w-]+\s+(?:years|months|weeks|days)\s+(?:after|following|since|before)\b")
_AFTER_HAVING = re.compile(r"\bhaving(?:\s+\w+){1,3}\Z")


def _is_of_the_year_that_opens(line: Line, timing: Timing) -> bool:
    """Whether a running total was given another year than the one that its sentence opens with: "In 2022, Fresno had 40 by Thanksgiving"."""
    opens = line.units[1].when if line.signature.startswith("iT") else None
    if opens is None or opens.period is None or opens.kind != "fixed" or timing.period is None or opens.period.grain != "year":
        return False
    return timing.why.startswith(("by ", "through ", "as of ")) and timing.period.end.year != opens.period.end.year


_TOLD = "the levels before"
_LAST_SEASONS = frozenset({"last spring", "last summer"})
_OFF_AVERAGE = re.compile(
    r"(?:(?:more|fewer|less|higher|lower)\s+)?(?:[\w-]+\s+)?(?:above|below|over|under|than|from)\s+(?:the|an?|its|their)\s+(?:[\w-]+\s+)?average\b"
)


def _is_of_years_ago(line: Line, statement: Statement, timing: Timing, context: Context) -> bool:
    """Whether so many years are told back from publication, or from the year that the article is about, which is over."""
    main, published = context.main, context.published
    if main is None or published is None or main.end.year == published.year:
        return False
    if statement.measure in _CHANGES:  # "down 31% from two years ago": in January of the year just over
        return not is_just_begun(context) and any(unit.when and unit.when.unit == "ago" for unit in line.units[statement.index :])
    return timing.why.endswith("ago") and ("years" in timing.why or "decade" in timing.why)


def _may_end_with_the_year(timing: Timing, context: Context) -> bool:
    """Whether a count that was taken to run to publication may end with the year that the article is about, which is over."""
    period, main, published = timing.period, context.main, context.published
    if period is None or main is None or published is None or main.end.year == published.year or period.end != published:
        return False
    return is_just_begun(context) or (period.start.month, period.start.day) == (1, 1)


def _is_of_as_much(line: Line, statement: Statement, timing: Timing, context: Context) -> bool:
    """Whether an earlier change is told beside one of the year so far: "down 9% so far this year, after falling 22% the year before"."""
    period, main = timing.period, context.main
    if statement.measure not in _CHANGES or period is None or main is None or period.grain != "year_to_date":
        return False
    return period.end.year < main.end.year and is_the_one_before(line, statement.index)


def _is_since_what(line: Line, statement: Statement) -> bool:
    """Whether a number is from a time that nothing here names by its year: "since then", "since Oct. 1", "since the unit was formed"."""
    index = statement.index
    if "since then" in line.words(index, index + 6):
        return True
    if statement.measure not in _CHANGES:
        return False
    if HAS_SINCE.search(line.words(index - 4, index)):
        return True
    match = _NEXT.match(line.signature, index + 1) or _FIRST.match(line.signature)
    since = match.end() - 1 if match else -1
    if match is None or line.units[since].lower != "since":
        return False
    when = line.units[since + 1].when if since + 1 < len(line.units) else None
    return when is None or when.period is None or when.period.grain not in ("year", "year_to_date") or when.period.days() < _A_YEAR


_A_YEAR = 365  # days
_NEXT = re.compile(r"[wxkKiLUDa]{0,5}s")
_FIRST = re.compile(r"[cx]{0,2}s")


def _is_of_the_year_so_far(line: Line, timing: Timing, context: Context) -> bool:
    """Whether a number is of the month or the quarter that the article is about, unsaid, where the article has told of the year so far too."""
    main, period = context.main, timing.period
    if main is None or period is None or main.days() > _A_QUARTER or period not in (main, main.years_before(1)):
        return False
    if any(unit.when and (unit.when.months or unit.when.period == period) for unit in line.units):
        return False
    return any(told and told.end.year == main.end.year and told.days() > main.days() and told.end >= main.end for _, _, told in context.told)


_A_QUARTER = 92  # days


def _is_yearly(line: Line, index: int) -> bool:
    """Whether the number is a mean of the years that stand behind it: "36 homicides in the last three years on average"."""
    behind = _BEHIND.match(line.signature, index + 1)
    when = line.units[behind.end() - 1].when if behind else None
    return when is not None and when.kind == "average" and when.period is None


_BEHIND = re.compile(r"[wxkK]{0,3}i?T")
