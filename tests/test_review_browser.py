"""Reviewing as a person does, in headless Chromium: by mouse and by keyboard, in a text that begins with emoji."""

import json

import pytest

from browser import DESKTOP, LOOKS, MARKS, PHONE, REVIEWS, Tab, axe_core, chromium, free_port
from review_store import emoji_record, serving, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")
pytest.importorskip("selenium", reason="selenium is not installed")
pytestmark = MARKS


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    store = write_store(tmp_path_factory.mktemp("review"))
    with serving(store, free_port(), "--who", "นิดา") as (address, _):
        yield address, store.with_name("news.corrections.jsonl")


@pytest.fixture
def site(server):
    """The server's address, and the file of decisions, which is not there yet: the server sees that it is gone."""
    server[1].unlink(missing_ok=True)
    return server


@pytest.fixture(scope="module")
def chrome(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.fixture
def browser(chrome):
    Tab(chrome, "")  # no cookies, desktop size, light
    return chrome


def written(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def until(browser, test):
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.support.ui import WebDriverWait

    redrawn = (StaleElementReferenceException, StopIteration)  # a response replaces elements that were just found
    return WebDriverWait(browser, 20, ignored_exceptions=redrawn).until(lambda _: test())


def row(browser, label):
    from selenium.webdriver.common.by import By

    return next(
        r
        for r in browser.find_elements(By.CSS_SELECTOR, "details[open] .row")
        if r.find_element(By.CSS_SELECTOR, ".label").text.lower() == label
    )


def mark(browser, words):
    """Mark words as a mouse does: with a selection that begins and ends in text nodes."""
    browser.execute_script(
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


def keys(browser, *pressed):
    from selenium.webdriver.common.action_chains import ActionChains

    for one in pressed:
        ActionChains(browser).send_keys(one).perform()


def on_row(browser, slot=""):
    focused = browser.switch_to.active_element.get_attribute("data-row")
    return focused is not None and focused.endswith(slot)


def test_a_value_is_corrected_by_marking_its_words(site, browser):
    from selenium.webdriver.common.by import By

    address, path = site
    browser.get(address)
    assert "/review/kite:1" in browser.current_url
    assert "token" not in browser.current_url
    venue = row(browser, "venue")
    venue.find_element(By.CSS_SELECTOR, "[data-act=edit]").click()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "form.edit"))
    mark(browser, "โรงแรมธาราเพลส")
    until(browser, lambda: "โรงแรมธาราเพลส" in browser.find_element(By.CSS_SELECTOR, ".marked").text)
    browser.find_element(By.CSS_SELECTOR, "form.edit [name=why]").send_keys("the province is no part")
    browser.find_element(By.CSS_SELECTOR, "form.edit button[type=submit]").click()
    until(browser, lambda: written(path))
    record = emoji_record()
    start = record.text.rindex("โรงแรมธาราเพลส")
    assert written(path)[0]["now"]["words"] == [{"start": start, "end": start + 14, "text": "โรงแรมธาราเพลส"}]
    assert written(path)[0]["why"] == "the province is no part"
    until(browser, lambda: row(browser, "venue").find_element(By.CSS_SELECTOR, ".mine").text.startswith("corrected"))
    assert row(browser, "venue").find_element(By.CSS_SELECTOR, ".value").text == "โรงแรมธาราเพลส"
    row(browser, "venue").find_element(By.CSS_SELECTOR, "[data-act=withdraw]").click()
    until(browser, lambda: len(written(path)) == 2)
    until(browser, lambda: not row(browser, "venue").find_elements(By.CSS_SELECTOR, ".mine"))
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_the_whole_review_works_by_keyboard(site, browser):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    address, path = site
    browser.get(address)
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".row.is-current"))
    keys(browser, "j", "k", "c")
    until(browser, lambda: len(written(path)) == 1)
    assert (written(path)[0]["action"], written(path)[0]["target"]["slot"]) == ("confirm", "type")
    until(browser, lambda: on_row(browser, "|status"))  # the file is written before the focus moves
    assert browser.switch_to.active_element.value_of_css_property("outline-style") != "none"
    for _ in range(4):
        keys(browser, "j")
    assert on_row(browser, "|venue")
    keys(browser, "e")
    until(browser, lambda: browser.switch_to.active_element.get_attribute("id") == "text")
    before = browser.execute_script("return document.getElementById('text').textContent")
    selected = browser.execute_script("return getSelection().toString()")
    assert selected.startswith("โรงแรมธาราเพลส")
    keys(browser, "z", Keys.DELETE)  # nothing in the text changes
    assert browser.execute_script("return document.getElementById('text').textContent") == before
    mark(browser, "โรงแรมธาราเพลส จังหวัดเลย")
    for _ in range(3):
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.ARROW_LEFT).key_up(Keys.SHIFT).perform()
    marked = browser.execute_script("return getSelection().toString()")
    assert marked in "โรงแรมธาราเพลส จังหวัดเลย"
    assert marked != "โรงแรมธาราเพลส จังหวัดเลย"
    mark(browser, "โรงแรมธาราเพลส")
    keys(browser, Keys.ENTER)
    until(browser, lambda: browser.switch_to.active_element.get_attribute("type") == "submit")
    keys(browser, Keys.ENTER)
    until(browser, lambda: len(written(path)) == 2)
    assert written(path)[1]["now"]["value"] == "โรงแรมธาราเพลส"
    until(browser, lambda: on_row(browser))
    keys(browser, "j", "j", "x")
    until(browser, lambda: len(written(path)) == 3)
    assert written(path)[2]["action"] == "reject"
    until(browser, lambda: len(browser.find_elements(By.CSS_SELECTOR, ".row.is-decided")) == 3)
    keys(browser, "a")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "form.edit"))
    keys(browser, Keys.ESCAPE)
    assert not browser.find_elements(By.CSS_SELECTOR, "form.edit")
    keys(browser, "C")
    until(browser, lambda: "Everything" in browser.find_element(By.CSS_SELECTOR, ".rest").text)
    assert "1 reviewed" in browser.find_element(By.CSS_SELECTOR, ".progress").text
    keys(browser, "N")
    until(browser, lambda: "/review/kite:2" in browser.current_url)
    keys(browser, "?")
    assert browser.find_element(By.ID, "help").get_attribute("open")


def test_a_participant_is_added_and_undone_by_keyboard_alone(site, browser):
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    address, path = site
    tab = Tab(browser, address.partition("/review")[0])
    browser.get(address)
    until(browser, lambda: tab.all(".row.is-current"))
    for _ in range(30):
        if tab.one(".row.is-current .label").text.lower().startswith("chair"):
            break
        tab.keys("j")
    tab.keys("a")
    until(browser, lambda: tab.all("form.edit select:focus"))
    tab.keys("speaker")
    tab.tab_until("form.edit [data-act=mark]", 6)
    tab.keys(Keys.ENTER)
    until(browser, lambda: browser.switch_to.active_element.get_attribute("id") == "text")
    for key in (Keys.ARROW_RIGHT, *[Keys.ARROW_RIGHT] * 3):
        ActionChains(browser).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()
    tab.keys(Keys.ENTER)
    until(browser, lambda: tab.all("form.edit select:focus"))
    assert "“" in tab.one(".marked").text
    tab.tab_until("form.edit button[type=submit]", 8)
    tab.keys(Keys.ENTER)
    until(browser, lambda: written(path))
    (one,) = written(path)
    words = one["now"]["words"][0]
    assert (one["action"], one["now"]["value"]) == ("add", "speaker")
    assert emoji_record().text[words["start"] : words["end"]] == words["text"]
    until(browser, lambda: tab.all(".row.is-current:focus .mine"))  # the participant that was added
    tab.keys("u")
    until(browser, lambda: [line["action"] for line in written(path)] == ["add", "withdraw"])


def test_a_participant_and_an_entity_are_added_and_taken_out(site, browser):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select

    address, path = site
    browser.get(address)
    browser.find_element(By.CSS_SELECTOR, "[data-add='add|participants|main']").click()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "form.edit"))
    Select(browser.find_element(By.CSS_SELECTOR, "form.edit [name=value]")).select_by_visible_text("speaker")
    mark(browser, "นางสาวนิดา สุขใจ")
    browser.find_element(By.CSS_SELECTOR, "form.edit button[type=submit]").click()
    until(browser, lambda: len(written(path)) == 1)
    assert written(path)[0]["target"]["entity"]["type"] == "PERSON"
    until(browser, lambda: row(browser, "speaker"))
    assert "นิดา สุขใจ" in row(browser, "speaker").text
    row(browser, "speaker").find_element(By.CSS_SELECTOR, "[data-act=reject]").click()
    until(browser, lambda: len(written(path)) == 2)
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "[data-group=gone]"))  # the file is written first
    gone = browser.find_element(By.CSS_SELECTOR, "[data-group=gone]")
    assert "participants" in gone.get_attribute("textContent")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_article_is_marked_as_having_no_event_by_mouse_and_by_keyboard(site, browser, size):
    address, path = site
    tab = Tab(browser, address.partition("/review")[0])
    tab.look(*size)
    browser.get(address)
    row(browser, "type").find_element("css selector", "[data-act=reject]").click()
    until(browser, lambda: tab.all("[data-row='events|main|type'].is-decided.is-current"))
    assert "the article reports no event" in tab.one("[data-row='events|main|type'] .value").text
    assert len(tab.all("details[data-group=main] .row")) == 1
    assert "Everything" in tab.one(".rest").text
    assert tab.fits()
    assert tab.violations(axe_core()) == []
    tab.keys("u")
    until(browser, lambda: len(tab.all("details[data-group=main] .row")) > 10)
    tab.keys("x")  # the type has the focus again
    until(browser, lambda: tab.all("[data-row='events|main|type'].is-decided.is-current"))
    tab.keys("e")  # there is one after all
    until(browser, lambda: tab.all("form.edit [name=value]"))
    assert tab.one("form.edit .title").text == "Add the main event"
    mark(browser, "จะจัดอีกครั้งในปีหน้า")
    tab.click("form.edit button[type=submit]")
    until(browser, lambda: len(tab.all("details[data-group=main] .row")) > 10)
    assert row(browser, "type").find_element("css selector", ".mine").text == "added"
    assert [line["action"] for line in written(path)] == ["reject", "withdraw", "reject", "add"]
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_hostile_text_runs_nowhere_and_keeps_its_offsets(site, browser):
    from selenium.webdriver.common.by import By

    address, path = site
    browser.get(address)
    browser.get(browser.current_url.replace("kite:1", "kite:9"))
    assert browser.title.startswith("Review: <script>")
    browser.find_element(By.CSS_SELECTOR, ".row [data-act=edit]")
    row(browser, "about").find_element(By.CSS_SELECTOR, "[data-act=edit]").click()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "form.edit"))
    mark(browser, "<img src=x onerror=alert(1)>")
    browser.find_element(By.CSS_SELECTOR, "form.edit button[type=submit]").click()
    until(browser, lambda: written(path))
    assert written(path)[0]["now"]["words"][0]["text"] == "<img src=x onerror=alert(1)>"
    until(browser, lambda: row(browser, "about").find_element(By.CSS_SELECTOR, ".value").text.startswith("<img"))
    assert browser.title.startswith("Review: <script>")
    assert not browser.find_elements(By.CSS_SELECTOR, "#main img")
    assert not browser.find_elements(By.CSS_SELECTOR, "#main script")


def test_words_are_marked_by_dragging_the_mouse_over_them(site, browser):
    from selenium.webdriver.common.actions.action_builder import ActionBuilder
    from selenium.webdriver.common.by import By

    address, path = site
    browser.get(address)
    row(browser, "attendance").find_element(By.CSS_SELECTOR, "[data-act=edit]").click()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "form.edit"))
    mark(browser, "250 คน")
    box = browser.execute_script(
        "const r = getSelection().getRangeAt(0).getBoundingClientRect(); return [r.left, r.top, r.width, r.height]"
    )
    browser.execute_script("getSelection().removeAllRanges()")
    middle = round(box[1] + box[3] / 2)
    drag = ActionBuilder(browser)
    drag.pointer_action.move_to_location(round(box[0]) + 1, middle).pointer_down()
    drag.pointer_action.move_to_location(round(box[0] + box[2]) + 1, middle).pointer_up()
    drag.perform()
    until(browser, lambda: "250" in browser.find_element(By.CSS_SELECTOR, ".marked").text)
    browser.find_element(By.CSS_SELECTOR, "form.edit button[type=submit]").click()
    until(browser, lambda: written(path))
    (words,) = written(path)[0]["now"]["words"]
    assert emoji_record().text[words["start"] : words["end"]] == words["text"]
    assert words["text"].startswith("250")
    assert written(path)[0]["now"]["value"] == 250


@pytest.mark.parametrize("look", LOOKS)
def test_every_form_fits_and_passes_axe(site, browser, look):
    size, dark = LOOKS[look]
    tab, axe = Tab(browser, site[0].partition("/review")[0]), axe_core()
    tab.look(*size, dark=dark)
    browser.get(site[0])
    for label in (None, "type", "venue", "country", "chair, main actor"):
        if label:
            found = row(browser, label)
            tab.run("arguments[0].scrollIntoView({block: 'center'})", found)
            found.find_element("css selector", "[data-act=edit]").click()
            tab.wait(lambda: tab.all("form.edit"))
        assert tab.fits()
        assert tab.run("return innerWidth") == size[0]
        assert tab.violations(axe) == []
        if label:
            tab.run("document.querySelector('form.edit [data-act=cancel]').click()")


@pytest.fixture(scope="module")
def shown(sample_records, tmp_path_factory):
    import newsextract as nx

    store = tmp_path_factory.mktemp("shown") / "news.duckdb"
    nx.write(sample_records, store)
    with serving(store, free_port(), "--who", "นิดา") as (address, _):
        yield address


@pytest.mark.parametrize("name", REVIEWS)
def test_the_review_fits_passes_axe_and_has_its_pictures(shown, browser, sample_records, pictures, name):
    tab, axe = Tab(browser, shown.partition("/review")[0]), axe_core()
    browser.get(shown)
    for look, (size, dark) in LOOKS.items():
        tab.look(*size, dark=dark)
        tab.go(REVIEWS[name].format(id=sample_records[0].id))
        if name == "correcting":
            tab.click("[data-row$='|venue'] [data-act=edit]")
            tab.wait(lambda: tab.all("form.edit"))
        tab.picture(pictures, name, look)
        assert tab.fits(), look
        assert tab.violations(axe) == [], look


def test_the_explorer_and_the_review_are_one_site(site, browser):
    """From the results to a record, to its review, to the next in the selection by keyboard, and back to the results."""
    from selenium.webdriver.common.by import By

    address, path = site
    browser.get(address)
    home = address.partition("/review")[0]
    browser.get(f"{home}/?q=ว่าว&sort=old")
    shown = [link.get_attribute("href") for link in browser.find_elements(By.CSS_SELECTOR, ".card h2 a")]
    assert len(shown) == 3
    browser.find_element(By.CSS_SELECTOR, ".card h2 a").click()
    browser.find_element(By.CSS_SELECTOR, ".meta a[href^='/review/']").click()
    first = browser.current_url
    assert "/review/" in first
    assert "q=" in first
    assert "1 of 3 selected" in browser.find_element(By.CSS_SELECTOR, ".bar").text
    keys(browser, "c")
    until(browser, lambda: written(path))
    until(browser, lambda: "1 of 3 selected" in browser.find_element(By.CSS_SELECTOR, ".bar").text)
    keys(browser, "n")
    until(browser, lambda: browser.current_url != first)
    assert "2 of 3 selected" in browser.find_element(By.CSS_SELECTOR, ".bar").text
    keys(browser, "p")
    until(browser, lambda: browser.current_url == first)
    keys(browser, "r")
    until(browser, lambda: "/record/" in browser.current_url)
    browser.find_element(By.CSS_SELECTOR, "a[rel=next]").click()
    assert "2 of 3" in browser.find_element(By.CSS_SELECTOR, ".around").text
    browser.find_element(By.CSS_SELECTOR, ".around a").click()
    assert [link.get_attribute("href") for link in browser.find_elements(By.CSS_SELECTOR, ".card h2 a")] == shown
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_an_added_event_is_the_current_row(site, browser):
    address, _ = site
    tab = Tab(browser, address.partition("/review")[0])
    browser.get(address)
    tab.click("[data-add='add|events|main']")
    until(browser, lambda: tab.all("form.edit"))
    mark(browser, "โรงแรมธาราเพลส")
    tab.click("form.edit button[type=submit]")
    until(browser, lambda: tab.all("details[open]:not([data-group=main]) .row.is-current:focus"))
    assert "โรงแรมธาราเพลส" in tab.one(".row.is-current .value").text


def test_keys_of_a_thai_keyboard_layout_act_as_those_in_the_same_places(site, browser):
    address, path = site
    tab = Tab(browser, address.partition("/review")[0])
    browser.get(address)
    until(browser, lambda: tab.all(".row.is-current"))
    press = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[0], code: arguments[1], shiftKey: arguments[2], bubbles: true}))"
    tab.run(press, "แ", "KeyC", False)
    until(browser, lambda: [one["action"] for one in written(path)] == ["confirm"])
    tab.run(press, "ฉ", "KeyC", True)
    until(browser, lambda: len(written(path)) > 2)
    tab.run(press, "ฦ", "Slash", True)
    until(browser, lambda: tab.all("#help[open]"))


def test_keys_pressed_faster_than_the_server_answers_are_all_handled(site, browser):
    from selenium.webdriver.common.action_chains import ActionChains

    address, path = site
    browser.get(address)
    ActionChains(browser).send_keys("cccc").perform()
    until(browser, lambda: len(written(path)) == 4)
    assert len({json.dumps(one["target"], sort_keys=True) for one in written(path)}) == 4
