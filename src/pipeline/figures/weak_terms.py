"""Words of the vocabulary that are metrics only in company: cars with a theft, guns with a seizure, "crime" not in a name."""

from __future__ import annotations

import re

from pipeline.figures.gazetteer import find_places
from pipeline.figures.lexicon import Hit
from pipeline.figures.number_words import UNITS
from pipeline.figures.text import Token, word_set


def is_weak(tokens: list[Token], hit: Hit) -> bool:
    """Bare words that are metrics only in company: "overall" before nothing, "wait" as a verb, "hire" as a verb."""
    words = " ".join(token.lower for token in tokens[hit.first : hit.last])
    before = tokens[hit.first - 1].lower if hit.first else ""
    after = tokens[hit.last].lower if hit.last < len(tokens) else ""
    if _is_in_name(tokens, hit):
        return True
    if words in {"overall", "sworn", "detectives", "detective", "hiring", "offense", "wait", "delay", "delays"}:
        return words != "overall" or before not in {"", "."}
    if words in {"call", "calls"}:
        return words == "call" or before in {"he", "she", "they", "it", "who", "also"}
    if words in _CARS:
        return not any(_THEFT.fullmatch(token.lower) for token in tokens)
    if hit.term.code == "firearm_recovered" and hit.last - hit.first <= 2:
        return not any(_SEIZED.fullmatch(token.lower) for token in tokens)
    if words in {"wounding", "stabbing", "stealing"} and after and (after[0].isdecimal() or after in UNITS):
        return True
    if words in {"hire", "stealing", "hires", "wounding", "stabbing"}:
        return words.startswith("hire") and before in {"to", "will"}
    if words in {"crime", "police crime"}:
        return after in {
            "lab",
            "view",
            "scene",
            "scenes",
            "stoppers",
            "analyst",
            "analysts",
            "data",
            "center",
            "brief",
            "prevention",
            "fighting",
            "reporter",
            "map",
            "gun",
            "watch",
            "unit",
            "strategy",
            "trends",
            "index",
            "commission",
            "reduction",
        }
    if words in {"homicide", "robbery", "burglary", "murder", "violence", "shooting"}:
        return after in {
            "unit",
            "detective",
            "detectives",
            "squad",
            "division",
            "bureau",
            "suspect",
            "suspects",
            "trial",
            "charges",
            "investigators",
            "investigator",
            "interrupter",
            "interrupters",
            "prevention",
            "reduction",
            "charge",
            "scene",
        }
    return False


_CARS = word_set(
    """
    car cars auto autos automobile automobiles vehicle vehicles truck trucks motorcycle motorcycles motor motors automotive
    """
) | {"motor vehicle", "motor vehicles"}


_THEFT = re.compile(r"stolen|stole|steals?|stealing|thie(?:f|ves)|disappeared|vanished|taken|missing|made|swiped|thefts?")


_SEIZED = re.compile(
    r"seiz\w+|recover\w+|confiscat\w+|took|taken|takes?|remov\w+|streets?|circulation|haul|turned|buyback|surrender\w+|impound\w+|got|pulled|collected"
)


_LABEL_WORDS = word_set(
    """
    total overall all reported part index other attempted aggravated simple major serious violent property number annual
    citywide year
    """
)


def _is_in_name(tokens: list[Token], hit: Hit) -> bool:
    """Whether the words are part of a name: "Real-Time Crime Index", "Gun Violence Archive", "Violent Crime Task Force"."""
    if not all(token.is_capital or not token.is_word for token in tokens[hit.first : hit.last]):
        return False
    capitals = sum(token.is_capital for token in tokens if token.is_word)
    if capitals > 0.6 * sum(token.is_word for token in tokens):
        return False  # a heading or a label in title case
    after = tokens[hit.last] if hit.last < len(tokens) else None
    if after and after.is_capital and after.is_word and not after.lower.startswith(("in", "i", "ii", "was", "were")):
        return True
    index = hit.first - 1
    while index > 0 and tokens[index].text == "-":
        index -= 1
    before = tokens[index] if index > 0 else None
    is_named = before is not None and (before.is_capital and before.is_word and before.lower not in _LABEL_WORDS)
    return is_named and not find_places(tokens[max(0, index - 2) : index + 1], frozenset())
