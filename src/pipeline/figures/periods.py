"""A sentence → its mentions of time; what they mean is in `period_readings`, what they refer to is resolved by the context."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.figures.holidays import last_day
from pipeline.figures.period_needles import possible
from pipeline.figures.period_patterns import PATTERNS
from pipeline.figures.period_readings import READINGS
from pipeline.figures.text import Token, tokenise
from pipeline.figures.when import Role, When
from pipeline.period import Period, month_end

# What stands right before a mention says what it is for: "than in 2019" compares, "since 2019" starts.
_BASELINE = re.compile(
    r"""(?:\b(?:than|from|compar(?:ed?|es|ing)\s+(?:with|to)|comparison\s+(?:with|to)|versus|vs\.?|against|over|above|below|beyond|topp(?:ed|ing)|surpass(?:ed|ing)
        |relative\s+to|ahead\s+of|behind|exceed(?:ed|ing)|eclips(?:ed|ing)|the\s+one\s+in|(?:half|third|quarter|fifth)\s+of|(?<!of\s)(?:that|those)\s+(?:of|in|for)|(?:half|double|twice|triple|times)\s+(?:the|that|what)\b[\w\s]{0,30}?(?:of|in|from)|(?:double|twice|triple|quadruple)(?:\s+(?:the|its))?|times\s+(?:the|its)|(?:set|placed|put|measured)\s+(?:beside|against|alongside|next\s+to)|beside|alongside|(?:very|same|identical|exact)\s+(?:number|figure|total|tally|count|level|mark|as)\s+(?:reported|recorded|seen|posted|set|counted|logged|it\s+had|they\s+had)?\s*(?:for|in)|as\s+in|(?:about\s+the\s+|the\s+)?same\s+as|as\s+(?:many|much|high|large|big|often|low|few)\s+as|up\s+on|down\s+on|beat(?:ing)?|match(?:ing|ed|es)|equal(?:s|ing|ling|ed|led)?(?:\s+to)?|t(?:ied|ies|ying)|contrast(?:ed)?\s+(?:with|to)|next\s+to|under)
        (?:\s+(?:the|an?|their|its|\w{2,12}-\w{3,12}|record|deadly|violent|peak|bloody|pandemic|full-year|only|just|those|that|what\s+it\s+was|what\s+was\s+(?:seen|reported|recorded)|it\s+was|they\s+were|it\s+had|they\s+had|(?:it|they)\s+did(?=\s+(?:in|on|at|during)\b)|all|all\s+of|high|low|peak|highs|lows|peaks|were\s+reported|were\s+recorded|was\s+reported|reported|recorded|seen|number|numbers|figures?|totals?|levels?|count|tally|data|mark|pace|rate|average))*
        (?:\s+(?:in|during|for|at|by|of|from|through|over|seen\s+in))?(?:\s+(?:the|all))?(?:\s+(?:[\w-]+\s+){0,2}years?\s+of)?(?:\s+(?:early|late|mid))?\s*|\bon(?:\s+the)?\s*)\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_SINCE = re.compile(
    r"\bsince\s+(?:[\w'’-]+\s+){1,8}?in\s+\Z|\b(?:since|back\s+to|dating\s+to|starting\s+in|beginning\s+in)\s+(?:(?:at\s+least|about|around|late|early|mid"
    r"|before|the|as\s+far\s+back\s+as|way\s+back\s+in|(?:start|beginning|outset|middle|end|first)(?:\s+of)?)[\s-]+)*\Z",
    re.IGNORECASE,
)
_SINCE_IT = re.compile(
    r"\bsince\s+(?:it|they|he|she|its|their|his|her|the|starting|opening|launching|being|taking|beginning)\s+(?:[\w'’-]+\s+){0,6}?on\s+\Z",
    re.IGNORECASE,
)
_OVER = re.compile(r"\bover\s+(?:the\s+)?\Z", re.IGNORECASE)
_COUNTED = re.compile(r"\b\d[\d,]*\s+over\s+\Z", re.IGNORECASE)
_A_STRETCH = re.compile(r"the\s+(?:first|past|final)\b", re.IGNORECASE)
_ON = re.compile(r"\bon\s+\Z", re.IGNORECASE)
_SHUT_ON = re.compile(r"\b(?:books?|door|curtain|page|chapter|back)\s+on\s+\Z", re.IGNORECASE)  # "closed the books on 2018 with 96"
_THAN_ON = re.compile(r"\b(?:than|from|with|to)\s+on\s+\Z", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|upcoming|scheduled|slated|going\s+to)\b", re.IGNORECASE)
_WOULD = re.compile(r"\b(?:would|will|(?:on|at)\s+(?:\w+\s+){0,2}(?:pace|track)|project(?:s|ed)|forecasts?|expect(?:s|ed)?)\b", re.IGNORECASE)
_UNTIL = re.compile(r"until\b", re.IGNORECASE)
_NOT_UNTIL = re.compile(r"(?:\bnot|n['’]t)\b[^,;]*\buntil\b", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:told|gave|announced|released|presented|unveiled|published|briefed|issued|reviewed|discussed|provided|supplied|obtained|made\s+public)\b(?:\s+(?!that\b)[\w’'.-]+){0,5}\s*\Z"
    r"|\b(?:said|says|according|reported|shared|posted|wrote)(?:\s+(?:on|late|early|it|in\s+a\s+\w+))*\s*\Z",
    re.IGNORECASE,
)
_ISSUED = re.compile(r"\b(?:issued|released|published|unveiled|announced)\s*\Z", re.IGNORECASE)
_TOLD_A_BODY = re.compile(r"\b(?:told|briefed)\s+(?:(?!that\b)[\w’'.-]+\s+){1,5}\Z", re.IGNORECASE)  # "told the commission in January"
_REPORT = re.compile(
    r"\b(?:report|study|survey|release|filing|briefing|meeting|audit|presentation|analysis|review|statement|update"
    r"|interview|memo|hearing)\s+(?:from\s+|of\s+)?\Z",
    re.IGNORECASE,
)
_LOOK_BACK = 70  # characters


def find(text: str, published: dt.date | None, tokens: list[Token] | None = None) -> list[When]:
    """The mentions of time in a sentence, left to right; offsets are into `text`, `tokens` are its tokens if they are known."""
    found: list[When] = []
    names = possible(tokenise(text) if tokens is None else tokens)
    if not names:
        return found
    free = bytearray(b"\1") * len(text)
    for name, pattern in PATTERNS:
        if name not in names:
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if not all(free[start:end]):
                continue
            reading = READINGS[name](match, published)
            if reading is None:
                continue
            if _is_report(text, reading, start):
                reading = When("duration", 0, 0, unit="report")
            free[start:end] = bytes(end - start)
            reading = _ahead(reading, text, start, published)
            role = _role(text, reading, start)
            if role == "baseline" and _is_over_now(text, reading, start, published):
                role = "own"
            found.append(replace(reading, start=start, end=end, role=role))
    return sorted(found, key=lambda when: when.start)


def _is_over_now(text: str, reading: When, start: int, published: dt.date | None) -> bool:
    """Whether the change is one over the time, not from it: "up 4% over the first nine months of this year"."""
    if _COUNTED.search(text[max(0, start - 16) : start]) and _A_STRETCH.match(text, start):
        return True  # "we had 60 over the first six months of 2021"
    period = reading.period
    is_span = reading.kind == "part" and reading.months is not None and reading.months[0] != reading.months[1]
    if is_span:
        return bool(_OVER.search(text[max(0, start - 12) : start]))
    is_long = period is not None and period.grain != "year" and published is not None and period.end.year == published.year
    return is_long and bool(_OVER.search(text[max(0, start - 12) : start]))


def _is_report(text: str, reading: When, start: int) -> bool:
    """Whether the time is that of the telling: "told the council this month", "released Tuesday"."""
    is_near = reading.is_relative and reading.period is not None and reading.period.days() <= 31
    is_month = reading.kind == "part" and reading.months is not None and reading.months[0] == reading.months[1]
    if is_month and (_ISSUED.search(text[max(0, start - 30) : start]) or _TOLD_A_BODY.search(text[max(0, start - 60) : start])):
        return True
    if is_near and _REPORT.search(text[max(0, start - 30) : start]):
        return True
    return is_near and bool(_TOLD.search(text[max(0, start - 60) : start]))


def _ahead(reading: When, text: str, start: int, published: dt.date | None) -> When:
    """A month before which something will not be is no time of what is; a day without a year lies ahead of what will be."""
    period = reading.period
    if reading.kind == "part" and _NOT_UNTIL.search(text) and _UNTIL.match(text, start):
        return When("duration", 0, 0, unit="ahead")  # "the next academy will not graduate until December"
    if published and period and reading.is_relative and period.grain == "year" and period.start > published and text[:start].endswith("the "):
        return When("shift", 0, 0, years=-1)  # "32 in 2015, and 44 the next year"
    is_by = reading.is_running and text[start : start + 3].lower() == "by "
    if published and reading.months and is_by and reading.months[0] == 1 and _WOULD.search(text):
        end = last_day(reading, published.year)
        if end and month_end(end.year, end.month) > published:  # "would have 71 homicides by Dec. 31"
            return replace(reading, kind="fixed", period=Period(dt.date(published.year, 1, 1), end), months=None)
    if (
        published
        and period
        and reading.is_relative
        and period.start == period.end
        and (published - period.end).days > 180
        and _FUTURE.search(text)
    ):
        return replace(reading, period=period.years_before(-1))
    return reading


def _role(text: str, reading: When, start: int) -> Role:
    before = text[max(0, start - _LOOK_BACK) : start]
    if reading.period and reading.period.start == reading.period.end and _ON.search(before) and not _THAN_ON.search(before):
        return "since" if _SINCE_IT.search(before) else "own"  # "on January 14"; "since it began on June 1"
    if reading.role != "own":
        return reading.role
    if _SINCE.search(before):
        return "since"
    if reading.kind != "duration" and reading.unit != "years" and _BASELINE.search(before) and not _SHUT_ON.search(before):
        return "baseline"
    return "own"
