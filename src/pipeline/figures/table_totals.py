"""What "Total" means in a table: of months those that have a number, of crimes all crime; of the places of a city the city.

"YTD" beside months from January on is of them too, whenever the report was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.figures.grid import Row, printed
from pipeline.figures.metric_prices import Topic
from pipeline.figures.table_headers import Header
from pipeline.figures.table_labels import bare
from pipeline.figures.table_periods import of_months, says_time
from pipeline.period import Period


def summed_columns(columns: list[Header], labels: int, rows: list[Row]) -> list[Header]:
    """A column "Total" beside months is of all the months that have a number; beside metrics it is of all crime."""
    others = [
        header
        for column, header in enumerate(columns)
        if column >= labels and not header.is_total and any((cell := row[column]) and printed(cell.text) for row in rows)
    ]
    return [_summed(header, others, has_topic=False) if column >= labels else header for column, header in enumerate(columns)]


def summed_rows(labels: list[Header], rows: Sequence[Row], *, has_topic: bool) -> list[Header]:
    """The same of a row "Total"; `rows` are the values beside the labels. Where the table counts one thing (`has_topic`), so does its total."""
    others = [label for label, row in zip(labels, rows, strict=True) if not label.is_total and any(cell and printed(cell.text) for cell in row)]
    return [_summed(label, others, has_topic=has_topic) for label in labels]


def _summed(total: Header, others: list[Header], *, has_topic: bool) -> Header:
    is_to_date = total.window == "year" and not (total.months or total.is_change or total.is_average)
    is_to_date = is_to_date and (total.period is None or total.period.grain in ("year", "year_to_date"))
    if not (is_to_date or (total.is_total and not says_time(total))) or total.topic or total.place:
        return total
    months = [header for header in others if header.months or (header.period and header.period.grain == "month")]
    if len(months) > 1 and len(months) * 2 >= len(others):
        years, named_months = {one.period.end.year for one in months if one.period}, of_months(months)
        year = total.period or (Period.year(max(years)) if len(years) == 1 else None)
        if is_to_date and (named_months is None or named_months[0] != 1 or (year is None and years)):
            return total
        return replace(total, months=named_months, period=year)
    if is_to_date:
        return total
    named = [header for header in others if header.topic]
    if len(named) > (0 if has_topic else 1) and len(named) * 2 >= len(others):
        return replace(total, topic=Topic("total_crime", bare(total.text)), is_whole=True)
    return total
