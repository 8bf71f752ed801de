"""Helpers of the review's tests: a store with a text that begins with emoji and combining characters, and a running server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import newsextract as nx
from browser import answers, free_port

SCRIPT = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
FLAGS = "🇹🇭👩🏽‍🌾 e\u0301 กำ้"
BODY = (
    "วันนี้ (12 มีนาคม 2567) เวลา 09.30 น. นายสมหมาย ใจดี อธิบดีกรมว่าวไทย เป็นประธานเปิดงานว่าวนานาชาติ ณ โรงแรมธาราเพลส จังหวัดเลย "
    "มีผู้ร่วมงาน 250 คน นางสาวนิดา สุขใจ กล่าวว่า ว่าวเป็นของทุกคน และจะจัดอีกครั้งในปีหน้า"
)


def emoji_record():
    """A record whose text begins with characters of two UTF-16 code units and of several code points."""
    return _record(f"{FLAGS} เปิดงานว่าว", f"{FLAGS} {BODY}", 1)


def plain_record(number: int = 2, words: str = ""):
    return _record(f"เปิดงานว่าว {number}", f"{words}{BODY}", number)


def _record(title: str, body: str, number: int):
    """A record with only its main event, whatever other events the current models find."""
    record = nx.extract(text=f"{title}\n{body}", title=title, published="2024-03-12", id="1")
    record.id = f"kite:{number}"
    record.events = record.events[:1]
    return record


def hostile_record():
    record = plain_record(9, SCRIPT)
    record.title.text = SCRIPT
    record.source.url = "javascript:alert(1)"
    record.source.section = record.source.publisher = record.provenance.newsextract = SCRIPT
    for entity in record.entities:
        entity.name.th = entity.name.en = entity.title = entity.abbr = SCRIPT
    for event in record.events:
        event.name.th = event.attendance_unit = SCRIPT
        event.place.venue = event.place.district = event.place.province = SCRIPT
    return record


def write_store(folder: Path) -> Path:
    store = folder / "news.duckdb"
    nx.write([emoji_record(), plain_record(), hostile_record()], store)
    return store


@contextmanager
def serving(store: Path, *more: str):
    """Run ``newsextract review`` in a subprocess; yields the address that it prints, and the process."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "newsextract", "review", str(store), "--port", str(free_port()), *more]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        address = None
        for line in server.stderr:
            if address := re.search(r"http://\S+", line):
                break
        assert address, "the server said nothing"
        answers(server, address[0].partition("?")[0])
        yield address[0], server
    finally:
        server.terminate()
        server.wait(60)
        server.stderr.close()
