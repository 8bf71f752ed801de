"""Articles with named things, and the words in them that tell other events, for the tests of those."""

from __future__ import annotations

from newsextract.layers import times
from newsextract.layers.drafts import Entity, Event
from newsextract.layers.events import happening_slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.happening_times import When, choose_time
from newsextract.layers.events.happenings import Stretch
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import EventType, Mention
from tests.spoken import place, places

HEAD = "ข่าวสมมุติ\n"
#: words, type, and the ISO code of a place
Name = tuple[str, ...]


def context(text: str, *names: Name, language: str = "th", head: str = HEAD, published: str = "2024-03-05") -> Context:
    """An article of a headline and a text, with its times and the first mention of each name."""
    body = (head + text).index("\n") + 1
    page = Article.of(head + text, body=body, language=language, published=published)  # type: ignore[arg-type]
    found = [
        Entity(start=at.start, end=at.end, text=words, type=kind, iso=iso[0] if iso else None)  # type: ignore[arg-type]
        for words, kind, *iso in names
        for at in places(page.text, words)[:1]
    ]
    entities = sorted(found, key=lambda one: one.start)
    return Context.of(page, Findings(entities=entities, times=times.find(page, Findings()).items))


def mention(seen: Context, words: str) -> Mention:
    """The first mention of some words."""
    return place(seen.text, words)


def stretch(seen: Context, words: str) -> Stretch:
    """Some words as those that tell an event."""
    at = mention(seen, words)
    return Stretch(at.start, at.end, 0.9, 0.9)


def main_event(kind: EventType = "ceremony", **slots: object) -> Event:
    """The main event, which has occurred unless a status is given."""
    return Event(id="a#1", main=True, type=kind, **({"status": "occurred"} | slots))  # type: ignore[arg-type]


def time_of(monkeypatch, seen: Context, words: str, best: int, part: float = 0.0, **main: object) -> When:
    """The time of a stretch when the model prefers the candidate ``best``: a time, then the main event's day, then none."""
    one = stretch(seen, words)
    count = len(happening_slots.times_of(seen, one)) + 2

    class Certain:
        def probabilities(self, rows):
            return [float(k == best % count) for k in range(len(rows))]

        def calibrated(self, chance):
            return chance

    monkeypatch.setattr("newsextract.layers.events.happening_times.weights", lambda: {"start": Certain()})
    return choose_time(seen, one, main_event(**main), part)
