"""Files of counts as publishers really send them: each way of being wrong has its name, and nothing wrong becomes a number."""

from __future__ import annotations

import contextlib
import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.columns import Columns
from pipeline.errors import ParseError
from pipeline.parse.series import read_series
from pipeline.period import Period
from pipeline.records import Reading

PLACE = "Fresno, CA"
YEARS = Columns(year="year", metrics={"homicide": "murder", "robbery": "robbery"})
MONTHS = Columns(year="Year", month="Month", updated="Last Updated", where={"Agency": "Fresno"}, metrics={"homicide": "Murder"})


def read(text: str | bytes, columns: Columns = YEARS) -> Reading:
    return read_series(text if isinstance(text, bytes) else text.encode(), columns, PLACE)[0]


def counts(reading: Reading) -> dict[tuple[str, str], float | None]:
    return {(one.metric, str(one.period)): one.value for one in reading.figures}


def refused(reading: Reading) -> list[tuple[str, str | None]]:
    return [(one.reason, one.where) for one in reading.rejections]


GOOD = {("homicide", "2015"): 39.0, ("robbery", "2015"): 1034.0}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("year,murder,robbery\n2015,39,1034\n", id="plain"),
        pytest.param(b"\xef\xbb\xbfyear,murder,robbery\n2015,39,1034\n", id="byte order mark"),
        pytest.param(b'\xef\xbb\xbf"year",murder,robbery\n2015,39,1034\n', id="byte order mark before a quoted head"),
        pytest.param("year,murder,robbery\r\n2015,39,1034\r\n", id="CRLF"),
        pytest.param("year,murder,robbery\r2015,39,1034\r", id="CR alone, from an old Macintosh"),
        pytest.param('year,murder,robbery\n2015,39,"1,034"\n', id="thousands"),
        pytest.param(" year , murder,robbery \n 2015 , 39 , 1034 \n", id="spaces"),
        pytest.param("year,murder,robbery\n2015,39,1034", id="no newline at the end"),
        pytest.param("\n\nyear,murder,robbery\n\n2015,39,1034\n\n", id="empty lines"),
        pytest.param("robbery,note,murder,year\n1034,,39,2015\n", id="columns in another order"),
        pytest.param("year,murder,robbery,\n2015,39,1034,\n", id="a comma at the end of every line"),
        pytest.param("year,murder,robbery\n2015,39,1034,,\n", id="empty cells beyond the head"),
        pytest.param("year,murder,robbery\n2015,39,1034\n2015,39,1034\n", id="a row twice, the same"),
        pytest.param("year,murder,robbery\n2015,39.0,1034\n", id="a decimal point"),
        pytest.param("stra\xdfe,year,murder,robbery\nm\xfcnchen,2015,39,1034\n".encode("windows-1252"), id="windows-1252"),
        pytest.param('note,year,murder,robbery\n"two\nlines",2015,39,1034\n', id="a cell of two lines"),
    ],
)
def test_the_same_counts_however_they_are_written(text: str | bytes) -> None:
    reading = read(text)
    assert counts(reading) == GOOD
    assert reading.rejections == ()


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("", "empty", "empty"),
        (" \r\n\t", "empty", "empty"),
        (b"\xef\xbb\xbf", "empty", "empty"),
        ("<!DOCTYPE html><title>Moved</title>", "html_instead_of_csv", "HTML"),
        (b"\xef\xbb\xbf\n<!doctype html>", "html_instead_of_csv", "HTML"),
        ("<!-- 502 --><html>", "html_instead_of_csv", "HTML"),
        ("year,murder,robbery\n2015,3\0009,1034\n", "binary", "binary"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), "binary", "binary"),
        ("year,murder,robbery\n2015,39,1034\n".encode("utf-16"), "binary", "binary"),
        ("year,homicides,robbery\n2015,39,1034\n", "renamed_column", "'murder'; it has 'year', 'homicides', 'robbery'"),
        ("year,murder,murder,robbery\n2015,39,38,1034\n", "renamed_column", "'murder' more than once"),
        ("Year,murder,robbery\n2015,39,1034\n", "renamed_column", "'year'"),
        ('year,murder,robbery\n2015,"39,1034\n2016,40,1000\n', "broken_csv", "no CSV"),
        ('year,murder,robbery\n2015,"39"9,1034\n', "broken_csv", "line 2"),
        ("year,murder,robbery\n", "no_rows", "any"),
    ],
)
def test_a_file_that_cannot_be_used(text: str | bytes, reason: str, words: str) -> None:
    with pytest.raises(ParseError) as error:
        read(text)
    assert error.value.reason == reason
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_rows_of_nobody_we_asked_for_are_named() -> None:
    with pytest.raises(ParseError, match=r"no row with Agency = Fresno; compare \[source.columns.where\]") as error:
        read("Agency,Year,Month,Murder,Last Updated\nClovis,2023,1,2,\n", MONTHS)
    assert error.value.reason == "no_rows"


@pytest.mark.parametrize("missing", ["", "NA", " NA "])
def test_what_is_missing_is_no_figure_and_no_zero(missing: str) -> None:
    reading = read(f"year,murder,robbery\n2015,{missing},1034\n")
    assert counts(reading) == {("robbery", "2015"): 1034}
    assert reading.rejections == ()


def test_a_reported_zero_is_a_zero() -> None:
    assert counts(read("year,murder,robbery\n2015,0,0\n")) == {("homicide", "2015"): 0, ("robbery", "2015"): 0}


@pytest.mark.parametrize(
    "printed", ["n/a", "-", "39*", "1 034", "1,03", "1,0345", "1e3", "0x1F", "(3)", "+3", "nan", "inf", "９", "9" * 400, "3.", "½"]
)
def test_what_is_no_number_is_named_and_the_rest_of_the_row_stays(printed: str) -> None:
    reading = read(f'year,murder,robbery\n2015,"{printed}",1034\n')
    assert counts(reading) == {("robbery", "2015"): 1034}
    assert refused(reading) == [("no_number", "line 2")]


def test_an_unquoted_thousands_comma_moves_no_count_into_another_column() -> None:
    """1,034 robberies without quotation marks: the row is one cell too long, and 1 would be read as the count."""
    reading = read("year,robbery,murder\n2015,1,034,39\n2014,900,47\n")
    assert counts(reading) == {("robbery", "2014"): 900, ("homicide", "2014"): 47}
    assert refused(reading) == [("ragged_row", "line 2")]


def test_a_row_cut_off_is_named() -> None:
    reading = read("year,murder,robbery\n2014,47,900\n2015,39")
    assert counts(reading) == {("homicide", "2014"): 47, ("robbery", "2014"): 900}
    assert refused(reading) == [("ragged_row", "line 3")]


def test_a_year_with_two_counts_has_none() -> None:
    """Never guess: two matches where one was meant. The other metric stands twice with one value, and stays."""
    reading = read("year,murder,robbery\n2015,39,1034\n2015,38,1034\n")
    assert counts(reading) == {("robbery", "2015"): 1034}
    assert refused(reading) == [("stands_twice", "line 3")]
    assert "38 here and 39 on line 2" in reading.rejections[0].detail


@pytest.mark.parametrize("year", ["15", "2015.0", "FY2015", "2015-16", "", "0015", "20155"])
def test_a_row_without_a_year_is_named(year: str) -> None:
    reading = read(f"year,murder,robbery\n{year},39,1034\n")
    assert (counts(reading), refused(reading)) == ({}, [("no_period", "line 2")])


def monthly(month: str, updated: str = "") -> tuple[Reading, dt.datetime | None]:
    text = f'Agency,Year,Month,Murder,Last Updated\nClovis,2023,1,99,\nFresno,2023,{month},3,"{updated}"\n'
    return read_series(text.encode(), MONTHS, PLACE)


@pytest.mark.parametrize(
    ("word", "month"),
    [("1", 1), ("12", 12), ("01", 1), ("January", 1), ("jan", 1), ("Jan.", 1), ("SEPT", 9), ("sept.", 9), ("may", 5), ("JUNE", 6)],
)
def test_months_by_number_or_name(word: str, month: int) -> None:
    reading, _ = monthly(word)
    assert [(one.period, one.value) for one in reading.figures] == [(Period.month(2023, month), 3)]


@pytest.mark.parametrize("word", ["0", "13", "ja", "ju", "ma.", "m", "janvier", "mayor", "1.0", "-1", "", "Q1", "²"])
def test_what_is_no_month_is_named(word: str) -> None:
    """ "ma." might be March or May."""
    reading, _ = monthly(word)
    assert (reading.figures, refused(reading)) == ((), [("no_period", "line 3")])


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("2026-05-18 10:10:31 EDT", dt.datetime(2026, 5, 18, 10, 10, 31)),  # noqa: DTZ001  # the city's zone is added at load
        ("May 18, 2026", dt.datetime(2026, 5, 18)),  # noqa: DTZ001
        ("05/18/2026", dt.datetime(2026, 5, 18)),  # noqa: DTZ001
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_day_of_the_last_change(printed: str, found: dt.datetime | None) -> None:
    assert monthly("1", printed)[1] == found


def test_the_newest_change_of_the_rows_asked_for_counts() -> None:
    text = "Agency,Year,Month,Murder,Last Updated\nFresno,2023,2,3,2026-02-01\nFresno,2023,1,3,2026-03-01\nClovis,2023,1,9,2026-04-01\n"
    assert read_series(text.encode(), MONTHS, PLACE)[1] == dt.datetime(2026, 3, 1)  # noqa: DTZ001


def test_a_figure_says_where_it_stands() -> None:
    """The line is the file's, though a cell before it has a line break."""
    (one,) = read('note,year,murder,robbery\n"two\nlines",2015,39,\n').figures
    assert (one.quote, one.cell, one.start, one.label, one.place) == ("39", "2015 × murder", 3, "murder", PLACE)
    assert (one.confidence, one.measure) == ("certain", "count")


def test_a_percentage_is_a_share() -> None:
    columns = Columns(year="year", metrics={"clearance_rate": "cleared"})
    assert [one.measure for one in read("year,cleared\n2023,93.5\n", columns).figures] == ["share"]


@given(st.dictionaries(st.integers(1850, 2199), st.integers(-999, 10**9), min_size=1), st.booleans())
def test_every_count_written_is_read(written: dict[int, int], is_grouped: bool) -> None:
    lines = [f'{year},"{count:,}"' if is_grouped else f"{year},{count}" for year, count in written.items()]
    reading = read("\n".join(["year,murder", *lines]), Columns(year="year", metrics={"homicide": "murder"}))
    assert {one.period: one.value for one in reading.figures} == {Period.year(year): count for year, count in written.items()}


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_parse_error(body: bytes) -> None:
    for columns in (YEARS, MONTHS):
        for start in (b"", b"year,murder,robbery\n", b"Agency,Year,Month,Murder,Last Updated\nFresno,"):
            with contextlib.suppress(ParseError):
                read_series(start + body, columns, PLACE)


def test_a_file_of_all_agencies_is_read_in_seconds() -> None:
    """RTCI's file has all of the country's agencies: 200,000 rows, of which one city's count."""
    rows = [
        f"{'Fresno' if number % 1000 == 0 else 'Town'},{1900 + number // 1000 % 100},{number % 12 + 1},7,2026-05-18 10:10:31 EDT"
        for number in range(200_000)
    ]
    body = "\n".join(["Agency,Year,Month,Murder,Last Updated", *rows]).encode()
    started = time.process_time()
    reading, _ = read_series(body, MONTHS, PLACE)
    assert len(reading.figures) == 200
    assert time.process_time() - started < 5
