"""robots.txt as RFC 9309 has it: what we may ask for, and how slowly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from pipeline.errors import RefusedError
from pipeline.fetch.addresses import shown

if TYPE_CHECKING:
    from pipeline.fetch.response import Response

PRODUCT = "yearend"  # the product token of our user agent, which rules name
LARGEST_BYTES = 500 * 1024  # as much as must be read (RFC 9309, section 2.5)
LONGEST_DELAY_SECONDS = 120.0


class RobotsError(RefusedError):
    """robots.txt does not let us."""

    reason = "robots_disallowed"


class RobotsUnreachableError(RefusedError):
    """robots.txt cannot be had, which means no for now."""

    reason = "robots_unreachable"


@dataclass(frozen=True)
class Rules:
    """One host's rules for us; without rules everything is allowed."""

    parsed: Protego | None = None

    def check(self, address: str) -> None:
        """RobotsError when the address is disallowed, or asks for pauses longer than a run should stand still."""
        if self.parsed is None:
            return
        if not self.parsed.can_fetch(address, PRODUCT):
            raise RobotsError(f"{shown(address)} is not fetched: {urlsplit(address).netloc}/robots.txt disallows it for {PRODUCT}")
        if self.delay_seconds > LONGEST_DELAY_SECONDS:
            raise RobotsError(
                f"{shown(address)} is not fetched: robots.txt asks for {self.delay_seconds:,.0f} seconds between requests, "
                f"and a run waits {LONGEST_DELAY_SECONDS:,.0f} at most"
            )

    @property
    def delay_seconds(self) -> float:
        """What Crawl-delay asks for; 0 without one."""
        return float((self.parsed and self.parsed.crawl_delay(PRODUCT)) or 0.0)


def robots_address(address: str) -> str:
    """Where the rules for an address lie."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def rules(response: Response) -> Rules:
    """The rules in an answer: 2xx is read, 4xx is permission; RobotsUnreachableError for the rest.

    429 counts as unreachable, as a server that is asked too much has not said yes.
    """
    if 200 <= response.status < 300:
        return Rules(Protego.parse(response.body.part(0, LARGEST_BYTES).read().decode("utf-8", errors="replace").removeprefix("\ufeff")))
    if 400 <= response.status < 500 and response.status != 429:
        return Rules()
    raise RobotsUnreachableError(
        f"{shown(response.address)} cannot be had (status {response.status}), which means no for now; it is asked again with the next run"
    )
