"""Extraction of one page to its record's line or to a failure, and checks whether the machine is to blame."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newsextract.config import Config
from newsextract.errors import Failure, Stage, WorkerError
from newsextract.page import Page
from newsextract.records import Language

#: consecutive equal errors after which the machine is blamed and not the pages
MAX_EQUAL_ERRORS = 20
#: failure reasons for which the machine may be to blame: an unforeseen error, too little memory or a full disk, a dead worker
_SUSPECT_REASONS = ("internal", "machine", "worker died")
#: suggested fix for a fault of the machine
MACHINE_FIX = "mend the cause, then give the same command again"
#: a page in each language in which every layer finds something
_PROBES: dict[Language, str] = {
    "th": (
        "นายสมชาย ใจดี รองนายกรัฐมนตรี เปิดการประชุมที่จังหวัดเลย\nวันที่ 4 มีนาคม 2567 เวลา 09.30 น. นายสมชาย ใจดี รองนายกรัฐมนตรี "
        "เปิดการประชุมคณะกรรมการพัฒนาเมือง (City Development Committee: CDC) ที่จังหวัดเลย โดยนายสมชายกล่าวว่า “งานจะเสร็จในเดือนพฤษภาคม”"
    ),
    "en": (
        "Deputy Minister opens meeting in Loei\nOn 4 March 2024 Deputy Minister Mr. Somchai Jaidee opened a meeting of the City "
        "Development Committee (CDC) in Loei. “The work will be done by May,” he said."
    ),
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page's record as one line of JSON, with the name and the URL of the input."""

    input: str
    url: str | None
    line: str


def extract_page(page: Page, config: Config, prepare: Callable[[Language], None] | None = None) -> Extracted | Failure:
    """Turn a page into its record's line; every exception becomes a Failure, except a WorkerError of ``prepare``.

    ``prepare`` is called with the page's language before the layers run. The result can be pickled: every kind of runner
    maps this function over pages.
    """
    from newsextract import pages, pipeline

    stage: Stage = "parse"
    try:
        article = pages.parse_as(page, config)
        if prepare:
            prepare(article.language)
        stage = "extract"
        return Extracted(page.name, article.url, pipeline.to_record(article, config).to_json())
    except WorkerError:
        raise
    except (MemoryError, OSError) as error:
        message = f"{page.name}: {type(error).__name__}: {error}; see that there is memory and disk, then retry"
        return Failure(page.name, page.url, stage, "machine", message, retriable=True)
    except Exception as error:  # noqa: BLE001  one bad page must not end the run
        return Failure.of(error, page.name, stage, page.url)


def check_config(config: Config) -> None:
    """Load the user's gazetteers, profiles and names, so that an invalid file ends the run before the first page."""
    if config.profiles:
        from newsextract.pages import profiles

        profiles.with_own(config.profiles)
    if config.names:
        from newsextract.thai import people_names

        people_names.load(*config.names)
    if config.gazetteers:
        from newsextract.layers.names import gazetteer

        gazetteer.load(*config.gazetteers)


def probe(config: Config, languages: Iterable[Language] = ("th", "en")) -> None:
    """Load what pages need and extract a small page in each language; a failure is the machine's and raises a WorkerError."""
    from newsextract import pages, pipeline

    for language in languages:
        try:
            page = Page(_PROBES[language].encode(), name="probe", kind="text")
            pipeline.to_record(pages.parse(page, max_bytes=len(page.content)), config).to_json()
        except Exception as error:
            raise WorkerError(f"no page can be extracted here ({type(error).__name__}: {error})", fix=MACHINE_FIX) from error


def blames_machine(result: Extracted | Failure) -> bool:
    """Whether a failure may be the machine's fault, which a probe then has to tell."""
    return isinstance(result, Failure) and result.reason in _SUSPECT_REASONS


class Streak:
    """Counter of consecutive equal errors, for which the machine may be to blame."""

    def __init__(self) -> None:
        #: length of the current streak; 0 after any other result
        self.length = 0
        self._last = ""

    def note(self, result: Extracted | Failure) -> Extracted | Failure:
        """Count the next result and return it; raise a WorkerError for the same error :data:`MAX_EQUAL_ERRORS` times in a row."""
        if not isinstance(result, Failure) or not blames_machine(result):
            self.length = 0
            return result
        text = result.message.removeprefix(f"{result.input}: ")
        self.length = self.length + 1 if text == self._last else 1
        self._last = text
        if self.length >= MAX_EQUAL_ERRORS:
            what = f"{MAX_EQUAL_ERRORS} pages in a row failed alike ({text})"
            raise WorkerError(what, where=result.input, fix=f"{MACHINE_FIX}, or leave these pages out")
        return result
