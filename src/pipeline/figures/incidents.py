"""Sentences that tell of one event ("Two men were shot Tuesday night in the 1200 block of Main Street"): their few victims are no statistic."""

from __future__ import annotations

import re

from pipeline.figures.units import Line

MOST = 5  # victims
_WHEN = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s+(?:night|morning|evening|afternoon))?|overnight|shortly\s+(?:before|after)|\d+\s+minutes\s+into|last\s+night|this\s+morning|a\.m|p\.m|o'clock|"
    r"midnight|noon|early\s+(?:this\s+)?morning|over\s+the\s+weekend|this\s+weekend)\b"
)
_WHERE = re.compile(
    r"\b(?:block\s+of|intersection|street|avenue|boulevard|parking\s+lot|apartment|home\s+in|house\s+in|scene|nightclub|bar|park|gas\s+station|driveway|on\s+\w+\s+(?:st|ave|road|drive|lane))\b"
)
_EVENT = re.compile(
    r"\b(?:was|were)\s+(?:\w+\s+){0,2}(?:shot|killed|found|stabbed|injured|wounded|struck|robbed|arrested|hospitalized|pronounced|carjacked|taken\s+to)\b|\b(?:opened\s+fire|gunned\s+down|died\s+at|suspect\s+fled)\b"
)


_SOMEONE = re.compile(r"\b(?:she|he|her|his)\b")
_TELLING = re.compile(r"\b(?:said|says|told|tells|added|noted|reported|announced|according\s+to)\b")
_BEFELL = re.compile(r"\b(?:was|called|heard|found|woke|saw|died)\b")


def is_story(line: Line) -> bool:
    """Whether a sentence tells what befell one person ("Her son was shot there in June"): its month is not what an article's figures cover."""
    words = " ".join(token.lower for token in line.sentence.tokens)
    return (
        bool(_SOMEONE.search(words))
        and bool(_BEFELL.search(words))
        and not _TELLING.search(words)
        and "%" not in words
        and "O" not in line.signature
    )


def is_incident(line: Line) -> bool:
    """Whether a sentence tells of one event rather than of many."""
    words = " ".join(token.lower for token in line.sentence.tokens)
    return bool(_EVENT.search(words)) and bool(_WHEN.search(words) or _WHERE.search(words))
