"""How the context changes: at a heading, at a paragraph, after a sentence, before a list."""

from __future__ import annotations

import re

from pipeline.figures import superlatives
from pipeline.figures.context import Context, replace
from pipeline.figures.conventions import is_convention, sums_up
from pipeline.figures.deaths import DEATHS
from pipeline.figures.gazetteer import gazetteer, is_of_many
from pipeline.figures.incidents import is_incident, is_story
from pipeline.figures.marks import find as find_marks
from pipeline.figures.metric_prices import Topic
from pipeline.figures.opening import A_DOZEN, A_WEEK, A_YEAR, IS_ABOUT_A_TIME, own_period
from pipeline.figures.people import PersonHit
from pipeline.figures.period_resolution import is_digression, resolve, sentence_period
from pipeline.figures.place_links import elsewhere, goes_on_elsewhere, place_in, there
from pipeline.figures.statement import Hint
from pipeline.figures.units import Line, Unit
from pipeline.figures.when import When
from pipeline.period import Period
from pipeline.records import Figure

TOPIC_PARAGRAPHS = 2  # how long a metric that is not named again stays what is spoken of
A_FEW = 4  # units: "In 2022?"
# What police do and have: no reports, cases or incidents are of these.
NO_CRIMES = frozenset(
    {"arrest", "officer", "officer_hired", "vacancy", "clearance_rate", "cases_cleared", "response_time", "firearm_recovered", "other"}
)
_HEADING = 50  # characters: "Clearance rates"
A_FIRST = 8  # words: where the subject of a sentence stands


def after_heading(base: Context, article: Context, lines: list[Line], *, is_title: bool) -> Context:
    """A heading sets the period, the metric or the place of what is below it."""
    if is_title:
        return base
    context = replace(article, topic=article.theme or base.topic, hint=Hint())
    for line in lines:
        context = _with_line(context, line, is_section=True)
    codes = {unit.term.code for line in lines for unit in line.units if unit.letter == "K" and unit.term}
    return replace(context, theme=context.topic) if len(codes) == 1 and context.topic and context.topic.code in codes else context


def _with_line(context: Context, line: Line, *, is_section: bool) -> Context:
    marks = {mark.time for mark in find_marks(line)}  # "48 homicides top 2013's mark"
    period = next((own for index, unit in enumerate(line.units) if index not in marks and (own := own_period(unit.when, context))), None)
    topic = next((Topic(unit.term.code, unit.lower) for unit in line.units if unit.letter == "K" and unit.term), None)
    place = next((unit.place for unit in line.units if unit.letter == "L"), None)
    if period:
        context = replace(context, focus=period, main=period if is_section else context.main)
    if topic and topic.code != "toll":
        context = replace(context, topic=topic)
    if place and is_section and len(line.units) <= 4:
        is_home = gazetteer().consolidated.get(context.home or "") == place
        context = replace(context, place=context.home if is_home else place_in(place, context, is_explicit=True))
    return context


def paragraph(context: Context) -> Context:
    """A new paragraph speaks of what the article, or its section, is about."""
    age = min(context.topic_age, TOPIC_PARAGRAPHS) + 1  # older is as good as forgotten
    if age > TOPIC_PARAGRAPHS:
        context = replace(context, topic=context.theme, last=None, levels=(), rate=None)
    elif context.theme and len(context.codes) > 1:
        context = replace(context, topic=context.theme)  # after a paragraph of many things
    context = replace(context, topic_age=age, is_rate_near=False, codes=frozenset())
    return replace(
        context,
        focus=context.main,
        measure=None,
        elsewhere=None,
        there=None,
        baseline=None,
        last_baseline=None,
        stock=None,
        hint=Hint(),
        place_topic=None,
    )


def for_list(context: Context, lines: list[Line], text: str) -> Context:
    """A paragraph that ends in a colon, or in nothing, leads in the list or the table below it: its period, baseline, place and direction
    hold there.
    """
    is_heading = len(text) < _HEADING and text.rstrip()[-1:].isalnum()
    if not (text.rstrip().endswith(":") or is_heading) or not lines:
        return context
    line = lines[-1]
    context = context if is_convention(line) else _with_line(context, line, is_section=False)
    base = next((unit.when for unit in line.units if unit.when and unit.when.role in ("baseline", "since")), None)
    if base:
        context = replace(context, baseline=resolve(base, context.current, context, is_level=False))
    words = line.words(0, len(line.units))
    is_change = any(word in words for word in ("change", "compared", "percent", "increase", "decrease"))
    signs = {unit.term.code for unit in line.units if unit.letter in "UDA" and unit.term}
    sign = {frozenset({"up"}): 1, frozenset({"down"}): -1}.get(frozenset(signs), 0)
    return replace(context, hint=Hint(is_change or bool(signs), sign))


def _with_last(context: Context, figures: list[Figure]) -> Context:
    """The context with the last figure's metric, and the last rate."""
    if figures:
        context = replace(context, measure=figures[-1].measure, last_period=figures[-1].period)
    for figure in figures:
        if figure.metric != "other":
            context = replace(context, last=Topic(figure.metric, figure.label))
        if figure.measure == "rate" and figure.metric != "other":
            context = replace(context, rate=(Topic(figure.metric, figure.label), figure.rate_per or 100000), is_rate_near=True)
    return context


_MOST_LEVELS = 4  # that a sentence on their change may compare


def _levels(context: Context, figures: list[Figure]) -> tuple[Period, ...]:
    """The periods of the last levels of one metric that were told, in the order told."""
    levels = [figure for figure in figures if figure.measure in ("count", "rate", "share") and figure.period and figure.metric != "other"]
    if not levels:
        return context.levels
    own = [figure.period for figure in levels if figure.metric == levels[-1].metric and figure.period]
    kept = context.levels if context.topic and context.topic.code == levels[-1].metric else ()
    return tuple(dict.fromkeys([*kept, *own]))[-_MOST_LEVELS:]


def after_line(context: Context, line: Line, figures: list[Figure], people: list[PersonHit]) -> Context:
    """What the next sentence of the paragraph may leave unsaid."""
    context = _after_times(context, line, figures)
    context = _with_last(replace(context, levels=_levels(context, figures)), figures)
    context = replace(context, elsewhere=_elsewhere(context, line, figures), there=there(line, context))
    if is_incident(line) and not figures:
        return context
    context = _after_topics(context, line, figures)
    is_round_up = is_of_many(context.home)
    place = next((unit.place for unit in reversed(line.units) if unit.letter == "L"), None)
    if is_round_up and place and ", " in place:
        context = replace(context, place_topic=place_in(place, context, is_explicit=True) if line.signature.count("L") == 1 else None)
    return replace(context, speaker=people[-1].name) if people else context


def _elsewhere(context: Context, line: Line, figures: list[Figure]) -> str | None:
    """The other place that is spoken of, while sentences go on speaking of it."""
    if goes_on_elsewhere(line) and not any(unit.letter == "L" for unit in line.units):
        return context.elsewhere
    return elsewhere(line, context, {figure.place for figure in figures})


def _after_times(context: Context, line: Line, figures: list[Figure]) -> Context:
    """The period, the comparison, the month and the strength that were last spoken of."""
    period = sentence_period(line, context)
    is_recent = period is not None and (context.main is None or period.end >= context.main.end)
    is_now = any(unit.when and unit.when.is_running and unit.when.is_relative and unit.when.role == "own" for unit in line.units)
    is_ahead = period is not None and context.published is not None and period.start > context.published
    is_event = all(figure.measure == "count" and (figure.value or 0) <= 1 for figure in figures) if figures else is_story(line)
    is_subject = IS_ABOUT_A_TIME.match(line.signature) is not None
    is_subject = is_subject or (period is not None and period.grain == "month" and line.signature.startswith("TH"))  # "June shows it best"
    is_of_several = period is not None and period.grain == "month" and len(_months(line, context)) > 1
    if (
        period
        and not is_of_several
        and not is_ahead
        and not is_event
        and not _looks_back(line, period, context)
        and not _is_where_from(period, figures, context)
        and (
            is_subject
            or figures
            or is_now
            or len(line.units) <= A_FEW
            or ("K" in line.signature and (is_recent or _TOLD_OF.search(line.signature)))
            or sums_up(line)
        )
    ):
        context = replace(context, focus=period)
    years = figures[0].period if figures and figures[0].measure == "count" else None
    is_at_work = bool(figures) and figures[0].metric in NO_CRIMES  # "made 96 arrests since it began on June 1. It also recovered 54 guns"
    is_since = is_at_work and years is not None and years.grain == "span" and years.end == context.published
    if years and (years.days() > A_YEAR or is_since) and not years.is_average:
        context = replace(context, focus=years)  # "From 2011 through 2020, police recorded 2,871 homicides. Forty percent of them …"
    marks = {mark.time for mark in find_marks(line) if _is_long_past(line.units[mark.time].when, context)}
    bases = (
        unit.when
        for index, unit in enumerate(line.units)
        if unit.when and index not in marks and not _is_of_a_record(line, index) and _is_comparison(unit.when)
    )
    base = next(bases, None)
    compared = resolve(base, context.current, context, is_level=False) if base else None
    context = replace(context, compared=compared, last_baseline=compared or context.last_baseline)
    named = [
        own
        for index, unit in enumerate(line.units)
        if _is_named(unit) and (own := own_period(unit.when, context)) and not is_digression(line, index)
    ]
    month = next((own for own in named if own.grain == "month"), None)
    week = next((own for own in named if own.days() == A_WEEK), None)
    stock = next((figure.period for figure in reversed(figures) if figure.period and figure.period.is_stock and figure.measure == "count"), None)
    strength = stock if figures else context.strength
    counts = [(figure.value, Topic(figure.metric, figure.label), figure.period) for figure in figures if _is_large_count(figure)]
    told = (*context.told, *counts)[-A_DOZEN:] if counts else context.told
    return replace(context, month=month or context.month, week=week or context.week, stock=stock or context.stock, strength=strength, told=told)


_TOLD_OF = re.compile(r"K[^NPF]*iT\.?\Z")  # "Mabe said crime in the sheriff's territory was mixed in 2022."


def _months(line: Line, context: Context) -> set[int]:
    """The months, of whatever year, that a sentence tells of: "Fifteen people were killed in August and only five in February"."""
    named = (own_period(unit.when, context) for unit in line.units if unit.when and unit.when.role == "own")
    return {own.start.month for own in named if own and own.grain == "month"}


def _looks_back(line: Line, period: Period, context: Context) -> bool:
    """Whether the sentence only says what the last number was at an earlier time: "In 2019 it was 54%." """
    is_before = context.main is not None and period.end < context.main.start
    is_only_told = _ONLY_TOLD.fullmatch(line.signature) is not None or _THEN.search(line.signature) is not None
    is_only_told = is_only_told or _ONLY_THEN.match(line.words(0, 5)) is not None
    return is_before and (is_only_told or _IT_WAS.search(line.words(0, len(line.units))) is not None)


def _is_where_from(period: Period, figures: list[Figure], context: Context) -> bool:
    """Whether the time is only what a change of the article's time is from: "In 2015 there were 161, so the toll grew by 42 percent"."""
    is_main = context.main is not None and period.end < context.main.start
    return is_main and any(figure.baseline == period and figure.period == context.main for figure in figures)


_ONLY_TOLD = re.compile(r"iT,?[xw]{0,2}Bx?N\.?")  # "In 2015, there were 551."
_THEN = re.compile(r"[NPF](?:[^;T]|oT){0,40};c?[ix]?T")  # "… needs 7 minutes; in 2020 it needed 6"
_ONLY_THEN = re.compile(r"(?:and\s+|but\s+)?(?:only|just)\s+(?:in\s+)?(?:19|20)\d\d\b")  # "Only 2014, at 3.34, was better."
_IT_WAS = re.compile(
    r"\b(?:it|that|the\s+(?:figure|number|share|rate|total|percentage|proportion))\s+(?:was|were|stood\s+at|had\s+been)\b(?!\s+(?:also|then))"
)


def _is_large_count(figure: Figure) -> bool:
    """Whether a figure is a count that can be told again by its number alone: "of the 124"."""
    return figure.measure == "count" and figure.metric != "other" and (figure.value or 0) >= A_DOZEN


def _is_long_past(when: When | None, context: Context) -> bool:
    """Whether a mark is none that the next numbers are compared with: "topped its 2006 mark of 89", in an article about 2020."""
    period, main = when.period if when else None, context.main
    return period is not None and main is not None and period.end.year < main.end.year - 1


def _is_of_a_record(line: Line, index: int) -> bool:
    """Whether a record is measured since then: "the largest number since 1997, when 303 people were slain"."""
    when = line.units[index].when
    return when is not None and when.role == "since" and superlatives.is_most(line.words(index - 8, index))


def _is_named(unit: Unit) -> bool:
    """Whether a time is named, and not told from another: "the same week of 2020"."""
    return unit.when is not None and unit.when.kind != "same"


def _is_comparison(when: When) -> bool:
    return (when.role in ("baseline", "since") and when.kind in ("fixed", "same")) or (when.kind == "shift" and when.role == "own")


_AT_ONCE = 2  # tokens before the noun that a sentence opens with: "The rapes …"


def _after_topics(context: Context, line: Line, figures: list[Figure]) -> Context:
    """The metric that the next sentence may leave unsaid: of the first figure, else the first that is named."""
    counted = [figure for figure in figures if figure.metric != "other"]
    named = [Topic(unit.term.code, unit.lower) for unit in line.units if unit.letter == "K" and unit.term]
    if counted:
        context = replace(context, topic=Topic(counted[0].metric, counted[0].label))
    elif named and named[0].code not in (*NO_CRIMES, "toll") and line.units[line.signature.index("K")].first < _AT_ONCE:
        context = replace(context, topic=named[0], last=named[0])  # "Rape was the exception among the violent offenses. It rose 2.7%"
    elif named and named[0].code != "toll" and (context.theme is None or line.units[line.signature.index("K")].first <= A_FIRST):
        context = replace(context, topic=named[0])
    is_by_verb = any(
        figure.metric not in NO_CRIMES and figure.why[0].endswith("(phrase)") for figure in counted if figure.why
    )  # "Gunfire struck 118 people"
    codes = context.codes.union(figure.metric for figure in counted)
    deaths = next((topic for topic in reversed(named) if topic.code in DEATHS), context.deaths)
    deaths = next((Topic(figure.metric, figure.label) for figure in reversed(counted) if figure.metric in DEATHS), deaths)
    crime = context.topic if context.topic and context.topic.code not in NO_CRIMES else context.crime
    return replace(context, deaths=deaths, crime=crime, codes=codes, topic_age=0 if named or is_by_verb else context.topic_age)
