"""Where sources differ: side by side, which one is used, and the reason only where it is documented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.metrics import metrics
from pipeline.report.parts import Compared, Disagreement, Position
from pipeline.report.plain import one_line

if TYPE_CHECKING:
    from pipeline.report.marts import Known
    from pipeline.report.names import Names
    from pipeline.report.rows import Claim, Differing

UNKNOWN = "the reason is not known"


def disagreements(known: Known, names: Names) -> tuple[Disagreement, ...]:
    """One for each metric and kind; different definitions are named, but they explain no direction by themselves."""
    groups = groupby(known.differing, key=lambda one: (one.metric, one.kind, one.provider if one.kind == "within_provider" else ""))
    order = list(metrics())
    found = [_disagreement(list(group), names) for _, group in groups]
    return tuple(sorted(found, key=lambda one: (order.index(one.metric) if one.metric in order else len(order), one.kind)))


def compared(known: Known, names: Names) -> tuple[tuple[Compared, ...], int]:
    """The claims about the year, or made in its stories, and how many more differed when they were said and wait for review."""
    about = [claim for claim in known.claims if _is_about(claim, known.year)]
    shown = [claim for claim in about if claim.is_shown]
    return tuple(_compared(claim, names) for claim in shown), len(about) - len(shown)


def _is_about(claim: Claim, year: int) -> bool:
    said_in_its_stories = claim.said_at.year == year or (claim.said_at.year, claim.said_at.month) == (year + 1, 1)
    return said_in_its_stories or str(year) in ((claim.period_printed or "")[:4], (claim.baseline_printed or "")[:4])


def _compared(claim: Claim, names: Names) -> Compared:
    return Compared(
        figure_id=claim.claim_id,
        metric=claim.metric,
        quote=claim.quote,
        outlet=one_line(claim.outlet),
        said_at=claim.said_at,
        source=f"{names.source(claim.provider)}, {names.nouns(claim.metric, claim.definition)[1]}",
        verdict=claim.verdict,
        working=_minus(claim.working),
        later_verdict=claim.later_verdict,
        later_working=_minus(claim.later_working),
    )


def _minus(working: str) -> str:
    """Hyphens before numbers as minus signs."""
    return re.sub(r"(?<!\w)-(?=\d)", "−", working)


def _disagreement(group: Sequence[Differing], names: Names) -> Disagreement:
    first = next((one for one in group if one.is_used), group[0])
    return Disagreement(
        metric=first.metric,
        label=names.label(first.metric, first.definition),
        kind=first.kind,
        spread=first.spread,
        positions=tuple(_position(one, names) for one in group),
        reason="the newer statement is used" if first.kind == "within_provider" else UNKNOWN,
    )


def _position(one: Differing, names: Names) -> Position:
    return Position(
        source=names.source(one.provider),
        label=names.label(one.metric, one.definition),
        value=one.value,
        op=one.op,
        coverage=one.coverage,
        covered_through=one.covered_through,
        known_at=one.known_at,
        is_used=one.is_used,
        figure_ids=one.figure_ids,
    )
