"""The codes that the user's own codebook gives an event, kept beside the record and never in it."""

from __future__ import annotations

from typing import NamedTuple

from newsextract.records import Event, Mention


class Found(NamedTuple):
    """A value of a user-defined slot, and the words that express it."""

    slot: str
    value: str
    words: Mention


class Own(NamedTuple):
    """The codes of an event: its type in the user's codebook (None if none fits), with a confidence if a model gave it."""

    type: str | None = None
    #: calibrated; None if the type was assigned by rules
    confidence: float | None = None
    #: values of the user's slots
    found: tuple[Found, ...] = ()


def own_of(event: Event) -> Own:
    """The codes that :meth:`newsextract.desk.codebook.Codebook.apply` gave an event; empty if it was not applied."""
    held = event._own  # noqa: SLF001  beside the record's fields: it is not written with them
    return held if isinstance(held, Own) else Own()


def set_own(event: Event, own: Own) -> None:
    """Set the codes of an event."""
    event._own = own  # noqa: SLF001  as above
