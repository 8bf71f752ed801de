"""The explorer as a person uses it, in headless Chromium: with the mouse, by keyboard alone, on a phone, in the dark, in Thai."""

import csv
import time
from urllib.parse import quote

import pytest

from browser import DESKTOP, LOOKS, MARKS, PAGES, PHONE, Tab, axe_core, chromium, page_addresses, served
from explorer_store import HOSTILE_ID, TWINS, write_linked_store, write_shown_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")
pytest.importorskip("selenium", reason="selenium is not installed")
pytestmark = MARKS


@pytest.fixture(scope="module")
def site(sample_records, tmp_path_factory):
    with served(write_linked_store(sample_records, tmp_path_factory.mktemp("browser"))) as address:
        yield address


@pytest.fixture(scope="module")
def shown(sample_records, tmp_path_factory):
    """The site that the pictures show, without the hostile record: its address, and the paths of its pages by name."""
    store = write_shown_store(sample_records, tmp_path_factory.mktemp("shown"))
    with served(store) as address:
        yield address, page_addresses(store, sample_records[0])


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium")) as chrome:
        yield chrome


@pytest.fixture
def tab(driver, site):
    window = Tab(driver, site)
    yield window
    assert not [entry for entry in driver.get_log("browser") if "Content Security Policy" in entry["message"]]


QUERIES = ("/", "/?q=flood", "/?type=meeting&language=th&from=2023")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", QUERIES)
def test_the_first_result_is_above_the_fold_and_within_twelve_tab_stops(tab, size, path):
    tab.look(*size)
    tab.go(path)
    first = tab.one(".card")
    assert tab.run("return arguments[0].getBoundingClientRect().bottom", first.find_element("css selector", ".meta")) <= size[1]
    assert tab.run("return arguments[0].getBoundingClientRect().top", first) < size[1] / 2
    assert tab.tab_until(".card h2 a", 12) <= 12
    tab.go(path)
    from selenium.webdriver.common.keys import Keys

    tab.keys(Keys.TAB, Keys.ENTER)  # the skip link
    tab.at("#")
    assert tab.tab_until(".card h2 a", 1) == 1


def test_search_filter_open_follow_a_slot_and_cite_it_by_mouse(tab, sample_records):
    tab.go("/")
    tab.one("#q").send_keys("UNESCO")
    tab.click(".search button")
    tab.at("q=UNESCO")
    assert tab.all(".card h2 a")
    assert tab.one(".card mark").text.lower() == "unesco"
    tab.click(".facet .chip[href*='type=meeting']")
    tab.at("type=meeting")
    record = sample_records[0]
    tab.click(f".card h2 a[href*='{record.id}']")
    tab.at(f"/record/{record.id}")
    start = record.events[0].slots["start"][0]
    tab.click(f"a.nx-quote[href$='w{start.start}-{start.end}']")
    tab.at("#")
    lit = tab.all(f".nx-text [class*='w{start.start}-{start.end}']")
    assert "".join(piece.text for piece in lit) == start.text
    for piece in lit:
        assert piece.value_of_css_property("outline-style") == "solid"
        assert 0 <= tab.run("return arguments[0].getBoundingClientRect().top", piece) < 800
    tab.click("[data-path='events.0.start'] summary")
    assert record.events[0].start in tab.one("[data-path='events.0.start'] pre").text
    tab.driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    tab.click("[data-path='events.0.start'] .copy")
    tab.wait(lambda: tab.one("[data-path='events.0.start'] .copy").text == "Copied")
    copied = tab.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == tab.one("[data-path='events.0.start'] pre").text
    for said in (f"({start.start}–{start.end})", f"record: {record.id}", f"page: {record.source.url}", "read from: ", "read by: newsextract", "permalink: http://127.0.0.1:"):  # fmt: skip
        assert said in copied
    tab.click("[data-path='events.0.start'] p a")
    tab.wait(lambda: "The words stand where they were cited" in tab.one(".cited").text)
    tab.driver.back()
    tab.wait(lambda: "cite=" not in tab.path)
    tab.click(".around a")
    tab.wait(lambda: "type=meeting" in tab.path)  # back in the selection


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_open_citation_moves_no_column(tab, sample_records, size):
    tab.look(*size)
    tab.go(f"/record/{sample_records[0].id}")
    places = "return [...document.querySelectorAll('.slots:not(details *) .value, .slots:not(details *) .quotes')].map(e => [e.getBoundingClientRect().left, e.getBoundingClientRect().width])"
    before = tab.run(places)
    tab.click("[data-path='events.0.start'] summary")
    assert tab.run(places) == before
    wide = tab.run("return arguments[0].getBoundingClientRect().width", tab.one(".cite[open] pre"))
    assert wide > tab.run("return arguments[0].getBoundingClientRect().width", tab.one(".article-events table")) * 0.9


def test_the_same_by_keyboard_alone(tab, sample_records):
    from selenium.webdriver.common.keys import Keys

    tab.go("/")
    tab.tab_until("#q", 6)
    tab.keys("UNESCO", Keys.ENTER)
    tab.at("q=UNESCO")
    tab.tab_until(".facet .chip[href*='type=meeting']", 200)
    outline = tab.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    tab.keys(Keys.ENTER)
    tab.at("type=meeting")
    tab.tab_until(".card h2 a", 12)
    tab.keys(Keys.ENTER)
    tab.at("/record/")
    tab.tab_until("a.nx-quote", 40)
    tab.keys(Keys.ENTER)
    tab.at("#nx-")
    tab.tab_until(".cite summary", 60)
    tab.keys(Keys.ENTER)
    tab.wait(lambda: tab.run("return document.activeElement.parentElement.open"))
    tab.tab_until(".cite p a", 5)
    tab.keys(Keys.ENTER)
    tab.at("cite=")
    assert tab.one(".cited").is_displayed()
    tab.go(f"/record/{sample_records[0].id}")
    tab.tab_until(".around a[rel=next]", 8)
    tab.keys(Keys.ENTER)
    tab.wait(lambda: sample_records[0].id not in tab.path)


def test_a_filter_can_be_removed_and_the_others_survive_sorting(tab):
    tab.go("/?type=meeting&language=en")
    assert len(tab.all(".state .chip.chosen")) == 2
    tab.click(".state .chip.chosen")
    tab.wait(lambda: tab.path == "/?language=en")
    tab.at()
    tab.run("const s = document.querySelector('#sort'); s.value = 'oldest'; s.dispatchEvent(new Event('change'))")
    tab.at("sort=oldest", "language=en")
    days = [found.get_attribute("datetime") for found in tab.all(".card time")]
    assert days == sorted(days)


def test_charts_are_drawn_brushed_and_clicked(tab):
    from selenium.webdriver import ActionChains

    tab.go("/")
    tab.wait(lambda: len(tab.all("figure.live svg")) == 2)
    assert len(tab.all("figure[data-chart=timeline] svg .mark-rect path")) > 20
    assert len(tab.all("figure[data-chart=timeline] svg .role-axis")) >= 2
    assert tab.all("figure[data-chart=map] svg .role-legend")
    bars = tab.one("figure[data-chart=timeline] svg")
    tab.run("arguments[0].scrollIntoView({block:'center'})", bars)
    ActionChains(tab.driver).move_to_element_with_offset(bars, -60, 0).click_and_hold().move_by_offset(60, 0).move_by_offset(
        30, 0
    ).release().perform()
    tab.at("from=20", "to=20")
    assert tab.all(".state .chip.chosen")
    tab.go("/")
    tab.wait(lambda: len(tab.all("figure.live svg")) == 2)
    name = tab.run(
        "return JSON.parse(document.querySelector('[data-chart=map] script').textContent).data.values.find(v => v.count).abbr"
    )
    tile = next(text for text in tab.all("figure[data-chart=map] svg text") if text.text == name)
    tab.run("arguments[0].scrollIntoView({block:'center'})", tile)
    ActionChains(tab.driver).move_to_element(tile).click().perform()
    tab.wait(lambda: "iso=TH-" in tab.path)


def test_the_dates_can_be_typed(tab):
    tab.go("/?type=meeting")
    tab.one(".days input[name=from]").send_keys("2024")
    tab.click(".days button")
    tab.at("from=2024", "type=meeting")


def test_one_event_s_articles_are_folded_and_compared(tab, sample_records):
    tab.go("/?type=talks")
    assert len(tab.all(".card")) == 1
    tab.click(".folded summary")
    tab.click(".folded p a")
    tab.at("/event/c1")
    assert len(tab.all("table.sides thead th")) == 2
    english = sample_records[TWINS[1]]
    tab.click(f"table.sides a[href='/record/{english.id}']")
    tab.at("/record/")
    tab.click(".article-events a[href='/person/p1']")
    tab.at("/person/p1")
    assert "รองนายกรัฐมนตรี" in tab.one("table.plain").text
    tab.click(".meta a.chip")
    tab.wait(lambda: tab.path == "/?person=p1")


def test_the_language_switch_is_remembered(tab):
    tab.go("/?type=meeting").click(".top nav a[hreflang=th]")
    tab.wait(lambda: tab.one(".search button").text == "ค้นหา")
    assert "type=meeting" in tab.path
    tab.go("/")
    assert tab.one("html").get_attribute("lang") == "th"
    tab.click(".top nav a[hreflang=en]")
    tab.wait(lambda: tab.one(".search button").text == "Search")


def test_the_selection_is_downloaded(tab, tmp_path):
    tab.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    tab.go("/?type=meeting&fold=0")
    wanted = len(tab.all(".card"))
    tab.click(".downloads a[href*='selection.csv']")
    tab.wait(lambda: list(tmp_path.glob("*.csv")))
    with next(tmp_path.glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == wanted
    assert {"event_id", "confidence_start", "start_words", "start_offsets"} <= found[0].keys()


def test_the_parts_of_a_chart_that_is_drawn_again_are_no_stops(tab):
    tab.go("/")
    tab.drawn()
    tab.run("document.querySelector('figure[data-chart] svg g').setAttribute('role', 'graphics-symbol')")
    tab.wait(lambda: not tab.all("figure[data-chart] svg [role]"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_passes_axe_and_has_its_pictures(driver, shown, pictures, name):
    tab, axe = Tab(driver, shown[0]), axe_core()
    for look, (size, dark) in LOOKS.items():
        tab.look(*size, dark=dark)
        tab.go(shown[1][name])
        tab.drawn()
        tab.picture(pictures, name, look)
        assert tab.fits(), look
        assert tab.violations(axe) == [], look


def test_the_report_fits_and_passes_axe(driver, sample_records, tmp_path):
    from newsextract.report import report

    page = tmp_path / "report.html"
    page.write_text(report(write_shown_store(sample_records, tmp_path)), encoding="utf-8")
    tab, axe = Tab(driver, page.as_uri()), axe_core()
    for look, (size, dark) in LOOKS.items():
        tab.look(*size, dark=dark)
        tab.go("")
        assert tab.fits(), look
        assert tab.violations(axe) == [], look
        heights = tab.run("return [...document.querySelectorAll('.nx-event caption')].map(one => one.offsetHeight)")
        assert 0 < max(heights) < 60, look  # a caption is one line


@pytest.mark.parametrize("look", LOOKS)
def test_the_words_that_a_permalink_cites_are_in_view(driver, shown, look):
    tab, (size, dark) = Tab(driver, shown[0]), LOOKS[look]
    tab.look(*size, dark=dark)
    tab.go(shown[1]["cited"])
    words = tab.one(f".nx-text [id='{tab.path.partition('#')[2]}']")
    top = tab.run("return arguments[0].getBoundingClientRect().top", words)
    assert tab.run("return arguments[0].getBoundingClientRect().bottom", tab.one(".cited")) <= top < size[1]


@pytest.mark.parametrize("path", [f"/record/{HOSTILE_ID}", "/?q=owned", "/facets/body", "/news/names"])
def test_hostile_text_breaks_neither_the_page_nor_its_accessibility(tab, path):
    axe = axe_core()
    for size in (DESKTOP, PHONE):
        tab.look(*size)
        tab.go(path)
        tab.drawn()
        assert tab.fits(), size
        assert tab.violations(axe) == [], size


@pytest.mark.parametrize(
    "path",
    [
        f"/record/{HOSTILE_ID}",
        "/?q=owned",
        "/facets/body",
        "/facets/person",
        "/person/p%2F2",
        "/news/records",
        f"/?person={quote('<script>document.title=1</script>')}",
    ],
)
def test_a_hostile_record_runs_nothing_in_a_real_browser(tab, path):
    tab.go(path)
    time.sleep(0.2)
    assert tab.driver.title != "owned"
    assert tab.run("return document.querySelectorAll('img[src=x]').length") == 0


def test_on_a_phone_the_results_are_paged_and_the_filters_folded(tab):
    tab.look(*PHONE)
    tab.go("/")
    assert tab.run("return document.documentElement.scrollHeight") < 12_000
    assert not [fold for fold in tab.all("details.facet") if fold.get_attribute("open")]
    tab.click(".jump a[href='#charts']")
    tab.wait(lambda: 0 <= tab.run("return document.querySelector('#charts').getBoundingClientRect().top") < 400)
    tab.click("details.facet summary")
    tab.click("details.facet .chip")
    tab.wait(lambda: tab.all(".state .chip.chosen"))


def test_without_script_search_facets_and_results_work(tab):
    tab.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        tab.go("/")
        tab.one("#q").send_keys("UNESCO")
        tab.one(".search button").click()
        tab.at("q=UNESCO")
        assert tab.all(".card h2 a")
        tab.one(".facet .chip").click()
        tab.wait(lambda: tab.all(".state .chip.chosen"))
        tab.at()
        tab.one(".card h2 a").click()
        tab.at("/record/")
        tab.one(".cite summary").click()
        assert tab.one(".cite pre").is_displayed()
        assert not tab.one(".cite .copy").is_displayed()
    finally:
        tab.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
