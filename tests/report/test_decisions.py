"""The small decisions: kind, what leads, who is quoted, what chance allows, strength, what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, cast

import pytest

from pipeline.report.chance import is_too_few, past_range
from pipeline.report.key_figures import key_rows, not_published
from pipeline.report.kind import kind
from pipeline.report.moves import moves
from pipeline.report.names import Names
from pipeline.report.parts import KeyRow
from pipeline.report.quotations import MOST_WORDS_PER_ARTICLE, body_of, choose, is_fit
from pipeline.report.rows import Quoted, SeriesYear, Statement, YearEnd
from pipeline.report.strength import kind_of, strength
from pipeline.report.superlative import superlative
from pipeline.report.traces import CONTEXT_WORDS, around
from pipeline.report.uncertain import uncertain
from pipeline.report.upcoming import upcoming
from tests.report import fresno
from tests.report.conftest import Build

DAY = dt.datetime(2023, 12, 29, 20, tzinfo=dt.UTC)


def _blank(kind_: type[Any], **fields: Any) -> Any:
    """A record whose other fields are None, or empty where they are tuples."""
    names = kind_.__dataclass_fields__
    blank = {name: () if "tuple" in str(field.type) else None for name, field in names.items()}
    return kind_(**blank | fields)


def _row(metric: str = "homicide", **fields: Any) -> KeyRow:
    row: KeyRow = _blank(
        KeyRow, **{"metric": metric, "provider": "police", "definition": f"police-{metric}", "is_used": True, "coverage": "full"} | fields
    )
    return row


HOMICIDE, SHOOTING, FALLBACK = ("homicide", "police", "p-h"), ("shooting", "police", "p-s"), ("homicide", "rtci", "r-h")
SERIES = [HOMICIDE, FALLBACK, SHOOTING]


def _year_end(series: tuple[str, str, str], coverage: str, **fields: Any) -> YearEnd:
    row: YearEnd = _blank(YearEnd, metric=series[0], provider=series[1], definition=series[2], coverage=coverage, op="eq", **fields)
    return row


def _seen(*series: tuple[str, str, str]) -> list[SeriesYear]:
    return [_blank(SeriesYear, metric=one[0], provider=one[1], definition=one[2], value=1.0) for one in series]


@pytest.mark.parametrize(
    ("known_on", "rows", "expected"),
    [
        ("2023-12-31", [(HOMICIDE, "full"), (SHOOTING, "full")], "preliminary"),  # the year is not over
        ("2024-01-01", [(HOMICIDE, "full"), (SHOOTING, "full")], "final"),
        ("2024-01-01", [(HOMICIDE, "full"), (SHOOTING, "so_far")], "preliminary"),
        ("2024-01-01", [(HOMICIDE, "full")], "preliminary"),  # shootings have been published before, not for this year
        ("2024-01-01", [(FALLBACK, "full"), (SHOOTING, "full")], "preliminary"),  # a fallback makes no edition final
    ],
)
def test_final_is_a_condition_and_no_date(known_on: str, rows: list[tuple[tuple[str, str, str], str]], expected: str) -> None:
    found = [_year_end(*row) for row in rows]
    assert kind(2023, dt.date.fromisoformat(known_on), SERIES, found, _seen(HOMICIDE, SHOOTING)) == expected


def test_a_count_that_is_not_exact_is_not_final() -> None:
    row = replace(_year_end(HOMICIDE, "full"), op="approx")
    assert kind(2023, dt.date(2024, 5, 1), SERIES, [row], _seen(HOMICIDE)) == "preliminary"


def test_a_series_that_was_never_published_is_not_waited_for() -> None:
    assert kind(2023, dt.date(2024, 5, 1), SERIES, [_year_end(HOMICIDE, "full")], _seen(HOMICIDE)) == "final"
    used = _year_end(FALLBACK, "full", is_used=True)
    assert kind(1993, dt.date(2024, 5, 1), SERIES, [used], _seen(FALLBACK)) == "final"  # long before the police's own series


def test_without_preferences_the_headline_series_in_use_must_be_whole() -> None:
    """A full count of something else made "final" stand above a headline that said "so far"."""
    homicides, robberies = _year_end(HOMICIDE, "so_far", is_used=True), _year_end(("robbery", "police", "police-robbery"), "full", is_used=True)
    assert kind(2023, dt.date(2024, 5, 1), [], [homicides, robberies], _seen(HOMICIDE)) == "preliminary"
    assert kind(2023, dt.date(2024, 5, 1), [], [robberies], _seen(HOMICIDE)) == "final"


@pytest.mark.parametrize(
    ("value", "last", "p", "expected"), [(10, 12, 0.83, True), (18, 5, 0.011, False), (30, 30, 1.0, False), (120, 150, None, False)]
)
def test_chance_is_spoken_of_only_where_the_test_finds_none(value: float, last: float, p: float | None, expected: bool) -> None:
    assert is_too_few(_row(value=value, last_value=last, chance_p=p)) is expected


@pytest.mark.parametrize(
    ("value", "changes", "expected"),
    [(359, 10, "past changes −19% to +39%"), (359, 2, None), (35, 10, None)],  # two changes are no range; under 100 the test speaks
)
def test_above_100_the_past_changes_stand_beside(value: float, changes: int, expected: str | None) -> None:
    row = _row(value=value, last_value=60.0, change_pct=-20.0, past_change_min_pct=-19.0, past_change_max_pct=39.0, past_changes=changes)
    assert past_range(row) == expected


def test_at_most_eight_rows_and_a_metric_with_two_signs_takes_two() -> None:
    metrics = ["homicide", "shooting", "rape", "robbery", "aggravated_assault", "violent_crime", "burglary", "larceny", "property_crime"]
    rows = [_row(metric, value=100.0, change_pct=1.0) for metric in metrics]
    rows.append(_row("rape", provider="rtci", is_used=False, value=100.0, change_pct=-1.0))
    found = key_rows(rows)
    assert len(found) == 8
    assert [row.provider for row in found if row.metric == "rape"] == ["police", "rtci"]
    assert "larceny" not in {row.metric for row in found}


def test_what_a_check_found_of_a_used_series_is_uncertain() -> None:
    """A reader of the mail should not have to open the page to learn it; of a series that is not used it is said on the page alone."""
    doubts = ("its parts add up to 99", "3 and 4 were stated on the same day, 2024-02-01")
    rows = [
        _row(label="Burglaries", source="police", doubts=doubts, figure_ids=("a",)),
        _row(label="Rapes", source="FBI data", is_used=False, doubts=doubts),
    ]
    found = uncertain(rows, [], [], 2023, cast("Names", None))
    said = ["".join(span.text for span in one.spans) for one in found]
    assert said == ["Burglaries, police: its parts add up to 99; 3 and 4 were stated on the same day, Feb. 1, 2024."]
    assert found[0].spans[0].figure_ids == ("a",)


def test_a_second_provider_with_the_same_sign_stays_on_the_page() -> None:
    rows = [_row(value=35.0, change_pct=-42.0), _row(provider="rtci", is_used=False, value=38.0, change_pct=-39.0)]
    assert key_rows(rows) == (rows[0],)


def test_what_nobody_publishes_is_listed() -> None:
    assert not_published([_row("homicide", value=3.0)], ["robbery", "homicide", "rape", "officer"]) == ("rapes", "robberies")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Police Chief", "agency"),
        ("Sgt.", "agency"),
        ("Mayor", "city"),
        ("City Council member", "city"),
        ("City Council President", "city"),
        ("Advance Peace leader", "community"),
    ],
)
def test_bodies(role: str, expected: str) -> None:
    assert body_of(role) == expected


def _quoted(text: str, speaker: str | None = "Ana Ruiz", role: str | None = "Police Chief", number: int = 1, **fields: Any) -> Quoted:
    more = {"address": "https://one.example/", "capture_id": "one", "published_on": dt.date(2023, 12, 29), "known_at": DAY, "outlet": "One"}
    one: Quoted = _blank(
        Quoted,
        quotation_id=f"{number}",
        text=text,
        speaker=speaker,
        role=role,
        start_offset=1000 * number,
        end_offset=1000 * number + 500,
        **more | fields,
    )
    return one


@pytest.mark.parametrize(
    ("text", "speaker", "role", "expected"),
    [
        ("We had fewer shootings than last year,", "Ana Ruiz", "Police Chief", True),
        ("We had fewer shootings than last year,", "Ana Ruiz", None, False),
        ("We had fewer shootings than last year,", None, "Police Chief", False),
        ("My son was a good boy until then", "Ana Ruiz", "mother of the victim", False),
        ("I did not do any of these things", "Ana Ruiz", "suspect", False),
        ("I saw it from the window of my school", "Ana Ruiz", "student", False),
        ("Consistency and accountability,", "Ana Ruiz", "Police Chief", False),  # too short to say anything
        ("We asked them why. His response? You guys aren’t letting up.", "Ana Ruiz", "Police Chief", False),  # someone else's words
        ("He said it was “all of us” who did this work", "Ana Ruiz", "Police Chief", False),
    ],
)
def test_who_is_quoted(text: str, speaker: str | None, role: str | None, expected: bool) -> None:
    assert is_fit(_quoted(text, speaker, role)) is expected


def test_agency_city_and_community_come_before_a_second_and_an_article_gives_two() -> None:
    chief = _quoted("There were fewer shootings this year than in the last one,", number=1)
    second = _quoted("We are hiring more officers than ever in this city,", speaker="Bo Li", role="Deputy Chief", number=2)
    mayor = _quoted("This is what teamwork looks like in our city today,", speaker="Cy Fox", role="Mayor", number=3)
    leader = _quoted("People come to us before they shoot, that is the change.", speaker="Di Roe", role="program director", number=4)
    assert [one.body for one in choose([second, chief, leader, mayor], 2023)] == ["agency", "city"]
    found = choose([chief, second, mayor, replace(leader, address="https://two.example/", capture_id="two")], 2023)
    assert [one.body for one in found] == ["agency", "city", "community"]
    assert found[0].text == "There were fewer shootings this year than in the last one"  # verbatim but for the comma


def test_an_article_gives_sixty_words_in_all() -> None:
    long = " ".join(["shootings"] * 35)
    found = choose([_quoted(long, number=1), _quoted(long, speaker="Cy Fox", role="Mayor", number=2)], 2023)
    assert sum(len(one.text.split()) for one in found) <= MOST_WORDS_PER_ARTICLE
    assert len(found) == 1


def test_a_quotation_within_another_and_last_years_are_left_out() -> None:
    outer = _quoted("There were fewer shootings this year than in the last one,", number=1)
    inner = replace(outer, quotation_id="2", speaker="Bo Li", start_offset=1100, end_offset=1200)
    earlier = _quoted("There were more shootings this year than in the last one,", number=3, published_on=dt.date(2022, 12, 29))
    assert [one.speaker for one in choose([outer, inner, earlier], 2023)] == ["Ana Ruiz"]


def _officers(value: float, label: str, on: str, status: str | None = None, said_on: str = "2023-12-29", number: int = 1) -> Statement:
    day = dt.date.fromisoformat(on)
    one: Statement = _blank(
        Statement,
        figure_id=f"{number:012}",
        metric="officer",
        label=label,
        measure="count",
        value=value,
        op="eq",
        period_start=day,
        period_end=day,
        status=status,
        published_on=dt.date.fromisoformat(said_on),
        known_at=DAY,
        outlet="One",
        definition="police-officer",
    )
    return one


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("active patrol officers", "patrol"),
        ("sworn officers", "sworn"),
        ("authorized sworn positions", "authorised"),
        ("funded sworn officers", "funded"),
        ("officers", ""),
    ],
)
def test_kinds_of_strength(label: str, expected: str) -> None:
    assert kind_of(_officers(1, label, "2023-12-29")) == expected


def test_patrol_and_sworn_strength_are_never_compared(names: Names) -> None:
    statements = [
        _officers(800, "patrol officers", "2022-12-29", number=1),
        _officers(859, "patrol officers", "2023-12-29", number=2),
        _officers(925, "funded sworn officers", "2023-06-15", said_on="2023-06-15", number=3),
        _officers(873, "patrol officers", "2024-01-14", "planned", number=4),
    ]
    patrol = "Fresno police had 859 patrol officers as of Dec. 29, 2023, after 800 as of Dec. 29, 2022;"
    planned = "873 for Jan. 14, 2024 (planned, said on Dec. 29, 2023)."
    assert [one.text for one in strength(statements, 2023, names)] == [
        f"{patrol} {planned}",
        "Fresno police had 925 officers funded as of June 15, 2023.",
    ]


def test_what_comes_next_has_a_date_ahead(names: Names) -> None:
    plan = _officers(873, "patrol officers", "2024-01-14", "planned")
    assert [one.text for one in upcoming([plan], 2023, dt.date(2023, 12, 29), "final", names)] == [
        "Jan. 14, 2024: 873 patrol officers planned, One reported on Dec. 29, 2023."
    ]
    assert upcoming([plan], 2023, dt.date(2024, 1, 14), "final", names) == ()  # the day has come
    assert upcoming([plan], 2020, dt.date(2021, 1, 14), "final", names) == ()  # said years later


def test_the_context_of_a_trace_is_25_words_within_its_paragraph() -> None:
    text = "Another paragraph.\n" + "before " * 30 + "HERE" + " after" * 3 + "\nThe next one."
    start = text.index("HERE")
    before, after = around(text, start, start + 4)
    assert before == "… " + "before " * CONTEXT_WORDS
    assert after == " after after after"


def test_murder_only_under_the_fbis_label(names: Names) -> None:
    assert names.counted(38, "homicide", "ucr-murder") == "38 murders"
    assert names.counted(1, "homicide", "police-homicide") == "one homicide"


def test_the_reason_of_a_disagreement_is_not_invented(edition_of: Build) -> None:
    groups = edition_of(fresno.CITY).disagreements
    assert {group.reason for group in groups if group.kind == "between_providers"} == {"the reason is not known"}
    within = next(group for group in groups if group.kind == "within_provider" and group.metric == "shooting")
    assert sorted(position.value for position in within.positions) == [344, 359]


def test_moves_between_editions(edition_of: Build) -> None:
    older, newer = edition_of(fresno.CITY, fresno.ON_2023_12_29), edition_of(fresno.CITY)
    found = {(move.label, move.kind): (move.before, move.value) for move in moves(older, newer)}
    expected = {("Shootings", "revised"): (344, 359), ("Homicides", "completed"): (33, 35), ("Rapes", "new"): (None, 285)}
    assert found.items() >= expected.items()
    assert len(moves(newer, newer)) == 0


@pytest.fixture
def names() -> Names:
    return Names.of(fresno.CITY)


def _years(values: dict[int, float], **fields: Any) -> list[SeriesYear]:
    return [
        _blank(SeriesYear, **{"year": year, "value": value, "coverage": "full", "op": "eq", "segment": 0} | fields)
        for year, value in values.items()
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([9, 20, 21, 22, 23, 24, 10], "the fewest since 2017"),
        ([9, 20, 21, 22, 10, 24, 10], "the fewest since 2017, tied with 2021"),
        ([10, 20, 21, 22, 23, 24, 10], "the fewest of the seven years known, tied with 2017"),
        ([20, 21, 9, 23, 24, 10], ""),  # since three years ago only
        ([20, 21, 22, 23], ""),  # too few years are known
        ([30, 20, 21, 22, 23, 24, 29], "the most since 2017"),
        ([10, 20, 21, 22, 23, 24, 24], ""),  # as last year
        ([5, 0, 0, 0, 0, 0, 1], "the most since 2017"),
    ],
)
def test_since_when_a_count_is_the_fewest_or_the_most(values: list[float], expected: str) -> None:
    first = 2024 - len(values)
    assert superlative(_years({first + number: value for number, value in enumerate(values)}), 2023) == expected


def test_what_lies_before_a_gap_is_left_open() -> None:
    """2016 had fewer, but what of 2017, of which only an estimate is known?"""
    years = _years({2016: 9.0}) + _years({2017: 8.0}, op="approx") + _years({2018 + number: 20.0 + number for number in range(5)} | {2023: 10.0})
    assert superlative(years, 2023) == "the fewest since at least 2018"


def test_no_superlative_across_a_gap_a_break_or_an_open_year() -> None:
    years = _years(dict(zip(range(2014, 2024), [9, 20, 21, 22, 23, 24, 25, 26, 27, 10], strict=True)))
    assert superlative(years, 2023) == "the fewest since 2014"
    assert superlative([one for one in years if one.year != 2019], 2023) == ""
    assert superlative([replace(one, segment=int(one.year >= 2020)) for one in years], 2023) == ""
    assert superlative([replace(one, coverage="so_far" if one.year == 2023 else "full") for one in years], 2023) == ""
    assert superlative([replace(one, op="approx" if one.year == 2020 else "eq") for one in years], 2023) == ""
