"""What a codebook of the user's own says of an event: it stands beside the record, never in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from newsextract.records import Event, Mention


class Found(NamedTuple):
    """A value of a slot of the user's own, and the words that say it."""

    slot: str
    value: str
    words: Mention


@dataclass(frozen=True, slots=True)
class Own:
    """The codes of an event.

    Attributes
    ----------
    type
        Type in the user's codebook; None where none fits.
    confidence
        How often such a type is right; None where rules gave it.
    found
        The values of the user's slots.
    """

    type: str | None = None
    confidence: float | None = None
    found: tuple[Found, ...] = ()


_NOTHING = Own()


def own_of(event: Event) -> Own:
    """The codes that :meth:`newsextract.desk.codebook.Codebook.apply` gave an event; empty ones where it was not asked."""
    held = event._own  # noqa: SLF001  beside the record's fields: it is not written with them
    return held if isinstance(held, Own) else _NOTHING


def set_own(event: Event, own: Own) -> None:
    """Give an event its codes."""
    event._own = own  # noqa: SLF001  as above
