"""What holds for every page: blocks are slices, inline mark-up says nothing, nothing crashes or hangs."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ParseError
from pipeline.parse.article import read_article, read_text
from pipeline.records import Document

SENTENCE = b"<p>Police counted 34 homicides in Fresno in 2023, down from 60 a year earlier, the chief said.</p>"
INLINE = ["b", "i", "em", "strong", "span", "u", "font", "mark", "small", "a", "abbr", "cite", "q", "code", "time", "sub", "bdi", "ins"]
WORDS = ["Police", "counted", "1,234", "1\xa0234", "−17%", "“fewer”", "homicides,", "robberies", "than", "in", "2023.", "O’Neill", "&amp;", "5"]
MARKUP = [
    "<p>", "</p>", "<div>", "</div>", "<br>", "<br><br>", "<ul><li>", "</li><li>", "</li></ul>", "<table><tr><td>", "</td><td>",
    "</td></tr><tr><td>", "</td></tr></table>", "<h2>", "</h2>", "<blockquote>", "<pre>", "</pre>", "<aside class=related>", "</aside>",
    "<figure><img>", "</figure>", "<dl><dt>", "<dd>", "</dl>", "<!--", "-->", "<script>", "</script>", "<a href=/>", "</a>", "<b>", "</b>",
    "<sup>1</sup>", "&nbsp;", "&#150;", "&#0;", "&#1;", "<", ">", '"', "<td rowspan=3 colspan=2>", "\n\n", " ", "Related", "Copyright 2023",
    "By Ann Poe", "<caption>", "<th>", "<p hidden>", "<template>", "<svg>", "<title>",
]  # fmt: skip


def check_offsets(document: Document) -> None:
    """Blocks are slices in order, parted by an empty line; cells are slices within their table."""
    assert "\n\n".join(document.text[block.start : block.end] for block in document.blocks) == document.text
    end = -2
    for block in document.blocks:
        assert block.start == end + 2
        assert block.end > block.start
        end = block.end
        assert (block.kind == "table") == bool(block.cells)
        for cell in block.cells:
            assert document.text[cell.start : cell.end] == cell.text
            assert block.start <= cell.start <= cell.end <= block.end
    assert end in (len(document.text), -2)


def check_outcome(read: Callable[[bytes], Document], body: bytes) -> None:
    """A document whose offsets hold, or an error with a name."""
    reason = None
    try:
        check_offsets(read(body))
    except ParseError as error:
        reason = error.reason
    assert reason in (None, "empty", "binary", "not_html", "no_article_text")


@given(st.lists(st.one_of(st.sampled_from(MARKUP), st.sampled_from(WORDS), st.text(max_size=20)), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_page_gives_a_document_or_a_named_error(parts: list[str]) -> None:
    page = ("<html><body><h1>Crime</h1>" + " ".join(parts)).encode("utf-8", "surrogatepass")
    check_outcome(read_article, page)


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_give_a_document_or_a_named_error(body: bytes) -> None:
    for read in (read_article, read_text):
        check_outcome(read, body)


@given(st.text(min_size=1, max_size=400))
@settings(deadline=None)
def test_any_text_is_read_in_paragraphs(text: str) -> None:
    check_outcome(read_text, text.encode("utf-8", "surrogatepass"))


@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(INLINE), st.booleans(), st.booleans()), min_size=6, max_size=30),
    st.sampled_from(["p", "li", "td", "blockquote", "div"]),
)
@settings(deadline=None)
def test_inline_markup_never_changes_the_text(words: list[tuple[str, str, bool, bool]], block: str) -> None:
    plain, marked = [], []
    for word, tag, is_marked, is_split in words:
        plain.append(word)
        half = len(word) // 2 if is_split and "&" not in word else 0
        marked.append(f"{word[:half]}<{tag}>{word[half:]}</{tag}>" if is_marked and tag != "a" else f"{word[:half]}<wbr>{word[half:]}")

    def text_of(inside: str) -> str:
        page = f"<html><body><h1>Crime</h1>{SENTENCE.decode()}<{block}>{inside}</{block}>{SENTENCE.decode().replace('34', '35')}</body></html>"
        return read_article(page.encode()).text

    assert text_of(" ".join(plain)) == text_of(" ".join(marked))


def test_marks_within_a_word_or_number_do_not_part_it() -> None:
    page = b"<h1>Crime</h1>" + SENTENCE + b"<p><b>H</b>omicides were <i>1</i>,<span>234</span>, or <b>5</b>% <font color=red>few</font>er.</p>"
    assert read_article(page).text.endswith("Homicides were 1,234, or 5% fewer.")


HEAD = b"<html><head><title>Crime</title></head><body><h1>Crime</h1>"
PATHOLOGICAL = {
    "ten thousand nested blocks": HEAD + b"<div>" * 10_000 + SENTENCE + b"</div>" * 10_000 + SENTENCE,
    "ten thousand blocks never closed": HEAD + b"<div>" * 10_000 + SENTENCE,
    "ten thousand nested marks": HEAD + b"<p>" + b"<b>" * 10_000 + SENTENCE,
    "ten thousand nested lists": HEAD + SENTENCE + b"<ul><li>a" * 10_000,
    "three thousand nested tables": HEAD + SENTENCE + b"<table><tr><td>" * 3_000 + SENTENCE,
    "a sentence of 2 MB": HEAD + SENTENCE + b"<p>" + b"police said crime fell and " * 80_000 + b"</p>",
    "a million digits": HEAD + SENTENCE + b"<p>" + b"1" * 1_000_000 + b"</p>",
    "a million grouped digits": HEAD + SENTENCE + b"<p>" + b"123\xc2\xa0" * 200_000 + b"</p>",
    "breaks without text": HEAD + SENTENCE + b"<br>" * 200_000,
    "a meta never closed": HEAD + SENTENCE + b'<meta content="' * 20_000,
    "a block of JSON never closed": HEAD + SENTENCE + b'<script type="application/ld+json">' * 20_000,
    "deep JSON": HEAD + SENTENCE + b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script>",
    "comments never closed": HEAD + SENTENCE + b"<!--" * 100_000,
    "a long class": HEAD + b'<div class="' + b"nav-x " * 100_000 + b'">' + SENTENCE,
    "many headings of other stories": HEAD + SENTENCE + b"<h3>Related</h3>" * 20_000,
    "many parts of one make": HEAD + (b"<div class=a>" + SENTENCE + SENTENCE + b"</div>") * 5_000,
    "many footnotes": HEAD + SENTENCE + b"<p>a" + b"<sup>1</sup>" * 50_000 + b"</p>",
    "many small dates": HEAD + SENTENCE + b"<time datetime=x>y</time>" * 50_000,
    "brackets": b"<" * 500_000 + SENTENCE,
    "spaces": HEAD + b"<p>" + b" " * 3_000_000 + b"</p>" + SENTENCE,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_hostile_page_is_read_in_no_time(name: str) -> None:
    begun = time.process_time()
    document = read_article(PATHOLOGICAL[name])
    assert time.process_time() - begun < 2.0  # seconds; about ten times what it takes
    assert "Police counted 34 homicides in Fresno" in document.text
    check_offsets(document)


def test_time_grows_with_length_and_no_faster() -> None:
    def seconds(times: int) -> float:
        begun = time.process_time()
        read_article(HEAD + SENTENCE * times)
        return time.process_time() - begun

    seconds(100)
    assert seconds(40_000) < 12 * max(seconds(10_000), 0.02)
