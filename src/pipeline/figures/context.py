"""What has been spoken of so far: the discourse in which an elliptical sentence is read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pipeline.figures.metric_prices import Topic
from pipeline.figures.statement import Hint
from pipeline.period import Period


@dataclass(frozen=True, slots=True)
class Context:
    """Carried from sentence to sentence, and changed only by making a new one."""

    published: dt.date | None
    home: str | None
    main: Period | None = None  # what the article, or its section, is about
    through: dt.date | None = None  # the day that running figures are current to, where it is said
    main_is_said: bool = True
    focus: Period | None = None  # what the paragraph is about
    month: Period | None = None  # the last month spoken of
    baseline: Period | None = None  # what a lead-in compares with
    last_baseline: Period | None = None  # what the paragraph last compared with
    stock: Period | None = None  # the day that the paragraph's last strength is as of
    topic: Topic | None = None
    topic_age: int = 0  # paragraphs since the topic was named
    last_topic: Topic | None = None  # of the last figure: what "of these" are
    deaths: Topic | None = None  # the last topic that is a kind of death
    hint: Hint = field(default_factory=Hint)
    place: str | None = None  # of the heading or the lead-in
    place_topic: str | None = None  # the last place spoken of, in this paragraph
    speaker: str | None = None

    @property
    def current(self) -> Period | None:
        """The period that an unsaid one stands for."""
        return self.focus or self.main
