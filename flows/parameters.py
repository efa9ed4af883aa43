"""What flows are asked for: checked where a run is made, as far as JSON Schema can tell, and before any work, in words a person understands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from pipeline.city import city_files, load_city
from pipeline.errors import ConfigError
from pipeline.moment import checked_month, checked_year, known_at
from pipeline.settings import load_settings

T = TypeVar("T")


def _said(check: Callable[[T], object]) -> AfterValidator:
    """A check of ours as pydantic's: it wants a ValueError, and shows its words."""

    def checked(value: T) -> T:
        try:
            check(value)
        except ConfigError as error:
            raise ValueError(str(error)) from None
        return value

    return AfterValidator(checked)


def _known(slug: str) -> None:
    load_city(load_settings().deployments, slug)


def _schema(kind: str, **more: Any) -> WithJsonSchema:
    schema: JsonSchemaValue = {"type": kind} | more
    return WithJsonSchema(schema)


class _Listed:
    """Says in the schema which cities there are, as they lie in the folder when the flow is deployed."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = {"type": "string", "title": "City"}
        try:
            return schema | {"enum": sorted(city_files(load_settings().deployments))}
        except ConfigError:  # run from elsewhere: said when the run begins
            return schema


# The schema is what a server refuses a run by before it is made; the check is made again when it begins, by what the files say then.
CitySlug = Annotated[str, _said(_known), _Listed()]
Year = Annotated[int, _said(checked_year), _schema("integer", minimum=1800, maximum=2199, title="Year")]
MonthText = Annotated[str, _said(checked_month), _schema("string", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", title="Month", examples=["2026-03"])]
Moment = Annotated[str, _said(lambda text: known_at(text, ZoneInfo("UTC"))), _schema("string", title="Known at", examples=["2023-12-29"])]
