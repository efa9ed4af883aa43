"""One record that may tell → what is read from its page, by the same functions as any other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from pipeline import figures
from pipeline.errors import ParseError
from pipeline.parse.article import read_article
from pipeline.records import Document, Reading, Rejection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Capture


@dataclass(frozen=True)
class Page:
    """What a page holds: its document without the text (None where it could not be read), and what was read from it."""

    document: Document | None
    reading: Reading

    @classmethod
    def refused(cls, reason: str, detail: str) -> Self:
        return cls(None, Reading(rejections=(Rejection("parse", reason, detail),)))


def read_page(capture: Capture, body: bytes, names: Sequence[str]) -> Page | None:
    """A page, or None where its story has none of the names (in lower case): they stood in a menu or a script.

    Nobody said what the page is about, so its place is the one that it names itself. What cannot be read is a rejection, and what fails
    is one too: a page that nobody thought of must not end a shard of thirty thousand.
    """
    try:
        document = read_article(body, capture.charset, capture.final_address)
        text = f"{document.title}\n{document.text}".lower()
        if not any(name in text for name in names):
            return None
        return Page(replace(document, text="", blocks=()), figures.read(document, None))
    except ParseError as error:
        return Page.refused(error.reason, str(error))
    except MemoryError:
        pass  # only after this is what was taken free again
    except Exception as error:  # noqa: BLE001  # the edge at which a failure of the reader becomes a row
        return Page.refused("reader_failed", f"{type(error).__name__}: {error}"[:300])
    return Page.refused("took_too_much", "To read the page takes more memory than a page may.")
