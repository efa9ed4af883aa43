"""Settings: a wrong variable is one sentence, and what a person copies from env.example is what they had anyway."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from pydantic import ValidationError

from pipeline.errors import ConfigError
from pipeline.settings import Settings, example, load_settings


def test_without_a_variable_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings == Settings()
    assert (settings.home, settings.warehouse, settings.published_file) == (
        Path("var"),
        Path("var/warehouse.duckdb"),
        Path("var/published/yearend.duckdb"),
    )


def test_a_variable_moves_the_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YEAREND_HOME", str(tmp_path))
    settings = load_settings()
    paths = [settings.archive, settings.warehouse, settings.ledger, settings.published, settings.published_file, settings.outbox, settings.site]
    assert all(path.is_relative_to(tmp_path) for path in paths)
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YEAREND_THREADS", "two"),
        ("YEAREND_THREADS", "0"),
        ("YEAREND_THREADS", ""),
        ("YEAREND_TIMEOUT_SECONDS", "-1"),
        ("YEAREND_LOCK_WAIT_SECONDS", "-0.1"),
        ("YEAREND_MAX_BODY_MEGABYTES", "25.5"),
        ("YEAREND_MEMORY_LIMIT", "lots"),
        ("YEAREND_MEMORY_LIMIT", "4"),
        ("YEAREND_MEMORY_LIMIT", "1GB; attach 'x'"),
        ("YEAREND_SMTP_PORT", "65536"),
        ("YEAREND_SMTP_SECURITY", "ssl"),
        ("YEAREND_ALLOW_PRIVATE_ADDRESSES", "perhaps"),
    ],
)
def test_a_wrong_variable_is_one_sentence_with_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert str(error.value).startswith(f"{name}: ")
    assert "deployments/env.example" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("value", ["1GB", "512MB", "1.5 GiB", "300MiB", "2TB"])
def test_duckdb_takes_the_memory_limits_that_we_take(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("YEAREND_MEMORY_LIMIT", value)
    duckdb.connect(config={"memory_limit": load_settings().memory_limit}).close()


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEAREND_SMTP_PASSWORD", "swordfish")
    settings = load_settings()
    assert settings.smtp_password.get_secret_value() == "swordfish"
    assert "swordfish" not in repr(settings) + str(settings) + settings.model_dump_json() + example()


def test_tokens_have_names_and_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the variable is the name, underscores and all; an empty one is none."""
    monkeypatch.setenv("YEAREND_TOKEN_NEW_YORK", "swordfish")
    settings = load_settings()
    assert settings.token["new_york"].get_secret_value() == "swordfish"
    assert "swordfish" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_a_token_without_a_name_is_one_sentence_without_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEAREND_TOKEN", "swordfish")
    with pytest.raises(ConfigError, match="YEAREND_TOKEN: write every token") as error:
        load_settings()
    assert "swordfish" not in str(error.value)
    assert error.value.__cause__ is None


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().threads = 4  # type: ignore[misc]


def test_the_example_copied_unchanged_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = re.findall(r"^(YEAREND_\w+)=(.*)$", example(), flags=re.MULTILINE)
    assert {name for name, _ in lines} == {f"YEAREND_{name.upper()}" for name in Settings.model_fields if name != "token"}
    for name, value in lines:
        monkeypatch.setenv(name, value)
    assert load_settings() == Settings()
