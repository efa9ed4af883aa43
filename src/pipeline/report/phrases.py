"""Words that follow numbers, by size alone."""

from __future__ import annotations

from pipeline.report.words import percent, signed

LITTLE = 2.5  # percent, below which a count "was little changed"

# From this magnitude in percent up to the next, a change is called by these words, after "by".
_FRACTIONS = (
    (0.0, ""),
    (45.0, "almost half"),
    (49.5, "half"),
    (50.5, "more than half"),
    (60.0, ""),
)
_STATED = {"eq": "", "approx": "about ", "lt": "nearly ", "gt": "more than "}


def fraction(pct: float) -> str:
    """As in "almost half" for 45.0 to below 49.5, "half", "more than half" to below 60; "" where the number says it better."""
    size = abs(pct)
    return next(words for least, words in reversed(_FRACTIONS) if size >= least)


def movement(pct: float) -> str:
    """A verb in the past with its size: "fell 42%", "rose by more than half, 53%", "was little changed (−2%)", "was unchanged"."""
    if pct == 0:
        return "was unchanged"
    if abs(pct) < LITTLE:
        return f"was little changed ({signed(pct)})"
    verb = "fell" if pct < 0 else "rose"
    words = fraction(pct)
    return f"{verb} by {words}, {percent(pct)}" if words else f"{verb} {percent(pct)}"


def direction(pct: float) -> str:
    """For headlines: "down 42%", "up 3.6%", "little changed", "unchanged"."""
    if pct == 0:
        return "unchanged"
    if abs(pct) < LITTLE:
        return "little changed"
    return f"{'down' if pct < 0 else 'up'} {percent(pct)}"


def stated(pct: float, op: str) -> str:
    """A change as someone stated it, after "by": "almost half", "about 20%", "more than 8%"."""
    if abs(pct) == 50:
        return {"eq": "half", "approx": "about half", "lt": "almost half", "gt": "more than half"}[op]
    return _STATED[op] + percent(pct)


def sign(pct: float | None) -> int:
    """−1, 0 or 1; 0 also for what is little changed or not known."""
    if pct is None or pct == 0:
        return 0
    return -1 if pct < 0 else 1
