"""What an approver reads of two editions: every number that moved and every word that came or went, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from pipeline import changes
from pipeline.report.parts import Sentence, Span
from tests.report import fresno
from tests.report.conftest import Build


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
    assert "− Fresno 2023: police count 344 shootings so far, 732 in 2020" in told
