"""What a number of officers is by the words around it: strength, arrivals, losses, or how many are missing."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.statement import Statement
from pipeline.figures.units import Line
from pipeline.period import Period
from pipeline.records import Figure

_STRENGTH = re.compile(
    r"\b(?:that\s+(?:number|figure|total)|with|has|had|have|having|force|staff\w*|strength|sworn|roster|ranks|authori[sz]ed|budget\w*|funded"
    r"|employ\w*|down\s+to|full|positions?|deployable|active|total|number\s+of|"
    r"levels?|numbers|complement|fields|short|currently|payroll|patrol|department\s+of|there\s+(?:are|were)|headcount"
    r"|operat\w+|requir\w+|charter|department|agency)\b"
)
_EVENT = re.compile(
    r"\b(?:tie\s+up|respond\w*|sent|sending|dispatch\w*|assigned(?!\s+to\s+(?:patrol|answer))|injured|shot|wounded|hurt|arriv\w*|fired|suspended"
    r"|disciplined|overtime|per\s+shift|escort\w*|deployed|attended|trained|indicted|charged|graduat\w*|"
    r"resign\w*|retir\w*|quit|left|leave|leaving\s+(?:the\s+(?:force|job|profession|department\s+for)|for|policing)"
    r"|departed|lost|losing|loss|separat\w*|hir\w+|recruit\w*|academy|join\w*|killed|died|assault\w*|took|tapped|reassign\w*|add(?:ed|ing)?)\b"
)
# the 45,000 of "401 officers for a city of 45,000"; not of "is budgeted for 818"
_FOR = re.compile(r"(?<!budgeted )(?<!authorized )(?<!funded )(?<!pays )(?<!pay )\b(?:for|covers?|serves?|protects?)(?:\s+\w+){0,5}\s*\Z")
_ITS_NOUN = re.compile(r"[wxC]{0,3}K")
_ADDED = re.compile(r"(?:more|extra|additional|new|fewer|other)\b")
_HAS = re.compile(
    r"(?:\b(?:has|have|had|employs?|employed|got)|puts?\s+it\s+at)(?:\s+(?:about|only|just|now|roughly|nearly|some|currently|around))*\s*\Z"
)
_HIRED = re.compile(
    r"\b(?:hired?|hiring|hires|recruited|swore\s+in|sworn\s+in(?!\s+(?:19|20)\d\d)|br(?:ought|inging)\s+on|took\s+on|taken\s+on|added|onboarded|graduated|joined)\b"
)
_LOST = re.compile(
    r"\b(?:ha(?:ve|s|d)\s+gone(?!\s+(?:from|to))|resign\w*|retir\w*|quit|left|leave|leaving\s+(?:the\s+(?:force|job|profession|department\s+for)|for"
    r"|policing)|departed|lost|losing|cost|separat\w*|injured|wounded|killed|died|assault\w*|departures?)\b"
)
# "is down 38 officers": fewer than there should be, where nothing says since when
_IS_DOWN = re.compile(r"\b(?:is|are|was|were|remains?|still|currently|now|about|be)\s+down\s*\Z")
_AUTHORISED = re.compile(
    r"\b(?:fewer|less|below|under)\b.*\b(?:authori[sz]ed|budgeted|allotted)\b|\b(?:fewer|less)\s+than\s+(?:it|the\s+\w+)\s+(?:wants|needs|should)\b|.*\bfrom\s+(?:its|the|their)\s+(?:full|authori[sz]ed|budgeted)\b"
)
_LEFT_WITH = re.compile(r"\bleaving\s+(?:\w+\s+){1,3}(?:with|at)\s*\Z")
_RANKS = re.compile(r"\b(?:ranks|force|roster|headcount|staffing|strength)\b[\w\s]{0,40}\b(?:to|at)\s*\Z")
_SHORT_AFTER = re.compile(
    r"(?:\w+\s+){0,2}?(?:short\b(?!\s+of\s+(?:where|what)\s+(?:it|they|we)\s+(?:was|were|had|stood))|vacan\w*|unfilled|below\s+(?:full|what|its|the|authori[sz]ed|budget\w*)"
    r"|under\s+(?:its|full|authori[sz]ed)|too\s+few)"
)
# the numbers that a force wants to have: "to reach 2,300", "its goal is 2,500"
_WANTED = re.compile(
    r"\b(?:reach\w*|(?:get|grow|build|climb|rise|return|expand|be|rebuild)(?:ing)?\s+(?:\w+\s+){0,3}?(?:to|at)|(?:goal|target|aim)\s+(?:is|was|of|remains)|project|wants?)\s*(?:\w+\s+)?\Z"
)
# 41 of the department's 410 positions are vacant; 118 vacant
_UNFILLED = re.compile(
    r"(?:of\s+(?:about\s+|some\s+|roughly\s+)?[\d,]+\s*,\s+)?(?:(?:of\s+(?:[\w’',-]+\s+){1,5}?)?(?:[\w-]+\s+){0,2}?(?:positions|jobs|posts|slots|roles)\s+)?(?:of\s+(?:them|those|which)\s+)?(?:,\s+)?"
    r"(?:(?:are|is|were|was|remain\w*|sit|stand|went|go)\s+)?(?:currently\s+|still\s+|now\s+|left\s+)?(?:vacant|unfilled|empty|open)\b"
)
# leaving 122 of the 1,908 positions in the city budget vacant
_PART_UNFILLED = re.compile(
    r"of\s+(?:the|its|their)\s+[\d,]+\s+(?:[\w-]+\s+)?(?:positions|jobs|posts|slots)\s+(?:(?!and\b|but\b|filled\b)\w+\s+){0,6}(?:vacant|unfilled|empty)\b"
)
_ARE_UNFILLED = re.compile(r"\b(?:are|were|is|was|remain|sit|stood|stand)\s+(?:\w+\s+)?(?:vacant|unfilled|empty|open)\b")
_LISTED_TIME = re.compile(r"T,?c[ax]?\Z")
_SHORT_OF = re.compile(r"\bshort\s+of(?:\s+\w+){0,3}\s*\Z")  # "89 officers short of its authorized 901"
_WHOLE = re.compile(r"No[\w]{1,5}\Z")  # before the 410 of "41 of the department's 410 positions are vacant"
_SHORT_BEFORE = re.compile(
    r"\b(?:short(?:\s+(?:of|by|about))?|shortage\s+of|shortfall\s+of|(?:is|are|was|were|be)\s+missing|vacanc\w+(?:\s+(?:of|at|to|is|are|was|were|rate))?|understaffed\s+by|short-?handed\s+by)\s*(?:by\s+)?\Z"
)
_BEGAN_WITH = re.compile(
    r"\bbring\w*\s+(?:the\s+|its\s+)?(?:total|force|number|department|ranks|staffing|headcount|roster)\s+(?:\w+\s+)?(?:back\s+)?(?:up\s+|down\s+)?to\s*\Z|\b(?:start|beg[ai]n|begun|end|finish|clos|open|enter)\w*\s+(?:\w+\s+){0,3}(?:with|at)\s*\Z|\b(?:stands?|stood)\s+at\s*\Z"
)


def force(line: Line, statement: Statement, figure: Figure, words: str, flow: Period | None) -> Figure | None:
    """A number of officers as what it is: strength, arrivals, vacancies; of the metric "other" where it is of those who went, or of an event."""
    if figure.metric == "officer":
        return _officer(line, statement, figure, words, flow)
    if _BEGAN_WITH.search(line.words(statement.index - 6, statement.index)):
        return replace(figure, metric="officer", period=Period.as_of(figure.period.end) if figure.period else None)
    left = re.split(r"\b(?:and|but|while)\b|,|;", line.words(statement.index - 5, statement.index))[-1]
    moved = _last_move(left) or _first_move(line.words(statement.index + 1, statement.index + 5))
    return replace(figure, metric="other", confidence="unsure") if moved == "lost" else figure


def as_missing(line: Line, statement: Statement, figure: Figure, flow: Period | None) -> Figure | None:
    """The figure as one of vacancies, where a share or a change says how many officers are missing; else None.

    "17 percent of patrol jobs are unfilled"; "is down 38 officers"; "143 fewer than its authorized strength".
    """
    after = line.words(statement.index + 1, statement.index + 13)
    if statement.measure == "share":
        return replace(figure, metric="vacancy") if _ARE_UNFILLED.search(after) else None
    if statement.measure == "count" and _PART_UNFILLED.match(after):
        return replace(figure, metric="vacancy")
    if statement.measure != "change":
        return None
    vacant = replace(figure, metric="vacancy", measure="count", value=abs(figure.value or 0), baseline=None)
    if _is_short(line, statement):
        return replace(vacant, period=flow and Period.as_of(flow.end))
    if _AUTHORISED.search(line.words(statement.index + 1, statement.index + 9)):
        return replace(vacant, period=figure.period and Period.as_of(figure.period.end), confidence="likely")
    return None


def is_full_strength(line: Line, statement: Statement) -> bool:
    """Whether it is of how many there should be: the 410 of "41 of the 410 positions are vacant", the 901 of "89 short of its 901"."""
    is_short_of = _SHORT_OF.search(line.words(statement.index - 6, statement.index)) is not None
    return is_short_of or _WHOLE.search(line.signature[: statement.index]) is not None


def _is_short(line: Line, statement: Statement) -> bool:
    is_compared = any(unit.when and unit.when.role != "own" for unit in line.units) or re.search("[fn]", line.signature[statement.index :])
    return bool(_IS_DOWN.search(line.words(statement.index - 4, statement.index))) and not is_compared


def _officer(line: Line, statement: Statement, figure: Figure, words: str, flow: Period | None) -> Figure | None:
    near = line.words(statement.index - 8, statement.index + 8)
    left = _clause_before(line, statement.index)
    right = _clause_after(line, statement.index)
    if _SHORT_AFTER.match(right) or _SHORT_BEFORE.search(left):
        return replace(figure, metric="vacancy")
    if (
        _BEGAN_WITH.search(line.words(statement.index - 6, statement.index))
        or _LEFT_WITH.search(line.words(statement.index - 5, statement.index))
        or _RANKS.search(line.words(statement.index - 8, statement.index))
    ):
        return figure
    if figure.status in ("target", "planned", "forecast") and _WANTED.search(line.words(statement.index - 6, statement.index)):
        is_of_hires = _HIRED.search(line.words(0, statement.index)) is not None
        return replace(figure, metric="officer_hired", period=flow, confidence="likely") if is_of_hires else figure
    if not _WHOLE.search(line.signature[: statement.index]) and _UNFILLED.match(line.words(statement.index + 1, statement.index + 13)):
        return replace(figure, metric="vacancy")
    moved = _last_move(left) or _first_move(right)
    if moved == "lost" or "short of" in right:
        return replace(figure, metric="other", confidence="unsure")  # who went, or "300 short of where it was in 2010"
    if moved == "hired":
        return replace(figure, metric="officer_hired", period=flow, confidence="likely")
    if _HAS.search(left) and not _EVENT.search(right) and not _ADDED.match(right):
        return figure
    is_event = _EVENT.search(near) and not re.search(r"\b(?:total|force|sworn|active|staff)\b", near)
    if is_event or (_FOR.search(left) and not _ITS_NOUN.match(line.signature, statement.index + 1)):
        return replace(figure, metric="other", confidence="unsure", period=None)
    if not _STRENGTH.search(words):
        return replace(figure, metric="other", confidence="unsure")
    return figure


_ASIDE = re.compile(
    r"((?:[\w-]+\s+){1,3}),\s[^,;]{3,80}\s,\s+(?=(?:(?:have|has|had)\s+(?:since\s+)?)?(?:left|quit|resigned|retired|departed|gone)\b)"
)


def _clause_after(line: Line, index: int) -> str:
    """The words behind the number to its verb: "210 officers, or 27 percent of the force, have left"."""
    aside = _ASIDE.match(line.words(index + 1, index + 18))
    if aside:
        return aside[1] + line.words(index + 1, index + 18)[aside.end() :]
    return re.split(r",|;|\band\b", line.words(index + 1, index + 6))[0]


def _clause_before(line: Line, index: int) -> str:
    """The words before the number that are of its clause; of both clauses in "hired 41 officers this year and 88 last year"."""
    if _LISTED_TIME.search(line.signature[:index]) and line.signature[index + 1 : index + 2] == "T":
        return line.words(index - 10, index)
    return re.split(r"\b(?:and|but|while)\b|,|;", line.words(index - 5, index))[-1]


def _moves(words: str) -> list[tuple[int, str]]:
    """The words that tell of officers who came or who went."""
    return sorted((match.start(), name) for name, pattern in (("hired", _HIRED), ("lost", _LOST)) for match in pattern.finditer(words))


def _last_move(words: str) -> str:
    return moves[-1][1] if (moves := _moves(words)) else ""


def _first_move(words: str) -> str:
    return moves[0][1] if (moves := _moves(words)) else ""


_IS_BARE = re.compile(r"(?:[iwx]{0,2}T|[wx])?(?:[.,;cs]|\Z)")
_SO_MANY = re.compile(
    r"\b(?:it|force|department|bureau|agency|patrol)\b(?:\s*,[^,;]{1,60},)?\s+(?:now\s+|still\s+|then\s+)?(?:"
    r"(?:had|has|employed|employs|fields|fielded)|(?:start|beg[ai]n|end|finish|clos|enter)\w*\s+[^,;]{1,24}\s+with)"
    r"(?:\s+(?:just|only|about|nearly|roughly|some))?\s*\Z"
)
OF_OFFICERS = frozenset({"officer", "officer_hired", "vacancy"})
_OF_THE_FORCE = OF_OFFICERS | {"other"}


def has_so_many(line: Line, index: int, codes: set[str]) -> bool:
    """ "The force, which laid off 167 officers in 2010, finished the year with 1,188": so many officers, where nothing else is named."""
    is_bare = _IS_BARE.match(line.signature, index + 1) is not None and bool(codes & OF_OFFICERS) and codes <= _OF_THE_FORCE
    return is_bare and line.units[index].letter == "N" and _SO_MANY.search(line.words(0, index)) is not None
