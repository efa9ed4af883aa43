"""The SQL that reads pages into the columns of `raw.incident`: all values are text until they are cast here, and what cannot be cast is named.

A row in trouble travels without a key: its trouble stands in the place of its label and the value that was printed in that of its code, until
it is counted and taken out. A row that the TOML leaves out is superseded from the beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.incidents.clock import instant, local, parsed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.entry import Values
    from pipeline.incidents.mapping import Incidents, When
    from pipeline.incidents.page import Page

REJECTED_ROWS, REJECTED_SCANS = "rejected_rows", "rejected_scans"  # where DuckDB puts the lines that are no CSV


@dataclass(frozen=True)
class Origin:
    """What all rows of a window have in common."""

    city: str
    source: str
    zone: str  # the city's, such as America/Chicago
    known_at: dt.datetime  # UTC, without zone


def select(pages: Sequence[Page], names: Mapping[str, str], incidents: Incidents, origin: Origin, *, keeps_left_out: bool) -> str:
    """A select of the rows of pages that have the same columns; `names` has what those of the TOML are called there."""
    known_at = f"timestamp {_text(origin.known_at.isoformat(sep=' '))}"
    moments = {name: when for name, when in _moments(incidents).items() if when}
    times = [f"{parsed(when)} as {name}" for name, when in moments.items()]
    clocks = [
        f"{instant(when, name, origin.zone)} as {name}_at, {local(when, name, origin.zone)} as {name}_local" for name, when in moments.items()
    ]
    return f"""
        with page as (from {_scan(pages, names, incidents)}),
        offence as (select *, {_flags(incidents)} from page),
        read as (
            select
                *,
                {_joined(incidents.key)} as row_key,
                {_joined(incidents.incident_columns)} as incident_key,
                {", ".join(times)},
                {_cast(incidents.victims, "integer")} as victim_count,
                flag.is_off or not {_one_of(incidents.where, default="true")} as is_left_out
            from offence
        ),
        placed as (select *, {", ".join(clocks)} from read),
        judged as (select *, case when not is_left_out then {_trouble(incidents, moments, known_at, origin.zone)} end as trouble from placed)
        select
            {_text(origin.city)} as city,
            {_text(origin.source)} as source,
            case when trouble is null then row_key || coalesce(' ' || flag.name, '') end as key,
            coalesce(incident_key, row_key) as incident,
            {"occurred_at" if "occurred" in moments else "null"} as occurred_at,
            cast(occurred_local as date) as occurred_on,
            {"reported_at" if "reported" in moments else "cast(null as timestamp)"} as reported_at,
            {"cast(reported_local as date)" if "reported" in moments else "cast(null as date)"} as reported_on,
            case when trouble is null then {_code(incidents)} else {_printed(incidents)} end as code,
            coalesce(trouble, flag.name, {_column(incidents.label)}) as label,
            coalesce(victim_count, 1) as victims,
            {_column(incidents.district)} as district,
            {"updated_at" if "updated" in moments else "cast(null as timestamp)"} as updated_at,
            {_one_of(incidents.unfounded, default="false")} as is_unfounded,
            {known_at} as known_at,
            case when is_left_out then {known_at} end as superseded_at
        from judged
        where {"row_key is not null or trouble is not null" if keeps_left_out else "not is_left_out"}
    """


def _moments(incidents: Incidents) -> dict[str, When | None]:
    return {"occurred": incidents.occurred, "reported": incidents.reported, "updated": incidents.updated}


# where rows stand


def _scan(pages: Sequence[Page], names: Mapping[str, str], incidents: Incidents) -> str:
    """The wanted columns as text, under the names that the TOML gives them; what is missing is null."""
    paths = "[" + ", ".join(_text(str(page.path)) for page in pages) + "]"
    largest = max(page.path.stat().st_size for page in pages) + 1
    scan, columns = _json(paths, names, incidents, largest) if incidents.format == "json" else _csv(paths, pages[0])
    picked = [f"{_present(columns(name), incidents.missing)} as {_quoted(wanted)}" for wanted, name in names.items()]
    return f"(select {', '.join(picked)} from {scan})"


def _csv(paths: str, page: Page) -> tuple[str, Callable[[str], str]]:
    """Columns go by position: a head may hold names that differ in case alone."""
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(page.head)))
    scan = f"""read_csv(
        {paths}, auto_detect = false, header = true, delim = {_text(page.delimiter)}, quote = '"', escape = '"', columns = {{{columns}}},
        ignore_errors = true, store_rejects = true, rejects_table = '{REJECTED_ROWS}', rejects_scan = '{REJECTED_SCANS}', rejects_limit = 0
    )"""
    return scan, lambda name: f"c{page.head.index(name)}"


def _json(paths: str, names: Mapping[str, str], incidents: Incidents, largest: int) -> tuple[str, Callable[[str], str]]:
    """`rows` as the type of what stands there: before the brackets where the array lies, behind them where in its elements the columns lie.

    DuckDB takes twice `largest` (bytes) of memory for every file, so it is no more than is needed.
    """
    before, after = ([part for part in side.split(".") if part] for side in incidents.rows.split("[]"))
    fields = dict.fromkeys(names.values(), "VARCHAR")
    for part in reversed(after):
        fields = {part: _struct(fields)}
    row = "".join(f".{_quoted(part)}" for part in after)
    if not before:
        listed = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in fields.items())
        scan = f"(select one as row from read_json({paths}, format = 'array', columns = {{{listed}}}, maximum_object_size = {largest}) as one)"
    else:
        kind = f"{_struct(fields)}[]"
        for part in reversed(before[1:]):
            kind = _struct({part: kind})
        place = ".".join(map(_quoted, before))
        options = f"format = 'unstructured', columns = {{{_text(before[0])}: {_text(kind)}}}, maximum_object_size = {largest}"
        scan = f"(select unnest({place}) as row from read_json({paths}, {options}))"
    return scan, lambda name: f"row{row}.{_quoted(name)}"


def _struct(fields: Mapping[str, str]) -> str:
    return "STRUCT(" + ", ".join(f"{_quoted(name)} {kind}" for name, kind in fields.items()) + ")"


def _present(column: str, missing: Sequence[str]) -> str:
    found = f"nullif(trim({column}), '')"
    return f"case when {found} not in ({', '.join(map(_text, missing))}) then {found} end" if missing else found


# what stands in them


def _flags(incidents: Incidents) -> str:
    """A row is of the offence that it names and of each that is flagged; flags that are off make rows that are left out."""
    values = ", ".join(_text(value.upper()) for value in incidents.flag_values)
    base = [] if incidents.code is None and incidents.label is None else ["{'name': cast(null as varchar), 'is_off': false}"]
    flags = [f"{{'name': {_text(name)}, 'is_off': coalesce(upper({_quoted(name)}) not in ({values}), true)}}" for name in incidents.flags]
    return f"unnest([{', '.join(base + flags)}]) as flag" if flags else f"{base[0]} as flag"


def _trouble(incidents: Incidents, moments: Mapping[str, When], known_at: str, zone: str) -> str:
    """The name of what is wrong with a row, null for most."""
    dates = [name for name in ("occurred", "reported") if name in moments]
    unreadable = " or ".join(f"({_quoted(moments[name].column)} is not null and {name}_local is null)" for name in dates)
    some = ", ".join(f"{name}_local" for name in dates)
    newest = f"cast(timezone({_text(zone)}, timezone('UTC', {known_at})) as date) + 1"
    victims = ""
    if incidents.victims:
        victims = f"when {_quoted(incidents.victims)} is not null and victim_count is null then 'unreadable_victims' "
        victims += "when victim_count < 0 then 'negative_victims' "
    return (
        f"case when row_key is null then 'no_key' when {unreadable} then 'unreadable_date' when coalesce({some}) is null then 'no_date' "
        f"when cast(least({some}) as date) > {newest} then 'future_date' {victims}end"
    )


def _printed(incidents: Incidents) -> str:
    """What a row in trouble said, for the rejection's example."""
    said = [incidents.occurred.column, incidents.reported and incidents.reported.column, incidents.victims]
    return "concat_ws(' ', " + ", ".join(_quoted(name) for name in said if name) + ")"


def _code(incidents: Incidents) -> str:
    code, digits = _column(incidents.code), incidents.code_digits
    return f"case when length({code}) < {digits} then lpad({code}, {digits}, '0') else {code} end" if incidents.code and digits else code


def _joined(columns: Sequence[str]) -> str:
    """Null where one of them is null."""
    return " || '/' || ".join(map(_quoted, columns))


def _cast(column: str | None, kind: str) -> str:
    return f"try_cast({_column(column)} as {kind})"


def _column(name: str | None) -> str:
    return _quoted(name) if name else "cast(null as varchar)"


def _one_of(values: Mapping[str, Values], *, default: str) -> str:
    """Whether the columns have one of their values: each of them for `where`, any of them for `unfounded`."""
    tests = [f"coalesce({_quoted(column)} in ({', '.join(map(_text, allowed))}), false)" for column, allowed in values.items()]
    return "(" + (" and " if default == "true" else " or ").join(tests) + ")" if tests else default


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
