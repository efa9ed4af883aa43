"""How English writes a time told from another one ("two years ago", "the past decade"), a length of time, and last of all a bare year.

In order of precedence, below all that names a day, a month or a part of a year (`period_patterns`).
"""

from __future__ import annotations

import re

from pipeline.figures.calendar_words import COUNT, YEAR


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with room between its parts, which ignores case."""
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


RELATIVE_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # two years ago; a year earlier; the year before; a decade ago
    (
        "years_back",
        compiled(
            rf"""\b(?:(?:just\s+|only\s+)?(?P<n>{COUNT}|a|several|a\s+few|a\s+couple\s+of|a\s+couple)\s+(?P<unit>year|decade|month|week)s?\s+(?P<dir>ago|earlier|before|prior|previously|previous|back)
            |(?P<prev>(?:the|its)\s+(?:previous|prior|preceding)\s+year|(?:the|one|a)\s+year\s+(?:before|earlier|prior|previous)
            |previous\s+year|prior\s+year|preceding\s+year|year[\s-]earlier|year[\s-]prior|the\s+one\s+before\s+(?:it|that)(?=\s+(?:with|at|had|saw|was|ended)\b))(?:\s+that(?=\s*(?:[.,;]|and\b|(?:it|they|there)\s+(?:was|were|had|took)\b|\Z|\d))
            |(?!\s+(?:the|covid|pandemic|that|it|he|she|they|we)\b|\s+(?-i:[A-Z][a-z]))(?:['’]s)?)
            |(?P<prevm>the\s+(?:previous|prior|preceding)\s+(?P<pmunit>month|quarter|week)|the\s+(?P<pmunit2>month|quarter
            |week)\s+(?:before|earlier|prior)))\b"""
        ),
    ),
    (
        "year_over_year",
        compiled(
            r"\b(?:year[\s-](?:over|on|to)[\s-]year|annually|on\s+an\s+annual\s+basis|(?:(?<=percent\s)|(?<=%\s)|(?<=per\scent\s))over\s+the\s+year)\b"
        ),
    ),
    (
        "last_year",
        compiled(
            r"\b(?:all\s+of\s+|(?P<rel>in\s+)?)(?P<w>last|this|the\s+current|the\s+past|next|this\s+past|the\s+coming)\s+year(?:['’]s)?\b(?!['’]?s?\s+(?:old))"
        ),
    ),
    ("following_year", compiled(r"\b(?:the\s+(?:following|next)\s+year|the\s+year\s+after|(?:a|one)\s+year\s+later)\b")),
    (
        "last_month",
        compiled(
            r"\b(?P<w>last|this|this\s+past|the\s+past|the\s+current)\s+(?P<unit>month|week|weekend|quarter)(?:['’]s)?\b(?!\s+(?:for|in)\s+which)"
        ),
    ),
    # the holiday weekend; the weekend's
    (
        "weekend",
        compiled(
            r"\b(?:the|that)\s+(?:(?:holiday|long|three-day|four-day|[A-Z][\w’']+\s+(?:Day|of\s+July))\s+){0,2}weekend(?:['’]s)?\b(?!\s+(?:of|before|after))"
        ),
    ),
    # the past 12 months; the last 28 days; in the past four weeks; the past decade
    (
        "past",
        compiled(
            rf"\b(?:the\s+|these\s+)?(?P<w>past|last|previous|prior|preceding|trailing)\s+(?:(?P<n>{COUNT}|few|several|couple\s+of)[\s-])?(?P<unit>years|months|weeks|days|decades?|month|week|half[\s-]decade)\b(?!\s+(?:of|(?:for|in)\s+which)\b)"
        ),
    ),
    (
        "past_whole",
        compiled(
            rf"\b(?:all\s+of|throughout|for\s+all\s+of|full[\s-]year|calendar(?:\s+year)?|the\s+whole\s+of|the\s+full\s+year(?:\s+of)?|during\s+all\s+of)\s+(?P<y>{YEAR})\b"
        ),
    ),
    # last summer; summer 2020; the spring of 2021
    (
        "season_of_year",
        compiled(
            rf"\b(?:(?P<pre>last|this|past)\s+|the\s+)?(?P<s>summer|spring|winter|autumn|fall)\s+(?:of\s+)?(?P<y>{YEAR}|last\s+year|this\s+year)|\b(?P<pre2>last|this)\s+(?P<s2>summer|spring|winter)\b"
        ),
    ),
    # the 1990s; the early 1960s
    (
        "decade",
        compiled(r"\b(?:(?:the\s+)?(?:(?P<part>early|mid|late)[\s-]+)(?:the\s+)?(?P<y>(?:19|20)\d0)['’]?s|(?:the\s+)?(?P<y2>(?:19|20)\d0)s)\b"),
    ),
    # that year; in the month; over that span; at the time
    (
        "focus",
        compiled(
            rf"\b(?:(?:in|over|during|for|across)\s+)?(?:(?P<back>that|those|these)|the)\s+(?:same\s+|most\s+recent\s+|latest\s+)?(?P<unit>year|month|quarter|half|period|span|stretch|week|interval|time\s?frame|{COUNT}[\s-](?:months?|days?|weeks?))\b(?:\s+(?:period|span|stretch)\b|(?<=half)[\s-]year\b)?(?:['’]s\b)?(?!\s+(?:end|of|when|ago|since|(?:in|for|with)\s+which|available|on\s+record))"
        ),
    ),
    (
        "fraction_year",
        compiled(
            rf"\b(?P<n>{COUNT})-year-olds?\b|\b(?P<n2>{COUNT})\s+years?\s+old\b|\baged?\s+(?P<n3>\d{{1,3}})(?:\s*(?:-|–|to|and)\s*\d{{1,3}})?\b"
        ),
    ),
    # 25-year, five years, a decade, 12 months: lengths of time
    (
        "duration",
        compiled(
            rf"\b(?:(?P<n>{COUNT}|a|several|few|half\s+a|nearly\s+a|the\s+full)[\s-]+(?:(?P<n9>or\s+{COUNT})\s+)?)(?P<unit>years?|decades?|months?|weeks?|days?|century|centuries|(?<!a\s)(?<!three-)quarters?(?!\s+of\s+(?:them|these|those|whom|all|the\s+(?!(?:\w+\s+)?year)))|yr)\b(?!-old)|\b(?P<bare>decades|centuries|years)\b"
        ),
    ),
    (
        "year",
        compiled(
            rf"(?<![\d$£€,.:/#])(?:\bas\s+(?:recently|late|early)\s+as\s+)?(?P<pre>['’])?\b(?P<y>{YEAR})\b(?:['’]s)?(?!-|\s*(?:block|percent|per\s+cent))(?:(?<=\bin\s\d{{4}})|(?!\s*(?:people|officers)))"
        ),
    ),
)
