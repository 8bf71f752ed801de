"""Articles with named things, and the words in them that tell other events, for the tests of those."""

from __future__ import annotations

from newsextract.layers import times
from newsextract.layers.drafts import Entity
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import Stretch
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import EntityType, Mention
from tests.spoken import places

HEAD = "ข่าวสมมุติ\n"
Name = tuple[str, EntityType, str | None]


def context(text: str, *names: Name, language: str = "th", head: str = HEAD) -> Context:
    """An article of 5 March 2024 with the first mention of each name."""
    page = Article.of(head + text, body=len(head), language=language, published="2024-03-05")  # type: ignore[arg-type]
    found = [
        Entity(start=at.start, end=at.end, text=words, type=kind, iso=iso)
        for words, kind, iso in names
        for at in places(page.text, words)[:1]
    ]
    entities = sorted(found, key=lambda one: one.start)
    return Context.of(page, Findings(entities=entities, times=times.find(page, Findings()).items))


def mention(seen: Context, words: str) -> Mention:
    """The first mention of some words."""
    return places(seen.text, words)[0]


def stretch(seen: Context, words: str) -> Stretch:
    """Some words as those that tell an event."""
    at = mention(seen, words)
    return Stretch(at.start, at.end, 0.9, 0.9)
