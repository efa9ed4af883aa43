"""Bytes to text: declared, undeclared, mis-declared, mixed and cut off."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ParseError
from pipeline.parse.encoding import decode

SAYS = "“Homicides fell 5 %”, said Chief O’Neill – £5, café"
META = '<meta charset="{}">'


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (SAYS.encode(), None),
        (SAYS.encode(), "utf-8"),
        (SAYS.encode(), "iso-8859-1"),  # the header is wrong: valid UTF-8 beyond ASCII is never an accident
        (SAYS.encode("cp1252"), None),
        (SAYS.encode("cp1252"), "ISO-8859-1"),  # browsers read the label as windows-1252
        (SAYS.encode("cp1252"), "utf-8"),  # wrong the other way round
        (SAYS.encode("cp1252"), "no-such-charset"),
        (SAYS.encode("cp1252"), "base64"),  # a codec of Python's that is no charset
        (codecs.BOM_UTF8 + SAYS.encode(), "iso-8859-1"),
        (codecs.BOM_UTF16_LE + SAYS.encode("utf-16-le"), None),
        (codecs.BOM_UTF16_BE + SAYS.encode("utf-16-be"), "utf-8"),
        ((SAYS * 2).encode("utf-16-le"), None),  # no mark, no word, but every other byte is zero
    ],
)
def test_text_is_read_whatever_is_said_of_it(body: bytes, charset: str | None) -> None:
    assert SAYS in decode(body, charset)


@pytest.mark.parametrize("label", ["iso-8859-1", "utf-8", "windows-1252"])
def test_a_page_may_be_wrong_about_itself(label: str) -> None:
    assert SAYS in decode((META.format(label) + SAYS).encode())
    assert SAYS in decode((META.format(label) + SAYS).encode("cp1252"))


def test_another_alphabet_is_read_by_what_the_page_says() -> None:
    assert "преступность" in decode((META.format("windows-1251") + "преступность").encode("cp1251"))
    assert "犯罪" in decode(b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">' + "犯罪统计".encode("gb18030"))


def test_a_stray_byte_does_not_spoil_a_utf8_page() -> None:
    assert decode(("é" * 50).encode() + b" \x93quoted\x94 " + ("ü" * 50).encode()) == "é" * 50 + " “quoted” " + "ü" * 50


@pytest.mark.parametrize("cut", [1, 2])
def test_a_page_cut_off_within_a_character_loses_only_that(cut: int) -> None:
    assert decode(("café – " + SAYS + "”").encode()[:-cut], "iso-8859-1") == "café – " + SAYS


def test_controls_are_left_out_and_misread_quotes_mended() -> None:
    assert decode("a\x00b\x07c \x93d\x94\ufeff".encode()) == "abc “d”"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "binary"),
        (b"PK\x03\x04 a sheet", "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x00" * 100, "binary"),
    ],
)
def test_what_is_no_text_has_a_name(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        decode(body)
    assert caught.value.reason == reason


@given(
    st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "utf-7", "idna", "x" * 50, "\x00", "shift_jis", "punycode"])
)
def test_any_bytes_become_text_or_a_named_error(body: bytes, charset: str | None) -> None:
    text, reason = " ", None
    try:
        text = decode(body, charset)
    except ParseError as error:
        reason = error.reason
    assert reason in ("empty", "binary") if reason else text.strip()
    assert not any(ord(character) < 32 and character not in "\t\n\f\r" for character in text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1).filter(str.strip))
def test_utf8_comes_back_as_it_went(text: str) -> None:
    assert decode(text.encode(), "iso-8859-1") == text
