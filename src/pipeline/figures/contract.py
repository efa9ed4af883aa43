"""Figures and quotations → the JSON object of the extraction contract."""

from __future__ import annotations

from typing import Any

from pipeline.records import Document, Figure, Quotation, Reading


def to_json(document: Document, reading: Reading, document_id: str) -> dict[str, Any]:
    """One page as the contract prints it."""
    return {
        "id": document_id,
        "url": document.canonical_address,
        "title": document.title,
        "published": document.published_on.isoformat() if document.published_on else None,
        "place": reading.place,
        "figures": [figure_to_json(figure) for figure in reading.figures],
        "quotes": [quotation_to_json(quotation) for quotation in reading.quotations],
    }


def figure_to_json(figure: Figure) -> dict[str, Any]:
    """One figure; `rate_per`, `unit` and `status` only where they say something."""
    printed: dict[str, Any] = {
        "metric": figure.metric,
        "label": figure.label,
        "measure": figure.measure,
        "value": _number(figure.value),
        "value_high": _number(figure.value_high),
        "op": figure.op,
        "period": str(figure.period) if figure.period else None,
        "baseline": str(figure.baseline) if figure.baseline else None,
        "place": figure.place,
        "speaker": figure.speaker,
        "quote": figure.quote,
        "start": figure.start,
        "end": figure.end,
        "confidence": figure.confidence,
    }
    optional = {"rate_per": figure.rate_per, "unit": figure.unit, "status": figure.status}
    return printed | {name: value for name, value in optional.items() if value is not None}


def quotation_to_json(quotation: Quotation) -> dict[str, Any]:
    """One quotation."""
    return {"speaker": quotation.speaker, "role": quotation.role, "text": quotation.text, "start": quotation.start, "end": quotation.end}


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 4)
