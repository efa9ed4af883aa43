"""What the series of an edition's tables count, in their publishers' words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.report.parts import Defined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.city import City
    from pipeline.report.month_parts import MonthRow
    from pipeline.report.names import Names
    from pipeline.report.parts import KeyRow


def definitions(city: City, rows: Iterable[KeyRow | MonthRow], names: Names) -> tuple[Defined, ...]:
    """The definition of each series shown, once, as far as the city's TOML has it."""
    shown = {(row.provider, row.definition): row for row in rows}
    texts = {one.id: one for one in city.definition}
    return tuple(
        Defined(row.label, names.provider(provider), texts[definition].text, texts[definition].source)
        for (provider, definition), row in shown.items()
        if definition in texts
    )
