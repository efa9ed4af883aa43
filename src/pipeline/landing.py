"""Cities and what was parsed as rows of the landing tables, in the order of their columns under `sql/raw`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from pipeline.metrics import metrics
from pipeline.source import OPTIONS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.city import City
    from pipeline.parse.capture import Parsed
    from pipeline.records import Capture, Figure, Quotation, Rejection

Rows = list[tuple[Any, ...]]


def reader(city: City, source_id: str, parser: str) -> str:
    """Names all that decides what is read from a source's captures: the parser, and what the TOML says of how to read them."""
    source = next((one for one in city.source if one.id == source_id), None)
    table = getattr(source, (TABLES | OPTIONS).get(source.reads, ""), None) if source else None
    return _identifier(parser, city.place, city.time_zone, source and source.reads, table and table.how_read)


def city_tables(city: City) -> dict[str, Rows]:
    slug = city.slug
    return {
        "city": [(slug, city.name, city.state, city.place, city.time_zone)],
        "population": [(slug, one.year, one.people, one.source) for one in city.population],
        "provider": [(slug, one.id, one.name, one.short, one.is_structured) for one in city.provider],
        "definition": [(slug, one.id, one.family, one.metric, one.text, one.source) for one in city.definition],
        "preference": _preference_rows(city),
        "series_break": [
            (slug, one.provider, metric, one.starts_on, one.status, one.reason) for one in city.series_break for metric in one.metrics
        ],
        "source": _source_rows(city),
        "incident_rule": _incident_rule_rows(city),
        "offence": _offence_rows(city),
        "decision": _decision_rows(city),
    }


def parsed_rows(city: City, parsed: Sequence[Parsed], parser: str) -> dict[str, Rows]:
    rows: dict[str, Rows] = {name: [] for name in ("capture", "document", "figure", "quotation", "rejection")}
    for one in parsed:
        rows["capture"].append(_capture_row(city, one.capture, reader(city, one.capture.source_id, parser)))
        if one.document is not None:
            rows["document"].append(_document_row(city, one))
        capture_id = one.capture.capture_id
        rows["figure"] += _distinct(_figure_row(city, capture_id, figure) for figure in one.reading.figures)
        rows["quotation"] += _distinct(_quotation_row(city, capture_id, quote) for quote in one.reading.quotations)
        rows["rejection"] += [rejection_row(city, one.capture, rejection, one.capture.fetched_at) for rejection in one.reading.rejections]
    return rows


def _distinct(rows: Iterable[tuple[Any, ...]]) -> Rows:
    """The rows with distinct ids, the first column."""
    return list({row[0]: row for row in reversed(list(rows))}.values())[::-1]


def _preference_rows(city: City) -> Rows:
    position: dict[str, int] = {}
    rows: Rows = []
    for one in city.prefer:
        position[one.metric] = position.get(one.metric, 0) + 1
        rows.append((city.slug, one.metric, position[one.metric], one.provider, one.definition))
    return rows


def _decision_rows(city: City) -> Rows:
    return [
        (
            city.slug,
            position,
            one.id,
            one.capture,
            one.source,
            one.metric,
            one.measure,
            one.period,
            one.value,
            one.quote,
            one.verdict,
            one.replacement,
            one.by,
            one.why,
            utc(one.at),
        )
        for position, one in enumerate(city.decision, start=1)
    ]


def _source_rows(city: City) -> Rows:
    return [
        (
            city.slug,
            one.id,
            one.kind,
            one.reads,
            one.address,
            one.outlet,
            one.provider,
            one.definition,
            one.due,
            one.patience_days,
            one.terms,
            one.licence,
            "compute" in one.may,
            "quote" in one.may,
            "redistribute" in one.may,
            None if one.released_on is None else utc(dt.datetime.combine(one.released_on, dt.time(), city.zone)),
            one.credit,
            one.contract and one.contract.newest_within_days,
            one.contract and one.contract.published_by,
        )
        for one in city.source
    ]


def _incident_rule_rows(city: City) -> Rows:
    return [
        (city.slug, source.id, rule.dated_by, rule.counts_from, rule.counts_through, rule.lag_days)
        for source in city.source
        if (rule := source.incidents)
    ]


def _offence_rows(city: City) -> Rows:
    """One row for each code and label that the TOML names, whether it counts or not."""
    rows: Rows = []
    for source in city.source:
        if source.incidents:
            for one in source.incidents.counts:
                rows += [(city.slug, source.id, one.metric, one.definition, one.by, *named) for named in _named(one.codes, one.labels)]
            other = source.incidents.other
            rows += [(city.slug, source.id, None, None, None, *named) for named in _named(other.codes, other.labels)]
    return rows


def _named(codes: Iterable[str], labels: Iterable[str]) -> list[tuple[str | None, str | None]]:
    return [*((code, None) for code in codes), *((None, label.upper()) for label in labels)]


def metric_rows() -> Rows:
    return [
        (one.code, one.singular, one.plural, one.counts, one.family, one.is_stock, one.is_sensitive, list(one.parts), position)
        for position, one in enumerate(metrics().values(), start=1)
    ]


def _capture_row(city: City, capture: Capture, reader_id: str) -> tuple[Any, ...]:
    return (
        capture.capture_id,
        city.slug,
        capture.source_id,
        capture.address,
        capture.final_address,
        utc(capture.fetched_at),
        capture.status,
        capture.media_type,
        utc(capture.last_modified_at),
        capture.digest,
        capture.size_bytes,
        capture.warc_file,
        capture.warc_offset,
        capture.is_revisit,
        reader_id,
    )


def _document_row(city: City, one: Parsed) -> tuple[Any, ...]:
    document = one.document
    assert document is not None  # noqa: S101  # the caller asked
    folded = " ".join(document.text.split())
    return (
        one.capture.capture_id,
        city.slug,
        document.title,
        document.outlet,
        document.author,
        utc(document.published_at, city),
        document.published_on,
        utc(document.modified_at, city),
        utc(one.updated_at, city),
        document.canonical_address,
        hashlib.sha256((folded or one.capture.digest).encode()).hexdigest(),
        len(folded.split()),
    )


def _figure_row(city: City, capture_id: str, figure: Figure) -> tuple[Any, ...]:
    period, baseline = figure.period, figure.baseline
    return (
        figure_id(capture_id, figure),
        capture_id,
        city.slug,
        figure.metric,
        figure.label,
        figure.measure,
        _double(figure.value),
        _double(figure.value_high),
        figure.op,
        period and str(period),
        period and period.start,
        period and period.end,
        period and period.grain,
        baseline and str(baseline),
        baseline and baseline.start,
        baseline and baseline.end,
        figure.place,
        figure.rate_per,
        figure.unit,
        figure.status,
        figure.confidence,
        figure.speaker,
        figure.quote,
        figure.start,
        figure.end,
        figure.cell,
        list(figure.why),
    )


def figure_id(capture_id: str, figure: Figure) -> str:
    """12 hex digits: what is read from the same words of the same capture, the same way, is the same figure."""
    read = (
        figure.metric,
        figure.measure,
        _double(figure.value),
        _double(figure.value_high),
        figure.op,
        str(figure.period),
        str(figure.baseline),
        figure.place,
    )
    return _identifier(capture_id, figure.start, figure.end, figure.cell, *read)


def _quotation_row(city: City, capture_id: str, quote: Quotation) -> tuple[Any, ...]:
    return (
        _identifier(capture_id, quote.start, quote.end, quote.text),
        capture_id,
        city.slug,
        quote.speaker,
        quote.role,
        quote.text,
        quote.start,
        quote.end,
    )


def rejection_row(city: City, capture: Capture | None, rejection: Rejection, at: dt.datetime) -> tuple[Any, ...]:
    return (
        capture and capture.capture_id,
        city.slug,
        rejection.source_id or (capture and capture.source_id),
        rejection.stage,
        rejection.reason,
        rejection.detail,
        rejection.address or (capture and capture.address),
        rejection.where,
        utc(at),
        rejection.count,
    )


def _double(number: float | None) -> float | None:
    """As DuckDB gives it back: a whole number too."""
    return None if number is None else float(number)


def _identifier(*parts: object) -> str:
    """12 hex digits that stay the same for the same parts."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()[:12]


def utc(moment: dt.datetime | None, city: City | None = None) -> dt.datetime | None:
    """A moment in UTC without zone, as the warehouse keeps it; one without a zone is read in the city's."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=city.zone if city else dt.UTC)
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
