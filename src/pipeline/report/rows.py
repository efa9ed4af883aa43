"""Rows of the marts, as the report reads them; the headers of `sql/` say what each column holds. Moments are UTC, with zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class YearEnd:
    """A row of `mart.year_end`: one year of one series, beside its own past."""

    metric: str
    provider: str
    definition: str
    year: int
    preference: int | None
    is_used: bool
    value: float | None
    op: str | None
    coverage: str
    covered_through: dt.date | None
    days_left: int | None
    missing_reason: str | None
    last_value: float | None
    last_coverage: str | None
    change: float | None
    change_pct: float | None
    no_change_reason: str | None
    average_5y: float | None
    change_average_pct: float | None
    peak_value: float | None
    peak_year: int | None
    peak_years_compared: int | None
    change_peak_pct: float | None
    people: int | None
    people_year: int | None
    people_source: str | None
    rate_per_100k: float | None
    chance_p: float | None
    past_change_min_pct: float | None
    past_change_max_pct: float | None
    past_changes: int | None
    is_reconstructed: bool
    caveats: tuple[str, ...]
    doubts: tuple[str, ...]
    known_at: dt.datetime | None
    figure_ids: tuple[str, ...]
    last_figure_ids: tuple[str, ...]
    peak_figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class SeriesYear:
    """A row of `mart.series_year`: one year of one series."""

    metric: str
    provider: str
    definition: str
    year: int
    value: float | None
    op: str | None
    coverage: str
    covered_through: dt.date | None
    segment: int
    figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A figure that may be mailed, with the document that states it: `core.figure` and `mart.trace`."""

    figure_id: str
    metric: str
    label: str
    measure: str
    value: float | None
    value_high: float | None
    op: str
    period_printed: str | None
    period_start: dt.date | None
    period_end: dt.date | None
    covered_through: dt.date | None
    grain: str | None
    baseline_printed: str | None
    baseline_start: dt.date | None
    baseline_end: dt.date | None
    status: str | None
    provider: str
    definition: str
    speaker: str | None
    quote: str | None
    cell: str | None
    start_offset: int
    end_offset: int
    confidence: str
    why: tuple[str, ...]
    known_at: dt.datetime
    eligible_at: dt.datetime
    is_reconstructed: bool
    fetched_at: dt.datetime
    capture_id: str
    outlet: str
    title: str | None
    address: str
    published_on: dt.date
    digest: str
    licence: str
    credit: str | None


@dataclass(frozen=True)
class Quoted:
    """A row of `core.quotation`."""

    quotation_id: str
    capture_id: str
    outlet: str
    address: str
    title: str | None
    published_on: dt.date
    known_at: dt.datetime
    speaker: str | None
    role: str | None
    text: str
    words: int
    start_offset: int
    end_offset: int
    fetched_at: dt.datetime
    review: str | None
    digest: str
    licence: str
    credit: str | None


@dataclass(frozen=True)
class Claim:
    """A row of `mart.claim`; what became known only after the edition's moment is left out."""

    claim_id: str
    metric: str
    measure: str
    stated: float | None
    op: str
    period_printed: str | None
    baseline_printed: str | None
    quote: str
    outlet: str
    said_at: dt.datetime
    provider: str
    definition: str
    is_own_series: bool
    review: str | None
    ours: float | None
    verdict: str
    working: str
    later_ours: float | None
    later_verdict: str
    later_working: str

    @property
    def is_shown(self) -> bool:
        """What differed when it was said waits for a reviewer to accept it."""
        return self.verdict != "differs from" or self.review == "accept"

    @property
    def is_contradicted(self) -> bool:
        """Its own provider's counts give another number, then or later; another provider may well count otherwise."""
        return self.is_own_series and "differs from" in (self.verdict, self.later_verdict)


@dataclass(frozen=True)
class Differing:
    """A row of `mart.disagreement`."""

    metric: str
    kind: str
    provider: str
    definition: str
    value: float
    op: str
    coverage: str
    covered_through: dt.date | None
    known_at: dt.datetime
    is_used: bool
    spread: float
    figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Covered:
    """What came of one source, as known at the edition's moment."""

    source: str
    outlet: str
    documents: int
    figures: int
    eligible_figures: int
    quotations: int
    rejections: int
    newest_period: dt.date | None
