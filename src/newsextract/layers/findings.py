"""What the layers have found in an article so far: frozen, passed from one layer to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

from newsextract.layers.drafts import Entity, Event, Referent, Statement
from newsextract.records import Mention, Term, Time, Warning_

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """One layer's result: its items in reading order, and warnings about them."""

    items: list[T]
    warnings: Sequence[Warning_] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The results of all layers that have run. A layer reads them and returns its own.

    Examples
    --------
    >>> found = Findings().plus("times", Found([Time(start=0, end=4, text="2567", kind="year", value="2024")]))
    >>> found.times[0].value, found.entities
    ('2024', ())
    """

    times: Sequence[Time] = ()
    entities: Sequence[Entity] = ()  # the referents layer replaces them by the mentions it has resolved
    terms: Sequence[Term] = ()
    referents: Sequence[Referent] = ()
    statements: Sequence[Statement] = ()
    events: Sequence[Event] = ()
    others: Mapping[str, Sequence[Mention]] = field(default_factory=dict)  # of layers without a field here, by layer name
    warnings: Sequence[Warning_] = ()

    @property
    def people(self) -> list[Referent]:
        """The persons known by name."""
        return [one for one in self.referents if one.is_named_person]

    def plus(self, layer: str, found: Found[Any]) -> Findings:
        """These findings with a layer's result added."""
        part: dict[str, Any] = (
            {layer: found.items} if layer in self.__slots__ else {"others": {**self.others, layer: found.items}}
        )
        if layer == "referents" and self.entities:
            part["entities"] = resolved_entities(found.items)
        return replace(self, **part, warnings=(*self.warnings, *found.warnings))

    def part(self, layer: str) -> Sequence[Any]:
        """The items of the layer of that name."""
        found: Sequence[Any] = getattr(self, layer) if layer in self.__slots__ else self.others.get(layer, ())
        return found


def resolved_entities(referents: Sequence[Referent]) -> list[Entity]:
    """The mentions of all referents as entities, in text order, each with its referent's type, name and id."""
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
