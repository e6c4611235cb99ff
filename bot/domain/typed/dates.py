"""Parses a date as people here write it: day before month, and never in the future."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.domain.typed.spelling import corrected, normalized_words

EARLIEST_YEAR = 2000
_YEARS_BETWEEN_LEAP_DAYS = 8
_MOST_DAYS_AGO = 9999

_MONTHS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "janu febuary marc apri may june july augu sept octo nove dece",
    "hanuere pepuere maehe aperira mei hune hurae akuhata hepetema oketopa noema tihema",
    "kohitatea huitanguru poututerangi paengawhawha haratua pipiri hongongoi hereturikoka mahuru "
    "whiringaanuku whiringaarangi hakihea",
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
    "mon tues weds thur fri sat sun",
    "mon tues wensday thurs fri sat sun",
    "mon tues wedsday thursdy fri sat sun",
    "rahina ratu raapa rapare ramere rahoroi ratapu",
    "mane turei wenerei taite paraire hatarei ratapu",
)
_DAYS_AGO = {
    0: "today/tday/now/just now/right now/this morning/this afternoon/this arvo/this evening/"
    "tonight/tenei ra/teneira/tenei ata/te ata nei/te ahiahi nei/te po nei/inaianei",
    1: "yesterday/yday/yest/ystrdy/ystdy/last night/last nite/lastnight/last evening/inanahi/"
    "nanahi/inapo/day ago",
    2: "day before yesterday/night before last/inatahira/couple of days ago/couple days ago",
    7: "week ago/week ago today",
    14: "fortnight ago",
}
_AHEAD = frozenset(normalized_words("tomorrow tomoz tmrw tmr tmrrw 2mrw apopo next coming"))
_NUMBERS = normalized_words(
    "none one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_BESIDE = frozenset(
    word
    for words in (
        "on at in the of a an about around approx approximately maybe probably i think it was is",
        "saw seen posted early earlier late later te o rongo kite",
    )
    for word in normalized_words(words)
)
"""Filler words around a date."""
_PARTS_OF_DAY = frozenset(
    normalized_words(
        "morning afternoon arvo evening night lunchtime lunch breakfast dinner midday noon "
        "midnight am pm"
    )
)
_CLOCK = re.compile(
    r"(?<=\d)[tT](?=\d\d:).*|\b\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m\b)?"
    r"|\b\d{1,2}(?:\.\d{2})?\s*[ap]\.?m\b\.?|\b(?:at|about|around) \d{1,2}\b(?!\s*[/.-]?\s*\w)",
    re.IGNORECASE,
)
_DAYS_FROM_TO = re.compile(r"\b\d{1,2}\s*[-–]\s*\d{1,2}\s*[/.]")
"""Two days of a month, as in "5-7/11", which is no date."""
_PARTS = re.compile(r"[,;\n]|\. |\b(?:and|but|or)\b", re.IGNORECASE)
_GLUED = re.compile(r"\d+(?:st|nd|rd|th)(?![a-z])|\d+|[^\W\d]+")


class FutureDate(Exception):
    """The date is in the future."""


def parse_day(text: str, today: date) -> date | None:
    """The date, today or earlier; None if the text is no date.

    A date without a year is the latest such day. Raises FutureDate.
    """
    if _DAYS_FROM_TO.search(text):
        return None
    words = [word for word in normalized_words(_CLOCK.sub(" ", text)) if word.isalnum()]
    words = [part for word in words for part in _GLUED.findall(word)]  # 27nov; 27th stays whole
    words = _words_that_count(words)
    found = _named(words, today) or _named(_without(words, _PARTS_OF_DAY), today)
    if found is not None and found > today:
        raise FutureDate
    return found if found is None or found.year >= EARLIEST_YEAR else None


def lies_ahead(text: str, today: date) -> bool:
    """Whether the only days that the text names are to come; other words may stand beside them."""
    is_ahead = False
    for part in _PARTS.split(text):
        try:
            if parse_day(part, today) is not None:
                return False
        except FutureDate:
            is_ahead = True
    return is_ahead


def _words_that_count(words: Sequence[str]) -> list[str]:
    joined = " ".join(words).replace("whiringa a ", "whiringa")
    return _without(joined.split(), _BESIDE)


def _without(words: Sequence[str], unwanted: frozenset[str]) -> list[str]:
    return [word for word in words if word not in unwanted]


def _numbered(rows: Sequence[str]) -> Mapping[str, int]:
    return {word: place for row in rows for place, word in enumerate(normalized_words(row))}


_MONTH = _numbered(_MONTHS)
_WEEKDAY = _numbered(_WEEKDAYS)
_AGO = {
    " ".join(_words_that_count(normalized_words(said))): days
    for days, many in _DAYS_AGO.items()
    for said in many.split("/")
}
_KNOWN = (*_MONTH, *_WEEKDAY, "yesterday", "today", "tomorow")


def _named(words: Sequence[str], today: date) -> date | None:
    words = [word if word in _AGO else corrected(word, _KNOWN) for word in words]
    if not words:
        return None
    if _AHEAD.intersection(words):
        raise FutureDate
    if (days := _AGO.get(" ".join(words))) is not None:
        return today - timedelta(days=days)
    weekdays = [_WEEKDAY[word] for word in words if word in _WEEKDAY]
    others = [word for word in words if word not in _WEEKDAY]
    if not weekdays:
        return _ago(words, today) or _in_calendar(words, today)
    if len(set(weekdays)) > 1:
        return None
    return _on_weekday(weekdays[0], others, today)


def _on_weekday(weekday: int, others: Sequence[str], today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    back = (today.weekday() - weekday) % 7
    match others:
        case []:
            return today - timedelta(days=back)
        case ["this"]:
            return monday + timedelta(days=weekday)
        case ["last"] | ["past"] | ["this", "past"] | ["just", "gone"] | ["gone"]:
            return today - timedelta(days=back or 7)
        case ["last", "wek"]:
            return monday + timedelta(days=weekday - 7)
        case _:
            day = _in_calendar(others, today)
            return day if day is not None and day.weekday() == weekday else None


def _ago(words: Sequence[str], today: date) -> date | None:
    match words:
        case [number, unit, "ago" | "back"] if (many := _number(number)) is not None:
            days = {"day": 1, "days": 1, "wek": 7, "weks": 7}.get(unit)
            is_near = days is not None and many <= _MOST_DAYS_AGO // 7
            return today - timedelta(days=many * (days or 0)) if is_near else None
        case _:
            return None


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit():
        return int(word[:6])
    return _NUMBERS.index(word) if word in _NUMBERS else None


def _in_calendar(words: Sequence[str], today: date) -> date | None:
    """A date in digits, day first, or with the month in words."""
    months = [_MONTH[word] + 1 for word in words if word in _MONTH]
    figures = [word for word in words if word not in _MONTH]
    match months, figures:
        case [month], [day]:
            return _last(today, month, _day(day))
        case [month], [day, year] if len(words) == 3 and (
            words[1] in _MONTH or len(year) == len("2026")  # 15-17 Nov are two days
        ):
            return _dated(_year(year), month, _day(day))
        case [], [whole] if whole.isdigit() and len(whole) == len("20261127"):
            return _dated(_year(whole[:4]), int(whole[4:6]), int(whole[6:]))
        case [], [day, "last", "month"] if number := _day(day):
            end = today.replace(day=1) - timedelta(days=1)
            return _dated(end.year, end.month, number)
        case [], [day, "this", "month"] if number := _day(day):
            return _dated(today.year, today.month, number)
        case [], [day] if not day.isdigit() and (number := _day(day)):
            return _last_of_month(today, number)
        case [], [day, month_number]:
            return _last(today, _day(month_number), _day(day))
        case [], [year, month_number, day] if len(year) == len("2026"):
            return _dated(_year(year), _day(month_number), _day(day))
        case [], [day, month_number, year]:
            return _dated(_year(year), _day(month_number), _day(day))
        case _:
            return None


def _day(word: str) -> int:
    """The number of a day or month; 0 if it is none."""
    digits = word.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 2 else 0


def _year(word: str) -> int:
    if not (word.isascii() and word.isdigit()) or len(word) not in (2, 4):
        return 0
    return int(word) + (EARLIEST_YEAR if len(word) == 2 else 0)


def _dated(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(today: date, month: int, day: int) -> date | None:
    years = range(today.year, today.year - _YEARS_BETWEEN_LEAP_DAYS - 1, -1)
    days = (_dated(year, month, day) for year in years)
    return next((it for it in days if it is not None and it <= today), None)


def _last_of_month(today: date, day: int) -> date | None:
    months = ((today.year * 12 + today.month - 1 - back) for back in range(12))
    days = (_dated(month // 12, month % 12 + 1, day) for month in months)
    return next((it for it in days if it is not None and it <= today), None)
