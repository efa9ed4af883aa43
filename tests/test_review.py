"""`yearend review`: the file of decisions, and what is said to who mistypes one."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import stages
from pipeline.city import city_files, load_city
from pipeline.decision import Decision, append, as_toml, read_decisions, review_file
from pipeline.errors import ConfigError, ReportError, WarehouseError
from pipeline.published import ask
from pipeline.review import Choice, decide, queue
from pipeline.settings import Settings
from tests.conftest import SAMPLE

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
CITY = "fresno-ca"


@pytest.fixture
def fresh(sample_settings: Settings, tmp_path: Path) -> Settings:
    """The sample, read and built, without decisions and with deployments of its own to write to."""
    shutil.copytree(sample_settings.home, tmp_path / "var")
    shutil.copytree(SAMPLE.parent, tmp_path / "deployments")
    return Settings(home=tmp_path / "var", deployments=tmp_path / "deployments" / "sample")


def waiting(settings: Settings) -> dict[str, str]:
    """What waits, by its words."""
    columns, found = queue(settings, CITY, 2023)
    return {str(one[columns.index("words")]): str(one[columns.index("id")]) for one in found}


def choice(target: str, verdict: str = "accept", **more: object) -> Choice:
    return Choice(target, verdict, "A. Editor", "the budget says so", NOW, **more)  # type: ignore[arg-type]


@pytest.mark.e2e  # whole runs on the sample
def test_a_decision_is_written_replayed_and_shown_in_the_trace(fresh: Settings) -> None:
    before = waiting(fresh)
    target = before["925 sworn officers"]
    path = decide(fresh, CITY, choice(target[:8]))
    assert path.name == "fresno-ca.review.toml"
    (kept,) = tomllib.loads(path.read_text(encoding="utf-8"))["decision"]
    assert (kept["id"], kept["verdict"], kept["by"], kept["at"]) == (target, "accept", "A. Editor", NOW)
    assert (kept["source"], kept["metric"], kept["value"], kept["quote"]) == ("courier-2023-06-15", "officer", 925, "925 sworn officers")
    stages.transform(fresh, NOW)
    assert waiting(fresh).keys() == before.keys() - {"925 sworn officers"}
    _, found = ask(fresh, f"select review, reviewed_by, eligible_at = known_at from mart.trace where figure_id = '{target}'")
    assert found == [("accept", "A. Editor", True)]
    # Everything rebuilt from the archive and the decisions.
    fresh.warehouse.unlink()
    stages.transform(fresh, NOW)
    assert ask(fresh, f"select review, reviewed_by, eligible_at = known_at from mart.trace where figure_id = '{target}'")[1] == found


def test_decisions_are_appended_one_after_the_other(fresh: Settings) -> None:
    targets = list(waiting(fresh).values())[:2]  # whichever they are: what waits changes with what is read for certain
    for target, verdict in zip(targets, ("reject", "accept"), strict=True):
        path = decide(fresh, CITY, choice(target, verdict))
    assert [one.verdict for one in read_decisions(path)] == ["reject", "accept"]
    assert [one.verdict for one in load_city(fresh.deployments, CITY).decision] == ["reject", "accept"]
    assert list(path.parent.glob("*.new")) == []


def test_the_file_of_decisions_is_no_city(fresh: Settings) -> None:
    decide(fresh, CITY, choice(next(iter(waiting(fresh).values()))))
    assert set(city_files(fresh.deployments)) == {CITY}


def test_an_id_that_nothing_has_or_several(fresh: Settings) -> None:
    for target, words in (("zzz", "no figure or quotation has"), ("", "figures or quotations have")):
        with pytest.raises(ReportError, match=words):
            decide(fresh, CITY, choice(target))


def test_a_quotation_is_not_corrected(fresh: Settings) -> None:
    target = next(identifier for words, identifier in waiting(fresh).items() if "Having trust" in words)
    with pytest.raises(ReportError, match="is a quotation"):
        decide(fresh, CITY, choice(target, "correct", replacement=3.0))


def test_before_anything_is_built(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="not built yet"):
        queue(Settings(home=tmp_path, deployments=SAMPLE), CITY, 2023)


WRONG = {
    "no toml": ("[[decision", "no valid TOML"),
    "another table": ("[decisions]\nverdict = 'accept'", "decisions is no known key; allowed here: decision"),
    "a verdict": ("verdict = 'acept'", "decision.0123456789ab..verdict is 'acept'; allowed: 'accept', 'correct' or 'reject'"),
    "no target": ("id = ''", "pattern"),
    "nothing named": ("id = 'remove'", "names an id, or source, metric, period and value"),
    "a correction without number": ("verdict = 'correct'", 'replacement goes with verdict = "correct"'),
    "no time zone": ("at = 2026-01-01T00:00:00", "timezone"),
    "an unknown source": ("id = 'remove'\nsource = 'nobody'\nmetric = 'homicide'\nperiod = '2023'\nvalue = 3", "source 'nobody' of a decision"),
}


@pytest.mark.parametrize(("line", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_in_the_file_is_a_sentence(fresh: Settings, line: str, words: str) -> None:
    right = {"verdict": "'accept'", "by": "'A'", "why": "'b'", "at": "2026-01-01T00:00:00Z", "id": "'0123456789ab'"}
    fields = right | {name.strip(): value.strip() for name, value in (one.split("=", 1) for one in line.splitlines() if "=" in one)}
    if fields["id"] == "'remove'":
        del fields["id"]
    table = "[[decision]]\n" + "\n".join(f"{name} = {value}" for name, value in fields.items())
    path = review_file(city_files(fresh.deployments)[CITY])
    path.write_text(line if line.startswith("[") else table, encoding="utf-8")
    try:
        with pytest.raises(ConfigError, match=words) as error:
            load_city(fresh.deployments, CITY)
        assert "\n" not in str(error.value)
        assert ".review.toml" in str(error.value) or "source 'nobody'" in words
    finally:
        path.unlink()


@given(st.text(min_size=1), st.text(min_size=1), st.floats(allow_nan=False, allow_infinity=False))
def test_any_words_survive_the_file(by: str, quote: str, value: float) -> None:
    """A reviewer's name, a page's words with line breaks and quotation marks: back as they were."""
    decision = Decision(verdict="correct", by=by, why=quote, at=NOW, id="0123456789ab", quote=quote, replacement=value)
    (read,) = tomllib.loads(as_toml(decision))["decision"]
    assert Decision.model_validate(read) == decision


def test_a_full_disk_leaves_the_decisions_that_were_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "here.review.toml"
    decision = Decision(verdict="accept", by="A", why="b", at=NOW, id="0123456789ab")
    append(path, decision)
    before = path.read_text(encoding="utf-8")

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ConfigError, match="cannot be written: No space left"):
        append(path, decision)
    assert path.read_text(encoding="utf-8") == before
