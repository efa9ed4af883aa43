"""What an edition consists of: frozen, and the same after a round trip through `edition.json`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pipeline.report.chart_parts import Chart
from pipeline.report.month_parts import MonthRow

Kind = Literal["preliminary", "final", "update", "correction", "monthly"]


@dataclass(frozen=True)
class Span:
    """Words of a sentence; `figure_ids` are the figures that stand behind a number in them."""

    text: str
    figure_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence of ours, whose numbers can be followed."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def figure_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for span in self.spans for one in span.figure_ids))


@dataclass(frozen=True, kw_only=True)
class KeyRow:
    """One metric of one provider in the edition's year; counts, percent as 12.9, rates per 100,000 people. What is left out is not known."""

    metric: str
    provider: str
    definition: str
    label: str  # "Homicides"; "Murders" under the FBI's label
    source: str  # the provider as the mail names it
    is_used: bool
    value: float | None
    op: str = "eq"
    coverage: str
    covered_through: dt.date | None
    days_left: int | None = None
    missing_reason: str | None = None
    last_value: float | None
    last_op: str = "eq"
    last_through: dt.date | None = None  # where last year is known only so far
    change_pct: float | None
    no_change_reason: str | None
    stated_pct: float | None = None  # a change that was stated where the counts are not published
    stated_op: str = "eq"
    stated_by: str | None = None  # outlet
    average_5y: float | None = None
    peak_value: float | None = None
    peak_years: tuple[int, ...] = ()  # all that had it, ties included
    years_compared: int | None = None
    change_peak_pct: float | None = None
    superlative: str = ""  # "the fewest since 2014"; "" where it is none
    rate_per_100k: float | None = None
    people: int | None = None
    people_year: int | None = None
    people_source: str | None = None
    chance_p: float | None = None
    past_change_min_pct: float | None = None
    past_change_max_pct: float | None = None
    past_changes: int | None = None
    caveats: tuple[str, ...] = ()
    figure_ids: tuple[str, ...]
    last_figure_ids: tuple[str, ...] = ()
    peak_figure_ids: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()  # of the caveats, what checks found


@dataclass(frozen=True)
class Spoken:
    """A verbatim quotation; `text` is a slice of the document but for a comma at its end."""

    quotation_id: str
    text: str
    speaker: str
    role: str
    body: str  # agency, city or community
    outlet: str
    said_on: dt.date
    capture_id: str


@dataclass(frozen=True)
class Source:
    """One document; its place in the edition's list is the number of its footnote."""

    number: int
    capture_id: str
    outlet: str
    title: str | None
    address: str
    published_on: dt.date
    known_at: dt.datetime
    is_reconstructed: bool
    fetched_at: dt.datetime
    digest: str
    licence: str
    credit: str | None
    is_cited: bool  # in the mail


@dataclass(frozen=True)
class Trace:
    """Where a figure was read: the words with what stands around them, or the cell."""

    figure_id: str
    capture_id: str
    metric: str
    measure: str
    value: float | None
    value_high: float | None
    op: str
    period_printed: str | None
    covered_through: dt.date | None
    status: str | None
    before: str
    quote: str | None
    after: str
    cell: str | None
    speaker: str | None
    provider: str
    definition: str
    confidence: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Position:
    """One of several counts that differ for the same metric and year."""

    source: str
    label: str
    value: float
    op: str
    coverage: str
    covered_through: dt.date | None
    known_at: dt.datetime
    is_used: bool
    figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Disagreement:
    """Counts that differ, side by side, with what is known of the reason."""

    metric: str
    label: str
    kind: str
    spread: float
    positions: tuple[Position, ...]
    reason: str


@dataclass(frozen=True)
class Compared:
    """A change, record, multiple, share or rank that an article stated, beside its own series."""

    figure_id: str
    metric: str
    quote: str
    outlet: str
    said_at: dt.datetime
    source: str
    verdict: str
    working: str
    later_verdict: str
    later_working: str


@dataclass(frozen=True)
class Move:
    """What moved in one row between two editions."""

    label: str
    source: str
    kind: Literal["revised", "completed", "new", "turned"]
    before: float | None
    before_through: dt.date | None
    value: float
    change_before_pct: float | None
    change_pct: float | None
    figure_ids: tuple[str, ...]
    before_figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Defined:
    """What one provider counts under a metric."""

    label: str
    source: str
    text: str
    where: str


@dataclass(frozen=True)
class Reached:
    """What came of one source."""

    outlet: str
    documents: int
    figures: int
    eligible_figures: int
    quotations: int
    rejections: int
    newest_period: dt.date | None


@dataclass(frozen=True)
class Edition:
    """One year of a city, as known at `known_at` (UTC), the newest moment among its inputs."""

    id: str
    city: str
    place: str
    city_name: str
    year: int
    kind: Kind
    number: int  # of an update or a correction, or of the month; 0 otherwise
    known_at: dt.datetime
    is_reconstructed: bool
    subject: str
    preheader: str
    lede: tuple[Sentence, ...]
    key_rows: tuple[KeyRow, ...]
    all_rows: tuple[KeyRow, ...]
    not_published: tuple[str, ...]  # metrics that the city's sources publish no count of, in words
    moves: tuple[Move, ...]
    charts: tuple[Chart, ...]
    strength: tuple[Sentence, ...]
    spoken: tuple[Spoken, ...]
    uncertain: tuple[Sentence, ...]
    upcoming: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    traces: tuple[Trace, ...]
    disagreements: tuple[Disagreement, ...]
    claims: tuple[Compared, ...]
    claims_withheld: int  # those that differ and wait for review
    definitions: tuple[Defined, ...]
    coverage: tuple[Reached, ...]
    breaks: tuple[str, ...]
    query: str  # the SQL that gives the computed numbers
    previous_id: str | None
    site_base_url: str
    months: tuple[MonthRow, ...] = ()  # of a monthly edition
    corrected: tuple[Sentence, ...] = ()  # of a correction: what was wrong

    @property
    def folder(self) -> str:
        """Where its page lies within the site: `fresno-ca/2023/preliminary`, `fresno-ca/2023/update-1`, `fresno-ca/2023/monthly-03`."""
        number = {"update": f"-{self.number}", "correction": f"-{self.number}", "monthly": f"-{self.number:02}"}.get(self.kind, "")
        return f"{self.city}/{self.year}/{self.kind}{number}"

    @property
    def page_address(self) -> str:
        """The page's public address, or "" where the site has none."""
        return f"{self.site_base_url.rstrip('/')}/{self.folder}/" if self.site_base_url else ""
