"""The one metric that a document is about, where it is about one: what a bare number far from any noun counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.figures.deaths import DEATHS
from pipeline.figures.lexicon import load
from pipeline.figures.metric_prices import THEFTS, Topic
from pipeline.figures.text import Token, tokenise
from pipeline.figures.weak_terms import is_weak

_NEVER = frozenset({"other", "toll", "total_crime", "violent_crime", "property_crime"})
_EVERYWHERE = frozenset({"officer", "arrest", "call_for_service"})  # of which every account of police work speaks
_LEAST = 3  # sentences
_IN_TITLE = 2  # sentences that a title weighs as much as
_THIRD = 1 / 3
_HALF = 0.5


def named(tokens: list[Token]) -> set[str]:
    """The codes of the metrics that a sentence names."""
    return {hit.term.code for hit in load("metrics").find(tokens) if not is_weak(tokens, hit)}


def theme(sentences: Iterable[set[str]], title: str | None) -> Topic | None:
    """The metric that most sentences with a metric name, by the codes that each names; None where several share the document."""
    counts = Counter(code for codes in sentences for code in codes)
    in_title = named(tokenise(title or ""))
    counts.update(dict.fromkeys(in_title, _IN_TITLE))
    dead = max((code for code in sorted(counts) if code in DEATHS), key=lambda code: (code in in_title, counts[code]), default=None)
    if dead:
        counts[dead] += counts["toll"]
    kind = next((code for code in sorted(in_title & THEFTS)), None)
    if kind:
        counts[kind] += counts.pop("larceny", 0)  # "thefts" in an account of car thefts are of cars
    for code in _EVERYWHERE - in_title:
        counts.pop(code, None)
    ranked = sorted((count, code) for code, count in counts.items() if code not in _NEVER)
    if not ranked or ranked[-1][0] < _LEAST:
        return None
    count, best = ranked[-1]
    second = ranked[-2][0] if len(ranked) > 1 else 0
    is_told = best in in_title and count >= _THIRD * sum(count for count, _ in ranked) and count > second + 1
    is_told = is_told or count >= _HALF * sum(count for count, _ in ranked)
    return Topic(best, best.replace("_", " ")) if is_told else None
