"""Decisions of reviewers and corrections of publishers' numbers: what they do to figures, series, claims and quotations, and when they stop."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from pipeline.city import City
from pipeline.landing import parsed_rows
from pipeline.parse.capture import Parsed
from pipeline.records import Quotation
from tests.world import a_city, built, figure, file, months, page, row, rows, source

WHO = {"by": "A. Editor", "why": "the page says so", "at": dt.datetime(2026, 2, 1, tzinfo=dt.UTC)}
Case = tuple[City, list[Parsed]]
TABLES = ("core.figure", "core.quotation", "mart.claim", "mart.decision", "mart.review", "mart.series_year", "mart.trace")


def ids(*readings: Parsed) -> list[str]:
    """The ids that the figures of these readings get, in their order."""
    city = a_city(source("courier"), source("herald"), source("rtci", "rtci", "series"))
    return [figure_row[0] for figure_row in parsed_rows(city, readings, "a parser")["figure"]]


def decided(verdict: str, target: str | None = None, **more: Any) -> dict[str, Any]:
    return {"verdict": verdict, "id": target, **WHO, **more}


def world(decisions: list[dict[str, Any]], *readings: Parsed) -> Any:
    city = a_city(source("courier"), source("herald"), source("rtci", "rtci", "series"), decisions=decisions)
    return built((city, readings), only=TABLES)


LIKELY = page("courier", "2023-12-29", figure(34, "2023", confidence="likely"))
CERTAIN = page("courier", "2023-12-29", figure(43, "2023"))


def value_of(connection: duckdb.DuckDBPyConnection) -> list[float]:
    return [one["value"] for one in rows(connection, "from mart.series_year")]


def test_what_waits_is_listed_with_its_words_and_its_reason() -> None:
    with world([], LIKELY) as connection:
        found = row(connection, "from mart.review")
        assert (found["year"], found["kind"], found["value"], found["words"]) == (2023, "figure", 34, "34 homicides in 2023")
        assert found["waits_for"] == "read as likely: homicides"
        assert value_of(connection) == []


def test_an_accepted_figure_may_be_mailed_from_when_it_was_known() -> None:
    (target,) = ids(LIKELY)
    with world([decided("accept", target)], LIKELY) as connection:
        found = row(connection, "from core.figure")
        assert found["eligible_at"] == found["known_at"]
        assert value_of(connection) == [34]
        assert rows(connection, "from mart.review") == []
        trace = row(connection, "from mart.trace")
        assert (trace["review"], trace["reviewed_by"], trace["review_why"]) == ("accept", "A. Editor", "the page says so")
        assert (str(trace["reviewed_at"]), trace["value_read"]) == ("2026-02-01 00:00:00", None)


def test_a_rejected_figure_leaves_everything_that_is_computed() -> None:
    (target,) = ids(CERTAIN)
    with world([decided("reject", target)], CERTAIN) as connection:
        assert value_of(connection) == []
        assert row(connection, "from core.figure")["eligible_at"] is None
        assert rows(connection, "from mart.review") == []


def test_a_rejected_figure_confirms_nothing() -> None:
    other = page("herald", "2023-12-30", figure(34, "2023", confidence="likely"))
    first, second = ids(LIKELY, other)
    with world([], LIKELY, other) as connection:
        assert value_of(connection) == [34]
    with world([decided("reject", first)], LIKELY, other) as connection:
        assert row(connection, "from core.figure where figure_id = ?", second)["eligible_at"] is None


def test_a_corrected_figure_has_the_correction_and_keeps_what_was_read() -> None:
    (target,) = ids(CERTAIN)
    with world([decided("correct", target, replacement=34)], CERTAIN) as connection:
        assert value_of(connection) == [34]
        trace = row(connection, "from mart.trace")
        assert (trace["value"], trace["value_read"], trace["review"]) == (34, 43, "correct")


def test_a_corrected_figure_confirms_what_it_says_now() -> None:
    other = page("herald", "2023-12-30", figure(34, "2023", confidence="likely"))
    target, _ = ids(CERTAIN, other)
    with world([decided("correct", target, replacement=34)], CERTAIN, other) as connection:
        assert {one["confirmed_at"] is not None for one in rows(connection, "from core.figure")} == {True}


def test_the_newest_decision_is_in_force() -> None:
    (target,) = ids(LIKELY)
    later = decided("reject", target) | {"at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}
    with world([later, decided("accept", target)], LIKELY) as connection:
        assert value_of(connection) == []
        assert [one["state"] for one in rows(connection, "from mart.decision order by position")] == ["in force", "superseded"]


def test_a_decision_outlives_the_id_that_a_newer_reader_gives() -> None:
    """The same words in the same capture, read a few characters further on: another id."""
    (target,) = ids(LIKELY)
    capture = LIKELY.capture.capture_id
    said: dict[str, Any] = {"capture": capture, "source": "courier", "metric": "homicide", "measure": "count", "period": "2023", "value": 34.0}
    moved = page("courier", "2023-12-29", figure(34, "2023", confidence="likely", start=7, end=27))
    assert ids(moved) != [target]
    with world([decided("accept", target, **said)], moved) as connection:
        assert value_of(connection) == [34]
    # ... but the same number in another capture of the feed is another statement.
    elsewhere = page("courier", "2023-12-30", figure(34, "2023", confidence="likely"), address="https://courier.example/2")
    with world([decided("accept", target, **said)], elsewhere) as connection:
        assert value_of(connection) == []
        assert row(connection, "from mart.decision")["state"] == "matches nothing"


WRONG: dict[str, Any] = {"source": "rtci", "metric": "homicide", "period": "2023-07", "value": 30.0}


def test_a_publishers_number_is_corrected_until_the_publisher_mends_it() -> None:
    first = file("rtci", "2024-02-20", *months(2023, [3.0] * 6 + [30.0] + [3.0] * 5))
    again = file("rtci", "2024-03-20", *months(2023, [3.0] * 6 + [30.0] + [3.0] * 4 + [4.0]))
    mended = file("rtci", "2024-04-20", *months(2023, [3.0] * 6 + [2.0] + [3.0] * 4 + [4.0]))
    decision = decided("correct", **WRONG, replacement=3)
    with world([decision], first, again) as connection:
        assert value_of(connection) == [37]
        assert row(connection, "from mart.decision")["state"] == "in force"
    with world([decision], first, again, mended) as connection:
        assert value_of(connection) == [36]
        found = row(connection, "from mart.decision")
        assert (found["state"], found["mended_value"], str(found["mended_at"].date())) == ("retired", 2, "2024-04-20")
        # As known before it was mended, the correction holds.
        assert row(connection, "from mart.series_year_at(timestamp '2024-04-01')")["value"] == 37


def test_a_claim_that_differs_waits_until_it_is_accepted() -> None:
    story = page(
        "courier",
        "2024-01-20",
        figure(-42, "2023", "shooting_victim", measure="change", baseline="2022"),
        figure(180, "2022", "shooting_victim"),
        figure(66, "2023", "shooting_victim"),
    )
    with world([], story) as connection:
        found = row(connection, "from mart.review")
        assert (found["kind"], found["waits_for"]) == ("claim", "it differs from our number: 66 against 180 is -114")
        target = found["id"]
    with world([decided("accept", target)], story) as connection:
        assert rows(connection, "from mart.review") == []
        assert row(connection, "from mart.claim")["review"] == "accept"


def test_quotations_without_a_role_wait_and_rejected_ones_leave() -> None:
    words = "We know every one of these numbers is a person."
    said = page("courier", "2023-12-29", quotations=(Quotation(words, 0, 9, "Ann Lee", None),))
    with world([], said) as connection:
        found = row(connection, "from mart.review")
        assert (found["kind"], found["year"], found["words"], found["waits_for"]) == (
            "quotation",
            2023,
            words,
            "the text gives no role of who said it",
        )
    with world([decided("accept", found["id"])], said) as connection:
        assert rows(connection, "from mart.review") == []
        assert row(connection, "from core.quotation")["review"] == "accept"
    with world([decided("reject", found["id"])], said) as connection:
        assert rows(connection, "from core.quotation") == []


def test_what_is_in_the_series_already_does_not_wait() -> None:
    """Accepting it would change nothing."""
    again = page("courier", "2024-06-01", figure(43, "2023", confidence="likely"), address="https://courier.example/2")
    with world([], CERTAIN, again) as connection:
        counted = rows(connection, "select distinct covered_through from core.figure")
        assert len(counted) == 2  # the one of December speaks of the year so far
        assert len(rows(connection, "from mart.review")) == 1
    late = page("courier", "2024-05-01", figure(43, "2023"), address="https://courier.example/3")
    with world([], late, again) as connection:
        assert rows(connection, "from mart.review") == []
