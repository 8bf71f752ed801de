"""The review over HTTP, on a real local server: who may decide, what a decision may be, and simultaneous decisions."""

from __future__ import annotations

import json
import re
import threading
from html import unescape
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from bs4.element import Doctype

from browser import free_port
from command_line import call, succeed
from newsextract.desk import sample
from newsextract.view.labels import labels
from review_store import SCRIPT, emoji_record, hostile_record, plain_record, serving, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")
pytestmark = pytest.mark.filterwarnings("default")

EMOJI, PLAIN, HOSTILE = "/review/kite:1", "/review/kite:2", "/review/kite:9"


class Client:
    """A client with the token, which sends its cookie and the page's key and state."""

    def __init__(self, address):
        self.port = int(re.search(r":(\d+)/", address)[1])
        self.token = address.partition("token=")[2]
        self.cookie = f"newsextract_review_{self.port}={self.token}"

    def ask(self, method, path, body=None, headers=None, host=None):
        link = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = {"Host": host or f"127.0.0.1:{self.port}"} | (headers or {})
            link.request(method, path, body, {name: value for name, value in sent.items() if value is not None})
            answer = link.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                found[name.lower()] = f"{found[name.lower()]}\n{value}" if name.lower() in found else value
            return answer.status, found, answer.read().decode()
        finally:
            link.close()

    def get(self, path, **more):
        return self.ask("GET", path, headers={"Cookie": self.cookie} | more)

    def page(self, path):
        status, _, html = self.get(path)
        assert status == 200, html
        return html

    def headers(self, html):
        """The headers that a page sends its decisions with."""
        return {
            "Cookie": self.cookie,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/json",
            "X-Newsextract-Key": re.search(r'name="newsextract-key" content="(\w+)"', html)[1],
        }

    def decide(self, path, decision, state=None, **headers):
        html = self.page(path)
        state = state or re.search(r'data-state="(\w+)"', html)[1]
        return self.ask("POST", path, json.dumps({"state": state} | decision), self.headers(html) | headers)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    store = write_store(tmp_path_factory.mktemp("review"))
    with serving(store, "--who", "นิดา") as (address, _):
        yield Client(address), store.with_name("news.corrections.jsonl")


@pytest.fixture
def client(server):
    return server[0]


@pytest.fixture
def written(server):
    path = server[1]
    before = path.read_bytes() if path.exists() else b""

    def lines():
        now = path.read_bytes() if path.exists() else b""
        assert now.startswith(before)  # only ever appended to
        return [json.loads(line) for line in now[len(before) :].splitlines()]

    return lines


def row(record, slot):
    return f"events|{record.events[0].id}|{slot}"


CONFIRM = {"action": "confirm", "row": row(emoji_record(), "type")}


def test_the_token_opens_the_pages_and_stays_out_of_the_address(client):
    status, headers, _ = client.ask("GET", f"/review?token={client.token}")
    assert (status, headers["location"]) == (302, "/review")
    cookie = headers["set-cookie"]
    assert client.cookie in cookie
    assert all(word in cookie.lower() for word in ("httponly", "samesite=strict", "path=/review"))
    assert "no-store" in headers["cache-control"]
    assert client.get("/review")[1]["location"].startswith("/review/")


@pytest.mark.parametrize("path", ["/review", EMOJI, f"{EMOJI}?form=add%7Centities%7Centities", f"{EMOJI}?go=next"])
@pytest.mark.parametrize("cookie", [None, "newsextract_review_1=x", "empty"])
def test_without_the_token_nothing_is_shown(client, path, cookie):
    given = f"newsextract_review_{client.port}=" if cookie == "empty" else cookie
    status, _, text = client.ask("GET", path, headers={"Cookie": given})
    assert status == 403
    assert "printed when it started" in text
    assert client.ask("GET", "/review?token=wrong")[0] == 403


def test_a_browser_without_the_token_gets_an_error_page_with_a_search_box(client):
    status, headers, html = client.ask("GET", EMOJI, headers={"Accept": "text/html"})
    assert status == 403
    assert "printed when it started" in html
    assert 'role="search"' in html
    assert "form-action 'none'" not in headers["content-security-policy"]
    status, _, html = client.get("/review/kite:0", Accept="text/html", Cookie=f"{client.cookie}; newsextract_language=th")
    assert (status, "ไม่มี kite:0 ในฐานข้อมูลนี้" in html) == (404, True)


FORGED = {
    "no cookie": {"Cookie": None},
    "another token": {"Cookie": "newsextract_review_1=x"},
    "no origin": {"Origin": None},
    "a foreign origin": {"Origin": "http://evil.example"},
    "another port of this machine": {"Origin": "http://127.0.0.1:1"},
    "a sandboxed page": {"Origin": "null"},
    "another scheme": {"Origin": "https://127.0.0.1"},
    "cross-site by the browser's word": {"Sec-Fetch-Site": "cross-site"},
    "another port by the browser's word": {"Sec-Fetch-Site": "same-site"},
    "a form": {"Content-Type": "application/x-www-form-urlencoded"},
    "a plain text form": {"Content-Type": "text/plain"},
    "no key": {"X-Newsextract-Key": None},
    "a wrong key": {"X-Newsextract-Key": "0" * 64},
    "a bearer": {"Authorization": "Bearer x", "X-Newsextract-Key": None},
}


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED.keys())
def test_a_forged_decision_is_refused(client, written, headers):
    status, _, text = client.decide(EMOJI, CONFIRM, **headers)
    assert status == 403, text
    assert written() == []


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8001"])
def test_a_rebound_host_name_is_refused(client, written, host):
    for method in ("GET", "POST"):
        status, _, _ = client.ask(method, EMOJI, "{}" if method == "POST" else None, {"Cookie": client.cookie}, host=host)
        assert status == 421
    assert written() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_write_nothing(client, written, method):
    client.ask(method, EMOJI, "{}", {"Cookie": client.cookie, "Origin": f"http://127.0.0.1:{client.port}"})
    assert written() == []


@pytest.mark.parametrize("body", ["", "[]", "{", "null", "[" * 5000, '"x"', "\x00", "{" + '"a":' * 3000])
def test_a_malformed_decision_is_refused(client, written, body):
    headers = client.headers(client.page(EMOJI))
    assert client.ask("POST", EMOJI, body, headers)[0] == 400
    assert client.ask("POST", EMOJI, json.dumps({"why": "x" * 30_000}), headers)[0] == 400
    assert written() == []


WRONG = [
    {"action": "explode", "row": CONFIRM["row"]},
    {"action": "confirm", "row": "events|no|type"},
    {"action": "correct", "row": CONFIRM["row"], "value": "party"},
    {"action": "correct", "row": row(emoji_record(), "venue"), "start": 0, "end": 3, "text": "not these"},
    {"action": "correct", "row": row(emoji_record(), "venue"), "start": -5, "end": 10**9, "text": ""},
    {"action": "correct", "row": row(emoji_record(), "venue"), "start": "0", "end": [], "text": {}},
    {"action": "correct", "row": row(emoji_record(), "start"), "value": "2020-13-45"},
    {"action": "correct", "row": row(emoji_record(), "attendance"), "value": "-4"},
    {"action": "reject", "row": row(emoji_record(), "status")},
    {"action": "withdraw", "row": row(emoji_record(), "country")},
    {"action": "add", "row": "add|entities|entities", "value": "DOG", "start": 0, "end": 1, "text": "🇹"},
    {"action": "add", "row": "add|participants|no"},
    {"action": "add", "row": "add||"},
    {"action": "correct", "row": "entities|e1", "what": "same_as", "entity": "e999"},
    {"action": "correct", "row": "entities|e1", "what": ["type"], "value": {"a": 1}},
]


@pytest.mark.parametrize("decision", WRONG, ids=range(len(WRONG)))
def test_a_decision_that_does_not_fit_is_refused_and_not_written(client, written, decision):
    status, _, text = client.decide(EMOJI, decision)
    assert status == 422, text
    assert written() == []


@pytest.mark.parametrize(("language", "province"), [("en", "Loei"), ("th", "เลย")])
def test_a_province_is_named_in_the_pages_language(client, language, province):
    assert f"{province} (TH-42)" in client.page(f"{EMOJI}?lang={language}")


def test_a_decision_is_written_shown_and_withdrawn(client, written):
    record = emoji_record()
    start = record.text.rindex("โรงแรม")
    words = {"start": start, "end": start + 14, "text": "โรงแรมธาราเพลส"}
    status, _, html = client.decide(EMOJI, {"action": "correct", "row": row(record, "venue"), "why": "ตัดจังหวัด"} | words)
    assert status == 200
    (one,) = written()
    assert (one["who"], one["action"], one["now"]["words"], one["why"]) == ("นิดา", "correct", [words], "ตัดจังหวัด")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one["when"])
    assert "corrected: ตัดจังหวัด" in html
    client.decide(EMOJI, {"action": "withdraw", "row": row(record, "venue")})
    assert "corrected" not in client.page(EMOJI)
    assert [line["action"] for line in written()] == ["correct", "withdraw"]


def test_no_event_can_be_decided_and_withdrawn(client, written):
    kept, none = row(plain_record(), "type"), "events|main|type"
    assert "✗ no event</button>" in client.page(PLAIN)
    status, _, html = client.decide(PLAIN, {"action": "reject", "row": kept})
    assert status == 200
    assert f'data-row="{none}"' in html
    assert kept not in html
    assert "the article reports no event" in html
    assert "Everything of the main event is decided" in html
    assert "Add the main event" in client.get(f"{PLAIN}?form={quote(none)}")[2]
    assert latin_words(client.page(f"{PLAIN}?lang=th")) == set()
    assert client.decide(PLAIN, {"action": "correct", "row": none, "value": "talks"})[0] == 422
    status, _, html = client.decide(PLAIN, {"action": "withdraw", "row": none})
    assert kept in html
    assert none not in html
    (one, other) = written()
    assert (one["action"], one["target"]["slot"], one["was"]["value"], one.get("now")) == ("reject", "type", "ceremony", None)
    assert other["action"] == "withdraw"


def test_a_decision_on_an_outdated_page_is_refused(client, written):
    status, _, text = client.decide(EMOJI, CONFIRM, state="0" * 16)
    assert (status, "load it again" in text) == (409, True)
    assert written() == []


def test_of_simultaneous_decisions_one_is_written_and_the_others_are_refused(client, written):
    html = client.page(PLAIN)
    keys = [key for key in re.findall(r'data-row="(events[^"]+)"', html) if not key.endswith(("type", "status"))][:6]
    state = re.search(r'data-state="(\w+)"', html)[1]
    answers = []

    def decide(key):
        answers.append(client.decide(PLAIN, {"action": "confirm", "row": key.replace("&#124;", "|")}, state)[0])

    threads = [threading.Thread(target=decide, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(answers)) == [200, 409]
    assert answers.count(200) == len(written()) == 1


def test_a_correction_that_another_program_appends_is_shown(client, server, written):
    from desk_maker import correction
    from newsextract.desk import EventRef, Target, Value, append

    record = hostile_record()
    target = Target(layer="events", slot="type", event=EventRef(main=True))
    append(server[1], [correction(record, target, "correct", None, Value(value="talks"), who="สมใจ")])
    html = client.page(HOSTILE)
    assert "สมใจ corrected: talks" in html
    assert len(written()) == 1


def test_hostile_text_is_escaped_and_may_load_nothing(client):
    status, headers, html = client.get(HOSTILE)
    assert status == 200
    assert SCRIPT not in html
    assert "javascript:alert" not in html
    assert "script-src 'self';" in headers["content-security-policy"].splitlines()[0]  # with several policies, each is enforced
    assert "<script>" not in html
    assert html.count("<script") == 1
    assert "style=" not in html


def test_the_text_is_sent_code_point_for_code_point(client):
    page = BeautifulSoup(client.page(EMOJI), "html.parser")
    assert page.find(id="text").get_text() == emoji_record().text


#: words that may stay in Latin letters: keys, names of programs, ids
_LATIN = {"Enter", "Esc", "Shift", "English", "SQL", "kite", "news", "duckdb"}


def latin_words(html):
    """The words in Latin letters that a page shows or gives a screen reader, without those in ``_LATIN``."""
    page = BeautifulSoup(html, "html.parser")
    found = [text for text in page.find_all(string=True) if not isinstance(text, Doctype)]
    for tag in page.find_all(True):
        found += [tag[name] for name in ("title", "placeholder", "aria-label") if name in tag.attrs]
        found += json.loads(tag.get("data-words", "{}")).values()
    return {word for said in found for word in re.findall(r"[A-Za-z]{3,}", said)} - _LATIN


def test_the_review_has_every_word_in_thai_too(client):
    html = client.page(f"{PLAIN}?lang=th")
    assert '<html lang="th">' in html
    assert latin_words(html) == set()
    rows = [unescape(key) for key in re.findall(r'data-(?:row|add)="([^"]+)"', html)]
    kinds = {key.partition("|")[0]: key for key in rows} | {
        key.rpartition("|")[2]: key for key in rows if key.startswith("events")
    }
    assert len(kinds) > 12
    for key in [*kinds.values(), *(key for key in rows if key.startswith("add"))]:
        form = client.get(f"{PLAIN}?form={quote(key)}", Cookie=f"{client.cookie}; newsextract_language=th")
        assert form[0] == 200, key
        listed = re.sub(
            r"<select name=\"value\"><option value=\"\">.*?</select>", "", form[2], flags=re.DOTALL
        )  # names in both languages
        assert latin_words(listed) <= {"ISO"}, key
    status, headers, _ = client.get(f"{PLAIN}?lang=th")
    assert (status, "newsextract_language=th" in headers["set-cookie"]) == (200, True)
    wrong = {"action": "correct", "row": row(plain_record(), "attendance"), "value": "many"}
    answer = client.decide(PLAIN, wrong, Cookie=f"{client.cookie}; newsextract_language=th")
    assert answer[0] == 422
    assert "ไม่ใช่จำนวนคน" in answer[2]


def test_every_message_of_the_desk_has_a_thai_translation_with_the_same_placeholders():
    import ast
    from pathlib import Path
    from string import Formatter

    import newsextract

    def values(text):
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name)

    found = set()
    for path in Path(newsextract.__file__).parent.glob("*/*.py"):
        if path.parent.name in {"desk", "explorer"}:
            calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
            raised = [call for call in calls if getattr(call.func, "id", "") == "MisfitError"]
            found |= {call.args[0].value for call in raised if isinstance(call.args[0], ast.Constant)}
    assert len(found) > 30
    thai = labels("th")
    assert {message for message in found if message not in thai} == set()
    assert {key for key, said in thai.items() if values(labels("en").get(key, key)) != values(said)} == set()


def test_the_explorer_itself_has_no_review(tmp_path):
    from explorer_store import asker

    ask = asker(write_store(tmp_path))
    assert ask("/review").status_code == 404
    assert ask("/review/kite:1").status_code == 404


def test_next_unreviewed_and_progress(client):
    assert client.get(f"{EMOJI}?go=next")[1]["location"] == PLAIN
    assert client.get(f"{PLAIN}?go=previous")[1]["location"] == EMOJI
    status, _, html = client.decide(HOSTILE, {"action": "confirm-rest", "row": ""})
    assert status == 200
    assert "Everything of the main event is decided" in html
    assert "1 reviewed" in html
    assert client.get(f"{PLAIN}?go=next-unreviewed")[1]["location"] == PLAIN


@pytest.mark.slow
def test_killing_the_server_loses_no_acknowledged_decision(tmp_path):
    from newsextract.desk import read

    store = write_store(tmp_path)
    path = tmp_path / "news.corrections.jsonl"
    acknowledged = 0
    for _ in range(3):
        with serving(store, "--who", "นิดา") as (address, server):
            client = Client(address)
            timer = threading.Timer(0.3, server.kill)
            number = 0
            try:
                while True:
                    if number == 4:
                        timer.start()
                    action = "confirm" if number % 2 == 0 else "withdraw"
                    status, _, text = client.decide(EMOJI, {"action": action, "row": CONFIRM["row"]})
                    assert status in {200, 422}, text
                    acknowledged += status == 200
                    number += 1
            except (OSError, HTTPException):  # it is gone
                timer.join()
        assert len(read(path).corrections) in {acknowledged, acknowledged + 1}
        acknowledged = len(read(path).corrections)
    assert acknowledged > 6


def test_a_sample_is_reviewed_from_its_folder(tmp_path, monkeypatch):
    drawn = sample.draw(lambda: iter([emoji_record(), plain_record()]), by=(), n=2, seed=1, allocation="equal", slots=("type",))
    sample.write(drawn, tmp_path / "sheet")
    served = []
    monkeypatch.setattr("newsextract.explorer.serve", lambda *_, book, **__: served.append(book))
    succeed("review", tmp_path / "sheet", "--who", "nida", "--port", free_port())
    assert sorted(served[0].ids) == ["kite:1", "kite:2"]
    assert served[0].path == tmp_path / "sheet" / "records.corrections.jsonl"
    done = call("review", tmp_path, "--who", "nida", "--port", free_port())
    assert "no sample in it" in str(done.exception)
