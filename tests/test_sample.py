"""The TOML files of cities and the sample: they load, teach when mistyped, build to the same bytes, and are read as a reader would."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline import figures
from pipeline.archive import build
from pipeline.city import City, load_cities, load_city
from pipeline.deliver.subscribers import read as read_subscribers
from pipeline.errors import ConfigError
from pipeline.parse.article import read_article
from pipeline.parse.series import read_series
from pipeline.period import Period
from pipeline.records import Document, Figure, Reading

DEPLOYMENTS = Path(__file__).parent.parent / "deployments"
SAMPLE = DEPLOYMENTS / "sample"
SLUG = "fresno-ca"
NOTE = "Sample page: retold by yearend from published facts; the real coverage is "

CAPTURES: list[dict[str, Any]] = tomllib.loads((SAMPLE / "captures.toml").read_text(encoding="utf-8"))["capture"]
EXPECTED: dict[str, dict[str, Any]] = {
    page["id"]: page for page in map(json.loads, (Path(__file__).parent / "sample_expected.jsonl").read_text(encoding="utf-8").splitlines())
}
STORIES = sorted((SAMPLE / "pages").glob("*.html"))


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(SAMPLE, SLUG)


# ---- the cities


@pytest.mark.parametrize("folder", [DEPLOYMENTS, SAMPLE], ids=["real", "sample"])
def test_every_city_loads(folder: Path) -> None:
    assert SLUG in {city.slug for city in load_cities(folder)}


def test_the_real_citys_subscribers_lie_outside_the_repository() -> None:
    path = (DEPLOYMENTS / load_city(DEPLOYMENTS, SLUG).subscribers).resolve()
    assert not path.is_relative_to(DEPLOYMENTS.parent.resolve())


def test_news_is_never_redistributed() -> None:
    news = [source for source in load_city(DEPLOYMENTS, SLUG).source if source.reads == "article"]
    assert news
    assert all(source.may == {"read", "compute", "quote"} for source in news)


TYPOS = {
    "a kind": ('kind = "feed"', 'kind = "fede"', ["source[yourcentralvalley].kind", "'fede'", "'page', 'feed'"]),
    "a key": ('outlet = "KFSN', 'outlte = "KFSN', ["source[abc30].outlte", "no known key", "outlet"]),
    "a use": ('may = ["read", ', 'may = ["raed", ', ["source[yourcentralvalley].may", "'raed'", "'read', 'compute', 'quote' or 'redistribute'"]),
    "how often": ('due = "day"', 'due = "daily"', ["source[rtci].due", "'daily'", "'2 hours', 'day', 'week'"]),
    "a metric": ('metric = "shooting"', 'metric = "shoting"', ["definition[police-shooting].metric", "'shoting'", "shooting, shooting_victim"]),
    "a metric's column": ('larceny = "Theft"', 'theft = "Theft"', ["source[rtci].columns.metrics", "'theft'", "larceny"]),
    "a provider": ('provider = "rtci"', 'provider = "rtic"', ["'rtic' is not listed", "fresno-police, rtci, ucr"]),
    "a family": ('definition = "police"\n', 'definition = "polise"\n', ["'polise'", "police, ucr"]),
    "a definition": ('definition = "police-shooting"', 'definition = "shooting"', ["'shooting' preferred for shooting", "police-shooting"]),
    "a status": ('status = "suspected"', 'status = "maybe"', ["series_break", "status", "'documented', 'reviewed' or 'suspected'"]),
    "a time zone": ('"America/Los_Angeles"', '"America/Fresno"', ["time_zone", "'America/Fresno'", "America/Los_Angeles"]),
    "an ORI": ('ori = "CA0100500"', 'ori = "CA01005"', ["agency", "ori", "'CA01005'", "pattern"]),
    "an address": ('"https://abc30.com/feed/"', '"abc30.com/feed/"', ["source[abc30].address", "https://"]),
    "a missing key": ('time_zone = "America/Los_Angeles"\n', "", ["time_zone is missing"]),
    "a quotation mark": ('state = "CA"', 'state = "CA', ["no valid TOML", "line"]),
}


@pytest.mark.parametrize(("right", "wrong", "words"), TYPOS.values(), ids=TYPOS.keys())
def test_a_typo_is_one_sentence_with_file_key_and_allowed_values(tmp_path: Path, right: str, wrong: str, words: list[str]) -> None:
    text = (DEPLOYMENTS / "cities" / f"{SLUG}.toml").read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "cities" / f"{SLUG}.toml"
    path.parent.mkdir()
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_city(tmp_path, SLUG)
    message = str(error.value)
    assert "\n" not in message
    assert [word for word in [str(path), *words] if word not in message] == []


def test_a_base_that_is_not_there_is_named(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE / "cities", tmp_path / "sample" / "cities")
    with pytest.raises(ConfigError, match=r"cities/fresno-ca\.toml is not there"):
        load_city(tmp_path / "sample", SLUG)


# ---- the sample's files


def test_every_file_of_the_manifest_is_there_and_none_is_forgotten() -> None:
    listed = {capture["file"] for capture in CAPTURES}
    there = {str(path.relative_to(SAMPLE)) for folder in ("pages", "data") for path in (SAMPLE / folder).iterdir()}
    assert listed == there


def test_an_address_is_captured_once_at_a_time_and_never_anothers() -> None:
    times = Counter((capture["address"], capture["fetched_at"]) for capture in CAPTURES)
    assert max(times.values()) == 1
    assert all(address.startswith("https://sample.example/") for address, _ in times)


def test_one_page_was_edited_between_two_captures() -> None:
    answers = Counter(capture["address"] for capture in CAPTURES)
    assert sorted(answers.values())[-2:] == [1, 2]


def test_every_source_has_its_capture_says_when_it_was_released_and_whose_coverage_it_retells(city: City) -> None:
    captured = {capture["address"] for capture in CAPTURES}
    assert [source.id for source in city.source if source.address not in captured or not source.released_on or not source.credit] == []


def test_captures_name_their_source(city: City) -> None:
    assert {capture["source"] for capture in CAPTURES} == {source.id for source in city.source}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_story_names_the_real_coverage_to_readers_and_in_the_source(path: Path) -> None:
    assert _text(path).count(NOTE) == 2


def test_the_licence_speaks_of_every_file_that_is_not_ours() -> None:
    licence = (SAMPLE / "LICENSE").read_text(encoding="utf-8")
    theirs = sorted(path.relative_to(SAMPLE) for path in (SAMPLE / "data").iterdir())
    assert [str(path) for path in [*theirs, "captures.warc.gz"] if str(path) not in licence] == []
    assert "CC BY-NC-SA 4.0" in licence


def test_subscribers_are_at_example_org_and_none_is_rejected(city: City) -> None:
    people, rejections = read_subscribers(SAMPLE / city.subscribers)
    assert rejections == ()
    assert [person.address.partition("@")[2] for person in people] == ["example.org"] * 3


def test_the_archive_builds_to_the_committed_bytes(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "sample", ignore=shutil.ignore_patterns("*.warc.gz"))
    assert build(tmp_path / "sample").read_bytes() == (SAMPLE / "captures.warc.gz").read_bytes()


# The totals are those of the publishers' own yearly tables, not sums of these files.
@pytest.mark.parametrize(
    ("source_id", "metric", "year", "count"),
    [
        ("ucr-1975-2015", "homicide", 1993, 87),
        ("ucr-1975-2015", "violent_crime", 2015, 2871),
        ("rtci-fresno", "homicide", 2023, 38),
        ("rtci-fresno", "rape", 2022, 275),
        ("rtci-fresno", "rape", 2023, 285),
        ("rtci-fresno", "motor_vehicle_theft", 2023, 3364),
    ],
)
def test_files_of_counts_are_read_as_published(city: City, source_id: str, metric: str, year: int, count: int) -> None:
    source = next(source for source in city.source if source.id == source_id)
    assert source.columns is not None
    file = next(capture["file"] for capture in CAPTURES if capture["source"] == source_id)
    reading, _ = read_series((SAMPLE / file).read_bytes(), source.columns, city.place)
    assert reading.rejections == ()
    found = [figure for figure in reading.figures if figure.metric == metric and figure.period and figure.period.start.year == year]
    assert len(found) == (12 if source.columns.month else 1)
    assert sum(figure.value or 0 for figure in found) == count


# ---- the sample's stories, read


def test_every_story_has_its_expectation() -> None:
    assert {path.stem for path in STORIES} == set(EXPECTED)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_is_read_without_its_furniture(path: Path) -> None:
    document = read_article(path.read_bytes())
    wanted = EXPECTED[path.stem]
    assert (document.title, str(document.published_on), document.outlet) == (wanted["title"], wanted["published"], wanted["outlet"])
    words = [figure["quote"] for figure in wanted["figures"] if "×" not in figure["quote"]] + [quote["text"] for quote in wanted["quotes"]]
    assert [each for each in words if each not in document.text] == []
    # Towns of the teasers, the note, the newsletter, and the comments: none of it is the story.
    strange = ("Larkdale", "Eastmere", "Quillan Flats", "Sample page", "readers", "(555)", "10 shots")
    assert [word for word in strange if word in document.text] == []


def test_the_stories_figures_are_found() -> None:
    """Core agreement (metric, measure, value, period) over all stories together; both at least 0.85."""
    wanted = hits = given = 0
    for path in STORIES:
        expected = EXPECTED[path.stem]["figures"]
        paired = _pair(expected, list(_read(path).figures))
        wanted += sum(not figure["optional"] for figure in expected)
        hits += sum(not figure["optional"] for figure, found in paired if figure and found)
        given += sum(_counts(figure, found) for figure, found in paired if found)
    assert hits / wanted >= 0.85, f"{hits} of {wanted} found"
    assert hits / given >= 0.85, f"{hits} right of {given} given"


def test_the_year_end_storys_figures_and_quotations_are_all_found() -> None:
    """What the preliminary edition stands on may not be missed at all."""
    path = SAMPLE / "pages" / "2023-12-29-crime-drop.html"
    expected = EXPECTED[path.stem]
    reading = _read(path)
    missed = [figure for figure, found in _pair(expected["figures"], list(reading.figures)) if figure and not found and not figure["optional"]]
    assert missed == []
    said = {(quote.text, quote.speaker, quote.role) for quote in reading.quotations}
    assert [quote for quote in expected["quotes"] if (quote["text"], quote["speaker"], quote["role"]) not in said] == []


def _text(path: Path) -> str:
    body = path.read_bytes()
    return body.decode("cp1252" if b"charset=windows-1252" in body else "utf-8")


def _read(path: Path) -> Reading:
    return figures.read(_document(path), "Fresno, CA")


def _document(path: Path) -> Document:
    return read_article(path.read_bytes())


def _pair(expected: list[dict[str, Any]], found: list[Figure]) -> list[tuple[dict[str, Any] | None, Figure | None]]:
    """Each expected figure with one found that agrees, or None; then those found that were not expected."""
    left = list(found)
    pairs: list[tuple[dict[str, Any] | None, Figure | None]] = []
    for wanted in sorted(expected, key=lambda each: bool(each["optional"])):
        match = next((figure for figure in left if _agrees(wanted, figure)), None)
        if match:
            left.remove(match)
        pairs.append((wanted, match))
    return [*pairs, *((None, figure) for figure in left)]


def _agrees(wanted: dict[str, Any], found: Figure) -> bool:
    return (
        (wanted["metric"], *_amount(wanted["measure"], wanted["value"])) == (found.metric, *_amount(found.measure, found.value))
    ) and _same_period(wanted["period"], found.period)


def _amount(measure: str, value: float | None) -> tuple[str, float | None]:
    """Doubled and up 100 percent are the same statement."""
    return ("percent_change", round((value - 1) * 100, 6)) if measure == "multiple" and value is not None else (measure, value)


def _same_period(printed: str | None, found: Period | None) -> bool:
    """An unknown period is not held against a reader; a stock may be dated within a month."""
    if printed is None:
        return True
    wanted = Period.parse(printed)
    if found is not None and wanted.is_stock:
        return abs((wanted.end - found.end).days) <= 31
    return wanted == found


def _counts(wanted: dict[str, Any] | None, found: Figure) -> bool:
    """Whether a figure found stands in precision: not if it answers an optional one, nor for the metric `other`."""
    return found.metric != "other" and not (wanted and wanted["optional"])
