"""Whether a figure is a fact: planned, targeted, forecast or disputed words around it."""

from __future__ import annotations

import re

from pipeline.records import Status

_STATUSES: tuple[tuple[Status, re.Pattern[str]], ...] = (
    ("target", re.compile(r"\b(?:goal|targets?(?!\s+in\b)|targeted(?!\s+(?:in|because|for|by|over|more|most)\b)|"
        r"aim(?:s|ed|ing)?\s+(?:to|for|of)|set\s+out\s+to|pledged\s+to|vowed\s+to|"
        r"hop(?:es|ed|ing)\s+to|ask(?:s|ed|ing)\s+for|wants?\s+(?:to|at|(?:about\s+|another\s+)?\d+)|call(?:s|ed|ing)\s+for(?!\s+service)|"
            r"seek(?:s|ing)|sought|standard\b(?!\s+of))\b", re.IGNORECASE)),
    ("forecast", re.compile(r"\b(?:on\s+(?:pace|track|course)\s+(?:for|to)|project(?:ed|s|ion)|forecast|is\s+expected\s+to|are\s+expected\s+to|"
        r"(?:at|if|with)\s+(?:the|that|this|its|their)\s+(?:current\s+|same\s+)?(?:pace|trend|rate)\b(?!\s+of)|"
        r"expects?\s+(?:(?!to\b)[\w’'.-]+\s+){1,5}to\s+(?:finish|end|close|reach|record|top|surpass|exceed|total|have|grow)\b|"
        r"predict(?:s|ed)?|"
        r"will\s+(?:(?:probably|likely|almost\s+certainly)\s+)?(?:finish|end|close)\b|would\s+(?:finish|end|close)\s+(?:20\d\d|the\s+year|this\s+year)\b|"
        r"(?:headed|bound|heading|poised|destined)\s+(?:for|to)|estimated\s+to\s+reach)\b", re.IGNORECASE)),
    ("planned", re.compile(r"\b(?:will\s+(?:have|be|bring|grow|reach|add|hire|rise|number|total|join)|expects?\s+to|"
        r"plan(?:s|ned|ning)?\s+(?:to|"
        r"on)|(?:is|are)\s+due\s+to|will\s+graduate|"
        r"slated\s+to|scheduled\s+to|would\s+(?:bring|pay\s+for|fund)|is\s+set\s+to)\b", re.IGNORECASE)),
    ("disputed", re.compile(r"\b(?:disput(?:es|ed|ing)|contest(?:s|ed)\s+th)\b", re.IGNORECASE)),
)  # fmt: skip


def status_of(text: str) -> Status | None:
    """The status that the words of a sentence give its figures, or None for a fact."""
    return next((status for status, pattern in _STATUSES if pattern.search(text)), None)
