"""The user's own codebook: event types and slots in a TOML or YAML file, assigned by our types and by words."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

from newsextract.errors import ConfigError, ModelMissingError
from newsextract.records import Event, EventType, Mention, Record
from newsextract.stores.own import Found, Own, set_own
from newsextract.thai.tokens import tokenize
from newsextract.thai.view import normalise

_TYPE_KEYS = frozenset({"description", "words", "without", "examples", "maps", "main"})
_SLOT_KEYS = frozenset({"description", "words", "values", "examples"})
_NAME = re.compile(r"[^\s=;|:,]+")
_FIX = "see docs/own-codebook.md"

Span = tuple[int, int]


@dataclass(frozen=True)
class Words:
    """Words to search for, in any case; a ``*`` at an end lets the word be part of a longer one.

    Examples
    --------
    >>> Words(("ท่วม",)).first("น้ำท่วมขัง", []), Words(("*ท่วม*",)).first("น้ำท่วมขัง", [(0, 10)])
    (None, Mention(start=3, end=7, text='ท่วม'))
    """

    words: tuple[str, ...]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], bool, bool]]:
        """Each word's pattern, and whether it may start and whether it may end inside a longer word."""
        return [
            (re.compile(re.escape(normalise(word.strip("* ")).text), re.IGNORECASE), word.startswith("*"), word.endswith("*"))
            for word in self.words
        ]

    def all(self, text: str, spans: Iterable[Span]) -> Iterator[Mention]:
        """Yield the matches in spans of a text, span by span."""
        for begin, end in spans if self.words else ():
            part = text[begin:end]
            for start, stop in sorted(set(self._places(part)), key=lambda span: (span[0], -span[1])):
                yield Mention(start=begin + start, end=begin + stop, text=part[start:stop])

    def _places(self, part: str) -> Iterator[Span]:
        view = normalise(part)
        edges: set[int] | None = None
        for pattern, open_start, open_end in self._patterns:
            for match in pattern.finditer(view.text):
                start, stop = view.source(*match.span())
                if not (open_start and open_end):
                    edges = edges if edges is not None else _edges(part)
                if (open_start or start in (edges or ())) and (open_end or stop in (edges or ())):
                    yield start, stop

    def first(self, text: str, spans: Iterable[Span]) -> Mention | None:
        """The first match in the first span that has one."""
        return next(self.all(text, spans), None)


def _edges(text: str) -> set[int]:
    tokens = tokenize(text)
    return {0, len(text), *tokens.starts, *tokens.ends}


@dataclass(frozen=True)
class OwnType:
    """An event type defined by the user.

    Attributes
    ----------
    description, examples
        For readers of the codebook; not used in coding.
    maps
        Our types that an event of this type may have; empty for any.
    words, without
        Words of which at least one must, and words of which none may, be in the event's name, about or trigger, or in the
        headline of a main event.
    main
        Whether only main events can have the type.
    """

    name: str
    description: str = ""
    examples: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    words: Words = Words(())
    without: Words = Words(())
    main: bool = False

    def fits(self, event: Event, text: str, spans: list[Span]) -> bool:
        """Whether the type's rule matches an event; a type without ``maps`` and ``words`` has no rule and needs a model."""
        if not (self.maps or self.words.words) or (self.maps and event.type not in self.maps) or (self.main and not event.main):
            return False
        if self.words.words and not self.words.first(text, spans):
            return False
        return not self.without.first(text, spans)


@dataclass(frozen=True)
class OwnSlot:
    """A slot defined by the user: its values with their words; if the value is None, the matched words are the value."""

    name: str
    description: str = ""
    values: tuple[tuple[str | None, Words], ...] = ()

    def find(self, text: str, spans: list[Span]) -> Iterator[Found]:
        """Yield the values found in spans of a text, one per match."""
        seen = set()
        for value, words in self.values:
            for mention in words.all(text, spans):
                if (mention.start, mention.end) not in seen:
                    seen.add((mention.start, mention.end))
                    yield Found(self.name, value or mention.text, mention)


@dataclass(frozen=True)
class Codebook:
    """Event types, in the order in which they are tried, and slots, by name.

    Attributes
    ----------
    source
        The parsed file, which a model's file keeps.
    """

    types: Mapping[str, OwnType]
    slots: Mapping[str, OwnSlot]
    source: Mapping[str, Any]

    def code(self, record: Record, event: Event) -> Own:
        """Code an event: the first type whose rule matches, and the slot values in its sentences."""
        spans = naming_spans(record, event)
        kind = next((name for name, one in self.types.items() if one.fits(event, record.text, spans)), None)
        return Own(kind, None, self.slot_values(record, event, spans))

    def slot_values(self, record: Record, event: Event, spans: list[Span]) -> tuple[Found, ...]:
        """Slot values in the spans and in the event's evidence sentences."""
        if not self.slots:
            return ()
        everywhere = _outermost([*spans, *((one.start, one.end) for one in event.evidence)])
        return tuple(one for slot in self.slots.values() for one in slot.find(record.text, everywhere))

    def apply(self, records: Iterable[Record]) -> Iterator[Record]:
        """Code the events of records as they pass through; tables written from them have the codes as columns."""
        for record in records:
            for event in record.events:
                set_own(event, self.code(record, event))
            yield record


def naming_spans(record: Record, event: Event) -> list[Span]:
    """Spans that name an event: its name, about and trigger, and for the main event the headline."""
    words = [*event.slots.get("name", ()), *(one for one in (event.about, event.trigger) if one)]
    spans = [(one.start, one.end) for one in words]
    if event.main and record.text:
        spans.insert(0, (0, len(record.text.partition("\n")[0])))
    return _outermost(spans)


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """The spans in text order, without spans inside another."""
    found: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not found or end > found[-1][1]:
            found.append((start, end))
    return found


def load(path: Path) -> Codebook:
    """Read a codebook.

    Raises
    ------
    ConfigError
        When the file cannot be read or is not a valid codebook; the message says why.
    """
    try:
        data = path.read_text(encoding="utf-8-sig")
        parsed = _yaml(data, path) if path.suffix.lower() in {".yaml", ".yml"} else tomllib.loads(data)
    except OSError as error:
        raise ConfigError(f"the codebook cannot be read ({error.strerror})", where=str(path), fix="check the path") from error
    except UnicodeDecodeError as error:
        raise ConfigError("the codebook is not UTF-8", where=str(path), fix="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the codebook is not TOML: {error}", where=str(path), fix=_FIX) from error
    return from_parsed(parsed, str(path))


def _yaml(data: str, path: Path) -> Any:
    try:
        yaml = import_module("yaml")
    except ImportError as error:
        raise ModelMissingError(
            "a codebook in YAML needs pyyaml", where=str(path), fix="pip install pyyaml, or write TOML"
        ) from error
    try:
        return json.loads(json.dumps(yaml.safe_load(data)))  # refuse what JSON lacks, such as dates
    except (yaml.YAMLError, TypeError, ValueError) as error:
        message = " ".join(str(error).split())
        raise ConfigError(f"the codebook is not YAML: {message}", where=str(path), fix=_FIX) from error


def from_parsed(parsed: Any, where: str) -> Codebook:
    """Make a codebook from a parsed file; ``where`` names the file in messages."""
    if not isinstance(parsed, dict) or not set(parsed) <= {"types", "slots", "name", "description"}:
        raise ConfigError("the codebook has other parts than types and slots", where=where, fix=_FIX)
    types = {name: _type(name, part, where) for name, part in _parts(parsed, "types", _TYPE_KEYS, where)}
    slots = {name: _slot(name, part, where) for name, part in _parts(parsed, "slots", _SLOT_KEYS, where)}
    if not types and not slots:
        raise ConfigError("the codebook has neither types nor slots", where=where, fix=_FIX)
    return Codebook(types, slots, parsed)


def _parts(parsed: Mapping[str, Any], part: str, keys: frozenset[str], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    tables = parsed.get(part, {})
    if not isinstance(tables, dict):
        raise ConfigError(f"{part} is not a table", where=where, fix=_FIX)
    for name, table in tables.items():
        at = f"{where}, {part}.{name}"
        if not _NAME.fullmatch(name):
            raise ConfigError(f"{name!r} cannot be a name", where=where, fix="use letters, digits, _ and -")
        if not isinstance(table, dict):
            raise ConfigError("this is not a table", where=at, fix=_FIX)
        if unknown := sorted(set(table) - keys):
            raise ConfigError(f"unknown key {unknown[0]!r}", where=at, fix=f"use {', '.join(sorted(keys))}")
        yield name, table


def _type(name: str, part: Mapping[str, Any], where: str) -> OwnType:
    at = f"{where}, types.{name}"
    maps = _texts(part, "maps", at)
    if unknown := [one for one in maps if one not in get_args(EventType)]:
        raise ConfigError(
            f"maps has {unknown[0]!r}, which is not a type of the record", where=at, fix=f"use {', '.join(get_args(EventType))}"
        )
    if not isinstance(part.get("main", False), bool):
        raise ConfigError("main is neither true nor false", where=at, fix=_FIX)
    return OwnType(
        name=name,
        description=str(part.get("description", "")),
        examples=_texts(part, "examples", at),
        maps=maps,
        words=_words(part, "words", at),
        without=_words(part, "without", at),
        main=part.get("main", False),
    )


def _slot(name: str, part: Mapping[str, Any], where: str) -> OwnSlot:
    at = f"{where}, slots.{name}"
    values: list[tuple[str | None, Words]] = []
    coded = part.get("values", {})
    if not isinstance(coded, dict):
        raise ConfigError("values is not a table of value = [words]", where=at, fix=_FIX)
    for value in coded:
        if not _NAME.fullmatch(value):
            raise ConfigError(f"{value!r} cannot be a value", where=at, fix="use letters, digits, _ and -")
        values.append((value, _words(coded, value, at)))
    if part.get("words"):
        values.append((None, _words(part, "words", at)))
    if not values:
        raise ConfigError("the slot has neither words nor values", where=at, fix=_FIX)
    return OwnSlot(name, str(part.get("description", "")), tuple(values))


def _texts(part: Mapping[str, Any], key: str, at: str) -> tuple[str, ...]:
    given = part.get(key, [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise ConfigError(f"{key} is not a list of texts", where=at, fix=_FIX)
    return tuple(given)


def _words(part: Mapping[str, Any], key: str, at: str) -> Words:
    given = _texts(part, key, at)
    if any(not one.strip("* ") for one in given):
        raise ConfigError(f"{key} has an empty word", where=at, fix="delete it")
    return Words(given)
