"""What goes wrong at an operator's desk, typed as a command: one sentence or a named rejection, and nothing lost or doubled."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from pipeline import figures
from pipeline.deliver import relay, send
from pipeline.records import Document, Reading
from pipeline.run import Work, run
from pipeline.settings import Settings
from tests.conftest import SAMPLE
from tests.servers.smtp import Act, SmtpServer
from tests.servers.web import Reply, Web, serving
from tests.test_cli import REPLAY, Ran, Typist

pytestmark = pytest.mark.e2e  # whole runs, most in processes of their own: a minute

CITY = """\
name = "Testville"
state = "CA"
time_zone = "America/Los_Angeles"
subscribers = "subscribers.csv"

[sender]
name = "Desk"
address = "desk@example.org"
reply_to = "desk@example.org"
postal_address = "1 Main Street"

[[provider]]
id = "police"
name = "Testville Police"
short = "police"

[[provider]]
id = "fbi"
name = "Federal Bureau of Investigation"
short = "FBI data"
is_structured = true
"""
COLUMNS = "address,name,kinds,format,consented_on,consent_source\n"
PEOPLE = COLUMNS + "".join(f"{name}@example.org,{name.title()},,html,2023-01-01,form\n" for name in ("rita", "sam", "tom"))
EDITION = "testville-2023-preliminary"


def source(name: str, address: str, reads: Literal["article", "series"] = "article") -> str:
    """A source as its TOML has it."""
    is_file = reads == "series"
    columns = '[source.columns]\nyear = "year"\nmetrics = { homicide = "murder" }\n' if is_file else ""
    return f"""
[[source]]
id = "{name}"
kind = "{"file" if is_file else "page"}"
reads = "{reads}"
address = "{address}"
outlet = "{name.title()}"
provider = "{"fbi" if is_file else "police"}"
definition = "{"ucr" if is_file else "police"}"
due = "2 hours"
terms = "none"
licence = "none"
may = ["read", "compute", "quote", "redistribute"]
{columns}"""


def story(shootings: int = 344, day: int = 29) -> Reply:
    """A page on a year's end in Testville, published on that day of December 2023."""
    text = f"""<html><head><title>Shootings fall</title><meta property="article:published_time" content="2023-12-{day}T10:00:00-08:00"></head>
<body><article><h1>Shootings fall</h1><p>TESTVILLE, Calif. – Testville police counted {shootings} shootings in 2023, down from 732 in
2020, the department said.</p><p>There were 35 homicides in 2023, police said, and 74 in 2021.</p></article></body></html>"""
    return Reply(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


class Desk(Typist):
    """An operator's place: a folder of deployments with one city, Testville, and a home for state."""

    @property
    def deployments(self) -> Path:
        return Path(self.settings["YEAREND_DEPLOYMENTS"])

    @property
    def home(self) -> Path:
        return Path(self.settings["YEAREND_HOME"])

    def city(self, *sources: str, text: str = CITY) -> None:
        """Writes the city's TOML."""
        (self.deployments / "cities" / "testville.toml").write_text(text + "".join(sources), encoding="utf-8")

    def subscribers(self, text: str) -> None:
        (self.deployments / "subscribers.csv").write_text(text, encoding="utf-8")

    def year(self, *more: str, **settings: str) -> Ran:
        """`yearend run testville 2023`."""
        return self.run("run", "testville", "2023", *more, **settings)

    def more(self, *sources: str) -> None:
        """Adds sources to the city's TOML."""
        with (self.deployments / "cities" / "testville.toml").open("a", encoding="utf-8") as file:
            file.writelines(sources)


def settings_at(folder: Path) -> dict[str, str]:
    return {
        "YEAREND_HOME": str(folder / "home"),
        "YEAREND_DEPLOYMENTS": str(folder / "deployments"),
        "YEAREND_CONTACT": "desk@example.org",
        "YEAREND_ALLOW_PRIVATE_ADDRESSES": "true",
        "YEAREND_HOST_PAUSE_SECONDS": "0",
        "YEAREND_LOCK_WAIT_SECONDS": "0",
    }


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "deployments" / "cities").mkdir(parents=True)
    desk = Desk(settings_at(tmp_path), capsys, monkeypatch)
    desk.subscribers(PEOPLE)
    return desk


@pytest.fixture(scope="module")
def ran_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk where one page was read: what each test gets a copy of."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "deployments" / "cities").mkdir(parents=True)
    (folder / "deployments" / "subscribers.csv").write_text(PEOPLE, encoding="utf-8")
    with serving() as web:
        text = CITY + source("a", web.on("/a", story()))
        (folder / "deployments" / "cities" / "testville.toml").write_text(text, encoding="utf-8")
        settings = Settings(home=folder / "home", deployments=folder / "deployments", allow_private_addresses=True)
        now = dt.datetime.now(dt.UTC)
        run("testville", 2023, None, Work(settings, now, lambda what, outcome: None))
    return folder


@pytest.fixture
def small(ran_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk where one page was read, two hours before it is due again."""
    shutil.copytree(ran_once, tmp_path, dirs_exist_ok=True)
    return Desk(settings_at(tmp_path), capsys, monkeypatch)


@pytest.fixture
def sample(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Typist:
    """The sample, with a home of its own in which nothing was run."""
    return Typist({"YEAREND_HOME": str(tmp_path / "home"), "YEAREND_DEPLOYMENTS": str(SAMPLE)}, capsys, monkeypatch)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def server(small: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpServer]:
    """A mail server, the small desk's settings pointing to it. It needs no time to come back: nobody waits for it."""
    monkeypatch.setattr(relay, "CONNECT_WAITS_SECONDS", ())
    monkeypatch.setattr(relay, "FINAL_PATIENCE", 1)
    monkeypatch.setattr(send, "DEFER_WAITS_SECONDS", ())
    with SmtpServer() as server:
        mail = {"HOST": "127.0.0.1", "PORT": str(server.port), "SECURITY": "insecure", "TIMEOUT_SECONDS": "5"}
        small.settings.update({f"YEAREND_SMTP_{name}": value for name, value in mail.items()})
        yield server


# What is asked for


def test_an_unknown_city_is_told_which_there_are(desk: Desk) -> None:
    desk.city(source("a", "https://a.example/"))
    ran = desk.run("run", "testvile", "2023")
    assert ran.code == 1
    assert ran.sentence.endswith("there is testville")


@pytest.mark.parametrize("moment", ["yesterday", "2023-02-29", "2023-12-29T25:00", "29.12.2023", "9999-12-31"])
def test_a_moment_that_is_no_date_is_refused_before_anything_is_asked(moment: str, desk: Desk, web: Web) -> None:
    desk.city(source("a", web.on("/a", story())))
    ran = desk.year("--known-at", moment)
    assert (ran.code, web.asked) == (1, [])
    assert repr(moment) in ran.sentence


def test_an_empty_moment_is_not_now(small: Desk) -> None:
    assert small.year("--known-at", "").code == 1


@pytest.mark.parametrize("year", ["0", "-5", "9999", "99999"])
def test_a_year_that_no_calendar_has_is_refused(year: str, small: Desk) -> None:
    ran = small.run("run", "testville", year)
    assert (ran.code, ran.sentence.startswith("yearend: ")) == (1, True)


@pytest.mark.parametrize("token", ["", "zz", "%", "' or true --"])
def test_an_id_that_does_not_exist_or_is_not_one_figure_says_so(token: str, small: Desk) -> None:
    ran = small.run("trace", token)
    assert ran.code == 1
    assert repr(token) in ran.sentence


# The TOML


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('kind = "page"', 'kidn = "page"', "source[a].kidn is no known key; allowed here: id, kind,"),
        ('kind = "page"', 'kind = "pge"', "source[a].kind is 'pge'; allowed: 'page', 'feed'"),
        ('due = "2 hours"', 'due = "two hours"', "source[a].due is 'two hours'; allowed: '2 hours',"),
        ('"read", ', '"raed", ', "source[a].may[1] is 'raed'; allowed: 'read',"),
        ("https://a.example/", "ftp://a.example/", "source[a].address 'ftp://a.example/' is no address"),
        ('provider = "police"', 'provider = "polize"', "provider 'polize' is not listed; one of fbi, police"),
        ("[sender]", "[sendr]", "sendr is no known key; allowed here: name,"),
        ('name = "Testville"\n', "", "name is missing"),
        ("Los_Angeles", "Los_Angles", "time_zone 'America/Los_Angles' is no time zone"),
        ('state = "CA"', "state = CA", "is no valid TOML"),
        ("[sender]", '[[prefer]]\nmetric = "murder"\nprovider = "fbi"\ndefinition = "x"\n[sender]', "prefer[1].metric 'murder' is no metric"),
        ("[sender]", "[sender]\n[sender]", "is no valid TOML"),
        ("[[source]]", "[source]", "source is one table, and a list of tables belongs there: head it with [[ ]]"),
    ],
)
def test_a_typo_in_the_toml_is_a_sentence_with_file_and_key(right: str, wrong: str, said: str, desk: Desk) -> None:
    text = CITY + source("a", "https://a.example/")
    assert right in text
    desk.city(text=text.replace(right, wrong, 1))
    ran = desk.year()
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert ran.sentence.startswith(f"yearend: {desk.deployments}/cities/testville.toml")
    assert said in ran.sentence


def test_a_broken_toml_of_another_city_stops_nobody_else(small: Desk) -> None:
    (small.deployments / "cities" / "elsewhere.toml").write_text("name =", encoding="utf-8")
    assert small.year().code == 0


@pytest.mark.parametrize("text", ['extends = 5\nname = "Testville"\n', None], ids=["extends a number", "is a folder"])
def test_a_toml_that_cannot_be_read_is_a_sentence(text: str | None, desk: Desk) -> None:
    if text is None:
        (desk.deployments / "cities" / "testville.toml").mkdir()
    else:
        desk.city(text=text)
    assert desk.year().sentence.startswith("yearend: ")


def test_a_toml_cannot_pass_for_another_city(desk: Desk) -> None:
    desk.city(source("a", "https://a.example/"), text=f'slug = "elsewhere"\n{CITY}')
    assert desk.run("cities").code == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIMEOUT_SECONDS", "soon"), ("SMTP_SECURITY", "ssl"), ("THREADS", "0"), ("MEMORY_LIMIT", "lots"), ("MAX_BODY_MEGABYTES", "")],
)
def test_a_setting_that_will_not_do_is_named(name: str, value: str, desk: Desk) -> None:
    ran = desk.run("cities", **{f"YEAREND_{name}": value})
    assert ran.code == 1
    assert ran.sentence.startswith(f"yearend: YEAREND_{name}: ")


# What publishers send


def test_what_cannot_be_read_is_a_named_rejection_and_the_rest_is_kept(desk: Desk, web: Web) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    csv = {"Content-Type": "text/csv"}
    in_cp1252 = "<p>Testville police counted 909 robberies in 2023 – “far fewer” than the 978 of 2022.</p>".encode("cp1252")
    pages = {
        "empty": Reply(b"", headers=html),
        "binary": Reply(bytes(range(256)) * 300, headers=html),
        "misdeclared": Reply(in_cp1252, headers=html),
        "huge": Reply(b"", headers=html, said_length=30_000_000),
        "footnoted": Reply("<p>Testville had 218¹ burglaries in 2023.</p><p>¹ ² Police count.</p>".encode(), headers=html),
        "good": story(),
    }
    files = {
        "renamed": Reply(b"Jahr,murder\n2023,35\n", headers=csv),
        "page-as-file": Reply(story().body, headers=csv),
        "twice": Reply(b"year,murder\n2023,35\n2023,36\n", headers=csv),
        "counts": Reply(b"year,murder\n2021,74\n2022,60\n2023,35\n", headers=csv),
    }
    sources = [source(name, web.on(f"/{name}", reply)) for name, reply in pages.items()]
    desk.city(*sources, *(source(name, web.on(f"/{name}", reply), "series") for name, reply in files.items()))
    first = desk.year()
    assert (first.code, "Traceback" in first.err) == (0, False)
    assert desk.ask("select source, reason from core.rejection order by source") == [
        "binary,binary",
        "empty,empty",
        "huge,too_large",
        "page-as-file,html_instead_of_csv",
        "renamed,renamed_column",
        "twice,stands_twice",
    ]
    kept = "select source, metric, value, count(*) from core.figure where period_printed = '2023' group by all order by all"
    read = desk.ask(kept)
    assert {"good,shooting,344,1", "good,homicide,35,1", "misdeclared,robbery,909,1", "counts,homicide,35,1"} <= set(read)
    assert any(line.startswith("footnoted,burglary,218") for line in read)
    again = desk.year()
    assert (again.code, desk.ask(kept)) == (0, read)
    assert desk.run("archive", "verify").code == 0


def test_a_reader_that_fails_on_one_page_keeps_the_city_from_no_other(desk: Desk, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules meet pages that nobody thought of; the failure stands in for the next one of them."""
    read = figures.read

    def fails_on_one(document: Document, place: str | None) -> Reading:
        if "balloons" in document.text:
            raise ValueError("a page that nobody thought of")
        return read(document, place)

    monkeypatch.setattr("pipeline.figures.read", fails_on_one)
    odd = Reply(b"<p>Testville counted 12 balloons in 2023, police said on Friday.</p>", headers={"Content-Type": "text/html"})
    desk.city(source("a", web.on("/a", story())), source("odd", web.on("/odd", odd)))
    ran = desk.year()
    assert ran.code == 0
    assert "odd: reader_failed" in ran.err
    assert desk.ask("select reason from core.rejection where source = 'odd'") == ["reader_failed"]
    assert desk.ask("select count(*) from core.figure where value = 344") == ["1"]


def test_a_year_of_which_nothing_is_known_says_so(small: Desk) -> None:
    ran = small.run("run", "testville", "1950")
    assert ran.code == 1
    assert "nothing is known of Testville, CA in 1950" in ran.sentence


def test_why_nothing_is_known_is_said(small: Desk, web: Web) -> None:
    small.more(source("b", web.on("/b", Reply(b"Jahr,murder\n1950,35\n", headers={"Content-Type": "text/csv"})), "series"))
    assert "renamed_column" in small.run("run", "testville", "1950").err


# Archives


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (None, "No such file or directory"),
        (b"", "it is empty"),
        (b"<html>no archive</html>", "begins neither with WARC/ nor with a gzip header"),
        (gzip.compress(b"no archive"), "no WARC record begins here"),
    ],
    ids=["missing", "empty", "a page", "gzipped words"],
)
def test_what_is_no_archive_is_not_taken_for_one(body: bytes | None, said: str, sample: Typist, tmp_path: Path) -> None:
    file = tmp_path / "captures.warc.gz"
    if body is not None:
        file.write_bytes(body)
    ran = sample.run("run", "fresno-ca", "2023", "--replay", str(file))
    assert ran.code == 1
    assert said in ran.sentence


def test_a_truncated_archive_gives_what_it_holds_and_says_what_is_missing(sample: Typist, tmp_path: Path) -> None:
    file = tmp_path / "cut.warc.gz"
    file.write_bytes((SAMPLE / "captures.warc.gz").read_bytes()[:50_000])
    ran = sample.run("run", "fresno-ca", "2023", "--replay", str(file))
    assert ran.code == 0
    assert "truncated_archive: cut.warc.gz: the file ends within this record" in ran.err
    assert sample.ask("select value from core.figure where value = 344") == ["344"]
    assert sample.run("archive", "verify").code == 0


# Disks, processes, files


def on_a_full_disk(size_bytes: int, typist: Typist, *tokens: str) -> Ran:
    """`yearend TOKENS`, where no file can grow over so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        return typist.run(*tokens)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def finished(process: subprocess.Popen[str]) -> Ran:
    out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out, err)


def test_a_full_disk_while_publishing_leaves_what_was_published(small: Desk) -> None:
    (small.home / "published" / "datapackage.json").unlink()  # so that the same is published again
    before = small.ask("from core.figure order by all")
    ran = on_a_full_disk(100_000, small, "transform")
    assert ran.code == 1
    assert "could not be published, what was there stays" in ran.sentence
    assert small.ask("from core.figure order by all") == before
    assert small.run("transform").code == 0
    assert small.ask("from core.figure order by all") == before


def test_a_full_disk_while_archiving_is_a_sentence(desk: Desk, web: Web) -> None:
    desk.city(source("a", web.on("/a", story())))
    ran = on_a_full_disk(100, desk, "run", "testville", "2023")
    assert ran.code == 1
    assert "cannot be written" in ran.sentence
    assert desk.year().code == 0


def test_a_full_disk_while_transforming_is_a_sentence(sample: Typist) -> None:
    assert on_a_full_disk(1_000_000, sample, *REPLAY).sentence.startswith("yearend: ")


def test_a_lost_warehouse_does_not_empty_what_is_published(small: Desk) -> None:
    """A damaged one is to be removed, so says the error; nobody says that each city must be run before anything is published."""
    (small.home / "warehouse.duckdb").unlink()
    small.run("transform")
    assert small.ask("select count(*) from core.figure") == ["4"]


@pytest.mark.parametrize("command", [REPLAY, ("transform",)], ids=["run", "transform"])
def test_a_home_that_is_a_file_is_a_sentence(command: tuple[str, ...], sample: Typist, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    assert sample.run(*command).sentence.startswith("yearend: ")


def test_a_warehouse_held_by_another_process_names_it_and_analysts_read_on(small: Desk) -> None:
    holding = "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print(flush=True); input()"
    command = [sys.executable, "-c", holding, str(small.home / "warehouse.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        ran = small.year()
        assert ran.code == 1
        assert f"is held by process {holder.pid}" in ran.sentence
        assert small.ask("select count(*) from core.figure") == ["4"]
        holder.kill()
    assert small.year().code == 0


ONCE = "select source, value, count(*) from core.figure where value in (344, 350) group by all order by all"


def test_two_runs_at_once_double_nothing(small: Desk, web: Web) -> None:
    small.more(source("b", web.on("/b", story(350, day=30))))
    other = small.start("run", "testville", "2023", YEAREND_LOCK_WAIT_SECONDS="60")
    assert other.stderr
    first = other.stderr.readline()  # it has begun
    mine = small.year(YEAREND_LOCK_WAIT_SECONDS="60")
    assert (mine.code, finished(other).code) == (0, 0), first + mine.err
    assert small.ask(ONCE) == ["a,344,1", "b,350,1"]
    assert small.run("archive", "verify").code == 0


def test_a_run_that_was_killed_is_taken_up_by_the_next(small: Desk, web: Web) -> None:
    small.more(source("b", web.on("/b", story(350, day=30))))
    process = small.start("run", "testville", "2023")
    assert process.stderr
    while not (line := process.stderr.readline()).startswith("parse"):
        assert line, "it ended by itself"
    process.kill()  # as the marts are built
    process.communicate()
    assert small.year().code == 0
    assert small.ask(ONCE) == ["a,344,1", "b,350,1"]
    assert web.paths() == ["/b"]
    assert not list(small.home.rglob("*.new"))


# Questions


@pytest.mark.parametrize(
    "query",
    [
        "drop table core.figure",
        "insert into core.figure from core.figure",
        "selct 1",
        "from core.figur",
        "from 'deployments/env.example'",
        "select * from read_csv('deployments/env.example')",
        "copy (select 1) to 'x.csv'",
        "attach 'x.duckdb'",
        "install httpfs",
    ],
)
def test_a_question_that_writes_reads_files_or_is_none_gives_an_error(query: str, small: Desk) -> None:
    ran = small.run("sql", query)
    assert (ran.code, ran.out, "Traceback" in ran.err) == (1, "", False)
    assert ran.err.startswith("yearend: ")
    assert small.ask("select count(*) from core.figure") == ["4"]


def test_a_question_before_anything_was_run_says_what_makes_the_file(desk: Desk) -> None:
    assert "is not there yet; `yearend run`" in desk.run("sql", "select 1").sentence


def test_a_question_of_spaces_is_a_sentence(small: Desk) -> None:
    assert small.run("sql", "  ").sentence.startswith("yearend: ")


# Mail


def test_only_what_is_approved_goes_and_goes_once(small: Desk, server: SmtpServer) -> None:
    unapproved = small.year("--send")
    assert (unapproved.code, server.accepted) == (1, [])
    assert unapproved.sentence.endswith(f"yearend approve {EDITION}")
    assert small.run("approve", "testville-2023-final").code == 1
    assert small.run("approve", EDITION).code == 0
    assert small.year("--send", YEAREND_SMTP_PORT="1").sentence.endswith("send again later (0 of 3 sent, 0 refused, 0 unknown)")
    server.only_for("sam@example.org", Act("rcpt", "say", "550 5.1.1 <sam@example.org> no such user"))
    server.only_for("tom@example.org", Act("dot", "cut after"))
    ran = small.year("--send")
    assert f"deliver    {EDITION}: 1 sent, 1 refused, 1 unknown" in ran.err
    again = small.year("--send")
    assert server.copies == {"rita@example.org": 1, "tom@example.org": 1}
    settle = re.search(rf"yearend (settle {EDITION} \d+ sent)", again.err)
    assert settle
    assert small.run(*settle[1].split()).code == 0
    assert f"{EDITION}: 0 sent, 3 done before" in small.year("--send").err
    assert server.copies == {"rita@example.org": 1, "tom@example.org": 1}
    shown = unapproved.err + ran.err + again.err
    assert not re.search(r"(rita|sam|tom)@", shown), "a subscriber's address"


def test_the_approver_sees_what_there_is_to_decide_on(small: Desk, server: SmtpServer, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    first = small.run("approve", EDITION, "--look")
    assert (first.code, first.err) == (0, "")
    assert f"preview    {small.home}/outbox/{EDITION}.eml" in first.out
    assert f"page       {small.home}/site/testville/2023/" in first.out
    assert re.search(r"^reviews    (none|\d+) open", first.out, flags=re.MULTILINE)
    assert "nothing was sent before under testville-2023-" in first.out
    assert small.year("--send").code == 1, "looking is not approving"
    content = re.search(r"^content    (\w{12})", first.out, flags=re.MULTILINE)
    assert content
    assert small.run("approve", EDITION, "--content", content[1], "--by", "A. Editor").code == 0
    assert small.year("--send").code == 0
    assert "approved by A. Editor" in small.run("approve", EDITION, "--look").out
    assert "this is what was sent last" in small.run("approve", EDITION, "--look").out
    small.more(source("b", web.on("/b", story(350, day=30))))
    small.year()
    changed = small.run("approve", "testville-2023-update-1", "--look").out
    assert f"since {EDITION}@{content[1]}, which was sent last" in changed
    assert "value 344 → 350" in changed
    assert "value 344 → 350" in small.run("diff", EDITION + "@" + content[1], "testville-2023-update-1").out
    stale = small.run("approve", EDITION, "--content", content[1])
    assert (stale.code, stale.sentence) == (1, f"yearend: {EDITION} is no longer '{content[1]}'; look again: yearend approve {EDITION} --look")
    assert small.run("diff", EDITION, EDITION).out == "nothing changed, in numbers or words\n"
    assert "there is no edition 'testville-2022-final'; there are testville-2023-" in small.run("diff", "testville-2022-final", EDITION).sentence
    for answer, code in (("n", 1), ("", 1), ("yes", 0)):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda _, said=answer: said)
        assert small.run("approve", "testville-2023-update-1").code == code


def test_sending_unseen_takes_two_settings(small: Desk, server: SmtpServer) -> None:
    half = small.year("--send", YEAREND_APPROVAL="false")
    assert (half.code, server.accepted) == (1, [])
    assert "set YEAREND_SEND_WHAT_NOBODY_APPROVED=true too" in half.sentence
    other = small.year("--send", YEAREND_SEND_WHAT_NOBODY_APPROVED="true")
    assert f"yearend approve {EDITION}" in other.sentence
    assert small.year("--send", YEAREND_APPROVAL="false", YEAREND_SEND_WHAT_NOBODY_APPROVED="true").code == 0
    assert set(server.copies.values()) == {1}
    assert "approved by nobody: approval is switched off" in small.run("approve", EDITION, "--look").out


def test_what_is_unknown_or_refused_is_listed_until_it_is_settled(small: Desk, server: SmtpServer) -> None:
    small.run("approve", EDITION)
    server.only_for("sam@example.org", Act("rcpt", "say", "550 5.1.1 <sam@example.org> no such user"))
    server.only_for("tom@example.org", Act("dot", "cut after"))
    small.year("--send")
    assert small.run("deliveries", "no-edition").code == 1, "a typo is not an edition that nobody was mailed"
    listed = small.run("deliveries", EDITION)
    assert listed.err == f"deliveries {EDITION}: 1 sent, 1 refused, 1 unknown\n"
    assert not re.search(r"(rita|sam|tom)@", listed.out)
    assert "tom@example.org" in small.run("deliveries", EDITION, "--addresses").out
    commands = re.findall(rf"yearend (settle {EDITION} \d+ sent)", listed.out)
    assert len(commands) == 2
    for command in commands:
        assert small.run(*command.split()).code == 0
    after = small.run("deliveries", EDITION)
    assert (after.out, after.err) == ("", f"deliveries {EDITION}: 3 sent\n")
    assert small.run("subscribers", "erase", "tom@example.org").code == 0
    assert small.run("deliveries", EDITION).err == after.err, "counted still"


def test_no_address_is_anywhere_but_in_the_ledger_and_the_subscribers_file(small: Desk, server: SmtpServer) -> None:
    """Published files, site, outbox, archive, warehouse: not one byte of whom it went to; and after an erasure not in the ledger either."""
    small.run("approve", EDITION)
    assert small.year("--send").code == 0

    def holding(name: bytes) -> set[str]:
        return {file.name for file in small.home.rglob("*") if file.is_file() and name in file.read_bytes().lower()}

    assert {name.partition("-")[0] for name in holding(b"rita@") | holding(b"sam@") | holding(b"tom@")} == {"ledger.sqlite"}
    small.run("subscribers", "erase", "rita@example.org", "sam@example.org")
    assert not holding(b"rita@") | holding(b"sam@")
    assert holding(b"tom@")
    assert b"rita" not in (small.deployments / "subscribers.csv").read_bytes()
    assert f"{EDITION}: 0 sent, 1 done before" in small.year("--send").err


def test_a_revision_of_a_mailed_edition_goes_once_it_is_approved(small: Desk, server: SmtpServer, web: Web) -> None:
    small.run("approve", EDITION)
    small.year("--send")
    small.more(source("b", web.on("/b", story(350, day=30))))
    assert "yearend approve testville-2023-update-1" in small.year("--send").sentence
    assert small.run("approve", "testville-2023-update-1").code == 0
    small.year("--send")
    assert server.copies == {f"{name}@example.org": 2 for name in ("rita", "sam", "tom")}
    before = small.year("--known-at", "2023-12-29").err
    assert re.search(r"Shootings +344", before)
    assert "update" not in before, "an older view is no news to whom the newer one was sent"


def test_who_was_put_off_before_the_content_changed_gets_the_mail_after(small: Desk, server: SmtpServer, web: Web) -> None:
    small.run("approve", EDITION)
    server.only_for("sam@example.org", Act("rcpt", "say", "450 4.2.1 try again later"))
    assert "1 put off by the server" in small.year("--send").err
    server.by_recipient.clear()
    small.more(source("b", web.on("/b", story(350, day=30))))
    assert small.year().code == 0
    for edition in (EDITION, "testville-2023-update-1"):
        assert small.run("approve", edition).code == 0
    small.year("--send")
    assert server.copies["sam@example.org"] == 1


@pytest.mark.parametrize(
    ("security", "said"), [("starttls", "does not offer what is needed: STARTTLS"), ("tls", "does not speak TLS"), ("insecure", "")]
)
def test_mail_never_goes_with_less_protection_than_asked_for(security: str, said: str, small: Desk, server: SmtpServer) -> None:
    small.run("approve", EDITION)
    ran = small.year("--send", YEAREND_SMTP_SECURITY=security)
    assert said in ran.err
    assert len(server.accepted) == (0 if said else 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "is not there; write one that begins with address,name"), ("", "the column address is missing"), ("a,b\n", "the column address")],
    ids=["missing", "empty", "other columns"],
)
def test_a_subscribers_file_that_is_none_is_a_sentence(text: str | None, said: str, small: Desk, server: SmtpServer) -> None:
    small.run("approve", EDITION)
    (small.deployments / "subscribers.csv").unlink()
    if text is not None:
        small.subscribers(text)
    ran = small.year("--send")
    assert (ran.code, server.accepted) == (1, [])
    assert said in ran.sentence


def test_broken_rows_keep_nobody_else_from_the_mail(small: Desk, server: SmtpServer) -> None:
    good = "rita@example.org,Rita,,html,2023-01-01,form\n"
    small.subscribers(f"{COLUMNS}no address,X,,html,2023-01-01,form\n{good}sam@example.org,Sam,,html,,\ntom@example.org,=1+1\n{good.upper()}")
    small.run("approve", EDITION)
    assert small.year("--send").code == 0
    assert server.copies == {"rita@example.org": 1}
