"""Helpers that write WARC archives for tests."""

import re

from newsextract.fetch.archive import WarcStore
from newsextract.fetch.session import Exchange

DATE = "2026-01-02T03:04:05Z"


def body(name):
    return f"<!DOCTYPE html><html><body><h1>ประกาศ {name}</h1><p>ปิดถนนวันที่ 4 มีนาคม 2567</p></body></html>".encode()


def exchange(url, content=None, *, status=200, raw=None, truncated=False, **headers):
    """One request and its response; underscores in header names become hyphens."""
    content = body(url) if content is None else content
    fields = {"content-type": "text/html; charset=utf-8"} | {k.replace("_", "-").lower(): v for k, v in headers.items()}
    head = "".join(f"{name.title()}: {value}\r\n" for name, value in fields.items())
    return Exchange(
        url=url,
        request=b"GET / HTTP/1.1\r\nHost: x.example\r\nUser-Agent: newsextract\r\n\r\n",
        head=f"HTTP/1.1 {status} Fine\r\n{head}\r\n".encode("latin-1"),
        raw=content if raw is None else raw,
        status=status,
        headers=fields,
        content=content,
        fetched=DATE,
        ip="192.0.2.7",
        truncated=truncated,
    )


def address(name):
    return f"https://x.example/{name}"


def write_archive(path, names="abcde"):
    """Write an archive with one page per name and return its bytes."""
    store = WarcStore(path)
    for name in names:
        store.put(address(name), [exchange(address(name))])
    return path.read_bytes()


def begun(path, data, end):
    """Write ``data`` up to ``end``, as when the process that writes it is killed there; return where the cut record begins."""
    starts = [found.start() for found in re.finditer(b"\x1f\x8b\x08\x00", data)]
    path.write_bytes(data[:end])
    # a page is a request and a response, the first one also a record about the file
    page = max([0, *(start for start in starts[3::2] if start <= end)])
    path.with_name(f"{path.name}.writing").write_text(str(page))
    return max(start for start in [*starts, len(data)] if start <= end)
