"""The sample's city with its sources on loopback, and new stories in it, as an operator would have them in `YEAREND_DEPLOYMENTS`."""

from __future__ import annotations

import shutil
import threading
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.conftest import ROOT, SAMPLE
from tests.servers.web import Asked, Reply, Web

if TYPE_CHECKING:
    from pathlib import Path

CITY = "fresno-ca"
_INVENTED = "https://sample.example"
_STORY = """<html><head><title>Burglaries</title>
<meta property="article:published_time" content="{year}-12-30T10:00:00-08:00"></head><body><article><h1>Burglaries in Fresno</h1>
<p>FRESNO, Calif. - The police chief looked back on the year at a press conference on Friday, with the mayor beside her.</p>
<p>Fresno had {count} burglaries in {year}, the Fresno Police Department said.</p>
<p>Detectives are still at work on several of the cases, and ask whoever saw something to call them.</p></article></body></html>"""
_SOURCE = """
[[source]]
id = "{name}"
kind = "page"
reads = "{reads}"
address = "{address}"
outlet = "Sample Evening"
provider = "fresno-police"
definition = "police"
due = "once"
terms = ""
licence = "MIT"
may = ["read", "compute", "quote", "redistribute"]
"""


class Publisher:
    """Who answers for a story: at once, when told to, or that there is trouble."""

    def __init__(self, path: str, story: Reply) -> None:
        self.path, self._story = path, story
        self.is_down = False
        self.is_asked, self._go_on = threading.Event(), threading.Event()
        self._go_on.set()

    def hold(self) -> Publisher:
        """From now on whoever asks waits for `go_on`."""
        self._go_on.clear()
        return self

    def go_on(self) -> None:
        self._go_on.set()

    def __call__(self, _asked: Asked) -> Reply:
        self.is_asked.set()
        self._go_on.wait(300)
        return Reply(b"out of order", 503) if self.is_down else self._story


@dataclass
class Town:
    """A folder of deployments with one city, and the web server of everyone whom the city asks."""

    web: Web
    folder: Path
    stories: dict[str, int] = field(default_factory=dict)  # the count that each story states, by its source

    def __post_init__(self) -> None:
        captures = tomllib.loads((SAMPLE / "captures.toml").read_text(encoding="utf-8"))["capture"]
        for one in captures:
            body = (SAMPLE / one["file"]).read_bytes().replace(_INVENTED.encode(), self.web.address.encode())
            self.web.on(one["address"].removeprefix(_INVENTED), Reply(body, headers={"Content-Type": one["media_type"]}))
        text = (SAMPLE / "cities" / f"{CITY}.toml").read_text(encoding="utf-8").replace(_INVENTED, self.web.address)
        base = ROOT / "deployments" / "cities" / f"{CITY}.toml"
        self._lines = [text.replace('"../../cities/fresno-ca.toml"', f'"{base}"')]
        self.write()
        shutil.copy(SAMPLE / "subscribers.csv", self.folder)
        automations = (ROOT / "deployments" / "automations.yaml").read_text(encoding="utf-8")
        # Prefect sends a heartbeat every 30 s at most; after three that are missing a run is dead here, as is one that
        # did not begin in two minutes.
        automations = automations.replace("within: 180", "within: 90").replace("within: 900", "within: 120")
        (self.folder / "automations.yaml").write_text(automations, encoding="utf-8")

    def write(self) -> None:
        cities = self.folder / "cities"
        cities.mkdir(parents=True, exist_ok=True)
        (cities / f"{CITY}.toml").write_text("\n".join(self._lines), encoding="utf-8")

    def story(self, name: str) -> Publisher:
        """A new source: a story with a count of its own, which no other has; its publisher answers at once."""
        self.stories[name] = 1001 + len(self.stories)
        path = f"/evening/{name}"
        body = _STORY.format(count=f"{self.stories[name]:,}", year=1990 + len(self.stories))
        publisher = Publisher(path, Reply(body.encode(), headers={"Content-Type": "text/html; charset=utf-8"}))
        self.web.on(path, publisher)
        self._lines.append(_SOURCE.format(name=name, address=self.web.address + path, reads="article"))
        self.write()
        return publisher
