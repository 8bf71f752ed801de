"""Build the sample's HTML pages from its text files: the structure of thaigov.go.th, with invented menus and clutter.

    python scripts/build_sample.py            # write corpora/sample/html/; a test compares them

The only inputs are the text files and the sections in corpora/sample/expected/: same input, same bytes. The pages vary as real
pages do: paragraphs or runs of <br>, a calendar icon before the header date, Open Graph tags, one page in windows-874.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from common import ROOT
from training.shared import run

SAMPLE = ROOT / "corpora" / "sample"
PREFIX = "รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-"
# the page in the encoding of old Thai sites; its text has “ ” – and …, which exist in windows-874 but not in tis-620
WINDOWS_874 = {"0011"}
MENU = {
    "เกี่ยวกับเรา": ("โครงสร้างหน่วยงาน", "ผู้บริหาร", "วิสัยทัศน์และภารกิจ"),
    "ข่าวสาร": ("ข่าวประจำวัน", "ปฏิทินข่าว", "คลังภาพกิจกรรม"),
    "บริการประชาชน": ("แจ้งเรื่องร้องเรียน", "ติดตามสถานะคำร้อง", "แบบสำรวจความพึงพอใจ"),
    "เอกสารเผยแพร่": ("รายงานประจำปี", "คู่มือประชาชน", "แบบฟอร์มต่าง ๆ"),
    "ติดต่อเรา": ("แผนที่และการเดินทาง", "สมุดโทรศัพท์", "English"),
}
# invented related articles with dates that a parser must not take for the article's own
RELATED = (
    ("วันจันทร์ที่ 3 มิถุนายน 2562", 8999101, "เปิดตลาดนัดชุมชนริมคลอง ชวนชิมขนมพื้นบ้านทุกสุดสัปดาห์"),
    ("วันศุกร์ที่ 7 กุมภาพันธ์ 2563", 8999102, "รณรงค์แยกขยะในสำนักงาน ลดปริมาณขยะฝังกลบได้หนึ่งในสาม"),
    ("วันพุธที่ 21 เมษายน 2564", 8999103, "ปรับปรุงห้องสมุดประชาชนแห่งใหม่ เปิดให้บริการถึงสองทุ่ม"),
)
FOOTER_DATE = "14/02/2569"


@dataclass(frozen=True, slots=True)
class Source:
    """The parts of one corpus text file."""

    title: str
    header: str
    figures: str | None
    printed: bool
    repeats: int
    body: tuple[str, ...]
    url: str


def read_text(text: str) -> Source:
    """Split a sample text file into its parts; raises ValueError if it deviates from the strict form."""
    lines = text.removeprefix("\ufeff").splitlines()
    title = lines[0].removeprefix(PREFIX)
    rest = [line for line in lines[1:] if line]
    header = rest.pop(0)
    figures = rest.pop(0) if re.fullmatch(r"\d\d/\d\d/\d{4}", rest[0]) else None
    printed = rest[0] == "พิมพ์"
    rest = rest[printed:]
    repeats = next(i for i, line in enumerate(rest) if line != title)
    source = re.fullmatch(r"ที่มา : (https://\S+)", rest[-1])
    if lines[0] == title or not header.startswith("วัน") or not repeats or source is None:
        raise ValueError(f"not a sample text file: {lines[0]!r}")
    return Source(title, header, figures, printed, repeats, tuple(rest[repeats:-1]), source[1])


def _head(source: Source, number: int, charset: str) -> str:
    title = escape(PREFIX + source.title)
    graph = (
        f'<meta property="og:title" content="{title}"/><meta property="og:type" content="article"/>' if number % 3 == 0 else ""
    )
    # every fourth page lacks its own URL, as saved pages often do
    address = f'<meta property="og:url" content="{source.url}"/>' if number % 4 else ""
    return (
        f'<!DOCTYPE html>\n<html lang="th"><head><meta charset="{charset}"/><title>{title}</title>{graph}{address}\n'
        '<link rel="stylesheet" href="/css/site.css"/><script>window.visits=window.visits||[];</script></head>'
    )


def _menu() -> str:
    items = []
    for i, (name, entries) in enumerate(MENU.items()):
        below = "".join(f'<li><a href="/menu/{i}/{j}">{entry}</a></li>' for j, entry in enumerate(entries))
        items.append(
            f'<li class="dropdown"><a href="/menu/{i}" class="Circular color2">{name}</a><ul class="dropdown-menu">{below}</ul></li>'
        )
    search = '<form action="/search"><input name="q" placeholder="พิมพ์คำที่ต้องการค้นหา"/><button>ค้น</button></form>'
    return (
        f'<div id="header"><a href="/"><img src="/img/logo.png" alt=""/></a><ul class="nav">{"".join(items)}</ul>{search}</div>'
    )


def _dateline(source: Source, number: int) -> str:
    icon = '<span class="glyphicon glyphicon-calendar"></span>' if number % 2 else ""
    figures = f"<p>{source.figures}</p>" if source.figures else ""
    button = '<a class="btn btn-print" onclick="window.print()">พิมพ์</a>' if source.printed else ""
    views = f'<p class="view"><i class="fa fa-eye"></i> {1_000 + 137 * number:,}</p>'
    return (
        f'<div class="col-xs-12 clearfix"><p>{icon}<span class="date">{source.header}</span></p>{figures}{views}{button}</div>'
    )


def _body(source: Source, number: int) -> str:
    lines = [escape(line, quote=False) for line in (source.title,) * (source.repeats - 1) + source.body]
    inner = "<br/>\n".join(lines) if number % 2 == 0 else "\n".join(f"<p>{line}</p>" for line in lines)
    return f'<div class="row"><div class="col-xs-12 detail font_level4">{inner}</div></div>'


def _sidebar() -> str:
    box = '<div class="col-xs-12 news-2"><span class="date">{}</span><p><a href="https://www.thaigov.go.th/news/contents/details/{}">{}</a></p></div>'
    return f'<div class="sidebar col-md-3"><h4>อ่านเพิ่มเติม</h4>{"".join(box.format(*item) for item in RELATED)}</div>'


def _footer() -> str:
    return (
        "<footer><p>กองบรรณาธิการเว็บไซต์ตัวอย่าง อาคารสมมติ ถนนตัวอย่าง กรุงเทพฯ 10000</p>"
        f"<p>ปรับปรุงข้อมูลครั้งล่าสุดเมื่อ {FOOTER_DATE} | ข้อกำหนดการใช้งาน | นโยบายคุกกี้</p></footer>"
    )


def build(text: str, *, name: str, section: str) -> bytes:
    """Build the page of one article; the four digits of its name select the variant of the structure."""
    source, number = read_text(text), int(name)
    charset, codec = ("windows-874", "cp874") if name in WINDOWS_874 else ("utf-8", "utf-8")
    parts = (
        _head(source, number, charset),
        f"<body>{_menu()}",
        '<div class="container"><div id="banner-group"><div class="row"><div class="col-xs-12">',
        '<ol class="breadcrumb"><li><a href="/">หน้าหลัก</a></li><li><a href="/news">ข่าวสาร</a></li></ol>',
        f'<span class="Circular headtitle-2 font_level6 color2 col-xs-9">{escape(section)}</span>',
        f'<div class="border-normal clearfix">{_dateline(source, number)}',
        f'<div class="col-xs-12 news-2"><h3 class="news-1 Circular color2">{escape(source.title, quote=False)}</h3></div>',
        _body(source, number),
        '<div class="share"><a href="#">ส่งต่อให้เพื่อน</a> <a href="#">คัดลอกลิงก์</a></div></div>',
        f"</div></div></div>{_sidebar()}</div>",
        f"{_footer()}</body></html>\n",
    )
    return "\n".join(parts).encode(codec)


def pages(sample: Path = SAMPLE) -> dict[str, bytes]:
    """Every page of the sample, by file name."""
    built = {}
    for path in sorted((sample / "text").glob("*.txt")):
        expected = json.loads((sample / "expected" / f"{path.stem}.json").read_text(encoding="utf-8"))
        built[f"{path.stem}.html"] = build(path.read_text(encoding="utf-8"), name=path.stem, section=expected["section"])
    return built


def main() -> None:
    """Write the pages."""
    folder, built = SAMPLE / "html", pages()
    folder.mkdir(exist_ok=True)
    for name, content in built.items():
        (folder / name).write_bytes(content)
    print(f"{len(built)} pages in {folder.relative_to(ROOT)}")


if __name__ == "__main__":
    run(main)
