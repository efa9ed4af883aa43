"""What a run came to, and what it leaves behind for people: decided without Prefect."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from flows import honest
from flows.parameters import CitySlug, Moment, MonthText, Year
from flows.tables import collected_table, rejected_table
from pipeline.deliver.outcome import Outcome, Trouble
from pipeline.records import Rejection
from pipeline.stages import Collected, Fetched
from tests.conftest import SAMPLE
from tests.world import a_city, capture, moment, source


def fetched(asked: str, barren: str = "", *reasons: str) -> Fetched:
    return Fetched(tuple(asked.split()), tuple(barren.split()), tuple(Rejection("fetch", one, "…") for one in reasons))


def test_one_source_that_fails_is_a_row_and_all_of_them_a_failed_run() -> None:
    assert honest.of_collecting("Fresno, CA", [fetched("a b", "a", "timeout"), fetched("c", "c", "timeout")]) == ()
    assert honest.of_collecting("Fresno, CA", [fetched("a b", "a b", "timeout"), fetched("c", "c", "not_found")]) == (
        "all 3 sources of Fresno, CA that were due could not be had (not_found, timeout); `yearend sources check` asks each and says why",
    )
    (alone,) = honest.of_collecting("Fresno, CA", [fetched("a", "a", "timeout"), fetched("")])
    assert alone.startswith("a, the only source of Fresno, CA that was due, could not be had (timeout)")


def test_a_run_in_which_nothing_was_due_is_none_that_failed() -> None:
    assert honest.of_collecting("Fresno, CA", [fetched(""), fetched("")]) == ()
    assert honest.of_collecting("Fresno, CA", []) == ()


def test_mails_that_are_not_with_their_readers_fail_the_run_and_refused_ones_do_not() -> None:
    """Who is put off is tried by the next run, and what is unknown somebody must settle; an address that is refused is a row for the desk."""
    refused = Outcome("fresno-ca-2023-final", sent=2, refused=(Trouble("fresno-ca-2023-final", 3, "r…@example.org", "550"),))
    assert honest.of_delivering([Outcome("fresno-ca-2023-final", sent=3), refused]) == ()
    (said,) = honest.of_delivering([refused, Outcome("fresno-ca-2023-update-1", sent=1, deferred=2, deferred_code="451")])
    assert said.startswith("fresno-ca-2023-update-1: 1 sent, 2 put off by the server (451)")
    unknown = Outcome("fresno-ca-2023-final", unknown=(Trouble("fresno-ca-2023-final", 4, "r…@example.org", ""),))
    assert "r…" not in "".join(honest.of_delivering([unknown]))


def test_the_end_says_all_that_went_wrong() -> None:
    honest.end(())
    with pytest.raises(honest.IncompleteError, match=r"^one; two$"):
        honest.end(("one", "two"))


def test_what_was_collected_is_said_as_it_was() -> None:
    """What is held is not what came: a source that failed, one that was not due and one that brought something new are told apart."""
    city = a_city(source("courier"), source("failing", "fbi", "series"), source("resting", "fbi", "series"))
    captures = (capture("courier", "2024-01-01"), capture("courier", "2024-02-01"), capture("resting", "2024-01-01"))
    refused = (Rejection("fetch", "timeout", "no answer", source_id="failing"), Rejection("archive", "truncated_archive", "half a record"))
    collected = Collected(captures, refused, ("courier", "failing"))
    rows = [list(row.values()) for row in collected_table(collected, city.source, moment("2024-01-31"))]
    assert rows == [
        ["courier", "news", "yes", 1, 2, ""],
        ["failing", "releases", "yes", 0, 0, "timeout"],
        ["resting", "releases", "not due", 0, 1, ""],
        ["archive", "truncated_archive"],
    ]


def test_a_thousand_cells_with_one_mistake_are_one_row() -> None:
    cells = [Rejection("parse", "no_number", f"cell {cell} is no number", source_id="rows", where=f"B{cell}") for cell in range(1000)]
    rows = rejected_table([*cells, Rejection("parse", "unknown_label", "'Xyz'", source_id="rows", count=7)])
    assert [list(row.values()) for row in rows] == [
        ["rows", "parse", "no_number", 1000, "cell 0 is no number", "B0"],
        ["rows", "parse", "unknown_label", 7, "'Xyz'", None],
    ]


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        (CitySlug, "nowhere-xx", "no city 'nowhere-xx' in .*; there is fresno-ca"),
        (Year, 20233, "year 20233 is none that crime was or will be counted in; write one like 2023"),
        (MonthText, "2026-13", "'2026-13' is no month; write one like 2026-03"),
        (Moment, "yesterday", "'yesterday' is no moment; write 2023-12-29 or"),
    ],
)
def test_a_parameter_that_is_wrong_is_said_in_words(kind: Any, wrong: object, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    adapter: TypeAdapter[object] = TypeAdapter(kind)
    with pytest.raises(ValidationError, match=said):
        adapter.validate_python(wrong)


def test_a_run_is_refused_before_it_is_made_where_its_schema_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect's server checks a run's parameters by the JSON Schema that the deployment came with."""
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    assert TypeAdapter(CitySlug).json_schema()["enum"] == ["fresno-ca"]
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", "/nowhere")
    assert "enum" not in TypeAdapter(CitySlug).json_schema(), "run from elsewhere, a flow can still be imported"
    assert TypeAdapter(Year).json_schema()["maximum"] == 2199
