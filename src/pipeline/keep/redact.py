"""An edition without the words of what was withdrawn: its numbers stay, for they were said; words, cells and titles go."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.report.store import dumps, loads

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipeline.report.parts import Compared, Edition, Spoken, Trace

GONE = "[withdrawn]"
_LEAST_WORDS = 4  # shorter texts are taken out only where it is known that they are those that were withdrawn


def redacted(edition: Edition, captures: Collection[str], figures: Collection[str]) -> Edition:
    """The edition without the words of some captures and figures, given by their ids; the same where there are none."""
    traces = [one for one in edition.traces if one.capture_id in captures]
    spoken = [one for one in edition.spoken if one.capture_id in captures]
    ids = {*figures, *(one.figure_id for one in traces)}
    claims = [one for one in edition.claims if one.figure_id in ids]
    titles = [one.title for one in edition.sources if one.capture_id in captures and one.title]
    if not (traces or spoken or claims or titles):
        return edition
    without = replace(
        edition,
        traces=tuple(_trace(one) if one in traces else one for one in edition.traces),
        spoken=tuple(one for one in edition.spoken if one not in spoken),
        claims=tuple(replace(one, quote=GONE) if one in claims else one for one in edition.claims),
        sources=tuple(replace(one, title=None) if one.capture_id in captures else one for one in edition.sources),
    )
    return loads(json.dumps(_without(json.loads(dumps(without)), sorted(_texts(traces, spoken, claims, titles), key=len, reverse=True))))


def _trace(one: Trace) -> Trace:
    quote = None if one.quote is None else GONE
    return replace(one, before="", quote=quote, after="", cell=None if one.cell is None else GONE, speaker=None, why=())


def _texts(traces: Iterable[Trace], spoken: Iterable[Spoken], claims: Iterable[Compared], titles: Iterable[str]) -> set[str]:
    """What is looked for in all other words of the edition."""
    of_traces = (text for one in traces for text in (one.before, one.quote or "", one.after))
    found = {*of_traces, *(one.text for one in spoken), *(one.quote for one in claims), *titles}
    return {text for text in found if len(text.split()) >= _LEAST_WORDS}


def _without(value: Any, texts: list[str]) -> Any:
    """A JSON value with these texts taken out of all its strings."""
    if isinstance(value, str):
        for text in texts:
            value = value.replace(text, GONE)
    elif isinstance(value, list):
        return [_without(one, texts) for one in value]
    elif isinstance(value, dict):
        return {name: _without(one, texts) for name, one in value.items()}
    return value
