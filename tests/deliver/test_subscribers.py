"""Reading the subscribers' file: everyone once, and no address in what is said about bad rows."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.deliver.subscribers import COLUMNS, KINDS, Subscriber, masked, read
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Rejection

HEAD = ",".join(COLUMNS)
CONSENT = "2023-12-01,web form"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "subscribers.csv"


def read_rows(path: Path, *rows: str) -> tuple[tuple[Subscriber, ...], tuple[Rejection, ...]]:
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return read(path)


def test_a_row(path: Path) -> None:
    (found,), rejections = read_rows(path, f"Rita@Example.org,Rita Gómez,preliminary; final,text,{CONSENT}")
    assert found == Subscriber("Rita@example.org", "Rita Gómez", frozenset({"preliminary", "final"}), "text", dt.date(2023, 12, 1), "web form")
    assert (found.key, found.masked, rejections) == ("rita@example.org", "R…@example.org", ())


def test_blanks_mean_everything_as_html(path: Path) -> None:
    (found,), _ = read_rows(path, f"rita@example.org,,,,{CONSENT}")
    assert (found.kinds, found.format) == (KINDS, "html")


def test_as_a_spreadsheet_saves_it(path: Path) -> None:
    """Byte order mark, CRLF, blank lines, a comma and a line break in a cell, another order of columns, one more column."""
    path.write_bytes(
        b"\xef\xbb\xbfname,address,kinds,format,consented_on,consent_source,note\r\n\r\n"
        b'"G\xc3\xb3mez, Rita",rita@example.org,,,2023-12-01,"web\r\nform",x\r\n'
    )
    (found,), rejections = read(path)
    assert (found.name, found.address, rejections) == ("Gómez, Rita", "rita@example.org", ())


@pytest.mark.parametrize("separator", [";", "\t"])
def test_as_a_spreadsheet_saves_it_where_the_comma_is_in_numbers(path: Path, separator: str) -> None:
    """With other separators, and capitals and blanks in the first line."""
    head, row = HEAD.title().replace(",", f" {separator} "), f"rita@example.org,Rita,,,{CONSENT}"
    path.write_text(f"{head}\n{row}\n".replace(",", separator))
    (found,), rejections = read(path)
    assert (found.name, found.address, rejections) == ("Rita", "rita@example.org", ())


def test_an_address_that_stands_there_twice(path: Path) -> None:
    (found,), rejections = read_rows(path, f"rita@example.org,,final,html,{CONSENT}", f" RITA@example.ORG ,Rita,update,text,{CONSENT}")
    assert (found.name, found.kinds, found.format) == ("Rita", frozenset({"final", "update"}), "html")
    assert not rejections


def test_a_domain_in_another_script_is_written_for_any_server(path: Path) -> None:
    (found,), _ = read_rows(path, f"rita@exämple.org,,,,{CONSENT}")
    assert found.address == "rita@xn--exmple-cua.org"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"rita.example.org,,,,{CONSENT}", "bad_address"),
        (f"rita@example.org\x00,,,,{CONSENT}", "bad_address"),
        (f'"rita@example.org\nBcc: sam@example.org",,,,{CONSENT}', "bad_address"),
        (f"rita@example.org>,,,,{CONSENT}", "bad_address"),
        (f"rïta@example.org,,,,{CONSENT}", "bad_address"),  # not every mail server takes SMTPUTF8
        (f"rita@localhost,,,,{CONSENT}", "bad_address"),
        (f",,,,{CONSENT}", "bad_address"),
        (f"sam@example.org,,rita@example.org,,{CONSENT}", "unknown_kind"),
        (f"sam@example.org,,,rita@example.org,{CONSENT}", "unknown_format"),
        ("rita@example.org,,,,,web form", "no_consent"),
        ("rita@example.org,,,,1 December,web form", "no_consent"),
        ("rita@example.org,,,,2023-12-01, ", "no_consent"),
        ("rita@example.org", "wrong_columns"),
        (f"rita@example.org,,,,{CONSENT},rita@example.org", "wrong_columns"),
    ],
)
def test_rejections_name_the_line_and_nobody(path: Path, row: str, reason: str) -> None:
    people, (rejection,) = read_rows(path, f"tom@example.org,,,,{CONSENT}", row)
    assert [person.address for person in people] == ["tom@example.org"]
    assert (rejection.stage, rejection.reason) == ("deliver", reason)
    assert rejection.where in ("line 3", "line 4")  # a row of two lines ends in its second
    assert rejection.detail.startswith(f"{rejection.where}: ")
    assert "@" not in rejection.detail.replace("the part before @", "")
    assert "rita" not in repr(rejection)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", " =1"])
def test_a_name_that_a_spreadsheet_would_run(path: Path, name: str) -> None:
    (found,), (rejection,) = read_rows(path, f"rita@example.org,{name},,,{CONSENT}")
    assert (found.name, rejection.reason) == ("", "formula_name")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the column address is missing; its first line must be address,name,kinds"),
        (b"mail,name,kinds,format,consented_on,consent_source\n", "the column address is missing"),
        (HEAD.replace(",", "  ").encode(), "the column address is missing"),
        (HEAD.encode() + b",Address\n", "the column address stands there twice"),  # or one of the two would be mailed by chance
        (HEAD.encode() + b"\nrita@example.org,G\xf3mez,,,2023-12-01,form\n", "is not UTF-8"),
        (HEAD.encode() + b'\nrita@example.org,"Rita,,,2023-12-01,form\n', "is no CSV: .*quotation mark that is never closed"),
    ],
)
def test_what_is_no_such_file(path: Path, content: bytes, message: str) -> None:
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        read(path)


def test_a_file_that_is_not_there(path: Path) -> None:
    with pytest.raises(ConfigError, match="is not there; write one that begins with address,name"):
        read(path)
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        read(path.parent)


def test_nothing_of_anyone_is_shown(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    people, _ = read_rows(path, f"rita@example.org,Gómez,,,{CONSENT}", "sam@")
    assert "rita" not in repr(people) + caplog.text
    assert "Gómez" not in repr(people) + caplog.text
    assert "subscribers: 1 in 2 rows, 1 rejections" in caplog.text
    assert masked("x@example.org") == "x…@example.org"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_whatever_the_bytes_it_is_one_sentence_or_subscribers(path: Path, content: bytes) -> None:
    path.write_bytes(HEAD.encode() + b"\n" + content)
    try:
        people, _ = read(path)
    except ConfigError:
        return
    assert len({person.key for person in people}) == len(people)
