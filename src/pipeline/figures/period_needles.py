"""The words without which no pattern for time can match: a pattern that is not listed here is always tried."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.figures.calendar_words import MONTH
from pipeline.figures.needles import Needles, may_match, needs
from pipeline.figures.period_patterns import PATTERNS
from pipeline.figures.text import Token

# "#" stands for a digit, "%" for the name of a month.
NEEDS = {
    "iso_date": needs("-", "18 19 20"),
    "slash_date": needs("/", "#"),
    "year_ending": needs("%", "year month quarter"),
    "months": needs("%"),
    "holidays": needs(
        "=day july thanksgiving christmas halloween juneteenth =new", "=day july thanksgiving christmas halloween juneteenth =year =years"
    ),
    "month_to_date": needs("month mtd"),
    "part_end": needs("=month =quarter", "=end =close"),
    "days": needs("%", "#"),
    "average": needs("average mean norm", "year decade # for from of over in during between across"),
    "same": needs(
        "=same equivalent corresponding comparable identical matching similar =like year 18 19 20",
        "=period =time timeframe timeperiod =span =stretch =point =date =dates =month =months =quarter =quarters =half =halfs =week =weeks "
        "=day =days =season =interval =window =weekend =part =portion =stage =juncture =ago =pace =clip =where",
    ),
    "fiscal": needs("fiscal financial fy budget"),
    "year_starting": needs("fiscal financial budget", "year", "%", "began begin start"),
    "fiscal_ending": needs("fiscal financial budget", "end clos concluded", "%"),
    "quarter_again": needs("first second third fourth last final"),
    "season": needs("18 19 20"),
    "years": needs("18 19 20"),
    "first_months": needs("first opening initial last final closing", "month week day"),
    "first_weeks": needs("first opening", "week day", "%"),
    "months_into": needs("into", "month"),
    "first_months_bare": needs("first opening initial", "months"),
    "quarter": needs("quarter half trimester =q =h"),
    "until": needs("%"),
    "until_holiday": needs("=day july christmas halloween juneteenth thanksgiving =eve =year =years", "through thru =of up until till =by"),
    "until_weekday": needs("day =now week month =press =writing"),
    "to_date": needs("=far =date =ytd =since =now =already =alone"),
    "midyear": needs("midway halfway mid", "year 18 19 20 point mark"),
    "day": needs("%", "#"),
    "month_year": needs("%"),
    "month": needs("%"),
    "years_back": needs("year decade month week quarter =one", "ago earlier before prior previous back preceding"),
    "year_over_year": needs("year annual"),
    "last_year": needs("year", "last this current past next coming"),
    "following_year": needs("year", "following next after later"),
    "last_month": needs("month week quarter", "last this past current"),
    "past": needs("past last previous prior preceding trailing", "year month week day decade"),
    "past_whole": needs("all throughout full calendar whole", "18 19 20"),
    "pandemic_year": needs("pandemic"),
    "month_before": needs("%", "before earlier prior"),
    "season_of_year": needs("summer spring winter autumn fall"),
    "decade": needs("19 20", "0"),
    "focus": needs(
        "=year =month =months =quarter =half =period =span =stretch =week =weeks =interval frame =day =days", "=that =the =those =these"
    ),
    "fraction_year": needs("=old =olds =age =aged", "year #"),
    "duration": needs("=year =years =decade =decades =month =months =week =weeks =day =days =century =centuries =quarter =quarters =yr"),
    "year": needs("18 19 20"),
    "weekdays": needs("day", "between from"),
    "month_list": needs("%", "and", ","),
    "two_months": needs("%", "and"),
    "week_of": needs("%", "week"),
    "week_ending": needs("%", "week day"),
    "weekend": needs("weekend"),
    "year_end": needs("=end =close"),
    "year_start": needs("=start =beginning =outset", "year 18 19 20"),
}
_NEEDLES = Needles(NEEDS.values(), {"#": re.compile(r"\d"), "%": re.compile(MONTH, re.IGNORECASE)})
_ASKED = {name: _NEEDLES.bits(asked) for name, asked in NEEDS.items()}


def possible(tokens: Iterable[Token]) -> frozenset[str]:
    """The names of the patterns that can match a sentence, by the words that it holds."""
    return _possible(_NEEDLES.held(tokens))


@lru_cache(maxsize=4096)
def _possible(held: int) -> frozenset[str]:
    """Kept by the words held, of which sentences have few combinations."""
    return frozenset(name for name, _ in PATTERNS if name not in _ASKED or may_match(_ASKED[name], held))
