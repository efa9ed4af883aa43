"""A sentence's tokens → units: mentions and words, one letter of a signature each, so that grammar is read as patterns.

N cardinal  O ordinal  P percent  F fraction  X multiple  Q percentage points  K metric  k "cases", "people" and the like
U verb of rising or falling  D such a noun  C comparative ("fewer")  A particle ("down")  T time  Y length of time  L place
R person  b by  t to  f from  o of  i other preposition  n than  v versus  a determiner  c and, or  r which, that, who
s while, but, though  B was, were, is  H had, saw, reported  w any other word  m "/", %, signs  , ; : ( ) . " -
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from operator import attrgetter

from pipeline.figures import numbers, periods
from pipeline.figures.arithmetic import ADDRESS
from pipeline.figures.direction_terms import direction_letter
from pipeline.figures.lexicon import Term, load
from pipeline.figures.numbers import Number
from pipeline.figures.people import PersonHit
from pipeline.figures.place_lists import find_places
from pipeline.figures.place_parts import PlaceHit
from pipeline.figures.sentences import Sentence
from pipeline.figures.text import Token, word_set
from pipeline.figures.unlisted import find_unlisted
from pipeline.figures.weak_terms import is_weak
from pipeline.figures.when import When
from pipeline.figures.words import letter_of

_NUMBER_LETTERS = {"cardinal": "N", "ordinal": "O", "percent": "P", "fraction": "F", "multiple": "X", "points": "Q"}


@dataclass(slots=True)
class Unit:
    """One mention or word: tokens[first:last] at text[start:end].

    Never changed once made: not declared frozen, because a frozen one takes four times as long to make, and a page has thousands.
    """

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


_LAST: list[tuple[tuple[Unit, ...], str]] = [((), "")]  # the sentence whose words were last asked for, and they


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as units, with its signature."""

    sentence: Sentence
    units: tuple[Unit, ...]
    signature: str = field(default="")
    is_quiet: bool = False  # it tells no figure and names no time: only its metrics and names were read

    def words(self, first: int, last: int) -> str:
        """The lower-case words of units[first:last]; of the whole sentence, which many rules ask for one after the other, they are kept."""
        if first <= 0 and last >= len(self.units):
            units, words = _LAST[0]
            if units is not self.units:
                words = " ".join([unit.lower for unit in self.units])
                _LAST[0] = self.units, words
            return words
        return " ".join([unit.lower for unit in self.units[max(0, first) : last]])


@dataclass
class _Claims:
    """Which tokens already belong to a mention."""

    units: dict[int, Unit]
    taken: set[int]

    def add(self, unit: Unit) -> None:
        if not self.taken.intersection(range(unit.first, unit.last)):
            self.units[unit.first] = unit
            self.taken.update(range(unit.first, unit.last))

    def widen(self, unit: Unit) -> None:
        """Puts the unit in the place of the shorter one that starts where it does."""
        if unit.first in self.units:
            self.units[unit.first] = unit
            self.taken.update(range(unit.first, unit.last))


def read_briefly(text: str, sentence: Sentence, published: dt.date | None, people: list[PersonHit], *, with_places: bool) -> Line:
    """The units of a sentence that tells no figure: only those that the next sentence may lean on, where it names no time.

    The grammar around the other words, which is most of the work, is never asked for.
    """
    tokens = list(sentence.tokens)
    claims = _Claims({}, set())
    if _claim_times(text, sentence, tokens, claims, published):
        return _rest(sentence, tokens, claims, people)
    _claim_metrics(sentence, tokens, claims)
    if with_places:
        _claim_names(tokens, claims, people)
    units = tuple(claims.units[first] for first in sorted(claims.units))
    return Line(sentence, units, "".join(unit.letter for unit in units), is_quiet=True)


def read(text: str, sentence: Sentence, published: dt.date | None, people: list[PersonHit]) -> Line:
    """The units of a sentence."""
    tokens = list(sentence.tokens)
    claims = _Claims({}, set())
    _claim_times(text, sentence, tokens, claims, published)
    return _rest(sentence, tokens, claims, people)


def _rest(sentence: Sentence, tokens: list[Token], claims: _Claims, people: list[PersonHit]) -> Line:
    _claim_metrics(sentence, tokens, claims)
    _claim_names(tokens, claims, people)
    for number in numbers.find(tokens, frozenset(claims.taken)):
        if not _is_word_one(tokens, number):
            claims.add(_unit(tokens, _NUMBER_LETTERS[number.kind], number.first, number.last, number=number))
    _claim_directions(tokens, claims)
    for hit in load("heads").find(tokens):
        claims.add(_unit(tokens, "k", hit.first, hit.last))
    for index, token in enumerate(tokens):
        if index not in claims.taken:
            claims.units[index] = Unit(letter_of(token), index, index + 1, token.start, token.end, token.lower)
    units = tuple([claims.units[first] for first in sorted(claims.units)])
    return Line(sentence, units, "".join([unit.letter for unit in units]))


def _claim_times(text: str, sentence: Sentence, tokens: list[Token], claims: _Claims, published: dt.date | None) -> bool:
    """Claims the times and the addresses of web and mail; whether there are times."""
    whens = periods.find(text[sentence.start : sentence.end], published, tokens)
    for when in whens:
        span = _token_span(tokens, sentence.start + when.start, sentence.start + when.end)
        if span:
            claims.add(_unit(tokens, "Y" if when.kind == "duration" else "T", *span, when=when))
    if "@" in (marks := [token.text for token in tokens]) or "/" in marks or "www" in marks:
        for match in ADDRESS.finditer(text, sentence.start, sentence.end):
            span = _token_span(tokens, match.start(), match.end())
            if span:
                claims.add(_unit(tokens, "w", *span))
    return bool(whens)


def _claim_metrics(sentence: Sentence, tokens: list[Token], claims: _Claims) -> None:
    before: Unit | None = None
    for hit in sentence.metrics:
        if before and before.last == hit.first == hit.last - 1 and tokens[hit.first].lemma in _ANY_CRIME:
            claims.widen(_unit(tokens, "K", before.first, hit.last, term=before.term))  # "knife crime offences" are of the knife
        elif not is_weak(tokens, hit):
            before = _unit(tokens, "K", hit.first, hit.last, term=hit.term)
            claims.add(before)
        elif hit.term.code == "firearm_recovered" and any(token.lower == "stolen" for token in tokens[hit.first : hit.last]):
            claims.add(_unit(tokens, "K", hit.first, hit.last, term=Term("metric", "other")))  # guns stolen, not seized


_ANY_CRIME = frozenset({"offense", "offence", "crime", "felony"})


def _unit(tokens: list[Token], letter: str, first: int, last: int, *, number: Number | None = None, when: When | None = None,
          term: Term | None = None, place: str | None = None, person: str | None = None) -> Unit:  # fmt: skip
    lower = " ".join(token.lower for token in tokens[first:last])
    return Unit(letter, first, last, tokens[first].start, tokens[last - 1].end, lower, number, when, term, place, person)


def _token_span(tokens: list[Token], start: int, end: int) -> tuple[int, int] | None:
    first = bisect_left(tokens, start, key=attrgetter("start"))
    last = bisect_right(tokens, end, key=attrgetter("end"))
    return (first, last) if first < last else None


def _claim_names(tokens: list[Token], claims: _Claims, people: list[PersonHit]) -> None:
    starts = {token.start: index for index, token in enumerate(tokens)} if people else {}
    ends = {token.end: index for index, token in enumerate(tokens)} if people else {}
    owners: set[int] = set()
    for person in people:
        if person.start in starts and person.end in ends:
            claims.add(_unit(tokens, "R", starts[person.start], ends[person.end] + 1, person=person.name))
        elif person.start in starts and person.end + 2 in ends:
            owners.update(range(starts[person.start], ends[person.end + 2] + 1))  # "Mayor Frank Jackson's budget" is no town's
    known = find_places(tokens, claims.taken | owners if owners else claims.taken)
    for hit in known:
        claims.add(_place_unit(tokens, hit))
    for hit in find_unlisted(tokens, claims.taken, known):
        claims.add(_place_unit(tokens, hit))


def _place_unit(tokens: list[Token], hit: PlaceHit) -> Unit:
    return _unit(tokens, "L", hit.first, hit.last, place=hit.name)


def _is_word_one(tokens: list[Token], number: Number) -> bool:
    """Whether "one" is a pronoun ("one of the", "this one"), or an ordinal only puts things in order ("First, …")."""
    first = tokens[number.first]
    if number.is_written and number.value == 1 and number.last == number.first + 1:
        before = tokens[number.first - 1].lower if number.first else ""
        after = tokens[number.last].lower if number.last < len(tokens) else ""
        return before in _BEFORE_ONE or after in _AFTER_ONE
    return first.lower == "second" and number.last < len(tokens) and tokens[number.last].lower in {"amendment", "set"}


_BEFORE_ONE = word_set("this that no any every another each the last next")
_AFTER_ONE = word_set("of another thing day reason")
_A_STRETCH = re.compile(r"the\s+(?:first|past|final)\b")


def _claim_directions(tokens: list[Token], claims: _Claims) -> None:
    for hit in load("directions").find(tokens):
        if claims.taken.intersection(range(hit.first, hit.last)):
            continue
        before = next((unit for unit in claims.units.values() if unit.last == hit.first), None)
        after = claims.units.get(hit.last)
        if after and after.when and tokens[hit.first].lower == "over" and _A_STRETCH.match(after.lower):
            continue  # "we had 60 over the first six months of 2021"
        letter = direction_letter(tokens, hit, follows_number=bool(before and before.number), leads_number=bool(after and after.number))
        if letter:
            claims.add(_unit(tokens, letter, hit.first, hit.last, term=hit.term))
