"""The documents and words behind an edition's numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.report.parts import Source, Trace
from pipeline.report.plain import one_line, web_address

if TYPE_CHECKING:
    from pipeline.report.marts import Known
    from pipeline.report.parts import Spoken
    from pipeline.report.rows import Quoted, Statement

CONTEXT_WORDS = 25  # on either side of the words quoted
ArchiveText = Callable[[str], str | None]


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """At most 25 words before and after a slice, within its paragraph; "…" where the paragraph goes on."""
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return _last_words(before), _first_words(after)


def traces(known: Known, figure_ids: Iterable[str], archive_text: ArchiveText) -> tuple[Trace, ...]:
    """A trace for each figure that is known, in the order given; without the document's text only the words themselves."""
    texts: dict[str, str | None] = {}
    statements = {one.figure_id: one for one in known.statements}
    found = []
    for one in (statements[figure_id] for figure_id in dict.fromkeys(figure_ids) if figure_id in statements):
        if one.capture_id not in texts:
            texts[one.capture_id] = archive_text(one.capture_id)
        found.append(_trace(one, texts[one.capture_id]))
    return tuple(found)


def sources(known: Known, cited: Sequence[str], spoken: Sequence[Spoken], others: Sequence[str]) -> tuple[Source, ...]:
    """The documents behind figures and quotations, each once by its address: those cited in the mail first, in order, then the others."""
    statements = {one.figure_id: one for one in known.statements}
    quoted = {one.quotation_id: one for one in known.quotations}
    in_mail: list[Statement | Quoted] = [statements[one] for one in cited if one in statements]
    in_mail += [quoted[one.quotation_id] for one in spoken]
    on_page = [statements[one] for one in others if one in statements]
    numbers: dict[str, int] = {}
    found: dict[str, Source] = {}
    for is_cited, documents in ((True, in_mail), (False, on_page)):
        for one in documents:
            number = numbers.setdefault(one.address, len(numbers) + 1)
            if one.capture_id not in found:
                found[one.capture_id] = _source(one, number, is_cited)
    return tuple(sorted(found.values(), key=lambda one: (one.number, one.fetched_at, one.capture_id)))


def _trace(one: Statement, text: str | None) -> Trace:
    before = after = ""
    if text and one.quote and text[one.start_offset : one.end_offset] == one.quote:
        before, after = around(text, one.start_offset, one.end_offset)
    return Trace(
        figure_id=one.figure_id,
        capture_id=one.capture_id,
        metric=one.metric,
        measure=one.measure,
        value=one.value,
        value_high=one.value_high,
        op=one.op,
        period_printed=one.period_printed,
        covered_through=one.covered_through,
        status=one.status,
        before=before,
        quote=one.quote,
        after=after,
        cell=one.cell,
        speaker=None if one.speaker is None else one_line(one.speaker),
        provider=one.provider,
        definition=one.definition,
        confidence=one.confidence,
        why=one.why,
    )


def _source(one: Statement | Quoted, number: int, is_cited: bool) -> Source:
    return Source(
        number=number,
        capture_id=one.capture_id,
        outlet=one_line(one.outlet),
        title=one_line(one.title) if one.title else None,
        address=web_address(one.address),
        published_on=one.published_on,
        known_at=one.known_at,
        is_reconstructed=one.known_at != one.fetched_at,
        fetched_at=one.fetched_at,
        digest=one.digest,
        licence=one.licence,
        credit=one.credit,
        is_cited=is_cited,
    )


def _last_words(text: str) -> str:
    words = [match.start() for match in re.finditer(r"\S+", text)]
    return text if len(words) <= CONTEXT_WORDS else "… " + text[words[-CONTEXT_WORDS] :]


def _first_words(text: str) -> str:
    words = [match.end() for match in re.finditer(r"\S+", text)]
    return text if len(words) <= CONTEXT_WORDS else text[: words[CONTEXT_WORDS - 1]] + " …"
