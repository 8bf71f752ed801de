"""The pictures of docs/img: the explorer over the sample's records in headless Chromium, at desktop and phone width."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import duckdb

import newsextract as nx
from newsextract import stores
from newsextract.explorer import build, index_path

ROOT = Path(__file__).resolve().parents[1]
SERVE = "import sys; from pathlib import Path; from newsextract.explorer import serve; s, i, p = sys.argv[1:]; serve(Path(s), Path(i), int(p))"
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")
#: width, height, pixels a point
DESKTOP, PHONE = (1280, 900, 1), (390, 844, 1)
REVIEW = """
import sys
from pathlib import Path
from newsextract.explorer import serve_review
from newsextract.explorer.review_book import Book
store, index, port = sys.argv[1:]
serve_review(Book(Path(store), Path(store).with_suffix(".jsonl"), "nida"), Path(index), int(port), ready=lambda address: print(address, flush=True))
"""
#: every page by name, with its path ({id} is the first record's)
PAGES = {
    "front": "/",
    "search": "/?q=flood",
    "empty": "/?q=UNESCO&type=visit",
    "facet": "/facets/person",
    "record": "/record/{id}",
    "person": "/person/{person}",
    "event": "/event/talks",
    "tables": "/news",
}
#: how each is shown: size, dark, arguments
LOOKS = {"desktop": (DESKTOP, False), "phone": (PHONE, False), "dark": (DESKTOP, True)}
#: places in the sample's records of a Thai release and its English twin
TWINS = (2, 12)
#: pictures of the review
REVIEWS = (("review-desktop", DESKTOP, False), ("review-dark", DESKTOP, True), ("review-phone", PHONE, False))


def take(to: Path) -> list[str]:
    """Take all pictures into a folder; say why not where there is no browser.

    Returns
    -------
    list of str
        The files written.
    """
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver and find_spec("selenium")):
        print(
            "pictures skipped: they need Chromium, its driver (Debian: chromium, chromium-driver) and selenium", file=sys.stderr
        )
        return []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        records = list(nx.extract_many([str(ROOT / "corpora" / "sample" / "html")]))
        made = []
        with _site(records, work) as address, closing(_Browser(chromium, driver, work)) as browser:
            for name, path, size, dark in _pictures(records):
                browser.save(address + path, to / f"{name}.png", size, dark=dark)
                made.append(f"{to.relative_to(ROOT)}/{name}.png")
            with _review(work / "news.duckdb") as url:
                for name, size, dark in REVIEWS:
                    browser.save(url, to / f"{name}.png", size, dark=dark)
                    made.append(f"{to.relative_to(ROOT)}/{name}.png")
    return made


def _pictures(records: list[nx.Record]) -> Iterator[tuple[str, str, tuple[int, int, int], bool]]:
    known = {
        "id": records[0].id,
        "person": quote(records[TWINS[0]].people[0].label, safe=""),
    }
    for page, path in PAGES.items():
        for look, (size, dark) in LOOKS.items():
            yield f"{page}-{look}", path.format(**known), size, dark
    yield "front-thai", "/?lang=th", DESKTOP, False


@contextmanager
def _review(store: Path) -> Iterator[str]:
    """The review of a store, served until the block ends; its address with the token."""
    command = [sys.executable, "-c", REVIEW, str(store), str(index_path(store)), str(_free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = server.stdout.readline().strip() if server.stdout else ""
            _wait(address.partition("/review")[0])
            yield address
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _site(records: list[nx.Record], work: Path) -> Iterator[str]:
    """The explorer over these records, served until the block ends."""
    store = work / "news.duckdb"
    stores.write(records, store)
    with duckdb.connect(str(store)) as base:  # what `newsextract link` finds in them
        base.execute("CREATE TABLE clusters (cluster VARCHAR, record VARCHAR)")
        base.executemany("INSERT INTO clusters VALUES ('talks', ?)", [(records[at].id,) for at in TWINS])
    build(store, index_path(store))
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, "-c", SERVE, str(store), str(index_path(store)), str(port)]) as server:
        try:
            _wait(address)
            yield address
        finally:
            server.terminate()


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            with urlopen(f"{address}/-/versions.json", timeout=1):  # noqa: S310  our own server
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"the explorer does not answer at {address}")


class _Browser:
    """Headless Chromium whose Thai letters are Sarabun's, whatever fonts the system has."""

    def __init__(self, chromium: str, driver: str, work: Path) -> None:
        from selenium.webdriver import Chrome, ChromeOptions, ChromeService

        package = find_spec("fontpkg_sarabun")
        if package and package.origin:
            shutil.copytree(Path(package.origin).parent / "files", work / "data" / "fonts")
        else:
            print("the extra `notebooks` is not installed: Thai letters in a font of the system", file=sys.stderr)
        options = ChromeOptions()
        options.binary_location = chromium
        for switch in SWITCHES:
            options.add_argument(switch)
        service = ChromeService(driver, env=os.environ | {"XDG_DATA_HOME": str(work / "data")})
        self.driver: Any = Chrome(options=options, service=service)
        self.driver.set_page_load_timeout(60)

    def save(self, url: str, path: Path, size: tuple[int, int, int], *, dark: bool) -> None:
        """Load an address and save what the window shows."""
        width, height, scale = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": scale > 1}
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        self.driver.get("about:blank")  # a change of the fragment alone would not load the page
        self.driver.get(url)
        self._wait_for_charts()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(path))

    def _wait_for_charts(self) -> None:
        for _ in range(100):
            if not self.driver.execute_script("return document.querySelector('figure[data-chart]:not(.drawn-yet)')"):
                return
            time.sleep(0.05)

    def close(self) -> None:
        """End the browser."""
        self.driver.quit()
