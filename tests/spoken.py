"""Mentions and offices in the articles of the tests of statements and events."""

from newsextract.layers.drafts import Office
from newsextract.records import Mention


def places(text, *surfaces):
    """Every mention of some words in a text."""
    found = []
    for surface in surfaces:
        at = text.find(surface)
        while at >= 0:
            found.append(Mention.of(text, at, at + len(surface)))
            at = text.find(surface, at + 1)
    return found


def offices_of(role):
    """The only office of a person, if any, wherever it stands."""
    return [Office(at=Mention(start=0, end=len(role), text=role))] if role else []


def body_of(person):
    """The words for the organisation in a person's first office."""
    return person.roles[0].body.text if person.roles and person.roles[0].body else None


def all_mentions(person):
    """The mentions of a person by name and by office, in text order."""
    return sorted((*person.mentions, *person.offices), key=lambda m: m.start)
