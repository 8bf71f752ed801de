"""Reviewing as a person does, in headless Chromium: by mouse and by keyboard, in a text that begins with emoji."""

import json

import pytest

from browser import DESKTOP, LOOKS, MARKS, PHONE, REVIEWS, Tab, axe_core, chromium
from review_store import emoji_record, serving, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")
pytest.importorskip("selenium", reason="selenium is not installed")
pytestmark = MARKS


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    store = write_store(tmp_path_factory.mktemp("review"))
    with serving(store, "--who", "นิดา") as (address, _):
        yield address, store.with_name("news.corrections.jsonl")


@pytest.fixture
def path(server):
    """The file of decisions, which is not there yet: the server sees that it is gone."""
    server[1].unlink(missing_ok=True)
    return server[1]


@pytest.fixture(scope="module")
def chrome(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.fixture
def tab(chrome, server, path):
    """The browser's window at the server's first page; nothing may go wrong in it."""
    tab = Tab(chrome, server[0].partition("/review")[0])
    chrome.get(server[0])
    yield tab
    assert [entry for entry in chrome.get_log("browser") if entry["level"] == "SEVERE"] == []


def written(path):
    """The decisions in the file; a line that the server has not written to its end is left out."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]] if path.exists() else []


def row(tab, label):
    return next(r for r in tab.all("details[open] .row") if r.find_element("css selector", ".label").text.lower() == label)


def in_row(tab, label, css):
    return row(tab, label).find_element("css selector", css)


def edit(tab, label):
    """Open the form that corrects a row."""
    in_row(tab, label, "[data-act=edit]").click()
    tab.wait(lambda: tab.all("form.edit"))


def mark(tab, words):
    """Mark words as a mouse does, with a selection that begins and ends in text nodes, and wait until the form shows them."""
    tab.run(
        """
        const text = document.getElementById('text'), words = arguments[0];
        const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        const nodes = []; let all = '';
        for (let n = walker.nextNode(); n; n = walker.nextNode()) { nodes.push([n, all.length]); all += n.data; }
        const from = all.lastIndexOf(words), to = from + words.length;
        const range = document.createRange();
        const at = (u, end) => { const [n, s] = nodes.filter(([n, s]) => end ? s < u : s <= u).at(-1); return [n, u - s]; };
        range.setStart(...at(from, false)); range.setEnd(...at(to, true));
        getSelection().removeAllRanges(); getSelection().addRange(range);
        """,
        words,
    )
    tab.wait(lambda: words in tab.one("form.edit .marked").text)


def press_shifted(tab, key, times):
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    for _ in range(times):
        ActionChains(tab.driver).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()


def press_until(tab, key, check):
    for _ in range(30):
        if check():
            return
        tab.keys(key)
    raise AssertionError(f"thirty presses of {key!r} were not enough")


def focused(tab):
    return tab.driver.switch_to.active_element


def on_row(tab, slot=""):
    current = focused(tab).get_attribute("data-row")
    return current is not None and current.endswith(slot)


def test_a_value_is_corrected_by_marking_its_words(tab, path):
    assert "/review/kite:1" in tab.driver.current_url
    assert "token" not in tab.driver.current_url
    edit(tab, "venue")
    mark(tab, "โรงแรมธาราเพลส")
    tab.one("form.edit [name=why]").send_keys("the province is no part")
    tab.click("form.edit button[type=submit]")
    tab.wait(lambda: written(path))
    record = emoji_record()
    start = record.text.rindex("โรงแรมธาราเพลส")
    assert written(path)[0]["now"]["words"] == [{"start": start, "end": start + 14, "text": "โรงแรมธาราเพลส"}]
    assert written(path)[0]["why"] == "the province is no part"
    tab.wait(lambda: in_row(tab, "venue", ".mine").text.startswith("corrected"))
    assert in_row(tab, "venue", ".value").text == "โรงแรมธาราเพลส"
    in_row(tab, "venue", "[data-act=withdraw]").click()
    tab.wait(lambda: len(written(path)) == 2)
    tab.wait(lambda: not row(tab, "venue").find_elements("css selector", ".mine"))


def test_the_whole_review_works_by_keyboard(tab, path):
    from selenium.webdriver.common.keys import Keys

    tab.wait(lambda: tab.all(".row.is-current"))
    tab.keys("j", "k", "c")
    tab.wait(lambda: len(written(path)) == 1)
    assert (written(path)[0]["action"], written(path)[0]["target"]["slot"]) == ("confirm", "type")
    tab.wait(lambda: on_row(tab, "|status"))  # the file is written before the focus moves
    assert focused(tab).value_of_css_property("outline-style") != "none"
    for _ in range(4):
        tab.keys("j")
    tab.wait(lambda: on_row(tab, "|venue"))
    tab.keys("e")
    tab.wait(lambda: focused(tab).get_attribute("id") == "text")
    before = tab.run("return document.getElementById('text').textContent")
    selected = tab.run("return getSelection().toString()")
    assert selected.startswith("โรงแรมธาราเพลส")
    tab.keys("z", Keys.DELETE)  # nothing in the text changes
    assert tab.run("return document.getElementById('text').textContent") == before
    press_shifted(tab, Keys.ARROW_LEFT, 3)
    assert selected.startswith(tab.run("return getSelection().toString()"))
    assert selected != tab.run("return getSelection().toString()")
    mark(tab, "โรงแรมธาราเพลส")
    tab.keys(Keys.ENTER)
    tab.wait(lambda: focused(tab).get_attribute("type") == "submit")
    tab.keys(Keys.ENTER)
    tab.wait(lambda: len(written(path)) == 2)
    assert written(path)[1]["now"]["value"] == "โรงแรมธาราเพลส"
    tab.wait(lambda: on_row(tab))
    tab.keys("j", "j", "x")
    tab.wait(lambda: len(written(path)) == 3)
    assert written(path)[2]["action"] == "reject"
    tab.wait(lambda: len(tab.all(".row.is-decided")) == 3)
    tab.keys("a")
    tab.wait(lambda: tab.all("form.edit"))
    tab.keys(Keys.ESCAPE)
    tab.wait(lambda: not tab.all("form.edit"))
    tab.keys("C")
    tab.wait(lambda: "Everything" in tab.one(".rest").text)
    assert "1 reviewed" in tab.one(".progress").text
    tab.keys("N")
    tab.at("/review/kite:2")
    tab.keys("?")
    tab.wait(lambda: tab.all("#help[open]"))


def test_a_participant_is_added_and_undone_by_keyboard_alone(tab, path):
    from selenium.webdriver.common.keys import Keys

    tab.wait(lambda: tab.all(".row.is-current"))
    press_until(tab, "j", lambda: tab.one(".row.is-current .label").text.lower().startswith("chair"))
    tab.keys("a")
    tab.wait(lambda: tab.all("form.edit select:focus"))
    press_until(tab, "s", lambda: focused(tab).get_attribute("value") == "speaker")
    tab.tab_until("form.edit [data-act=mark]", 6)
    tab.keys(Keys.ENTER)
    tab.wait(lambda: focused(tab).get_attribute("id") == "text")
    press_shifted(tab, Keys.ARROW_RIGHT, 4)
    tab.keys(Keys.ENTER)
    tab.wait(lambda: tab.all("form.edit select:focus"))
    assert "“" in tab.one(".marked").text
    tab.tab_until("form.edit button[type=submit]", 8)
    tab.keys(Keys.ENTER)
    tab.wait(lambda: written(path))
    (one,) = written(path)
    words = one["now"]["words"][0]
    assert (one["action"], one["now"]["value"]) == ("add", "speaker")
    assert emoji_record().text[words["start"] : words["end"]] == words["text"]
    tab.wait(lambda: tab.all(".row.is-current:focus .mine"))  # the participant that was added
    tab.keys("u")
    tab.wait(lambda: [line["action"] for line in written(path)] == ["add", "withdraw"])


def test_a_participant_and_an_entity_are_added_and_taken_out(tab, path):
    from selenium.webdriver.support.ui import Select

    tab.click("[data-add='add|participants|main']")
    tab.wait(lambda: tab.all("form.edit"))
    Select(tab.one("form.edit [name=value]")).select_by_visible_text("speaker")
    mark(tab, "นางสาวนิดา สุขใจ")
    tab.click("form.edit button[type=submit]")
    tab.wait(lambda: len(written(path)) == 1)
    assert written(path)[0]["target"]["entity"]["type"] == "PERSON"
    tab.wait(lambda: row(tab, "speaker"))
    assert "นิดา สุขใจ" in row(tab, "speaker").text
    in_row(tab, "speaker", "[data-act=reject]").click()
    tab.wait(lambda: len(written(path)) == 2)
    tab.wait(lambda: tab.all("[data-group=gone]"))  # the file is written first
    assert "participants" in tab.one("[data-group=gone]").get_attribute("textContent")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_article_is_marked_as_having_no_event_by_mouse_and_by_keyboard(tab, path, size):
    tab.look(*size)
    tab.driver.refresh()
    in_row(tab, "type", "[data-act=reject]").click()
    tab.wait(lambda: tab.all("[data-row='events|main|type'].is-decided.is-current"))
    assert "the article reports no event" in tab.one("[data-row='events|main|type'] .value").text
    assert len(tab.all("details[data-group=main] .row")) == 1
    assert "Everything" in tab.one(".rest").text
    assert tab.fits()
    assert tab.violations(axe_core()) == []
    tab.keys("u")
    tab.wait(lambda: len(tab.all("details[data-group=main] .row")) > 10)
    tab.keys("x")  # the type has the focus again
    tab.wait(lambda: tab.all("[data-row='events|main|type'].is-decided.is-current"))
    tab.keys("e")  # there is one after all
    tab.wait(lambda: tab.all("form.edit [name=value]"))
    assert tab.one("form.edit .title").text == "Add the main event"
    mark(tab, "จะจัดอีกครั้งในปีหน้า")
    tab.click("form.edit button[type=submit]")
    tab.wait(lambda: len(tab.all("details[data-group=main] .row")) > 10)
    assert in_row(tab, "type", ".mine").text == "added"
    assert [line["action"] for line in written(path)] == ["reject", "withdraw", "reject", "add"]


def test_hostile_text_runs_nowhere_and_keeps_its_offsets(tab, path):
    tab.go("/review/kite:9")
    assert tab.driver.title.startswith("Review: <script>")
    tab.one(".row [data-act=edit]")
    edit(tab, "about")
    mark(tab, "<img src=x onerror=alert(1)>")
    tab.click("form.edit button[type=submit]")
    tab.wait(lambda: written(path))
    assert written(path)[0]["now"]["words"][0]["text"] == "<img src=x onerror=alert(1)>"
    tab.wait(lambda: in_row(tab, "about", ".value").text.startswith("<img"))
    assert tab.driver.title.startswith("Review: <script>")
    assert not tab.all("#main img")
    assert not tab.all("#main script")


def test_words_are_marked_by_dragging_the_mouse_over_them(tab, path):
    from selenium.webdriver.common.actions.action_builder import ActionBuilder

    edit(tab, "attendance")
    assert tab.run("return getSelection().toString()") == "250 คน"
    box = tab.run("const r = getSelection().getRangeAt(0).getBoundingClientRect(); return [r.left, r.top, r.width, r.height]")
    tab.run("getSelection().removeAllRanges()")
    middle = round(box[1] + box[3] / 2)
    drag = ActionBuilder(tab.driver)
    drag.pointer_action.move_to_location(round(box[0]) + 1, middle).pointer_down()
    drag.pointer_action.move_to_location(round(box[0] + box[2]) + 1, middle).pointer_up()
    drag.perform()
    tab.wait(lambda: "250" in tab.one(".marked").text)
    tab.click("form.edit button[type=submit]")
    tab.wait(lambda: written(path))
    (words,) = written(path)[0]["now"]["words"]
    assert emoji_record().text[words["start"] : words["end"]] == words["text"]
    assert words["text"].startswith("250")
    assert written(path)[0]["now"]["value"] == 250


@pytest.mark.parametrize("look", LOOKS)
def test_every_form_fits_and_passes_axe(tab, look):
    (size, dark), axe = LOOKS[look], axe_core()
    tab.look(*size, dark=dark)
    tab.driver.refresh()
    for label in ("type", "country", "chair, main actor"):  # the pictures' page has that of a venue
        tab.run("arguments[0].scrollIntoView({block: 'center'})", row(tab, label))
        edit(tab, label)
        assert tab.fits()
        assert tab.run("return innerWidth") == size[0]
        assert tab.violations(axe) == []
        tab.run("document.querySelector('form.edit [data-act=cancel]').click()")


@pytest.fixture(scope="module")
def shown(sample_records, tmp_path_factory):
    import newsextract as nx

    store = tmp_path_factory.mktemp("shown") / "news.duckdb"
    nx.write(sample_records, store)
    with serving(store, "--who", "นิดา") as (address, _):
        yield address


@pytest.mark.parametrize("name", REVIEWS)
def test_the_review_fits_passes_axe_and_has_its_pictures(shown, chrome, sample_records, pictures, name):
    tab, axe = Tab(chrome, shown.partition("/review")[0]), axe_core()
    chrome.get(shown)
    for look, (size, dark) in LOOKS.items():
        tab.look(*size, dark=dark)
        tab.go(REVIEWS[name].format(id=sample_records[0].id))
        if name == "correcting":
            tab.click("[data-row$='|venue'] [data-act=edit]")
            tab.wait(lambda: tab.all("form.edit"))
        tab.picture(pictures, name, look)
        assert tab.fits(), look
        assert tab.violations(axe) == [], look


def test_the_explorer_and_the_review_are_one_site(tab, path):
    """From the results to a record, to its review, to the next in the selection by keyboard, and back to the results."""
    tab.go("/?q=ว่าว&sort=old")
    shown = [link.get_attribute("href") for link in tab.all(".card h2 a")]
    assert len(shown) == 3
    tab.click(".card h2 a")
    tab.at("/record/").click(".meta a[href^='/review/']")
    tab.at("/review/", "q=")
    first = tab.path
    assert "1 of 3 selected" in tab.one(".bar").text
    tab.keys("c")
    tab.wait(lambda: tab.all(".row.is-decided"))
    assert len(written(path)) == 1
    assert "1 of 3 selected" in tab.one(".bar").text
    tab.keys("n")
    tab.wait(lambda: "2 of 3 selected" in tab.one(".bar").text)
    tab.at()
    assert tab.path != first
    tab.keys("p")
    tab.at(first)
    tab.keys("r")
    tab.at("/record/").click("a[rel=next]")
    tab.wait(lambda: "2 of 3" in tab.one(".around").text)
    tab.at().click(".around a")
    tab.wait(lambda: [link.get_attribute("href") for link in tab.all(".card h2 a")] == shown)


def test_an_added_event_is_the_current_row(tab):
    tab.click("[data-add='add|events|main']")
    tab.wait(lambda: tab.all("form.edit"))
    mark(tab, "โรงแรมธาราเพลส")
    tab.click("form.edit button[type=submit]")
    tab.wait(lambda: tab.all("details[open]:not([data-group=main]) .row.is-current:focus"))
    assert "โรงแรมธาราเพลส" in tab.one(".row.is-current .value").text


def test_keys_of_a_thai_keyboard_layout_act_as_those_in_the_same_places(tab, path):
    tab.wait(lambda: tab.all(".row.is-current"))
    press = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[0], code: arguments[1], shiftKey: arguments[2], bubbles: true}))"
    tab.run(press, "แ", "KeyC", False)
    tab.wait(lambda: [one["action"] for one in written(path)] == ["confirm"])
    tab.run(press, "ฉ", "KeyC", True)
    tab.wait(lambda: len(written(path)) > 2)
    tab.run(press, "ฦ", "Slash", True)
    tab.wait(lambda: tab.all("#help[open]"))


def test_keys_pressed_faster_than_the_server_answers_are_all_handled(tab, path):
    tab.keys("cccc")
    tab.wait(lambda: len(written(path)) == 4)
    assert len({json.dumps(one["target"], sort_keys=True) for one in written(path)}) == 4
