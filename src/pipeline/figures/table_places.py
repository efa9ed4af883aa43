"""Places in tables: districts below the city, the city as a whole, and cities as agencies print them ("Albuquerque NM Police")."""

from __future__ import annotations

import re

from pipeline.figures.context import Context
from pipeline.figures.gazetteer import HOME, state_of
from pipeline.figures.lexicon import load
from pipeline.figures.place_names import find_places
from pipeline.figures.text import tokenise

_NOUN = (
    r"(?:council\s+district|patrol\s+(?:area|borough|district)|police\s+(?:district|precinct|service\s+area)"
    r"|district|precinct|sector|division|command|zone|beat|ward|area|bureau|borough|region|station|psa|sub-?station)"
)
# "Sector 1", "District IV", "Area Central"; "Central Division", "75th Precinct"
_PART = re.compile(
    rf"""(?ix) ^\W*(?:the\s+)?(?:
      {_NOUN}s?\s*[-#:.]?\s*(?:no\.?\s*)?(?:[A-Z]?\d{{1,4}}[A-Z]?|[A-Z]{{1,2}}|[IVX]{{1,5}}|(?!of\b|total)\w+)
      |(?!(?:the|a|all|per|by|total)\b)(?:\w+[\s-]){{1,3}}{_NOUN}
    )\W*$"""
)
_FORCE = r"police|sheriff|public\s+safety|pd|so|dept|department|bureau|office|'s|’s"
_AGENCY = re.compile(
    rf"(?i)^(?P<name>[^\W\d_][\w.'’ -]{{1,60}}?),?\s+(?P<state>[A-Z]{{2}})\.?(?:\s+(?:metro(?:politan)?\s+)?(?:{_FORCE})\.?)*\s*$"
)
_OFFICES = re.compile(
    r"(?i)\s+(?:(?:metro(?:politan)?|county|city|parish|regional)\s+)?"
    r"(?:police(?:\s+(?:department|dept\.?|bureau|service))?|pd|sheriff(?:['’]?s)?(?:\s+(?:office|department|dept\.?))?)\s*$"
)

_METRO = re.compile(r"(?i)\s+metro(?:politan)?\s*$")


def place_of(text: str, context: Context) -> str | None:
    """The place that a label names: the city itself, a part of it ("Sector 1, Wilmington, DE") or another city; None for none."""
    home = context.home or ""
    if is_whole_city(text, home):
        return context.home
    if part := part_of_city(text):
        return f"{part}, {home}" if home else part
    if agency := _agency(text):
        return agency
    found = find_places(tokenise(text), frozenset())
    return found[0].name.replace(HOME, home).removesuffix(", ") if found else None


def is_whole_city(text: str, home: str = "") -> bool:
    """Whether a label says all of the city: "Citywide", or the city's name alone."""
    plain = re.sub(r"[^\w\s-]", " ", text).strip()
    if home and plain.lower() == home.split(",")[0].lower():
        return True
    tokens = tokenise(plain)
    hit = load("label_words", "whole").match(tokens, 0) if tokens else None
    return hit is not None and hit.last == len(tokens)


def part_of_city(text: str) -> str | None:
    """The name of a part of the city, as printed but not all in capitals; None where the label is of something else."""
    if not _PART.match(text) or len(text) > 60:
        return None
    name = " ".join(text.replace("#", " ").split()).strip(" .:*")
    words = [word.capitalize() if word.isupper() and len(word) > 2 and not re.search(r"\d|^[IVX]+$", word) else word for word in name.split()]
    return " ".join(words)


def _agency(text: str) -> str | None:
    """ "Albuquerque NM Police", "Orange County CA Sheriff" as places."""
    match = _AGENCY.match(text.strip())
    state = state_of(match["state"]) if match and match["state"].isupper() else None
    if match is None or state is None:
        return None
    name = _METRO.sub("", _OFFICES.sub("", match["name"])).strip(" ,")
    name = name.title() if name.isupper() else name
    known = find_places(tokenise(f"{name}, {state}"), frozenset())
    return known[0].name if known and known[0].name.endswith(f", {state}") and known[0].first == 0 else f"{name}, {state}"
