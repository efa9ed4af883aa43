"""What a metric asks of its figures: rates, clearances, strength, response times; None for what is no figure of it."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.clearance import CRIMES, NOT_SOLVED, is_clearance
from pipeline.figures.durations import is_duration, with_seconds
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
_ADDED = re.compile(r"(?:more|extra|additional|new|fewer|other)\b")
_HAS = re.compile(
    r"(?:\b(?:has|have|had|employs?|employed|got)|puts?\s+it\s+at)(?:\s+(?:about|only|just|now|roughly|nearly|some|currently|around))*\s*\Z"
)
_HIRED = re.compile(
    r"\b(?:hired?|hiring|hires|recruited|swore\s+in|sworn\s+in|brought\s+on|took\s+on|taken\s+on|added|onboarded|graduated|joined)\b"
)
_LOST = re.compile(
    r"\b(?:ha(?:ve|s|d)\s+gone(?!\s+(?:from|to))|resign\w*|retir\w*|quit|left|leave|leaving\s+(?:the\s+(?:force|job|profession|department\s+for)|for"
    r"|policing)|departed|lost|losing|cost|separat\w*|injured|wounded|killed|died|assault\w*|departures?)\b"
)
# "is down 38 officers": fewer than there should be, where nothing says since when
_IS_DOWN = re.compile(r"\b(?:is|are|was|were|remains?|still|currently|now|about|be)\s+down\s*\Z")
_AUTHORISED = re.compile(
    r"\b(?:fewer|less|below|under)\b.*\b(?:authori[sz]ed|budgeted|allotted)\b|.*\bfrom\s+(?:its|the|their)\s+(?:full|authori[sz]ed|budgeted)\b"
)
_LEFT_WITH = re.compile(r"\bleaving\s+(?:\w+\s+){1,3}(?:with|at)\s*\Z")
_RANKS = re.compile(r"\b(?:ranks|force|roster|headcount|staffing|strength)\b[\w\s]{0,40}\b(?:to|at)\s*\Z")
_SHORT_AFTER = re.compile(
    r"(?:\w+\s+){0,2}?(?:short\b(?!\s+of\s+(?:where|what)\s+(?:it|they|we)\s+(?:was|were|had|stood))|vacan\w*|unfilled|below\s+(?:full|what|its|the|authori[sz]ed|budget\w*)"
    r"|under\s+(?:its|full|authori[sz]ed)|too\s+few)"
)
# the numbers that a force wants to have: "to reach 2,300", "its goal is 2,500"
_WANTED = re.compile(
    r"\b(?:reach\w*|(?:get|grow|build|climb|rise|return|expand|be|rebuild)(?:ing)?\s+(?:\w+\s+){0,3}?(?:to|at)|(?:goal|target|aim)\s+(?:is|was|of|remains)|project)\s*(?:\w+\s+)?\Z"
)
# 41 of the department's 410 positions are vacant; 118 vacant
_UNFILLED = re.compile(
    r"(?:(?:of\s+(?:[\w’',-]+\s+){1,5}?)?(?:[\w-]+\s+){0,2}?(?:positions|jobs|posts|slots|roles)\s+)?(?:of\s+(?:them|those|which)\s+)?(?:,\s+)?"
    r"(?:(?:are|is|were|was|remain\w*|sit|stand|went|go)\s+)?(?:currently\s+|still\s+|now\s+|left\s+)?(?:vacant|unfilled|empty|open)\b"
)
_ARE_UNFILLED = re.compile(r"\b(?:are|were|is|was|remain|sit|stood|stand)\s+(?:\w+\s+)?(?:vacant|unfilled|empty|open)\b")
_LISTED_TIME = re.compile(r"T,?c[ax]?\Z")
_SHORT_OF = re.compile(r"\bshort\s+of(?:\s+\w+){0,3}\s*\Z")  # "89 officers short of its authorized 901"
_WHOLE = re.compile(r"No[\w]{1,5}\Z")  # before the 410 of "41 of the department's 410 positions are vacant"
_SHORT_BEFORE = re.compile(
    r"\b(?:short(?:\s+(?:of|by|about))?|shortage\s+of|shortfall\s+of|(?:is|are|was|were|be)\s+missing|vacanc\w+(?:\s+(?:of|at|to|is|are|was|were|rate))?|understaffed\s+by|short-?handed\s+by)\s*(?:by\s+)?\Z"
)


def refine(line: Line, statement: Statement, figure: Figure, flow: Period | None) -> Figure | None:
    """The figure as its metric would have it, or None; `flow` is the time that a stock's arrivals and losses are counted over."""
    words = line.words(0, len(line.units))
    if figure.metric == "clearance_rate" and statement.why in ("improved", "improvement", "worsened") and figure.value is not None:
        return replace(figure, value=-figure.value)
    if is_duration(line, statement.index) or (figure.metric == "response_time" and statement.measure == "count"):
        return _response_time(line, statement, figure)
    if statement.measure == "share":
        is_unfilled = figure.metric == "officer" and _ARE_UNFILLED.search(line.words(statement.index + 1, statement.index + 13)) is not None
        return replace(figure, metric="vacancy") if is_unfilled else _share(figure, words)
    if statement.measure == "change" and figure.metric == "officer" and _is_short(line, statement):
        return replace(
            figure, metric="vacancy", measure="count", value=abs(figure.value or 0), period=flow and Period.as_of(flow.end), baseline=None
        )
    if statement.measure == "change" and figure.metric == "officer" and _AUTHORISED.search(line.words(statement.index + 1, statement.index + 9)):
        day = figure.period and Period.as_of(figure.period.end)
        return replace(figure, metric="vacancy", measure="count", value=abs(figure.value or 0), period=day, baseline=None, confidence="likely")
    if statement.measure == "change" and _is_solved(line, statement, figure):
        return replace(figure, metric="cases_cleared")
    return _count(line, statement, figure, words, flow) if statement.measure == "count" else figure


def _is_short(line: Line, statement: Statement) -> bool:
    is_compared = any(unit.when and unit.when.role != "own" for unit in line.units) or re.search("[fn]", line.signature[statement.index :])
    return bool(_IS_DOWN.search(line.words(statement.index - 4, statement.index))) and not is_compared


def _count(line: Line, statement: Statement, figure: Figure, words: str, flow: Period | None) -> Figure | None:
    if figure.label.endswith("index"):
        return None  # an index number counts nothing
    if figure.metric == "cases_cleared" and re.search(r"No[awx]{0,2}\Z", line.signature[: statement.index][-5:]):
        return None  # the 34 of "26 of the 34 cases were solved"
    is_full = _SHORT_OF.search(line.words(statement.index - 6, statement.index)) or _WHOLE.search(line.signature[: statement.index])
    if figure.metric == "vacancy" and is_full:
        return replace(figure, metric="officer", confidence="likely")
    if figure.metric in ("officer", "officer_hired"):
        return _force(line, statement, figure, words, flow)
    if figure.metric == "clearance_rate" or _is_solved(line, statement, figure):
        return replace(figure, metric="cases_cleared")
    code = _shot(line, statement, figure, words)
    if code:
        is_kept = figure.confidence == "unsure" or (code == "shooting_victim" and figure.confidence == "certain")
        return replace(figure, metric=code, confidence=figure.confidence if is_kept else "likely")
    return replace(figure, measure="rate") if _is_rate(figure) else figure


def _force(line: Line, statement: Statement, figure: Figure, words: str, flow: Period | None) -> Figure | None:
    """Strength, arrivals and losses."""
    if figure.metric == "officer":
        return _officer(line, statement, figure, words, flow)
    if _BEGAN_WITH.search(line.words(statement.index - 6, statement.index)):
        return replace(figure, metric="officer", period=Period.as_of(figure.period.end) if figure.period else None)
    left = re.split(r"\b(?:and|but|while)\b|,|;", line.words(statement.index - 5, statement.index))[-1]
    moved = _last_move(left) or _first_move(line.words(statement.index + 1, statement.index + 5))
    return replace(figure, metric="other", confidence="unsure") if moved == "lost" else figure


def _shot(line: Line, statement: Statement, figure: Figure, words: str) -> str | None:
    """What a number of shootings or homicides is by the words after it: victims, fatal ones, those by gun."""
    after = line.words(statement.index + 1, statement.index + 6)
    if figure.metric in ("shooting", "shooting_victim", "homicide") and _is_fatal_part(line, statement, figure):
        return "fatal_shooting"
    if figure.metric in ("shooting", "shots_fired") and (victims := _VICTIMS.match(after)):
        return "fatal_shooting" if _DEAD.match(after, victims.end()) else "shooting_victim"
    if figure.metric == "homicide" and _is_gun_subset(line, statement, words):
        return "fatal_shooting"
    if figure.metric == "shooting" and (outcome := _OUTCOME.search(after)):
        return "nonfatal_shooting" if outcome["not"] else "fatal_shooting"
    return None


_OUTCOME = re.compile(
    r"^(?:of\s+(?:them|those)\s+|of\s+which\s+)?(?:proved|were|was|turned)\s+(?:\w+\s+)?(?P<not>non-?\s?-?\s?)?(?:fatal|deadly|lethal)\b"
)
_FATAL = re.compile(
    r"(?:(?:of\s+(?:(?:this|last)\s+year['’]s\s+victims|the\s+victims|them|those|which|whom|these)|were|was|proved|being)\s+)*(?:fatal(?:ly)?|deadly|died|dead)\b"
)
_OF_THE_KILLED = re.compile(
    r"\bof\s+(?:(?:the|those|these|its|this\s+year['’]s|last\s+year['’]s)\s+)?(?:[\w’']+\s+)?(?:[\d,]+\s+)?(?:\w+\s+)?(?:homicides?|murders?|killings?|slayings?|people\s+killed|victims|deaths|dead)\b"
)


def _is_fatal_part(line: Line, statement: Statement, figure: Figure) -> bool:
    """The 14 of "96 shootings, 14 of them fatal", and the 77 of "of the 93 people killed, 77 were shot"."""
    after = line.words(statement.index + 1, statement.index + 6)
    is_of_killed: object = _OF_THE_KILLED.search(line.words(0, statement.index)) and _BY_A_GUN.match(
        line.words(statement.index + 1, statement.index + 12)
    )
    is_of_killed = is_of_killed or (
        figure.metric in ("homicide", "shooting_victim")
        and _OF_WHOM.search(line.words(statement.index - 3, statement.index)) is not None
        and _BY_A_GUN.match(after) is not None
        and any(unit.term and unit.term.code == "homicide" for unit in line.units[: statement.index])
    )
    is_fatal = figure.metric != "homicide" and _FATAL.match(after)
    return bool(is_fatal or is_of_killed)


_OF_WHOM = re.compile(r"\bof\s+(?:whom|which)\s*\Z|\bof\s+them\s*,?\s*\Z")
_BY_A_GUN = re.compile(
    r"(?:(?:[-—–,]\s*)?or\s+[\d.]+\s*(?:%|percent|per\s+cent)\s*[-—–,]\s*)?(?:(?:were|was|had\s+been)\s+)?(?:shot|(?:committed\s+|carried\s+out\s+)?(?:by|with)\s+(?:a\s+)?(?:gunfire|guns?|firearms?)|shootings|gun\s*-?\s*related|involved\s+(?:a\s+)?(?:guns?|firearms?))\b"
)


_BEGAN_WITH = re.compile(
    r"\bbring\w*\s+(?:the\s+|its\s+)?(?:total|force|number|department|ranks|staffing|headcount|roster)\s+(?:\w+\s+)?(?:back\s+)?(?:up\s+|down\s+)?to\s*\Z|\b(?:start|beg[ai]n|begun|end|finish|clos|open|enter)\w*\s+(?:\w+\s+){0,3}(?:with|at)\s*\Z|\b(?:stands?|stood)\s+at\s*\Z"
)
_DEAD = re.compile(r"\s+dead\b(?!\s+(?:or|and)\s+(?:wounded|injured|hurt)\Z)")  # "Shootings left 38 people dead"
_VICTIMS = re.compile(r"(?:\w+\s+)?(?:victims?|people|persons|men|women|children|teens|teenagers|residents|bystanders)\b")


def _is_solved(line: Line, statement: Statement, figure: Figure) -> bool:
    before = line.words(statement.index - 5, statement.index)
    return figure.metric in CRIMES and bool(_SOLVED_BEFORE.search(before)) and not NOT_SOLVED.search(before)


_SOLVED_BEFORE = re.compile(r"\b(?:solv(?:ed|ing)|clear(?:ed|ing)|closed(?!\s+(?:with|at|out|in)))\s*(?:\w+\s*)?\Z")
_BY_GUN = re.compile(r"\b(?:gunfire|guns?|firearms?|handguns?|shootings?|gunshots?|gun\s+violence|were\s+shot|was\s+shot)\b")


def _is_gun_subset(line: Line, statement: Statement, words: str) -> bool:
    """ "Gunfire was to blame in 29 of the killings"; "29 of the homicides were shootings"."""
    is_part = re.match(r"(?:x|k)?o[awxT]{0,3}N?K|k(?![wK])|o[ax]", line.signature[statement.index + 1 :])
    if not is_part or not _BY_GUN.search(words):
        return False
    numbers = [index for index, unit in enumerate(line.units[: statement.index]) if unit.number]
    before = line.words(numbers[-1] + 1 if numbers else 0, statement.index)
    before = before if not numbers else _CLAUSE.split(before)[-1] if _CLAUSE.search(before) else line.words(0, statement.index)
    after = _OTHER_GUNS.split(_SOME_OF_THEM.split(line.words(statement.index + 1, len(line.units)))[0])[0]
    return _BY_GUN.search(before) is not None or _BY_GUN.search(after) is not None


_CLAUSE = re.compile(r"[,;]\s|\b(?:and|but|while|whereas)\b")
_SOME_OF_THEM = re.compile(r",\s+(?:among\s+them|including|one\s+of\s+them|such\s+as)\b")  # "a boy who was shot" is one of them
# "and that guns were used in roughly 80% of the killings": a clause of its own
_OTHER_GUNS = re.compile(
    r"\b(?:and|but|while|whereas)\s+(?:that\s+)?(?:gunfire|guns?|firearms?|handguns?|shootings?|gun\s+violence)\s+"
    r"(?:was|were|had|has|have|accounted|played|figured|killed|caused|fell|rose|declined|increased)\b"
)


def _response_time(line: Line, statement: Statement, figure: Figure) -> Figure | None:
    if figure.metric != "response_time":
        if figure.measure == "count" and is_duration(line, statement.index) and figure.value_high is not None:
            return replace(figure, metric="other", unit=line.units[statement.index + 1].lower, period=None)
        return None
    if statement.unit == "minutes" and not _IN_MINUTES.match(line.words(statement.index + 1, statement.index + 2)):
        return figure
    if not is_duration(line, statement.index) and statement.measure == "count":
        return None if (figure.value or 0) >= 200 or float(figure.value or 0).is_integer() else replace(figure, unit="minutes")
    return replace(figure, value=with_seconds(line, statement), unit="minutes")


_IN_MINUTES = re.compile(r"(?:min(?:ute)?s?|hours?)\b")


def _share(figure: Figure, words: str) -> Figure:
    return replace(figure, metric="clearance_rate") if is_clearance(figure.metric, words) else figure


def _officer(line: Line, statement: Statement, figure: Figure, words: str, flow: Period | None) -> Figure | None:
    near = line.words(statement.index - 8, statement.index + 8)
    left = _clause_before(line, statement.index)
    right = re.split(r",|;|\band\b", line.words(statement.index + 1, statement.index + 6))[0]
    if _SHORT_AFTER.match(right) or _SHORT_BEFORE.search(left):
        return replace(figure, metric="vacancy")
    if _LEFT_WITH.search(line.words(statement.index - 5, statement.index)) or _RANKS.search(line.words(statement.index - 8, statement.index)):
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
    if _EVENT.search(near) and not re.search(r"\b(?:total|force|sworn|active|staff)\b", near):
        return replace(figure, metric="other", confidence="unsure", period=None)
    if not _STRENGTH.search(words):
        return replace(figure, metric="other", confidence="unsure")
    return figure


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


def _is_rate(figure: Figure) -> bool:
    """ "The murder rate was 12.5": a number that no count can be."""
    is_whole = figure.value is None or float(figure.value).is_integer()
    if not is_whole and figure.metric in CRIMES:
        return True
    return (
        "rate" in figure.label.split()
        and figure.metric != "clearance_rate"
        and figure.value is not None
        and (not is_whole or figure.value < 200)
    )
