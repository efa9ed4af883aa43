"""[source.incidents]: what a source of incident rows must say, and the sentence for what it may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.city import City, load_city
from pipeline.errors import ConfigError
from pipeline.incidents.mapping import Incidents
from tests.world import a_city, source

CHICAGO: dict[str, Any] = {
    "key": "id",
    "incident": "case_number",
    "occurred": "date",
    "updated": {"column": "updated_on", "forms": ["iso", "%m/%d/%Y %I:%M:%S %p"]},
    "code": "iucr",
    "code_digits": 4,
    "label": "primary_type",
    "district": "district",
    "counts_from": "2001-01-01",
    "counts": [
        {"metric": "homicide", "by": "victim", "codes": ["0110"]},
        {"metric": "robbery", "by": "incident", "labels": ["ROBBERY"]},
    ],
    "other": {"labels": ["NARCOTICS"]},
}


def reading(**more: Any) -> City:
    return a_city(source("portal", reads="incidents", kind="file", incidents=CHICAGO | more))


def test_a_short_entry_says_all() -> None:
    found = reading().source[0].incidents
    assert found is not None
    assert found.key == ("id",)
    assert found.occurred.column == "date"
    assert found.columns == ("id", "case_number", "date", "updated_on", "iucr", "primary_type", "district")


def test_what_rows_count_as_is_no_reason_to_read_them_again() -> None:
    """Five million rows are read again for another column or date form; a code more under a metric is joined anew."""
    before = Incidents.model_validate(CHICAGO)
    counted = Incidents.model_validate(CHICAGO | {"counts": CHICAGO["counts"][:1], "lag_days": 7})
    assert counted.how_read == before.how_read
    assert Incidents.model_validate(CHICAGO | {"code_digits": 0}).how_read != before.how_read


@pytest.mark.parametrize(
    ("form", "zone", "is_utc"),
    [
        ("iso", None, False),
        ("iso", "UTC", True),
        ("epoch_ms", None, True),
        ("epoch_ms", "local", False),
        ("%m/%d/%Y", None, False),
        ("iso_offset", None, True),
    ],
)
def test_epochs_are_utc_and_floating_dates_are_the_citys(form: str, zone: str | None, is_utc: bool) -> None:
    """Read the other way round, a New Year's night falls into another year (OPD#89)."""
    found = Incidents.model_validate(CHICAGO | {"occurred": {"column": "date", "forms": [form], "zone": zone}})
    assert found.occurred.is_utc is is_utc


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"occurred": {"column": "date", "forms": ["M/D/YYYY"]}},
            "forms of 'date' has 'M/D/YYYY'; allowed: iso, iso_offset, epoch_ms, epoch_s, or a pattern",
        ),
        ({"occurred": {"column": "date", "forms": ["iso", "epoch_ms"]}}, "different clocks"),
        ({"occurred": {"column": "date", "forms": ["iso_offset"], "zone": "local"}}, "carry their own offset"),
        ({"counts": [{"metric": "homicide", "by": "victim"}]}, "homicide counts nothing"),
        ({"counts": [{"metric": "murder", "by": "victim", "codes": ["1"]}]}, "'murder' is no metric"),
        ({"counts": [{"metric": "homicide", "by": "row", "codes": ["1"]}]}, "'row'; allowed: 'incident' or 'victim'"),
        ({"code": None}, "counts[homicide] names codes, and no column of them is read"),
        ({"code": None, "label": None}, "one of them must say what the offence is"),
        ({"counts": [*CHICAGO["counts"], CHICAGO["counts"][0]]}, "counts has homicide twice"),
        ({"dated_by": "reported"}, "reported is missing"),
        ({"rows": "records[]"}, 'rows goes with format = "json"'),
        ({"format": "json", "rows": "records"}, "is no place of rows"),
        ({"counts_through": "2000-12-31"}, "which is not after counts_from"),
        ({"key": []}, "key"),
        ({"column": "id"}, "source[portal].incidents.column is no known key; allowed here: format, rows, missing, key"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_key(tmp_path: Path, more: dict[str, Any], words: str) -> None:
    written = _toml(a_city(source("portal")).model_dump(mode="json"), CHICAGO | more)
    (tmp_path / "cities").mkdir()
    (tmp_path / "cities" / "here.toml").write_text(written, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_city(tmp_path, "here")
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def _toml(city: dict[str, Any], incidents: dict[str, Any]) -> str:
    del city["slug"]
    one = city["source"][0] | {"kind": "file", "reads": "incidents", "incidents": incidents}
    return "\n".join(f"{name} = {_value(value)}" for name, value in (city | {"source": [one]}).items() if value is not None)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_value(part)}" for name, part in value.items() if part is not None) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def test_incidents_go_with_their_table() -> None:
    with pytest.raises(ValueError, match=r'\[source.incidents\] goes with reads = "incidents"'):
        a_city(source("portal", reads="incidents", kind="file"))
    with pytest.raises(ValueError, match=r'\[source.incidents\] goes with reads = "incidents"'):
        a_city(source("portal", incidents=CHICAGO))


def test_a_definition_that_nothing_lists_is_a_mistake() -> None:
    counts = [{"metric": "homicide", "by": "victim", "codes": ["0110"], "definition": "ucr-murder"}]
    with pytest.raises(ValueError, match="definition 'ucr-murder', under which incidents count as homicide, is not listed"):
        reading(counts=counts)
