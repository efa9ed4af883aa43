"""What is the story and what stands beside it; each case is a way pages are really made."""

from __future__ import annotations

import pytest

from pipeline.errors import ParseError
from pipeline.parse.article import read_article
from pipeline.records import Document

ONE = "Tulsa recorded 54 homicides in 2022, down from 61 the year before, Police Chief Wendell Franklin said Tuesday."
TWO = "Shootings fell 12%, to 410, according to the department’s annual report, and robberies fell to 1,150."
THREE = "“We are going in the right direction,” Franklin said. “There is more work to do before anyone can be content.”"
STORY = f"{ONE}\n\n{TWO}\n\n{THREE}"


def _page(body: str, head: str = "<title>Tulsa killings fall | Post</title>") -> Document:
    return read_article(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())


def _story(between: str = "", before: str = "", after: str = "") -> Document:
    return _page(f"<h1>Tulsa killings fall</h1>{before}<div><p>{ONE}</p>{between}<p>{TWO}</p><p>{THREE}</p></div>{after}")


@pytest.mark.parametrize(
    "furniture",
    [
        '<aside class="related"><strong>READ NEXT</strong><ul><li><a href="/a">Rodeo adds 2 nights</a></li></ul></aside>',
        '<div class="newsletter-box"><h4>Get the Crime Brief</h4><p>Join 31,000 readers. Free, 6 days a week.</p></div>',
        '<div class="nl-promo"><div>Wake up with us</div><div>Top 10 headlines in your inbox by 6 a.m.</div></div>',
        '<p><strong>RELATED:</strong> <a href="/a">Broken Arrow burglaries up 20%</a></p>',
        '<p class="more">More on this topic <a href="/y">Bus drivers report 54 assaults in a year</a></p>',
        "<p>RELATED | Broken Arrow burglaries up 20%</p>",
        "<p>Read more: Jenks robberies fall 10%</p>",
        '<p><a href="/a">Broken Arrow burglaries up 20%, police say</a></p>',
        '<div class="kg-card kg-bookmark-card"><a href="#"><div>Lubbock murders double in two years</div><div>6 min.</div></a></div>',
        '<div class="inlineLink_k2Qv"><a href="#"><span>Next up</span> El Paso approves 5.5% raise</a></div>',
        "<div><div>MORE STORIES</div><div>City weighs $4 million for parks</div><div>3 hurt in I-44 crash</div></div>",
        "<h4>RELATED</h4><ul><li>Bakersfield sees 40 killings</li><li>13 hours ago</li></ul>",
        "<p>Trending now</p><p>Two dead in house fire</p><p>Broken Arrow burglaries up 20%</p>",
        '<figure><img src="/a.jpg"><figcaption>Officers at a scene, 2021. (Post file)</figcaption></figure>',
        '<div class="y1"><img src="/a.jpg"><div class="y2">Officers at the scene of a shooting in 2021.</div></div>',
        '<div><div><a href="/a"><img src="/a.jpg"></a></div><div>Officers at the scene of a shooting in 2021.</div></div>',
        '<p class="wp-caption-text">An officer walks a downtown beat in 2019.</p>',
        '<div class="caption_Nn">Case files in a detective bureau.</div>',
        '<div class="x7"><p>Get our free briefing. 12,400 people already do.</p><form><input type="email"></form></div>',
        '<div class="q8"><strong>In case you missed it</strong><p>Jail deaths rise to 12, county says.</p></div>',
        '<div class="k"><h3><a href="/c">Jury awards $7.5 million</a></h3><p>The jury sat for 3 days before it made the award.</p></div>',
        '<div class="poll"><h4>Do you feel safe?</h4><ul><li>Yes 61%</li><li>No 39%</li></ul></div>',
        "<p>Like what you read? Our 3,120 members make it possible. <a href='#'>Join them</a>.</p>",
        "<p>Police line near Broad Street. Photo: SV, 2022</p>",
        "<p>FILE – Officers tape off a business in July 2023.</p>",
        '<div class="sharedaddy"><h3>Share this:</h3><span>313 shares</span></div>',
        "<p>Share | Print | Email</p>",
        "<div>Advertisement</div>",
        "<p>Story continues below advertisement</p>",
        "<p>Getting your Trinity Audio player ready...</p>",
        "<p>Please ensure Javascript is enabled for purposes of website accessibility</p>",
        "<p>Watch: 1:47</p>",
        "<p>4 min read</p>",
        '<blockquote class="twitter-tweet"><p>Gutfeld drew nearly 2.2 million on the same night, which is triple.</p></blockquote>',
        '<div style="display: none">Secret 99 murders that nobody sees on the page at all.</div>',
        "<div hidden>Secret 99 murders that nobody sees on the page at all.</div>",
        '<p>Follow <a href="#">the Post</a> on Twitter</p>',
        "<script>var murders = 99;</script><style>.a{width:99px}</style><noscript>99 murders</noscript>",
        "<template><p>99 murders in a template that is never shown to anyone.</p></template>",
        "<button>Sign up for 99 alerts</button><select><option>99 districts</option></select>",
        "<svg><title>99</title><text>99 murders</text></svg><iframe>99</iframe>",
    ],
)
def test_furniture_amid_the_story_is_left_out(furniture: str) -> None:
    assert _story(between=furniture).text == STORY


@pytest.mark.parametrize(
    "furniture",
    [
        '<p class="byline">By Dana Smith, staff writer</p>',
        "<p>By Dana Smith | The Post</p>",
        "<p>BY DANA SMITH</p>",
        "<p>By Dana Smith and Lee Van Dyke, Associated Press</p>",
        "<p>By Dana Smith, Post staff writer</p>",
        "<p>Posted Wednesday, January 4, 2023 5:13 PM CST</p>",
        "<p>Updated: Jan 4, 2023 / 05:13 PM CST</p>",
        "<p>Published 25 February 2023</p>",
        "<div><span>Author: Web desk</span> <span>Published: 4:31 PM EDT January 4, 2023</span> <span>Updated 22 minutes ago</span></div>",
        "<p>January 4, 2023 at 9:12 a.m. CST</p>",
        "<div>Published 1 year ago on<br>January 4, 2023</div><div>By<br>admin</div>",
        "<i>Posted 01/09/2019 by News desk</i>",
        '<div class="entry-meta">Posted on <time datetime="2023-01-04">January 4, 2023</time> by Dana Smith | 4 min read</div>',
        '<div class="crumbs">News / Crime</div>',
        '<div class="vid"><video controls></video><p>Watch: 1:47</p></div>',
        '<header><nav><ul><li><a href="/">Home</a></li></ul></nav><div>Weather 64°</div></header>',
        '<div class="alert-bar">BREAKING: Wind advisory until 9 p.m. for 7 counties</div>',
    ],
)
def test_furniture_before_the_story_is_left_out(furniture: str) -> None:
    assert _story(before=furniture).text == STORY
    assert _page(f"{furniture}<h1>Tulsa killings fall</h1><div><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div>").text == STORY


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Copyright 2023 Post. All rights reserved.</p>",
        "<footer><p>© 2023 Post. 122 Main Street, Suite 202. Newsroom: (555) 010-1002</p></footer>",
        "<p><em>Dana Smith can be reached at dana@post.example or 918-555-0100.</em></p>",
        "<p># # #</p>",
        "<p>-30-</p>",
        "<p>Tags: crime, police, 2022</p>",
        "<h3>Comments (12)</h3><p>I saw 3 break-ins on my street last week, and nobody came at all.</p>",
        '<div id="comments"><ol><li><p>I counted 9 cars broken into on my street alone, this month.</p></li></ol></div>',
        '<section class="more"><h3>More in Crime</h3><div class="card"><a href="/x">Car thefts up 63% in Larkdale</a></div></section>',
        '<div class="c2"><div>TRENDING</div><div><div>Overdose deaths climb to 118 in county</div></div></div>',
        '<div class="cc-window">We use cookies to give you the best experience of 99 sites.</div>',
        '<article><h2><a href="/b">Car thefts up 63% in Larkdale</a></h2><p>It is a record, police said there.</p></article>',
        '<div class="zz"><div>3 Comments</div><div><b>JoeT</b> 2 hours ago</div><div>I saw 3 break-ins on my street.</div></div>',
        f"<div><p>{ONE}</p></div>",  # a copy of a paragraph for small screens
    ],
)
def test_furniture_after_the_story_is_left_out(furniture: str) -> None:
    assert _story(after=furniture).text == STORY


@pytest.mark.parametrize(
    "body",
    [
        f"{ONE}<br><br>{TWO}<br><br>{THREE}<br><br>",
        f"{ONE}<br>\n<br>\n{TWO}<br /><br />{THREE}",
        f"<div>{ONE}</div><div>{TWO}</div><div>{THREE}</div>",
        f"<div><div><div>{ONE}</div></div></div><section><div>{TWO}</div></section><div>{THREE}</div>",
        f"<p>{ONE}<p>{TWO}<p>{THREE}",
        f"<pre>\n{ONE}\n\n{TWO}\n\n{THREE}\n</pre>",
        f"<blockquote><p>{ONE}</p></blockquote><p>{TWO}</p><p>{THREE}</p>",
        f"<table><tr><td><a href='/'>Home</a></td><td><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></td></tr></table>",
        f"<div class='part'><p>{ONE}</p><p>{TWO}</p></div><div class='ad'>Advertisement</div><div class='part'><p>{THREE}</p></div>",
        f"<form id='aspnetForm'><div><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div></form>",
        f"<article class='post comments-open tag-related has-sidebar share'><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></article>",
        f"<div class='newsletter'><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div>",  # named like furniture, but it is all there is
        f"<my-story><my-para>{ONE}</my-para><my-para>{TWO}</my-para><my-para>{THREE}</my-para></my-story>",
        f"<p class='paywall'>{ONE}</p><p class='paywall'>{TWO}</p><p class='paywall'>{THREE}</p>",  # schema.org marks paid parts so
        f"<div class='widget'><p>{ONE}</p></div><div class='widget'><p>{TWO}</p></div><div class='widget'><p>{THREE}</p></div>",
        f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}",  # cut off
        f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><div",
    ],
)
def test_a_story_is_read_however_it_is_marked_up(body: str) -> None:
    assert _page(f"<h1>Tulsa killings fall</h1>{body}").text == STORY


@pytest.mark.parametrize(
    "inside",
    [
        "<p>By the numbers, 2022 was a better year than 2021.</p>",
        "<p>Posted a 12% decline in robberies: that is what the report says of the west side.</p>",
        "<p>For more than a decade, police followed the same plan on the north side.</p>",
        "<h2>By the numbers</h2><p>Robberies fell.</p>",
        "<h2>Trending down</h2><p>Robberies fell.</p>",
        "<h2>Share of cases cleared</h2><p>It rose to 60%.</p>",
        "<p>Elsewhere:</p><ul><li>Jenks: 3 homicides</li></ul>",
        '<aside class="fact-box"><h4>By the numbers</h4><ul><li>Robberies: 1,150</li></ul></aside>',
        "<ul><li><strong>Burglaries</strong>: 4,020</li><li><a href='/d'>Arson</a>: 12, of which 4 were cleared</li></ul>",
        "<ol><li>Homicide: 54</li></ol>",
        '<ul class="article-list"><li>Robberies: 1,150, down 12%</li><li>Arsons: 83</li></ul>',  # called as a list of other stories is
        "<p>Homicides: 54<br>Robberies: 1,150</p>",
        "<p>Follow-up investigations rose 4%.</p>",
        "<p>By December, homicides had reached 34 in all.</p>",
        "<p>By Tuesday – the last day of the year – the toll was 45.</p>",
        "<p>By one count, compiled by The Associated Press, 45 people were shot.</p>",
        "<p>Published monthly, the report counts 34 homicides.</p>",
        "<p>Published Monday, the report counts 34 homicides.</p>",
        "<p>Posted signs did not help: 34 cars were stolen.</p>",
        "<p>Updated figures show 34 homicides.</p>",
        "<p>The chief described the picture: 34 homicides, down from 60.</p>",
        "<p>More on the way: 12 officers will graduate in May.</p>",
        "<p>Logins to the reporting site fell 5%.</p>",
        "<p>The unit lost 12 officers (staff of 40).</p>",
        '<section><h3><a href="#jenks">Jenks</a></h3><p>Homicides were level at 3.</p></section>',  # a link within the page
        "<div class='elementor-widget elementor-widget-text-editor'><p>Arsons were level at 12.</p></div>",
    ],
)
def test_what_belongs_to_the_story_stays(inside: str) -> None:
    document = _story(between=inside)
    assert len(document.blocks) > 3
    assert document.text.startswith(ONE)
    assert document.text.endswith(f"{TWO}\n\n{THREE}")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<ul><li>Homicides: 54</li><li>Robberies: 1,150</li></ul>", "Homicides: 54\n\nRobberies: 1,150"),
        ("<div><div>Homicides: 54</div><div>Robberies: 1,150</div></div>", "Homicides: 54\n\nRobberies: 1,150"),
        ("<table><tr><th>Crime</th><th>2022</th></tr><tr><td>Homicide</td><td>54</td></tr></table>", "Crime 2022\nHomicide 54"),
        ("<p>Murders fell 5%.</p>", "Murders fell 5%."),
    ],
)
def test_a_story_may_be_shorter_than_what_stands_beside_it(body: str, text: str) -> None:
    beside = '<aside class="newsletter"><h4>Sign up</h4><p>Start the day with our free morning email, which 31,000 people do.</p></aside>'
    below = "<footer><p>The Post has been published since 1903 in Tulsa by 3 families. Newsroom: 555-0147</p></footer>"
    assert _page(f"<article><h1>Crime in Tulsa</h1>{body}</article>{beside}{below}").text == text


def test_nested_lists_know_their_depth() -> None:
    document = _story(between="<ul><li>Violent: down 6%<ul><li>Rape: 3<ol><li><p>cleared: 1</p></li></ol></li></ul></li><li>Arson: 2</li></ul>")
    items = [(document.text[block.start : block.end], block.level) for block in document.blocks if block.kind == "item"]
    assert items == [("Violent: down 6%", 1), ("Rape: 3", 2), ("cleared: 1", 3), ("Arson: 2", 1)]


def test_a_term_and_its_description_are_one_item() -> None:
    assert "\n\nHomicides 54\n\nArson 12\n\n" in _story(between="<dl><dt>Homicides</dt><dd>54</dd><dt>Arson</dt><dd>12</dd></dl>").text


def test_headings_keep_their_level_and_the_last_needs_a_text() -> None:
    document = _story(between="<h2>East side</h2>", after="<h3>What comes then</h3>")
    assert [(block.kind, block.level) for block in document.blocks] == [("paragraph", 0), ("heading", 2), ("paragraph", 0), ("paragraph", 0)]


@pytest.mark.parametrize(
    ("markup", "head"),
    [
        ('<div class="dek">The fall is the third in a row.</div>', ""),
        ('<h2 class="sub-headline">The fall is the third in a row.</h2>', ""),
        ("<p>The fall is the third in a row.</p>", '<meta name="description" content="The fall is the third in a row.">'),
    ],
)
def test_the_standfirst_opens_the_story(markup: str, head: str) -> None:
    page = f'<header><h1>Tulsa killings fall</h1>{markup}</header><div class="article-body"><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div>'
    document = _page(page, head)
    assert document.text == f"The fall is the third in a row.\n\n{STORY}"
    assert document.blocks[0].kind == "paragraph"


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("FRESNO, Calif. (KSEE/KGPE) – ", "FRESNO, Calif."),
        ("FRESNO, Calif. (KFSN) -- ", "FRESNO, Calif."),
        ("Fresno, Calif. (FOX26) — ", "Fresno, Calif."),
        ("CHARLOTTE, N.C. (April 20, 2023) — ", "CHARLOTTE, N.C."),
        ("NEW YORK – ", "NEW YORK"),
        ("WASHINGTON (AP) — ", "WASHINGTON"),
        ("LONDON, March 4 (Reuters) - ", "LONDON"),
        ("McALLEN, Texas — ", "McALLEN, Texas"),
        ("ST. LOUIS — ", "ST. LOUIS"),
        ("WINSTON-SALEM, North Carolina — ", "WINSTON-SALEM, North Carolina"),
        ("", None),
        ("Police said – ", None),
        ("DUI – ", None),
    ],
)
def test_the_dateline_is_told_and_stays_in_the_text(dateline: str, place: str | None) -> None:
    document = _page(f"<h1>Tulsa killings fall</h1><p>{dateline}{ONE}</p><p>{TWO}</p>")
    assert document.text.startswith(dateline + ONE)
    if dateline != "DUI – ":  # three capitals before a dash may be a place: nobody can know
        assert document.dateline == place


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.4 ...", "binary"),
        (b"Just words, no page at all.", "not_html"),
        (b'{"headline": "x"}', "not_html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "not_html"),
        (b"<html><body></body></html>", "no_article_text"),
        (b"<html><body><h1>Title</h1><p>Subscribe to continue reading.</p><p>Already a subscriber? Log in</p></body></html>", "no_article_text"),
        (b"<h1>News</h1>" + b'<div><h3><a href="/1">Story about 5 robberies</a></h3><p>Jan. 1, 2023</p></div>' * 12, "no_article_text"),
    ],
)
def test_what_is_no_article_has_a_named_reason(page: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_article(page)
    assert caught.value.reason == reason
    assert str(caught.value).endswith(".")


def test_behind_a_wall_the_story_stated_in_json_ld_is_read() -> None:
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"<p>{ONE}</p><p>{TWO}</p>"}}</script>'
    document = _page(f"<h1>Tulsa killings fall</h1><p>{ONE[:50]}...</p><p>Subscribe to continue reading.</p>", head)
    assert document.text == f"{ONE}\n\n{TWO}"
