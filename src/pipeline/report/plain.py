"""What others wrote, made harmless for one line of ours: no control characters, no hidden reordering, no endless length, only web addresses."""

from __future__ import annotations

import re

MOST_CHARACTERS = 300
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """The text on one line, at most 300 characters; longer ones end in "…"."""
    flat = _BREAKS.sub(" ", _HIDDEN.sub("", text)).strip()
    return flat if len(flat) <= MOST_CHARACTERS else flat[: MOST_CHARACTERS - 1].rstrip() + "…"


def web_address(text: str) -> str:
    """The address where it is http or https and without blanks or quotes, else ""."""
    return text if re.fullmatch(r"https?://[^\s\"'<>\x00-\x1f]+", text) else ""
