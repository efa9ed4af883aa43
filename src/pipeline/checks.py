"""The checks of what was built last, asked anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import WarehouseError
from pipeline.models import read_models, sql_folder
from pipeline.transform import Finding, checked
from pipeline.warehouse import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.settings import Settings

_GRAVEST = ("stop", "caveat", "note")


def found(settings: Settings, name: str | None = None) -> list[Finding]:
    """What each check finds, or the one of that name, the gravest first. WarehouseError where there is no such check, or nothing is built."""
    models = [model for model in read_models(sql_folder()) if model.schema == "checks"]
    names = [model.name.partition(".")[2] for model in models]
    if name is not None and name not in names:
        raise WarehouseError(f"there is no check {name!r}; there are {', '.join(names)}")
    asked = [model for model, own in zip(models, names, strict=True) if name in (None, own)]
    with open_warehouse(settings) as connection:
        if not connection.execute("select 1 from meta.model limit 1").fetchall():
            raise WarehouseError("the marts are not built yet; `yearend run` or `yearend transform` builds them")
        findings = checked(connection, asked)
        return sorted(findings, key=lambda one: (_GRAVEST.index(one.severity), one.check))


def listed(findings: Sequence[Finding], name: str | None) -> tuple[list[str], list[tuple[object, ...]]]:
    """Columns and rows to print: of one check its own, of several a row each with its columns in words."""
    if name is not None:
        return (list(findings[0].columns), list(findings[0].rows)) if findings else (["nothing found"], [])
    rows: list[tuple[object, ...]] = [
        (finding.severity, finding.check, ", ".join(f"{column} {value}" for column, value in zip(finding.columns, row, strict=True)))
        for finding in findings
        for row in finding.rows
    ]
    return ["severity", "check", "row"], rows
