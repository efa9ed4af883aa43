"""What an approver reads of two editions: every number that moved and every word that came or went, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import duckdb

from pipeline import changes
from pipeline.deliver.message import compose
from pipeline.deliver.subscribers import Subscriber
from pipeline.report import render
from pipeline.report.months import build as build_month
from pipeline.report.parts import Sentence, Span
from pipeline.report.update import build as build_update
from tests.report import fresno, small
from tests.report.conftest import Build

NOW = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)


def test_the_same_edition_has_no_changes(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY)
    assert changes.lines(edition, edition) == ()
    row = replace(edition.all_rows[0], figure_ids=("another",))
    assert changes.lines(edition, replace(edition, all_rows=(row, *edition.all_rows[1:]))) == (), "the same number, said once more"


def test_a_number_that_moved_is_said_with_what_it_was(edition_of: Build) -> None:
    older = edition_of(fresno.CITY)
    first, second = older.all_rows[:2]
    row = replace(first, value=359.0, change_pct=-51.25, caveats=("preliminary",))
    newer = replace(older, all_rows=(row, *older.all_rows[2:]))
    numbers, moved, gone = changes.lines(older, newer)
    assert numbers == "numbers"
    assert moved.startswith(f"  {first.label}, {first.source}: value ")
    assert " → 359; " in moved
    assert " → -51.25" in moved
    assert moved.endswith("→ preliminary")
    assert gone.startswith(f"  {second.label}, {second.source}: gone: ")
    assert f"  {second.label}, {second.source}: new: " in "\n".join(changes.lines(newer, older))


def test_words_that_went_and_came(edition_of: Build) -> None:
    older = edition_of(fresno.CITY, fresno.ON_2023_12_29)
    newer = replace(older, lede=(Sentence((Span("Police counted 1 shooting."),)), *older.lede[1:]))
    assert changes.lines(older, newer) == ("words", f"  − {older.lede[0].text}", "  + Police counted 1 shooting.")


def test_fresno_then_and_now(edition_of: Build) -> None:
    """What an approver of the final edition sees: 344 became 359, and 33 homicides through November 38 of a year."""
    told = "\n".join(changes.lines(edition_of(fresno.CITY, fresno.ON_2023_12_29), edition_of(fresno.CITY)))
    assert "value 344 → 359" in told
    assert "Rapes, police: new: stated pct -19" in told, "a change that was stated is not taken for a count"
    assert "2,02" not in told, "years are no counts"
    assert "− Fresno 2023: police count 344 shootings so far, 732 in 2020" in told


def test_who_writes_and_from_where_stands_in_every_mail(edition_of: Build, warehouse: duckdb.DuckDBPyConnection) -> None:
    """Sender, reply-to and postal address, in the headers, the text and the HTML, whatever the kind."""
    month = small.by_month()[0]
    first, newest = edition_of(fresno.CITY, fresno.ON_2023_12_29), edition_of(fresno.CITY)
    update = build_update(first, newest)
    assert update
    kinds = [(first, fresno.CITY), (newest, fresno.CITY), (update, fresno.CITY)]
    kinds += [(replace(update, id="fresno-ca-2023-correction-1", kind="correction"), fresno.CITY)]
    kinds += [(build_month(warehouse, month, None, None, lambda _: None), month)]
    for edition, city in kinds:
        message = compose(render.mail(edition, city), city.sender, Subscriber("rita@example.org"), NOW)
        assert city.sender.name in message["From"]
        assert message["Reply-To"] == city.sender.reply_to
        for kind in ("plain", "html"):
            part = message.get_body((kind,))
            assert part
            words = " ".join(str(part.get_content()).split())
            for said in (city.sender.postal_address, city.sender.reply_to, "nsubscribe"):
                assert said in words, (edition.id, kind)
