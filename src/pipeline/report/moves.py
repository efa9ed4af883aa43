"""What moved between two editions of the same city and year."""

from __future__ import annotations

from typing import Literal

from pipeline.report.key_figures import change_of
from pipeline.report.parts import Edition, KeyRow, Move
from pipeline.report.phrases import sign


def moves(older: Edition, newer: Edition) -> tuple[Move, ...]:
    """Counts revised (344 → 359), completed (33 through November → 35) or new, and changes whose sign turned; in the newer one's order."""
    before = {_key(row): row for row in older.all_rows}
    found = [_move(before.get(_key(row)), row) for row in newer.all_rows if row in newer.key_rows or _key(row) in before]
    return tuple(one for one in found if one is not None)


def _key(row: KeyRow) -> tuple[str, str, str]:
    return (row.metric, row.provider, row.definition)


def _move(before: KeyRow | None, row: KeyRow) -> Move | None:
    kind = _kind(before, row)
    if kind is None or row.value is None:
        return None
    return Move(
        label=row.label,
        source=row.source,
        kind=kind,
        before=before.value if before else None,
        before_through=before.covered_through if before and before.coverage in ("partial", "so_far") else None,
        value=row.value,
        change_before_pct=change_of(before) if before else None,
        change_pct=row.change_pct,
        figure_ids=row.figure_ids,
        before_figure_ids=before.figure_ids if before else (),
    )


def _kind(before: KeyRow | None, row: KeyRow) -> Literal["revised", "completed", "new", "turned"] | None:
    if before is None or before.value is None:
        return "new"
    if before.value != row.value:
        return "completed" if before.coverage == "partial" and row.coverage != "partial" else "revised"
    signs = (sign(change_of(before)), sign(change_of(row)))
    return "turned" if signs[0] * signs[1] < 0 else None
