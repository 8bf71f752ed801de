"""The explorer as a person uses it, in headless Chromium: search, filter, open, follow a slot to its words, download."""

from __future__ import annotations

import csv
import shutil
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from explorer_store import HOSTILE_ID, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")
selenium = pytest.importorskip("selenium", reason="selenium is not installed")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium here (Debian: chromium, chromium-driver)"),
    pytest.mark.filterwarnings("default"),
    pytest.mark.slow,
]
SERVE = "import sys; from pathlib import Path; from newsextract.explorer import serve; s, i, p = sys.argv[1:]; serve(Path(s), Path(i), int(p))"


@pytest.fixture(scope="module")
def site(sample_records, tmp_path_factory):
    from newsextract.explorer import build, index_path

    store = write_store(sample_records, tmp_path_factory.mktemp("browser"))
    build(store, index_path(store))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(store), str(index_path(store)), str(port)])
    try:
        for _ in range(900):
            try:
                with urlopen(f"http://127.0.0.1:{port}/-/versions.json", timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def browser(tmp_path):
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for switch in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--window-size=1280,1400",
    ):
        options.add_argument(switch)
    options.add_experimental_option("prefs", {"download.default_directory": str(tmp_path)})
    driver = Chrome(options=options, service=ChromeService(DRIVER))
    driver.set_page_load_timeout(60)
    yield driver
    driver.quit()


def click(browser, css=None, text=None):
    from selenium.webdriver.common.by import By

    found = browser.find_element(By.LINK_TEXT, text) if text else browser.find_element(By.CSS_SELECTOR, css)
    browser.execute_script("arguments[0].scrollIntoView({block:'center'})", found)
    found.click()


def ids(browser):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 30).until(lambda page: page.find_elements(By.CSS_SELECTOR, "#export, p.zero-results"))
    return [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, "td.col-id")]


def test_search_filter_open_and_follow_a_slot_to_its_words(site, browser, sample_records):
    from selenium.webdriver.common.by import By

    browser.get(site)
    assert len(ids(browser)) == len(sample_records) + 1
    box = browser.find_element(By.ID, "_search")
    box.send_keys("ผู้สูงอายุ")
    box.submit()
    found = set(ids(browser))
    assert found == {r.id for r in sample_records if "ผู้สูงอายุ" in r.text} | ({HOSTILE_ID} & found)
    click(browser, text="meeting")
    assert "type=meeting" in browser.current_url
    record = sample_records[0]
    click(browser, text=record.id)
    assert browser.current_url.endswith(f"/record/{record.id}")
    start = record.events[0].slots["start"][0]
    click(browser, css=f"a.nx-quote[href$='w{start.start}-{start.end}']")
    lit = browser.find_elements(By.CSS_SELECTOR, f".nx-text [class*='w{start.start}-{start.end}']")
    assert "".join(piece.text for piece in lit) == start.text
    for piece in lit:
        assert piece.value_of_css_property("outline-style") == "solid"
        top = browser.execute_script("return arguments[0].getBoundingClientRect().top", piece)
        assert 0 <= top < 1400


def test_the_selection_is_downloaded(site, browser, tmp_path):
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    browser.get(f"{site}/news/records?type=meeting")
    wanted = ids(browser)
    click(browser, css=".export-links a[href*='selection.csv']")
    for _ in range(300):
        files = list(tmp_path.glob("*.csv"))
        if files:
            break
        time.sleep(0.1)
    with files[0].open(encoding="utf-8-sig", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == wanted


def test_a_hostile_record_runs_nothing_in_a_real_browser(site, browser):
    for path in (f"/record/{HOSTILE_ID}", "/news/records?_search=owned"):
        browser.get(f"{site}{path}")
        assert browser.title != "owned"
        assert browser.execute_script("return document.querySelectorAll('img[src=x]').length") == 0


def test_on_a_phone_nothing_is_wider_than_the_screen(site, browser, sample_records):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    )
    for path in ("/", f"/record/{sample_records[0].id}"):
        browser.get(f"{site}{path}")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 391, path


def test_on_a_phone_facets_are_folded_until_they_are_touched(site, browser):
    from selenium.webdriver.common.by import By

    def folds():
        return browser.find_elements(By.CSS_SELECTOR, ".nx-panel details")

    browser.get(f"{site}/news/records?type=meeting")
    assert all(fold.get_attribute("open") for fold in folds())
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 375, "height": 812, "deviceScaleFactor": 2, "mobile": True}
    )
    browser.get(f"{site}/news/records?type=meeting")
    assert [fold.get_attribute("id") for fold in folds() if fold.get_attribute("open")] == ["facet-type"]  # where one is chosen
    click(browser, css="#facet-province summary")
    province = browser.find_element(By.CSS_SELECTOR, "#facet-province li a")
    assert province.is_displayed()
    wanted = province.text
    province.click()
    assert len(ids(browser)) >= 1
    assert browser.find_element(By.CSS_SELECTOR, "#facet-province b").text == wanted


def test_dark_pages_keep_their_contrast(site, browser, sample_records):
    from selenium.webdriver.common.by import By

    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    browser.get(f"{site}/record/{sample_records[0].id}")
    mark = browser.find_element(By.CSS_SELECTOR, ".nx-text mark")
    assert luminance(mark.value_of_css_property("color")) > 0.5
    assert luminance(browser.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")) < 0.1


def luminance(colour):
    red, green, blue = (int(float(part)) / 255 for part in colour[colour.index("(") + 1 :].rstrip(")").split(",")[:3])
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
