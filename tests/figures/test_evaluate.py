"""The evaluation pairs and counts figures by the rules of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.figures.evaluate import Score, evaluate, speakers


def _figure(**changed: Any) -> dict[str, Any]:
    return {"metric": "homicide", "measure": "count", "value": 42, "period": "2023", "confidence": "certain", "speaker": None} | changed


def test_precision_and_recall_by_group() -> None:
    gold = {"a": [_figure(), _figure(metric="robbery", value=7), _figure(value=60, period="2022")]}
    given = {"a": [_figure(), _figure(metric="robbery", value=8, confidence="unsure"), _figure(value=60, period="2022", confidence="likely")]}
    scores = evaluate(gold, given)
    assert scores["all"]["all"] == Score(gold=3, given=3, right=2)
    assert scores["metric"]["robbery"] == Score(gold=1, given=1, right=0)
    assert {level: score.precision for level, score in scores["confidence"].items()} == {"certain": 1.0, "likely": 1.0, "unsure": 0.0}


@pytest.mark.parametrize(
    ("gold", "given", "is_same"),
    [
        ("2023", "2023-01-01/2023-12-20", True),  # nine tenths shared
        ("2023", "2023-H1", False),
        ("asof:2023-12-29", "asof:2024-01-14", True),  # stocks within a month
        (None, "2023", True),
        ("2023", None, False),
    ],
)
def test_periods_agree_by_what_they_share(gold: str | None, given: str | None, is_same: bool) -> None:
    assert evaluate({"a": [_figure(period=gold)]}, {"a": [_figure(period=given)]})["all"]["all"].right == is_same


def test_optional_and_other_neither_reward_nor_punish() -> None:
    gold = {"a": [_figure(optional=True), _figure(metric="other", value=3)]}
    assert evaluate(gold, {"a": [_figure(period="2020"), _figure(metric="other")]})["all"]["all"] == Score(gold=0, given=0, right=0)


def test_speakers_by_last_name() -> None:
    gold = {"a": [_figure(speaker="Jane Doe"), _figure(value=60, speaker="John Roe")]}
    assert speakers(gold, {"a": [_figure(speaker="Chief Doe"), _figure(value=60)]}) == (1, 2)
