"""Numbers, dates and lists as a news desk writes them (AP style).

One to nine are words in sentences, but not beside a unit or "%", and not in tables. Months are abbreviated before a day, but for
March to July. Percentages are whole from 10 up and have one decimal below; "%" throughout. A minus is a minus sign, U+2212.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MODESTY = {"eq": "", "approx": "about ", "lt": "nearly ", "gt": "more than "}


def numeral(value: float) -> str:
    """A number in digits, for tables: 2,890; 52.3."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def spelled(value: float) -> str:
    """A count within a sentence: "nine", "10", "2,890"."""
    return _WORDS[int(value)] if value in range(10) else numeral(value)


def hedged(value: float, op: str, *, in_table: bool = False) -> str:
    """A count with the hedge it was printed with: "about 440"."""
    return _MODESTY[op] + (numeral(value) if in_table else spelled(value))


def counted(value: float, singular: str, plural: str, op: str = "eq") -> str:
    """As in "35 homicides", "one homicide", "no homicides", "about 440 shootings"."""
    if value == 0:
        return f"no {plural}"
    return f"{hedged(value, op)} {singular if value == 1 else plural}"


def average(value: float) -> str:
    """A mean: one decimal under 100, whole above."""
    return f"{value:.1f}".removesuffix(".0") if value < 100 else f"{value:,.0f}"


def percent(pct: float) -> str:
    """A magnitude: "42%", "3.6%", "less than 0.1%"; the sign is in the words around it."""
    size = abs(pct)
    if size < 0.05:
        return "0%" if size == 0 else "less than 0.1%"
    return f"{size:,.0f}%" if size >= 9.95 else f"{size:.1f}".removesuffix(".0") + "%"


def signed(pct: float) -> str:
    """A change in a table: "−42%", "+3.6%"; "0%" without a sign, never "−0%"."""
    if abs(pct) < 0.05:
        return "0%" if pct == 0 else "<0.1%"
    return ("−" if pct < 0 else "+") + percent(pct)


def day(date: dt.date, *, year: bool = True) -> str:
    """As in "Dec. 29, 2023"; without its year, "Dec. 29"."""
    return f"{_MONTHS[date.month - 1]} {date.day}" + (f", {date.year}" if year else "")


def dated(words: str) -> str:
    """The same with its days as the mail writes them: "counted through 2023-11-30" is "counted through Nov. 30, 2023"."""
    return _ISO_DAY.sub(lambda match: day(dt.date.fromisoformat(match[0])), words)


def clock(moment: dt.datetime) -> str:
    """A time of day: "11:05 a.m."."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'a.m.' if moment.hour < 12 else 'p.m.'}"


def days_left(days: int) -> str:
    """As in "two days left"."""
    return f"{'no' if days == 0 else spelled(days)} {'day' if days == 1 else 'days'} left"


def listed(items: Sequence[str], joiner: str = "and") -> str:
    """As in "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def sentence_case(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
