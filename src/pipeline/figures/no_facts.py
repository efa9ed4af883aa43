"""Whether a number is said to be so at all, or denied, hoped for, feared or supposed: such a statement is kept, and is no fact."""

from __future__ import annotations

import re

from pipeline.figures.units import Line

_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|false(?:ly)?|wrong(?:ly)?|mistaken(?:ly)?|erroneous(?:ly)?|incorrect(?:ly)?|untrue|myth|rumou?rs?|debunk\w*"
    r"|never|neither|nor|nobody|no\s+(?:one|city|county|state|year|other|evidence|longer)|nowhere)\b[^;:]*\Z"
    r"|(?:\bnot|n\s?['’]\s?t)\b(?!\s+(?:only|just|includ\w+|count\w+|far|surpris\w+|long|all|alone)\b)[^,;:]*\Z"
)
_SUPPOSED = re.compile(
    r"\b(?:wants?|could|would|should|might|must|ought|hop(?:e|es|ed|ing)|expect(?:s|ed|ing|ations?)?|warn(?:s|ed|ing)?|promis(?:e|es|ed|ing)|fear(?:s|ed)"
    r"|needs?\s+to|if(?!\s+you\b)|unless|claim(?:s|ed|ing)?\s+(?:(?:\w+\s+)?(?:that|there|to)\b)|alleg(?:e|es|ed|ing|edly)|imagin\w+|suppos\w+"
    r"|believ\w+|guess\w*|thought)\b[^;]*\Z"
)


def is_no_fact(line: Line, index: int) -> bool:
    """Whether the words before units[index] deny what follows, or only suppose it."""
    before = line.words(0, index)
    return _DENIED.search(before) is not None or _SUPPOSED.search(before) is not None
