"""Two ways to have an address answered: live, by a request that is archived; or replayed, from what the archive holds.

Every kind is written against `Asker` alone, so that a replay reads what a live run reads.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pipeline.errors import ArchiveError, FetchError, MissingError
from pipeline.fetch.addresses import check_scheme, joined, shown
from pipeline.fetch.status import REDIRECTS, UnexpectedError, refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from pipeline.archive import Archive, Writer
    from pipeline.archive.withdrawal import Withdrawn
    from pipeline.fetch.client import Client
    from pipeline.fetch.secret import Secret
    from pipeline.records import Capture, Window
    from pipeline.spool import Spool

    Scope = Literal["whole", "changes"]

CONFIRM_AFTER = dt.timedelta(days=7)
_CLOCKS_DIFFER = dt.timedelta(hours=1)  # between the publisher and us
_REDIRECTS_FOLLOWED = 5


class DamagedError(FetchError):
    """The record that is replayed cannot be read."""

    reason = "damaged_record"


class Asker(Protocol):
    """Answers for a kind."""

    @property
    def now(self) -> dt.datetime | None:
        """When the run began (UTC); None in a replay, where nothing is asked for."""
        ...

    def ask(self, address: str, source_id: str, changed_at: dt.datetime | None = None, *, secret: Secret | None = None) -> Sequence[Capture]:
        """The captures of an address, oldest first, at least one. FetchError with the name of the rejection otherwise.

        `changed_at` (UTC) is when the publisher says it last changed: fetched since, it need not be asked for again. `secret` is a key that
        the publisher wants with the request; the address is the one without it.
        """
        ...

    def held(self, source_id: str) -> Sequence[Capture]:
        """All answers that the archive holds for a source, oldest first."""
        ...

    def body(self, capture: Capture) -> bytes:
        """The bytes of a capture. ArchiveError when they are lost or damaged."""
        ...

    def spooled(self, capture: Capture) -> Spool:
        """The bytes of a capture that may be large. ArchiveError as `body`."""
        ...

    def windows(self, source_id: str) -> Sequence[Window]:
        """What the archive notes of askings of a source that came whole, oldest first."""
        ...

    def note(self, source_id: str, address: str, scope: Scope, captures: Sequence[Capture], expected_count: int) -> None:
        """Notes in the archive that these captures are all rows of a source, or all that have changed. Nothing in a replay."""
        ...


@dataclass(frozen=True)
class Live:
    """Asks the publisher, conditionally where we hold an earlier answer, and archives what comes."""

    archive: Archive
    writer: Writer
    client: Client
    now: dt.datetime  # UTC, when the run began
    data: frozenset[str] = frozenset()  # ids of sources whose answers are files of data, which may be large
    settled: frozenset[str] = frozenset()  # ids of sources whose documents, once had, are not had again when they were kept long enough

    def ask(self, address: str, source_id: str, changed_at: dt.datetime | None = None, *, secret: Secret | None = None) -> Sequence[Capture]:
        self._withdrawn.check(address)
        previous = self.archive.last(address)
        if previous is None and source_id in self.settled and (expired := self.archive.expired(address)):
            return [expired]
        if previous and changed_at and changed_at < previous.fetched_at - _CLOCKS_DIFFER:
            return [previous]
        validators = self._validators(address, previous)
        response = self.client.get(address, validators, secret, is_data=source_id in self.data)
        self._withdrawn.check(response.final_address)
        if error := refusal(response.status, address):
            error.answer = response.body.read()
            raise error
        if response.status == 304 and validators is None:
            raise UnexpectedError(f"{shown(address)} says that it has not changed (status 304), and we hold nothing of it")
        return [self.writer.write(response, source_id, previous)]

    def held(self, source_id: str) -> Sequence[Capture]:
        return list(self.archive.of_source(source_id))

    def body(self, capture: Capture) -> bytes:
        return self.archive.body(capture)

    def spooled(self, capture: Capture) -> Spool:
        return self.archive.spooled(capture)

    def windows(self, source_id: str) -> Sequence[Window]:
        return self.archive.windows(source_id)

    def note(self, source_id: str, address: str, scope: Scope, captures: Sequence[Capture], expected_count: int) -> None:
        self.writer.window(source_id, address, scope, captures, expected_count)

    @cached_property
    def _withdrawn(self) -> Withdrawn:
        return self.archive.withdrawn()

    def _validators(self, address: str, previous: Capture | None) -> Capture | None:
        """The capture to ask conditionally with: none when the document was last sent whole a week ago.

        Some publishers change the bytes of a file and not its Last-Modified.
        """
        full = self.archive.last(address, is_full=True)
        return previous if full and self.now - full.fetched_at < CONFIRM_AFTER else None


@dataclass(frozen=True)
class Replay:
    """Answers with everything that the archive holds of an address; asks nobody, waits for nothing, writes nothing."""

    archive: Archive
    now: None = None

    def ask(
        self,
        address: str,
        source_id: str,
        changed_at: dt.datetime | None = None,  # noqa: ARG002 - nobody is asked
        *,
        secret: Secret | None = None,  # noqa: ARG002
    ) -> Sequence[Capture]:
        here = address
        held: list[Capture] = []
        for _ in range(_REDIRECTS_FOLLOWED + 1):
            check_scheme(here)
            held = list(self.archive.of_address(here))
            if answers := [capture for capture in held if refusal(capture.status, address) is None]:
                return [replace(capture, source_id=source_id, address=address) for capture in answers]
            if (location := self._location(held)) is None:
                break
            here = joined(here, location)
        raise (refusal(held[-1].status, address) if held else None) or _missing(address)

    def held(self, source_id: str) -> Sequence[Capture]:
        return list(self.archive.of_source(source_id))

    def _location(self, held: Sequence[Capture]) -> str | None:
        """Where the newest capture leads; archives of others hold redirects as records of their own."""
        if not held or held[-1].status not in REDIRECTS:
            return None
        try:
            return self.archive.header(held[-1], "location")
        except ArchiveError as error:
            raise DamagedError(str(error)) from None

    def body(self, capture: Capture) -> bytes:
        return self.archive.body(capture)

    def spooled(self, capture: Capture) -> Spool:
        return self.archive.spooled(capture)

    def windows(self, source_id: str) -> Sequence[Window]:
        return self.archive.windows(source_id)

    def note(self, source_id: str, address: str, scope: Scope, captures: Sequence[Capture], expected_count: int) -> None:
        """The archive notes it already."""


def _missing(address: str) -> FetchError:
    return MissingError(f"{shown(address)} is not in the archive that is replayed")
