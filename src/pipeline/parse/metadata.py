"""What a page says of itself in its head: title, outlet, author, dates, canonical address.

The sources, in the order in which they are believed: schema.org (jsonld.py), Open Graph (https://ogp.me, with its
`article:` names), other <meta> names, microdata and <time> in the body, a date printed near the headline, the address.
The elements asked for are cut out of the page and read with BeautifulSoup, which forgives what heads get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from pipeline.parse.text import clean

# Cut out of the page before BeautifulSoup sees it: a hundredth of the page holds all that it is asked for.
_ASKED = re.compile(
    r"""<(?:meta|base)\b(?:[^<>"']|"[^"]{0,4000}"|'[^']{0,4000}')*+>   # attributes may hold a ">" within quotes
    | <(?:meta|base)\b[^<>]{0,1000}>                                  # a quote was never closed
    | <!--.*?(?:-->|\Z)                                                # nothing in a comment is asked for
    | <link\b[^>]{0,1000}canonical[^>]{0,1000}>
    | <title\b[^>]{0,200}>[^<]{0,2000}""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_USED = ("title", "headline", "date", "time", "mod", "publish", "creat", "issue", "author", "byl", "site", "name", "desc", "url")
_MOST_TAGS = 500
_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "article.published",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dcterms.date", "dc.date",
    "dc.date.created", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "citation_publication_date", "article_date_original",
    "cxenseparse:recs:publishtime", "originalpublicationdate", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
)
_AUTHOR = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "twitter:creator")
_OUTLET = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")


@dataclass(frozen=True)
class Head:
    """The head's own words, unjudged; absent is None."""

    og_title: str | None
    title: str | None
    outlet: str | None
    author: str | None
    published: str | None
    modified: str | None
    canonical: str | None
    base: str | None
    description: str | None


def _is_used(tag: str) -> bool:
    return any(word in tag for word in _USED) if tag.startswith("<meta") else not tag.startswith("<!")


def read_head(page: str) -> Head:
    """Reads what a page says of itself, in its head as a rule; a broken page may say it anywhere. Never raises."""
    tags = islice((tag[0] for tag in _ASKED.finditer(page) if _is_used(tag[0].lower())), _MOST_TAGS)
    markup = "".join(tag + ("</title>" if tag[1:6].lower() == "title" else "") for tag in tags)
    soup = BeautifulSoup(markup, "lxml")
    metas = _metas(soup.find_all("meta"))
    title = soup.find("title")
    return Head(
        og_title=_first(metas, ("og:title", "twitter:title", "parsely-title", "dc.title", "headline")),
        title=clean(title.get_text()) or None if isinstance(title, Tag) else None,
        outlet=_first(metas, _OUTLET),
        author=_first(metas, _AUTHOR),
        published=_first(metas, _PUBLISHED),
        modified=_first(metas, _MODIFIED),
        canonical=_link(soup, "canonical") or _first(metas, ("og:url",)),
        base=_attribute(soup.find("base"), "href"),
        description=_first(metas, ("og:description", "description", "twitter:description")),
    )


def absolute(address: str | None, *bases: str | None) -> str | None:
    """`address` resolved against the first usable of `bases`; None unless it is http or https with a host."""
    if not address:
        return None
    for base in (*bases, ""):
        try:
            found = urljoin(base or "", address.strip())
            parts = urlsplit(found)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            return found.partition("#")[0]
    return None


def _metas(tags: Iterable[object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tags:
        if isinstance(tag, Tag):
            value = clean(_attribute(tag, "content") or "")
            for kind in ("property", "name", "itemprop"):
                name = _attribute(tag, kind)
                if name and value:
                    found.setdefault(name.strip().lower(), value)
    return found


def _attribute(tag: object, name: str) -> str | None:
    value = tag.get(name) if isinstance(tag, Tag) else None
    return value if isinstance(value, str) and value.strip() else None


def _first(metas: dict[str, str], names: Iterable[str]) -> str | None:
    for name in names:
        value = metas.get(name)
        if value and not (name in _AUTHOR and value.startswith(("http://", "https://"))):
            return value.removeprefix("@") if name.startswith("twitter:") else value
    return None


def _link(soup: BeautifulSoup, relation: str) -> str | None:
    for link in soup.find_all("link"):
        relations = link.get("rel") if isinstance(link, Tag) else None
        if relations and relation in [one.lower() for one in relations]:
            return _attribute(link, "href")
    return None
