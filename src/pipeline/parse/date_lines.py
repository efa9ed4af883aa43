"""What the dates of a short line by the headline are of: of the publication, of a change to it, or of something else.

The words between one date and the next say it: "Updated: Jan. 5, 2024 Published: Jan. 4, 2024". A date that follows "data through", "vigil held"
or "copyright" is of what these words name, however short the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pipeline.parse.dates import Moment, read_dates

Kind = Literal["published", "plain", "modified"]

_MODIFIED = r"(?:updated?|modified|edited|revised)(?:\s+date)?"
_PUBLISHED = r"published|posted|release date|immediate release|released|issued|(?<!to )(?<!-)date"
_LABEL = re.compile(rf"\b(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED}))\b", re.IGNORECASE)
_PUBLISHED_WORDS = re.compile(rf"\b(?:{_PUBLISHED})\b", re.IGNORECASE)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s*)?"
_WORDS = re.compile(
    r"(?!(?:(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|jun\w?|jul\w?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*"
    r"|st|nd|rd|th|at|am|pm|[pmce][sd]t)\b)(?<![^\W\d_])[^\W\d_]{2,}",
    re.IGNORECASE,
)  # but those of the date
_MOST_WORDS = 7  # "By Ann Poe, Bay Herald staff writer, Friday, December 29th, 2023 at 4:12 PM PST"
_EVENT = (
    r"(?:vigil|meeting|hearing|session|conference|shooting|stabbing|crash|rally|funeral|incident|event|offen[cs]e|arrest|birth|death|court"
    r"|data|due)"
)
# What a date right behind is of: "data through", "as of", "vigil held", "week of", "incident date:", "copyright", "Jan. 1 -".
_OF_SOMETHING_ELSE = re.compile(
    rf"""(?:\b(?:through|thru|as\s+of|(?<!issue\s)(?<!edition\s)of|until|till|since|to|from|between|after|before
        |(?<!release\s)for|held|born|died|taken|seen|pictured|expires?d?
        |(?:end|start|beginn?|begun|began)(?:ing|ed|s)?|effective|copyright|sources?|to\s+date
        |next\s+\w+|accessed|retrieved|archived|printed|captured|{_EVENT}(?:\s+(?:on|date))?|date\s+of\s+{_EVENT})
      |©|\(c\)|\b[a-z]{{3,9}}\.?\s+\d{{1,2}}\s*[-–—])
    [\s:]*{_WEEKDAY}\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_LINE_OF_A_DATE = re.compile(
    r"\W{0,3}(?:copyright|\(c\)|(?:file\s+)?(?:photo|image|picture)s?\b|file\b|source:|pictured)|.*\bfile\s+photo\W*\Z|\s*©", re.IGNORECASE
)
# A word in small letters before "on" or before the date itself, such as "a candle on Dec. 1, 2020"; a byline may have one.
_IN_A_PHRASE = re.compile(
    rf"(?-i:\b(?!(?:am|pm|on|of|for|aired|read|writer|reporter|editor|staff|desk|comments?|ago)\b)[a-z]+)(?:\s+on)?\s+{_WEEKDAY}\Z",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\b(?:by|written|submitted|filed|reported|on)\b", re.IGNORECASE)
_A_SPAN = re.compile(r"\s*(?:-|–|—|to|through|thru|until)\s*", re.IGNORECASE)


def is_only_a_date(line: str) -> bool:
    """Whether nothing but a date and its time stands in the line, full stop or none."""
    return _WORDS.search(line) is None and any(read_dates(line))


def says_published(line: str) -> bool:
    """Whether a word of publication stands in the line."""
    return _PUBLISHED_WORDS.search(line) is not None


def dates_of(line: str) -> Sequence[tuple[Kind, Moment]]:
    """The dates of a line that is there to say them, each with what it is of; empty for a caption or a line on what the figures cover."""
    is_said = says_published(line)
    if not is_said and (len(_WORDS.findall(line)) > _MOST_WORDS or _NO_LINE_OF_A_DATE.match(line)):
        return ()
    found = list(_labelled(line, is_said=is_said))
    if is_said and not any(kind == "published" for kind, _ in found):  # "Jan. 4, 2024 | Posted by Ann Poe"
        return [("published" if kind == "plain" else kind, moment) for kind, moment in found]
    return found


def _labelled(line: str, *, is_said: bool) -> Iterator[tuple[Kind, Moment]]:
    dates = list(read_dates(line))
    before = [line[end:start] for end, start in zip([0, *(end for _, end, _ in dates)], (start for start, _, _ in dates), strict=False)]
    for at, (_, _, moment) in enumerate(dates):
        is_span = (at > 0 and _A_SPAN.fullmatch(before[at])) or (at + 1 < len(dates) and _A_SPAN.fullmatch(before[at + 1]))
        label = next(iter(reversed(list(_LABEL.finditer(before[at])))), None)
        kind: Kind = "plain" if label is None else "modified" if label["modified"] else "published"
        is_phrase = kind == "plain" and not is_said and _IN_A_PHRASE.search(before[at]) and not _BYLINE.match(before[at].strip())
        if not is_span and not is_phrase and not _OF_SOMETHING_ELSE.search(before[at]):
            yield kind, moment
