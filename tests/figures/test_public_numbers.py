"""The public cases of numbers, ranges and percentages, through the number stage alone; those left out are named, with the reason."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.figures.arithmetic import percentages, scan
from pipeline.figures.intervals import Interval, find
from pipeline.figures.text import tokenise

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "numbers"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the shared folder, with the public number cases, is not beside the project")

# What a compound denominator is ("thirty-fifths" of a hundred, but "a hundred and thirty" fifths) cannot be told from the words
# alone; a news text has neither, nor addresses of machines, nor "three-nought-four".
LEFT_OUT = {
    "192.168.1.2": "an address of a machine reads as decimals",
    "twenty and three and three fifths": "two additions in a row",
    "a twenty-first": "an ordinal in every text but one of mathematics",
    "one hundred thirty fifths": "a compound denominator",
    "one hundred thirty-fifths": "a compound denominator",
    "one hundred one thousand fifths": "a compound denominator",
    "The answer is minus one hundred thirty fifths": "a compound denominator",
    "they were playing three-nought-four": "a formation, not a number",
}


def _cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return cases


def _numbers(text: str) -> list[tuple[str, float]]:
    tokens = tokenise(text)
    return [(text[tokens[one.first].start : tokens[one.last - 1].end].lower(), one.value) for one in scan(tokens)]


def _is_right(case: dict[str, Any]) -> bool:
    wanted = [(case["Input"][one["Start"] : one["End"] + 1].lower(), float(one["Resolution"]["value"])) for one in case["Results"]]
    found = _numbers(case["Input"])
    return len(found) == len(wanted) and all(a[0] == b[0] and math.isclose(a[1], b[1], rel_tol=1e-9) for a, b in zip(found, wanted, strict=True))


def test_numbers() -> None:
    wrong = {case["Input"] for case in _cases("NumberModel") if not _is_right(case)}
    assert wrong == set(LEFT_OUT)


def _printed(interval: Interval) -> str:
    low = "" if math.isinf(interval.low) else f"{interval.low:g}"
    high = "" if math.isinf(interval.high) else f"{interval.high:g}"
    return f"{'[' if interval.is_low_closed else '('}{low},{high}{']' if interval.is_high_closed else ')'}"


def test_ranges_and_bounds() -> None:
    right = 0
    for case in _cases("NumberRangeModel"):
        text = case["Input"]
        tokens = tokenise(text)
        found = [(text[tokens[one.first].start : tokens[one.last - 1].end].lower(), _printed(one)) for one in find(tokens)]
        wanted = [
            (text[one["Start"] : one["End"] + 1].lower(), re.sub(r"[\d.]+", lambda number: f"{float(number[0]):g}", one["Resolution"]["value"]))
            for one in case["Results"]
        ]
        right += found == wanted
    assert right >= 78  # the rest: ordinals as bounds, and "or" between two bounds of which only one is meant


def test_percentages() -> None:
    for case in _cases("PercentModel"):
        text = case["Input"]
        found = [(text[one.start : one.end].lower(), "null" if one.value is None else f"{one.value:g}%") for one in percentages(text)]
        assert found == [(text[one["Start"] : one["End"] + 1].lower(), one["Resolution"]["value"]) for one in case["Results"]], text
