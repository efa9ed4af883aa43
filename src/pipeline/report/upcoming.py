"""What comes next: announcements with a date, found in the articles, and when the next edition is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.report.parts import Kind, Sentence
from pipeline.report.plain import one_line
from pipeline.report.sentences import at, say
from pipeline.report.words import day, hedged

if TYPE_CHECKING:
    from pipeline.report.names import Names
    from pipeline.report.rows import Statement

MOST = 3


def upcoming(statements: Iterable[Statement], year: int, known_on: dt.date, kind: Kind, names: Names) -> tuple[Sentence, ...]:
    """Plans of the year's stories dated after `known_on` (the city's calendar), by date; for a preliminary edition what makes the final one."""
    dated = {(one.metric, one.value, one.period_end): one for one in statements if _is_ahead(one, year, known_on)}
    found = [_announced(one, names) for one in sorted(dated.values(), key=lambda one: (one.period_end or dt.date.max, one.figure_id))]
    if kind == "preliminary":
        found = [*found[: MOST - 1], say("A final edition follows when the full year is published.")]
    return tuple(found[:MOST])


def _is_ahead(one: Statement, year: int, known_on: dt.date) -> bool:
    is_of_year = dt.date(year, 1, 1) <= one.published_on <= dt.date(year + 1, 1, 31)
    return is_of_year and one.status == "planned" and one.value is not None and one.period_end is not None and one.period_end > known_on


def _announced(one: Statement, names: Names) -> Sentence:
    when = day(one.period_end or one.published_on)
    count = f"{hedged(one.value or 0, one.op)} {one_line(one.label) or names.nouns(one.metric, one.definition)[1]}"
    return say(f"{when}: ", at(count, (one.figure_id,)), f" planned, {one_line(one.outlet)} reported on {day(one.published_on)}.")
