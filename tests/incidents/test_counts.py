"""Versions of rows → counts by month and vintage, statements and years: against a slow oracle, and for each rule by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.models import sql_folder
from pipeline.publish import publish
from pipeline.report.marts import read
from pipeline.report.traces import sources, traces
from pipeline.transform import transform
from tests.incidents.world import DAY, Portal, as_csv, row
from tests.world import build_only

COUNTS = """
    select metric, period_start as month, value, is_complete, known_at, superseded_at
    from core.incident_count
    where metric = ?
    order by period_start, known_at
"""


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


def build(portal: Portal, *names: str) -> None:
    """Builds counts, and these models besides."""
    build_only(portal.connection, "core.incident_count", *names)


def counts(portal: Portal, metric: str) -> list[tuple[str, int, bool]]:
    """Month, count and whether it is all, of what stands now."""
    found = portal.rows(COUNTS, metric)
    return [(f"{one['month']:%Y-%m}", one["value"], one["is_complete"]) for one in found if one["superseded_at"] is None]


def robbery(key: int, on: str, **more: str) -> dict[str, str]:
    return row(key, on, "0320", "ROBBERY", **more)


def year(of: int = 2024) -> list[dict[str, str]]:
    """A homicide in each month but July, and narcotics in all and the January after."""
    murders = [row(month, f"{of}-{month:02}-15") for month in range(1, 13) if month != 7]
    return (
        murders
        + [row(100 + month, f"{of}-{month:02}-20", "2027", "Narcotics") for month in range(1, 13)]
        + [row(200, f"{of + 1}-01-02", "2027", "NARCOTICS")]
    )


def test_a_month_is_complete_once_later_days_are_there_and_zero_where_none_was(portal: Portal) -> None:
    portal.take(*year())
    build(portal)
    assert counts(portal, "homicide") == [(f"2024-{month:02}", int(month != 7), True) for month in range(1, 13)]
    assert counts(portal, "robbery") == [(f"2024-{month:02}", 0, True) for month in range(1, 13)]


def test_the_month_that_goes_on_is_not_complete(tmp_path: Path) -> None:
    """Chicago leaves out its last seven days: the newest row says how far it goes, less the days by which it lags."""
    portal = Portal(tmp_path, lag_days=7)
    portal.take(row(1, "2024-03-05"), row(2, "2024-04-05"))
    build(portal)
    assert counts(portal, "homicide") == [("2024-03", 1, False), ("2024-04", 1, False)]
    portal.take(row(3, "2024-04-09"), scope="changes")
    build(portal)
    assert counts(portal, "homicide") == [("2024-03", 1, True), ("2024-04", 2, False)]
    assert [(one["value"], one["is_complete"]) for one in portal.rows(COUNTS, "homicide")] == [(1, False), (1, True), (1, False), (2, False)]


def test_victims_are_added_and_incidents_counted_once(tmp_path: Path) -> None:
    """An incident of two rows is one robbery and two victims of homicide, as each definition demands."""
    portal = Portal(tmp_path, victims="victims")
    some = [
        row(1, "2024-03-05", victims="2", case_number="A"),
        row(2, "2024-03-05", victims="", case_number="A"),
        robbery(3, "2024-03-06", victims="5", case_number="B"),
        robbery(4, "2024-03-07", victims="1", case_number="B"),
        row(5, "2024-04-09", "2027", "NARCOTICS", victims="1"),
    ]
    portal.publish(as_csv(some, tuple(some[0])))
    portal.load()
    build(portal)
    assert counts(portal, "homicide")[0] == ("2024-03", 3, True)
    assert counts(portal, "robbery")[0] == ("2024-03", 1, True)


def test_unfounded_and_what_lies_outside_are_not_counted(tmp_path: Path) -> None:
    portal = Portal(tmp_path, unfounded={"district": "UNF"}, counts_from="2024-03-01", counts_through="2024-04-30")
    portal.take(
        *(row(number, on) for number, on in enumerate(["2024-02-28", "2024-03-01", "2024-04-30", "2024-05-01"])),
        row(9, "2024-03-02", district="UNF"),
    )
    build(portal)
    assert counts(portal, "homicide") == [("2024-03", 1, True), ("2024-04", 1, True)]
    portal.take(row(9, "2024-03-02"), scope="changes")
    build(portal)
    assert counts(portal, "homicide")[0] == ("2024-03", 2, True)


def test_a_month_that_began_before_the_source_has_all_is_never_complete(tmp_path: Path) -> None:
    portal = Portal(tmp_path, counts_from="2024-03-02")
    portal.take(row(1, "2024-03-05"), row(2, "2024-05-09"))
    build(portal)
    assert counts(portal, "homicide") == [("2024-03", 1, False), ("2024-05", 1, False)]


def test_counted_by_the_day_of_the_report(tmp_path: Path) -> None:
    portal = Portal(tmp_path, reported="updated_on", dated_by="reported")
    portal.take(row(1, "2024-03-31", updated_on="2024-04-01"), row(2, "2024-03-31", updated_on="2024-05-02"))
    build(portal)
    assert counts(portal, "homicide") == [("2024-04", 1, True), ("2024-05", 1, False)]


def test_new_years_night_is_the_citys(tmp_path: Path) -> None:
    """Half past eleven in Chicago is the next year in UTC."""
    portal = Portal(tmp_path, occurred={"column": "date", "forms": ["epoch_ms"]})
    portal.take(row(1, "1735709400000"), row(2, "1735711200000"), row(3, "1738500000000"))
    build(portal)
    assert counts(portal, "homicide") == [("2024-12", 1, True), ("2025-01", 1, True), ("2025-02", 1, False)]


def test_past_states_can_be_counted_again(portal: Portal) -> None:
    """Reclassified, withdrawn, added late: each count stands from when to when it was what the rows gave."""
    portal.take(row(1, "2024-03-05"), row(2, "2024-03-06"), row(9, "2024-04-09"))
    portal.take(row(1, "2024-03-05"), robbery(2, "2024-03-06"), row(9, "2024-04-09"))
    portal.take(row(1, "2024-03-05"), robbery(2, "2024-03-06"), row(3, "2024-03-09"), row(4, "2024-03-10"), row(9, "2024-04-09"))
    build(portal)
    found = [one for one in portal.rows(COUNTS, "homicide") if one["month"] == dt.date(2024, 3, 1)]
    assert [one["value"] for one in found] == [2, 1, 3]
    assert [one["superseded_at"] for one in found] == [found[1]["known_at"], found[2]["known_at"], None]
    assert [one["value"] for one in portal.rows(COUNTS, "robbery") if one["month"] == dt.date(2024, 3, 1)] == [0, 1]


def test_each_count_has_a_trace_by_which_it_can_be_counted_again(tmp_path: Path) -> None:
    """Vintages too, by victim and by incident; and no series names a count that has no trace."""
    portal = Portal(tmp_path, victims="district")
    portal.take(*year(), *(robbery(300 + one, "2024-03-05", case_number="A") for one in range(2)), row(400, "2024-03-05", district="7"))
    portal.take(robbery(301, "2024-04-05", case_number="A"), row(400, "2024-03-06", district="3"), scope="changes")
    build(portal, "core.statement", "mart.trace")
    traces = portal.rows("from mart.trace")
    assert sorted(one["value"] for one in traces if one["metric"] == "homicide" and one["period_printed"] == "2024-03") == [11 + 3, 11 + 7]
    assert {one["figure_id"] for one in traces} == {one["count_id"] for one in portal.rows("from core.incident_count")}
    named = portal.rows("select distinct unnest(figure_ids) as figure_id from core.statement")
    assert named
    assert {one["figure_id"] for one in named} <= {one["figure_id"] for one in traces}
    counted = {one["count_id"]: one["value"] for one in portal.rows("from core.incident_count")}
    for one in traces:
        assert portal.rows(one["counted_by"]) == [{"value": counted[one["figure_id"]]}], one["counted_by"]
    positions = {one["window_id"]: one["scope"] for one in portal.rows("from raw.incident_window")}
    assert {tuple(positions[window] for window in one["windows"]) for one in traces} == {("whole",), ("whole", "changes")}


def test_an_edition_cites_the_rows_that_its_numbers_were_counted_from(portal: Portal) -> None:
    """Its trace names the page, its hash and the day, as that of a figure that was read."""
    portal.take(*year())
    transform(portal.connection, sql_folder())
    known = read(portal.connection, portal.city.slug, 2024, None)
    (row_,) = [one for one in known.rows if one.metric == "homicide"]
    ids = row_.figure_ids
    assert len(ids) == 12
    assert {one.figure_id for one in traces(known, ids, lambda capture_id: None)} == set(ids)
    (cited,) = sources(known, ids, (), ())
    (page,) = portal.archive.of_source("portal")
    assert (cited.capture_id, cited.address, cited.digest) == (page.capture_id, page.address, page.digest)


def test_an_offence_that_nobody_named_is_a_rejection_with_its_count(portal: Portal) -> None:
    portal.take(row(1), row(2, iucr="9999", label="NEW LAW"), row(3, iucr="9999", label="NEW LAW"), row(4, iucr="1811", label="narcotics"))
    build(portal, "core.rejection")
    found = portal.rows("select reason, place, times from core.rejection where reason = 'unknown_offence'")
    assert found == [{"reason": "unknown_offence", "place": "9999, NEW LAW", "times": 2}]
    portal.mapping = portal.mapping | {"other": {"labels": ["NARCOTICS", "new law"]}}
    assert portal.load() == 0  # nothing is read again for it
    build(portal, "core.rejection")
    assert portal.rows("from core.rejection") == []


def test_a_row_may_count_as_two_metrics(tmp_path: Path) -> None:
    both = [
        {"metric": "homicide", "by": "victim", "codes": ["0110"]},
        {"metric": "violent_crime", "by": "incident", "labels": ["Homicide", "ROBBERY"]},
    ]
    portal = Portal(tmp_path, counts=both, other={"codes": ["0110"]})
    portal.take(row(1, "2024-03-05"), robbery(2, "2024-03-05"), row(3, "2024-04-05"))
    build(portal)
    assert counts(portal, "homicide")[0] == ("2024-03", 1, True)
    assert counts(portal, "violent_crime")[0] == ("2024-03", 2, True)


# statements, years, and what is published


def test_a_year_is_the_sum_of_its_twelve_months(portal: Portal) -> None:
    portal.take(*year())
    build(portal, "mart.series_year")
    (found,) = portal.rows("from mart.series_year where metric = 'homicide'")
    assert (found["year"], found["value"], found["coverage"], found["is_summed"]) == (2024, 11, "full", True)
    assert found["known_at"] == (portal.now.replace(tzinfo=None))
    portal.take(*[one for one in year() if one["date"] != "2024-12-15"])
    build(portal, "mart.series_year")
    assert [one["value"] for one in portal.rows("from mart.series_year where metric = 'homicide'")] == [10]
    before = portal.rows("from mart.series_year_at(?) where metric = 'homicide'", (portal.now - DAY).replace(tzinfo=None))
    assert [one["value"] for one in before] == [11]


def test_a_source_of_rows_has_a_newest_period(portal: Portal) -> None:
    """By it late is told from current."""
    portal.take(*year())
    build(portal, "mart.source_health")
    assert portal.rows("select newest_period from mart.source_health") == [{"newest_period": dt.date(2024, 12, 31)}]


def test_eleven_months_are_no_year(portal: Portal) -> None:
    portal.take(*(one for one in year() if not one["date"].startswith(("2024-12", "2025"))))
    build(portal, "mart.series_year")
    assert [one["value"] for one in portal.rows("from mart.series_year where metric = 'homicide'")] == [None]


def test_what_is_sensitive_is_published_by_the_year_alone(tmp_path: Path) -> None:
    """edition.md, small and sensitive: of rapes that we count ourselves no month is published."""
    portal = Portal(tmp_path, counts=[{"metric": "rape", "by": "incident", "codes": ["0110"]}], other={"labels": ["NARCOTICS"]})
    portal.take(*year())
    transform(portal.connection, sql_folder())
    assert portal.rows("select distinct value, missing_reason from mart.series_month where value is not null") == []
    assert [one["value"] for one in portal.rows("from mart.series_year")] == [11]
    publish(portal.connection, sql_folder(), tmp_path / "published")
    with duckdb.connect(str(tmp_path / "published" / "yearend.duckdb"), read_only=True) as published:
        assert published.execute("select count(*) from core.incident_count").fetchall() == [(0,)]
        assert published.execute("select count(*) from core.incident_change").fetchall() == [(0,)]
        assert published.execute("select value from mart.series_year").fetchall() == [(11,)]
        assert published.execute(
            "select count(*) from core.statement where value is not null and period_end - period_start < 364"
        ).fetchall() == [(0,)]


def test_no_row_of_an_incident_is_published(portal: Portal, tmp_path: Path) -> None:
    """Neither as a table nor anywhere in the file: not its key, its case number, its district or its hour."""
    portal.take(*year(), row(4711, "2024-03-05T10:30:59", case_number="HZ-SECRET-4711", district="Beat 4711"))
    transform(portal.connection, sql_folder())
    publish(portal.connection, sql_folder(), tmp_path / "published")
    with duckdb.connect(str(tmp_path / "published" / "yearend.duckdb"), read_only=True) as published:
        names = {name for (name,) in published.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()}
        views = {name for (name,) in published.execute("select view_name from duckdb_views() where not internal").fetchall()}
        assert published.execute("select value from mart.series_year where metric = 'homicide'").fetchall() == [(12,)]
        content = " ".join(repr(published.execute(f"from {name}").fetchall()) for name in sorted(names))
    assert "core.incident" not in names
    assert views == set()
    assert "core.incident_count" in names
    for secret in ("4711", "SECRET", "10:30:59", "16, 30, 59"):
        assert secret not in content
    assert not (tmp_path / "published" / "parquet" / "core.incident.parquet").exists()


# an oracle

ROWS = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from("AB"), st.sampled_from([3, 4]), st.sampled_from(["ROBBERY", "HOMICIDE"]), st.booleans()),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0],
)


@settings(max_examples=8, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=4))
def test_every_vintage_is_what_a_loop_over_the_rows_counts(tmp_path_factory: pytest.TempPathFactory, asked: Any) -> None:
    portal = Portal(tmp_path_factory.mktemp("portal"), unfounded={"district": "UNF"}, counts=_by_label(), code=None, other={})
    wanted: dict[tuple[str, int, dt.datetime], int] = {}
    for some in asked:
        rows = [
            row(key, f"2024-{month:02}-05", "", label, case_number=case, district="UNF" if unfounded else "1")
            for key, case, month, label, unfounded in some
        ]
        portal.take(*rows)
        for metric, label in (("robbery", "ROBBERY"), ("homicide", "HOMICIDE")):
            for month in (3, 4):
                found = [case for _, case, on, name, unfounded in some if on == month and name == label and not unfounded]
                wanted[metric, month, portal.now.replace(tzinfo=None)] = len(set(found)) if metric == "robbery" else len(found)
    build(portal)
    for (metric, month, moment), value in wanted.items():
        query = """
            select value from core.incident_count
            where metric = ? and month(period_start) = ? and known_at <= ? and ? < coalesce(superseded_at, 'infinity')
        """
        found = portal.rows(query, metric, month, moment, moment)
        assert [one["value"] for one in found] in ([value], [] if value == 0 else [value])


def _by_label() -> list[dict[str, Any]]:
    return [{"metric": "robbery", "by": "incident", "labels": ["ROBBERY"]}, {"metric": "homicide", "by": "victim", "labels": ["HOMICIDE"]}]
