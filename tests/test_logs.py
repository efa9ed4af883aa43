"""Logs: what they are about, in either form, and that neither addresses nor secrets get through, whatever an exception says."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from pipeline import logs
from pipeline.settings import Settings
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "rita.reader+crime@mail.example.org"
SECRET = 'pass"word\\é'


def record(message: str, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("pipeline.load", logging.WARNING, "load.py", 1, "%s", (message,), info)


def test_a_line_of_json_says_when_what_and_of_which_stage_city_and_source() -> None:
    with logs.about(stage="fetch", city="fresno-ca"), logs.about(source="rtci", city=""):
        line = logs.Formatter("json").format(record("one\ntwo"))
    fields = json.loads(line)
    assert "\n" not in line
    assert fields.pop("time").endswith("+00:00")
    assert fields == {
        "level": "warning",
        "logger": "pipeline.load",
        "stage": "fetch",
        "city": "fresno-ca",
        "source": "rtci",
        "message": "one\ntwo",
    }


def test_what_prefect_says_of_every_task_in_a_thread_is_left_out_and_nothing_else() -> None:
    """A collection of eleven hosts logged its seven lines eleven times; the flows' tests see that these are still Prefect's words."""
    of_threads = "Timeout of %s seconds configured for this task, but the task is running in a worker thread."
    for message, is_kept in ((of_threads, False), ("Timeout of the server", True), (ValueError("no text"), True)):
        one = logging.LogRecord("prefect.task_runs", logging.WARNING, "task_engine.py", 1, message, (60.0,), None)
        assert logs.WithoutThreads().filter(one) is is_kept


def test_what_it_is_about_ends_with_the_work_whatever_happens() -> None:
    with pytest.raises(ValueError, match="no"), logs.about(stage="fetch"):
        raise ValueError("no")
    assert "stage" not in json.loads(logs.Formatter("json").format(record("after")))


def test_a_line_of_text_says_the_same() -> None:
    with logs.about(stage="fetch", city="fresno-ca"):
        line = logs.Formatter("text").format(record("two captures"))
    assert line.endswith(" WARNING pipeline.load: [fetch fresno-ca] two captures")


@pytest.mark.parametrize("form", ["text", "json", "message"])
def test_an_exception_names_no_one_and_gives_no_secret_away(form: logs.Form) -> None:
    """Not even where it was raised from another, or holds a secret in quotes and letters that JSON writes otherwise."""
    try:
        try:
            raise KeyError(ADDRESS)
        except KeyError as inner:
            raise ValueError(f"login {SECRET} of <{ADDRESS}>") from inner
    except ValueError as error:
        line = logs.Formatter(form, [SECRET]).format(record(f"{ADDRESS} and {SECRET}", error))
    assert "Traceback" in line
    assert "r…@mail.example.org" in line
    for spelled in (ADDRESS, SECRET, json.dumps(SECRET)[1:-1], json.dumps(SECRET, ensure_ascii=False)[1:-1], "rita"):
        assert spelled not in line


@given(
    st.from_regex(r"[a-z0-9][a-z0-9.+_-]{0,11}@[a-z0-9-]{1,8}(\.[a-z]{2,6}){1,2}", fullmatch=True), st.text(max_size=20), st.text(max_size=20)
)
def test_no_address_gets_through(address: str, before: str, after: str) -> None:
    assert f" {address} " not in logs.masked(f"{before} {address} {after}", ())


def test_what_is_no_address_stays() -> None:
    text = "fresno-ca-2023-final@1a2b3c4d, year-series@yearend, https://news.example/@reporter, 3 @ 5.50"
    assert logs.masked(text, ()) == text


def test_all_secrets_of_the_settings_are_known() -> None:
    named = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]
    values = {name: SecretStr(f"secret-of-{name}") for name in named}
    settings = Settings.model_validate({**values, "token": {"chicago": "secret-of-chicago"}})
    assert logs.secrets_of(settings) == {f"secret-of-{name}" for name in (*named, "chicago")}
    assert named, "the settings have secrets"
    assert logs.secrets_of(Settings()) == frozenset(), "an empty secret would strike out everything"


def test_settings_that_are_wrong_keep_nobody_from_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEAREND_THREADS", "none")
    assert logs.installed().form == "text"


CRASH = """
    import logging, warnings
    from pipeline import logs
    logs.start(logging.WARNING)
    warnings.warn("rita.reader+crime@mail.example.org was seen")
    raise RuntimeError("rita.reader+crime@mail.example.org gave s3cret-word")
"""


@pytest.mark.e2e
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_nobody_foresaw_names_no_one(form: str, tmp_path: Path) -> None:
    """Python prints an exception that nobody catches, and a warning, in words that are not ours: here they go through the logs."""
    environment = {**os.environ, "YEAREND_LOG_FORMAT": form, "YEAREND_SMTP_PASSWORD": "s3cret-word", "PYTHONPATH": str(ROOT / "src")}
    script = tmp_path / "crash.py"
    script.write_text(textwrap.dedent(CRASH), encoding="utf-8")
    ran = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "RuntimeError: r…@mail.example.org gave ***" in ran.stderr
    assert "r…@mail.example.org was seen" in ran.stderr
    if form == "json":
        assert [json.loads(line)["level"] for line in ran.stderr.splitlines()] == ["warning", "critical"]
