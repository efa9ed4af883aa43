"""A correction from end to end: an edition on the shelf, a reviewer's decision or an outlet's other number, and what readers are told."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.city import load_city
from pipeline.parse.capture import Parsed
from pipeline.report import render
from pipeline.report.correction import Wrong, build, wrong
from pipeline.report.edition import build as compose
from pipeline.report.names import Names
from pipeline.report.parts import Edition
from pipeline.review import Choice, decide
from pipeline.settings import Settings
from tests.conftest import SAMPLE
from tests.report.cities import POLICE, a_city, said, story
from tests.world import built

pytestmark = pytest.mark.e2e  # whole runs on the sample

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
SLUG = "fresno-ca"


@pytest.fixture(scope="module")
def mailed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Edition]:
    """The sample with its final edition made, to be copied."""
    folder = tmp_path_factory.mktemp("mailed")
    shutil.copytree(SAMPLE.parent, folder / "deployments")
    settings = _settings(folder)
    city = load_city(settings.deployments, SLUG)
    collected = stages.collect(city, settings, SAMPLE / "captures.warc.gz", NOW)
    stages.load_parsed(city, settings, stages.parse(city, settings, collected.captures), collected, NOW)
    (first,) = _made(settings)
    return folder, first.edition


@pytest.fixture
def settings(mailed: tuple[Path, Edition], tmp_path: Path) -> Settings:
    shutil.copytree(mailed[0], tmp_path / "copy")
    return _settings(tmp_path / "copy")


def _settings(folder: Path) -> Settings:
    return Settings(home=folder / "var", deployments=folder / "deployments" / "sample")


def _made(settings: Settings) -> list[stages.Made]:
    stages.transform(settings, NOW)
    return list(stages.report(load_city(settings.deployments, SLUG), 2023, None, settings, NOW))


def _shootings(edition: Edition) -> str:
    (figure_id,) = next(row for row in edition.key_rows if row.metric == "shooting").figure_ids
    return figure_id


def _decided(settings: Settings, figure_id: str, verdict: str, value: float | None = None) -> None:
    why = "the page says so in its table; we took a line for another"
    decide(settings, SLUG, Choice(figure_id, verdict, "A. Editor", why, NOW, value))  # type: ignore[arg-type]  # a literal


def test_what_a_reviewer_corrects_is_told_to_readers_and_on_the_old_page(mailed: tuple[Path, Edition], settings: Settings) -> None:
    assert mailed[1].id == "fresno-ca-2023-final"
    _decided(settings, _shootings(mailed[1]), "correct", 361)

    edition, told = _made(settings)
    assert edition.edition.subject == "Fresno 2023: homicides down 42% to 35, shootings down 20% to 361"
    assert (told.edition.id, told.edition.kind) == ("fresno-ca-2023-correction-1", "correction")
    assert told.edition.subject == "Fresno 2023 correction: shootings 361, not 359"
    (words,) = (one.text for one in told.edition.corrected)
    assert words.startswith("The edition of Aug. 31, 2026, gave 359 shootings, citing ")
    assert words.endswith("; the right number is 361: the page says so in its table; we took a line for another.")
    assert words in " ".join(told.mail.text.split())
    right = "Fresno police counted 361 shootings in 2023, down 20% from 449 in 2022."
    assert [one.text for one in told.edition.lede] == [right], "what is right is about what was wrong, whatever leads the edition"
    assert [chart.id for chart in told.edition.charts] == ["shooting"]
    assert "A. Editor" not in told.mail.text, "who decided is the city's own affair"
    for made in (edition, told):
        assert ">359 shootings<" in made.page.read_text(encoding="utf-8"), "the page says what was wrong"
    assert _made(settings)[0].page.read_text(encoding="utf-8") == edition.page.read_text(encoding="utf-8")


def test_what_a_reviewer_rejects_is_told_without_a_number_in_its_place(mailed: tuple[Path, Edition], settings: Settings) -> None:
    _decided(settings, _shootings(mailed[1]), "reject")
    told = _made(settings)[1].edition
    assert told.subject == "Fresno 2023 correction: shootings not 359"
    assert "; that was wrong: the page says so" in told.corrected[0].text
    assert "359" not in " ".join(one.text for one in told.lede)


_TEXT = "There were {} homicides in 2023, police said."


def test_an_older_view_made_again_corrects_nothing(mailed: tuple[Path, Edition], settings: Settings) -> None:
    """With `--known-at`: what it says is older than what readers have."""
    _decided(settings, _shootings(mailed[1]), "correct", 361)
    stages.transform(settings, NOW)
    moment = dt.datetime(2023, 12, 30, 8)  # noqa: DTZ001  # the warehouse keeps UTC without zone
    made = stages.report(load_city(settings.deployments, SLUG), 2023, moment, settings, NOW)
    assert [one.edition.kind for one in made] == ["preliminary"]


_READ = {"restated": (45, 54), "same": (45, 45), "right": (45, 54, 54)}  # by city: what one page said each day
CITIES = {name: a_city(f"{name}-ca", name.title(), {"herald": POLICE}) for name in _READ}
Told = tuple[Edition, tuple[Wrong, ...], Edition]


def _readings(name: str) -> list[Parsed]:
    """Several readings of one page, a day apart."""
    told = []
    for number, value in enumerate(_READ[name]):
        page = story(CITIES[name], "herald", "2024-01-05", _TEXT.format(value), said(f"{value} homicides in 2023", value, "2023"))
        fetched = page.capture.fetched_at + dt.timedelta(days=number)
        identity = f"{list(_READ).index(name)}{number}"
        capture = replace(page.capture, capture_id=identity.zfill(16), fetched_at=fetched, digest=f"sha256:{identity.zfill(64)}")
        told.append(replace(page, capture=capture))
    return told


@pytest.fixture(scope="module")
def told() -> dict[str, Told]:
    """By city what was known before its last reading, what was wrong in that, and what is known now."""
    found: dict[str, Told] = {}
    with built(*((city, _readings(name)) for name, city in CITIES.items())) as connection:
        for name, city in CITIES.items():
            last = _readings(name)[-1].capture.fetched_at
            older = compose(connection, city, 2023, last - dt.timedelta(hours=1), lambda _: None)
            found[name] = older, wrong(connection, older), compose(connection, city, 2023, None, lambda _: None)
    return found


def test_an_outlet_that_changes_its_number_has_corrected_itself(told: dict[str, Told]) -> None:
    older, found, newer = told["restated"]
    made = build(older, newer, found, Names.of(CITIES["restated"]))
    assert made.subject == "Restated 2023 correction: homicides 54, not 45"
    assert made.corrected[0].text == "The edition of Jan. 5, 2024, gave 45 homicides, citing Herald; the outlet now says 54."
    assert "WHAT WAS WRONG" in render.mail(made, CITIES["restated"]).text


def test_an_outlet_that_says_the_same_again_has_corrected_nothing(told: dict[str, Told]) -> None:
    assert told["same"][1] == ()


def test_what_was_right_when_it_was_mailed_is_not_corrected(told: dict[str, Told]) -> None:
    """45, then 54: the edition made after the second reading had the right number."""
    older, found, _ = told["right"]
    assert older.key_rows[0].value == 54
    assert found == ()
