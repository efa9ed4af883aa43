"""What is known of a year by its months where no count of it is: January to the newest month, beside the same months of the year before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report.parts import KeyRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.report.names import Names


@dataclass(frozen=True)
class ToDate:
    """A row of `mart.series_ytd`, summed from months, with the same dates of the year before and the chance of the two."""

    metric: str
    provider: str
    definition: str
    through: dt.date
    value: float
    last_value: float | None
    last_through: dt.date | None
    change_pct: float | None
    chance_p: float | None
    figure_ids: tuple[str, ...]
    last_figure_ids: tuple[str, ...]


QUERY = """
with to_date as (
    select *
    from mart.series_ytd_at($moment)
    where city = $city and year in ($year, $year - 1)
)

select
    this.*,
    case when greatest(this.value, this.last_value) < 100 then core.poisson_p(this.value, this.last_value) end as chance_p,
    earlier.figure_ids as last_figure_ids
from to_date as this
inner join core.preference as preference using (city, metric, provider, definition)
left join to_date as earlier
    on earlier.metric = this.metric
    and earlier.provider = this.provider
    and earlier.definition = this.definition
    and earlier.year = this.year - 1
    and earlier.through = this.last_through
where this.year = $year and this.value is not null and this.op = 'eq' and this.is_summed and this.through < make_date($year, 12, 31)
qualify row_number() over (partition by this.metric order by preference.position, this.through desc) = 1
order by this.metric
"""


def rows_to_date(found: Iterable[ToDate], rows: Sequence[KeyRow], names: Names) -> list[KeyRow]:
    """A row for each metric of which no other row has a count."""
    counted = {row.metric for row in rows if row.value is not None}
    return [_row(one, names) for one in found if one.metric not in counted]


def _row(one: ToDate, names: Names) -> KeyRow:
    unlike = None if one.change_pct is not None or one.last_value == 0 else "the same months of last year were counted another way"
    return KeyRow(
        metric=one.metric,
        provider=one.provider,
        definition=one.definition,
        label=names.label(one.metric, one.definition),
        source=names.source(one.provider),
        is_used=True,
        value=one.value,
        coverage="partial",
        covered_through=one.through,
        last_value=one.last_value,
        last_through=one.last_through if one.last_value is not None else None,
        change_pct=one.change_pct,
        no_change_reason="the same months of last year are not known" if one.last_value is None else unlike,
        chance_p=one.chance_p,
        figure_ids=one.figure_ids,
        last_figure_ids=one.last_figure_ids,
    )
