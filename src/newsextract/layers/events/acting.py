"""Bodies that act though their words are no name: the government."""

from __future__ import annotations

from functools import cache

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.events.context import Context
from newsextract.records import Mention
from newsextract.thai.literals import Patterns


@cache
def _rules() -> tuple[Patterns, list[str]]:
    """The patterns, whose group ``name`` is the body, and the one thing that its matches are."""
    rows = read_csv("events/acting.csv")
    return Patterns(row["pattern"] for row in rows), [row["thing"] for row in rows]


def acting(context: Context) -> list[Referent]:
    """The bodies that are written as those who act, and that no name has marked.

    The record has them only where they take part in an event: elsewhere "the government" is no entity.
    """
    patterns, things = _rules()
    matches = [(m, things[k]) for k, pattern in patterns.within(context.text) for m in pattern.finditer(context.text)]
    if not matches:
        return []
    marked = [m for one in context.referents if one.type in {"ORGANIZATION", "PERSON"} for m in (*one.mentions, *one.offices)]
    known = {_plain(mention.text) for mention in marked}
    found: dict[str, Referent] = {}
    for match, thing in sorted(matches, key=lambda one: one[0].span("name")):
        start, end = match.span("name")
        plain = _plain(match["name"])
        if plain not in known and not any(m.start < end and start < m.end for m in marked):
            one = found.setdefault(thing, Referent("ORGANIZATION", names=[match["name"]]))
            one.mentions.append(Mention.of(context.text, start, end))
    return list(found.values())


def _plain(name: str) -> str:
    return "".join(name.split())
