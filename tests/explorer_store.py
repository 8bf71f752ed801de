"""What the explorer's tests share: a store of the sample's records, one of them hostile, and a way to ask its site."""

from __future__ import annotations

import asyncio
from html.parser import HTMLParser

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
    event.participants[0].who.name.th = SCRIPT
    for mention in evil.spans():
        mention.text = evil.text[mention.start : mention.end]
    return evil


def write_store(records, folder):
    store = folder / "news.duckdb"
    nx.write([*records, hostile(records[0])], store)
    return store


def asker(store, index):
    """A function that gets a page of the site."""
    from newsextract.explorer import make_site

    site = make_site(store, index)

    def get(path, host="127.0.0.1:8001", **options):
        async def once():
            await site.invoke_startup()
            return await site.client.get(path, headers={"host": host}, **options)

        return asyncio.run(once())

    return get


def rows(ask, query):
    answer = ask(f"/news/records.json?_shape=array&_size=max&{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.tags, self.text = set(), [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        self.ids |= {attrs["id"]} if "id" in attrs else set()
        self.links += [attrs["href"]] if tag == "a" and "href" in attrs else []

    def handle_data(self, data):
        self.text.append(data)
