"""Whether a word of rising and falling is one here, and of which kind: "the rise" and "to rise", "up 5%" and "tied up"."""

from __future__ import annotations

from pipeline.figures.lexicon import Hit
from pipeline.figures.text import Token, word_set

_DIRECTION_LETTERS = {"verb": "U", "noun": "D", "comparative": "C", "particle": "A", "both": "D"}


_NOUN_OR_VERB = word_set(
    """
    rise increase drop decrease fall decline dip slip slide cut climb surge spike jump plunge growth gain tumble ease slump
    """
)


_PHRASAL = word_set(
    """
    tie ties tied make makes made pick picks picked round rounded show shows showed turn turned back backed end ended lock
    locked beat blew blow set sets sign signed line lined call called sum summed take takes took taken follow followed put
    puts opened open build built catch caught stand stands stood speed add adds wrap wrapped close closed cover covered sworn
    break broke broken grew grow grown gave give given clear cleared shot shoot crack cracking cracked track tracked hunt
    hunted shut hold held calm settle settled slow settled ramp ramped step stepped staff beef beefed lay lays
    laid laying
    """
)


def _is_too(tokens: list[Token], at: int) -> bool:
    """Whether "as well, by" follows: "Robbery is off as well, by 9 percent"."""
    return [token.lower for token in tokens[at : at + 4]] == ["as", "well", ",", "by"]


def direction_letter(tokens: list[Token], hit: Hit, *, follows_number: bool, leads_number: bool) -> str | None:
    """The letter of the direction (U, D, C, A), or None where the words are no direction."""
    words = " ".join(token.lower for token in tokens[hit.first : hit.last])
    before = tokens[hit.first - 1].lower if hit.first else ""
    after = tokens[hit.last].lower if hit.last < len(tokens) else ""
    if (words in {"up", "down", "off"} and before in _PHRASAL) or (words == "picked up" and leads_number):
        return None
    if words == "ahead":
        return "A" if follows_number else None  # "were 8 per cent ahead", not "the weeks ahead"
    if words == "off" and before == "coming":
        return None  # "coming off a 22% jump"
    if words == "off":
        return "A" if leads_number or after in {"by", "from", "a", "nearly", "about"} or _is_too(tokens, hit.last) else None
    if words in {"over", "above", "under", "below", "behind", "past", "more", "less", "short of", "better than"}:
        if words in {"more", "less"} and (
            after in {"and", "about", "likely", "often", "effective", "serious", "violent"} and not follows_number
        ):
            return None
        return "C" if follows_number or words in {"more", "less"} else None
    if words in {"added", "lost", "shed", "gained"} and after not in {"by"} and not follows_number:
        return None
    if words == "fall" and tokens[hit.first].is_capital and hit.first:
        return None
    letter = _DIRECTION_LETTERS[hit.term.group]
    lemma = tokens[hit.last - 1].lemma
    if lemma in _NOUN_OR_VERB and letter in "UD":
        is_noun = (
            follows_number
            or (after == "of" and lemma != tokens[hit.last - 1].lower)  # "compares with declines of 5 percent"
            or before.endswith(("'s", "’s"))
            or before
            in {
                "a",
                "an",
                "the",
                "this",
                "that",
                "its",
                "similar",
                "no",
                "percent",
                "sharp",
                "steep",
                "big",
                "biggest",
                "largest",
                "small",
                "slight",
                "year",
                "steepest",
                "sharpest",
                "greatest",
                "annual",
                "yearly",
                "average",
                "record",
                "significant",
                "%",
                "of",
                "dramatic",
                "modest",
                "overall",
                "net",
                "massive",
                "huge",
                "and",
            }
        )
        return "D" if is_noun and before not in {"to"} else "U"
    return letter
