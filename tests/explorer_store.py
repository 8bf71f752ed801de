"""A store for the explorer's tests: the sample's records, one of them hostile."""

from __future__ import annotations

import newsextract as nx

HOSTILE_ID = "thaigov:6666666"
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://evil.example","x")'


def hostile(record):
    """A copy of a record whose text, headline, names and address are an attacker's; offsets stay right."""
    evil = record.model_copy(deep=True)
    cut = len(SCRIPT)
    evil.id = HOSTILE_ID
    evil.text = SCRIPT + record.text[cut:]
    evil.title.text = FORMULA + SCRIPT
    evil.source.url = "javascript:alert(1)"
    event = evil.events[0]
    event.place.venue = SCRIPT
    event.actors[0].name = SCRIPT
    for layer in (evil.entities, evil.times, evil.statements):
        for mention in layer:
            mention.text = evil.text[mention.start : mention.end]
    return evil


def write_store(records, folder):
    store = folder / "news.duckdb"
    nx.write([*records, hostile(records[0])], store)
    return store
