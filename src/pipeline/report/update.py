"""An update: what a reader of an edition should know because a source said something else since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import ReportError
from pipeline.report.moves import moves
from pipeline.report.parts import Edition, Move, Sentence
from pipeline.report.sentences import at, say
from pipeline.report.words import day, numeral, spelled

_MOST_IN_SUBJECT = 2
_WEIGHT = {"turned": 0, "revised": 1, "completed": 2, "new": 3}


def build(older: Edition, newer: Edition, number: int = 1) -> Edition | None:
    """The update between two editions of one city and year: `fresno-ca-2023-update-1`; None where no row of the table moved.

    `number` counts the updates of that city and year from 1. Raises ReportError where the editions are of another city or year.
    """
    if (older.city, older.year) != (newer.city, newer.year):
        raise ReportError(f"{older.id} and {newer.id} are not of the same city and year; an update needs two editions of one")
    moved = tuple(sorted(moves(older, newer), key=lambda move: _WEIGHT[move.kind]))
    if not moved:
        return None
    return replace(
        newer,
        id=f"{newer.city}-{newer.year}-update-{number}",
        kind="update",
        number=number,
        subject=subject(newer, moved),
        preheader=f"What moved since the edition known at {day(older.known_at.date())}",
        lede=_lede(newer, moved),
        moves=moved,
        previous_id=older.id,
    )


def subject(newer: Edition, moved: Sequence[Move]) -> str:
    """As in "Fresno 2023 update: shootings revised from 344 to 359, homicides 35 for the full year"."""
    return f"{newer.city_name} {newer.year} update: {', '.join(_clause(move) for move in moved[:_MOST_IN_SUBJECT])}"


def _clause(move: Move) -> str:
    label = move.label.lower()
    if move.kind == "revised" and move.before is not None:
        return f"{label} revised from {numeral(move.before)} to {numeral(move.value)}"
    if move.kind == "completed":
        return f"{label} {numeral(move.value)} for the full year"
    return f"{label} {numeral(move.value)} by {move.source}"


def _lede(newer: Edition, moved: Sequence[Move]) -> tuple[Sentence, ...]:
    """The first move in a sentence, then where the year stands now."""
    first = moved[0]
    now = at(spelled(first.value), first.figure_ids)
    if first.before is None:
        told = say(f"{first.label} for {newer.year} are now known: ", now, f", by {first.source}.")
    else:
        before = at(spelled(first.before), first.before_figure_ids)
        told = say(f"{first.label} in {newer.city_name} for {newer.year}, by {first.source}, went from ", before, " to ", now, ".")
    return (told, *newer.lede[:1])
