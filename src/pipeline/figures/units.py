"""A sentence's tokens → units: mentions and words, one letter of a signature each, so that grammar is read as patterns.

N cardinal  O ordinal  P percent  F fraction  X multiple  Q percentage points  K metric  k "cases", "people" and the like
U verb of rising or falling  D such a noun  C comparative ("fewer")  A particle ("down")  T time  Y length of time  L place
R person  b by  t to  f from  o of  i other preposition  n than  v versus  a determiner  c and, or  r which, that, who
s while, but, though  B was, were, is  H had, saw, reported  w any other word  m "/", %, signs  , ; : ( ) . " -
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from pipeline.figures import numbers, periods
from pipeline.figures.arithmetic import ADDRESS
from pipeline.figures.gazetteer import PlaceHit, find_places
from pipeline.figures.lexicon import Hit, Term, load
from pipeline.figures.numbers import Number
from pipeline.figures.numerals import UNITS
from pipeline.figures.people import PersonHit
from pipeline.figures.sentences import Sentence
from pipeline.figures.text import Token
from pipeline.figures.when import When
from pipeline.figures.words import letter_of

_NUMBER_LETTERS = {"cardinal": "N", "ordinal": "O", "percent": "P", "fraction": "F", "multiple": "X", "points": "Q"}
_DIRECTION_LETTERS = {"verb": "U", "noun": "D", "comparative": "C", "particle": "A", "both": "D"}
_NOUN_OR_VERB = frozenset(
    ["rise", "increase", "drop", "decrease", "fall", "decline", "dip", "slip", "slide", "cut", "climb", "surge", "spike", "jump", "plunge", "growth", "gain", "tumble", "ease", "slump"]
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One mention or word: tokens[first:last] at text[start:end]."""

    letter: str
    first: int
    last: int
    start: int
    end: int
    lower: str
    number: Number | None = None
    when: When | None = None
    term: Term | None = None
    place: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as units, with its signature."""

    sentence: Sentence
    units: tuple[Unit, ...]
    signature: str = field(default="")

    def words(self, first: int, last: int) -> str:
        """The lower-case words of units[first:last]."""
        return " ".join(unit.lower for unit in self.units[max(0, first) : last])


@dataclass
class _Claims:
    """Which tokens already belong to a mention."""

    units: dict[int, Unit]
    taken: set[int]

    def add(self, unit: Unit) -> None:
        if not self.taken.intersection(range(unit.first, unit.last)):
            self.units[unit.first] = unit
            self.taken.update(range(unit.first, unit.last))


def read(text: str, sentence: Sentence, published: dt.date | None, people: list[PersonHit]) -> Line:
    """The units of a sentence."""
    tokens = list(sentence.tokens)
    claims = _Claims({}, set())
    whens = periods.find(text[sentence.start : sentence.end], published)
    for when in whens:
        span = _token_span(tokens, sentence.start + when.start, sentence.start + when.end)
        if span and not _is_metric_number(tokens, span):
            claims.add(_unit(tokens, "Y" if when.kind == "duration" else "T", *span, when=when))
    for match in ADDRESS.finditer(text, sentence.start, sentence.end):
        span = _token_span(tokens, match.start(), match.end())
        if span:
            claims.add(_unit(tokens, "w", *span))
    for hit in load("metrics").find(tokens):
        if not _is_weak(tokens, hit):
            claims.add(_unit(tokens, "K", hit.first, hit.last, term=hit.term))
        elif hit.term.code == "firearm_recovered" and any(token.lower == "stolen" for token in tokens[hit.first : hit.last]):
            claims.add(_unit(tokens, "K", hit.first, hit.last, term=Term("metric", "other")))
    _claim_names(tokens, claims, people)
    for number in numbers.find(tokens, frozenset(claims.taken)):
        if not _is_word_one(tokens, number):
            claims.add(_unit(tokens, _NUMBER_LETTERS[number.kind], number.first, number.last, number=number))
    _claim_directions(tokens, claims)
    for hit in load("heads").find(tokens):
        claims.add(_unit(tokens, "k", hit.first, hit.last))
    for index, token in enumerate(tokens):
        claims.add(_unit(tokens, letter_of(token), index, index + 1))
    units = tuple(claims.units[first] for first in sorted(claims.units))
    return Line(sentence, units, "".join(unit.letter for unit in units))


def _unit(tokens: list[Token], letter: str, first: int, last: int, *, number: Number | None = None, when: When | None = None,
          term: Term | None = None, place: str | None = None, person: str | None = None) -> Unit:  # fmt: skip
    lower = " ".join(token.lower for token in tokens[first:last])
    return Unit(letter, first, last, tokens[first].start, tokens[last - 1].end, lower, number, when, term, place, person)


def _token_span(tokens: list[Token], start: int, end: int) -> tuple[int, int] | None:
    inside = [index for index, token in enumerate(tokens) if token.start >= start and token.end <= end]
    return (inside[0], inside[-1] + 1) if inside else None


def _is_metric_number(tokens: list[Token], span: tuple[int, int]) -> bool:
    """Whether what looks like a year counts something: "2019 burglaries" stays a year, "1912 members" was never one."""
    return False


def _is_weak(tokens: list[Token], hit: Hit) -> bool:
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
    if words in {"wounding", "stabbing", "stealing"} and after and (after[0].isdigit() or after in UNITS):
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


_CARS = frozenset("car cars auto autos automobile automobiles vehicle vehicles truck trucks motorcycle motorcycles motor motors automotive".split()) | {"motor vehicle", "motor vehicles"}
_THEFT = re.compile(r"stolen|stole|steals?|stealing|thie(?:f|ves)|disappeared|vanished|taken|missing|made|swiped|thefts?")
_SEIZED = re.compile(r"seiz\w+|recover\w+|confiscat\w+|took|taken|takes?|remov\w+|streets?|circulation|haul|turned|buyback|surrender\w+|impound\w+|got|pulled|collected")
_PHRASAL = frozenset(
    """tie ties tied make makes made pick picks picked round rounded show shows showed turn turned back backed end ended lock locked beat blew blow set sets sign signed line lined call called sum summed
    take takes took taken follow followed put puts opened open build built catch caught stand stands stood speed add adds wrap wrapped close closed cover covered sworn break broke broken grew grow grown gave give given clear cleared
    shot shoot crack cracking cracked track tracked hunt hunted shut hold held calm settle settled slow settled ramp ramped step stepped staff beef beefed""".split()
)
_LABEL_WORDS = frozenset("total overall all reported part index other attempted aggravated simple major serious violent property number annual citywide year".split())


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


def _claim_names(tokens: list[Token], claims: _Claims, people: list[PersonHit]) -> None:
    starts = {token.start: index for index, token in enumerate(tokens)}
    ends = {token.end: index for index, token in enumerate(tokens)}
    for person in people:
        if person.start in starts and person.end in ends:
            claims.add(_unit(tokens, "R", starts[person.start], ends[person.end] + 1, person=person.name))
    for hit in find_places(tokens, claims.taken):
        claims.add(_place_unit(tokens, hit))


def _place_unit(tokens: list[Token], hit: PlaceHit) -> Unit:
    return _unit(tokens, "L", hit.first, hit.last, place=hit.name)


def _is_word_one(tokens: list[Token], number: Number) -> bool:
    """Whether "one" is a pronoun ("one of the", "this one"), or an ordinal only puts things in order ("First, …")."""
    first = tokens[number.first]
    if number.is_written and number.value == 1 and number.last == number.first + 1:
        before = tokens[number.first - 1].lower if number.first else ""
        after = tokens[number.last].lower if number.last < len(tokens) else ""
        return before in {"this", "that", "no", "any", "every", "another", "each"} or after in {"of", "another", "thing", "day", "reason"}
    return first.lower == "second" and number.last < len(tokens) and tokens[number.last].lower in {"amendment", "set"}


def _claim_directions(tokens: list[Token], claims: _Claims) -> None:
    for hit in load("directions").find(tokens):
        if claims.taken.intersection(range(hit.first, hit.last)):
            continue
        letter = _direction_letter(tokens, hit, claims)
        if letter:
            claims.add(_unit(tokens, letter, hit.first, hit.last, term=hit.term))


def _direction_letter(tokens: list[Token], hit: Hit, claims: _Claims) -> str | None:
    words = " ".join(token.lower for token in tokens[hit.first : hit.last])
    before = tokens[hit.first - 1].lower if hit.first else ""
    after = tokens[hit.last].lower if hit.last < len(tokens) else ""
    follows_number = hit.first - 1 in claims.units or any(unit.last == hit.first and unit.number for unit in claims.units.values())
    if words in {"up", "down", "off"} and before in _PHRASAL:
        return None
    if words == "off":
        leads = hit.last in claims.units and claims.units[hit.last].number is not None
        return "A" if leads or after in {"by", "from", "a", "nearly", "about"} else None
    if words in {"over", "above", "under", "below", "behind", "more", "less", "short of", "better than"}:
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
        is_noun = follows_number or before in {
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
        return "D" if is_noun and before not in {"to"} else "U"
    return letter
