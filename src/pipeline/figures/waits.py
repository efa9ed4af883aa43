"""How long callers waited for police, where no noun says that it was a response time."""

from __future__ import annotations

import re

from pipeline.figures.metric_prices import Link, Topic, made
from pipeline.figures.units import Line

# got to 51% of those calls in under five minutes
_IN_TIME = re.compile(
    r"\b(?:within|in(?:\s+(?:under|less\s+than|fewer\s+than))?)\s+(?:\w+|\d[\d.]*)(?:\s+and\s+a\s+half)?\s+(?:minutes|seconds)\b"
)
_CALLED = re.compile(r"\b(?:calls?|respon\w+|arriv\w+|reach\w*|got\s+to)\b")


def is_of_response(words: str) -> bool:
    """Whether a share is of calls that police got to in time; a call that is answered is no patrol that arrives."""
    return _IN_TIME.search(words) is not None and _CALLED.search(words) is not None and "answer" not in words


_REACHED = re.compile(r"\b(?:reach\w*|takes?|took|taking|averag\w+|get|got)\b")
_CALLS = re.compile(r"\b(?:calls?|emergenc(?:y|ies)|scenes?)\b")
_WAITED = re.compile(r"\b(?:respon[ds]\w*|arriv\w+|wait\w*|(?:get|getting|got|gets)\s+(?:to|there)|show(?:ed)?\s+up|answer\w*)\b")


def response_time(line: Line, topic: Topic | None) -> Link | None:
    """Minutes count a response time that the sentence, or the one before, speaks of."""
    for position, unit in enumerate(line.units):
        if unit.term and unit.term.code == "response_time":
            return made(line, position, "subject")
    words = line.words(0, len(line.units))
    is_of_calls = _CALLS.search(words) or (topic is not None and topic.code == "call_for_service")
    if _WAITED.search(words) or (_REACHED.search(words) and is_of_calls):
        return Link(Topic("response_time", "response time"), "phrase")
    return Link(topic, "carried") if topic else Link(Topic("other", "time"), "carried")


def took_them(line: Line, index: int) -> bool:
    """Whether the number says in how many minutes they came: "a high-priority call took them 6.9"."""
    after = line.signature[index + 1 : index + 2]
    return after in ("", ".", ",", ";", "i", "c") and _TOOK_THEM.search(line.words(index - 4, index)) is not None


_TOOK_THEM = re.compile(r"\b(?:calls?|emergency)\s+took\s+(?:them|officers|police|deputies|crews)\s*\Z")
