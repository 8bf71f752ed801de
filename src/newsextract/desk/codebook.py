"""The user's own codebook: event types and slots in a TOML or YAML file, assigned by our types and by words."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from newsextract.errors import ConfigError, os_errors_as, problem_of
from newsextract.optional import need
from newsextract.records import Event, EventType, Mention, Record, Strict
from newsextract.stores.columns import Found, Own, set_own
from newsextract.thai.tokens import tokenize
from newsextract.thai.view import normalise

_FIX = "see docs/own-codebook.md"

Span = tuple[int, int]
#: a word to search for, in any case; a ``*`` at an end lets it be part of a longer one
Word = Annotated[str, Field(pattern="[^* ]")]
_Name = Annotated[str, Field(pattern=r"^[^\s=;|:,]+$")]


def matches(words: Iterable[str], text: str, spans: Iterable[Span]) -> Iterator[Mention]:
    """Yield the places of some words in spans of a text, span by span.

    Examples
    --------
    >>> list(matches(["ท่วม"], "น้ำท่วมขัง", [(0, 10)])), list(matches(["*ท่วม*"], "น้ำท่วมขัง", [(0, 10)]))
    ([], [Mention(start=3, end=7, text='ท่วม')])
    """
    patterns = _patterns(tuple(words))
    for begin, end in spans if patterns else ():
        part = text[begin:end]
        for start, stop in sorted(set(_places(patterns, part)), key=lambda span: (span[0], -span[1])):
            yield Mention.of(text, begin + start, begin + stop)


@cache
def _patterns(words: tuple[str, ...]) -> list[tuple[re.Pattern[str], bool, bool]]:
    """Each word's pattern, and whether it may start and whether it may end inside a longer word."""
    return [
        (re.compile(re.escape(normalise(word.strip("* ")).text), re.IGNORECASE), word.startswith("*"), word.endswith("*"))
        for word in words
    ]


def _places(patterns: list[tuple[re.Pattern[str], bool, bool]], part: str) -> Iterator[Span]:
    view = normalise(part)
    edges: set[int] | None = None
    for pattern, open_start, open_end in patterns:
        for match in pattern.finditer(view.text):
            start, stop = view.source(*match.span())
            if edges is None and not (open_start and open_end):
                tokens = tokenize(part)
                edges = {0, len(part), *tokens.starts, *tokens.ends}
            if (open_start or start in (edges or ())) and (open_end or stop in (edges or ())):
                yield start, stop


def has_any(words: Iterable[str], text: str, spans: Iterable[Span]) -> bool:
    """Whether one of the words is in the spans of a text."""
    return next(matches(words, text, spans), None) is not None


class _Part(Strict, strict=True):
    """A part of a codebook; its description and examples are for readers and not used in coding."""

    description: str = ""
    examples: list[str] = []


class OwnType(_Part):
    """An event type defined by the user.

    At least one of ``words`` must, and none of ``without`` may, be in the event's name, about or trigger, or in the headline of a
    main event.
    """

    maps: list[EventType] = []  # our types that an event of this type may have; empty for any
    words: list[Word] = []
    without: list[Word] = []
    main: bool = False  # whether only main events can have the type

    def fits(self, event: Event, text: str, spans: list[Span]) -> bool:
        """Whether the type's rule matches an event; a type without ``maps`` and ``words`` has no rule and needs a model."""
        if not (self.maps or self.words) or (self.maps and event.type not in self.maps) or (self.main and not event.main):
            return False
        if self.words and not has_any(self.words, text, spans):
            return False
        return not has_any(self.without, text, spans)


class OwnSlot(_Part):
    """A slot defined by the user: its values with their words, and words that are themselves the value."""

    words: list[Word] = []
    values: dict[_Name, list[Word]] = {}

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.words or self.values):
            raise ValueError("the slot has neither words nor values")
        return self

    def find(self, name: str, text: str, spans: list[Span]) -> Iterator[Found]:
        """Yield the values found in spans of a text, one per match; ``name`` is the slot's."""
        seen = set()
        for value, words in [*self.values.items(), (None, self.words)]:
            for mention in matches(words, text, spans):
                if (mention.start, mention.end) not in seen:
                    seen.add((mention.start, mention.end))
                    yield Found(name, value or mention.text, mention)


class Codebook(Strict, strict=True):
    """Event types, in the order in which they are tried, and slots, by name."""

    name: str = ""
    description: str = ""
    types: dict[_Name, OwnType] = {}
    slots: dict[_Name, OwnSlot] = {}

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.types or self.slots):
            raise ValueError("the codebook has neither types nor slots")
        return self

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
        return tuple(one for name, slot in self.slots.items() for one in slot.find(name, record.text, everywhere))

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


def load(path: str | Path) -> Codebook:
    """Read a codebook.

    Raises
    ------
    ConfigError
        When the file cannot be read or is not a valid codebook; the message says why.
    """
    path = Path(path)
    with os_errors_as(ConfigError, "the codebook cannot be read", where=path, fix="check the path"):
        data = path.read_text(encoding="utf-8-sig")
    try:
        parsed = _yaml(data, path) if path.suffix.lower() in {".yaml", ".yml"} else tomllib.loads(data)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the codebook is not TOML: {error}", where=str(path), fix=_FIX) from error
    return from_parsed(parsed, str(path))


def _yaml(data: str, path: Path) -> Any:
    yaml = need("yaml", "pyyaml, or write the codebook in TOML")
    try:
        return json.loads(json.dumps(yaml.safe_load(data)))  # refuse what JSON lacks, such as dates
    except (yaml.YAMLError, TypeError, ValueError) as error:
        message = " ".join(str(error).split())
        raise ConfigError(f"the codebook is not YAML: {message}", where=str(path), fix=_FIX) from error


def from_parsed(parsed: Any, where: str) -> Codebook:
    """Make a codebook from a parsed file; ``where`` names the file in messages."""
    try:
        return Codebook.model_validate(parsed)
    except ValidationError as error:
        raise ConfigError(f"this is not a codebook: {problem_of(error)}", where=where, fix=_FIX) from error
