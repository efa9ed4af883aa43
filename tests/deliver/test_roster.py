"""The subscribers' file as its keeper changes it, and people who want to be forgotten: nobody lost, nobody twice, no address left."""

from __future__ import annotations

import csv
import stat
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.deliver import roster
from pipeline.deliver.ledger import Ledger
from pipeline.deliver.subscribers import COLUMNS, read
from pipeline.errors import ConfigError
from tests.deliver.conftest import MAIL, NOW, approve
from tests.test_bad_input import CITY, source
from tests.test_cli import Typist

HEAD = ",".join(COLUMNS)
CONSENT = "2023-12-01,web form"


def nobody(_: object) -> frozenset[str]:
    return frozenset()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the subscribers' file is to lie; its folder is not there yet."""
    return tmp_path / "kept" / "subscribers.csv"


def put(path: Path, *rows: str, head: str = HEAD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_the_first_import_makes_a_private_file(path: Path, tmp_path: Path) -> None:
    imported = roster.take_in(path, put(tmp_path / "new.csv", f"rita@example.org,Rita,final,text,{CONSENT}"), nobody)
    assert str(imported) == "1 added"
    assert path.read_text() == f"{HEAD}\nrita@example.org,Rita,final,text,{CONSENT}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_importing_again_changes_nothing(path: Path, tmp_path: Path) -> None:
    new = put(tmp_path / "new.csv", f"rita@example.org,,,,{CONSENT}", f"RITA@example.org,,,,{CONSENT}", f"sam@example.org,,,,{CONSENT}")
    assert str(roster.take_in(path, new, nobody)) == "2 added"
    before = path.stat()
    assert str(roster.take_in(path, new, nobody)) == "0 added, 2 unchanged"
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_who_is_there_keeps_their_row(path: Path, tmp_path: Path) -> None:
    """A column of the keeper's own, a row that cannot be used and a neighbour stay; kinds are joined, the later consent counts."""
    put(path, f"rita@example.org,,final,html,{CONSENT},card 7", "sam@,,,,,,?", f"tom@example.org,Tom,,,{CONSENT},", head=f"{HEAD},note")
    new = put(tmp_path / "new.csv", "Rita@Example.org,Rita,update,text,2024-02-01,letter", f"tom@example.org,Tommy,,,{CONSENT}")
    assert str(roster.take_in(path, new, nobody)) == "0 added, 1 merged with a row that was there, 1 unchanged"
    assert path.read_text().splitlines()[1:] == [
        "rita@example.org,Rita,final;update,text,2024-02-01,letter,card 7",
        "sam@,,,,,,?",
        f"tom@example.org,Tom,,,{CONSENT},",
    ]


def test_the_suppressed_stay_out(path: Path, tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.suppress("Rita@example.org", "unsubscribed", NOW)
        ledger.erase("tom@example.org", NOW)
        new = put(tmp_path / "new.csv", *(f"{name}@example.org,,,,{CONSENT}" for name in ("rita", "sam", "tom")))
        assert str(roster.take_in(path, new, ledger.suppressed)) == "1 added, 2 suppressed and left out"
    assert [one.address for one in read(path)[0]] == ["sam@example.org"]


def test_a_source_of_consent_is_no_formula(path: Path, tmp_path: Path) -> None:
    roster.take_in(path, put(tmp_path / "new.csv", "rita@example.org,,,,2023-12-01,=HYPERLINK(1)"), nobody)
    assert "'=HYPERLINK(1)" in path.read_text()


def test_a_repository_is_no_place_for_addresses(tmp_path: Path) -> None:
    (tmp_path / "project" / ".git").mkdir(parents=True)
    new = put(tmp_path / "new.csv", f"rita@example.org,,,,{CONSENT}")
    with pytest.raises(ConfigError, match=r"lies in the repository .*project, no place for addresses; name one outside"):
        roster.take_in(tmp_path / "project" / "deployments" / "subscribers.csv", new, nobody)
    assert not (tmp_path / "project" / "deployments").exists()


def test_a_full_disk_leaves_the_file_as_it_was(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(path, f"tom@example.org,Tom,,,{CONSENT}")
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ConfigError, match="cannot be written: No space left on device; it is as it was"):
        roster.take_in(path, put(tmp_path / "new.csv", f"rita@example.org,,,,{CONSENT}"), nobody)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_two_at_once_lose_nobody(path: Path, tmp_path: Path) -> None:
    files = [put(tmp_path / f"{number}.csv", f"reader{number}@example.org,,,,{CONSENT}") for number in range(8)]
    threads = [threading.Thread(target=roster.take_in, args=(path, file, nobody)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.address for one in read(path)[0]} == {f"reader{number}@example.org" for number in range(8)}


people = st.lists(st.tuples(st.sampled_from(["rita", "RITA", "sam", "tom", "una"]), st.sampled_from(["", "final", "update;final"])), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people, people)
def test_whoever_was_there_is_there_and_once(tmp_path: Path, first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    path = put(tmp_path / "kept" / "file.csv", *(f"{name}@example.org,,{kinds},,{CONSENT}" for name, kinds in first))
    new = put(tmp_path / "new.csv", *(f"{name}@example.org,,{kinds},,{CONSENT}" for name, kinds in second))
    expected = {one.key: one.kinds for one in read(path)[0]}
    for one in read(new)[0]:
        expected[one.key] = expected.get(one.key, frozenset()) | one.kinds
    roster.take_in(path, new, nobody)
    assert {one.key: one.kinds for one in read(path)[0]} == expected
    roster.take_out(path, "rita@example.org")
    assert {one.key for one in read(path)[0]} == set(expected) - {"rita@example.org"}
    assert "rita" not in path.read_text().lower()


def test_erasing_takes_also_rows_that_could_not_be_used(path: Path) -> None:
    put(path, f"rita@example.org,,,,{CONSENT}", "sam@example.org,,,,,", ",Rita@Example.org,,,,", f"tom@example.org,,,,{CONSENT}")
    assert roster.take_out(path, "rita@example.org") == 2
    assert roster.take_out(path, "sam@example.org") == 1
    assert roster.take_out(path, "sam@example.org") == 0
    assert path.read_text().splitlines()[1:] == [f"tom@example.org,,,,{CONSENT}"]
    assert roster.take_out(path.with_name("none.csv"), "sam@example.org") == 0


@pytest.mark.parametrize("separator", [";", "\t"])
def test_erasing_finds_whom_another_separator_hides(path: Path, separator: str) -> None:
    """Read with commas each row of it were one cell, and nobody's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEAD}\nrita@example.org,Rita,,,2023-12-01,form\nsam@example.org,Sam,,,2023-12-01,form\n".replace(",", separator))
    assert roster.take_out(path, "rita@example.org") == 1
    (left,), _ = read(path)
    assert (left.address, left.name) == ("sam@example.org", "Sam")


def test_erased_from_the_ledger_and_counted(tmp_path: Path) -> None:
    """Not a byte of the address is in any file: not in pages that were freed, not in the log, not in a copy that a migration left."""
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        approve(ledger, MAIL)
        for edition in (MAIL.edition_id, "fresno-ca-2023-final"):
            number = ledger.claim(edition, MAIL.digest, "rita@example.org", NOW)
            assert number
            ledger.settle(number, "refused", "550 <rita@example.org> is not here", NOW)
        under_way = ledger.claim("fresno-ca-2022-final", MAIL.digest, "rita@example.org", NOW)
        assert under_way
        ledger.suppress("rita@example.org", "bounced", NOW)
        ledger.backup(tmp_path / "ledger.sqlite.v1")
        assert ledger.erase("Rita@example.org", NOW) == 3
        ledger.settle(under_way, "sent", "250 for rita@example.org", NOW)
        assert [one.state for one in ledger.deliveries(MAIL.edition_id)] == ["refused"]
        assert ledger.suppressed(["rita@example.org", "sam@example.org"]) == {"rita@example.org"}
        assert ledger.claim("fresno-ca-2024-final", MAIL.digest, "rita@example.org", NOW) is None
        assert ledger.suppress("rita@example.org", "by hand", NOW) is False, "or the address would be back"
        assert ledger.erase("rita@example.org", NOW) == 0
        files = [file for file in tmp_path.iterdir() if file.is_file()]
        assert len(files) >= 2
        assert not [file.name for file in files if b"rita" in file.read_bytes().lower()]
        assert ledger.lift("rita@example.org")
        assert ledger.claim("fresno-ca-2024-final", MAIL.digest, "rita@example.org", NOW)


@dataclass(frozen=True)
class Keeper:
    """Someone at a desk with one city, whose subscribers' file is `file`."""

    typist: Typist
    file: Path

    def says(self, *tokens: str) -> str:
        ran = self.typist.run("subscribers", *tokens)
        assert ran.code == 0, ran.err
        return ran.out + ran.err


@pytest.fixture
def keeper(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Keeper:
    cities = tmp_path / "deployments" / "cities"
    cities.mkdir(parents=True)
    (cities / "testville.toml").write_text(CITY + source("a", "https://a.example/"), encoding="utf-8")
    settings = {"YEAREND_HOME": str(tmp_path / "var"), "YEAREND_DEPLOYMENTS": str(tmp_path / "deployments")}
    return Keeper(Typist(settings, capsys, monkeypatch), tmp_path / "deployments" / "subscribers.csv")


def test_the_commands_show_no_address_unless_asked(keeper: Keeper, tmp_path: Path) -> None:
    rows = [f"rita@example.org,Rita Gómez,,,{CONSENT}", "sam@example.org,,,,,", f"tom@example.org,Tom,final,text,{CONSENT}"]
    said = keeper.says("import", "testville", str(put(tmp_path / "new.csv", *rows)))
    assert "2 added, 1 rejected" in said
    said += keeper.says("suppress", "tom@example.org")
    listed = keeper.says("list", "testville")
    assert "r…@example.org" in listed
    assert "2 subscribers, 1 of them suppressed" in listed
    whole = keeper.says("list", "testville", "--addresses", "--format", "csv")
    assert ["rita@example.org", "Rita Gómez"] in [row[:2] for row in csv.reader(whole.splitlines())]
    said += keeper.says("erase", "rita@example.org")
    assert "1 rows of 1 files; 0 deliveries stay counted" in said
    assert keeper.file.read_text().splitlines()[1:] == [f"tom@example.org,Tom,final,text,{CONSENT}"]
    for secret in ("rita@", "sam@", "tom@", "Gómez"):
        assert secret not in said + listed


def test_what_is_no_address_changes_nothing(keeper: Keeper) -> None:
    ran = keeper.typist.run("subscribers", "suppress", "rita@example.org", "r i t a")
    assert (ran.code, ran.sentence) == (1, "yearend: address 2 is no e-mail address that every mail server can take; nothing was changed")
    assert keeper.typist.run("subscribers", "erase").code in (1, 2)
    assert "0 addresses; 1 were not suppressed" in keeper.says("suppress", "--lift", "rita@example.org")


def test_a_mistake_in_a_city_stops_an_erasure_that_would_not_be_whole(keeper: Keeper) -> None:
    (keeper.file.parent / "cities" / "other.toml").write_text("name =", encoding="utf-8")
    ran = keeper.typist.run("subscribers", "erase", "rita@example.org")
    assert ran.code == 1
    assert "other.toml is no valid TOML" in ran.sentence
