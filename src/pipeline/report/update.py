"""An update: what a reader of an edition should know because a source said something else since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import ReportError
from pipeline.report.moves import moves
from pipeline.report.parts import Edition, Move, Sentence, Span
from pipeline.report.phrases import sign
from pipeline.report.sentences import at, say
from pipeline.report.words import day, numeral, sentence_case, signed, spelled

_MOST_IN_SUBJECT = 2
_WEIGHT = {"turned": 0, "revised": 1, "completed": 2, "new": 3}


def build(older: Edition, newer: Edition, number: int = 1, least_pct: float = 0.0) -> Edition | None:
    """The update between two editions of one city and year: `fresno-ca-2023-update-1`; None where nothing moved that is worth a mail.

    `number` counts the updates of that city and year from 1. Counts that were all revised by less than `least_pct` percent wait for a move
    that is not so small: a larger one, a count that is new or complete, or a change that turned its direction. Raises ReportError where the
    editions are of another city or year.
    """
    if (older.city, older.year) != (newer.city, newer.year):
        raise ReportError(f"{older.id} and {newer.id} are not of the same city and year; an update needs two editions of one")
    moved = tuple(sorted(moves(older, newer), key=lambda move: _WEIGHT[move.kind]))
    if not any(_is_worth_a_mail(move, least_pct) for move in moved):
        return None
    return replace(
        newer,
        id=f"{newer.city}-{newer.year}-update-{number}",
        kind="update",
        number=number,
        subject=subject(newer, moved),
        preheader=f"What moved since the edition of {day(older.known_at.date())}",
        lede=_lede(newer, moved),
        moves=moved,
        strength=(),
        spoken=(),
        upcoming=(),
        previous_id=older.id,
    )


def _is_worth_a_mail(move: Move, least_pct: float) -> bool:
    has_turned = sign(move.change_before_pct) * sign(move.change_pct) < 0
    if move.kind != "revised" or has_turned or not move.before:
        return True
    return abs(move.value - move.before) >= abs(move.before) * least_pct / 100


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
    return (say(*_told(moved[0], newer.year)), *newer.lede[:1])


def _told(move: Move, year: int) -> list[str | Span]:
    label, now = move.label.lower(), at(spelled(move.value), move.figure_ids)
    if move.before is None:
        return [f"{move.label} of {year} are now known: ", now, f", according to {move.source}."]
    before = at(spelled(move.before), move.before_figure_ids)
    if move.kind == "turned" and move.change_pct is not None and move.change_before_pct is not None:
        was, is_now = at(signed(move.change_before_pct), move.before_figure_ids), at(signed(move.change_pct), move.figure_ids)
        return [f"The change in {label} from {year - 1} to {year} by {move.source} is now ", is_now, ", where it was ", was, "."]
    if move.kind == "completed" and move.before_through:
        return [f"The count of {label} by {move.source}, ", before, f" through {day(move.before_through)}, is ", now, " for the full year."]
    return [f"{sentence_case(move.source)} revised the {year} count of {label} from ", before, " to ", now, "."]
