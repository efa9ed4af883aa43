"""Words that follow numbers, by size alone."""

from __future__ import annotations

from pipeline.report.words import percent, signed

LITTLE = 2.5  # percent, below which a count "was little changed"

# From this magnitude in percent up to the next, a change is called by these words, after "by".
_FRACTIONS = ((0.0, ""), (45.0, "almost half"), (49.5, "half"), (50.5, "more than half"), (60.0, ""))
# The same for rises that are multiples, as verbs.
_MULTIPLES = ((0.0, ""), (99.5, "doubled"), (100.5, "more than doubled"), (199.5, "tripled"), (200.5, "more than tripled"), (300.0, ""))
_STATED = {"eq": "", "approx": "about ", "lt": "nearly ", "gt": "more than "}


def fraction(pct: float) -> str:
    """As in "almost half" for 45.0 to below 49.5, "half", "more than half" to below 60; "" where the number says it better."""
    return next(words for least, words in reversed(_FRACTIONS) if abs(pct) >= least)


def multiple(pct: float) -> str:
    """As in "doubled", "more than doubled", "tripled"; "" for falls and for what the number says better."""
    return next(words for least, words in reversed(_MULTIPLES) if max(pct, 0) >= least)


def movement(pct: float) -> str:
    """A verb in the past with its size: "fell 42%", "fell by almost half (−47%)", "more than doubled (+113%)", "was little changed (−2%)"."""
    if pct == 0:
        return "was unchanged"
    if abs(pct) < LITTLE:
        return f"was little changed ({signed(pct)})"
    if words := multiple(pct):
        return f"{words} ({signed(pct)})"
    verb = "fell" if pct < 0 else "rose"
    return f"{verb} by {words} ({signed(pct)})" if (words := fraction(pct)) else f"{verb} {percent(pct)}"


def direction(pct: float) -> str:
    """For headlines: "down 42%", "up 3.6%", "little changed", "unchanged"."""
    if pct == 0:
        return "unchanged"
    if abs(pct) < LITTLE:
        return "little changed"
    return f"{'down' if pct < 0 else 'up'} {percent(pct)}"


def stated_signed(pct: float) -> str:
    """A stated change in a table, as printed: −19.8%."""
    return f"{'−' if pct < 0 else '+'}{abs(pct):g}%"


def stated(pct: float, op: str) -> str:
    """A change as someone stated it, after "by": "almost half", "about 20%", "19.8%": as printed, not rounded."""
    if abs(pct) == 50:
        return {"eq": "half", "approx": "about half", "lt": "almost half", "gt": "more than half"}[op]
    return f"{_STATED[op]}{abs(pct):g}%"


def sign(pct: float | None) -> int:
    """−1, 0 or 1; 0 also for what is not known."""
    if pct is None or pct == 0:
        return 0
    return -1 if pct < 0 else 1
