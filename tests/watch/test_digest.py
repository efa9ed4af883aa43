"""What the operator is told: once when it comes, again when it changes or lasts, once when it is over, and nothing else. No clock but ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.watch.digest import QUIET, Digest, Told, digest
from pipeline.watch.item import CODES, Alert
from tests.watch.conftest import DAY, NOW

WEEK = 7 * DAY
FEED = Alert("source-behind", "here/feed", "source feed could not be had: timeout", "yearend sources check here --source feed")
DISK = Alert("disk", "installation", "0.9 GB free at /var, for about 50 days", "yearend doctor")


class Operator:
    """Whoever is mailed: remembers as the journal does."""

    def __init__(self) -> None:
        self.told: tuple[Told, ...] = ()

    def look(self, *alerts: Alert, at: dt.datetime, unseen: frozenset[str] = frozenset()) -> Digest:
        found = digest(alerts, self.told, at, WEEK, unseen)
        fresh = found.remembered(at, self.told)
        keys = {(one.code, one.about) for one in (*fresh, *found.over, *found.silent)}
        self.told = (*(one for one in self.told if (one.code, one.about) not in keys), *fresh)
        return found


def test_where_nothing_is_wrong_nothing_is_mailed() -> None:
    assert Operator().look(at=NOW).is_empty


def test_a_trouble_is_told_once_and_again_after_a_week_and_its_end_once() -> None:
    operator = Operator()
    assert operator.look(FEED, at=NOW).new == (FEED,)
    assert operator.look(FEED, at=NOW + DAY).is_empty
    weekly = operator.look(FEED, at=NOW + WEEK)
    assert [alert for alert, _ in weekly.lasting] == [FEED]
    assert "lasts since 2026-03-03" in weekly.text
    assert operator.look(FEED, at=NOW + WEEK + DAY).is_empty, "the week begins anew"
    assert [told.since_at for told in operator.told] == [NOW]
    over = operator.look(at=NOW + WEEK + 2 * DAY)
    assert [(one.code, one.about) for one in over.over] == [("source-behind", "here/feed")]
    assert (over.subject, "Over:" in over.text) == ("yearend: over (source-behind)", True)
    assert operator.look(at=NOW + WEEK + 3 * DAY).is_empty


def test_another_reason_is_news_and_a_number_that_moves_is_not() -> None:
    operator = Operator()
    operator.look(FEED, DISK, at=NOW)
    assert operator.look(FEED, replace(DISK, what="0.8 GB free at /var, for about 1,049 days"), at=NOW + DAY).is_empty
    gone = replace(FEED, what="source feed could not be had: not_found")
    found = operator.look(gone, DISK, at=NOW + 2 * DAY)
    assert (found.new, found.over) == ((gone,), ()), "the same trouble, changed, is not over"
    assert "Told before, and still so:\n- disk installation" in found.text


def test_what_could_not_be_looked_at_is_not_over() -> None:
    """The command cannot ask the Prefect server as the flow does: what the flow told must not end and begin by turns."""
    operator, late = Operator(), Alert("flow-late", "collect/news", "2 runs wait for a worker", "python -m flows.doctor")
    operator.look(late, at=NOW)
    assert operator.look(at=NOW + DAY, unseen=frozenset(["flow-late"])).is_empty
    assert [one.code for one in operator.look(at=NOW + 2 * DAY).over] == ["flow-late"]


def test_the_end_of_what_the_operator_did_is_no_mail() -> None:
    operator = Operator()
    operator.look(Alert("approval-waiting", "here-2025-final", "it waits", "yearend approve here-2025-final --look", "1a2b"), at=NOW)
    assert operator.look(at=NOW + DAY).is_empty


def test_two_of_one_trouble_are_one() -> None:
    assert Operator().look(FEED, FEED, at=NOW).new == (FEED,)


def test_every_trouble_has_its_command_and_its_page() -> None:
    for code in CODES:
        text = Operator().look(Alert(code, "here", "it is so", "yearend doctor"), at=NOW).text
        assert "  next:  yearend doctor\n" in text
        assert f"  page:  {code}, in deployments/RUNBOOK.md\n" in text


def test_the_subject_says_how_many_and_which() -> None:
    alerts = [Alert(code, "here", code, "") for code in ("disk", "clock", "ledger", "site")]
    assert Operator().look(alerts[0], at=NOW).subject == "yearend: 1 thing needs you (disk)"
    assert Operator().look(*alerts, at=NOW).subject == "yearend: 4 things need you (disk, clock, ledger and 1 more)"


@given(st.lists(st.sets(st.sampled_from(CODES)), max_size=20))
def test_whatever_comes_and_goes_each_beginning_and_each_end_is_told_once(days: list[set[str]]) -> None:
    """Against the plainest telling there is: the differences between one day and the day before."""
    operator, before = Operator(), set[str]()
    for number, codes in enumerate(days):
        alerts = [Alert(code, "x", code, "") for code in CODES if code in codes]
        found = operator.look(*alerts, at=NOW + number * DAY / 10)
        assert {one.code for one in found.new} == codes - before
        assert {one.code for one in found.over} == before - codes - QUIET
        before = codes
