"""What pages say of themselves: JSON-LD in its shapes, titles, dates, addresses."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from pipeline.parse.article import read_article
from pipeline.parse.dates import read_printed, read_stamp
from pipeline.parse.jsonld import read_stated
from pipeline.parse.titles import choose_title
from pipeline.records import Document

BODY = "<article><h1>{h1}</h1>{near}<p>Fresno had 34 homicides in 2023, police said on Friday, down from 60 in 2022.</p></article>"
STORY: dict[str, Any] = {
    "@type": "NewsArticle",
    "headline": "Homicides fall",
    "datePublished": "2023-12-29T17:13:00-08:00",
    "author": {"@type": "Person", "name": "Ann Poe"},
}


def _page(head: str = "", near: str = "", h1: str = "Homicides fall", address: str | None = None) -> Document:
    return read_article(f"<html><head>{head}</head><body>{BODY.format(h1=h1, near=near)}</body></html>".encode(), address=address)


def _block(value: object) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "block",
    [
        STORY,
        [{"@type": "BreadcrumbList", "itemListElement": []}, STORY],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, STORY]},
        {"@type": "WebPage", "mainEntity": STORY},
        STORY | {"@type": ["Article", "NewsArticle"]},
        STORY | {"@type": "http://schema.org/ReportageNewsArticle", "author": [{"name": "Ann Poe"}, "https://facebook.example/ann"]},
        {"@graph": [STORY | {"author": {"@id": "#ann"}}, {"@type": "Person", "@id": "#ann", "name": "Ann Poe"}]},
        json.dumps(STORY)[:-1] + ",}",  # a comma too many
        f"<!-- {json.dumps(STORY)} -->",
        f"//<![CDATA[\n{json.dumps(STORY)}\n//]]>",
        json.dumps(STORY) + ";",
        json.dumps(STORY).replace("Homicides fall", "Homicides\nfall"),  # a raw line break within a string
        json.dumps(STORY).replace('"', "&quot;"),
    ],
)
def test_a_story_is_found_in_whatever_shape(block: object) -> None:
    document = _page(_block(block), h1="")
    assert (document.title, document.published_on, document.author) == ("Homicides fall", dt.date(2023, 12, 29), "Ann Poe")
    assert document.published_at == dt.datetime(2023, 12, 30, 1, 13, tzinfo=dt.UTC)


def test_plain_fields_are_read_from_a_block_beyond_repair() -> None:
    stated = read_stated('<script type="application/ld+json">{"headline": "A \\"B\\"", oops, "datePublished": "2023-12-29"</script>')
    assert (stated.headline, stated.published) == ('A "B"', "2023-12-29")


def test_of_several_stories_the_page_s_own_is_read() -> None:
    other = STORY | {"headline": "Other", "datePublished": "2020-01-01", "url": "https://x.example/other"}
    own = STORY | {"mainEntityOfPage": {"@id": "https://x.example/own"}}
    document = _page(_block([other, own]) + '<link rel="canonical" href="https://x.example/own">')
    assert document.published_on == dt.date(2023, 12, 29)


def test_stories_listed_beside_are_not_the_story() -> None:
    listed = {"@type": "ItemList", "itemListElement": [STORY | {"datePublished": "2020-01-01"}]}
    assert _page(_block(listed), near='<time datetime="2023-12-29">x</time>').published_on == dt.date(2023, 12, 29)


@pytest.mark.parametrize("block", ["", "{", "null", "[[]]", '"x"', "[" * 100_000, '{"@type": 5, "headline": {}, "author": [null]}'])
def test_no_block_breaks_the_page(block: str) -> None:
    assert _page(_block(block)).title == "Homicides fall"


@pytest.mark.parametrize(
    ("social", "stated", "printed", "window", "outlet", "title"),
    [
        ("Homicides fall", None, None, "Homicides fall | The Ledger", "The Ledger", "Homicides fall"),
        (None, None, None, "Homicides fall | The Ledger", None, "Homicides fall"),
        (None, None, None, "Homicides fall - The Ledger", "The Ledger", "Homicides fall"),
        (None, None, None, "Homicides fall - ledger.example", "Ledger", "Homicides fall"),
        (None, None, None, "The Ledger | Homicides fall", "The Ledger", "Homicides fall"),
        (None, None, "Homicides fall", "Homicides fall — and that is that", None, "Homicides fall"),
        (None, None, None, "Tulsa crime: robbery - down, arson - up", None, "Tulsa crime: robbery - down, arson - up"),
        (None, "Homicides fall in …", "Homicides fall in Fresno", None, None, "Homicides fall in Fresno"),
        ("Homicides fall in Fresno", "Homicides fall in...", None, None, None, "Homicides fall in Fresno"),
        ("You will not believe it", "Homicides fall", "Homicides fall", None, None, "Homicides fall"),
        ("The Ledger", None, "Homicides fall", None, "The Ledger", "Homicides fall"),
        ("Homicides fall | The Ledger", "Homicides fall", None, None, "The Ledger", "Homicides fall"),
        (None, None, None, None, "The Ledger", None),
    ],
)
def test_the_headline_is_whole_and_without_the_outlet(
    social: str | None, stated: str | None, printed: str | None, window: str | None, outlet: str | None, title: str | None
) -> None:
    assert choose_title(social, stated, printed, window, outlet) == title


def test_a_headline_cut_at_110_characters_gives_way() -> None:
    whole = "Homicides fall for the third year in a row while robberies, burglaries and thefts of cars rise across the city, police say"
    assert choose_title(whole, whole[:110], None, None, None) == whole
    assert choose_title(None, whole[:110], whole, None, None) == whole


@pytest.mark.parametrize(
    ("text", "on", "at"),
    [
        ("2023-12-29T17:13:00-08:00", "2023-12-29", "2023-12-30T01:13:00+00:00"),
        ("2023-12-29T17:13:00-0800", "2023-12-29", "2023-12-30T01:13:00+00:00"),
        ("2023-12-29T17:13:00.123Z", "2023-12-29", "2023-12-29T17:13:00+00:00"),
        ("2023-12-29 17:13", "2023-12-29", "2023-12-29T17:13:00+00:00"),
        ("2023-12-29", "2023-12-29", "2023-12-29T00:00:00+00:00"),
        ("20231229", "2023-12-29", "2023-12-29T00:00:00+00:00"),
        ("Fri, 29 Dec 2023 17:13:00 GMT", "2023-12-29", "2023-12-29T17:13:00+00:00"),
        ("1703898780", "2023-12-30", "2023-12-30T01:13:00+00:00"),
        ("1703898780000", "2023-12-30", "2023-12-30T01:13:00+00:00"),
        ("Dec. 29, 2023 / 05:13 PM PST", "2023-12-29", "2023-12-30T01:13:00+00:00"),
        ("Published: Dec 29, 2023, 12:05 a.m. ET", "2023-12-29", "2023-12-29T05:05:00+00:00"),
        ("July 4th, 2023 at 9:00 am CT", "2023-07-04", "2023-07-04T14:00:00+00:00"),
        ("Posted 01/09/2019 by News desk", "2019-01-09", "2019-01-09T00:00:00+00:00"),
        ("25/12/2019", "2019-12-25", "2019-12-25T00:00:00+00:00"),
        ("1/9/19", "2019-01-09", "2019-01-09T00:00:00+00:00"),
        ("Published 25 February 2019", "2019-02-25", "2019-02-25T00:00:00+00:00"),
        ("2 March 2024 22:17", "2024-03-02", "2024-03-02T22:17:00+00:00"),
        ("Friday, Sept. 1st 2023", "2023-09-01", "2023-09-01T00:00:00+00:00"),
        # A clock that no day has leaves the day; a day that no month has, the next date.
        ("Jan. 4, 2024 at 24:00", "2024-01-04", "2024-01-04T00:00:00+00:00"),
        ("Jan. 4, 2024 13:60 PST", "2024-01-04", "2024-01-04T00:00:00+00:00"),
        ("2024-01-04T24:00:00Z", "2024-01-04", "2024-01-04T00:00:00+00:00"),
        ("Sept. 31, 2024 / Jan. 4, 2024", "2024-01-04", "2024-01-04T00:00:00+00:00"),
        ("12/29/٢٣", "2023-12-29", "2023-12-29T00:00:00+00:00"),  # digits of another script
        ("12/29/٧٠", "1970-12-29", "1970-12-29T00:00:00+00:00"),
    ],
)
def test_dates_are_read_as_pages_print_them(text: str, on: str, at: str) -> None:
    moment = read_stamp(text)
    assert moment is not None
    assert (moment.on.isoformat(), moment.at.astimezone(dt.UTC).isoformat()) == (on, at)


@pytest.mark.parametrize("text", ["", "yesterday", "0001-01-01T00:00:00Z", "2023-13-45", "February 30, 2023", "Route 12-2023", "12.5", None])
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert read_stamp(text) is None


def test_the_first_date_of_a_line_is_taken() -> None:
    moment = read_printed("Updated 3 p.m. Jan. 5, 2024; first published Jan. 3, 2024")
    assert moment is not None
    assert moment.on == dt.date(2024, 1, 5)


@pytest.mark.parametrize(
    ("head", "near", "on"),
    [
        ('<meta property="article:published_time" content="2023-12-29T17:13:00-08:00">', "", "2023-12-29"),
        # Five in the afternoon in Fresno is the next day in UTC: the printed date counts.
        ('<meta property="article:published_time" content="2023-12-30T01:13:00Z">', "<div>December 29, 2023</div>", "2023-12-29"),
        ('<meta property="article:published_time" content="2023-12-30T01:13:00Z">', "<div>Updated December 25, 2023</div>", "2023-12-30"),
        ('<meta name="parsely-pub-date" content="2023-12-29">', "", "2023-12-29"),
        ("", '<time itemprop="datePublished" datetime="2023-12-29">today</time>', "2023-12-29"),
        ("", '<meta itemprop="datePublished" content="2023-12-29">', "2023-12-29"),
        ("", "<time>Dec. 29, 2023</time>", "2023-12-29"),
        ("", "<p>Published: Dec. 29, 2023 / 05:13 PM PST</p><p>Updated: Jan. 2, 2024 / 01:13 PM PST</p>", "2023-12-29"),
        ("", "<p>Updated: Jan. 2, 2024</p><p>Published: Dec. 29, 2023</p>", "2023-12-29"),
        # Both on one line: the date behind the word counts, whichever comes first.
        ("", "<p>Updated: Jan. 5, 2024 Published: Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>Updated 9:14 a.m. Jan. 5, 2024; posted Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>Posted: 4:12 PM, Jan. 4, 2024 and last updated 9:14 AM, Jan. 5, 2024</p>", "2024-01-04"),
        ("", "<p>Updated Jan. 5, 2024 | Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>Published 4 days ago, updated Jan. 5, 2024</p><p>Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>Dec. 1, 2020</p><p>Jan. 4, 2024 | Posted by Ann Poe</p>", "2024-01-04"),
        ("", "<p>Updated Jan. 5, 2024</p>", "2024-01-05"),  # all that is said
        ("", "<p>Data through Dec. 31, 2023</p><p>Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>Jan. 4, 2024.</p>", "2024-01-04"),  # a full stop makes no sentence of a date
        ("", "<p>Thursday, January 4, 2024.</p>", "2024-01-04"),
        ("", "<p>Ann Poe on Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>News Release for Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>First aired on Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>Crime, courts, Ann Poe, staff writer Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>9:14 pm Jan. 4, 2024</p>", "2024-01-04"),
        ("", "<p>By Ann Poe | December 29, 2023 | 5:13 p.m.</p>", "2023-12-29"),
        ("", "<div class=entry-meta>By Ann Poe / Bay Herald staff writer<br>Friday, December 29th, 2023 at 12:05am</div>", "2023-12-29"),
        (
            "",
            "<p class=dek>The city that changed its police is asked about it again.</p><div class=by>Ann Poe · December 29, 2023 · 6 min</div>",
            "2023-12-29",
        ),  # below what the story opens with
        ("", "Published 1 year ago on<br>December 29, 2023<br>By admin", "2023-12-29"),
        ("", '<aside class="related"><time datetime="2020-01-01"></time></aside><span>Dec 29, 2023</span>', "2023-12-29"),
    ],
)
def test_the_date_is_found_where_the_page_has_it(head: str, near: str, on: str) -> None:
    assert str(_page(head, near).published_on) == on


def test_a_release_opens_with_its_date() -> None:
    page = (
        "<title>Crime down</title><h1>Crime down</h1><article><p>FOR IMMEDIATE RELEASE<br>July 11, 2024<br>Contact: Sgt. Ann Poe</p>"
        "<p>Fresno had 34 homicides in the first half of the year, police said, down from 60 a year earlier.</p></article>"
    )
    assert read_article(page.encode()).published_on == dt.date(2024, 7, 11)


def test_a_date_may_stand_below_a_standfirst_that_is_a_heading() -> None:
    told = "<p>The city counted 35 homicides in 2023, and 41 robberies, fewer than in any year since 2014, the police chief said on Tuesday.</p>"
    story = f"<p>If your car was stolen last summer, you had company.</p>{told * 12}<h2>Numbers</h2>{told * 3}"
    under = '<h3 class="subtitle">The boom is over, and the numbers look good</h3><div><span>Ann Poe</span> <span>Aug 09, 2024</span></div>'
    page = f'<title>Homicides fall</title><div class="post"><h1>Homicides fall</h1>{under}<div class="body">{story}</div></div>'
    assert read_article(page.encode()).published_on == dt.date(2024, 8, 9)


def test_a_date_may_stand_below_the_story() -> None:
    page = f"<h1>Homicides fall</h1><p>{'Police counted 34 homicides in Fresno in the year. ' * 4}</p><p>Published: 17:05 GMT, 25 April 2024</p>"
    assert read_article(page.encode()).published_on == dt.date(2024, 4, 25)


@pytest.mark.parametrize(
    "caption",
    [
        "<p><img src=a.jpg><br><em>Officers at the scene on Jan. 3, 2022. (Ann Poe/Post)</em></p>",
        "<p>Officers at the scene of a shooting near Broad Street on Jan. 3, 2022, as the sun rose</p>",
    ],
)
def test_the_date_in_a_caption_is_not_the_story_s(caption: str) -> None:
    assert _page(near=caption).published_on is None


@pytest.mark.parametrize(
    "line",
    [
        "Vigil held Dec. 1, 2020",
        "VIGIL HELD DEC. 1, 2020",  # no small letters to tell the phrase by
        "Copyright Jan. 1, 2019",
        "© Jan. 1, 2019",
        "Data through Dec. 31, 2023",
        "Figures as of Dec. 26, 2023",
        "Week ending Sunday, Dec. 24, 2023",
        "Year to date: Dec. 24, 2023",
        "Incident date: Dec. 1, 2020",
        "Retrieved Jan. 5, 2025",
        "Next update: Jan. 11, 2024",
        "Jan. 1 - Dec. 31, 2023",
        "Jan. 1, 2023 to Dec. 31, 2023",
        "Photo: a vigil on Dec. 1, 2020",
        "Candles on a corner Dec. 1, 2020",
        "Broad Street, Dec. 1, 2020 (File photo)",
    ],
)
def test_a_short_line_may_date_something_else(line: str) -> None:
    assert _page(near=f"<p>{line}</p>").published_on is None


def test_without_a_first_heading_the_one_before_the_story_is_the_headline() -> None:
    sentence = "Police counted 34 homicides in Fresno in 2023, down from 60 a year earlier, the chief said."
    head = "<title>News Flash • City of Fresno</title><h3>Quick Links</h3><h2>Homicides Fall in Fresno Again</h2>"
    page = f"{head}<p>{sentence}</p><h2>What comes next</h2><p>{sentence}</p>"
    assert read_article(page.encode()).title == "Homicides Fall in Fresno Again"


def test_of_several_first_headings_the_window_s_is_the_headline() -> None:
    sentence = "Police counted 34 homicides in Fresno in 2023, down from 60 a year earlier, the chief said."
    page = f"<title>Homicides fall - The Ledger</title><h1>The Fresno Ledger</h1><h1>Homicides fall</h1><p>{sentence}</p>"
    assert read_article(page.encode()).title == "Homicides fall"


def test_the_address_may_be_all_that_says_the_date() -> None:
    assert _page(address="https://x.example/2023/12/29/homicides/").published_on == dt.date(2023, 12, 29)


def test_a_date_within_the_story_is_not_its_own() -> None:
    assert (
        _page(near="<p>On December 1, 2019, the council met for the first time to talk about the murders of the year.</p>").published_on is None
    )


@pytest.mark.parametrize(
    ("link", "address", "canonical"),
    [
        ("/a?b=1", "https://x.example/c/d", "https://x.example/a?b=1"),
        ("https://y.example/a#top", "https://x.example/", "https://y.example/a"),
        ("javascript:alert(1)", "https://x.example/", None),
        ("ftp://x.example/a", None, None),
        ("http://[broken", "https://x.example/", None),
        ("/a", None, None),
    ],
)
def test_the_canonical_address_is_whole_and_of_the_web(link: str, address: str | None, canonical: str | None) -> None:
    assert _page(f'<link rel="canonical" href="{link}">', address=address).canonical_address == canonical


def test_the_outlet_and_a_late_change_are_known() -> None:
    document = _page(
        '<meta property="og:site_name" content="The Ledger"><meta property="article:modified_time" content="2024-01-02T10:00:00-08:00">'
        + _block(STORY)
    )
    assert document.outlet == "The Ledger"
    assert document.modified_at == dt.datetime(2024, 1, 2, 18, tzinfo=dt.UTC)
