"""What has been spoken of so far: the discourse in which an elliptical sentence is read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from pipeline.figures.metric_prices import Topic
from pipeline.figures.statement import Hint
from pipeline.period import Period
from pipeline.records import Measure


@dataclass(frozen=True, slots=True)
class Context:
    """Carried from sentence to sentence, and changed only by making a new one."""

    published: dt.date | None
    home: str | None
    county: str | None = None  # that the document speaks of, where its own place is no county
    main: Period | None = None  # what the article, or its section, is about
    through: dt.date | None = None  # the day that running figures are current to, where it is said
    through_of: tuple[int, frozenset[str]] = (0, frozenset())  # where the sentence stands that says it, and the metrics it names
    fiscal_end: tuple[int, int] | None = None  # the month and day that the article's fiscal year ends on, where it says so
    main_is_said: bool = True
    focus: Period | None = None  # what the paragraph is about
    month: Period | None = None  # the last month spoken of
    week: Period | None = None  # the last week spoken of
    told: tuple[tuple[float, Topic, Period | None], ...] = ()  # the last counts: what "of the 124" are
    baseline: Period | None = None  # what a lead-in compares with
    bracketed: Period | None = None  # of the numbers in brackets, where the article says it
    part: Period | None = None  # the part of each year that the article's totals cover, where it says it
    last_baseline: Period | None = None  # what the paragraph last compared with
    compared: Period | None = None  # what the sentence before compared with, also where a paragraph ended there
    stock: Period | None = None  # the day that the paragraph's last strength is as of
    strength: Period | None = None  # the day of the strength that the last figures told
    theme: Topic | None = None  # the one metric that the document is about
    topic: Topic | None = None
    crime: Topic | None = None  # the last topic that is a crime: what "the cases" and "the reports" are
    codes: frozenset[str] = frozenset()  # the metrics of the paragraph's figures
    topic_age: int = 0  # paragraphs since the topic was named
    last: Topic | None = None  # of the last figure: what "of these" are
    measure: Measure | None = None  # of the last figure of the paragraph: what a number without a noun or a percent sign says
    last_period: Period | None = None  # of the last figure, also where a paragraph ended there
    rate: tuple[Topic, int] | None = None  # the last rate spoken of, and per how many
    is_rate_near: bool = False  # spoken of in this paragraph
    levels: tuple[Period, ...] = ()  # the periods of the topic's last levels, which "that's a drop of 5%" compares
    deaths: Topic | None = None  # the last topic that is a kind of death
    hint: Hint = field(default_factory=Hint)
    place: str | None = None  # of the heading or the lead-in
    place_topic: str | None = None  # the last place spoken of, in this paragraph
    elsewhere: str | None = None  # the place, not the document's own, that the sentence before was about
    there: str | None = None  # the one place that the sentence before named
    speaker: str | None = None

    @property
    def focus_is_said(self) -> bool:
        """Whether the paragraph has named a time other than the article's."""
        return self.focus is not None and self.focus != self.main

    @property
    def is_at_main(self) -> bool:
        """Whether the paragraph is about the article's time, or about as much of its running year as the numbers of a report cover."""
        if self.focus == self.main or not self.through or not self.published:
            return self.focus == self.main
        return self.main == Period.to_date(self.published) and self.focus == Period.to_date(self.through)

    @property
    def current(self) -> Period | None:
        """The period that an unsaid one stands for."""
        return self.focus or self.main


def replace(context: Context, **values: Any) -> Context:
    """As that of dataclasses; but most sentences change nothing, and then the context stays the one it is, which costs a tenth."""
    for name, value in values.items():
        if getattr(context, name) != value:
            return dataclasses.replace(context, **values)
    return context
