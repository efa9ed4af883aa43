"""A document → its figures, quotations and rejections: block after block, with what has been spoken of so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.figures import contradictions, prose, quotations, tables, units, unread
from pipeline.figures.borne_out import borne_out
from pipeline.figures.clashes import doubted
from pipeline.figures.context import Context
from pipeline.figures.context import replace as replace_context
from pipeline.figures.deaths import DEATHS
from pipeline.figures.dedupe import merged
from pipeline.figures.gazetteer import is_of_many
from pipeline.figures.home import home_county, home_place
from pipeline.figures.opening import opening
from pipeline.figures.outline import Outline, outline
from pipeline.figures.people import People
from pipeline.figures.people import find as find_people
from pipeline.figures.running import after_publication, to_publication
from pipeline.figures.sentences import Sentence, split
from pipeline.figures.setting import after_heading, after_line, for_list, paragraph
from pipeline.figures.units import Line
from pipeline.figures.unlisted import town_of_heading
from pipeline.records import Block, Document, Figure, Quotation, Reading, Rejection

MAX_TEXT = 300_000  # characters
TOO_LONG = "text_too_long"


@dataclass(frozen=True)
class _Page:
    document: Document
    people: People
    outline: Outline
    is_round_up: bool  # of many cities: each sentence may be of another
    lines: dict[int, list[Line]] = field(default_factory=dict)  # of the blocks already read, by where they start
    unread: list[Rejection] = field(default_factory=list)


def read(document: Document, place: str | None) -> Reading:
    """The figures and quotations of a document; `place` is its default place, or None to find it."""
    document, too_long = _cut(document)
    text = document.text
    people = find_people(text)
    spoken = quotations.find(text, people, [(block.start, block.end) for block in document.blocks if block.kind in ("paragraph", "item")])
    told = outline(document)
    if not told.blocks:
        return Reading((), tuple(spoken), too_long, place)
    home = place or home_place(document, told, people)
    page = _Page(document, people, told, is_round_up=is_of_many(home))
    deaths = told.theme if told.theme and told.theme.code in DEATHS else None
    context = Context(document.published_on, home, home_county(document, home, told), theme=told.theme, topic=told.theme, deaths=deaths)
    context = opening(context, _lines(page), _title(page))
    figures: list[Figure] = []
    base, parents = context, {0: context}
    for block in document.blocks[: told.blocks]:
        if block.kind == "heading":
            base = parents[0] = after_heading(base, context, _block_lines(page, block), is_title=_is_title(document, block))
            if town := town_of_heading(text, block, home, is_among=False):
                base = parents[0] = replace_context(base, place=town)
        elif block.kind == "table":
            figures += _table(page, block, parents[0])
        elif block.kind == "item":
            above = parents[max(level for level in parents if level < max(block.level, 1))]
            found, after = _prose(page, block, above)
            figures += found
            parents = {level: kept for level, kept in parents.items() if level < block.level} | {max(block.level, 1): after}
        else:
            if town := town_of_heading(text, block, home, is_among=base.place is not None):
                base = replace_context(base, place=town)
            elif base.place and text.startswith("Elsewhere", block.start):
                base = replace_context(base, place=context.place)
            found, base = _prose(page, block, paragraph(base))
            figures += found
            parents = {0: for_list(base, _block_lines(page, block), text[block.start : block.end])}
    figures = [_credited(figure, spoken) for figure in figures]
    kept = borne_out(doubted(merged(figures)))
    rejections = [*page.unread, *contradictions.find(kept)]
    return Reading(tuple(kept), tuple(spoken), (*too_long, *rejections), home)


def _cut(document: Document) -> tuple[Document, tuple[Rejection, ...]]:
    """The document without the blocks beyond the length that is read; no news story is so long."""
    if len(document.text) <= MAX_TEXT:
        return document, ()
    kept = tuple(block for block in document.blocks if block.end <= MAX_TEXT or (block.start < MAX_TEXT and block.kind != "table"))
    kept = tuple(replace(block, end=min(block.end, MAX_TEXT)) if not block.cells else block for block in kept)
    detail = f"The text is {len(document.text):,} characters long; only the first {MAX_TEXT:,} were read."
    return replace(document, text=document.text[:MAX_TEXT], blocks=kept), (
        Rejection("figures", TOO_LONG, detail, address=document.canonical_address),
    )


def _credited(figure: Figure, spoken: list[Quotation]) -> Figure:
    """A figure inside a quotation is its speaker's."""
    inside = next((quotation for quotation in spoken if quotation.start <= figure.start and figure.end <= quotation.end), None)
    return replace(figure, speaker=inside.speaker) if inside and inside.speaker else figure


def _is_title(document: Document, block: Block) -> bool:
    return block.level == 1 or document.text[block.start : block.end].strip() == (document.title or "").strip()


def _line(page: _Page, sentence: Sentence, *, is_whole: bool) -> Line:
    people = page.people.within(sentence.start, sentence.end)
    text, published = page.document.text, page.document.published_on
    if is_whole or sentence.start in page.outline.telling:
        return units.read(text, sentence, published, people)
    return units.read_briefly(
        text, sentence, published, people, with_places=page.is_round_up or _LEANS_ON.match(text, sentence.end, sentence.end + _NEXT) is not None
    )


# "Homicides there fell", "Its 24 homicides …": the sentence before says where
_LEANS_ON = re.compile(r"\s*[\"“]?(?:(?:Its|It|They|Their)\b|.*?\sthere\s)", re.DOTALL)
_NEXT = 160  # characters


def _block_lines(page: _Page, block: Block) -> list[Line]:
    if block.start not in page.lines:
        text, sentences = page.document.text, page.outline.sentences.get((block.start, block.end))
        # What is below a heading or a colon leans on all its words; a row of a table is in no outline.
        is_whole = sentences is None or block.kind == "heading" or text[block.start : block.end].rstrip().endswith(":")
        sentences = split(text, block.start, block.end) if sentences is None else sentences
        page.lines[block.start] = [_line(page, sentence, is_whole=is_whole) for sentence in sentences]
    return page.lines[block.start]


def _lines(page: _Page) -> list[Line]:
    """The first sentences of the body, which say what the article is about."""
    lines: list[Line] = []
    for block in page.document.blocks:
        if block.kind in ("paragraph", "item"):
            lines += _block_lines(page, block)
        if len(lines) > 30:
            break
    return lines


def _title(page: _Page) -> list[Line]:
    """The headline, where it stands in the text."""
    heads = (block for block in page.document.blocks if block.kind == "heading" and _is_title(page.document, block))
    return next((_block_lines(page, block) for block in heads), [])


def _prose(page: _Page, block: Block, context: Context) -> tuple[list[Figure], Context]:
    found: list[Figure] = []
    text, told = page.document.text, page.outline
    answers = _who_answers(page, block)
    is_outlined = (block.start, block.end) in told.sentences
    for line in _block_lines(page, block):
        people = page.people.within(line.sentence.start, line.sentence.end)
        if is_outlined and line.sentence.start not in told.telling:
            context = after_line(context, line, [], people) if line.units or people else context
            continue
        before, context = context, to_publication(line, context)
        figures = prose.read(line, text, context, people, page.people.roles)
        figures = [replace(figure, speaker=answers) if answers and not figure.speaker else figure for figure in figures]
        found += figures
        page.unread.extend(unread.find(line, figures))
        context = after_publication(after_line(context, line, figures, people), before)
    return found, context


_ANSWERS = re.compile(r"[\"“]?(?:[A-Z][\w.’'-]*\s+){0,3}(?P<last>[A-Z][\w’'-]+)\s*:\s")


def _who_answers(page: _Page, block: Block) -> str | None:
    """Whose answer a paragraph of an interview is: "Weathers: I don't have one answer for you"."""
    match = _ANSWERS.match(page.document.text, block.start, block.end)
    last = match["last"].casefold() if match else ""
    named = (name for name in page.people.roles if last and name.split()[-1].casefold() == last)
    return next(named, None) or next((hit.name for hit in page.people.hits if last and hit.name.split()[-1].casefold() == last), None)


def _table(page: _Page, block: Block, context: Context) -> list[Figure]:
    """A table as a grid; one without headers is read row by row as sentences."""
    text = page.document.text
    figures = tables.read(block, text, context)
    if figures is not None:
        return figures
    found: list[Figure] = []
    for row in tables.grid(block):
        cells = [cell for cell in row if cell]
        if cells:
            start, end = min(cell.start for cell in cells), max(cell.end for cell in cells)
            row_block = Block("item", start, end)
            figures_here, after = _prose(page, row_block, context)
            found += figures_here
            if not figures_here and len({id(cell) for cell in cells}) == 1:
                context = after
    return found
