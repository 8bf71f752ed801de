"""Parse the words that a reviewer marked, as the library does in extraction."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from newsextract.data import read_csv
from newsextract.desk.targets import MisfitError
from newsextract.layers import times
from newsextract.layers.events import geography
from newsextract.layers.events.when import iso
from newsextract.layers.names.canonical import places
from newsextract.layers.times import DateError
from newsextract.records import Event, Language, Mention, Name, Record, Time
from newsextract.stores.frames import day_of
from newsextract.thai.digits import number
from newsextract.thai.text import is_joined

_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T(?!24)\d{2}:\d{2}(?:[+-]\d{2}:\d{2})?)?)?)?")
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}$")
#: years from which a typed date is one of the Buddhist era
_BUDDHIST_ERA = "2400"
_THAI = re.compile("[\u0e01-\u0e5b]")
_NUMBER = re.compile(r"[\d๐-๙]+(?:,[\d๐-๙]{3})*")
_ZONE = "+07:00"
#: length of a day as ISO 8601
_DAY_LENGTH = 10
#: signs that a country's name is formal or an abbreviation
_FORMAL = re.compile(r"\bof\b|Republic|\.")


def words_at(text: str, start: int, end: int) -> Mention:
    """The selected words, stripped, and extended so that no character is cut from its marks.

    Examples
    --------
    >>> words_at("ที่ กรุงเทพฯ ", 3, 13).text
    'กรุงเทพฯ'
    >>> words_at("น้ำท่วม", 0, 1).text  # the tone mark and SARA AM belong to the consonant
    'น้ำ'
    """
    if not 0 <= start < end <= len(text):
        raise MisfitError("there are no characters {start} to {end} in the text", start=start, end=end)
    found = text[start:end]
    if not found.strip():
        raise MisfitError("only white space is marked")
    start += len(found) - len(found.lstrip())
    end -= len(found) - len(found.rstrip())
    while start > 0 and is_joined(text, start):
        start -= 1
    while end < len(text) and is_joined(text, end):
        end += 1
    return Mention.of(text, start, end)


def language_of(words: str) -> Language:
    """The language of some words: Thai if there is any Thai letter."""
    return "th" if _THAI.search(words) else "en"


def name_of(words: str) -> Name:
    """A name with the written form in its language."""
    written = " ".join(words.split())
    return Name(**{language_of(written): written})


def time_of(record: Record, event: Event, words: Mention) -> tuple[str, str | None]:
    """Start and end given by some words, in an event's format; a day is combined with the hour beside it."""
    found = [t for t in record.times if words.start <= t.start and t.end <= words.end and t.value]
    found = found or [t for t in times.search(words.text, day_of(record.published)) if t.value]
    value, end = _combined(found)
    if value is None:
        raise MisfitError("the words {words!r} give no date", words=words.text[:60])
    zone = _zone(event, found)
    return _zoned(value, zone), _zoned(end, zone) if end and end != value else None


def _zone(event: Event, found: list[Time]) -> str | None:
    """The UTC offset in the words; without one, empty for an event abroad, and None for Thailand's."""
    home = event.place.country in {None, "TH"}
    return next((t.zone for t in found if t.zone), None if home else "")


def _combined(found: list[Time]) -> tuple[str | None, str | None]:
    """Start and end of the first day among some times, with the first hour if the day has none."""
    day = next((t for t in found if not str(t.value).startswith("T")), None)
    if day is None or day.value is None or not _ISO.match(day.value):
        return None, None
    if day.kind == "list" and day.values:
        return min(day.values), max(day.values)
    hour = _hour(day, found) if len(day.value) == _DAY_LENGTH and day.end_value in {None, day.value} else None
    return (_at_hour(day.value, hour.value), _at_hour(day.value, hour.end_value)) if hour else (day.value, day.end_value)


def _hour(day: Time, found: list[Time]) -> Time | None:
    """The first hour without a day, or with the same day."""
    clocks = ("T", f"{day.value}T")
    return next((t for t in found if t is not day and str(t.value).startswith(clocks)), None)


def _at_hour(day: str, hour: str | None) -> str | None:
    clock = (hour or "").partition("T")[2][:5]
    return f"{day}T{clock}" if clock else None


def _zoned(value: str, zone: str | None) -> str:
    written = iso(value) or value
    return written if zone is None else written.replace(_ZONE, zone)


def typed_time(record: Record, typed: str) -> str:
    """Parse a time that a reviewer typed, in ISO 8601 or as articles write it; MisfitError if it is not a valid time."""
    written = typed.strip()
    if _ISO.fullmatch(written) and written < _BUDDHIST_ERA and _is_valid(written):
        return written if _OFFSET.search(written) else iso(written) or written
    try:
        value = times.parse(written, reference=day_of(record.published)).value or ""
    except DateError as error:
        raise MisfitError("{words!r} is not a date: {why}", words=written[:40], why=error.what) from error
    if not _ISO.fullmatch(value):
        raise MisfitError("{words!r} is not a date of one day, month or year", words=written[:40])
    return iso(value) or value


def _is_valid(written: str) -> bool:
    try:
        datetime.fromisoformat(written if len(written) >= _DAY_LENGTH else f"{written}-01-01"[:_DAY_LENGTH])
    except ValueError:
        return False
    return True


def province_of(words: Mention) -> str:
    """ISO 3166-2 code of the province that some words name, directly or by a district or known venue."""
    text = words.text
    found = geography.provinces(text, 0, len(text), language_of(text)) + geography.districts(text, 0, len(text))
    codes = [one.code for one in (*found, *geography.landmarks(text, 0, len(text))) if one.code]
    # provinces() takes short names only after จังหวัด or จ.; here the words may be the bare name
    bare = {name: code for code, name in geography.province_names().items()}
    code = bare.get(text.strip()) or next(iter(codes), None)
    if code is None:
        raise MisfitError("no province is known in {words!r}: choose one of the list", words=text[:60])
    return code


def country_of(words: Mention) -> str:
    """ISO 3166-1 code of the country that some words name, directly or by a foreign city."""
    text = words.text
    found = geography.countries(text, 0, len(text), language_of(text)) + geography.cities(text, 0, len(text))
    if not found:
        raise MisfitError("no country is known in {words!r}: choose one of the list", words=text[:60])
    return found[0].code


def count_of(words: Mention) -> tuple[int, str | None]:
    """The number in some words, and the unit counted."""
    match = _NUMBER.search(words.text)
    value = number(match[0]) if match else number(words.text.strip())
    if value is None:
        raise MisfitError("there is no number in {words!r}", words=words.text[:60])
    unit = " ".join(words.text[match.end() :].split()) if match else ""
    return value, unit or None


@cache
def country_names() -> dict[str, tuple[str, str]]:
    """The Thai and English name of each country by code, Thailand first.

    Examples
    --------
    >>> [country_names()[code][1] for code in ("TH", "US", "GB", "KR")]
    ['Thailand', 'United States', 'United Kingdom', 'South Korea']
    """
    english: dict[str, list[str]] = {}
    for row in read_csv("gazetteers/countries.csv"):
        if row["language"] == "en":
            english.setdefault(row["iso"], []).append(row["name"])
    chosen = {
        code: min(names, key=lambda name: (bool(_FORMAL.search(name)), -len(name), name)) for code, names in english.items()
    }
    found = {code: (places()[name.casefold()][0], name) for code, name in chosen.items()}
    return dict(sorted(found.items(), key=lambda item: (item[0] != "TH", item[1][1])))


@cache
def province_names() -> dict[str, tuple[str, str]]:
    """The Thai and English name of each province by code, in the order of the English names."""
    rows = sorted(read_csv("gazetteers/provinces.csv"), key=lambda row: row["en"])
    return {row["iso"]: (row["th"], row["en"]) for row in rows}
