"""Spaces and characters that only matter to a printer, made one; what a reader sees stays as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

BREAK = "\x01"  # a line break of the page (<br>) within a run of text; control codes do not survive decoding

_INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)  # soft hyphen, zero-width space, word joiner, byte order mark, marks of writing direction
_HAS_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FIXED_SPACES = "\xa0\u2007\u2008\u2009\u202f"
_HAS_FIXED = re.compile(f"[{_FIXED_SPACES}]")
# "1 234 567": groups of three digits, parted by a space that does not break or is thin, are one number.
_GROUPED = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{_FIXED_SPACES}]\d{{3}})+(?![\d{_FIXED_SPACES}]*\d)")
_SPACES = re.compile(r"[ \t\n\f\r\v\x85\u2028\u2029\u1680\u2000-\u200a\u205f\u3000\xa0\u202f]+")
_KEPT = "\ue000"  # stands for the space within a grouped number while the others are collapsed


def clean(text: str) -> str:
    """One line: white space collapsed to single spaces, invisible characters left out.

    The no-break or thin space within a grouped number ("1 234") becomes U+00A0 and stays, so that the number stays one.
    """
    if text.isascii():
        return " ".join(text.split())
    if _HAS_INVISIBLE.search(text):
        text = text.translate(_INVISIBLE)
    if not _HAS_FIXED.search(text):
        return " ".join(text.split())
    text = _GROUPED.sub(lambda found: _HAS_FIXED.sub(_KEPT, found[0]), text)
    return _SPACES.sub(" ", text).strip(" ").replace(_KEPT, "\xa0")


_PARTED = re.compile(rf"(?:\s*{BREAK}){{2,}}")


def paragraphs(text: str) -> Iterator[tuple[str, int, int]]:
    """The paragraphs of a run of text in which BREAK marks line breaks, each with its range in the run.

    Two breaks or more in a row part paragraphs. A single break stays a line break, unless the next line goes on in
    small letters: then it was only wrapped.
    """
    at = 0
    for parted in _PARTED.finditer(text) if BREAK in text else ():
        if found := _joined(text[at : parted.start()]):
            yield found, at, parted.start()
        at = parted.end()
    if found := _joined(text[at:]):
        yield found, at, len(text)


def _joined(text: str) -> str:
    if BREAK not in text:
        return clean(text)
    lines = [line for line in map(clean, text.split(BREAK)) if line]
    return "".join((line if not number else (" " if line[0].islower() else "\n") + line) for number, line in enumerate(lines))
