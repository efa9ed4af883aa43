"""What stands against the certainty that a number is of the period it was given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.figures.against import is_against_another
from pipeline.figures.alignment import partner
from pipeline.figures.calendar_words import small_number
from pipeline.figures.context import Context
from pipeline.figures.doubts_of_start import of_its_start
from pipeline.figures.marks import find as find_marks
from pipeline.figures.marks import is_from_undated
from pipeline.figures.statement import Statement
from pipeline.figures.timing import Timing
from pipeline.figures.units import Line, Unit
from pipeline.figures.when import When
from pipeline.figures.years_told import PARTS_OF_A_YEAR
from pipeline.period import Period

_A_YEAR = 365  # days
_EARLIEST = 31  # days before its end that a year is summed up
_LATEST = 460  # days from a year's end to what is told of it: releases of its second autumn are talked of until spring
_LAST_YEARS = frozenset({"last year's", "last year’s"})
_MOST_OF = 0.9  # of the year so far


_THAT_YEAR = re.compile(r"\bthat\s+year(?:['’]s)?\Z")
_OPENS_WITH_IT = re.compile(r"[\"“]?(?:in\s+)?that\s+year\b")  # "Until 2020 that had never happened. That year's 173 killings …"
_FROM_THAT = re.compile(
    r"\b(?:from|than|below|above|off)\s+(?:that|this|those|its|the)\s+(?:\w+\s+)?(?:peak|high|low|level|mark|total|point|figure|number|pace)s?\b(?!\s+(?:of|in|set|from|for|a|last|same))"
)


def of_time(line: Line, statement: Statement, timing: Timing, context: Context) -> Iterator[str]:
    """The doubts about a number's period, in words: whether another could be meant."""
    if _FOLLOWED.search(line.words(statement.index + 1, len(line.units))):
        yield "in years that are told from another"  # "79 in 2014, edged up to 83 and then 85 in the two years that followed"
    if timing.grade == "context":
        yield from _of_context(line, statement, timing, context)
    elif timing.grade == "sentence":
        if statement.measure not in ("record", "rank") and not _is_the_articles(line, statement, timing, context):
            yield "the time stands elsewhere in the sentence"
    elif statement.side == "before":
        if _is_beside_a_running_total(line, timing, context):
            yield "a whole year beside a running total"
        if _is_of_another_part(line, timing, context):
            yield "a part of a year told from one that the article is not about"
    elif timing.grade == "own":
        yield from _of_its_own(line, statement, timing, context)
    yield from _of_any(line, statement, timing, context)
    yield from of_its_start(line, statement, timing, context)


def _of_any(line: Line, statement: Statement, timing: Timing, context: Context) -> Iterator[str]:
    """Doubts about a time wherever it stands."""
    if is_against_another(line, statement, context.home) or is_from_undated(line, statement.index):
        yield "compared with another place, or with what nobody dates"
    if statement.measure in ("percent_change", "change", "multiple") and _FROM_THAT.search(line.words(statement.index, len(line.units))):
        yield "compared with something spoken of before"
    if timing.period is not None and timing.period.grain == "year" and _of_the_same_part(line):
        yield "a year, or the part of it that was spoken of"
    if timing.grade == "own" and _runs_to_anothers_day(line, timing, context):
        yield "this year to the day of another sentence's numbers"
    main = context.main
    is_wider = main is not None and main.grain in PARTS_OF_A_YEAR and timing.period is not None and timing.period.days() > main.days()
    if is_wider and timing.why in ("this year", "so far this year"):
        yield "this year, or the part of it that the article is about"


_A_PART = re.compile(r"\b(?:months|weeks|days|quarter|half|season|summer|spring|fall|winter)\b")


def _of_the_same_part(line: Line) -> bool:
    """Whether the sentence compares with the same part of another year, of which only one before it can have told: "the same months of 2020"."""
    return any(unit.when and unit.when.kind == "same" and _A_PART.search(unit.lower) for unit in line.units)


_A_RISE_THEN = re.compile(r"[NPF]w?D[oi]T")  # "…, on the heels of a 7% rise in 2022"


def _is_the_articles(line: Line, statement: Statement, timing: Timing, context: Context) -> bool:
    """Whether the time that the sentence names is the one that the article says it is about, so that no other can be meant."""
    is_plain = statement.side == "now" and statement.measure != "share" and statement.why != "difference"
    if not is_plain or _A_RISE_THEN.search(line.signature, statement.index + 1):
        return False
    return timing.period is not None and context.main_is_said and timing.period == context.focus and context.is_at_main


_SO_FAR = re.compile(r"\bthis\s+(?:year|point|time|date|stage)\b|\bsince\b")


def _runs_to_anothers_day(line: Line, timing: Timing, context: Context) -> bool:
    """Whether "this year" was taken to end on the day that only another sentence says, a good deal before the article."""
    period, through, published = timing.period, context.through, context.published
    if (
        period is None
        or published is None
        or through is None
        or (period.end.month, period.end.day) != (through.month, through.day)
        or not _SO_FAR.search(timing.why)
    ):
        return False
    is_late = period.days() < _MOST_OF * Period.to_date(published).days() and not period.is_stock
    return is_late and not any(unit.when and unit.when.period and unit.when.period.end == through for unit in line.units)


def _of_its_own(line: Line, statement: Statement, timing: Timing, context: Context) -> Iterator[str]:
    """Doubts about a time that stands beside the number."""
    if _is_a_year_aside(line, statement, timing, context):
        yield "a whole year beside a part of one"
    if _THAT_YEAR.search(timing.why) and (context.focus in (None, context.main) or _OPENS_WITH_IT.match(line.words(0, 3))):
        yield "that year, where no other than the article's was read"
    if _WOULD_END.search(line.words(statement.index - 7, statement.index)):
        yield "what was still to come"  # "at the midpoint of 2020, on the way to a year that would end with 179"
    if (counted := _MONTHS.search(timing.why)) and timing.period is not None:
        months = small_number(counted[1])
        if months and abs(timing.period.days() - _A_MONTH * months) > _A_MONTH:
            yield "months that were spoken of, and were not read"  # "over the nine months", where only the year was
    if timing.why in _LAST_YEARS and _names_a_part(line):
        yield "last year's, or the same part of it"
    if timing.period is not None and timing.period.grain == "day" and statement.measure in ("percent_change", "change"):
        yield "a change on one day"  # "homicides were down 10% on July 1"
    if _is_an_unsaid_years_part(timing, context) and not _is_of_a_year_said(line, timing):
        yield "a part of a year that is not said, and not what the article is about"
    beside = [index for index, unit in enumerate(line.units) if unit.when and unit.lower == timing.why]
    if beside:
        yield from _of_its_place(line, statement, min(beside, key=lambda index: abs(index - statement.index)), timing, context)


def _of_its_place(line: Line, statement: Statement, time: int, timing: Timing, context: Context) -> Iterator[str]:
    """Doubts about the time at units[time]: where it stands, and what it leaves unsaid."""
    number = statement.index
    first, last = sorted((number, time))
    when = line.units[time].when
    if time < number and statement.measure == "count" and re.match(r",?[^r,][^r]*r", line.signature[first + 1 : last]):
        yield "the time of another clause"  # "in October it put more officers there, where 29 of the homicides took place"
    if any(_is_another(unit.when, when) and not _is_year_of(unit.when, timing) for unit in line.units[first + 1 : last]):
        yield "another time is nearer"
    if when is not None and when.kind == "same" and time < number and _THE_SAME.match(timing.why):
        yield "the same time as was told before"  # "over the same months, 197 recruits were hired"
    if _AND_THEN.search(line.words(time - 5, time)) and "between" in line.words(0, time).split():
        yield "between two times"  # "between May 29, when it opened, and the end of December"
    if _FROM_ANOTHER.search(line.signature, 0, time):
        yield "from a time that was not read"  # "from July 1 of that year to the end of April"
    is_listed = re.match(r"c[ai]{0,2}T", line.signature[time + 1 :]) or re.search(r"Tc[ai]{0,2}\Z", line.signature[:time])
    if is_listed and partner(line, number, "T") is None:
        yield "of several times"  # "35 percent of the killings of 2021 and 2022"
    if when is not None and when.kind == "part" and _is_of_either_year(line, timing, context):
        yield "of which year"


def _is_of_another_part(line: Line, timing: Timing, context: Context) -> bool:
    """Whether an earlier time is told from days or months of its sentence: "301 in the same two weeks of 2021", "204 the year before"."""
    period, main = timing.period, context.main
    when = next((unit.when for unit in line.units if unit.when and unit.lower == timing.why), None)
    is_told = timing.why == "the year before" or (when is not None and when.kind in ("same", "shift", "focus"))
    if period is None or main is None or not is_told or period.grain in ("year", "year_to_date") or period.is_stock or period.is_average:
        return False
    return period != main.years_before(main.end.year - period.end.year)


def _is_an_unsaid_years_part(timing: Timing, context: Context) -> bool:
    """Whether the time is days, months or a season of a year left unsaid; no year to date and no stock is."""
    period, main = timing.period, context.main
    if period is None or main is None or period.grain in ("year", "year_to_date") or period.days() >= _A_YEAR or period.is_stock:
        return False
    if _YEAR.search(timing.why) or (period.start.month, period.start.day, period.end) in ((1, 1, main.end), (1, 1, context.published)):
        return False
    return period not in (main, main.years_before(1))


def _is_of_a_year_said(line: Line, timing: Timing) -> bool:
    """Whether "this year" stands in the sentence too: "Through June 30, the city had 79 homicides this year"."""
    return any(_is_year_of(unit.when, timing) for unit in line.units)


def _is_year_of(when: When | None, timing: Timing) -> bool:
    """Whether the time is the year, so far or whole, that the number's own time opens."""
    if when is None or when.period is None or timing.period is None or not when.is_relative or (when.kind, when.role) != ("fixed", "own"):
        return False
    return when.period.start == timing.period.start and when.period.days() > _A_SEASON


_A_SEASON = 100  # days
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WOULD_END = re.compile(r"\b(?:would|went\s+on\s+to)\s+(?:\w+\s+)?(?:end|finish|close|reach|record|see|have)\b")
_MONTHS = re.compile(r"\b(?:the|those|these|that)\s+(?:same\s+)?(\w+)[\s-]+months?\Z")
_A_MONTH = 30.4  # days
_AND_THEN = re.compile(r"\band\s+(?:through\s+)?(?:the\s+end(?:\s+of)?\s*)?\Z")
_FROM_ANOTHER = re.compile(r"fa?T[^,;NPFKBHU]{0,4}\Z")
_THE_SAME = re.compile(r"(?:over|in|during|for)\s+(?:the|those|that)\s+same\b")


def _is_another(other: When | None, when: When | None) -> bool:
    """Whether a mention is of another time of its own."""
    return (
        other is not None and other is not when and other.role == "own" and other.kind in ("fixed", "part", "focus") and other.unit != "decade"
    )


def _is_of_either_year(line: Line, timing: Timing, context: Context) -> bool:
    """Whether months without their year were taken as of an earlier one, though those of the year of publication are over too."""
    published, period = context.published, timing.period
    if published is None or period is None or period.end.year >= published.year:
        return False
    is_said = any(unit.when and unit.when.kind == "fixed" and not unit.when.is_relative for unit in line.units)
    return not is_said and period.years_before(period.end.year - published.year).end <= published


def _of_context(line: Line, statement: Statement, timing: Timing, context: Context) -> Iterator[str]:
    """Doubts whether a number without a time is of the article's, or the earlier side of a comparison of the year before."""
    if not context.is_at_main:
        yield "another time was spoken of"
    if context.published and context.main and not -_EARLIEST <= (context.published - context.main.end).days <= _LATEST:
        yield "the article's time is long past, or not over"
    if statement.side == "before" and not _is_the_year_before(timing, context):
        yield "compared with another time"
    if line.words(0, 1).lstrip('"“') in ("its", "their", "his", "her"):
        yield "of something spoken of before"
    if any(unit.when and unit.when.role == "own" and unit.when.kind in ("fixed", "part") for unit in _near(line, statement)):
        yield "a time is named, of something else"
    if _counts_over_days(line, statement):
        yield "over days that nothing dates"
    if _is_past_perfect(line, statement):
        yield "of a time before"
    if _AT_WHICH.search(line.words(0, len(line.units))):
        yield "at a time that was not read"  # "of which there were 755 at the start"
    vague = {unit.lower for unit in line.units if unit.letter not in _READ and _OF_TIME.fullmatch(unit.lower)}
    if vague - (_IN_PASSING if statement.measure == "percent_change" else frozenset()):
        yield "words of time that say nothing of when"


_READ = frozenset("TYUNR")  # their words were understood: as times, lengths of time, verbs ("fall"), numbers, names
_AT_WHICH = re.compile(r"\bat\s+(?:the|its|their)\s+(?:start|beginning|outset|peak|height|bottom|worst|low\s+point)\b")
_FOLLOWED = re.compile(r"\b(?:years?|months?)\s+that\s+followed\b")
_IN_PASSING = frozenset({"year", "years", "decade", "decades", "then", "once", "day", "days", "night", "nights", "recent", "recently", "later"})
_OF_TIME = re.compile(
    r"years?|months?|weeks?|weekends?|weekly|monthly|daily|days?|nights?|decades?|seasons?|spring|summer|autumn|fall|winter|holidays?|thanksgiving"
    r"|christmas|easter|early|late|earlier|later|recent(?:ly)?|initially|previous(?:ly)?|until|then|once|averag(?:e|ed|ing)|historically"
    r"|traditionally|typically|normally|usually|pandemic|lockdowns?"
)


def _is_the_year_before(timing: Timing, context: Context) -> bool:
    """Whether an earlier level without its own time is of the year before what the article is about, and of no other that was compared with."""
    main, period = context.main, timing.period
    return main is not None and period is not None and not main.is_average and period == main.years_before(1)


def _names_a_part(line: Line) -> bool:
    """Whether the sentence tells of a part of a year too: "the first six weeks of this year have produced 27 to last year's 26"."""
    return any(unit.when and unit.when.period and unit.when.role == "own" and 1 < unit.when.period.days() < _A_YEAR for unit in line.units)


def _end(line: Line, statement: Statement) -> int:
    """Where the clause of a number ends at a semicolon, or the sentence."""
    end = line.signature.find(";", statement.index)
    return end if end >= 0 else len(line.units)


def _near(line: Line, statement: Statement) -> list[Unit]:
    """The units of the sentence up to the end of the number's clause, without the times of earlier marks: "8% fewer than the 472 of 2022"."""
    marks = {mark.time for mark in find_marks(line) if mark.number != statement.index}
    return [unit for index, unit in enumerate(line.units[: _end(line, statement)]) if index not in marks]


def _counts_over_days(line: Line, statement: Statement) -> bool:
    """Whether the clause, or what is before it, counts over days that nothing dates: "in its first two days there were four robberies"."""
    return any(
        unit.when
        and unit.when.kind == "duration"
        and unit.when.unit in ("day", "week", "month", "night", "year", "decade")
        and not unit.lower.startswith("a ")
        for unit in line.units[: _end(line, statement)]
    )


def _is_a_year_aside(line: Line, statement: Statement, timing: Timing, context: Context) -> bool:
    """Whether a whole year is told aside, in an article about a part of one: "78 (2023: 103)", "the fewest since 2018, when 22 were killed"."""
    main, period = context.main, timing.period
    if main is None or main.days() >= _A_YEAR or period is None or period.grain != "year":
        return False
    is_in_brackets = "(" in line.signature[max(0, statement.index - 4) : statement.index]
    return is_in_brackets or any(unit.when and unit.when.role != "own" and unit.lower == timing.why for unit in line.units)


def _is_past_perfect(line: Line, statement: Statement) -> bool:
    """Whether the sentence tells, up to the end of the number's clause, of a time before: "there had been 42"."""
    return bool(re.search(r"\bhad\s+(?:\w+\s+)?(?:been|recorded|seen|reported|logged|had|counted)\b", line.words(0, _end(line, statement))))


def _is_beside_a_running_total(line: Line, timing: Timing, context: Context) -> bool:
    """Whether a whole year may be no whole year: "440 so far, compared with 672 in 2021"."""
    current = context.current
    is_running = any(unit.when and unit.when.is_running for unit in line.units) or (current is not None and current.grain == "year_to_date")
    return is_running and timing.period is not None and timing.period.grain == "year"
