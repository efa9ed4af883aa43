"""The rows of the tables that runs leave behind as artifacts. Nothing in them is secret or an address of a reader."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pipeline.published import ask

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from pipeline.records import Rejection
    from pipeline.settings import Settings
    from pipeline.source import Source
    from pipeline.stages import Collected
    from pipeline.transform import Transformed

Rows = list[dict[str, Any]]
_SOURCES = """
    select city, source, state, due, had_at as "last had", newest_period as "covers to", failures, failure as "could not be had"
    from mart.source_health
    order by array_position(['never had', 'behind', 'late', 'current'], state), city, source
"""
_REVISED = """
    select city, metric, provider, period_start as "from", period_end as "to", kind, value_before as "was", value as "is",
        round(change_pct, 1) as "change in %", known_at as "known since"
    from mart.revision
    where kind = 'revised' and known_at >= (select max(known_at) from mart.revision) - interval 60 days
    order by known_at desc, city, metric, provider, period_start
    limit 200
"""


def collected_table(collected: Collected, sources: Sequence[Source], now: dt.datetime) -> Rows:
    """A row per source: whether it was asked, what was new since the run began (`now`, UTC), what is held, and what could not be had."""
    held = Counter(capture.source_id for capture in collected.captures)
    new = Counter(capture.source_id for capture in collected.captures if capture.fetched_at >= now)
    reasons: dict[str | None, Counter[str]] = {}
    for one in collected.rejections:
        reasons.setdefault(one.source_id, Counter())[one.reason] += 1
    rows = [
        {
            "source": source.id,
            "sort": source.sort,
            "asked": "yes" if source.id in collected.asked else "not due",
            "new": new[source.id],
            "held": held[source.id],
            "could not be had": _counted(reasons.pop(source.id, Counter())),
        }
        for source in sources
    ]
    others = sum(reasons.values(), Counter[str]())  # of an archive that is replayed, not of a source
    return [*rows, {"source": "archive", "could not be had": _counted(others)}] if others else rows


def rejected_table(rejections: Iterable[Rejection]) -> Rows:
    """A row per source, stage and reason, with how often and the first of them: thousands of cells may have one mistake."""
    first: dict[tuple[str, str, str], Rejection] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in rejections:
        key = (one.source_id or "", one.stage, one.reason)
        first.setdefault(key, one)
        counts[key] += one.count
    return [
        {"source": key[0], "stage": key[1], "reason": key[2], "count": counts[key], "for example": one.detail, "where": one.where}
        for key, one in first.items()
    ]


def checks_table(transformed: Transformed) -> Rows:
    """A row per check that found something."""
    return [{"check": one.check, "severity": one.severity, "rows": len(one.rows)} for one in transformed.findings]


def sources_table(settings: Settings) -> Rows:
    """A row per city and source, the worst first: whether it can be had, and whether it brings what it should."""
    return _asked(settings, _SOURCES)


def revised_table(settings: Settings) -> Rows:
    """A row per count that a provider revised lately, the newest first: of the two months before the newest revision."""
    return _asked(settings, _REVISED)


def _asked(settings: Settings, query: str) -> Rows:
    columns, rows = ask(settings, query)
    return [dict(zip(columns, (value if isinstance(value, int | float) else str(value or "") for value in row), strict=True)) for row in rows]


def _counted(reasons: Counter[str]) -> str:
    return ", ".join(f"{reason} ({count})" if count > 1 else reason for reason, count in reasons.items())
