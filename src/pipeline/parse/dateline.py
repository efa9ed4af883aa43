"""The place that opens a news story: "FRESNO, Calif. (KSEE/KGPE) –". It stays in the text; here it is told apart.

The form is that of the AP Stylebook: the city in capitals, the state or country after a comma, then a dash.
"""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"""\s*(?P<place>
        (?:(?:Mc|Mac|O['’]|De|La|St\.\ |Ft\.\ |Mt\.\ |Le)?[A-Z][A-Z'’.-]+)      # FRESNO, McALLEN, ST.
        (?:[ ](?:(?:Mc|O['’])?[A-Z][A-Z'’.-]+|of|de|la|and|del)){0,5}            # NEW YORK
        (?:,[ ](?:[A-Z][\w.]*\.?(?:[ ][A-Z][\w.]*){0,2}))?                       # , Calif. / , North Carolina
        |
        [A-Z][\w'’.-]+(?:[ ][A-Z][\w'’.-]+){0,3},[ ][A-Z][\w.]*\.?(?:[ ][A-Z][\w.]*)?   # Fresno, Calif.: only before a source
        (?=[ ]\([A-Z][\w/ .&-]{1,40}\)[ ]?(?:--|[–—-])[ ])
        |
        [A-Z][\w'’.-]+(?:[ ][A-Z][\w'’.-]+){0,3}
        (?=[ ]\([A-Z][A-Z/ .&-]{1,40}\)[ ]?(?:--|[–—-])[ ])
    )
    (?:,?[ ](?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)\w*\.?[ ]\d{1,2}(?:,[ ]\d{4})?)?   # , Dec. 29
    (?:[ ]?\([^()]{2,60}\))?                                                    # (KSEE/KGPE), (April 20, 2023)
    [ ]?(?:--|[–—]|-(?=[ ]))[ ]?                                                # the dash
    """,
    re.VERBOSE,
)
# ROCHESTER, N.Y. The budget …: without a dash, as some papers print it, where the state is abbreviated
_WITHOUT_A_DASH = re.compile(
    r"""\s*(?P<place>[A-Z][A-Z'’.-]+(?:[ ][A-Z][A-Z'’.-]+){0,3},[ ](?:[A-Z]\.[ ]?[A-Z]\.|[A-Z][a-z]{2,4}\.))[ ]+(?=[A-Z“"‘$\d])""",
    re.VERBOSE,
)


def read_dateline(text: str) -> str | None:
    """The dateline that opens `text`, as printed, without source, date or dash; None where there is none."""
    found = _DATELINE.match(text[:200]) or _WITHOUT_A_DASH.match(text[:200])
    return found["place"].rstrip(" ,") if found else None
