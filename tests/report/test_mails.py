"""Whole mails, read as a copy editor would: Fresno 2023 as known on the day and as known now, and small cities for the wording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.city import City
from pipeline.parse.capture import Parsed
from pipeline.records import Mail
from pipeline.report import render, update
from pipeline.report.parts import Edition
from tests.report import fresno, small
from tests.report.conftest import Build
from tests.report.golden import check


def _letter(mail: Mail) -> str:
    return f"Subject: {mail.subject}\n\n{mail.text}"


def test_fresno_as_known_on_29_december_2023(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY, fresno.ON_2023_12_29)
    assert edition.id == "fresno-ca-2023-preliminary"
    assert edition.subject == "Fresno 2023: police count 344 shootings so far, 732 in 2020"  # the design's own words
    check("fresno-2023-12-29.txt", _letter(render.mail(edition, fresno.CITY)))


def test_fresno_as_known_now(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY)
    assert edition.id == "fresno-ca-2023-final"
    check("fresno-newest.txt", _letter(render.mail(edition, fresno.CITY)))


def test_fresno_update_between_them(edition_of: Build) -> None:
    between = update.build(edition_of(fresno.CITY, fresno.ON_2023_12_29), edition_of(fresno.CITY))
    assert between is not None
    assert between.id == "fresno-ca-2023-update-1"
    check("fresno-update.txt", _letter(render.mail(between, fresno.CITY)))


def _revised(edition: Edition, value: float, change_pct: float) -> Edition:
    """The edition with another count of its first row, and with another change."""
    row = replace(edition.all_rows[0], value=value, change_pct=change_pct)
    return replace(edition, all_rows=(row, *edition.all_rows[1:]), key_rows=(row, *edition.key_rows[1:]))


@pytest.mark.parametrize(
    ("value", "change_pct", "is_mailed"),
    [
        (1000, -9.1, False),  # nothing moved
        (1009, -8.3, False),  # by less than one percent: it waits
        (1010, -8.2, True),
        (990, -10.0, True),
        (1009, 0.5, True),  # a fall became a rise
        (1009, 0.0, False),
    ],
)
def test_small_revisions_wait_unless_a_direction_turns(edition_of: Build, value: float, change_pct: float, is_mailed: bool) -> None:
    edition = edition_of(fresno.CITY)
    older, newer = _revised(edition, 1000, -9.1), _revised(edition, value, change_pct)
    assert (update.build(older, newer, 1, 1.0) is not None) is is_mailed


def test_small_revisions_that_waited_go_with_a_large_one(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY)
    older, newer = _revised(edition, 1000, -9.1), _revised(edition, 1001, -9.0)
    large = replace(newer.all_rows[1], value=(newer.all_rows[1].value or 0) * 2)
    between = update.build(older, replace(newer, all_rows=(newer.all_rows[0], large, *newer.all_rows[2:])), 1, 1.0)
    assert between is not None
    assert [move.label for move in between.moves] == [newer.all_rows[0].label, large.label]


@pytest.mark.parametrize("make", small.ALL, ids=lambda make: make.__name__)
def test_small_cities(edition_of: Build, make: Callable[[], tuple[City, tuple[Parsed, ...]]]) -> None:
    city = make()[0]
    check(f"{make.__name__.replace('_', '-')}.txt", _letter(render.mail(edition_of(city), city)))
