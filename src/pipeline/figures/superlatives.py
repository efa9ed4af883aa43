"""Records and ranks: "a 25-year high", "the fewest since 1970", "the most on record", "the second-deadliest year"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.figures.calendar_words import COUNT, small_number
from pipeline.figures.needles import Needles, may_match, needs
from pipeline.figures.number_words import ORDINALS
from pipeline.figures.sentences import Sentence
from pipeline.records import Measure, Op

_BOUND = r"(?:at\s+least\s+|more\s+than\s+|over\s+|nearly\s+|almost\s+|about\s+|roughly\s+|some\s+|around\s+)"
_MOST = r"""(?:most\s+violent|highest|lowest|most(?!(?<!the\smost)\s+of\b)|fewest|least|smallest|largest|biggest|deadliest|safest|worst|best
            |bloodiest|quietest|steepest|sharpest|busiest|slowest|fastest|greatest|longest|shortest|most\s+\w+|
            lowest\s+ebb|least\s+violent|heaviest|strongest|weakest|most\s+ever|thinnest|slimmest)"""
_GAP = r"[^.;:!?]{0,70}?"
_NEAR_GAP = r"(?:(?!\bpercent|\bper\s+cent)[^.;:!?%]){0,70}?"
_EVER = r"""(?:on\s+record|(?:of|for|in)\s+any\s+(?:single\s+|other\s+)?(?:month|quarter|week|year)\b(?!\s+(?:on|in|since|of|before))
            |yet\s+(?:recorded|seen|reported)|on\s+(?:the|its|their)\s+books
            |ever(?:\s+(?:recorded|reported|seen|had|known|measured|logged))?
            |in\s+(?:the\s+)?(?:\w+[’']s\s+|its\s+|\w+\s+|recorded\s+|modern\s+|recent\s+|[\w-]+-year\s+){0,3}(?:history|memory|era)|of\s+all\s+time|in\s+memory
            |of\s+the\s+(?:\w+\s+){1,2}era|(?:the\s+)?(?:city|department|county|state|force|agency|country|nation|police|bureau
            |it|they|town)\s+(?:has|had|have)\s+(?:ever\s+)?(?:had|seen|recorded|known|reported|logged|experienced|counted|ever)
            |since\s+(?:[\w’']+\s+){0,5}(?:began|started|records?|record-keeping)\b[^.;,]{0,40}|(?:\w+\s+){0,2}(?:has|have|had)\s+ever\s+\w+)"""
_SINCE = r"(?:since|(?:going|dating|stretching|reaching)\s+(?:back\s+)?to)"
_SPAN = (
    rf"(?:(?P<n>{COUNT}|a|half\s+a|two|several)[\s-]+(?:\w+[\s-]+)?(?P<unit>year|decade|month|generation|centur\w+|quarter)s?"
    r"|(?<=(?:past|last)\s)(?P<bare>decade(?!\s+and\s+a)))"  # "of the past decade"
)


# the most since the city counted 110 in 1994; not: since records began in 1971
_OTHER_MARK = (
    r"(?:(?!(?:[\w’']+\s+){0,5}(?:began|begun|started|starting|records?|record-keeping|keeping|tracking)\b)"
    r"(?:(?!(?:19|20)\d\d)[\w’',-]+\s+){1,8}?(?:in|of|during)\s+)??"
)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


_ENDS_IN_MOST = _compile(rf"\b{_MOST}\b[^.;,]*\Z")
_SAYS_SINCE = _compile(rf"\b{_SINCE}\b")


def is_most(words: str) -> bool:
    """Whether the words end in a superlative and what it is of: "the largest number"."""
    return _ENDS_IN_MOST.search(words) is not None


def says_since(words: str) -> bool:
    """Whether the time that follows is what a record is measured since."""
    return _SAYS_SINCE.search(words) is not None


_RECORDS = (
    # a 25-year record high; a 10-year low; a five-year peak
    _compile(rf"\b(?P<bound>{_BOUND})?(?:an?\s+|the\s+|its\s+)?{_SPAN}\s+(?:record\s+)?(?:high|low|peak|trough|best|worst|record|bottom)\b"),
    # the fewest since 1970; its lowest total since at least 2012; worst year since the 1990s
    _compile(rf"\b(?:the\s+|its\s+|their\s+|a\s+)?{_MOST}\b{_GAP}\b{_SINCE}\s+{_OTHER_MARK}(?P<bound>{_BOUND})?(?P<part>(?:the\s+)?(?:early|mid|late)[\s-]+)?(?:the\s+)?(?:[A-Z][a-z]{{2,8}}\s+(?:of\s+)?)?(?P<y>(?:19|20)\d\d(?:['’]?s)?)\b"),
    # the lowest in five years; the smallest number for five years; in more than a decade
    _compile(rf"\b(?:the\s+|its\s+|their\s+|a\s+)?{_MOST}\b(?!(?<=most)\s+of\s+an?\b){_NEAR_GAP}\b(?:in|for|over|of)\s+(?:the\s+(?:past|last)\s+)?(?P<bound>{_BOUND})?(?:the\s+(?:past|last)\s+|(?:my|his|her|our|their)\s+)?{_SPAN}\b(?!\s+(?:of|old))"),
    # more than in any year since 1996; lower than at any point since the early 1960s; not seen since 2014
    _compile(rf"\b(?:more|fewer|lower|higher|less|worse|better|greater)\b{_GAP}\bthan\s+(?:(?:at|in)\s+)?any\s+(?:other\s+)?(?:point|time|year|month|quarter)\s+(?:since\s+(?:[\w’',-]+\s+){{0,9}}?(?P<bound>{_BOUND})?(?P<part>(?:the\s+)?(?:early|mid|late)[\s-]+)?(?:the\s+)?(?P<y>(?:19|20)\d\d(?:['’]?s)?)\b|(?:in|of|over|during)\s+(?:the\s+(?:past|last)\s+)?{_SPAN}|on\s+record\b|since\s+(?:[\w’']+\s+){{0,5}}(?:began|started|records?|record-keeping)\b)"),
    _compile(r"(?:\bnot|n['’]t|\blast|\blevels?|\bunseen|\bnever)\s+(?:been\s+)?(?:seen|matched|reached|recorded|approached|surpassed|equal(?:l?ed)|topped|exceeded|witnessed|that\s+(?:low|high)|this\s+(?:low|high)|so\s+(?:low|high|few|many))\b[^.;]{0,30}?\bsince\s+(?:[A-Z][a-z]{2,8}\.?\s+(?:of\s+)?)?(?P<y>(?:19|20)\d\d)\b"),
    _compile(
        r"(?:\bnot|n['’]t|\bnever|\b[Nn]o\s+(?:[\w’'-]+\s+){1,4}(?:has|have|had))\s+(?:\w+\s+){0,3}(?:as|so|this|that)\s+(?:many|few|much|high|low|safe|bad|good|small|large|big|deadly|violent|busy|quiet|steep|sharp|great)\b[^.;]{0,40}?\bsince\s+(?:[A-Z][a-z]{2,8}\.?\s+(?:of\s+)?)?(?P<y>(?:19|20)\d\d)\b"
    ),
    _compile(r"\b(?:more|fewer|lower|higher)\s+than\s+(?:(?:in\s+)?any\s+(?:(?:previous|other|prior|earlier|past)(?:\s+(?:year|month|[A-Z][a-z]+)\b|(?=[.,;]))|year\s+before\b(?!\s+(?:19|20)\d\d))|ever\s+before\b)"),
    _compile(rf"\b(?:the\s+|its\s+|their\s+|a\s+)?{_MOST}\b{_GAP}\b{_EVER}"),
    # an all-time high; a record 74 homicides; a modern low; broke the record; the record of 351
    _compile(
        r"""\b(?:an?\s+|the\s+|its\s+|their\s+)?(?:all[\s-]time|historic(?:al)?|modern(?:[\s-]day)?|modern[\s-]era)\s+(?:record|high|low|peak|mark|best|worst|record\s+(?:high|low))s?\b
        |\b(?:an?|the|its|(?:19|20)\d\d['’]s|set|sets|setting|broke|breaking|break|tied|tying|shattered|surpassed|new|previous|successive|city
            |annual|for\s+a|decrease\s+of|increase\s+of|yearly|grim|near)\s+(?:an?\s+|the\s+|its\s+|own\s+|new\s+|city[’']?s?\s+
            |annual\s+|previous\s+|old\s+|former\s+|state\s+|statewide\s+|county\s+|department\s+|national\s+|all[\s-]time\s+|single-year\s+|yearly\s+)*records?\b(?!\s+(?:show|of\s+the|from|management
            |keeping|office|system|clerk|request|high\s+school|division))(?:\s+(?:high|low|number|level|total|size|year))?
        |\brecords\s+of(?=\s+\d)|\brecord[\s-](?:high|low|number|level|setting|breaking|year|total|pace|size)s?\b|\b(?:never
            |not)\s+(?:\w+\s+){0,2}been\s+(?:this\s+|so\s+|as\s+)?(?:higher|lower|high|low|more|fewer|greater|safer|worse)\b
        |\bnever\s+(?:before\s+)?(?:\w+\s+){0,4}?(?:had|seen|recorded|been|have)\s+(?:\w+\s+){0,3}?(?:so|this|that|as)\s+(?:many|few|high|low)\b
        |\b(?:city|county|state|department|force|town|nation|country|region|province|community)['’]s\s+(?:deadliest|bloodiest|most\s+violent|safest|worst)\s+year\b(?!\s+(?:since|in|of|for|so))
        |\b(?:its|their)\s+(?:deadliest|bloodiest|most\s+violent|safest|worst)\s+year\s*(?:,|was\b|came\b)
        |\bstill\s+(?:[\w.]+\s+){0,2}?[\w.]+['’]s\s+record\b
        |\bno\s+(?:single\s+|other\s+)?(?:year|month)\s+(?:on\s+record|in\s+[^.;,:]{2,40}\bhistory)\s+(?:has|had|was)\s+(?:been\s+)?
            (?:worse|deadlier|bloodier|safer|quieter|more\s+violent)\b
        |\bno\s+year\b[^.;]{0,40}?\b(?:has|had)\s+(?:ever\s+)?been\s+(?:as|so|more|this)\s+(?:deadly|violent|bloody|murderous)\b
        |\bno\s+(?:single\s+|other\s+)?year\b[^.;]{0,60}?\b(?:seen|had|recorded|known)\b[^.;]{0,60}|(?<!\bis\s)(?<!\bare\s)(?<!\bwas\s)(?<!\bwere\s)\bever\s+(?:recorded|reported|seen)\b"""
    ),
    # at a rate not seen in two decades; a mark that had stood for 27 years
    _compile(rf"(?:\bnot|n['’]t|\bnever|\bunseen)\s+(?:been\s+)?(?:seen|matched|reached|recorded|approached|surpassed|equal(?:l?ed)|topped|exceeded|witnessed)\s+(?:\w+\s+){{0,2}}?(?:in|for)\s+(?P<bound>{_BOUND})?(?:the\s+(?:past|last)\s+)?(?P<n>{COUNT}|a|half\s+a|two|several)[\s-]+(?P<unit>year|decade|generation|centur\w+)s?\b"),
    _compile(r"\b(?:an?|the|its)\s+(?:mark|high|low)\s+that\s+(?:had\s+)?stood\b"),
)  # fmt: skip
_ORDER = "|".join(word for word, value in ORDINALS.items() if 1 < value <= 20)
_RANK = _compile(
    rf"""\b(?:the\s+|its\s+|their\s+)?(?P<o>{_ORDER}|\d{{1,2}}(?:nd|rd|th|st))[\s-](?:most[\s-]\w+|{_MOST})\b{_GAP}(?:\b(?:year|total|number|count|toll|rate|city|cities|state|month|history|record|ever|mark|since|nation|country|tally|level)\b
        |\b(?:in|of|over)\s+(?:the\s+(?:past|last)\s+)?(?:{COUNT}|a|half\s+a)\s+(?:years|decades?|centur\w+)\b|$)
    |\brank(?:ed|s|ing)?\s+(?:as\s+)?(?:the\s+)?(?:at\s+)?(?:no\.\s*|number\s+|\#)?(?P<o2>{_ORDER}|first|\d{{1,3}}(?:nd|rd|th|st)?)\b
    |\bno\.\s*(?P<o3>\d{{1,3}})\b(?=\s+(?:in|on|among|for|nationally|city|spot|most|nationwide))"""
)  # fmt: skip
# The words without which the patterns above, in their order, cannot match.
_MOST_WORDS = """most highest lowest fewest least smallest largest biggest deadliest safest worst best bloodiest quietest steepest sharpest
    busiest slowest fastest greatest longest shortest heaviest strongest weakest thinnest slimmest"""
_UNITS = "year decade month generation centur quarter"
_RECORD_NEEDS = (
    needs("high low peak trough best worst record bottom", _UNITS),
    needs(_MOST_WORDS, "since going dating stretching reaching"),
    needs(_MOST_WORDS, _UNITS),
    needs("than", "any"),
    needs("since"),
    needs("since", "many few much high low safe bad good small large big deadly violent busy quiet steep sharp great"),
    needs("than", "any ever"),
    needs(_MOST_WORDS, "record books ever history memory era time has had have since yet any"),
    needs(
        "record histor modern ever never =all =not =no deadliest bloodiest violent safest worst",
        "record high low peak mark best worst been had have seen year month reported",
    ),
    needs("seen matched reached recorded approached surpassed equal topped exceeded witnessed", "year decade generation centur"),
    needs("stood"),
)
_RANK_NEEDS = needs(f"{_MOST_WORDS} rank =no")
_NEEDLES = Needles((*_RECORD_NEEDS, _RANK_NEEDS))
_RECORDS_ASKED = tuple(zip(_RECORDS, map(_NEEDLES.bits, _RECORD_NEEDS), strict=True))
_RANK_ASKED = _NEEDLES.bits(_RANK_NEEDS)


@dataclass(frozen=True, slots=True)
class Superlative:
    """A record or a rank at text[start:end] of the sentence."""

    measure: Measure
    value: float | None
    start: int
    end: int
    op: Op = "eq"
    why: str = ""


@lru_cache(maxsize=256)
def find(text: str, sentence: Sentence) -> tuple[Superlative, ...]:
    """The records and ranks of a sentence of `text`, left to right; the longer of two that overlap. Offsets are the sentence's.

    Kept, for it is asked several times in a row.
    """
    held = _NEEDLES.held(sentence.tokens)
    return _find(text[sentence.start : sentence.end], held) if held else ()


def _find(text: str, held: int) -> tuple[Superlative, ...]:
    found: list[Superlative] = []
    for match in _RANK.finditer(text) if may_match(_RANK_ASKED, held) else ():
        value = _rank(match["o"] or match["o2"] or match["o3"])
        if value:
            found.append(Superlative("rank", value, match.start(), match.end(), why=match[0]))
    for pattern in _possible_records(held):
        at = pattern.search(text)
        while at:
            other = next((item for item in found if at.start() < item.end and item.start < at.end()), None)
            if other is None and not _is_newspaper(text, at):
                found.append(_record(at))
            at = pattern.search(text, max(other.end, at.start() + 1) if other else at.end())
    return tuple(sorted(found, key=lambda item: item.start))


@lru_cache(maxsize=4096)
def _possible_records(held: int) -> tuple[re.Pattern[str], ...]:
    """Kept by the words held, of which sentences have few combinations."""
    return tuple(pattern for pattern, asked in _RECORDS_ASKED if may_match(asked, held))


def _is_newspaper(text: str, match: re.Match[str]) -> bool:
    """Whether the words name something: "the Record", "The records show"; or are a turn of speech: "for the record"."""
    if match[0].lower() == "the record" and re.search(r"\b(?:for|off|on)\s+\Z", text[: match.start()], re.IGNORECASE):
        return True
    return re.fullmatch(r"[Tt]he\s+(?:Records?|records)", match[0]) is not None and not re.match(r"\s+of\s+\d", text[match.end() :])


def _rank(word: str) -> float | None:
    word = word.lower()
    if word in ORDINALS:
        return ORDINALS[word]
    digits = re.sub(r"\D", "", word)
    return float(digits) if digits else None


_SINCE_ITS_START = re.compile(r"\bsince\b.*\bin\s+((?:19|20)\d\d)\b", re.DOTALL)


def _record(match: re.Match[str]) -> Superlative:
    groups = match.groupdict()
    value, op = None, "eq"
    if groups.get("y"):
        value = float(re.sub(r"\D", "", groups["y"]))
        op = "approx" if groups.get("part") or groups["y"].endswith("s") else "eq"
    elif (since := _SINCE_ITS_START.search(match[0])) is not None:
        value = float(since[1])
    elif groups.get("bare"):
        value = 10
    elif groups.get("n"):
        count = small_number(groups["n"]) or (2 if groups["n"].lower() == "several" else 1)
        unit = groups["unit"].lower()
        scale = {"decade": 10, "generation": 0}.get(unit, 100 if unit.startswith("centur") else 1)
        if unit.startswith("centur") and (part := re.search(r"half|quarter", match[0], re.IGNORECASE)):
            scale = 50 if part[0].lower() == "half" else 25
        value = float(count * scale) or None
        if groups["n"].lower() == "a" and unit == "year":
            value = None  # "the most in a single year"
        if groups["n"].lower() == "several" or unit in {"month", "quarter"}:
            value = None
    bound = (groups.get("bound") or "").split()
    if bound:
        op = "gt" if bound[0].lower() in {"at", "more", "over"} else "lt" if bound[0].lower() in {"nearly", "almost"} else "approx"
    return Superlative("record", value, match.start(), match.end(), op, match[0])  # type: ignore[arg-type]
