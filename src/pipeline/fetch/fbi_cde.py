"""fbi_cde: one agency's months of some offences and its officers by year, from the FBI's Crime Data Explorer.

Two hosts answer alike: https://cde.ucr.cjis.gov/LATEST, without a key, and https://api.usa.gov/crime/fbi/cde, with one of https://api.data.gov
(1,000 requests an hour), which `[source.cde] token` names. Every run asks for all years, for older months go on changing. Tried on a local
server that plays both, not live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import FetchError
from pipeline.fetch.rejected import rejected
from pipeline.fetch.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture, Rejection
    from pipeline.source import Cde, Source

IS_LISTING = True  # its own address is no document


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:
    """One capture per offence, and one of the officers; one that fails is a rejection. A replay gives all that is held of the source."""
    if asker.now is None or source.cde is None:
        yield from asker.held(source.id)
        return
    secret = Secret(source.cde.token, "parameter", "API_KEY") if source.cde.token else None
    for address in addresses(source.address, source.cde, city.state, asker.now.year):
        try:
            yield from asker.ask(address, source.id, secret=secret)
        except FetchError as error:
            yield rejected(error, source, address)


def addresses(base: str, cde: Cde, state: str, last_year: int) -> Iterator[str]:
    """What is asked for, below `base`: counts by month of each offence, and police employees by year. A bare year is an error there."""
    base = base.rstrip("/")
    for code in cde.offences.values():
        yield f"{base}/summarized/agency/{cde.ori}/{code}?from=01-{cde.from_year}&to=12-{last_year}&type=counts"
    if cde.has_officers:
        yield f"{base}/pe/{state}/{cde.ori}?from={cde.from_year}&to={last_year}"
