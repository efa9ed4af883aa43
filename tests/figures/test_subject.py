"""A page, or the part of it, that speaks neither of crime nor of the police tells no figure: its posts and calls are other people's."""

from __future__ import annotations

import pytest

from pipeline.figures import read
from pipeline.figures.subject import REACH, blocks_in_reach, speaks_of_crime
from tests.figures.conftest import document, reading

NEWS = "The council met again on Monday night, and the mayor spoke of parks."
CALLS = "The bank handled 2,114 emergency service requests and filled 88 vacant posts in 2022."
POLICE = "Police recorded 41 homicides in 2022."


def test_a_page_without_a_word_of_crime_tells_nothing() -> None:
    assert reading(f"{NEWS}\n{CALLS}").figures == ()


def test_its_quotations_are_still_read() -> None:
    assert [said.text for said in reading(f"{NEWS}\n“We had 41 calls in 2022,” Jane Doe said.").quotations] == ["We had 41 calls in 2022,"]


def test_a_paragraph_far_from_the_only_word_of_crime_tells_nothing() -> None:
    lines = [CALLS, *[NEWS] * REACH, POLICE, *[NEWS] * REACH, CALLS]
    assert {figure.metric for figure in reading("\n".join(lines)).figures} == {"homicide"}


@pytest.mark.parametrize("away", [0, REACH - 1])
def test_one_in_reach_is_read(away: int) -> None:
    """The word may stand before the number or behind it."""
    told = "In 2022 there were 2,114 emergency calls, and in 2021 there were 1,980."
    behind, before = [told, *[NEWS] * away, POLICE], [POLICE, *[NEWS] * away, told]
    for lines in (behind, before):
        assert "call_for_service" in {figure.metric for figure in reading("\n".join(lines)).figures}


def test_a_title_speaks_for_the_whole_page() -> None:
    page = document("\n".join([NEWS] * 20), title="Crime in 2022")
    assert len(blocks_in_reach(page)) == 20


def test_a_list_belongs_to_the_paragraph_above() -> None:
    page = document("\n".join(["Police counted, by city:", *["* Salinas: 12"] * 20]))
    assert len(blocks_in_reach(page)) == 21


def test_a_paragraph_alone_has_no_page_that_would_say_what_it_is_about() -> None:
    assert blocks_in_reach(document("Forty-seven positions are open."))
    assert read(document(""), None).figures == ()


@pytest.mark.parametrize("said", ["ROBBERIES", "Thieves struck", "car break\u2011ins", "hit-and-run", "shots\u00a0fired", "the 911 call"])
def test_words_of_crime(said: str) -> None:
    """In capitals, in the plural, and with whatever hyphen or space is between them."""
    assert speaks_of_crime(said)


@pytest.mark.parametrize("said", ["the company's chief executive officer", "a full-time post", "the team's offense", "a call to arms"])
def test_words_of_other_news(said: str) -> None:
    assert not speaks_of_crime(said)
