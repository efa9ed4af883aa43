"""The command line as people and scripts meet it: help whose examples run, exit codes, and terminals of all sorts."""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from pipeline import __version__
from pipeline.cli import app
from pipeline.records import Rejection
from pipeline.run import Work, causes, run
from pipeline.settings import Settings
from tests.conftest import ROOT, SAMPLE

YEAREND = Path(sys.executable).with_name("yearend")
REPLAY = ("run", "fresno-ca", "2023", "--replay", str(SAMPLE / "captures.warc.gz"))
GROUPS = ("archive", "sources", "subscribers")
COMMANDS = [name for name in app if name[0] != "-" and name not in GROUPS] + [
    f"{group} {name}" for group in GROUPS for name in app[group] if name[0] != "-"
]


@dataclass(frozen=True)
class Ran:
    """What a run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The last line: all that a person is told of an error."""
        assert "Traceback" not in self.err, self.err
        return (self.err.splitlines() or [""])[-1]


@dataclass(frozen=True)
class Typist:
    """Types commands, with these settings."""

    settings: dict[str, str]
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def run(self, *tokens: str, **settings: str) -> Ran:
        """`yearend TOKENS`, in this process."""
        with self.monkeypatch.context() as patch:
            for name, value in {**self.settings, **settings}.items():
                patch.setenv(name, value)
            self.capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                app.meta(list(tokens))
        said = self.capsys.readouterr()
        return Ran(int(str(ended.value.code or 0)), said.out, said.err)

    def start(self, *tokens: str, **settings: str) -> subprocess.Popen[str]:
        """`yearend TOKENS`, as a process of its own."""
        environment = {**os.environ, **self.settings, **settings}
        command = [str(YEAREND), *tokens]
        # As at a terminal: what is started in the background, as a whole run of the tests may be, ignores Ctrl-C, and so do its children.
        asked = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        return subprocess.Popen(  # this process has one thread
            command,
            env=environment,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=asked,  # noqa: PLW1509
        )

    def ask(self, query: str) -> list[str]:
        """The rows that `yearend sql` gives, as lines of CSV."""
        ran = self.run("sql", "--format", "csv", query)
        assert ran.code == 0, ran.err
        return ran.out.splitlines()[1:]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the sample was run."""
    home, now = tmp_path_factory.mktemp("sample"), dt.datetime.now(dt.UTC)
    settings = Settings(home=home, deployments=SAMPLE)
    run("fresno-ca", 2023, None, Work(settings, now, lambda what, outcome: None, replay=SAMPLE / "captures.warc.gz"))
    return home


@pytest.fixture
def sample(state: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Typist:
    return Typist({"YEAREND_HOME": str(state), "YEAREND_DEPLOYMENTS": str(SAMPLE)}, capsys, monkeypatch)


def examples(shown: str) -> list[str]:
    """The commands under `For example:`; cyclopts folds long ones, so a line that does not begin one goes on with the last."""
    _, _, after = shown.partition("For example:")
    lines = [line.strip() for line in re.split(r"^╭", after, flags=re.MULTILINE)[0].splitlines()]
    found: list[str] = []
    for line in lines:
        if re.match(r"(YEAREND_\w+=\S+ )*yearend ", line):
            found.append(line)
        elif line and found:
            found[-1] += f" {line}"
    return found


def test_the_version_is_that_of_the_package(sample: Typist) -> None:
    assert sample.run("--version") == Ran(0, f"yearend {__version__}\n", "")


def test_help_says_of_every_command_what_it_does(sample: Typist) -> None:
    shown = "".join(sample.run(*group, "--help", COLUMNS="300").out for group in [(), *((name,) for name in GROUPS)])
    for command in COMMANDS:
        assert re.search(rf"^│ {command.split()[-1]} +[A-Z].+", shown, flags=re.MULTILINE), command


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_takes_something_shows_an_example_that_it_takes(command: str, sample: Typist) -> None:
    shown = sample.run(*command.split(), "--help", COLUMNS="300").out
    found = examples(shown)
    assert found or not re.match(r"Usage: yearend [a-z ]+ \[?[A-Z]", shown.replace(" [OPTIONS]", ""))
    for example in found:
        words = [word for word in shlex.split(example.partition(" > ")[0]) if not word.startswith("YEAREND_")]
        assert words[: 1 + len(command.split())] == ["yearend", *command.split()]
        app.parse_args(words[1:], exit_on_error=False, print_error=False)


def test_the_examples_that_need_nothing_else_run(sample: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SAMPLE, tmp_path / "deployments" / "sample")
    page = tmp_path / "stories" / "story.html"
    page.parent.mkdir()
    shutil.copy(SAMPLE / "pages" / "2023-12-29-crime-drop.html", page)
    shutil.copy(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    for command in ("extract", "sql", "archive build"):
        for example in examples(sample.run(*command.split(), "--help", COLUMNS="300").out):
            words = shlex.split(example.partition(" > ")[0].replace("stories/*.html", "stories/story.html"))
            assert sample.run(*words[1:]).code == 0, example
    assert (tmp_path / "deployments/sample/captures.warc.gz").read_bytes() == (SAMPLE / "captures.warc.gz").read_bytes()


def test_a_page_that_cannot_be_read_keeps_no_other_from_being_read(sample: Typist, tmp_path: Path) -> None:
    broken, long = tmp_path / "broken.pdf", tmp_path / "long.txt"
    broken.write_bytes(b"%PDF-1.7 and no more")
    long.write_text("date 2024-01-05\n" + "Nothing happened in Fresno that day.\n" * 9000, encoding="utf-8")
    page = SAMPLE / "pages" / "2023-12-29-crime-drop.html"
    ran = sample.run("extract", str(tmp_path / "none.html"), str(broken), str(long), str(page), "--format", "jsonl")
    assert (ran.code, len(ran.out.splitlines()), ran.sentence) == (1, 2, "yearend: 2 of 4 pages could not be read")
    assert "none.html cannot be read" in ran.err
    assert "broken.pdf" in ran.err
    alone = sample.run("extract", str(broken))
    assert (alone.code, len(alone.err.splitlines())) == (1, 1)


def test_what_the_readme_says_to_look_at_is_there(sample: Typist) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\.venv/bin/yearend ((?:sql|extract) .+)$", readme, flags=re.MULTILINE)
    assert len(commands) >= 3
    for command in commands:
        ran = sample.run(*shlex.split(command))
        assert (ran.code, ran.err) == (0, ""), command
        assert len(ran.out.splitlines()) > 1, command
    figure = sample.ask("select figure_id from mart.trace where value = 344 limit 1")[0]
    assert "[[" in sample.run("trace", figure).out, "the words in their surroundings"


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (("run",), "--city"),
        (("run", "fresno-ca", "twenty"), "twenty"),
        (("run", "fresno-ca", "2023", "--snd"), "--snd"),
        (("sql", "--format", "xml", "select 1"), "xml"),
        (("settle", "fresno-ca-2023-final", "first", "sent"), "first"),
        (("rnu", "fresno-ca", "2023"), "rnu"),
    ],
)
def test_a_mistyped_command_is_exit_code_2_and_names_the_word(tokens: tuple[str, ...], named: str, sample: Typist) -> None:
    ran = sample.run(*tokens)
    assert ran.code == 2
    assert named in ran.err
    assert "Traceback" not in ran.err


def test_debug_shows_where_it_went_wrong(sample: Typist) -> None:
    assert "Traceback" in sample.run("--debug", "run", "nowhere", "2023").err


def test_a_narrow_terminal_gets_narrow_help(sample: Typist) -> None:
    shown, _ = sample.start("run", "--help", COLUMNS="40", NO_COLOR="1").communicate(timeout=30)
    assert max(len(line) for line in shown.splitlines()) <= 40
    assert "\x1b" not in shown


def test_a_reader_that_goes_away_is_no_error(sample: Typist) -> None:
    """As `yearend sql … | head -1`."""
    process = sample.start("sql", "--format", "csv", "select * from range(300000)")
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline() == "range\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(30) == 0


def test_one_cause_is_one_line_with_how_often() -> None:
    """Without a network one source of eleven addresses was eleven equal lines."""
    away = Rejection("fetch", "connection_failed", "a.example cannot be reached", "cde")
    other = replace(away, source_id="portal")
    found = list(causes([away, *[other] * 2, away, replace(away, detail="b.example cannot be reached", source_id=None)], "fresno-ca"))
    assert found == [
        "cde, portal: connection_failed (4 times): a.example cannot be reached",
        "fresno-ca: connection_failed: b.example cannot be reached",
    ]


def test_an_interrupted_run_says_that_it_can_go_on(sample: Typist, tmp_path: Path) -> None:
    """While it waits for the warehouse, which this process holds: it cannot end before the signal comes."""
    with duckdb.connect(tmp_path / "warehouse.duckdb"):
        process = sample.start(*REPLAY, YEAREND_HOME=str(tmp_path), YEAREND_LOCK_WAIT_SECONDS="600")
        assert process.stderr
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (130, "yearend: interrupted; run again to go on from here")
