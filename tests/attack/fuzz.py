"""Mutated inputs of every kind: no exception escapes, nothing runs forever, no span is wrong.

Usage: python tests/attack/fuzz.py --count 100000 --seed 1 [--kind warc.gz …] [--progress]

A case depends only on the seed and its number: ``--only N`` repeats it. A case that takes longer than LIMIT seconds, raises
an unexpected exception or gives a wrong span is reported in one line, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import lzma
import os
import random
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from newsextract.config import Config
from newsextract.errors import ConfigError, Failure, FetchError, NewsExtractError
from newsextract.fetch import robots
from newsextract.fetch.pacing import LONGEST_CRAWL_DELAY, Pacer
from newsextract.layers.names import gazetteer
from newsextract.page import Page
from newsextract.records import Record
from newsextract.runs.extraction import Extracted, extract_page
from newsextract.sources import open_source
from newsextract.sources.base import Options
from newsextract.sources.wayback import captures

#: maximum seconds of a case, bytes of address space, and items read from one damaged file
LIMIT, MEMORY, MAX_ITEMS = 20, 6 * 2**30, 2_000
SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"

_PIECES = [
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n",
        b"\r\n\r\n",
        b"\x1b[31m",
        b"\x1f\x8b\x08",
        b"PK\x03\x04",
        b"\x28\xb5\x2f\xfd",
    ),
    *(
        b"WARC/1.1\r\n",
        b"WARC/1.0\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 99999999999999\r\n",
        b"WARC-Type: response\r\n",
    ),
    *(
        b"WARC-Type: revisit\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"ffffffffff\r\n",
    ),
    *(
        b'"\\udcff"',
        b"{",
        b"}",
        b"[" * 50,
        b'"',
        b'{"url": ',
        b"null",
        b"1e999",
        b"NaN",
        b"https://[bad",
        b"http://a:99999999/",
        b"file:///etc/passwd",
    ),
    *(
        b"<div>" * 30,
        b"<table><tr><td>",
        b"<!--",
        b"]]>",
        b"<script>",
        b"&#xDCFF;",
        b"&#0;",
        b"<meta charset=utf-7>",
        b"<?xml",
        b"<svg><![CDATA[",
    ),
    *(
        "๒๕๖๗ พ.ศ. ".encode(),
        "นาย".encode() * 20,
        b"(ASEAN: ",
        "\u202e\u200b".encode(),
        "วันที่ 31 กุมภาพันธ์ 2567 ".encode(),
    ),
    *(
        b"User-agent: *\n",
        b"Disallow: /",
        b"Allow: *$*$",
        b"Crawl-delay: 1e9\n",
        b"name,type\n",
        b'"',
        b"\xe0\xb8",
        b"20200230999999 ",
        b"%",
        b"%00%ff",
    ),
]


def mutate(content: bytes, rng: random.Random) -> bytes:
    """``content`` with bits flipped and bytes cut, repeated, copied, inserted or overwritten; sometimes noise instead."""
    if rng.random() < 0.03:
        return (
            rng.randbytes(rng.choice([0, 1, 20, 3000])) if rng.random() < 0.5 else rng.choice(_PIECES) * rng.choice([1, 9, 400])
        )
    data = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 5, 40])):
        at, size = rng.randrange(len(data) + 1), rng.choice([1, 1, 4, 50, 700])
        kind = rng.randrange(7)
        if kind == 0:
            del data[at : at + size]
        elif kind == 1 and data:
            at %= len(data)
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 2:
            data[at:at] = rng.choice(_PIECES)
        elif kind == 3:
            data[at:at] = data[at : at + size] * rng.choice([1, 2, 30])
        elif kind == 4:
            other = rng.randrange(len(data) + 1)
            data[at:at] = data[other : other + size]
        elif kind == 5:
            data[at : at + size] = rng.randbytes(size)
        else:
            del data[at:]
        del data[200_000:]
    return bytes(data)


def _articles(folder: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((SAMPLE / folder).iterdir()) if path.is_file()]


def _lines() -> bytes:
    pages = [(f"https://www.example.go.th/{n}", page.decode()) for n, page in enumerate(_articles("html")[:3])]
    return b"".join(
        json.dumps({"url": url, "html": page, "captured": "2024-03-12T00:00:00Z"}).encode() + b"\n" for url, page in pages
    )


def _warc(*, packed: bool) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for number, page in enumerate(_articles("html")[:3]):
        url = f"https://www.example.go.th/{number}"
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(page), http_headers=head))
        writer.write_record(writer.create_revisit_record(url, "sha1:AAAA", url, "2024-03-12T00:00:00Z", http_headers=head))
    return out.getvalue()


def _wacz() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as collection:
        collection.writestr("archive/data.warc.gz", _warc(packed=True))
        collection.writestr("datapackage.json", "{}")
    return out.getvalue()


_CDX = (
    b"".join(b"2020030%d000000 https://www.example.go.th/%d AAAA%d 1234\n" % (n, n, n) for n in range(1, 9))
    + b"\nth,go,example)/9 20200309\n"
)
_ROBOTS = b"User-agent: newsextract\nDisallow: /private/*.html$\nAllow: /\nCrawl-delay: 2\n\nUser-agent: *\nDisallow: /\nSitemap: https://a.example/s.xml\n"
_NAMES = "name,type,canonical,iso\nโครงข่ายลูกหว้า,ORGANIZATION,,\nเมืองลับแล,LOCATION,ลับแล,TH-53\n".encode()
_URLS = b"# list\nhttps://www.example.go.th/1\nhttps://www.example.go.th/2\n"


class _Answer:
    """The response of a client without a network."""

    def __init__(self, content: bytes) -> None:
        self.content = content


class _Client:
    """Answers every address with the same bytes."""

    def __init__(self, content: bytes) -> None:
        self.answer = _Answer(content)
        self.pacer = self

    def slow_down(self, *_: object) -> None:
        """Do nothing."""

    def get(self, *_: object, **__: object) -> _Answer:
        """Return the same response."""
        return self.answer


def _check(page: Page) -> None:
    result = extract_page(page, Config())
    if not isinstance(result, Extracted):
        assert result.reason != "internal", result.message
        result.to_json().encode()
        return
    result.line.encode()
    record = Record.model_validate_json(result.line)
    for mention in record.spans():
        assert 0 <= mention.start <= mention.end <= len(record.text), mention
        assert record.text[mention.start : mention.end] == mention.text, mention


def _as_page(kind: str) -> Callable[[bytes, Path, random.Random], None]:
    def run(content: bytes, _folder: Path, rng: random.Random) -> None:
        encoding = rng.choice([None, None, None, "tis-620", "utf-16", "nonsense", "cp874"])
        _check(Page(content, name="fuzz", url="https://www.example.go.th/1", kind=kind, encoding=encoding))  # type: ignore[arg-type]

    return run


def _as_file(name: str, share: float) -> Callable[[bytes, Path, random.Random], None]:
    """Read a file called ``name`` and extract a share of its pages; the kinds html and text already cover extraction."""

    def run(content: bytes, folder: Path, rng: random.Random) -> None:
        path = folder / name
        path.write_bytes(content)
        for items, item in enumerate(open_source(str(path), Options(max_bytes=2_000_000)), 1):
            assert items <= MAX_ITEMS, "error lines without end"
            if isinstance(item, Failure):
                assert item.reason != "internal", item.message
                item.to_json().encode()
            elif rng.random() < share:
                _check(item)

    return run


def _as_list(content: bytes, _folder: Path, _rng: random.Random) -> None:
    options = Options()
    options.__dict__["client"] = _Client(content)
    for _ in captures("www.example.go.th/*", options):
        pass


def _as_robots(content: bytes, _folder: Path, _rng: random.Random) -> None:
    rules = robots.parse(content)
    for path in ("/", "/private/a.html", "/%00", "/ก?x=*$"):
        assert rules.allows(f"https://www.example.go.th{path}") in {True, False}
    pacer = Pacer()
    pacer.slow_down("www.example.go.th", rules.delay)
    assert 0 <= pacer.delay_of("www.example.go.th") <= LONGEST_CRAWL_DELAY


def _as_gazetteer(content: bytes, folder: Path, _rng: random.Random) -> None:
    path = folder / "names.csv"
    path.write_bytes(content)
    gazetteer.load.cache_clear()
    config = Config(gazetteers=(str(path),))
    gazetteer.load(*config.gazetteers)


#: kind → seeds, the check of a mutated seed, weight in the draw
KINDS: dict[str, tuple[Callable[[], list[bytes]], Callable[[bytes, Path, random.Random], None], int]] = {
    "html": (lambda: _articles("html"), _as_page("html"), 8),
    "text": (lambda: _articles("text"), _as_page("corpus"), 8),
    "jsonl": (lambda: [_lines()], _as_file("a.jsonl", 0.02), 12),
    "gz": (lambda: [gzip.compress(_lines(), mtime=0)], _as_file("a.jsonl.gz", 0.02), 12),
    "xz": (lambda: [lzma.compress(_lines())], _as_file("a.jsonl.xz", 0.02), 8),
    "warc": (lambda: [_warc(packed=False)], _as_file("a.warc", 0.02), 12),
    "warc.gz": (lambda: [_warc(packed=True)], _as_file("a.warc.gz", 0.02), 12),
    "wacz": (lambda: [_wacz()], _as_file("a.wacz", 0.02), 10),
    "cdx": (lambda: [_CDX], _as_list, 6),
    "robots": (lambda: [_ROBOTS], _as_robots, 6),
    "gazetteer": (lambda: [_NAMES], _as_gazetteer, 6),
}


class _TooLongError(Exception):
    """The case took longer than it may."""


def _ring(*_: object) -> None:
    raise _TooLongError


def case(number: int, seed: int, kinds: list[str], seeds: dict[str, list[bytes]], folder: Path) -> tuple[str, str | None]:
    """Run one case; return its kind, and what went wrong or None."""
    rng = random.Random(f"{seed}/{number}")
    kind = rng.choices(kinds, [KINDS[name][2] for name in kinds])[0]
    content = mutate(rng.choice(seeds[kind]), rng)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        KINDS[kind][1](content, folder, rng)
    except (ConfigError, FetchError) as error:
        str(error).encode()
    except NewsExtractError as error:
        return kind, f"escaped: {error}"
    except _TooLongError:
        return kind, f"longer than {LIMIT} s"
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever escapes is what is looked for
        return kind, f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return kind, None


def run(count: int, seed: int, kinds: list[str], first: int = 0) -> Iterator[tuple[int, str, str | None]]:
    """Run the cases and yield number, kind and fault of each."""
    signal.signal(signal.SIGALRM, _ring)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seeds = {kind: KINDS[kind][0]() for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + count):
            yield number, *case(number, seed, kinds, seeds, Path(folder))


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--only", type=int)
    parser.add_argument("--progress", action="store_true")
    args = parser.parse_args()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    done: Counter[str] = Counter()
    faults = 0
    started = time.monotonic()
    first, count = (args.only, 1) if args.only is not None else (args.first, args.count)
    for number, kind, fault in run(count, args.seed, args.kind or list(KINDS), first):
        done[kind] += 1
        if fault:
            faults += 1
            print(f"{kind} {args.seed}/{number}: {fault[:300]!r}", flush=True)
        if args.progress and (number + 1) % 1000 == 0:
            print(
                f"{number + 1 - first:,} of {count:,}, {faults} faults, {time.monotonic() - started:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    print(json.dumps({"cases": sum(done.values()), "faults": faults, **dict(sorted(done.items()))}))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
