"""Which part of a sentence a word stands in: inside brackets, inside a clause that "who" or "when" opens, in a later main clause."""

from __future__ import annotations

import re

from pipeline.figures.units import Line

# ", and 2020 was the worst year", "; in 2019 it was": a time that is the subject of, or opens, a main clause of its own.
_OPENS = re.compile(r"(?:,c|;c?|[,]?s|-)(?:x|i){0,2}\Z")
_AFTER_SEMICOLON = re.compile(r";c?(?:L,?)?[ix]?\Z")  # also "; Thunder Bay's, in 2017, was 5.8"
_VERB = re.compile(r",?(?:x|w|a|[KkLR]){0,4}[BHUA]")
_RELATIVE = re.compile(r"\b(?:who|whom|whose|which|when|where)\b")


def reaches(line: Line, time: int, number: int) -> bool:
    """Whether a time at units[time] can hold for the number at units[number], by the clauses that part them."""
    if _is_bracketed(line, time, number):
        return False
    relative = relative_clause(line, time)
    if (relative is not None and not relative[0] <= number < relative[1]) or is_behind_after(line, time, number):
        return False
    return not (time > number and (opens_clause(line, time) or _is_more(line, number, time) or _is_next(line, number, time)))


def _is_next(line: Line, number: int, time: int) -> bool:
    """Whether the time is of a later clause: "dropped to 213, but there had been 142 in 2019"; "is 226 short, and it lost more last year"."""
    between, words = line.signature[number + 1 : time], line.words(number + 1, time)
    if ("N" in between and _THAT_HAD.search(words)) or _ALTHOUGH.search(words) or (",c" in between and _ITS_OWN.search(words)):
        return True
    return _NEXT_NUMBER.search(between) is not None or (";" in between and _is_told_behind(line.signature, time))


_THAT_HAD = re.compile(
    r"\bthat\s+(?:once\s+)?(?:had|has|have|was|were)\b[^,;]*\d"
)  # "615 officers to police a city that had 837 four years ago"
_ALTHOUGH = re.compile(r",\s+(?:even\s+)?(?:al)?though\b")  # "397 officers are on patrol, although consultants recommended last year …"
_ITS_OWN = re.compile(r",\s+(?:and|but)\s+(?:it|they|he|she)\s+(?:\w+\s+)?(?:lost|had|saw|made|was|were|took|recorded|\w+ed)\b")


def _is_told_behind(signature: str, time: int) -> bool:
    """Whether the clause behind the semicolon tells its own number of the time: "… 17 of them, or 68%; nationally, 52% were solved in 2022".

    What only goes on a list shares its time: "logged 12 homicides; 310 robberies; and 96 rapes in 2022".
    """
    first = signature.rfind(";", 0, time)
    return re.search("[NPF]", signature[first:time]) is not None and _ITEM.match(signature, first, time) is None


_ITEM = re.compile(r";,?c?[ax]?N[wk]{0,2}K[wkL]{0,2}i?a?\Z")


def is_behind_after(line: Line, time: int, number: int) -> bool:
    """Whether the time is of a level told first: "the total, after 71 in 2020 and 64 in 2021, fell to 41"."""
    first = line.signature.rfind(",", 0, time) + 1
    is_over = time < number and "," in line.signature[time + 1 : number]
    return is_over and line.units[first].lower in ("after", "following") and "N" in line.signature[first:time]


_NEXT_NUMBER = re.compile(r"(?:;|,?s|,c)[^;]*[BHU][^;,]*[NP][wxKk]{0,3}i?a?\Z")


_TELLS_MORE = frozenset({"with", "after", "following"})


def _is_more(line: Line, number: int, time: int) -> bool:
    """Whether the time stands in a part that tells something else of it: "doubled to 1,623, with most of it coming after June"."""
    comma = line.signature.rfind(",", number + 1, time)
    return comma >= 0 and comma + 2 < time and line.units[comma + 1].lower in _TELLS_MORE


def is_aside(line: Line, time: int) -> bool:
    """Whether a time stands in brackets, or in a "who" clause: it says nothing of what the sentence is about."""
    signature = line.signature
    if signature.count("(", 0, time) > signature.count(")", 0, time):
        return True
    return relative_clause(line, time) is not None


def opens_clause(line: Line, time: int) -> bool:
    """Whether the time opens a main clause: "…, and 2020 was", "…; in 2019 it was"."""
    before, after = line.signature[max(0, time - 4) : time], line.signature[time + 1 : time + 7]
    if _AFTER_SEMICOLON.search(before):
        return True
    return bool(_OPENS.search(before)) and bool(_VERB.match(after))


def relative_clause(line: Line, index: int) -> tuple[int, int] | None:
    """The clause with "who", "which" or "when" that the unit stands in, or None: from its word to the sign that closes it.

    Without a comma it defines the noun before it, and that noun's number belongs to it: "the 168 who survived gunfire in 2018".
    """
    for position in range(index - 1, max(0, index - 16), -1):
        unit = line.units[position]
        if unit.letter in ";:-()" or (unit.letter == "," and line.units[position + 1].letter != "r"):
            return None
        if (unit.letter == "r" and _RELATIVE.fullmatch(unit.lower)) or unit.lower == "what":
            head = re.search(r"[NPF][KkwaoxL]{0,4}\Z", line.signature[:position])
            first = head.start() if head else position
            return (first, index + 1 if unit.lower == "who" and line.units[index].lower.endswith(",") else _end(line, index))
    return None


def _end(line: Line, index: int) -> int:
    for position in range(index + 1, len(line.units)):
        unit = line.units[position]
        if unit.letter == "," and _GOES_ON.match(line.signature, position):
            continue
        if unit.letter in ",;-).":
            return position
        if unit.letter == "L" and unit.lower.endswith(","):
            return position + 1  # "who came last summer from Hamden, Connecticut, said"
    return len(line.units)


_GOES_ON = re.compile(r",x?[NP]C[naT]")  # "which brings this year's total to 242, five more than at the same point of 2021"


def _is_bracketed(line: Line, time: int, number: int) -> bool:
    """Whether the time stands in brackets in which the number does not stand; "62 (2018)" keeps its year."""
    signature = line.signature
    opened = signature.rfind("(", 0, time)
    if opened < 0 or signature.find(")", opened, time) >= 0:
        return False
    closed = signature.find(")", time)
    inside = opened < number < (closed if closed >= 0 else len(signature))
    return not inside and not re.fullmatch(r"\(i?", signature[opened:time])


def is_whole(line: Line, number: int) -> bool:
    """Whether the number at units[number] says of how many the one before it is a part: the 71 of "62 of the 71 victims"."""
    return re.search(r"N[wxKk]{0,2}o(?:aT?|T)\Z", line.signature[:number]) is not None


def is_of_the_level_compared(line: Line, time: int) -> bool:
    """Whether the time is of what a change is from, told with its verb: "41 arsons, 12 more than police counted in 2019"."""
    return _THAN_IT_HAD.search(line.signature, 0, time) is not None or is_what_it_follows(line, time)


def is_what_it_follows(line: Line, time: int) -> bool:
    """Whether the time only came before what is told: "The drop, to 310, follows a 2021 in which there were 402"."""
    return _FOLLOWS.search(line.words(time - 5, time)) is not None


_FOLLOWS = re.compile(r"\b(?:follow(?:s|ed)|(?:comes?|came)\s+after|on\s+the\s+heels\s+of)\s+(?:(?:an?|the|its)\s*)?(?:[a-z-]+\s*){0,2}\Z")


_THAN_IT_HAD = re.compile(r"n[aLwxkR]{0,4}[HB][wxHB]{0,2}i?\Z")
_INCLUDED = re.compile(r",\s+(?:including|among\s+them)\b")


def is_of_a_cause(line: Line, index: int) -> bool:
    """Whether the month or the quarter is when a cause was at work: "up 7 percent, chiefly because of a burst in late May and early June"."""
    when = line.units[index].when
    return when is not None and when.kind == "part" and _CAUSE.search(line.words(index - 10, index)) is not None


_CAUSE = re.compile(
    r"\b(?:because\s+of|due\s+(?:\w+\s+)?to\s+(?:an?|the|its|their)|owing\s+to|thanks\s+to|on\s+account\s+of|(?:driven|fuell?ed|explained|caused)\s+by)\b[^,;\d]*\Z"
)


def is_aside_in_time(line: Line, index: int) -> bool:
    """Whether the time at units[index] is that of a cause, an exception, an equal or a beginning.

    "45 percent, about the same share as a year ago"; "continued a slide that began in 2012, falling 4.6 percent".
    """
    before = line.words(index - 6, index)
    is_told = any(pattern.search(before) for pattern in (_SAME_AS, _BEGAN, _AFTER_DOING))
    return is_told or is_of_a_cause(line, index) or is_an_exception(line, index) or _is_of_the_counting(line, index)


def _is_of_the_counting(line: Line, index: int) -> bool:
    """Whether the time is that of how a crime came to be counted: "carjackings, not tracked on their own until late 2020, came to 655"."""
    comma = line.signature.rfind(",", 0, index)
    if comma < 1 or line.signature[comma - 1] != "K" or _ASIDE_CLOSED.match(line.signature, index) is None:
        return False
    return re.search("[NPF]", line.signature[comma:index]) is None and _COUNTED_ANEW.match(line.words(comma + 1, index)) is not None


_ASIDE_CLOSED = re.compile(r"T[w]{0,3},?[x]?[BHUAw]")
_COUNTED_ANEW = re.compile(
    r"(?:not|never|first|only|long|newly|recently|previously|formerly|once)\b"
    r"|(?:\w+ly\s+)?(?:introduced|defined|created|added|made|recogni[sz]ed|outlawed|criminali[sz]ed|established|separated|split|broken\s+out)\b"
    r"|an?\s+(?:new\s+|separate\s+)?(?:offen[sc]e|crime|category|felony)\b"
)


_BEGAN = re.compile(
    r"\b(?:that|which)\s+(?:had\s+|has\s+)?(?:began|begun|started|set\s+in|took\s+hold|got\s+under\s+way)(?:\s+back)?(?:\s+(?:in|around|during|early|late))*\s*\Z"
)
_AFTER_DOING = re.compile(
    r"\b(?:after|following)\s+(?:having\s+)?[a-z]+ing(?:\s+[a-z-]+){0,2}?(?:\s+(?:in|during|for|over|through))?\s*\Z"
)  # "rose 5 percent after falling in 2016"
_SAME_AS = re.compile(
    r"\bsame(?:\s+[\w-]+){0,3}\s+as(?:\s+(?:in|at|of|it\s+was|it\s+had\s+been))?\s*\Z|\bmatch(?:ing|ed)\s+(?:the|its)\s+(?:number|total|count|figure|tally|toll)(?:\s+(?:of|in|from|for))?\s*\Z"
)


def is_an_exception(line: Line, index: int) -> bool:
    """Whether the time is one that what is told does not hold for: "the lowest since 1971, save for 2014"."""
    return _SAVE.search(line.words(index - 5, index)) is not None


_SAVE = re.compile(
    r"\b(?:save(?:\s+for)?|except(?:\s+for|ing)?|excluding|barring|excepted|apart\s+from|aside\s+from|other\s+than|leaving\s+(?:out|aside)"
    r"|but\s+for|with\s+the\s+exception\s+of)(?:\s+(?:in|during|the|of)){0,2}\s*\Z"
)


def is_included(line: Line, number: int, time: int) -> bool:
    """Whether the time at units[time] is of those who are included: "15 homicides, including the deaths of three people in June"."""
    return number < time and _INCLUDED.search(line.words(number, time)) is not None
