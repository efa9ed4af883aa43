"""What a mined shard's file holds: a row for each page, figure and rejection, with the names that the warehouse has for the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.landing import figure_id, utc

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pipeline.records import Capture, Document, Figure, Reading, Rejection

Row = tuple[Any, ...]

COLUMNS = {
    "kind": "varchar",  # page, figure or rejection
    "warc_file": "varchar",  # the shard
    "warc_offset": "bigint",  # bytes, of the record
    "position": "integer",  # of the row within its record: the page is 0
    "capture_id": "varchar",
    "address": "varchar",
    "fetched_at": "timestamp",  # UTC, as published_at and modified_at, which are null where the page does not say its time zone
    "digest": "varchar",
    "size_bytes": "bigint",
    "title": "varchar",
    "outlet": "varchar",
    "author": "varchar",
    "published_at": "timestamp",
    "published_on": "date",
    "modified_at": "timestamp",
    "figure_id": "varchar",
    "metric": "varchar",
    "label": "varchar",
    "measure": "varchar",
    "value": "double",
    "value_high": "double",
    "op": "varchar",
    "period_printed": "varchar",
    "period_start": "date",
    "period_end": "date",
    "grain": "varchar",
    "baseline_printed": "varchar",
    "baseline_start": "date",
    "baseline_end": "date",
    "place": "varchar",
    "rate_per": "bigint",
    "unit": "varchar",
    "status": "varchar",
    "confidence": "varchar",
    "speaker": "varchar",
    "quote": "varchar",
    "start_offset": "integer",
    "end_offset": "integer",
    "cell": "varchar",
    "why": "varchar[]",
    "stage": "varchar",
    "reason": "varchar",
    "detail": "varchar",
}


def page_rows(capture: Capture, document: Document | None, reading: Reading) -> Iterator[Row]:
    """The rows of one record that passed the sieve: the page itself, its figures, its rejections."""
    page = _page(capture, document)
    figures = {figure_id(capture.capture_id, figure): figure for figure in reversed(reading.figures)}  # said twice in the same words: once
    told = [("figure", _figure(figure) | {"figure_id": name}) for name, figure in reversed(figures.items())]
    told += [("rejection", _rejection(one)) for one in reading.rejections]
    yield _row("page", 0, page)
    yield from (_row(kind, position, page | values) for position, (kind, values) in enumerate(told, 1))


def rejection_row(warc_file: str, offset: int, rejection: Rejection) -> Row:
    """The row of a record that gave no page, or of a shard that gave no record."""
    return _row("rejection", 0, {"warc_file": warc_file, "warc_offset": offset, "address": rejection.address} | _rejection(rejection))


def _row(kind: str, position: int, values: dict[str, object]) -> Row:
    row = values | {"kind": kind, "position": position}
    return tuple(row.get(name) for name in COLUMNS)


def _page(capture: Capture, document: Document | None) -> dict[str, object]:
    page: dict[str, object] = {
        "warc_file": capture.warc_file,
        "warc_offset": capture.warc_offset,
        "capture_id": capture.capture_id,
        "address": capture.address,
        "fetched_at": utc(capture.fetched_at),
        "digest": capture.digest,
        "size_bytes": capture.size_bytes,
    }
    if document:
        page |= {name: getattr(document, name) for name in ("title", "outlet", "author", "published_on")}
        page |= {"published_at": _instant(document.published_at), "modified_at": _instant(document.modified_at)}
    return page


def _figure(figure: Figure) -> dict[str, object]:
    same = ("metric", "label", "measure", "value", "value_high", "op", "place", "rate_per", "unit", "status", "confidence", "speaker", "quote")
    values: dict[str, object] = {name: getattr(figure, name) for name in (*same, "cell")}
    for name, period in (("period", figure.period), ("baseline", figure.baseline)):
        if period:
            values |= {f"{name}_printed": str(period), f"{name}_start": period.start, f"{name}_end": period.end}
    return values | {
        "grain": figure.period and figure.period.grain,
        "start_offset": figure.start,
        "end_offset": figure.end,
        "why": list(figure.why),
    }


def _rejection(rejection: Rejection) -> dict[str, object]:
    return {"stage": rejection.stage, "reason": rejection.reason, "detail": rejection.detail}


def _instant(moment: dt.datetime | None) -> dt.datetime | None:
    """In UTC; None where its time zone is not known, for the place of a page is not known either."""
    return utc(moment) if moment and moment.tzinfo else None
