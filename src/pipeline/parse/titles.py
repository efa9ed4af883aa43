"""One headline out of the several a page states: as printed over the story, whole, without the outlet's name."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|·•»:/–—-]{1,2}\s+|\s*\|\s*|\s+::\s+")
_BAR = re.compile(r"\s*\|\s*|\s+[·•»]\s+")
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")


def key(text: str | None) -> str:
    """The words of a title, for comparing: case, quotes and dashes do not count."""
    return " ".join(_WORD.findall((text or "").lower()))


def choose_title(social: str | None, stated: str | None, printed: str | None, window: str | None, outlet: str | None) -> str | None:
    """The headline.

    `social` is Open Graph's, `stated` JSON-LD's, `printed` the first <h1>, `window` the <title>. What two of the first
    three agree on wins, then `social`, `stated`, `printed`, `window`; a title that was cut gives way to the whole one.
    """
    candidates = [_without_outlet(one, outlet, printed or stated) for one in (social, stated, printed)]
    named = [one for one in candidates if one and key(one) != key(outlet)]
    chosen = next((one for one in named if sum(key(one) == key(other) for other in named) > 1), None) or next(iter(named), None)
    if chosen is None:
        return _without_outlet(window, outlet, None, is_window=True) or None
    longer = [one for one in (*named, _without_outlet(window, outlet, None, is_window=True)) if one and _is_whole_of(one, chosen)]
    return max(longer, key=len) if longer else chosen


def _is_whole_of(whole: str, part: str) -> bool:
    """Whether `part` is `whole` cut off: ended by an ellipsis, or at JSON-LD's 110 characters."""
    start = _CUT.sub("", part)
    is_cut = start != part or len(part) >= 100
    return is_cut and len(whole) > len(start) and not _CUT.search(whole) and key(whole).startswith(key(start))


def _without_outlet(title: str | None, outlet: str | None, other: str | None, is_window: bool = False) -> str | None:
    if not title:
        return None
    parts = list(_SEPARATOR.finditer(title))
    for separator in parts:  # the longest ending first
        rest, ending = title[: separator.start()], title[separator.end() :]
        if key(rest) and (key(ending) == key(outlet) or (other and key(rest) == key(other)) or _names(ending, outlet)):
            return rest
        if key(outlet) and key(rest) == key(outlet) and key(ending):
            return _without_outlet(ending, outlet, other, is_window)
    return _longest_part(title) if is_window else title


def _longest_part(window: str) -> str:
    """The part with the most words between bars: the outlet and the section are shorter than a headline."""
    return max(_BAR.split(window), key=lambda part: len(key(part).split()))


def _names(ending: str, outlet: str | None) -> bool:
    """Whether a title's ending is the outlet's name a little otherwise ("The Ledger", "Ledger.com")."""
    one, two = key(ending).replace(" ", ""), key(outlet).replace(" ", "")
    return len(two) > 3 and len(one) > 3 and (one in two or two in one) and len(key(ending).split()) <= 6
