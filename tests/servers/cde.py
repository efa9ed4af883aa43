"""The FBI's Crime Data Explorer on loopback: its answers for one agency, by rules and with what it has been seen to do wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.servers.web import Asked, Reply, Web

JSON = {"Content-Type": "application/json"}


@dataclass
class Explorer:
    """What the explorer holds of one agency; change it, and it answers so from then on."""

    web: Web
    agency: str = "Fresno Police Department"
    months: dict[str, dict[str, Any]] = field(default_factory=dict)  # code → 01-2023 → count or None
    men: dict[str, Any] = field(default_factory=dict)  # year → officers
    women: dict[str, Any] = field(default_factory=dict)
    newest: str | None = "12/2023"
    refreshed: str = "02/20/2024"
    beside: Mapping[str, Any] = field(default_factory=dict)  # other series in `actuals`

    def offences(self, code: str) -> Reply:
        actuals = {f"{self.agency} Offenses": self.months[code], f"{self.agency} Clearances": {"01-2023": 1}, **self.beside}
        answer = {
            "offenses": {"rates": {f"{self.agency} Offenses": {"01-2023": 1.5}}, "actuals": actuals},
            "tooltips": {"Percent of Population Coverage": {"State": {"01-2023": 50.0}}},
            "populations": {"population": {self.agency: {"01-2023": 547_134}}},
            "cde_properties": {"max_data_date": {"UCR": self.newest}, "last_refresh_date": {"UCR": self.refreshed}},
        }
        return Reply(json.dumps(answer).encode(), headers=JSON)

    def _answer(self, code: str, _: Asked) -> Reply:
        return self.offences(code)

    def officers(self) -> Reply:
        actuals = {"Male Officers": self.men, "Female Officers": self.women, "Male Civilians": {}, "Female Civilians": {}}
        return Reply(json.dumps({"actuals": actuals, "rates": {}, "cde_properties": {}}).encode(), headers=JSON)

    def serve(self, ori: str, state: str, first: int, last: int, key: str | None = None) -> str:
        """Answers for one agency below the address that is given back; with a key, only those who have it."""
        for code in self.months:
            path = f"/cde/summarized/agency/{ori}/{code}?from=01-{first}&to=12-{last}&type=counts"
            self.web.on(path + (f"&API_KEY={key}" if key else ""), partial(self._answer, code))
            self.web.on(path.replace("01-", "", 1), Reply(b'{"error":"invalid date"}', 400, JSON))  # a bare year
            if key:
                self.web.on(path, Reply(b'{"error":{"code":"API_KEY_MISSING","message":"No api_key was supplied."}}', 403, JSON))

        def officers(_: Asked) -> Reply:
            return self.officers()

        self.web.on(f"/cde/pe/{state}/{ori}?from={first}&to={last}" + (f"&API_KEY={key}" if key else ""), officers)
        return f"{self.web.address}/cde"
