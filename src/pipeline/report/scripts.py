"""The site's two scripts, written once for all its pages: what tables and charts do, and the library that draws the charts.

A page loads them from beside it, also from a file, and says the same without them.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

import vl_convert

from pipeline.report.put import put

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY, OURS = "charts.js", "page.js"


def write_scripts(site: Path) -> None:
    """Puts both scripts into the site; the library only where this version of it is not there yet."""
    put(site / OURS, (files("pipeline.report") / "templates" / OURS).read_text(encoding="utf-8"))
    path = site / LIBRARY
    if not (path.is_file() and path.read_text(encoding="utf-8").startswith(_mark())):
        put(path, _mark() + _library())


def _mark() -> str:
    return f"/* Vega, Vega-Lite and Vega-Embed as vl-convert {version('vl-convert-python')} bundles them; BSD 3-Clause */\n"


@cache  # bundling takes a second
def _library() -> str:
    return str(vl_convert.javascript_bundle("window.yearendChart = vegaEmbed;"))
