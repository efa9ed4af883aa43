"""What may be said of chance beside a change: the test's verdict under 100, the range of past changes above it."""

from __future__ import annotations

from pipeline.report.parts import KeyRow
from pipeline.report.words import signed

TOO_FEW = "too few to tell a trend from ordinary variation"
_LEAST_CHANGES = 3  # past changes, below which they are no range


def is_too_few(row: KeyRow) -> bool:
    """Both counts under 100, not the same, and the exact test not below 0.05; at p < 0.05 nothing is said of chance."""
    return row.chance_p is not None and row.chance_p >= 0.05 and row.value != row.last_value


def past_range(row: KeyRow) -> str | None:
    """As in "past changes −13% to +18%", of the last ten comparable years or fewer; only from 100 up, beside a change against last year."""
    low, high, changes = row.past_change_min_pct, row.past_change_max_pct, row.past_changes or 0
    if row.change_pct is None or low is None or high is None or changes < _LEAST_CHANGES:
        return None
    if (row.value or 0) < 100 and (row.last_value or 0) < 100:
        return None
    return f"past changes {signed(low)} to {signed(high)}"
