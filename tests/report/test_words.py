"""Numbers, dates and phrases, by tables."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.report import phrases, words
from pipeline.report.layout import COLUMNS, cells, wrap
from pipeline.report.plain import MOST_CHARACTERS, one_line, web_address


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "zero"), (1, "one"), (9, "nine"), (10, "10"), (732, "732"), (16922, "16,922"), (5.5, "5.5")]
)
def test_one_to_nine_are_words(value: float, expected: str) -> None:
    assert words.spelled(value) == expected


@pytest.mark.parametrize(
    ("value", "op", "expected"),
    [
        (0, "eq", "no homicides"),
        (1, "eq", "one homicide"),
        (2, "eq", "two homicides"),
        (35, "eq", "35 homicides"),
        (440, "approx", "about 440 homicides"),
        (2500, "lt", "nearly 2,500 homicides"),
        (725, "gt", "more than 725 homicides"),
    ],
)
def test_counts_agree_with_their_noun(value: float, op: str, expected: str) -> None:
    assert words.counted(value, "homicide", "homicides", op) == expected


@pytest.mark.parametrize(
    ("pct", "size", "in_table"),
    [
        (-53.005, "53%", "−53%"),
        (-41.667, "42%", "−42%"),
        (3.636, "3.6%", "+3.6%"),
        (-2.0, "2%", "−2%"),
        (9.94, "9.9%", "+9.9%"),
        (9.96, "10%", "+10%"),
        (0.0, "0%", "0%"),
        (-0.0, "0%", "0%"),
        (-0.04, "less than 0.1%", "<0.1%"),  # never "−0%"
        (1133.3, "1,133%", "+1,133%"),
    ],
)
def test_percentages(pct: float, size: str, in_table: str) -> None:
    assert words.percent(pct) == size
    assert words.signed(pct) == in_table


@pytest.mark.parametrize(
    ("date", "expected"),
    [((2023, 12, 29), "Dec. 29, 2023"), ((2024, 1, 14), "Jan. 14, 2024"), ((2024, 3, 1), "March 1, 2024"), ((2024, 9, 5), "Sept. 5, 2024")],
)
def test_days_as_ap_prints_them(date: tuple[int, int, int], expected: str) -> None:
    assert words.day(dt.date(*date)) == expected


@pytest.mark.parametrize(("hour", "expected"), [(0, "12:05 a.m."), (11, "11:05 a.m."), (12, "12:05 p.m."), (23, "11:05 p.m.")])
def test_clock(hour: int, expected: str) -> None:
    assert words.clock(dt.datetime(2023, 12, 29, hour, 5, tzinfo=dt.UTC)) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, "no days left"), (1, "one day left"), (2, "two days left"), (31, "31 days left")])
def test_days_left(days: int, expected: str) -> None:
    assert words.days_left(days) == expected


@pytest.mark.parametrize(("items", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_lists_have_no_serial_comma(items: list[str], expected: str) -> None:
    assert words.listed(items) == expected


@pytest.mark.parametrize(
    ("pct", "expected"),
    [
        (-44.9, ""),
        (-45.0, "almost half"),
        (-49.4, "almost half"),
        (-49.5, "half"),
        (50.4, "half"),
        (-50.5, "more than half"),
        (-59.9, "more than half"),
        (-60.0, ""),  # "more than half" would be too little said
    ],
)
def test_words_follow_numbers_by_size_alone(pct: float, expected: str) -> None:
    assert phrases.fraction(pct) == expected


@pytest.mark.parametrize(
    ("pct", "verb", "headline"),
    [
        (0.0, "was unchanged", "unchanged"),
        (-2.0, "was little changed (−2%)", "little changed"),
        (2.49, "was little changed (+2.5%)", "little changed"),
        (2.5, "rose 2.5%", "up 2.5%"),
        (-42.0, "fell 42%", "down 42%"),
        (-47.0, "fell by almost half (−47%)", "down 47%"),
        (47.0, "rose by almost half (+47%)", "up 47%"),
        (100.0, "doubled (+100%)", "up 100%"),
        (113.0, "more than doubled (+113%)", "up 113%"),
        (260.0, "more than tripled (+260%)", "up 260%"),
        (400.0, "rose 400%", "up 400%"),
    ],
)
def test_movements_have_one_sign_only(pct: float, verb: str, headline: str) -> None:
    assert phrases.movement(pct) == verb
    assert phrases.direction(pct) == headline


@pytest.mark.parametrize(
    ("pct", "op", "expected"),
    [
        (-50, "lt", "almost half"),  # "by almost half" in the story of 29 December 2023
        (-50, "eq", "half"),
        (-50, "gt", "more than half"),
        (-43, "eq", "43%"),
        (-19.8, "eq", "19.8%"),
        (-8, "gt", "more than 8%"),
        (20, "approx", "about 20%"),
    ],
)
def test_a_stated_change_keeps_its_hedge(pct: float, op: str, expected: str) -> None:
    assert phrases.stated(pct, op) == expected


def test_text_is_wrapped_at_72_columns_and_addresses_are_not_broken() -> None:
    address = "https://sample.example/" + "a-long-path-" * 10
    lines = wrap(f"Some words before an address, enough for one line and more of them: {address}").splitlines()
    assert address in lines
    assert all(len(line) <= COLUMNS for line in lines if address not in line)


def test_cells_stand_under_one_another() -> None:
    rows = [cells("", "2023", "2022", "change"), cells("Property crimes [2]", "16,922", "18,944", "−11%")]
    assert {len(row) for row in rows} == {COLUMNS}
    assert len(cells("Rapes [4]", "not published", "not known", "−19% stated")) == COLUMNS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Valley\r\nBcc: all@example.org", "Valley Bcc: all@example.org"),
        ("\u202eevil\u202c", "evil"),
        (" a\x00b\u2028c ", "a b c"),
        ("x" * 10000, "x" * (MOST_CHARACTERS - 1) + "…"),
    ],
)
def test_what_others_wrote_is_one_plain_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "https://a.example/ b", 'https://a.example/"x', "", "//a.example"])
def test_only_web_addresses_are_linked(text: str) -> None:
    assert web_address(text) == ""
    assert web_address("https://a.example/b?c=d") == "https://a.example/b?c=d"
