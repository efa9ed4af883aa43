"""A block's tokens → sentences. Abbreviations, initials and decimal points do not end one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.figures.lexicon import Hit, load
from pipeline.figures.text import Token, tokenise, word_set

# A sentence longer than this is cut at a word: nothing after this stage meets more than so much at once.
MAX_TOKENS = 150
MAX_LENGTH = 3000  # characters
_END_MARKS = frozenset(".?!…")
_CLOSING = frozenset("\"”’')]»")
_STARTERS = word_set(
    """
    the a an in on at by of for to from that this these those it its he she they we but and so as there their his her police
    officers homicides murders shootings robberies burglaries last since while when after before although however meanwhile
    """
)
_NEVER_END = word_set(
    """
    mr mrs ms dr st sgt lt capt cpl det col gen gov sen rep maj cmdr supt insp asst dep atty prof rev hon pres no nos vs jan
    feb mar apr jun jul aug sept sep oct nov dec ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn
    miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo ft mt approx est fig dist blvd ave
    """
)
_MAY_END = word_set("inc co corp jr sr etc s u c d m p a.m p.m n w e k")


@dataclass(frozen=True, eq=False)
class Sentence:
    """Tokens between two sentence ends. Each is itself alone, so that what was found in it can be kept by it."""

    tokens: tuple[Token, ...]

    @cached_property
    def metrics(self) -> list[Hit]:
        """The names of metrics among them; looked for once, though the outline and the reading ask."""
        return load("metrics").find(list(self.tokens))

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def split(text: str, start: int, end: int) -> list[Sentence]:
    """The sentences of text[start:end]."""
    tokens = tokenise(text, start, end)
    sentences: list[Sentence] = []
    first = index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.text in _END_MARKS and _ends(tokens, index):
            while index + 1 < len(tokens) and tokens[index + 1].text in _CLOSING and tokens[index + 1].is_glued:
                index += 1
            sentences.append(Sentence(tuple(tokens[first : index + 1])))
            first = index + 1
        elif index + 1 - first >= MAX_TOKENS or token.end - tokens[first].start >= MAX_LENGTH:
            sentences.append(Sentence(tuple(tokens[first : index + 1])))
            first = index + 1
        index += 1
    if first < len(tokens):
        sentences.append(Sentence(tuple(tokens[first:])))
    return sentences


def _ends(tokens: list[Token], index: int) -> bool:
    """Whether the mark at tokens[index] ends the sentence."""
    token = tokens[index]
    following = index + 1
    while following < len(tokens) and tokens[following].text in _CLOSING and tokens[following].is_glued:
        following += 1
    if following >= len(tokens):
        return True
    after = tokens[following]
    if after.is_glued:
        return False
    if after.is_word and not after.is_capital:
        return False
    return token.text != "." or not _is_abbreviation(tokens, index, after)


def _is_abbreviation(tokens: list[Token], index: int, after: Token) -> bool:
    if index == 0 or not tokens[index].is_glued:
        return False
    before = tokens[index - 1]
    if before.lower in _NEVER_END and not (before.lower in {"no", "mar", "miss", "mass", "ill", "wash", "del"} and not before.is_capital):
        return not (after.lower in _STARTERS and before.lower not in {"mr", "mrs", "ms", "dr", "st", "sgt", "lt", "capt", "no"})
    if (len(before.text) == 1 and before.is_word) or before.lower in _MAY_END:
        return after.lower not in _STARTERS
    return False
