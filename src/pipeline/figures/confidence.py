"""How sure a figure is, by stated rules: what is called certain may be mailed without a second source or a review.

certain: the metric's noun belongs to the number: right beside it, its only subject, or a subject with nothing but a few words between; a dated
         count may have it behind "of" or in its verb ("In 2023, 344 people were killed"), and a change or a share of cases cleared has its
         sentence's subject. The words for the measure and its sign stand beside it, as in "a 20 percent fall in burglaries", or a list goes
         on as it began. The period stands beside the number, or none is said and it is the one that the article says it is about (of an
         earlier level, the year before), where the paragraph has spoken of no other.
         Whatever stands against it, a change and its two levels are certain where the one follows from the others to the printed digit, and
         one of them was certain anyhow (`borne_out`). Two counts of one thing are not, where it does not (`clashes`).
never:   by its noun: one that any crime could have ("offences"), that an earlier sentence narrows, behind "for" or "and", or one of several
         together ("robbery, extortion and hijacking offences"); an arrest for driving; a strength that does not say which officers it counts
         (patrol, sworn and funded ones are not one thing; one that does, or of twenty and more, is as of the article's day where the
         sentence names no other time).
         By the number: in brackets behind another that nobody explains, "apiece", a part of a whole or of "them", the whole of a part, a
         third, which no decimal says, one of several that stand side by side, what was recovered or waits, a count below ten, or without
         its own time below twenty (oftener of one quarter, one month or one event) unless a comparison follows its noun, a record that does
         not say since when, what is planned, targeted, forecast or still to come, and what is denied, hoped for, feared or supposed.
         By the place: of another place that was spoken of, of a building in the city, of another force, of some parts together.
         By the time: elsewhere in the sentence, unless it is the one that the article says it is about; another clause's, or with another
         nearer; one number of two years; a whole year beside a part of one, "this year" in an article about a part of it or to the day of
         another sentence's numbers; an earlier mark that nobody dates, and what is compared with it; some
         months of a year that is not said, and not what the article is about, or an earlier time told from
         such; a change on one day, since a time that is told by no year, or off a mean; so many years ago, of a year that is over; over
         days that nothing dates; words of time that say nothing of when; an article without a date, or whose time is long past or not over;
         what goes on from a number of another part of the year ("on the other hand"), and a part of one behind two numbers.
likely:  the metric is in the sentence and there is a period, but one of the two had to be chosen among several.
unsure:  the metric or the period comes from an earlier sentence, or there is none.

What stands against certainty has its words, which `yearend extract --explain` prints behind the level: of the noun, the
number, the time and the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.figures.context import Context
from pipeline.figures.doubts_of_noun import of_noun
from pipeline.figures.doubts_of_number import of_number
from pipeline.figures.doubts_of_place import of_place
from pipeline.figures.doubts_of_time import of_time
from pipeline.figures.metric_prices import Link
from pipeline.figures.no_facts import is_no_fact
from pipeline.figures.statement import Statement
from pipeline.figures.timing import Timing
from pipeline.figures.units import Line
from pipeline.records import Confidence

_KIND_OF_OFFICER = re.compile(r"\b(?:patrol|sworn|authori[sz]ed|budgeted|funded)\b", re.I)
_ON_PAPER = re.compile(
    r"\b(?:fund|budget|authori[sz]|allot|allocat|approv|pay(?:s|ing)?\s+for|room\s+for|position|post|slot|vacan|goal|target|full\s+strength)",
    re.I,
)
_AT_ANOTHER_TIME = re.compile(r"\b(?:when|before|until|once|(?<!since\s)then)\b")
_HERE = re.compile(r"\b(?:citywide|(?:in|inside|within|across)\s+the\s+city|the\s+city['’]s)\b")
_A_YEAR = 366  # days
_A_FORCE = 20  # officers: fewer are oftener a unit, a class of recruits or those at one event
_UNDER_STRENGTH = re.compile(r"[\w-]+\s+(?:under|below|short\s+of|shy\s+of)\b")  # "the force is some 800 officers under strength"
_NOT_A_FORCE = re.compile(r"\b(?:positions?|posts?|jobs?|extra|additional|more|other)\b")


@dataclass(frozen=True, slots=True)
class Judgement:
    """How sure a figure is, and what stands against certainty."""

    level: Confidence
    doubts: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """As `--explain` prints it."""
        return f"{self.level} ({'; '.join(self.doubts)})" if self.doubts else self.level


def confidence(line: Line, statement: Statement, link: Link, timing: Timing, context: Context) -> Judgement:
    """The confidence of a figure read from prose."""
    if timing.period is None:
        return Judgement("unsure", ("no period",))
    if link.grade == "carried":
        return Judgement("unsure", ("the noun is an earlier sentence's",))
    if link.topic.code == "other":
        return Judgement("unsure")
    if context.published and (timing.period.start - context.published).days > _A_YEAR:
        return Judgement("likely", ("years to come",))
    if context.published and _is_plain_strength(line, statement, link, timing):
        return Judgement("certain")
    if _is_bare_in_brackets(line, statement, timing):
        return Judgement("unsure", ("in brackets, unexplained",))
    is_dated = timing.grade in ("own", "sentence") or (timing.grade == "context" and context.main_is_said)
    is_elsewhere = context.elsewhere is not None and "L" not in line.signature and not _HERE.search(line.words(0, len(line.units)))
    doubts = (
        *(("of here, or of the other place that was spoken of",) if is_elsewhere else ()),
        *of_noun(line, statement, link, timing),
        *of_number(line, statement, link, timing),
        *of_time(line, statement, timing, context),
        *of_place(line, statement, context),
    )
    if is_dated:
        return Judgement("likely" if doubts else "certain", doubts)
    return Judgement("likely" if link.grade == "noun" else "unsure", ("no time is said", *doubts))


def _is_plain_strength(line: Line, statement: Statement, link: Link, timing: Timing) -> bool:
    """Whether a number of officers says which ones and of which day: "859 active patrol officers"; "on Jan. 14 … 873 patrol officers"."""
    if (
        is_no_fact(line, statement.index)
        or link.topic.code != "officer"
        or link.grade != "noun"
        or statement.measure != "count"
        or statement.side == "before"
        or _UNDER_STRENGTH.match(line.words(statement.index + 1, statement.index + 6))
    ):
        return False
    times = sum(unit.when is not None for unit in line.units)
    is_force = statement.value >= _A_FORCE and not _NOT_A_FORCE.search(link.topic.label)
    is_said = (_KIND_OF_OFFICER.search(link.topic.label) is not None and statement.value > 1) or is_force
    if re.search(r"No[awx]{0,4}\Z", line.signature[: statement.index]):
        return False  # "412 of the department's 2,177 sworn positions"
    if _ON_PAPER.search(line.words(0, len(line.units))) and not _ON_PAPER.search(link.topic.label):
        return False  # "the budget pays for 925 sworn officers": not so many are there
    if timing.grade == "context" and _AT_ANOTHER_TIME.search(line.words(statement.index + 1, len(line.units))):
        return False  # "we had 1,500 officers when I started here"
    return is_said and (timing.grade == "context" or times == 1)


def _is_bare_in_brackets(line: Line, statement: Statement, timing: Timing) -> bool:
    """Whether the number stands in brackets behind another, and nobody says what it is of: "Robberies: 310 (360)"."""
    is_behind = re.search(r"N(?:k|i?T)?\(\Z", line.signature[: statement.index]) is not None
    is_closed = line.signature[statement.index + 1 : statement.index + 2] == ")"
    is_undated = timing.grade == "context" or line.signature[statement.index - 2] == "T"  # "Homicides: 35 in 2023 (60)"
    return is_behind and is_closed and statement.measure == "count" and is_undated and timing.why != "in brackets"
