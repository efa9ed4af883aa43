"""How sure a figure is, by stated rules: what is called certain may be mailed without a second source or a review.

certain: the metric's noun belongs to the number (right beside it, or its only subject); the words for the measure and its sign stand beside
         it; the period is said in the sentence, in the lead-in or the heading, or is the one that the article says it is about.
likely:  the metric is in the sentence and there is a period, but one of the two had to be chosen among several.
unsure:  the metric or the period comes from an earlier sentence, or there is none.
"""

from __future__ import annotations

from pipeline.figures.metric_prices import Link
from pipeline.figures.period_links import Timing
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line
from pipeline.records import Confidence

_SURE_METRICS = frozenset({"noun", "subject"})


def confidence(line: Line, statement: Statement, link: Link, timing: Timing, *, is_said: bool) -> Confidence:
    """The confidence of a figure read from prose."""
    if timing.period is None or link.grade == "carried" or link.topic.code == "other":
        return "unsure"
    metrics = {unit.term.code for unit in line.units if unit.letter == "K" and unit.term}
    is_alone = len(metrics) == 1 or link.grade == "noun"
    is_dated = timing.grade in ("own", "sentence") or (timing.grade == "context" and is_said)
    if (
        link.grade in _SURE_METRICS
        and is_alone
        and is_dated
        and statement.is_explicit
        and statement.measure in ("count", "percent_change", "change")
    ):
        return "certain" if timing.grade == "own" or statement.side == "now" else "likely"
    return "likely" if is_dated or link.grade == "noun" else "unsure"
