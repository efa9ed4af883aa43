"""The article that started the project, read without a miss: its facts are asserted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.figures import read
from pipeline.parse.article import read_text
from pipeline.records import Figure, Reading

SEED = Path(__file__).parents[2].parent / "shared" / "seed" / "article.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the shared folder, with the seed article, is not beside the project")


@pytest.fixture(scope="module")
def seed() -> Reading:
    return read(read_text(SEED.read_bytes()), None)


def _one(seed: Reading, metric: str, measure: str, value: float | None) -> Figure:
    found = [figure for figure in seed.figures if (figure.metric, figure.measure, figure.value) == (metric, measure, value)]
    assert len(found) == 1, f"{metric} {measure} {value}: {found}"
    return found[0]


@pytest.mark.parametrize(
    ("metric", "measure", "value", "op", "period", "baseline"),
    [
        ("homicide", "count", 74, "eq", "2021", None),  # "just two years ago"
        ("homicide", "record", 25, "eq", "2021", None),
        ("homicide", "percent_change", -50, "lt", "2023", "2021"),  # "Since 2021 … drop by almost half"
        ("shooting", "count", 732, "eq", "2020", None),  # stated twice, given once
        ("shooting", "count", 344, "eq", "2023", None),
        ("officer", "count", 859, "eq", "asof:2023-12-29", None),
        ("officer", "count", 873, "eq", "asof:2024-01-14", None),
    ],
)
def test_every_figure(seed: Reading, metric: str, measure: str, value: float, op: str, period: str, baseline: str | None) -> None:
    figure = _one(seed, metric, measure, value)
    assert (figure.op, str(figure.period), str(figure.baseline) if figure.baseline else None) == (op, period, baseline)
    assert figure.place == "Fresno, CA"


def test_the_announced_strength_is_planned(seed: Reading) -> None:
    assert _one(seed, "officer", "count", 873).status == "planned"


def test_both_records_of_strength(seed: Reading) -> None:
    records = {str(figure.period) for figure in seed.figures if figure.metric == "officer" and figure.measure == "record"}
    assert records == {"asof:2023-12-29", "asof:2024-01-14"}


def test_ranges_are_other(seed: Reading) -> None:
    assert {(figure.value, figure.value_high) for figure in seed.figures if figure.metric == "other"} == {(5, 12), (1, 3)}


def test_nothing_else_is_read(seed: Reading) -> None:
    assert len([figure for figure in seed.figures if figure.metric != "other"]) == 9


@pytest.mark.parametrize(
    ("opening", "speaker", "role"),
    [
        ("We recently met", "Paco Balderrama", "Police Chief"),
        ("We asked them", "Paco Balderrama", "Police Chief"),
        ("As you see the number", "Paco Balderrama", "Police Chief"),
        ("One shooting can tie up", "Paco Balderrama", "Police Chief"),  # "he said"
        ("Imagine what 732", "Paco Balderrama", "Police Chief"),
        ("Consistency and accountability,", "Paco Balderrama", "Police Chief"),
        ("Consistency,", "Aaron Foster", "Advance Peace leader"),
        ("Hiring people", "Aaron Foster", "Advance Peace leader"),
        ("Our relationships", "Aaron Foster", "Advance Peace leader"),
        ("Organizations out there", "Jerry Dyer", "Mayor"),  # despite "Major Jerry Dyer"
    ],
)
def test_every_quotation(seed: Reading, opening: str, speaker: str, role: str) -> None:
    text = read_text(SEED.read_bytes()).text
    quotation = next(one for one in seed.quotations if one.text.startswith(opening))
    assert (quotation.speaker, quotation.role) == (speaker, role)
    assert text[quotation.start : quotation.end] == quotation.text


def test_no_other_quotation(seed: Reading) -> None:
    assert len(seed.quotations) == 10
