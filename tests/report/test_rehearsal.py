"""Whether a rehearsed year-end would do, by itself and beside the last one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.rehearsal import Rehearsal, judge
from pipeline.report.parts import Edition
from tests.report import fresno, small
from tests.report.conftest import Build


def without(edition: Edition, metric: str) -> Edition:
    """As if no source had brought a count of it."""
    gone = [replace(row, value=None) if row.metric == metric else row for row in edition.all_rows]
    kept = [row for row in edition.key_rows if row.metric != metric]
    return replace(edition, all_rows=tuple(gone), key_rows=tuple(kept))


def test_what_the_last_one_had_must_be_there_again(edition_of: Build) -> None:
    last = edition_of(fresno.CITY)
    assert judge(last, last) == ()
    assert judge(last, None) == ()
    (said,) = judge(without(last, "homicide"), last)
    assert said == "Homicides: no count any more, and the last rehearsal had one"
    assert judge(last, without(last, "homicide")) == (), "what is new is no loss"


def test_a_row_that_only_gave_way_to_others_is_not_lost(edition_of: Build) -> None:
    """The mail shows as many rows as fit; all of them stand on the page."""
    last = edition_of(fresno.CITY)
    assert len(last.key_rows) > 1
    assert judge(replace(last, key_rows=last.key_rows[:1]), last) == ()


def test_a_mail_without_any_number_would_not_do(edition_of: Build) -> None:
    words_alone = edition_of(small.silent()[0])
    assert judge(words_alone, None) == ("the mail would have no number in it",)


def test_it_is_shown_with_what_is_wrong_first(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY)
    shown = Rehearsal(edition, Path("x.eml"), ("Homicides is lost",), ("numbers", "  Homicides: value 35 → —"), is_first=False).markdown()
    assert shown.index("**Homicides is lost**") < shown.index("value 35 → —")
    assert "nothing changed since the last one" in Rehearsal(edition, Path("x.eml"), (), (), is_first=False).markdown()
    assert "the first of this year" in Rehearsal(edition, Path("x.eml"), (), (), is_first=True).markdown()
