"""A released document (PDF, sheet, page of tables) → its figures: each table with what stands above it, and the prose around them as prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.figures import contradictions, reader
from pipeline.figures.context import Context
from pipeline.figures.table_titles import Told
from pipeline.figures.tables import Release, read_grid
from pipeline.period import Period
from pipeline.records import Block, Document, Figure, Reading, Rejection

_A_SENTENCE = 60  # characters
_MOST_LABELS = 200  # rejections of one kind, each with its count


@dataclass
class _Read:
    figures: list[Figure] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    undated: Counter[str] = field(default_factory=Counter)
    tables: int = 0


def read_release(document: Document, place: str | None, labels: dict[str, str], places: dict[str, str], year: int | None) -> Reading:
    """The figures of a release about `place`; a document without a table is read as an article.

    `labels` gives the metric, `places` the name, for labels of the city's own ("" or the city's name for all of it); `year` is said where the
    document does not. A number whose label is unknown is counted in a rejection `unknown_label`, one without a period in `no_period`.
    """
    release = Release(
        {label.casefold(): code for label, code in labels.items()},
        {label.casefold(): _place(name, place) for label, name in places.items()},
        Told(place, period=Period.year(year) if year else None, printed_on=document.published_on),
    )
    read = _tables(document, release)
    if not read.figures:
        told = reader.read(_without_tables(document, is_prose=False) if read.tables else document, place)
        return replace(told, rejections=(*told.rejections, *_refusals(read)))
    prose = reader.read(_without_tables(document, is_prose=True), place)
    figures = _once(read.figures, prose.figures)
    return Reading(tuple(figures), prose.quotations, (*_refusals(read), *contradictions.find(figures), *_others(prose)), place)


def _place(name: str, home: str | None) -> str:
    home = home or ""
    return home if not name or name in (home, home.split(",")[0]) else name if ", " in name else f"{name}, {home}"


def _tables(document: Document, release: Release) -> _Read:
    """All tables in turn. A heading of the first level opens a page or a sheet: a part of the city named before it no longer holds."""
    read, told, report = _Read(), release.told, release.told
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind != "table":
            if block.kind == "heading" and block.level == 1:
                told = replace(report, place=None, topic=release.told.topic)
            told = told.after(text)
            report = report if report.period or report.through else told
            continue
        found = read_grid(block, document.text, Context(None, told.home), replace(release, told=told))
        if found:
            read.tables += 1
            read.figures += found.figures
            read.unknown += found.unknown
            read.undated += found.undated
    return read


def _without_tables(document: Document, *, is_prose: bool) -> Document:
    """The document's prose: what stands in tables is read once."""
    return replace(
        document, blocks=tuple(block for block in document.blocks if block.kind != "table" and (not is_prose or _is_prose(document, block)))
    )


def _is_prose(document: Document, block: Block) -> bool:
    text = document.text[block.start : block.end]
    return block.kind in ("paragraph", "item") and len(text) >= _A_SENTENCE and text.rstrip().endswith((".", "!", "?", "”", '"'))


def _once(tables: list[Figure], prose: Sequence[Figure]) -> list[Figure]:
    """The figures, what several tables state once, and without what the prose repeats of them."""
    seen: dict[tuple[object, ...], Figure] = {}
    for figure in tables:
        seen.setdefault((*_key(figure), figure.label), figure)
    stated = {_key(figure) for figure in tables}
    return [*seen.values(), *(figure for figure in prose if _key(figure) not in stated)]


def _key(figure: Figure) -> tuple[object, ...]:
    return (figure.metric, figure.measure, figure.value, str(figure.period), str(figure.baseline), figure.place)


def _others(prose: Reading) -> list[Rejection]:
    return [one for one in prose.rejections if one.reason != "contradiction"]


def _refusals(read: _Read) -> list[Rejection]:
    unknown = [
        Rejection("figures", "unknown_label", f"{label!r} names nothing that is counted; [source.table.labels] can say what it is.", count=count)
        for label, count in read.unknown.most_common(_MOST_LABELS)
    ]
    undated = [
        Rejection(
            "figures", "no_period", f"The numbers of {label!r} have no period: neither their column nor a line above says when.", count=count
        )
        for label, count in read.undated.most_common(_MOST_LABELS)
    ]
    return [*unknown, *undated]
