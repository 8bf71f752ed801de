"""The UTC offset of local time abroad, from the country or city where an event is held and the day."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from newsextract.data import read_csv
from newsextract.layers.events import geography as geo

HOME = "+07:00"
#: words for local time, and for Thailand's time, beside a clock time
_LOCAL = re.compile(r"(?:เวลา)?ท้องถิ่น|local\s+time", re.IGNORECASE)
_THAI = re.compile(
    r"(?<!กว่า)(?:ตาม)?เวลา(?:ใน)?(?:ประเทศ)?ไทย"
    r"|(?<!ahead\sof\s)(?<!behind\s)(?:Thailand\s(?:standard\s)?time|Bangkok\s+time)|GMT\s?\+\s?7",
    re.IGNORECASE,
)
#: characters searched before and after a clock time
BESIDE = (24, 60)
#: a bracket behind a clock time that gives another clock, what leads to that clock, and a place named for it
_BRACKET = re.compile(r"[\s\xa0]*\(([^()\n]*(?:\d[.:]\d{2}(?!\s?(?:ชั่วโมง|hours?\b))|\d{4}\s?hrs)[^()\n]*)\)")
_EQUALS, _THERE = re.compile(r"ตรงกับ|หรือ|\bor\b"), re.compile(r"\bin\s[A-Z]")

#: time zone of most of a country with several, and of a city
_MOSTLY = {row["country"]: row["zone"] for row in read_csv("events/zones.csv")}
_CITIES = {row["name"]: row["zone"] for row in read_csv("events/cities.csv") if row["zone"]}


def offset_of(country: str, words: str, day: str) -> str | None:
    """The UTC offset of a country on a day; ``words`` have to name a city if no zone holds for most of the country.

    Examples
    --------
    >>> offset_of("FR", "กรุงปารีส", "2024-07-01"), offset_of("MY", "", "2024-07-01"), offset_of("US", "Texas", "2024-07-01")
    ('+02:00', '+08:00', None)
    """
    named = [words[city.start : city.end] for city in geo.cities(words, 0, len(words)) if city.code == country]
    zone = next((_CITIES[name] for name in named if name in _CITIES), _countries().get(country))
    try:
        noon = datetime.fromisoformat(f"{day[:10]}T12:00")
    except ValueError:
        return None
    offset = noon.replace(tzinfo=_zone(zone)).strftime("%z") if zone else ""
    return f"{offset[:3]}:{offset[3:]}" if len(offset) == 5 else None  # local mean time before standard time has seconds


@cache
def _countries() -> dict[str, str]:
    """Time zone by country: the only one, or that of most of the country."""
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    count = Counter(row[0] for row in rows)
    return {country: zone for country, _, zone, *_ in rows if count[country] == 1} | _MOSTLY


@cache
def _zone(name: str) -> ZoneInfo:
    """A time zone of the installed package, not of the system: its version is part of a record's provenance."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, name)


def clock_reference(text: str, start: int, end: int) -> str | None:
    """Whether the words beside a clock time call it local time (``local``) or Thailand's (``TH``), or neither.

    Examples
    --------
    >>> clock_reference("เวลา 09.00 น. (ตามเวลาท้องถิ่น)", 5, 13)
    'local'
    """
    before, behind = BESIDE
    line = (
        text[max(0, start - before) : start].rsplit("\n", maxsplit=1)[-1]
        + text[start : end + behind].split("\n", maxsplit=1)[0]
    )
    return _called(line)


def own_clock(text: str, start: int, end: int) -> str | None:
    """Whose clock a time is by, ``local`` or ``TH``, or None; a bracket behind it may give the hour by the other clock.

    Examples
    --------
    >>> text = "at 0430 hrs (15.30 hrs of June 8, New York local time)"
    >>> clock_reference(text, 3, 11), own_clock(text, 3, 11)
    ('local', 'TH')
    """
    bracket = _BRACKET.match(text, end)
    if bracket is None:
        return clock_reference(text, start, end)
    own, *other = _EQUALS.split(bracket[1], maxsplit=1)
    if other and (called := _called(own)):
        return called
    called = _called(bracket[1]) or ("local" if _THERE.search(bracket[1]) else None)
    return {"local": "TH", "TH": "local", None: clock_reference(text, start, end)}[called]


def _called(words: str) -> str | None:
    """Whether words call a clock time local time or Thailand's, or neither."""
    return "TH" if _THAI.search(words) else "local" if _LOCAL.search(words) else None
