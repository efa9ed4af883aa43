"""Edition → mail: text at 72 columns, HTML with inlined styles, charts as pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import css_inline
import jinja2

from pipeline.records import Image, Mail
from pipeline.report import chart_image, foot_view, layout, mail_view
from pipeline.report.chart_parts import Chart
from pipeline.report.key_figures import key_rows, rank
from pipeline.report.parts import Edition, Span

if TYPE_CHECKING:
    from pipeline.city import City

MOST_WORDS = 450  # of the text, foot and footnotes left out
_LEAST_ROWS = 4
RULE = "-" * layout.COLUMNS


def mail(edition: Edition, city: City) -> Mail:
    """The mail of an edition, the same for every subscriber; rows that would make it too long stand on the page only."""
    shown = _fitted(edition, city)
    context = _context(shown, city)
    html = css_inline.inline(_environment().get_template("mail.html").render(context), keep_style_tags=False, load_remote_stylesheets=False)
    return Mail(edition.id, edition.subject, _text(context), html, tuple(_image(chart) for chart in shown.charts))


def words(text: str) -> int:
    """How many words a reader has to read: those above the foot, footnote marks not counted."""
    body = text.partition(f"\n{RULE}\n")[0]
    return len(re.sub(r"(?: ?\[\d+\])+", "", body).split())


def _fitted(edition: Edition, city: City) -> Edition:
    """The edition with as many rows as fit, by the rank of their metrics, then as many quotations."""
    while words(_text(_context(edition, city))) > MOST_WORDS:
        if len(edition.moves) > _LEAST_ROWS:
            edition = replace(edition, moves=edition.moves[:-1])
        elif len(edition.key_rows) > _LEAST_ROWS:
            edition = replace(edition, key_rows=key_rows(edition.all_rows, len(edition.key_rows) - 1))
        elif len(edition.months) > _LEAST_ROWS:
            last = max(edition.months, key=lambda row: rank(row.metric))
            edition = replace(edition, months=tuple(row for row in edition.months if row != last))
        elif edition.spoken:
            edition = replace(edition, spoken=edition.spoken[:-1])
        else:
            break
    return edition


def _text(context: dict[str, Any]) -> str:
    return _environment().get_template("mail.txt").render(context).strip() + "\n"


def _context(edition: Edition, city: City) -> dict[str, Any]:
    cited = foot_view.cited(edition)
    return {
        "edition": edition,
        "lede": mail_view.marked(edition, edition.lede),
        "heads": mail_view.heads(edition),
        "rows": [mail_view.row_view(edition, row) for row in edition.key_rows] + [mail_view.month_view(edition, row) for row in edition.months],
        "corrected": mail_view.marked(edition, edition.corrected),
        "move_rows": [mail_view.move_view(edition, move) for move in edition.moves],
        "notes": mail_view.notes(edition),
        "kind_words": mail_view.kind_words(edition),
        "strength": mail_view.marked(edition, edition.strength),
        "quotes": [mail_view.quote_view(edition, spoken) for spoken in edition.spoken],
        "uncertain": mail_view.marked(edition, edition.uncertain),
        "upcoming": mail_view.marked(edition, edition.upcoming),
        "sources": cited,
        "by_number": {source.number: source for source in cited},
        "foot": foot_view.foot(edition, city),
        "content_id": content_id,
        "rule": RULE,
    }


def content_id(chart_id: str) -> str:
    """The name of a chart's picture within the mail."""
    return f"{chart_id.replace('_', '-')}@yearend"


def _image(chart: Chart) -> Image:
    return Image(content_id(chart.id), "image/png", chart_image.png(chart), chart.alt)


def brackets(numbers: Iterable[int]) -> str:
    """Footnote marks, to stand after words, as in " [1][3]"."""
    found = "".join(f"[{number}]" for number in numbers)
    return f"{layout.NO_BREAK}{found}" if found else ""


def span_address(edition: Edition, span: Span) -> str:
    """Where a number of the mail leads: its trace on the page; "" where the site has no address."""
    return f"{edition.page_address}#t-{span.figure_ids[0]}" if edition.page_address and span.figure_ids else ""


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.report"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"wrap": layout.wrap, "heading": layout.heading}
    environment.globals |= {"cells": layout.cells, "brackets": brackets, "footnote": foot_view.footnote, "span_address": span_address}
    return environment
