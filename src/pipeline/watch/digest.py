"""What the operator is told: once when a trouble comes or changes, again when it lasts, once when it is over; and nothing otherwise.

Pure: decided from what is wrong, what was told, and a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from pipeline.watch.item import Alert, Code

RUNBOOK = "deployments/RUNBOOK.md"
QUIET: frozenset[Code] = frozenset(("approval-waiting", "watch-missed"))  # whose end is no news: the operator brought it about, or reads of it
_MOST_IN_SUBJECT = 3


@dataclass(frozen=True)
class Told:
    """A trouble that the operator was told of and that was not over then."""

    code: str
    about: str
    what: str
    mark: str
    since_at: dt.datetime  # UTC, when it was first told; as are all
    told_at: dt.datetime


@dataclass(frozen=True)
class Digest:
    """What is to be mailed, and what goes without saying."""

    new: tuple[Alert, ...]  # or changed
    lasting: tuple[tuple[Alert, Told], ...]  # told so long ago that they are told again
    known: tuple[tuple[Alert, Told], ...]  # told lately, and as they were
    over: tuple[Told, ...]
    silent: tuple[Told, ...]  # over, which is no news
    by: str = ""  # the command that runs others as the services do, where this machine has it

    @property
    def is_empty(self) -> bool:
        """Nothing is to be mailed."""
        return not (self.new or self.lasting or self.over)

    @property
    def subject(self) -> str:
        """`yearend: 2 things need you (source-behind, disk)`, or that something is over."""
        wrong = [*self.new, *(alert for alert, _ in self.lasting)]
        if not wrong:
            return f"yearend: over ({_named([one.code for one in self.over])})"
        needs = "1 thing needs" if len(wrong) == 1 else f"{len(wrong)} things need"
        return f"yearend: {needs} you ({_named([one.code for one in wrong])})"

    @property
    def text(self) -> str:
        """The mail: each trouble with its command and its page; then what is over, and what was told before."""
        parts = [_trouble(one, "", self.by) for one in self.new]
        parts += [_trouble(alert, f"This lasts since {told.since_at:%Y-%m-%d}.", self.by) for alert, told in self.lasting]
        if self.over:
            parts.append("\n".join(["Over:", *(f"- {one.code} {one.about}: {one.what}" for one in self.over)]))
        if self.known:
            parts.append(
                "\n".join(
                    ["Told before, and still so:", *(f"- {one.code} {one.about}, since {told.since_at:%Y-%m-%d}" for one, told in self.known)]
                )
            )
        return "\n\n".join(parts) + "\n"

    def remembered(self, now: dt.datetime, told: Iterable[Told]) -> tuple[Told, ...]:
        """What is to be remembered as told once this was mailed at `now`; `told` is what was before."""
        since = {(one.code, one.about): one.since_at for one in told}
        fresh = [*self.new, *(alert for alert, _ in self.lasting)]
        return tuple(Told(one.code, one.about, one.what, one.mark, since.get((one.code, one.about), now), now) for one in fresh)


def each_once(alerts: Iterable[Alert], noted: Collection[str]) -> tuple[Alert, ...]:
    """One alert for one fault; `noted` are the ids of the Prefect runs in which a stage noted its error.

    That such a run failed adds nothing to the stage's own sentence and command. Of a run that was killed the server tells at once, and the
    journal hours later the same.
    """
    told = [one for one in alerts if one.code != "flow-failed" or one.run not in noted]
    of_flows = {one.run for one in told if one.code == "flow-failed"} - {""}
    return tuple(one for one in told if one.code != "run-cut-off" or one.run not in of_flows)


def digest(alerts: Iterable[Alert], told: Sequence[Told], now: dt.datetime, again: dt.timedelta, unseen: Collection[str] = ()) -> Digest:
    """What to say of `alerts` at `now` (UTC), of which `told` is known already; what lasts is told again after `again`.

    Codes in `unseen` could not be looked at this time: what was told of them is not taken for over.
    """
    before = {(one.code, one.about): one for one in told}
    there = {(one.code, one.about): one for one in alerts}  # each once
    pairs = [(alert, before[key]) for key, alert in there.items() if key in before and before[key].mark == alert.mark]
    paired = {(alert.code, alert.about) for alert, _ in pairs}
    gone = [one for key, one in before.items() if key not in there and one.code not in unseen]
    return Digest(
        new=tuple(alert for key, alert in there.items() if key not in paired),
        lasting=tuple(pair for pair in pairs if now - pair[1].told_at >= again),
        known=tuple(pair for pair in pairs if now - pair[1].told_at < again),
        over=tuple(one for one in gone if one.code not in QUIET),
        silent=tuple(one for one in gone if one.code in QUIET),
    )


def _trouble(alert: Alert, since: str, by: str) -> str:
    said = f"{alert.what[:1].upper()}{alert.what[1:].rstrip('.')}."
    return "\n".join(
        [
            f"{said} {since}".rstrip(),
            f"  next:  {f'{by} {alert.command}'.lstrip()}",
            f"  page:  {alert.code}, in {RUNBOOK}",
            f"  about: {alert.about}",
        ]
    )


def _named(codes: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(codes))
    more = len(distinct) - _MOST_IN_SUBJECT
    return ", ".join(distinct[:_MOST_IN_SUBJECT]) + (f" and {more} more" if more > 0 else "")
