"""What a page says of its story in JSON-LD, after https://schema.org/NewsArticle: one object, a list, or an `@graph`.

The blocks are taken from the text, not from the tree: inside a <script> only `</script` has a meaning, so the text is
exact, and the tree need not carry it. A broken block is mended where that is safe (trailing commas, raw line breaks,
comment marks) and otherwise read for its plain fields.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_BLOCK = re.compile(r"<script\b[^>]{0,500}?ld\+json[^>]{0,500}>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_WRAPPING = re.compile(r"\A\s*(?://)?\s*(?:<!--|<!\[CDATA\[|/\*.*?\*/)?|(?://)?\s*(?:-->|\]\]>)?[\s;]*\Z", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_FIELD = re.compile(r'"(headline|datePublished|dateModified)"\s*:\s*"((?:[^"\\]|\\.){1,500})"')
_STORY = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|PressRelease|Posting|NewsArticle)$")
_PAGE = ("WebPage", "ItemPage", "CollectionPage", "CreativeWork")
_LARGEST_BLOCK = 2_000_000  # characters
_MOST_NODES = 2000


@dataclass(frozen=True)
class StatedStory:
    """The plain fields of the story's own node; absent is None."""

    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    publisher: str | None = None
    address: str | None = None
    body: str | None = None


def read_stated(page: str, addresses: tuple[str, ...] = ()) -> StatedStory:
    """The story a page describes in JSON-LD; of several, the one with one of `addresses`, else the first. Never raises."""
    if "ld+json" not in page:
        return StatedStory()
    nodes: list[dict[str, Any]] = []
    plain: dict[str, str] = {}
    for block in _BLOCK.finditer(page):
        value = _loaded(block[1])
        if value is None:
            for name, text in _FIELD.findall(block[1][:_LARGEST_BLOCK]):
                plain.setdefault(name, _unquoted(text))
        else:
            nodes.extend(_nodes(value))
    node = _chosen(nodes, addresses)
    return _stated(node, nodes) if node else StatedStory(plain.get("headline"), plain.get("datePublished"), plain.get("dateModified"))


def _loaded(text: str) -> Any:
    if len(text) > _LARGEST_BLOCK:
        return None
    for mended in _mended(text.strip()):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _mended(text: str) -> Iterator[str]:
    """The block as it stands, then with ever more of what is done to such blocks undone."""
    yield text
    text = _WRAPPING.sub("", text)
    yield text
    yield _TRAILING_COMMA.sub(r"\1", text)
    yield html.unescape(text)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The nodes that describe this page: not those of lists of other stories."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_NODES:
        one = waiting.pop(0)
        seen += 1
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one
            waiting.extend(one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if isinstance(one.get(key), dict | list))


def _types(node: dict[str, Any]) -> list[str]:
    value = node.get("@type")
    return [one.rpartition("/")[2] for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _chosen(nodes: list[dict[str, Any]], addresses: tuple[str, ...]) -> dict[str, Any] | None:
    stories = [node for node in nodes if any(_STORY.search(one) for one in _types(node))]
    own = [node for node in stories if _address(node) in addresses]
    dated = [node for node in stories if node.get("headline") and node.get("datePublished")]
    pages = [node for node in nodes if any(one in _PAGE for one in _types(node)) and node.get("datePublished")]
    return next(iter([*own, *dated, *stories, *pages]), None)


def _stated(node: dict[str, Any], nodes: list[dict[str, Any]]) -> StatedStory:
    by_id = {str(one["@id"]): one for one in nodes if isinstance(one.get("@id"), str)}
    return StatedStory(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        author=_name(node.get("author") or node.get("creator"), by_id),
        publisher=_name(node.get("publisher"), by_id),
        address=_address(node),
        body=_text(node.get("articleBody")),
    )


def _address(node: dict[str, Any]) -> str | None:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith(("http://", "https://", "/")):
            return value
    return None


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), None)
    if isinstance(value, dict):
        value = value.get("@value")
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def _name(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    names = []
    for one in value if isinstance(value, list) else [value]:
        named = one if not isinstance(one, dict) or one.get("name") else by_id.get(str(one.get("@id")), one)
        if (name := _text(named.get("name") if isinstance(named, dict) else named)) and not name.startswith(("http://", "https://")):
            names.append(name)
    return ", ".join(dict.fromkeys(names)) or None
