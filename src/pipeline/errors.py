"""What can go wrong, as one tree.

    YearendError                what a person can mend: shown as one sentence, exit code 1
    ├── ConfigError             a TOML or a setting is wrong: names file, key and allowed values
    ├── FetchError              a source could not be had
    │   ├── RefusedError        we may not ask: robots.txt, a private address, a scheme other than http(s)
    │   ├── TooLargeError       more bytes than the limit, before or after decompression
    │   └── MissingError        it is not there: 404, 410, or not in the replayed archive
    ├── ArchiveError            a WARC file cannot be written, or read where it must be
    ├── ParseError              a document as a whole cannot be read; becomes a rejection
    ├── WarehouseError          the DuckDB file is held, of another schema, or a model or check failed
    │   └── HeldError           another process is at work in it
    ├── KeepError               a backup cannot be made, is broken, or may not be put back
    ├── ReportError             an edition cannot be made from what is known
    └── DeliveryError           a mail cannot be sent, or must not be
        └── UnapprovedError     the edition waits for somebody to approve it as it now stands

A message says the value, the source, and what to do next.
"""


class YearendError(Exception):
    """Something a person can mend; its message is one sentence for them."""


class ConfigError(YearendError):
    """A TOML file or a setting is wrong."""


class FetchError(YearendError):
    """A source could not be had; `reason` is the name of the rejection it becomes."""

    reason = "fetch_failed"
    answer: bytes = b""  # the beginning of what the publisher said instead, where it said anything


class RefusedError(FetchError):
    """The address may not be asked for."""

    reason = "fetch_refused"


class TooLargeError(FetchError):
    """The answer is larger than the limit allows."""

    reason = "too_large"


class MissingError(FetchError):
    """The address has no answer: not found, gone, or not in the replayed archive."""

    reason = "not_found"


class ArchiveError(YearendError):
    """A WARC file cannot be written or read."""


class ParseError(YearendError):
    """A document cannot be read at all; `reason` is the name of the rejection it becomes."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class WarehouseError(YearendError):
    """The warehouse is held by someone, of another schema, or refuses what it was given."""


class HeldError(WarehouseError):
    """Another process is at work in the warehouse."""


class KeepError(YearendError):
    """A backup cannot be made, is broken, or may not be put back."""


class ReportError(YearendError):
    """An edition cannot be made."""


class DeliveryError(YearendError):
    """A mail cannot or must not be sent."""


class UnapprovedError(DeliveryError):
    """The edition waits for approval: nothing is wrong, and nothing is sent."""
