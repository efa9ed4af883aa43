"""How English writes time, as patterns in order of precedence; `period_readings` says what each means."""

from __future__ import annotations

import re

from pipeline.figures.calendar_words import COUNT, DAY, LAST_YEAR, MONTH, WEEKDAY, YEAR, YEAR_REF
from pipeline.figures.holidays import NAMES as HOLIDAYS
from pipeline.figures.relative_patterns import RELATIVE_PATTERNS, compiled

_BARE_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_SPAN_NOUN = r"""(?:period|time\s?frame|time\s?period|time|span|stretch|point|date|dates|month|months|quarter|half|weeks?|days?
            |season|interval|window|(?:(?:holiday|long|[A-Z]\w+\s+Day|three-day|four-day)\s+)?weekend|
                (?:\w{1,9}[\s-])?(?:month|quarter|half|week)s?(?:\s+(?:period|span|stretch))?|part|portion)"""
_CLOCK = r"(?:\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?|noon|midnight)"
_DAYPART = r"(?:\s+(?:night|morning|evening|afternoon))?"
_END = r"(?:the\s+end\s+of\s+|the\s+close\s+of\s+|late\s+|mid-?\s?|early\s+|the\s+middle\s+of\s+|the\s+start\s+of\s+)?"  # before a month

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 2023-12-20
    ("iso_date", compiled(rf"\b(?P<y>{_BARE_YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b")),
    # 12/20/2023, 12/20/23
    ("slash_date", compiled(r"\b(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])/(?P<y>(?:20)?\d{2})\b")),
    # the first year of the pandemic; 2019, the last year before the pandemic
    (
        "pandemic_year",
        compiled(
            rf"\b(?:(?P<y>{YEAR}),\s+)?(?:the\s+)?(?:(?P<which>first|second|third)\s+(?:full\s+)?year\s+of|last\s+(?:full\s+)?year\s+before)"
            r"\s+the\s+(?:covid-19\s+|coronavirus\s+)?pandemic\b"
        ),
    ),
    # the year ending March 2019; the quarter that ended Oct. 31; the 12 months to the end of June 2023; 12 months through June
    (
        "year_ending",
        compiled(
            rf"""(?<!this\s)(?<!last\s)(?<!that\s)(?<!so\sfar\s)\b(?:the\s+)?(?:(?P<n>(?:fiscal\s+|financial\s+|budget\s+)?year|(?<!(?:st|nd|rd|th)\s)(?:quarter|half[\s-]year)|{COUNT}[\s-]months?(?:\s+period)?|twelve-month\s+period))\s+
            (?:ending|ended|to|(?<!\byear\s)(?:through|up\s+to|until)|that\s+ended|which\s+ended|(?P<ahead>that\s+ends|which\s+ends|that\s+will\s+end))\s+(?:on\s+|in\s+|{_END})?
            (?:(?P<d0>{DAY})\s+)?(?P<m>{MONTH})(?:\s+(?P<d>{DAY}))?,?(?:\s+(?:of\s+)?(?P<y>{YEAR}))?"""
        ),
    ),
    # the fiscal year that began on Oct. 1; the budget year beginning July 1, 2024
    (
        "year_starting",
        compiled(
            rf"""\b(?:the\s+|this\s+|its\s+)?(?:new\s+|current\s+|next\s+|coming\s+)?(?:fiscal|financial|budget)\s+year,?\s+(?:(?:that|which)\s+)?
            (?P<verb>began|started|begins|starts|beginning|starting|will\s+begin|will\s+start)\s+(?:on\s+|in\s+)?(?P<m>{MONTH})(?:\s+(?P<d>{DAY}))?(?:,?\s+(?P<y>{YEAR}))?"""
        ),
    ),
    # fiscal 2023, which ended June 30
    (
        "fiscal_ending",
        compiled(
            rf"""\b(?:the\s+)?(?:fiscal|financial|budget)(?:\s+year)?\s+(?P<y>{YEAR}(?:\s?[-–/]\s?\d{{2,4}})?),?\s+(?:which\s+|that\s+|it\s+)?(?:ended|ends|ending|closed|closes|concluded)
            \s+(?:on\s+|in\s+)?(?:{_END})?(?P<m>{MONTH})(?:\s+(?P<d>{DAY}))?(?:,?\s+{YEAR})?"""
        ),
    ),
    # from January to September 2024; between Jan. 1 and Dec. 21; January-June 2023; April to the end of December 2018
    (
        "months",
        compiled(
            rf"""(?:(?P<lead>\bbetween|\bfrom)\s+)?(?:the\s+(?:start|beginning)\s+of\s+)?\b
            (?:(?P<da0>{DAY})\s+)?(?P<ma>{MONTH})(?:\s+(?P<da>{DAY}))?,?(?:\s+(?P<ya>{YEAR}),?)?
            (?:(?:\s+|\s?[-–]\s?)(?P<link>to|through|thru|and|until|till)(?:\s+|\s?[-–]\s?)|\s?[-–—]\s?)(?:{_END})?
            (?:(?P<db0>{DAY})\s+(?:of\s+)?)?(?P<mb>{MONTH})(?:\s+(?P<db>{DAY}))?,?(?:\s+(?:of\s+|in\s+)?(?P<yb>{YEAR_REF}))?"""
        ),
    ),
    # from Memorial Day to Labor Day; between the Fourth of July and Labor Day of 2022
    (
        "holidays",
        compiled(
            rf"\b(?:(?:between|from)\s+)?(?P<a>{HOLIDAYS})\s+(?:to|through|thru|and|until)\s+(?P<b>{HOLIDAYS})(?:,?\s+(?:of\s+|in\s+)?(?P<y>{YEAR_REF}))?\b"
        ),
    ),
    # through the end of the month; at the end of that quarter
    (
        "part_end",
        compiled(r"\b(?:through|thru|by|at|as\s+of|until|to)\s+the\s+(?:end|close)\s+of\s+(?:the|that|last)\s+(?P<unit>month|quarter)\b"),
    ),
    # month to date; so far this month
    (
        "month_to_date",
        compiled(r"\b(?:month[\s-]to[\s-]date|MTD|(?:so|thus)\s+far\s+this\s+month|this\s+month\s+(?:so|thus)\s+far|this\s+month\s+alone)\b"),
    ),
    # Jan. 1-28; Dec. 1 to 15, 2023
    (
        "days",
        compiled(
            rf"""(?:\b(?:between|from)\s+)?\b(?P<m>{MONTH})\s+(?P<da>{DAY})(?:\s+(?:to|through|and)\s+|\s?[-–]\s?)(?P<db>{DAY}),?(?:\s+(?P<y>{YEAR}))?"""
        ),
    ),
    # between Friday night and early Tuesday; from 6 p.m. Friday to 6 a.m. Monday; Friday through Sunday
    (
        "weekdays",
        compiled(
            rf"""\b(?:(?:between|from)\s+)(?:{_CLOCK}\s+)?(?:(?:late|early)\s+)?(?P<a>{WEEKDAY}){_DAYPART}\s+(?:and|to|through|until|till)\s+
            (?:{_CLOCK}\s+)?(?:on\s+)?(?:(?:late|early)\s+)?(?P<b>{WEEKDAY}){_DAYPART}"""
        ),
    ),
    # in July and August
    ("two_months", compiled(rf"\b(?:in|during|over|for|between)\s+(?P<ma>{MONTH})\s+and\s+(?P<mb>{MONTH})(?:\s+(?:of\s+)?(?P<y>{YEAR_REF}))?")),
    # April, May and June
    (
        "month_list",
        compiled(rf"\b(?P<ma>{MONTH}),\s+(?:{MONTH},\s+)*(?:{MONTH},?\s+)and\s+(?P<mb>{MONTH})(?:,?\s+(?:of\s+|in\s+)?(?P<y>{YEAR_REF}))?"),
    ),
    # the week ending Sunday, Jan. 7, 2024; the week of July 23-29
    (
        "week_ending",
        compiled(
            rf"""\b(?<!year['’]s\s)(?:the\s+)?(?:(?P<n>{COUNT})[\s-])?(?P<unit>weeks?|days?)\s+(?:that\s+)?(?:ending|ended|through)\s+(?:on\s+)?(?:{WEEKDAY},?\s+)?
            (?P<m>{MONTH})\s+(?P<d>{DAY}),?(?:\s+(?P<y>{YEAR}))?"""
        ),
    ),
    # the week of June 29
    ("week_of", compiled(rf"\b(?:the\s+)?week\s+(?:of|beginning|starting)\s+(?P<m>{MONTH})\s+(?P<d>{DAY})(?!\s?[-–])(?:,?\s+(?P<y>{YEAR}))?")),
    # the five-year average; the mean of the past five years; average for 2015-2019; the average of the previous three years
    (
        "average",
        compiled(
            rf"""\b(?:(?:the|its|a|their|our|previous|prior|past|last|rolling|running)\s+){{0,3}}
            (?: (?P<n>{COUNT})[\s-]years?\s+(?:\w{{1,12}}\s+)?(?:average|mean|norm)
              | (?:average|mean)\s+(?:of|for|over|from|in|during|between)?\s*(?:the\s+)?(?:past|last|previous|
              prior|preceding)\s+(?:(?P<n2>{COUNT})\s+years|(?P<decade>decade))
              | (?:average|mean)\s+(?:of|for|from|between|over|in|across)\s+(?:the\s+(?:years|period)\s+(?:of\s+|
              from\s+)?)?(?P<a>{YEAR})(?:\s?[-–]\s?|\s+(?:to|through|and)\s+)(?P<b>{YEAR})
              | (?:past|last|previous|prior|preceding)\s+(?P<n3>{COUNT})[\s-]years?['’]?\s+(?:average|mean)
            )(?:\s+(?:for|from|of|between|in)\s+(?P<a2>{YEAR})(?:\s?[-–]\s?|\s+(?:to|through|and)\s+)(?P<b2>{YEAR}))?"""
        ),
    ),
    # the same period of 2022; the same three months last year; this time last year; those months of 2017; the year-ago quarter
    (
        "same",
        compiled(
            rf"""\b(?:
              (?:(?:at|by|in|over|during|for|on(?=\s+\w+\s+same\s+da))\s+)?(?:the|that|those|these|this)\s+(?:very\s+)?(?:same|equivalent
            |corresponding|comparable|identical|matching|similar|like)\s+(?:{COUNT}[\s-])?{_SPAN_NOUN}\b
                (?:,?\s+(?:of|in|from|for|during|back\s+in)?\s*(?:the\s+)?(?P<y>{YEAR_REF}))?
              | (?:on\s+(?:this|that)\s+(?:date|day)
                |(?:at|by|around|about)?\s*(?:this|that)\s+(?:time|point|date|stage|juncture))\s+(?:of\s+|in\s+|during\s+)?(?P<y2>{YEAR_REF})
              | (?:those|these|that)\s+(?:same\s+)?(?:{COUNT}\s+)?(?:months?|weeks|days|quarter|half|period|span|
              stretch|part|portion)\s+(?:(?:of|in|from)\s+)?(?P<y3>{YEAR_REF})
              | (?P<y4>{LAST_YEAR})\s+at\s+(?:this|the\s+same|that)\s+(?:time|point|date|stage)
              | (?:the\s+)?year-ago\s+(?:period|quarter|month|level|total|figure|number|count)
              | same\s+(?:time|period|point|date)\s+(?:in\s+|of\s+)?(?P<y5>{YEAR_REF})
              | (?P<y7>{YEAR_REF})(?:['’]s)?\s+(?:record\s+)?(?P<pace>pace|clip)\b
              | (?:the\s+)?(?P<pace2>pace|clip)\s+(?:of|in|from|seen\s+in)\s+(?P<y8>{YEAR_REF})
              | where\s+(?:they|it|we|things|the\s+\w+)\s+(?:was|were|stood|had\s+been)\s+
                (?:at\s+(?P<pace3>this|the\s+same|that)\s+(?:time|point|stage)\s+)?(?:in\s+|of\s+)?(?P<y9>{YEAR_REF})
              | (?P<y6>{YEAR})\s+over\s+the\s+same\s+(?:period|time|span|stretch)
            )"""
        ),
    ),
    # fiscal 2023, fiscal year 2022-23, FY23; 2018-19, 2018/19
    (
        "fiscal",
        compiled(
            rf"\b(?:(?:fiscal|financial)(?:\s+year)?\s+(?P<y>{YEAR}(?:\s?[-–/]\s?\d{{2,4}})?)|FY\s?'?(?P<y2>\d{{2,4}})(?:\s?[-–/]\s?\d{{2,4}})?|(?:this|last|the\s+(?:current|previous|past|coming))\s+(?:fiscal|financial)\s+year"
            rf"|(?P<bare>(?:(?:in|over|during|for|across)\s+)?(?:the|that)\s+(?:fiscal|financial|budget)\s+year)(?=\s*(?:[,.;)]|the\b|it\b|police\b|officers\b|\Z)))\b"
        ),
    ),
    ("season", compiled(rf"\b(?P<a>{_BARE_YEAR})[-–/](?P<b>\d{{2}})\b(?![-–/\d])")),
    # between 2012 and 2020; from 2015 to 2019; 2015-2019
    (
        "years",
        compiled(
            rf"(?:(?P<lead>\bbetween|\bfrom)\s+)?\b(?P<a>{_BARE_YEAR})(?:\s+(?P<link>to|through|thru|and|until)\s+|\s?[-–—]\s?)(?P<b>{YEAR})"
        ),
    ),
    # the first three months of 2024; the last six months of the year; the opening nine months; first 28 days of January
    (
        "first_months",
        compiled(
            rf"""\b(?:the\s+|its\s+|this\s+year['’]s\s+|(?P<pre>{YEAR})['’]s\s+|(?P<prel>last\s+year)['’]s\s+)?(?P<which>first|opening|initial|last|final|closing)\s+(?:(?P<n>{COUNT})\s+)?(?P<half>and\s+a\s+half\s+)?(?P<unit>months?|weeks?|days)
            \s*(?:of|in)\s+(?P<y>{YEAR_REF})"""
        ),
    ),
    # the first two weeks of January
    (
        "first_weeks",
        compiled(
            rf"\b(?:the\s+)?(?:first|opening)\s+(?P<n>{COUNT})\s+(?P<unit>weeks|days)\s+of\s+(?P<m>{MONTH})(?:\s+(?:of\s+)?(?P<y>{YEAR}))?"
        ),
    ),
    (
        "midyear",
        compiled(
            rf"\b(?:(?:midway|halfway)\s+through\s+(?P<y>{YEAR}|the\s+year)|(?:(?:(?P<y0>{YEAR_REF})\s+)?(?:at|by)\s+)?(?:the\s+)?(?:mid-?\s?year|midpoint|halfway\s+(?:point|mark))"
            rf"(?:\s+(?:of|in)?\s*(?P<y2>{YEAR_REF}))?)(?!\w)"
        ),
    ),
    ("months_into", compiled(rf"\b(?P<n>{COUNT})\s+months?\s+into\s+(?P<y>{YEAR}|the\s+year)")),
    (
        "first_months_bare",
        compiled(
            rf"\b(?:(?:the|its|(?P<prel>this\s+year['’]s|last\s+year['’]s)|(?P<pre>{YEAR})['’]s)\s+)?(?P<which>first|opening|initial)\s+(?P<n>{COUNT})[\s-](?P<unit>months)\b"
        ),
    ),
    # the first quarter of 2024; Q3 2023; third-quarter; the second half of last year; year's first half; mid-year
    (
        "quarter",
        compiled(
            rf"""\b(?:(?:the\s+|its\s+)?(?:(?P<pre>{YEAR}|last\s+year|this\s+year|(?:the\s+)?year)['’]s\s+)?(?P<which>first|second|third|fourth|1st|2nd|3rd|4th|last|final|opening|closing|latter)[\s-](?P<unit>quarter|half|trimester)
            |(?P<q>Q[1-4]|[1-4]Q|H[12]|[12]H)|(?:the\s+)?(?P<uk>quarter)\s+(?P<qn>[1-4]|one|two|three|four))\b(?:,?\s+(?:of\s+
            |in\s+)?(?P<y>{YEAR_REF}))?"""
        ),
    ),
    # "19 in the first quarter, 31 in the second and 22 in the third"
    (
        "quarter_again",
        compiled(
            r"\b(?:in|during|for|with|than|from)\s+the\s+(?P<which>first|second|third|fourth|last|final)\b(?=\s*(?:[,.;:)]|and\b|but\b|\Z))"
        ),
    ),
    # through Dec. 20; as of Oct. 31, 2023; up to the end of November; by mid-December; since Jan. 1
    (
        "until",
        compiled(
            rf"""\b(?P<word>through|thru|as\s+of|up\s+to|up\s+until|until|till|by|at|to|ending|ended|through\s+to)\s+(?:about\s+|around\s+|last\s+)?(?P<part>{_END})
            (?:(?P<d0>{DAY})\s+(?:of\s+)?)?(?P<m>{MONTH})(?:\s+(?P<d>{DAY}))?,?(?:\s+(?:of\s+|in\s+)?(?P<y>{YEAR_REF}))?"""
        ),
    ),
    (
        "until_weekday",
        compiled(
            rf"\b(?:through|thru|as\s+of|up\s+to|until|by|to)\s+(?:(?P<last>last|this\s+past)\s+|late\s+|early\s+|noon\s+|midnight\s+|\d{{1,2}}\s+[ap]\.?m\.?\s+)?(?:on\s+)?(?P<w>{WEEKDAY}|yesterday|today|now|this\s+week|last\s+week|this\s+month|press\s+time|midweek|the\s+weekend|this\s+writing)\b"
        ),
    ),
    # by Halloween; as of New Year's Day; through Labor Day 2023
    (
        "until_holiday",
        compiled(
            rf"\b(?P<word>through|thru|as\s+of|up\s+to|up\s+until|until|till|by)\s+(?P<h>New\s+Year['’]?s\s+Eve|{HOLIDAYS})(?:,?\s+(?:of\s+|in\s+)?(?P<y>{YEAR_REF}))?(?!\w)"
        ),
    ),
    # so far this year; year to date; this year to date; thus far in 2023; since the start of the year; since Jan. 1
    (
        "to_date",
        compiled(
            rf"""\b(?:(?:so|thus)\s+far\s+(?:this\s+year|in\s+(?P<y>{YEAR})|in\s+the\s+year|(?P<y3>{YEAR}))|(?:this\s+year|in\s+(?P<y2>{YEAR}))[,]?\s+(?:so\s+far|thus\s+far|to\s+date)|year[\s-]to[\s-]date(?:\s+(?:in\s+|for\s+)?(?P<y4>{YEAR}))?
            |YTD|(?P<bare>to\s+date|so\s+far|thus\s+far)|since\s+the\s+(?:start|beginning)\s+of\s+(?P<y7>{LAST_YEAR})|since\s+(?:the\s+(?:start|beginning|first)\s+of\s+(?:the|this
            |(?P<y5>{YEAR}))(?:\s+year)?|Jan(?:uary|\.)?\s+1(?:st)?\b(?:,\s+(?P<y6>{YEAR}))?|New\s+Year['’]s(?:\s+Day)?|the\s+year\s+began)
            |already\s+this\s+year|this\s+year\s+alone|up\s+to\s+now|the\s+year\s+so\s+far|the\s+year\s+to\s+date)\b"""
        ),
    ),
    # at the end of 2022; by the close of last year
    ("year_end", compiled(rf"\b(?:(?:at|by|through|until)\s+)?the\s+(?:end|close)\s+of\s+(?P<y>{YEAR}|last\s+year)\b")),
    # at the start of 2020; at the beginning of last year
    (
        "year_start",
        compiled(
            rf"\b(?:(?:at|by|near)\s+)?the\s+(?:very\s+)?(?:start|beginning|outset)\s+of\s+(?P<y>{YEAR}|last\s+year|this\s+year|the\s+year)\b"
        ),
    ),
    # Dec. 20, 2023; 20 December 2023; December 20
    (
        "day",
        compiled(
            rf"\b(?:(?P<m>{MONTH})\s+(?P<d>{DAY})\b(?:,?\s+(?:of\s+)?(?P<y>{YEAR_REF}))?|(?P<d2>{DAY})\s+(?P<m2>{MONTH})(?:\s+(?P<y2>{YEAR}))?)"
        ),
    ),
    # 186 in January, as against 121 the January before
    ("month_before", compiled(rf"\bthe\s+(?P<m>{MONTH})\s+(?:before|earlier|prior)\b")),
    # January 2024; January of this year; last January
    ("month_year", compiled(rf"\b(?:(?:early|late|mid)-?\s?)?(?P<m>{MONTH})(?:\s+(?:of\s+|in\s+)?|,\s+)(?P<y>{YEAR_REF})")),
    (
        "month",
        compiled(
            rf"(?:\b(?P<pre>in|during|for|of|since|last|this|past|early|late|mid|from|than|and|with|to|every|next|over|on|versus|through|each|between|a|the|one|per)[\s-]+)?\b(?P<m>{MONTH})(?:['’]s)?(?!\w)(?P<does>(?=\s(?:was|has|saw|had|brought|marked|proved|shows|showed|stood|ended)\b|,\swhen\b))?"
        ),
    ),
    *RELATIVE_PATTERNS,
)
