"""Mentions in the articles of the tests of statements."""

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
