"""Rows with the columns of real datasets and invented contents: the same number gives the same row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]
_FIRST = dt.datetime(2022, 1, 1, 0, 30, tzinfo=dt.UTC)  # or the city's own clock, where no zone is written

_CHICAGO_OFFENCES = (
    ("0110", "HOMICIDE", "FIRST DEGREE MURDER", "01A"),
    ("031A", "ROBBERY", "ARMED - HANDGUN", "03"),
    ("0610", "BURGLARY", "FORCIBLE ENTRY", "05"),
    ("0820", "THEFT", "$500 AND UNDER", "06"),
    ("0910", "MOTOR VEHICLE THEFT", "AUTOMOBILE", "07"),
    ("1320", "CRIMINAL DAMAGE", "TO VEHICLE", "14"),
)


def chicago(count: int, step_hours: float = 7) -> Iterator[Row]:
    """One row per incident (a murder: per victim), a few hours apart from 2022 on; every fifth without a ward or a place."""
    for number in range(count):
        at = _FIRST + dt.timedelta(hours=step_hours * number)
        code, kind, text, fbi = _CHICAGO_OFFENCES[number % len(_CHICAGO_OFFENCES)]
        yield {
            "id": str(12_000_000 + number),
            "case_number": f"JG{100_000 + number}",
            "date": _floating(at),
            "block": "0000X S EXAMPLE AVE",
            "iucr": code,
            "primary_type": kind,
            "description": text,
            "location_description": 'STREET, "OPEN"\nLOT' if number % 50 == 49 else "STREET",
            "arrest": number % 3 == 0,
            "domestic": False,
            "beat": f"{100 + number % 900:04}",
            "district": f"{1 + number % 25:03}",
            "ward": None if number % 5 == 4 else str(1 + number % 50),
            "community_area": str(1 + number % 77),
            "fbi_code": fbi,
            "x_coordinate": None if number % 5 == 4 else "1176096",
            "y_coordinate": None if number % 5 == 4 else "1893970",
            "year": str(at.year),
            "updated_on": _floating(at + dt.timedelta(days=8)),
            "latitude": None if number % 5 == 4 else "41.86",
            "longitude": None if number % 5 == 4 else "-87.63",
            "location": None,
        }


def _floating(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000"


WASHINGTON = {
    "X": "Double",
    "Y": "Double",
    "CCN": "String",
    "REPORT_DAT": "Date",
    "SHIFT": "String",
    "METHOD": "String",
    "OFFENSE": "String",
    "BLOCK": "String",
    "WARD": "String",
    "DISTRICT": "String",
    "PSA": "String",
    "START_DATE": "Date",
    "END_DATE": "Date",
}
_WASHINGTON_OFFENCES = (
    "HOMICIDE",
    "ROBBERY",
    "ASSAULT W/DANGEROUS WEAPON",
    "SEX ABUSE",
    "BURGLARY",
    "THEFT/OTHER",
    "THEFT F/AUTO",
    "MOTOR VEHICLE THEFT",
    "ARSON",
)


def washington(count: int, step_hours: float = 7) -> Iterator[Row]:
    """One row per incident, reported five hours after it happened; moments in milliseconds of UTC."""
    for number in range(count):
        at = _FIRST + dt.timedelta(hours=step_hours * number)
        yield {
            "X": 397000.5,
            "Y": 138000.5,
            "CCN": f"{22_000_001 + number}",
            "REPORT_DAT": _epoch_ms(at + dt.timedelta(hours=5)),
            "SHIFT": ("DAY", "EVENING", "MIDNIGHT")[number % 3],
            "METHOD": "GUN" if number % 4 == 0 else "OTHERS",
            "OFFENSE": _WASHINGTON_OFFENCES[number % len(_WASHINGTON_OFFENCES)],
            "BLOCK": "100 - 199 BLOCK OF EXAMPLE STREET NW",
            "WARD": str(1 + number % 8),
            "DISTRICT": str(1 + number % 7),
            "PSA": str(101 + number % 7),
            "START_DATE": _epoch_ms(at),
            "END_DATE": None if number % 6 == 5 else _epoch_ms(at + dt.timedelta(hours=1)),
        }


def _epoch_ms(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000)


_BOSTON_OFFENCES = (
    ("111", "MURDER, NON-NEGLIGENT MANSLAUGHTER"),
    ("301", "ROBBERY"),
    ("423", "ASSAULT - AGGRAVATED"),
    ("520", "BURGLARY - RESIDENTIAL"),
    ("617", "LARCENY THEFT FROM BUILDING"),
    ("724", "AUTO THEFT"),
    ("3115", "INVESTIGATE PERSON"),
)


def boston(count: int, step_hours: float = 7) -> Iterator[Row]:
    """One row per incident from 2023 on; all cells text but the row's number."""
    for number in range(count):
        at = _FIRST.replace(year=2023) + dt.timedelta(hours=step_hours * number)
        code, text = _BOSTON_OFFENCES[number % len(_BOSTON_OFFENCES)]
        yield {
            "INCIDENT_NUMBER": f"{232_000_000 + number}",
            "OFFENSE_CODE": code,
            "OFFENSE_CODE_GROUP": None,
            "OFFENSE_DESCRIPTION": text,
            "DISTRICT": f"B{1 + number % 3}",
            "REPORTING_AREA": str(300 + number % 90),
            "SHOOTING": "1" if number % 35 == 0 else "0",
            "OCCURRED_ON_DATE": f"{at:%Y-%m-%d %H:%M:%S}+00",
            "YEAR": str(at.year),
            "MONTH": str(at.month),
            "DAY_OF_WEEK": f"{at:%A}",
            "HOUR": str(at.hour),
            "UCR_PART": None,
            "STREET": "EXAMPLE ST",
            "Lat": "42.31",
            "Long": "-71.08",
            "Location": "(42.31, -71.08)",
        }


_NEW_YORK_OFFENCES = (
    ("101", "MURDER & NON-NEGL. MANSLAUGHTER", "FELONY"),
    ("105", "ROBBERY", "FELONY"),
    ("106", "FELONY ASSAULT", "FELONY"),
    ("109", "GRAND LARCENY", "FELONY"),
    ("341", "PETIT LARCENY", "MISDEMEANOR"),
)


def new_york(count: int, step_hours: float = 7) -> Iterator[Row]:
    """One row per complaint, reported a day after it happened, the time in a column of its own."""
    for number in range(count):
        at = _FIRST + dt.timedelta(hours=step_hours * number)
        code, text, law = _NEW_YORK_OFFENCES[number % len(_NEW_YORK_OFFENCES)]
        yield {
            "cmplnt_num": f"{238_000_000 + number}" + ("H1" if code == "101" else ""),
            "cmplnt_fr_dt": f"{at:%Y-%m-%d}T00:00:00.000",
            "cmplnt_fr_tm": f"{at:%H:%M:%S}",
            "cmplnt_to_dt": None,
            "cmplnt_to_tm": None,
            "addr_pct_cd": str(1 + number % 123),
            "rpt_dt": f"{at + dt.timedelta(days=1):%Y-%m-%d}T00:00:00.000",
            "ky_cd": int(code),
            "ofns_desc": text,
            "pd_cd": "100",
            "pd_desc": text,
            "crm_atpt_cptd_cd": "COMPLETED",
            "law_cat_cd": law,
            "boro_nm": ("BRONX", "BROOKLYN", "MANHATTAN", "QUEENS", "(null)")[number % 5],
            "latitude": "40.7",
            "longitude": "-73.9",
        }


_SAN_FRANCISCO_OFFENCES = (
    ("09000", "Homicide", "Homicide"),
    ("03074", "Robbery", "Robbery - Street"),
    ("04014", "Assault", "Aggravated Assault"),
    ("06244", "Larceny Theft", "Larceny - From Vehicle"),
    ("07021", "Motor Vehicle Theft", "Motor Vehicle Theft"),
    ("68020", "Miscellaneous Investigation", "Other"),
)


def san_francisco(count: int, step_hours: float = 7) -> Iterator[Row]:
    """Rows of reports: every tenth is a supplement to the report before it, with its incident's number; every thirtieth is unfounded."""
    for number in range(count):
        first = number - (number % 10 == 9)
        at = _FIRST + dt.timedelta(hours=step_hours * first)
        code, category, subcategory = _SAN_FRANCISCO_OFFENCES[first % len(_SAN_FRANCISCO_OFFENCES)]
        yield {
            "row_id": f"{110_000_000 + number}{code}",
            "incident_id": str(110_000_000 + number),
            "incident_number": str(220_000_000 + first),
            "cad_number": None,
            "incident_datetime": _floating(at),
            "incident_date": f"{at:%Y-%m-%d}T00:00:00.000",
            "incident_time": f"{at:%H:%M}",
            "incident_year": str(at.year),
            "incident_day_of_week": f"{at:%A}",
            "report_datetime": _floating(at + dt.timedelta(hours=3)),
            "report_type_code": "IS" if first < number else "II",
            "report_type_description": "Initial Supplement" if first < number else "Initial",
            "filed_online": None,
            "incident_code": code,
            "incident_category": category,
            "incident_subcategory": subcategory,
            "incident_description": subcategory,
            "resolution": "Unfounded" if first % 30 == 3 else "Open or Active",
            "intersection": "EXAMPLE ST \\ SAMPLE AVE",
            "police_district": ("Central", "Mission", "Bayview")[number % 3],
            "latitude": "37.77",
            "longitude": "-122.41",
            "data_as_of": _floating(at + dt.timedelta(days=2)),
            "data_loaded_at": _floating(at + dt.timedelta(days=2)),
        }


CHICAGO = tuple(next(chicago(1)))
NEW_YORK = tuple(next(new_york(1)))
SAN_FRANCISCO = tuple(next(san_francisco(1)))
BOSTON = tuple(next(boston(1)))
