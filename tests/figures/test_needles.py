"""A pattern is only tried where the words it needs stand: nothing that it matches may be without them."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.figures import period_needles, superlatives
from pipeline.figures.needles import folded, may_match
from pipeline.figures.period_patterns import PATTERNS
from pipeline.figures.text import tokenise

# Each text made from a pattern of many alternatives takes long: a few here, many in `make fuzz`.
_EXAMPLES = 400 if "FUZZ_EXAMPLES" in os.environ else 8
_LENIENT = settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
_SUPERLATIVES = [*superlatives._RECORDS_ASKED, (superlatives._RANK, superlatives._RANK_ASKED)]


def test_only_known_patterns_have_needs() -> None:
    assert set(period_needles.NEEDS) <= {name for name, _ in PATTERNS}


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_times_hold_their_words(name: str, pattern: re.Pattern[str]) -> None:
    @_LENIENT
    @given(st.from_regex(pattern))
    def check(text: str) -> None:
        for match in pattern.finditer(text):
            assert name in period_needles.possible(tokenise(match[0])), match[0]

    check()


@pytest.mark.parametrize(("pattern", "asked"), _SUPERLATIVES, ids=range(len(_SUPERLATIVES)))
def test_records_and_ranks_hold_their_words(pattern: re.Pattern[str], asked: tuple[int, ...]) -> None:
    @_LENIENT
    @given(st.from_regex(pattern))
    def check(text: str) -> None:
        for match in pattern.finditer(text):
            assert may_match(asked, superlatives._NEEDLES.held(tokenise(match[0]))), match[0]

    check()


@pytest.mark.parametrize("printed", ["ſince", "SİNCE", "sıx Years ago", "\u212aelvin"])
def test_letters_that_patterns_take_for_the_same_are_folded(printed: str) -> None:
    plain = {"ſince": "since", "SİNCE": "since", "sıx Years ago": "six years ago", "\u212aelvin": "kelvin"}[printed]
    assert re.fullmatch(plain, printed, re.IGNORECASE)
    assert folded(printed) == plain
