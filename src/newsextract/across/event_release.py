"""The fields of a record that are compared to find releases of one event: days, names, figures and words, but not the text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from sys import intern
from typing import Any, Literal

from newsextract.data import read_csv
from newsextract.thai.digits import to_arabic
from newsextract.thai.people_names import key, load
from newsextract.thai.romanise import romanise
from newsextract.thai.text import any_of
from newsextract.thai.tokens import Tokens, tokenize
from newsextract.thai.view import normalise

Language = Literal["th", "en"]

#: number of leading characters of a text that are searched for words, and for figures
LEAD, FIGURES = 1500, 6000
#: number of a record's first events whose days are compared
EVENTS = 3
#: minimum digits of a figure; fewer are days and list items
DIGITS = 3
_THAI = re.compile("[ก-๛]")
_LATIN = re.compile("[A-Za-z]")
_FIGURE = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_YEAR = re.compile("(?:19|20|24|25)[0-9]{2}")
_NAME = re.compile("[a-z]{3,}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = slice(11, 16)


@dataclass(frozen=True, slots=True)
class EventRelease:
    """The fields of a record that are compared; type, status and place are those of the main event."""

    id: str
    title: str
    language: Language  # of a page in both, the script of most letters of its lead
    published: str | None = None
    section: str | None = None
    day: str | None = None  # of the start of the main event
    clock: str | None = None  # its time of day (``HH:MM``), if the text gives it
    days: tuple[str, ...] = ()  # of the first events and of the first time expression with a full date
    type: str | None = None
    status: str | None = None
    country: str | None = None
    province: str | None = None
    principals: tuple[str, ...] = ()  # Latin words of the names of the main event's participants
    persons: tuple[str, ...] = ()  # and of all people
    countries: tuple[str, ...] = ()  # ISO codes, except Thailand
    bodies: tuple[str, ...] = ()  # keys of their English names and abbreviations
    figures: tuple[str, ...] = ()  # with decimals or at least three digits
    latin: tuple[str, ...] = ()  # Latin words of the lead
    words: tuple[int, ...] = ()  # of the lead, as hashes (:func:`word_key`)
    title_words: tuple[int, ...] = ()  # of the headline
    listing: bool = False  # whether the headline announces a list: a summary of resolutions, a programme
    events: int = 0  # number
    length: int = 0  # characters of the text


def event_release_of(row: Mapping[str, Any]) -> EventRelease:
    """Make the event release of a record, given as its JSON object."""
    text, title = row["text"], row["title"]["text"]
    language = _language(row["language"], text[:LEAD])
    entities = {entity["id"]: entity for entity in row["entities"]}
    events = row["events"]
    main: Mapping[str, Any] = next((event for event in events if event["main"]), {})
    place = main.get("place") or {}
    start = main.get("start") or ""
    partners = [entities[p["entity"]] for p in main.get("participants", ()) if p["entity"] in entities]
    lead = tokenize(normalise(text[:LEAD]).text)
    head = len(normalise(title).text) if text.startswith(title) else 0
    return EventRelease(
        id=row["id"],
        title=title,
        language=language,
        published=row["published"],
        section=row["source"]["section"],
        day=start[:10] if _DAY.fullmatch(start[:10]) else None,
        clock=start[_CLOCK] or None,
        days=_unique(_days(events, row["times"])),
        type=main.get("type"),
        status=main.get("status"),
        country=place.get("country"),
        province=place.get("iso_3166_2"),
        principals=_unique(_people(partners)),
        persons=_unique(_people(entities.values())),
        countries=_unique(_countries(entities.values())),
        bodies=_unique(_bodies(entities.values())),
        figures=_unique(_figures(text[:FIGURES])),
        latin=_unique(_latin_words(lead)),
        words=_unique(_words(lead, language, LEAD)),
        title_words=_unique(_words(lead, language, head)),
        listing=bool(_lists().search(title.casefold())),
        events=len(events),
        length=len(text),
    )


@lru_cache(maxsize=500_000)
def word_key(word: str) -> int:
    """The CRC-32 of a word; cached, so that releases share the integer."""
    return zlib.crc32(word.encode())


def _unique(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


def _language(declared: str, lead: str) -> Language:
    if declared in {"th", "en"}:
        return "th" if declared == "th" else "en"
    return "th" if len(_THAI.findall(lead)) >= len(_LATIN.findall(lead)) else "en"


@cache
def _lists() -> re.Pattern[str]:
    return re.compile(any_of(row["words"] for row in read_csv("across/lists.csv")))


def _words(tokens: Tokens, language: Language, last: int) -> Iterator[int]:
    """The keys of the words that end at or before the offset ``last``."""
    wanted = "thai" if language == "th" else "latin"
    for norm, kind, end in zip(tokens.norms, tokens.kinds, tokens.ends, strict=True):
        if end > last:
            break
        if kind == wanted and len(norm) > 1:
            yield word_key(norm if language == "th" else _stem(norm.casefold()))


def _stem(word: str) -> str:
    """An English word without its plural or possessive ending."""
    word = word.removesuffix("’s").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _days(events: list[dict[str, Any]], times: list[dict[str, Any]]) -> Iterator[str]:
    starts = [event["start"] for event in events[:EVENTS]]
    dated = next((time["value"] for time in times if _DAY.match(time["value"] or "")), None)
    for value in (*starts, dated):
        if value and _DAY.fullmatch(value[:10]):
            yield value[:10]


@lru_cache(maxsize=50_000)
def name_words(thai: str | None, latin: str | None) -> tuple[str, ...]:
    """The Latin words of a name; a name in Thai alone is looked up in the names table, else romanised."""
    known = latin or (thai and (load().english.get(key(thai)) or romanise(thai))) or ""
    return tuple(_NAME.findall(known.casefold().replace("-", "")))


def _people(entities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for entity in entities:
        if entity["type"] == "PERSON":
            name = entity["name"]  # empty for a person known by office alone
            yield from name_words(name["th"], name["en"] or entity["romanised"])


def _countries(entities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """ISO codes of the countries, except Thailand."""
    for entity in entities:
        if entity["iso"] and len(entity["iso"]) == 2 and entity["iso"] != "TH":
            yield entity["iso"]


def _latin_words(tokens: Tokens) -> Iterator[str]:
    for norm, kind in zip(tokens.norms, tokens.kinds, strict=True):
        if kind == "latin" and len(norm) > 1:
            yield intern(norm.casefold())


def _bodies(entities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for body in entities:
        if body["type"] == "ORGANIZATION":
            yield from (key(name) for name in (body["name"]["en"], body["abbr"]) if name)


def _figures(text: str) -> Iterator[str]:
    for match in _FIGURE.finditer(normalise(text).text):
        figure = figure_of(match[0])
        if figure and (len(figure) >= DIGITS or "." in figure) and not _YEAR.fullmatch(figure):
            yield intern(figure)


def figure_of(written: str) -> str:
    """A figure in Arabic digits, without commas and trailing decimal zeros.

    Examples
    --------
    >>> figure_of("1,250.50")
    '1250.5'
    """
    figure = to_arabic(written).replace(",", "")
    return figure.rstrip("0").rstrip(".") if "." in figure else figure
