"""The documentation's pictures are up to date, by digests of pages and pictures kept beside them; no browser is needed."""

import asyncio
import hashlib
import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

import newsextract as nx
from browser import PAGES, PICTURED, REVIEWS, page_addresses
from explorer_store import write_shown_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")
pytestmark = pytest.mark.filterwarnings("default")

DIGESTS = "pages.json"
RETAKE = "run `python scripts/docs_outputs.py pictures`"
PORT = 8001
#: attributes that change how a page looks
LOOKS = ("class", "hidden", "open", "style", "type", "value", "placeholder", "checked", "selected", "disabled")
#: our own styles and scripts; Datasette's differ between its releases
OURS = re.compile("/(?:assets|vega)/|/-/review")
#: what differs between machines and runs: the commit and digest of changes in a version, and query times
DIFFERS = re.compile(r"\+g[0-9a-f]{12}(?:\.d[0-9a-f]{8})?|[0-9.]+ ?ms\b")


class Outline(HTMLParser):
    """What a page shows: its tags with the attributes in ``LOOKS``, and its text; and the addresses of our styles and scripts."""

    def __init__(self, html):
        super().__init__()
        self.parts, self.files = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if (given.get("type"), tag) != ("hidden", "input"):
            self.parts.append(" ".join([tag, *(f"{name}={given[name]}" for name in LOOKS if name in given)]))
        address = given.get("src") or (given.get("href") if given.get("rel") == "stylesheet" else None)
        if address and OURS.match(address):
            self.files.append(address)

    def handle_data(self, data):
        self.parts.append(DIFFERS.sub("", " ".join(data.split())))


@pytest.fixture(scope="module")
def ask(sample_records, tmp_path_factory):
    """Requests pages from the explorer and from the review, over stores like those of the browser tests."""
    from newsextract.explorer import build, index_path, make_site
    from newsextract.explorer.review_book import Book

    shown, reviewed = (tmp_path_factory.mktemp(name) for name in ("shown", "reviewed"))
    store, plain = write_shown_store(sample_records, shown), reviewed / "news.duckdb"
    nx.write(sample_records, plain)
    for one in (store, plain):
        build(one, index_path(one))
    book = Book(index_path(plain), reviewed / "news.corrections.jsonl", "นิดา")
    sites = {"explorer": make_site(store, index_path(store)), "review": make_site(plain, index_path(plain), book, PORT)}
    review = sites["review"].state.review

    async def once(site, path):
        await site.invoke_startup()
        headers = {"host": f"127.0.0.1:{PORT}", "accept": "text/html"}
        return await site.client.get(path, headers=headers, cookies={review.cookie: review.token})

    def get(which, path):
        return asyncio.run(once(sites[which], path)).text

    get.addresses = page_addresses(store, sample_records[0])
    get.addresses |= {name: path.format(id=sample_records[0].id) for name, path in REVIEWS.items()}
    get.row = f"events|{sample_records[0].events[0].id}|venue"
    return get


def seen(ask, name):
    """A digest of what a page shows and of its styles and scripts."""
    which, path = "review" if name in REVIEWS else "explorer", ask.addresses[name]
    outlines = [Outline(ask(which, path))]
    if name == "correcting":
        outlines.append(Outline(ask(which, f"{path}?form={quote(ask.row)}")))
    assert len(outlines[-1].parts) > 20, f"{path} shows nothing"
    files = [ask(which, file) for outline in outlines for file in outline.files]
    assert files, f"{path} has no style of ours"
    return digest("\n".join([*(part for outline in outlines for part in outline.parts), *files]).encode())


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


@pytest.fixture(scope="module")
def kept(root, pictures):
    """The committed digests; with ``--pictures``, an empty dict to fill, which is written beside the new pictures."""
    if pictures is None:
        path = root / "docs" / "img" / DIGESTS
        yield json.loads(path.read_text(encoding="utf-8"))
        return
    made = {}
    yield made
    (pictures / DIGESTS).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", [*PAGES, *REVIEWS])
def test_the_pictures_show_the_page_as_it_is(ask, kept, root, pictures, name):
    folder = pictures or root / "docs" / "img"
    files = [folder / f"{name}-{look}.png" for look in PICTURED]
    assert all(file.exists() for file in files), f"docs/img/{name}-*.png are not there: {RETAKE}, where there is a browser"
    now = {"page": seen(ask, name)} | {file.stem: digest(file.read_bytes()) for file in files}
    if pictures:
        kept[name] = now
    if kept.get(name) != now:
        pytest.fail(f"docs/img/{name}-*.png show an older page: {RETAKE}", pytrace=False)


def test_a_page_changes_with_its_words_classes_and_tags():
    one = '<p class="a" id="x">Word <b>two</b> took 3.1ms</p><link rel="stylesheet" href="/assets/desk.css">'
    assert Outline(one).files == ["/assets/desk.css"]
    assert Outline(one).parts == Outline(one.replace("3.1ms", "12 ms").replace('"x"', '"y"')).parts
    for other in (one.replace("two", "three"), one.replace('"a"', '"b"'), one.replace("<b>", "<i>")):
        assert Outline(other).parts != Outline(one).parts
