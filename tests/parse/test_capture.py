"""One capture → what was read: the reader that its source names, and a named rejection for what cannot be read."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.parse import capture as module
from pipeline.parse.capture import parser_fingerprint, read_capture
from tests.world import a_city, capture, source

SERIES = source("rtci", "rtci", "series", columns={"year": "year", "updated": "updated", "metrics": {"homicide": "murder"}})
CITY = a_city(source("courier"), SERIES)
COURIER, RTCI = CITY.source
STORY = b"""<html><head><title>Shootings fall</title></head><body><article><h1>Shootings fall</h1>
<p>FRESNO, Calif. - There were 344 shootings in 2023, police said on Friday in a statement about the year.</p></article></body></html>"""


def test_a_file_of_counts_is_read_by_its_columns() -> None:
    parsed = read_capture(capture("rtci", "2024-02-20"), b"year,murder,updated\n2023,38,2024-02-19\n", RTCI, CITY)
    assert [(one.metric, one.value, one.place) for one in parsed.reading.figures] == [("homicide", 38, "Fresno, CA")]
    assert parsed.updated_at == dt.datetime(2024, 2, 19)  # noqa: DTZ001  # the city's zone is added at load
    assert parsed.document is not None


def test_an_article_is_read_as_prose() -> None:
    parsed = read_capture(capture("courier", "2023-12-30"), STORY, COURIER, CITY)
    assert parsed.document is not None
    assert parsed.document.title == "Shootings fall"
    assert 344 in {one.value for one in parsed.reading.figures}


def test_plain_text_is_an_article_too() -> None:
    parsed = read_capture(capture("courier", "2023-12-30", media_type="text/plain"), b"There were 344 shootings in 2023.", COURIER, CITY)
    assert parsed.document is not None
    assert "344 shootings" in parsed.document.text


@pytest.mark.parametrize(
    ("body", "reason"), [(b"", "empty"), (STORY, "html_instead_of_csv"), (b"Jahr,Morde\n2023,38\n", "renamed_column"), (b"\0", "binary")]
)
def test_a_file_that_cannot_be_read_is_a_rejection_with_its_place(body: bytes, reason: str) -> None:
    """Its capture is kept, without a document, so that the next reader gets it again."""
    parsed = read_capture(capture("rtci", "2024-02-20"), body, RTCI, CITY)
    assert (parsed.document, parsed.reading.figures) == (None, ())
    assert [(one.stage, one.reason, one.source_id, one.address) for one in parsed.reading.rejections] == [
        ("parse", reason, "rtci", "https://rtci.example/")
    ]


def test_a_rejected_row_has_its_place_too() -> None:
    parsed = read_capture(capture("rtci", "2024-02-20"), b"year,murder,updated\n2023,many,\n", RTCI, CITY)
    assert [(one.reason, one.source_id, one.address, one.where) for one in parsed.reading.rejections] == [
        ("no_number", "rtci", "https://rtci.example/", "line 2")
    ]


NO_SUPERSCRIPTS = st.binary(max_size=200).map(lambda body: body.translate(None, b"\xb2\xb3\xb9"))
STARTS = [b"", STORY[:120], STORY, b"\xff\xfe", b"%PDF-1.7\n", b"PK\x03\x04"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=NO_SUPERSCRIPTS, start=st.sampled_from(STARTS))
def test_no_bytes_are_an_error(body: bytes, start: bytes) -> None:
    """But for superscripts, which `pipeline.figures` takes for digits as of 2026-11."""
    for name, of in (("courier", COURIER), ("rtci", RTCI)):
        parsed = read_capture(capture(name, "2024-02-20"), start + body, of, CITY)
        assert parsed.document is not None or parsed.reading.rejections


def test_the_readers_fingerprint_is_that_of_all_that_decides_a_reading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another vocabulary, another reading of periods or another unit of a metric: what was read by the old is read again."""
    package = Path(module.__file__).parents[1]
    for folder in ("parse", "figures"):
        shutil.copytree(package / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("period.py", "metrics.toml"):
        shutil.copy(package / name, tmp_path)
    monkeypatch.setattr(module, "files", lambda name: tmp_path.joinpath(*name.split(".")[1:]))
    plain = parser_fingerprint.__wrapped__
    first = plain()
    assert first == parser_fingerprint()
    for name in ("parse/series.py", "figures/vocabulary/metrics.toml", "period.py", "metrics.toml"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
        assert plain() != first, name
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text("no reader")
    assert plain() == first
