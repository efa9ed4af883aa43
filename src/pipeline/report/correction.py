"""A correction: what an edition that readers have got wrong, because we misread it or because its outlet says something else now.

It goes out at any size and says what was wrong. What a publisher revises is no correction but an update.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.report.lede import told
from pipeline.report.marts import select
from pipeline.report.moves import moves
from pipeline.report.parts import Edition, Sentence, Span
from pipeline.report.plain import one_line
from pipeline.report.sentences import at, say
from pipeline.report.words import counted, day, numeral, signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb

    from pipeline.report.names import Names

_MOST_IN_SUBJECT = 2


@dataclass(frozen=True)
class Wrong:
    """A figure that stood in an edition and should not have, or not so."""

    figure_id: str
    metric: str
    definition: str
    measure: str
    outlet: str
    was: float
    value: float | None  # as it is now; None where it was rejected
    reason: str | None  # a reviewer's words; None where the outlet changed its own
    corrected_at: dt.datetime


def wrong(connection: duckdb.DuckDBPyConnection, older: Edition) -> tuple[Wrong, ...]:
    """What the mail of an edition says that a reviewer has corrected or rejected since, or that its outlet now gives otherwise.

    The older edition keeps what it printed: a figure that it had corrected already is right.
    """
    printed = {trace.figure_id: trace.value for trace in older.traces}
    ids = [one for one in mailed_ids(older) if printed.get(one) is not None]
    found = select(connection, Wrong, _WRONG, {"city": older.city, "ids": ids})
    return tuple(replace(one, was=printed[one.figure_id] or 0.0) for one in found if one.value is None or one.value != printed[one.figure_id])


def mailed_ids(edition: Edition) -> tuple[str, ...]:
    """The figures that an edition's mail gives as they are: what it calls uncertain it has told with what contradicts it."""
    sentences = (*edition.lede, *edition.strength, *edition.upcoming, *edition.corrected)
    found = [one for sentence in sentences for one in sentence.figure_ids]
    found += [one for row in edition.key_rows for ids in (row.figure_ids, row.last_figure_ids, row.peak_figure_ids) for one in ids]
    found += [one for move in edition.moves for one in move.figure_ids]
    return tuple(dict.fromkeys(found))


def build(older: Edition, newer: Edition, found: Sequence[Wrong], names: Names, number: int = 1) -> Edition:
    """The correction of `older` by what `newer` says: `fresno-ca-2023-correction-1`."""
    said = tuple(_told(one, older, names) for one in found)
    metrics = {one.metric for one in found}
    return replace(
        newer,
        id=f"{newer.city}-{newer.year}-correction-{number}",
        kind="correction",
        number=number,
        known_at=max(newer.known_at, *(one.corrected_at for one in found)),
        subject=subject(newer, found, names),
        preheader=f"What was wrong in the edition of {day(older.known_at.date())}",
        lede=_right(newer, found, names),
        corrected=said,
        charts=tuple(chart for chart in newer.charts if chart.id in metrics),
        moves=moves(older, newer),
        strength=(),
        spoken=(),
        upcoming=(),
        previous_id=older.id,
    )


def _right(newer: Edition, found: Sequence[Wrong], names: Names) -> tuple[Sentence, ...]:
    """What holds now of what was wrong, as far as there is a count."""
    series = dict.fromkeys((one.metric, one.definition) for one in found)
    rows = [row for row in newer.key_rows if (row.metric, row.definition) in series and row.value is not None]
    return tuple(told(row, newer.year, names) for row in rows[:_MOST_IN_SUBJECT])


def subject(newer: Edition, found: Sequence[Wrong], names: Names) -> str:
    """As in "Fresno 2023 correction: shootings 344, not 434"."""
    return f"{newer.city_name} {newer.year} correction: {', '.join(_clause(one, names) for one in found[:_MOST_IN_SUBJECT])}"


def _clause(one: Wrong, names: Names) -> str:
    noun = names.nouns(one.metric, one.definition)[1]
    if one.value is None:
        return f"{noun} not {_amount(one.was, one.measure)}"
    return f"{noun} {_amount(one.value, one.measure)}, not {_amount(one.was, one.measure)}"


def _told(one: Wrong, older: Edition, names: Names) -> Sentence:
    """What was said, why it was wrong, and what is right."""
    singular, plural = names.nouns(one.metric, one.definition)
    said = counted(one.was, singular, plural) if one.measure == "count" else f"{_amount(one.was, one.measure)} for {plural}"
    parts: list[str | Span] = [
        f"The edition of {day(older.known_at.date())}, gave ",
        at(said, (one.figure_id,)),
        f", citing {one_line(one.outlet)}",
    ]
    now = None if one.value is None else at(_amount(one.value, one.measure), (one.figure_id,))
    if one.reason is None and now:
        return say(*parts, "; the outlet now says ", now, ".")
    reason = one_line(one.reason or "").rstrip(".")
    return say(*parts, *(["; the right number is ", now] if now else ["; that was wrong"]), f": {reason}." if reason else ".")


def _amount(value: float, measure: str) -> str:
    return signed(value) if measure == "percent_change" else numeral(value)


def notices(edition: Edition, corrections: Iterable[Edition]) -> tuple[Sentence, ...]:
    """What the pages of a year say of the corrections since, newest last."""
    since = sorted((one for one in corrections if one.id != edition.id), key=lambda one: one.number)
    return tuple(sentence for one in since for sentence in one.corrected)


_WRONG = """
with old as (
    select figure.*, capture.address, capture.reading
    from core.figure as figure
    inner join core.capture as capture using (city, capture_id)
    where figure.city = $city and list_contains($ids, figure.figure_id)
),

reviewed as (
    select
        figure_id,
        metric,
        definition,
        measure,
        outlet,
        value_read as was,
        case when review = 'correct' then value end as value,
        review_why as reason,
        reviewed_at as corrected_at
    from old
    where review in ('correct', 'reject')
),

restated as (
    select
        old.figure_id,
        any_value(old.metric) as metric,
        any_value(old.definition) as definition,
        any_value(old.measure) as measure,
        any_value(old.outlet) as outlet,
        any_value(old.value_read) as was,
        max_by(newer.value, capture.reading) as value,
        null as reason,
        max(newer.known_at) as corrected_at
    from old
    inner join core.capture as capture
        on capture.city = old.city and capture.address = old.address and capture.reading > old.reading
    inner join core.figure as newer
        on newer.city = old.city
        and newer.capture_id = capture.capture_id
        and newer.metric = old.metric
        and newer.measure = old.measure
        and newer.place is not distinct from old.place
        and newer.period_printed is not distinct from old.period_printed
        and newer.baseline_printed is not distinct from old.baseline_printed
        and newer.status is not distinct from old.status
    where not old.is_structured and old.review is null and newer.eligible_at is not null
    group by old.figure_id
)

select *
from reviewed
union all by name
select *
from restated
where value <> was
order by corrected_at, figure_id
"""
