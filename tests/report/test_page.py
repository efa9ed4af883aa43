"""The page and the JSON beside it: nothing from elsewhere, the same bytes again, every link within it leads somewhere."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ReportError
from pipeline.report import page, store, update
from pipeline.report.chart_image import spec
from pipeline.report.chart_parts import Chart, Line, Point
from tests.report import fresno, small
from tests.report.conftest import Build


def test_an_edition_round_trips_through_its_json(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY, fresno.ON_2023_12_29)
    text = store.dumps(edition)
    assert store.loads(text) == edition
    assert store.dumps(store.loads(text)) == text


def test_json_of_another_version_says_what_to_do() -> None:
    with pytest.raises(ReportError, match="run the report again"):
        store.loads('{"id": "fresno-ca-2023-final"}')


def test_the_page_lies_by_city_year_and_kind_and_is_written_once(edition_of: Build, tmp_path: Path) -> None:
    edition = edition_of(fresno.CITY)
    path = page.write(edition, fresno.CITY, tmp_path)
    assert path == tmp_path / "fresno-ca" / "2023" / "final" / "index.html"
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in tmp_path.rglob("*.*")}
    page.write(edition_of(fresno.CITY), fresno.CITY, tmp_path)
    assert {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in tmp_path.rglob("*.*")} == before
    assert sorted(file.name for file in before) == ["charts.js", "edition.json", "index.html", "index.html", "page.js"]


def test_an_update_has_a_page_of_its_own(edition_of: Build, tmp_path: Path) -> None:
    between = update.build(edition_of(fresno.CITY, fresno.ON_2023_12_29), edition_of(fresno.CITY), 2)
    assert between is not None
    assert page.write(between, fresno.CITY, tmp_path).parent.name == "update-2"
    assert "Counts that moved since fresno-ca-2023-preliminary" in page.html(between, fresno.CITY)


def test_every_link_within_the_page_leads_somewhere(edition_of: Build) -> None:
    for city in (fresno.CITY, small.divided()[0], small.silent()[0]):
        html = page.html(edition_of(city), city)
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_every_figure_of_the_mail_has_its_trace_with_the_words_marked(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY, fresno.ON_2023_12_29)
    html = page.html(edition, fresno.CITY)
    for sentence in (*edition.lede, *edition.strength, *edition.uncertain, *edition.upcoming):
        assert all(f'id="t-{figure_id}"' in html for figure_id in sentence.figure_ids)
    assert "Since then the number has plunged, to <mark>344 in total in 2023</mark>." in html


def test_the_page_needs_nothing_from_elsewhere(edition_of: Build, tmp_path: Path) -> None:
    """Its two scripts lie in the site, the rest within it; what a browser makes of them is tried in one (tests/e2e)."""
    path = page.write(edition_of(fresno.CITY), fresno.CITY, tmp_path)
    html = path.read_text(encoding="utf-8")
    sources = re.findall(r'\b(?:src|srcset)="([^"]*)"', html)
    assert [(path.parent / source).resolve().name for source in sources if (path.parent / source).resolve().is_file()] == [
        "charts.js",
        "page.js",
    ]
    assert len(sources) == 2
    assert "@import" not in html
    assert "url(" not in html
    assert html.count("<svg role=") == len(edition_of(fresno.CITY).charts)


@pytest.mark.parametrize("word", ["</script><script>alert(1)</script>", "<!--<script>"])
def test_no_word_ends_the_script_that_holds_a_chart(edition_of: Build, word: str) -> None:
    """Browsers look for the end of a script before they look at what is in it."""
    edition = edition_of(fresno.CITY)
    hostile = replace(edition.charts[0], title=word)
    html = page.html(replace(edition, charts=(hostile,)), fresno.CITY)
    (spec_text,) = re.findall(r'<script type="application/json">(.*?)</script>', html, re.S)
    assert json.loads(spec_text)["title"]["text"] == word


def test_the_index_lists_editions_and_passes_over_what_it_cannot_read(edition_of: Build, tmp_path: Path) -> None:
    odd = tmp_path / "fresno-ca" / "2022" / "final"
    odd.mkdir(parents=True)
    (odd / "edition.json").write_text("{}", encoding="utf-8")
    page.write(edition_of(fresno.CITY), fresno.CITY, tmp_path)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="fresno-ca/2023/final/index.html"' in index
    assert "2022" not in index


def test_nothing_known_is_said_in_a_sentence(edition_of: Build) -> None:
    with pytest.raises(ReportError, match=r"nothing is known of Firstcount, CA in 2023"):
        edition_of(small.first_count()[0], fresno.FBI_FILE.capture.fetched_at.replace(year=2019))


def test_a_gap_is_drawn_as_a_gap() -> None:
    points = tuple(Point(year, 10.0, None, True, ()) for year in (2015, 2016, 2019, 2020))
    lines = (Line("police", "police", "", True, points), Line("ucr", "FBI UCR", "murders", False, points))
    drawn = spec(Chart("homicide", "Homicides", "", lines, ()))
    runs = [value["run"] for value in drawn["layer"][-4]["data"]["values"]]
    assert sorted(set(runs)) == [0, 1]


def test_few_years_are_bars_and_a_missing_one_is_no_zero() -> None:
    points = (Point(2020, 732.0, None, True, ()), Point(2022, 440.0, dt.date(2022, 12, 28), False, ()))
    drawn = spec(Chart("shooting", "Shootings", "", (Line("police", "police", "", True, points),), ()))
    bars, missing, *_ = drawn["layer"]
    assert [value["open"] for value in bars["data"]["values"]] == [False, True]
    assert missing["data"]["values"] == [{"year": 2021}]
