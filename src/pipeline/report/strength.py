"""Police strength: now, then and planned. Patrol, sworn, authorised and funded strength are different counts and never compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from pipeline.report.names import Names
from pipeline.report.parts import Sentence, Span
from pipeline.report.rows import Statement
from pipeline.report.sentences import at, say
from pipeline.report.words import day, hedged

_KINDS = (
    ("authorised", ("authorized", "authorised", "allotted")),
    ("funded", ("funded", "budgeted")),
    ("patrol", ("patrol",)),
    ("sworn", ("sworn",)),
)
_WORDS = {"funded": ("officers", " funded"), "authorised": ("officers", " authorized")}
_MOST = 2
_WINDOW = dt.timedelta(days=31)


def kind_of(statement: Statement) -> str:
    """Which strength is counted, by the words: authorised, funded, patrol, sworn, or "" where they do not say."""
    words = f"{statement.label} {statement.quote or ''}".lower()
    return next((kind for kind, signs in _KINDS if any(one in words for one in signs)), "")


def strength(statements: Iterable[Statement], year: int, names: Names) -> tuple[Sentence, ...]:
    """A sentence for each kind, at most two: the count nearest the year's end, an earlier one of the same kind, and what was planned."""
    counts = [one for one in statements if _is_count(one)]
    kinds = dict.fromkeys(kind_of(one) for one in counts)
    found = [sentence for kind in kinds if (sentence := _of_kind(kind, [one for one in counts if kind_of(one) == kind], year, names))]
    return tuple(found[:_MOST])


def planned(statements: Iterable[Statement], year: int) -> list[Statement]:
    """Planned strength dated around the year's end and said before it was due, by date."""
    last_day = dt.date(year, 12, 31)
    found = {
        (one.value, one.period_end): one
        for one in statements
        if one.metric == "officer"
        and one.status == "planned"
        and one.value is not None
        and one.period_end is not None
        and dt.date(year, 1, 1) <= one.published_on <= last_day + _WINDOW
        and one.period_end > one.published_on
    }
    return sorted(found.values(), key=lambda one: (one.period_end or dt.date.max, one.figure_id))


def _is_count(one: Statement) -> bool:
    return one.metric == "officer" and one.measure == "count" and one.value is not None and one.period_end is not None


def _of_kind(kind: str, counts: Sequence[Statement], year: int, names: Names) -> Sentence | None:
    stated = sorted((one for one in counts if one.status is None), key=lambda one: (one.period_end or dt.date.min, one.known_at))
    now = [one for one in stated if _is_about(one, year)]
    if not now:
        return None
    newest = now[-1]
    earlier = [one for one in stated if one.period_end and newest.period_end and one.period_end.year < newest.period_end.year]
    noun, have = _WORDS.get(kind, (f"{kind} officers".strip(), ""))
    then = (", after ", at(_number(earlier[-1]), (earlier[-1].figure_id,)), f" as of {day(_on(earlier[-1]))}") if earlier else ()
    return say(
        f"{names.city_name} police had ",
        at(_number(newest), (newest.figure_id,)),
        f" {noun}{have} as of {day(_on(newest))}",
        *then,
        *_plans(counts, year),
        ".",
    )


def _plans(counts: Sequence[Statement], year: int) -> tuple[str | Span, ...]:
    plans = planned(counts, year)
    if not plans:
        return ()
    plan = plans[-1]
    return ("; ", at(_number(plan), (plan.figure_id,)), f" for {day(_on(plan))} (planned, said on {day(plan.published_on)})")


def _is_about(one: Statement, year: int) -> bool:
    return dt.date(year, 1, 1) <= _on(one) <= dt.date(year, 12, 31) + _WINDOW


def _on(one: Statement) -> dt.date:
    return one.period_end or one.published_on


def _number(one: Statement) -> str:
    return hedged(one.value or 0, one.op)
