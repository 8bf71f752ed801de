"""What the layers have found in an article so far: frozen, handed from one layer to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

from newsextract.layers.drafts import Entity, Event, Person, Referent, Statement
from newsextract.records import Mention, Term, Time, Warning_

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """One layer's part: its items in reading order, and what a reader should know about them."""

    items: list[T]
    warnings: Sequence[Warning_] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The parts of all layers that have run. A layer reads it and returns its own part.

    Attributes
    ----------
    times, entities, terms, referents, statements, events
        The part of the layer of that name; from the referents on, ``entities`` are the names as these have settled them.
    others
        The parts of layers that have no field here, by name.
    warnings
        Those of all layers.

    Examples
    --------
    >>> found = Findings().plus("times", Found([Time(start=0, end=4, text="2567", kind="year", value="2024")]))
    >>> found.times[0].value, found.entities
    ('2024', ())
    """

    times: Sequence[Time] = ()
    entities: Sequence[Entity] = ()
    terms: Sequence[Term] = ()
    referents: Sequence[Referent] = ()
    statements: Sequence[Statement] = ()
    events: Sequence[Event] = ()
    others: Mapping[str, Sequence[Mention]] = field(default_factory=dict)
    warnings: Sequence[Warning_] = ()

    @property
    def people(self) -> list[Person]:
        """The persons among the referents."""
        return [one.person for one in self.referents if one.person]

    def plus(self, layer: str, found: Found[Any]) -> Findings:
        """These findings with a layer's part added."""
        part: dict[str, Any] = (
            {layer: found.items} if layer in self.__slots__ else {"others": {**self.others, layer: found.items}}
        )
        if layer == "referents" and self.entities:
            part["entities"] = settled(found.items)
        return replace(self, **part, warnings=(*self.warnings, *found.warnings))

    def part(self, layer: str) -> Sequence[Any]:
        """What the layer of that name found."""
        found: Sequence[Any] = getattr(self, layer) if layer in self.__slots__ else self.others.get(layer, ())
        return found


def settled(referents: Sequence[Referent]) -> list[Entity]:
    """The names of an article in order, as its referents have them: boundaries, types, and one id and name for each thing."""
    return sorted(
        (
            Entity(
                start=m.start,
                end=m.end,
                text=m.text,
                type=one.type,
                name=one.names[0] if one.names else m.text,
                id=f"e{number}",
                iso=one.iso,
            )
            for number, one in enumerate(referents, 1)
            for m in one.mentions
        ),
        key=lambda e: e.start,
    )
