"""Scoring: what counts as found, what is excused, and that order never matters."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import YearendError
from pipeline.evaluate import evaluate, measure, same_period
from pipeline.period import Period

if TYPE_CHECKING:
    from pathlib import Path


def figure(**fields: object) -> dict[str, object]:
    return {"metric": "homicide", "measure": "count", "value": 74, "period": "2021", "confidence": "certain", "speaker": None} | fields


def scored(tmp_path: Path, gold: list[dict[str, object]], given: list[dict[str, object]]) -> list[str]:
    """The row of all figures: gold, given, found, precision, recall, F1."""
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "page", "figures": gold}), encoding="utf-8")
    table = evaluate(tmp_path / "gold.jsonl", [json.dumps({"id": "page", "figures": given})])
    return next(line for line in table.splitlines() if line.startswith("all")).split()[1:]


@pytest.mark.parametrize(
    ("gold", "given", "is_same"),
    [
        ("2022-H1", "2022-01-01/2022-06-30", True),
        ("2023", "2023-01-01/2023-12-20", True),  # a running total printed in late December
        ("2023", "2023-01-01/2023-10-31", False),
        ("2023-12", "2023-11", False),
        ("asof:2023-12-29", "asof:2024-01-14", True),
        ("asof:2023-12-29", "asof:2024-03-14", False),
        ("2023-07-04", "2023-07-06", True),
        ("2023-07-04", "2023-07-14", False),
    ],
)
def test_periods_agree_by_their_days(gold: str, given: str, is_same: bool) -> None:
    assert same_period(Period.parse(gold), Period.parse(given)) is is_same


def test_an_unknown_gold_period_agrees_with_any_and_a_missing_prediction_with_none() -> None:
    assert same_period(None, Period.year(2020))
    assert not same_period(Period.year(2020), None)


def test_what_is_found_missed_and_wrong(tmp_path: Path) -> None:
    gold = [figure(), figure(value=60, period="2022")]
    given = [figure(), figure(value=61, period="2022"), figure(metric="robbery")]
    assert scored(tmp_path, gold, given) == ["2", "3", "1", "0.333", "0.500", "0.400"]


def test_optional_figures_and_the_metric_other_neither_reward_nor_punish(tmp_path: Path) -> None:
    gold = [figure(), figure(value=5, optional=True)]
    given = [figure(), figure(value=5), figure(metric="other", value=12)]
    assert scored(tmp_path, gold, given) == ["1", "1", "1", "1.000", "1.000", "1.000"]


def test_three_times_as_many_is_up_200_percent(tmp_path: Path) -> None:
    assert scored(tmp_path, [figure(measure="multiple", value=3)], [figure(measure="percent_change", value=200)])[2] == "1"


def test_the_order_of_figures_never_matters(tmp_path: Path) -> None:
    """Two gold figures may both take a prediction that only one of them can be paired with."""
    gold = [figure(period=None), figure()]
    given = [figure(), figure(period="1999")]
    for seed in range(4):
        random.Random(seed).shuffle(given)
        assert scored(tmp_path, gold, given)[2] == "2"


@pytest.mark.parametrize(
    "gold",
    [
        b'{"id": "page"}',
        b"no json",
        b"7",
        b"[" * 100_000,
        b'{"id": [], "figures": []}',
        b'{"id": "page", "figures": [7]}',
        b'{"id": "page", "figures": [{"metric": "homicide"}]}',
        b'{"id": "page", "figures": [{"metric": "homicide", "measure": "count", "value": "x"}]}',
        b'{"id": "page", "figures": [{"metric": ["a"], "measure": "count", "value": 7}]}',
        b'{"id": "page", "figures": [{"metric": "murder", "measure": "count", "value": 7}]}',
        b'{"id": "page", "figures": [{"metric": "homicide", "measure": "count", "value": 7, "period": "banana"}]}',
    ],
)
def test_a_broken_line_is_one_sentence(tmp_path: Path, gold: bytes) -> None:
    (tmp_path / "gold.jsonl").write_bytes(gold)
    with pytest.raises(YearendError, match=r"gold.jsonl line 1 is no page of figures"):
        evaluate(tmp_path / "gold.jsonl", [])
    with pytest.raises(YearendError, match=r"gold.jsonl line 1 is no page of figures"):
        measure(tmp_path / "gold.jsonl", tmp_path, str)


def test_a_gold_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_bytes(b"\xff\xfe{")
    with pytest.raises(YearendError, match="is no UTF-8 from byte 0 on"):
        evaluate(tmp_path / "gold.jsonl", [])
    with pytest.raises(YearendError, match=r"none.jsonl cannot be read"):
        evaluate(tmp_path / "none.jsonl", [])


def test_a_byte_order_mark_is_none_of_the_gold(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_bytes(b'\xef\xbb\xbf{"id": "page", "figures": []}')
    assert "speakers" in evaluate(tmp_path / "gold.jsonl", [])


def test_an_empty_gold_file_a_page_twice_and_a_page_that_is_not_there_are_said(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n", encoding="utf-8")
    with pytest.raises(YearendError, match="holds no page"):
        evaluate(gold, [])
    gold.write_text('{"id": "page", "figures": []}\n' * 2, encoding="utf-8")
    with pytest.raises(YearendError, match="line 2 is of the page page again"):
        evaluate(gold, [])
    gold.write_text(json.dumps({"id": "one", "figures": [figure()]}) + "\n" + json.dumps({"id": "two", "figures": [figure()]}), encoding="utf-8")
    (tmp_path / "one.html").write_text("<p>Homicides</p>", encoding="utf-8")
    table = measure(gold, tmp_path, lambda page: json.dumps({"id": page.stem, "figures": []}))
    assert table.endswith(f"not in {tmp_path}, their figures missed: two")
