"""What the sieve lets through: all that the reader can read a wanted figure from, and little else."""

from __future__ import annotations

import pytest

from pipeline import figures
from pipeline.errors import ParseError
from pipeline.mine.question import Question
from pipeline.mine.sieve import Sieve
from pipeline.parse.article import read_article
from tests.conftest import ROOT
from tests.mine.shards import ELSEWHERE, TOLD

FRESNO = Question((("Fresno, CA", ("Fresno", "City of Fresno", "Fresno PD", "FPD")),))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


@pytest.mark.parametrize(
    ("block", "may_hold"),
    [
        (HEAD + TOLD, True),
        (HEAD + ELSEWHERE, False),
        (HEAD + TOLD.upper(), True),
        (HEAD + TOLD.lower(), True),
        (HEAD + TOLD.decode().encode("utf-16"), True),
        (b"HTTP/1.1 200 OK\r\n\r\n" + TOLD, True),  # of a type that nobody said
        (HEAD.replace(b"200 OK", b"404 Not Found") + TOLD, False),
        (HEAD.replace(b"text/html", b"image/png") + TOLD, False),
        (HEAD.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") + b"\x1f\x8b", True),  # to be asked again when it is decoded
        (HEAD + b"<p>Fresno's copyright is the sheriffless truth</p>", False),  # "cop" and "sheriff" are words, not parts of some
        (HEAD + b"<p>Fresno: a man was <b>shot</b>&nbsp;dead</p>", True),  # a phrase, whatever stands between its words
        (HEAD + b"<p>The FPD and its homicides</p>", False),  # three letters stand in any picture's bytes, and are no place to the reader
        (b"", False),
        (b"HTTP/1.1 200 OK", False),
    ],
)
def test_a_page_that_may_tell(block: bytes, may_hold: bool) -> None:
    assert Sieve(FRESNO).may_hold(block, 2023) is may_hold


@pytest.mark.parametrize(
    ("captured", "words", "may_tell"),
    [
        (2021, "in 2022", False),  # nobody tells of a year that has not begun
        (2022, "this year", True),
        (2024, "last year", True),
        (2025, "two years ago", False),
        (2025, "in 2022", True),
        (2025, "in 2021", False),
    ],
)
def test_years(captured: int, words: str, may_tell: bool) -> None:
    question = Question(FRESNO.places, 2022, 2023)
    assert Sieve(question).may_tell(f"Fresno had 34 homicides {words}".encode(), captured) is may_tell


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("San José", "San Jos&eacute;"),
        ("San José", "SAN JOSÉ"),
        ("McAllen", "McAllen"),
        ("McAllen", "MCALLEN"),
        ("St. Louis", "Saint&nbsp;Louis"),
        ("New York", "new\nyork"),
    ],
)
def test_a_name_however_it_is_printed(name: str, printed: str) -> None:
    question = Question(((f"{name}, CA", (name,)),))
    for coding in ("utf-8", "latin-1"):
        assert Sieve(question).may_tell(f"<p>homicides in {printed}</p>".encode(coding), 2023)


def test_a_page_that_names_only_a_part_of_the_place() -> None:
    question = Question((("New York, NY", ("New York",)),))
    assert Sieve(question).may_tell(b"<p>In Brooklyn there were 38 shootings", 2023)
    assert not Sieve(question).may_tell(b"<p>In Oakland there were 38 shootings", 2023)


def test_no_gold_page_that_tells_of_its_own_place_is_held_back() -> None:
    """The oracle is the reader: what it reads for a place, the sieve must not have kept from it."""
    told = 0
    for path in sorted((ROOT / "tests" / "gold" / "pages").glob("*.html"))[::4]:
        body = path.read_bytes()
        try:
            document = read_article(body)
        except ParseError:
            continue
        places = {one.place for one in figures.read(document, None).figures if one.place and ", " in one.place}
        for place in places:
            told += 1
            assert Sieve(Question(((place, (place.split(",")[0],)),))).may_tell(body, 2023), (path.name, place)
    assert told > 5
