"""The pieces of which the patterns for time are made: months, years, counting words, weekdays."""

from __future__ import annotations

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august", "sep sept september",
         "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {name: number for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
SMALL = {
    word: value
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"], 1
    )
} | {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "dozen": 12, "couple": 2, "couple of": 2, "several": 0, "few": 0}
PLACES_IN_ORDER = {
    "first": 1, "1st": 1, "opening": 1, "initial": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3,
    "fourth": 4, "4th": 4, "last": -1, "final": -1,
    "closing": -1, "latter": -1,
}  # fmt: skip

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
YEAR = r"(?:1[89]\d\d|20[0-4]\d)(?![\d%]|[,.]\d)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:%]|[,.]\d|\s?(?:percent|per\s+cent))"
COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|\d{1,3})"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# "of 2022", "of last year", ", 2022", "in the previous year"; groups named with a suffix so that a pattern can hold two.
LAST_YEAR = (
    r"(?:last\s+year|a\s+year\s+(?:ago|earlier|before|prior)|(?:the|its)\s+(?:previous|prior|preceding)\s+year|"
    r"the\s+year\s+(?:before|earlier|prior|previous)|one\s+year\s+(?:ago|earlier|before)|previous\s+year|"
    r"prior\s+year)"
)
YEAR_REF = rf"(?:{YEAR}|this\s+year|{LAST_YEAR}|the\s+year|(?:the\s+)?current\s+year|two\s+years\s+(?:ago|earlier))"


def month_number(word: str) -> int:
    """The month of its name or abbreviation."""
    return MONTHS[word.lower().rstrip(".")]


def small_number(word: str) -> int:
    """The value of a counting word or of digits."""
    word = " ".join(word.lower().split())
    return int(word) if word.isdecimal() else SMALL.get(word, 0)
