"""The codes that the user's own codebook gives an event, kept beside the record and never in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from newsextract.records import Event, Mention


class Found(NamedTuple):
    """A value of a user-defined slot, and the words that express it."""

    slot: str
    value: str
    words: Mention


@dataclass(frozen=True, slots=True)
class Own:
    """The codes of an event.

    Attributes
    ----------
    type
        Type in the user's codebook; None if none fits.
    confidence
        Calibrated confidence of the type; None if it was assigned by rules.
    found
        Values of the user's slots.
    """

    type: str | None = None
    confidence: float | None = None
    found: tuple[Found, ...] = ()


_EMPTY = Own()


def own_of(event: Event) -> Own:
    """The codes that :meth:`newsextract.desk.codebook.Codebook.apply` gave an event; empty if it was not applied."""
    held = event._own  # noqa: SLF001  beside the record's fields: it is not written with them
    return held if isinstance(held, Own) else _EMPTY


def set_own(event: Event, own: Own) -> None:
    """Set the codes of an event."""
    event._own = own  # noqa: SLF001  as above
