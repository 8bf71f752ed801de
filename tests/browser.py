"""Helpers of the browser tests: headless Chromium, its window, the pages and looks to check, and their pictures."""

import importlib.util
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
#: pytest marks of every test that needs the browser
MARKS = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium here (Debian: chromium, chromium-driver)"),
    pytest.mark.filterwarnings("default"),
    pytest.mark.slow,
]
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--disable-background-networking")  # fmt: skip
SERVE = "import sys; from pathlib import Path; from newsextract.explorer import serve; s, i, p = sys.argv[1:]; serve(Path(s), Path(i), int(p))"
#: width, height, whether it is a phone
DESKTOP, PHONE = (1280, 800, False), (390, 844, True)
#: the looks of each page: window size, and whether the colour scheme is dark
LOOKS = {"desktop": (DESKTOP, False), "phone": (PHONE, False), "dark": (DESKTOP, True), "phone-dark": (PHONE, True)}
#: the looks of which the documentation has pictures
PICTURED = ("desktop", "phone", "dark")
#: paths of the explorer's pages by name, with placeholders for the store's keys; {cite} is a permalink
PAGES = {
    "front": "/",
    "thai": "/?lang=th",
    "search": "/?q=flood",
    "empty": "/?q=UNESCO&type=visit",
    "facet": "/facets/person",
    "record": "/record/{id}",
    "cited": "{cite}",
    "person": "/person/{person}",
    "body": "/body/{body}",
    "event": "/event/{event}",
    "missing": "/record/thaigov:0",
    "refused": "/?from=yesterday",
    "tables": "/news",
    "table": "/news/names?_sort_desc=articles",
    "sql": "/news?sql=SELECT+type%2C+count(*)+FROM+records+GROUP+BY+type",
    "wrong-sql": "/news?sql=SELECT+typ+FROM+records",
}
#: the same for the review
REVIEWS = {"review": "/review/{id}", "review-thai": "/review/{id}?lang=th", "correcting": "/review/{id}"}


def page_addresses(store, record):
    """The paths of the explorer's pages by name, with the keys of the store that the pictures show filled in."""
    from explorer_store import shown_names
    from newsextract.explorer.values import event_cells, permalink
    from newsextract.view.labels import english

    cell = next(cell for cell in event_cells(record, 0, english) if cell.path == "events.0.start")
    keys = {name: quote(key, safe="") for name, key in shown_names(store).items()}
    return {name: path.format(id=record.id, cite=permalink(cell, record), **keys) for name, path in PAGES.items()}


def free_port():
    """A free port below those that systems choose themselves, so that no connection takes it before a server does."""
    while True:
        port = random.SystemRandom().randrange(10_000, 30_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def answers(server, address):
    """Wait until a server that was started answers, be it with an error."""
    for _ in range(3000):
        assert server.poll() is None, "the server has ended"
        try:
            with urlopen(address, timeout=30):  # noqa: S310  our own address
                return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@contextmanager
def served(store):
    """Serve the explorer of a store in a subprocess; yields its address."""
    from newsextract.explorer import build, index_path

    build(store, index_path(store))
    address = f"http://127.0.0.1:{free_port()}"
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(store), str(index_path(store)), address.rpartition(":")[2]])
    try:
        answers(server, f"{address}/-/versions.json")
        yield address
    finally:
        server.terminate()
        server.wait(60)


@contextmanager
def chromium(folder):
    """Headless Chromium, with the Sarabun font for Thai if it is installed; downloads go to ``folder``."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for switch in SWITCHES:
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    package = importlib.util.find_spec("fontpkg_sarabun")
    if package and package.origin:
        shutil.copytree(Path(package.origin).parent / "files", folder / "data" / "fonts")
    chrome = Chrome(options=options, service=ChromeService(DRIVER, env=os.environ | {"XDG_DATA_HOME": str(folder / "data")}))
    try:
        chrome.set_page_load_timeout(120)
        chrome.set_script_timeout(120)
        chrome.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
        yield chrome
    finally:
        chrome.quit()


def axe_core():
    """The source of axe-core, or None if it is not installed."""
    found = importlib.util.find_spec("axe_playwright_python")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8") if found else None


class Tab:
    """The browser's window: at first without cookies (so in English), of desktop size, with a light colour scheme."""

    def __init__(self, driver, site):
        self.driver, self.site = driver, site
        driver.delete_all_cookies()
        driver.get_log("browser")
        self.look(*DESKTOP)

    def look(self, width, height, phone, dark=False):
        self.dark = dark
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})

    def go(self, path):
        self.driver.get("about:blank")
        self.driver.get(self.site + path)
        return self

    def run(self, script, *values):
        return self.driver.execute_script(script, *values)

    def all(self, css):
        return self.driver.find_elements("css selector", css)

    def one(self, css):
        return self.driver.find_element("css selector", css)

    def click(self, css):
        found = self.wait(lambda: self.one(css))
        self.run("arguments[0].scrollIntoView({block:'center'})", found)
        found.click()
        return self

    def keys(self, *keys):
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()
        return self

    def wait(self, check):
        """Wait until ``check`` is true, also if a response replaces the elements or the page that it looks at."""
        from selenium.common.exceptions import JavascriptException, StaleElementReferenceException
        from selenium.webdriver.support.ui import WebDriverWait

        replaced = (JavascriptException, StaleElementReferenceException, StopIteration)
        return WebDriverWait(self.driver, 60, poll_frequency=0.1, ignored_exceptions=replaced).until(lambda _: check())

    def at(self, *parts):
        """Wait until the address contains each of ``parts`` and its page is loaded: the address changes before the page is there."""
        self.wait(lambda: all(part in self.path for part in parts) and self.run("return document.readyState") == "complete")
        return self

    @property
    def path(self):
        return self.driver.current_url.removeprefix(self.site)

    def tab_until(self, css, most):
        """Press Tab until an element that matches ``css`` has the focus; return the number of presses."""
        from selenium.webdriver.common.keys import Keys

        for stops in range(1, most + 1):
            self.keys(Keys.TAB)
            if self.run("return document.activeElement.matches(arguments[0])", css):
                return stops
        raise AssertionError(f"{css} is not among the first {most} tab stops")

    def drawn(self):
        """Wait until every chart is drawn."""
        self.wait(lambda: not self.all("figure[data-chart]:not(.drawn-yet)"))

    def picture(self, folder, name, look):
        """Save a picture of the window if a folder is given and the look has pictures."""
        if folder and look in PICTURED:
            folder.mkdir(parents=True, exist_ok=True)
            took = "for (const foot of document.querySelectorAll('footer')) foot.innerHTML = foot.innerHTML.replace(/[0-9.]+ms/, '1ms')"
            self.run(took)  # the query time, the one thing that differs between runs
            self.driver.save_screenshot(str(folder / f"{name}-{look}.png"))

    def fits(self):
        """Whether nothing is wider than the screen."""
        return self.run("return document.documentElement.scrollWidth <= innerWidth")

    def violations(self, axe):
        """The violations that axe-core finds with every ``<details>`` open; in the dark, only those of colours."""
        if axe is None:
            return []
        self.run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        self.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
        rules = {"runOnly": ["color-contrast", "link-in-text-block"]} if self.dark else {}
        return self.driver.execute_async_script(
            "axe.run(document, arguments[0]).then(r => arguments[1](r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))])))",
            rules | {"resultTypes": ["violations"]},
        )
