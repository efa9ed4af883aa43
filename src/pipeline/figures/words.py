"""The letter of a word that is no mention."""

from __future__ import annotations

from pipeline.figures.text import Token, word_set

_LETTERS = {
    word: letter
    for letter, words in {
        "b": "by",
        "t": "to into",
        "f": "from",
        "o": "of",
        "n": "than",
        "v": "versus vs v against compared compare compares opposed contrasted",
        "a": "a an the its their his her our these those this that some any every all each both another no",
        "c": "and or & nor",
        "r": "which who whom whose where when",
        "s": "while but though although whereas because as if yet so after before until unless despite since amid however even meanwhile",
        "B": """was were is are been be being remains remained stood stands stand totaled totalled numbered came comes became hit
             reached stayed held running ran runs
             remain""",
        "H": """had has have having saw sees seen see seeing recorded records record reported reports report
             logged logs tallied counted counts registered experienced
             posted suffered witnessed ended finished closed showed shows show took made make makes did do does
             handled responded received investigated will would could should may
             might can must said says say told tells noted added according closes closing marked marks generated produced fielded answered
             opened seized recovered confiscated arrested booked solved cleared hired employs employed listed
             cited put puts brought gave gives found finds documented
             includes included including involved involving accounted account made led lists known got attributed set""",
        "i": """in for at on during with through among across within without between under over near around about per throughout amid via inside
             outside              along behind beyond toward towards like citywide statewide nationwide countywide plus including
             excluding up""",
    }.items()
    for word in words.split()
}
_ADVERBS = word_set(
    """
    respectively apiece total altogether combined then now there here ago alone again already still just only not also too
    once currently later earlier ever never either neither far otherwise yet instead afterward together overall last this it
    they he she we you i them us him today likewise what more-or-less individually annually monthly daily weekly respectively
    dead strong long old
    """
)
_SIGNS = {",": ",", ";": ";", ":": ":", "(": "(", ")": ")", "[": "(", "]": ")", ".": ".", "?": ".", "!": ".", "…": ".", "—": "-",
          "–": "-", "--": "-",
          '"': '"', "“": '"', "”": '"', "«": '"', "»": '"', "|": ";", "•": ";", "·": ";", "‑": "m", "-": "m", "/": "m"}  # fmt: skip


_NOT = ("n't", "n’t")


def letter_of(token: Token) -> str:
    """The letter of one token; see `units`."""
    if token.is_word:
        if token.lower in _LETTERS:
            return _LETTERS[token.lower]
        if token.lower.endswith(_NOT):
            return _LETTERS.get(token.lower[:-3], "w")  # "weren't" says what "were" says
        return "x" if is_adverb(token.lower) else "w"
    if token.text in {"-", "–", "—"} and not token.is_glued:
        return "-"
    return _SIGNS.get(token.text, "m")


def is_adverb(word: str) -> bool:
    """Whether a word that follows a number is not what the number counts."""
    return word in _ADVERBS or (word.endswith("ly") and word not in {"family", "assembly", "july", "early", "elderly"})
