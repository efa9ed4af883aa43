"""How queries of a report are asked: as known at a moment by macros, as known now of the tables that stand."""

from __future__ import annotations

import datetime as dt

import duckdb

from pipeline.report.marts import FOREVER, ask


def test_a_query_goes_by_macros_where_it_has_a_moment_that_is_not_now() -> None:
    """What a correction asks knows no moment: every edition after one that was sent failed on it."""
    with duckdb.connect() as connection:
        connection.execute("create table known as select 'of the table' as said")
        connection.execute("create macro known_at(moment) as table select 'of the macro' as said")
        for moment, said in ((FOREVER, "of the table"), (dt.datetime(2023, 12, 30), "of the macro")):  # noqa: DTZ001  # UTC
            assert ask(connection, "from known_at($moment)", {"moment": moment}) == [(said,)]
        assert ask(connection, "from known where $said = said", {"said": "of the table"}) == [("of the table",)]
