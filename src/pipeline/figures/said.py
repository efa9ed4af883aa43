"""What a number goes on from: the other side of a comparison, a change and a part of "them" are of what the number before was of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.figures.context import Context
from pipeline.figures.document_links import OF_PEOPLE
from pipeline.figures.durations import is_as_long, is_duration
from pipeline.figures.metric_links import counts_something_else
from pipeline.figures.metric_prices import Link, Topic
from pipeline.figures.referring import OF_THEM, goes_on
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line
from pipeline.period import Period


@dataclass
class Said:
    """What the earlier numbers of the sentence were of."""

    renamed: dict[int, str] = field(default_factory=dict)  # metrics of the line's units that mean another here
    link: Link | None = None
    statement: Statement | None = None
    now: list[Link] = field(default_factory=list)  # of the levels told last, in their order
    now_at: list[int] = field(default_factory=list)  # where they stand
    named: Link | None = None  # those whom a verb of the sentence named: "Gunfire struck 118 people"
    before: int = 0  # how many levels they have been compared with
    stock: Period | None = None  # the day of the strength that was told
    listed: frozenset[int] = frozenset()  # the numbers that are compared with in a list

    def tell(self, link: Link, statement: Statement) -> None:
        """Remembers what a number was of."""
        if statement.side == "before":
            self.before += 1
        elif self.before:
            self.now, self.now_at, self.before = [link], [statement.index], 0
        else:
            self.now.append(link)
            self.now_at.append(statement.index)
        if link.grade != "carried":
            self.named = link if link.grade == "phrase" and link.topic.code in OF_PEOPLE else None
        self.link, self.statement = link, statement

    def going_on(self, link: Link | None) -> Link | None:
        """The link of "Gunfire struck 118 people, twice as many as …": to those who were told of in the sentence, and not before it."""
        return replace(link, topic=self.named.topic) if link and self.named and link.grade == "carried" else link

    def across(self, index: int) -> int:
        """Where the number stands that the one just told is the other side of, in lists of as many; `index` itself where there are none.

        "Ogden recorded 31 burglaries and Provo 28, compared with 35 and 30": the 30 is Provo's.
        """
        is_listed = index in self.listed and len(self.now_at) > 1 and 0 < self.before <= len(self.now_at)
        return self.now_at[self.before - 1] if is_listed else index

    def rate(self, context: Context) -> Context:
        """The context, with the rate that the sentence itself has told."""
        if self.link is None or self.statement is None:
            return context
        context = replace(context, measure=self.statement.measure)
        is_rate = self.statement.measure == "rate"
        return replace(context, rate=(self.link.topic, self.statement.rate_per or 100000), is_rate_near=True) if is_rate else context


_CHANGES = frozenset({"multiple", "percent_change", "change"})
_IN_APPOSITION = re.compile(r",[caxwALUDbof]*\Z")
_LISTED = re.compile(r"[wxkKoaiTL]{0,7},?c?[wxi]{0,2}")
_IT_WAS = re.compile(r"\bit\s+(?:is|was|had\s+been|stood\s+at)(?:\s+\w+)?\s*\Z")
_ALSO_SHARE = re.compile(r"\bor(?:\s+(?:in|on|during))?\s*\Z")


def _is_share_of_the_same(line: Line, statement: Statement, own: Link | None, before: Statement) -> bool:
    """A share goes on a list of shares, or says the count before it in another way."""
    if statement.measure != "share":
        return False
    if before.measure == "count":  # "used force 58 times, or in 0.17% of those calls"
        return _ALSO_SHARE.search(line.words(statement.index - 3, statement.index)) is not None
    if before.measure == "share" and _is_alike(line, statement, before):
        return True
    is_weak = own is None or own.grade == "carried"  # "closed 57 percent of its cases in 2019 and 62 percent in 2018"
    is_listed = _LISTED.fullmatch(line.signature, before.index + 1, statement.index) is not None
    return is_weak and before.measure == "share" and (is_listed or _IT_WAS.search(line.words(statement.index - 5, statement.index)) is not None)


def _is_alike(line: Line, statement: Statement, before: Statement) -> bool:
    """Whether the share has the preposition of the one before it: "19 percent were tied to gangs and 24 percent to domestic violence"."""
    word = line.words(statement.index + 1, statement.index + 2)
    is_listed = re.search(r",?c?x?\Z", line.signature[before.index + 1 : statement.index])
    return word in _TIED and bool(is_listed and is_listed[0]) and word in line.words(before.index + 1, statement.index).split()


_TIED = frozenset({"to", "from", "with", "by", "during"})
_OF_EARLIER_YEARS = re.compile(r"(?:cases\s+|others\s+|more\s+)?(?:from|of)\s+(?:earlier|previous|prior|past|other|older)\s+(?:years|cases)\b")
_SOLVED = re.compile(r"\b(?:solv|clear|clos)(?:ed|ing)\b")


def _is_of_earlier_years(line: Line, statement: Statement, before: Statement) -> bool:
    """Whether a number goes on from cases that were solved: "solved 41 of this year's homicides, along with 19 from earlier years"."""
    is_told = statement.measure == before.measure == "count" and _SOLVED.search(line.words(0, before.index)) is not None
    return is_told and _OF_EARLIER_YEARS.match(line.words(statement.index + 1, statement.index + 6)) is not None


def _is_just_named(carried: Link, context: Context) -> bool:
    """Whether a noun carried over is the one that this paragraph has just named: "Thefts went the other way. Police took 2,214 reports"."""
    return context.topic is not None and context.topic.code == carried.topic.code and context.topic_age == 0


def _is_of_the_wait(line: Line, statement: Statement, own: Link | None, link: Link, before: Statement) -> bool:
    """Whether a change behind minutes is one of them: "for such calls, the median was 38 minutes, twice what it was in 2019"."""
    is_wait = link.topic.code == "response_time" and before.measure == "count" and statement.measure in _CHANGES
    is_free = own is None or own.index is None or own.index < before.index
    return is_wait and is_free and _IN_APPOSITION.search(line.signature[before.index + 1 : statement.index]) is not None


def as_before(line: Line, statement: Statement, own: Link | None, said: Said, context: Context) -> tuple[Link | None, Statement]:
    """The other side of a comparison, and a part of "them", are of what the number before was of."""
    if said.link is None or said.statement is None:
        return own, statement
    is_weak = own is None or own.grade == "carried"
    if is_weak and (goes_on(line, statement, said.statement) or _did_so(line, statement)):
        return replace(said.link, grade="carried"), statement
    if statement.measure in ("percent_change", "change") and _is_change_of_it(line, statement, own, said.link, said.statement):
        is_sure = said.link.grade != "carried" or _is_just_named(said.link, context)
        return replace(said.link, grade="phrase" if is_sure else "carried"), statement  # "4,481 people died in 2022, a 0.36% decrease"
    if _is_of_earlier_years(line, statement, said.statement):
        return Link(Topic("cases_cleared", said.link.topic.label), "phrase"), statement
    if _is_share_of_the_same(line, statement, own, said.statement) or _is_of_the_wait(line, statement, own, said.link, said.statement):
        return said.link, statement
    if statement.side == "before" and own and own.grade in ("subject", "far") and _is_other_noun(own, said.link, statement.index):
        return said.link, statement  # "14 people were killed by hit-and-run drivers, compared with 19"
    is_time = said.link.topic.code == "response_time" and (own is None or own.grade != "noun")
    if is_time and is_as_long(line, statement, said.statement):
        return replace(said.link, grade="phrase"), replace(statement, unit="minutes")
    is_for = said.link.topic.code == "arrest" and line.words(statement.index + 1, statement.index + 2) == "for"
    if is_for and statement.measure == "count":
        return replace(said.link, grade="phrase"), statement  # "10.1 million arrests: 495,871 for violent crimes"
    if own and (own.grade == "noun" or (own.grade == "phrase" and not is_for)):
        return own, statement
    return _of_the_other_side(line, statement, own, said, said.link, said.statement)


def _is_other_noun(own: Link, before: Link, number: int) -> bool:
    """Whether a noun of the sentence says another metric than the verb did that the count before was named by.

    The change is of that count: "crashes killed 38 people, six more"; "broke into 3,210 cars, 12 percent fewer".
    """
    is_verbs = before.index is None and before.topic.code != "response_time"
    return is_verbs and own.index is not None and own.index < number and own.topic.code != before.topic.code


def _did_so(line: Line, statement: Statement) -> bool:
    """Whether the number is of those who did what the sentence has told: "Seven people died in crashes; in 2021 four did"."""
    return statement.measure == "count" and _DID.match(line.words(statement.index + 1, statement.index + 3)) is not None


_DID = re.compile(r"(?:did|had|were|was)\s*(?:[.,;]|\Z)")
_ITS_PART = re.compile(r"[^;:KUBH]*")
_NEXT_PART = re.compile(r"\b(?:while|but|whereas|although|though|as|because)\b")


def _is_change_of_it(line: Line, statement: Statement, own: Link | None, link: Link, before: Statement) -> bool:
    """Whether a change is of the count before it: in apposition, or further on in the part that a verb's count opens."""
    if own and _is_other_noun(own, link, before.index) and _ITS_PART.fullmatch(line.signature, before.index + 1, statement.index):
        # "crashes killed 45, more than in any year since 1981 and 12% more than in 2012"
        return not _NEXT_PART.search(line.words(before.index + 1, statement.index))
    is_open = own is None or own.grade == "carried" or _is_other_noun(own, link, statement.index)
    is_open = is_open or (
        own is not None and own.topic.code == "officer" and bool(OF_THEM.match(line.words(before.index + 1, before.index + 3)))
    )
    return is_open and _IN_APPOSITION.search(line.signature[before.index + 1 : statement.index]) is not None


_TO_DO = re.compile(r"tw\Z")  # what somebody is there to do
_WHEN_CLAUSE = re.compile(r",r[^,;]*,")  # "392, when police were investigating a double shooting, against 346"


def _of_the_other_side(
    line: Line, statement: Statement, own: Link | None, said: Said, link_before: Link, before: Statement
) -> tuple[Link | None, Statement]:
    """The earlier side of a comparison is of what the later is of, and so is a part of "them"."""
    between = line.signature[before.index + 1 : statement.index]
    if (
        statement.side == "before"
        and link_before.topic.code == "response_time"
        and not re.match(r"[wk]{0,2}K", line.signature[statement.index + 1 :])
    ):
        is_seconds = "second" in line.words(before.index, statement.index) and "minute" not in line.words(0, statement.index)
        return link_before, replace(statement, unit="minutes", value=round(statement.value / 60, 2) if is_seconds else statement.value)
    if (
        statement.index in said.listed
        and not re.search(r"K[wx]{0,2}[UH]", between)
        and 1 < len(said.now) > said.before
        and not re.match(r"[wk]{0,2}K", line.signature[statement.index + 1 :])
    ):
        return said.now[said.before], statement  # "9 murders and 177 robberies, down from 14 and 210"
    is_part = OF_THEM.match(line.words(statement.index + 1, statement.index + 3))
    if is_part and own and own.index not in (None, link_before.index) and line.signature[(own.index or 0) + 1 : statement.index] in (",", ",x"):
        return own, statement  # "aggravated assaults rose 8 percent, and stolen vehicles, 3,391 of them, …"
    is_same_kind = line.words(statement.index + 1, statement.index + 2) in line.words(before.index + 1, statement.index).split()
    is_of_others = own is None and not is_same_kind and counts_something_else(line, statement)  # "with figures from 69 agencies"
    if statement.side == "before" and own and own.index and _TO_DO.search(line.signature[: own.index]) and link_before.grade == "noun":
        return link_before, statement  # "1,015 officers assigned to answer calls, compared with 1,096 a year ago"
    if is_of_others or (not is_part and (statement.side != "before" or "K" in _WHEN_CLAUSE.sub("", between))):
        return own, statement
    if is_duration(line, before.index) and statement.measure == "count":
        statement = replace(statement, unit="minutes")
    return link_before, statement
