"""The seven stages as plain functions over settings and a city: what `yearend run` and the flows both call, in this order."""

from pipeline.stages.building import is_read, land, load_parsed, parse, read, readable_cities, transform
from pipeline.stages.collecting import Collected, Fetched, collect, fetch, gather
from pipeline.stages.telling import Made, deliver, report, report_month, to_decide_on

__all__ = [
    "Collected",
    "Fetched",
    "Made",
    "collect",
    "deliver",
    "fetch",
    "gather",
    "is_read",
    "land",
    "load_parsed",
    "parse",
    "read",
    "readable_cities",
    "report",
    "report_month",
    "to_decide_on",
    "transform",
]
