"""Rows of one table that count the same: "Rape" and "UCR Rape", "Theft over $400" and "Theft under $400": one at most is certain.

And cells that would say two numbers of one thing: something tells them apart that was not understood.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.figures.table_labels import bare, name_of
from pipeline.records import Figure

_Key = tuple[object, ...]


def plainest(figures: list[Figure]) -> list[Figure]:
    """The figures, where several rows of a table state one metric of one place: certain only if its name is the plainest.

    Parts of a metric, none of which is the whole, are none of them certain to be what the metric's name means.
    """
    labels: dict[_Key, list[str]] = {}
    for figure in figures:
        if figure.metric != "other":
            named = labels.setdefault(_key(figure), [])
            if figure.label not in named:
                named.append(figure.label)
    return [_weighed(figure, labels.get(_key(figure), [])) for figure in figures]


def agreeing(figures: list[Figure]) -> list[Figure]:
    """The figures, where certain ones of a table give one thing several numbers: none of those is certain."""
    said: dict[_Key, set[float | None]] = {}
    for figure in figures:
        if figure.confidence == "certain":
            said.setdefault(_thing(figure), set()).add(figure.value)
    return [
        replace(figure, confidence="likely", why=(*figure.why, "other cells say other numbers of the same"))
        if figure.confidence == "certain" and len(said[_thing(figure)]) > 1
        else figure
        for figure in figures
    ]


def _thing(figure: Figure) -> _Key:
    return (figure.metric, figure.label, figure.measure, figure.period, figure.baseline, figure.place, figure.rate_per, figure.unit)


def _key(figure: Figure) -> _Key:
    return (figure.metric, figure.place)


def _weighed(figure: Figure, labels: list[str]) -> Figure:
    if len(labels) < 2 or figure.label == _plain(labels):
        return figure
    weaker = "likely" if figure.confidence == "certain" else figure.confidence
    return replace(figure, confidence=weaker, why=(*figure.why, f"also stated as {', '.join(one for one in labels if one != figure.label)}"))


def _plain(labels: list[str]) -> str | None:
    """The one label that is the metric's name and nothing more, else the one whose words all the others have too; or None."""
    whole = [label for label in labels if (named := name_of(label)) and named.is_whole]
    if len(whole) == 1:
        return whole[0]
    words = {label: set(bare(label).casefold().split()) for label in labels}
    return next((label for label in labels if all(words[label] <= others for others in words.values())), None)
