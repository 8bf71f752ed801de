"""Pages in many layouts around invented articles, with misleading clutter: dates, teasers, banners, counters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Story:
    """An article and the day it was published, in the spellings that pages use."""

    title: str
    paragraphs: tuple[str, ...]
    iso: str
    thai: str
    short: str
    english: str
    figures: str


LONG = Story(
    "ผู้ว่าฯ เมืองสมมุติเปิดโครงการพัฒนาแหล่งน้ำชุมชนแก้ปัญหาภัยแล้ง",
    (
        "วันนี้ (6 มิถุนายน 2565) เวลา 09.00 น. ที่ศาลาประชาคมจังหวัดสมมุติ นายพิเชษฐ์ ทองผาภูมิวัฒนา ผู้ว่าราชการจังหวัดสมมุติ เป็นประธานเปิดโครงการพัฒนาแหล่งน้ำชุมชนเพื่อแก้ปัญหาภัยแล้ง โดยมีหัวหน้าส่วนราชการ กำนัน ผู้ใหญ่บ้าน และประชาชนเข้าร่วมกว่า 300 คน",
        "ผู้ว่าราชการจังหวัดกล่าวว่า จังหวัดได้รับงบประมาณ 45 ล้านบาท สำหรับขุดลอกคลองและสร้างฝายชะลอน้ำ 12 แห่งใน 5 อำเภอ ซึ่งจะช่วยให้เกษตรกรมีน้ำใช้ตลอดฤดูแล้ง และลดความเสียหายของพืชผลทางการเกษตรได้ไม่น้อยกว่าร้อยละ 40",
        "ด้านนางสาวจันทร์ฉาย แก้วประเสริฐศรี เกษตรจังหวัดสมมุติ เปิดเผยว่า จะส่งเจ้าหน้าที่ลงพื้นที่ให้คำแนะนำการปลูกพืชใช้น้ำน้อย เช่น ถั่วเขียวและข้าวโพด พร้อมสนับสนุนเมล็ดพันธุ์แก่เกษตรกรที่ลงทะเบียนภายในวันที่ 30 มิถุนายน 2565",
    ),
    "2022-06-07",
    "วันอังคารที่ 7 มิถุนายน 2565",
    "7 มิ.ย. 2565",
    "June 7, 2022",
    "07/06/2565",
)
SHORT = Story(
    "แจ้งปิดถนนสายริมคลองชั่วคราว",
    ("เทศบาลเมืองสมมุติแจ้งปิดถนนสายริมคลองเพื่อวางท่อประปา ระหว่างวันที่ 1 - 3 มีนาคม 2566 ขออภัยในความไม่สะดวก",),
    "2023-02-27",
    "วันจันทร์ที่ 27 กุมภาพันธ์ 2566",
    "27 ก.พ. 2566",
    "27 February 2023",
    "27/02/2566",
)
ENGLISH = Story(
    "Deputy Governor Welcomes Trade Delegation from Utopia",
    (
        "On March 11, 2024, Mr. Somwang Jaidee, Deputy Governor of Sommut Province, welcomed a trade delegation of 25 members led by Ms. Ada Island.",
        "Both sides discussed fruit exports and direct flights, and agreed to set up a joint committee which will meet in June.",
    ),
    "2024-03-12",
    "วันอังคารที่ 12 มีนาคม 2567",
    "12 มี.ค. 2567",
    "March 12, 2024",
    "12/03/2567",
)
STORIES = {"long": LONG, "short": SHORT, "english": ENGLISH}

_WORDS = (
    "หน้าแรก",
    "เกี่ยวกับเรา",
    "โครงสร้างองค์กร",
    "ข่าวประชาสัมพันธ์",
    "จัดซื้อจัดจ้าง",
    "ดาวน์โหลดเอกสาร",
    "ถามตอบ",
    "ติดต่อเรา",
    "แผนผังเว็บไซต์",
)
_MENU = "<ul>" + "".join(f'<li><a href="/m/{i}">{word}</a></li>' for i, word in enumerate(_WORDS)) + "</ul>"
_TEASERS = (
    (
        "นายอำเภอสมมุติเหนือตรวจความพร้อมสนามสอบท้องถิ่น",
        "1 ธันวาคม 2566",
        "นายอำเภอสมมุติเหนือพร้อมปลัดอำเภอตรวจความพร้อมสนามสอบ กำชับเจ้าหน้าที่ดูแลผู้เข้าสอบอย่างทั่วถึง...",
    ),
    (
        "กาชาดจังหวัดมอบถุงยังชีพผู้ประสบอัคคีภัย",
        "2 ธันวาคม 2566",
        "เหล่ากาชาดจังหวัดมอบถุงยังชีพแก่ครอบครัวผู้ประสบอัคคีภัยในตำบลบ้านใหม่ จำนวน 8 ครัวเรือน...",
    ),
    (
        "พาณิชย์จังหวัดจัดงานธงฟ้าราคาประหยัดสัญจร",
        "3 ธันวาคม 2566",
        "สำนักงานพาณิชย์จังหวัดจัดงานธงฟ้า จำหน่ายข้าวสาร ไข่ไก่ น้ำมันพืช ลดราคาสูงสุดร้อยละ 50...",
    ),
    ("เชิญร่วมงานประเพณีแข่งเรือยาวประจำปี", "4 ธันวาคม 2566", "จังหวัดเชิญชวนประชาชนร่วมงานประเพณีแข่งเรือยาวชิงถ้วยพระราชทาน ณ ลำน้ำสมมุติ..."),
)
_SIDEBAR = "<h3>ข่าวล่าสุด</h3>" + "".join(
    f'<div><span>{day}</span><h4><a href="/n/{i}">{title}</a></h4><p>{text}</p></div>'
    for i, (title, day, text) in enumerate(_TEASERS)
)
_FOOTER = (
    "<p>สำนักงานจังหวัดสมมุติ ถนนราชการ ตำบลในเมือง อำเภอเมือง จังหวัดสมมุติ 99000 โทรศัพท์ 0-9999-0000</p>"
    "<p>สงวนลิขสิทธิ์ © 2560 | นโยบายเว็บไซต์</p><p>ปรับปรุงล่าสุด 15 มกราคม 2567 จำนวนผู้เข้าชม 1,234,567 คน</p>"
)


def _paragraphs(story: Story) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in story.paragraphs)


def _breaks(story: Story) -> str:
    return "<br><br>\n&nbsp;&nbsp;".join(escape(text) for text in story.paragraphs)


def _page(title: str, body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head><body>{body}</body></html>'


def semantic(s: Story) -> str:
    """HTML5 with nav, article, time, aside and footer."""
    return _page(
        f"{s.title} | จังหวัดสมมุติ",
        f"<header><a href='/'>จังหวัดสมมุติ</a></header><nav>{_MENU}</nav><main><article><h1>{s.title}</h1>"
        f"<div>เผยแพร่เมื่อ <time datetime='{s.iso}T10:00'>{s.thai}</time> | ผู้เข้าชม 120 ครั้ง</div>{_paragraphs(s)}"
        f"<div><a href='#'>Facebook</a> <a href='#'>LINE</a></div></article></main><aside>{_SIDEBAR}</aside><footer>{_FOOTER}</footer>",
    )


def banner(s: Story) -> str:
    """The whole article in an element called "banner-main", its paragraphs separated by line breaks."""
    return _page(
        s.title,
        f"<div id='nav'>{_MENU}</div><div id='banner-main' class='banner ad'><h2>{s.title}</h2><span>{s.thai}</span><div class='banner-text'>{_breaks(s)}</div></div>"
        f"<div class='right'>{_SIDEBAR}</div><div class='foot'>{_FOOTER}</div>",
    )


def tables(s: Story) -> str:
    """Nested tables, the sidebar first, the date below the headline, a title with only the name of the site."""
    return _page(
        "สำนักงานจังหวัดสมมุติ",
        f"<table><tr><td>{_MENU}</td></tr><tr><td><table><tr><td>{_SIDEBAR}</td><td><table><tr><td><h1>{s.title}</h1></td></tr>"
        f"<tr><td>วันที่ {s.short}</td></tr><tr><td>{_breaks(s)}</td></tr></table></td></tr></table></td></tr><tr><td>{_FOOTER}</td></tr></table>",
        "<meta property='og:site_name' content='สำนักงานจังหวัดสมมุติ'>",
    )


def blog(s: Story) -> str:
    """A blog engine's page: date and author in one line above the headline, tags and related posts below."""
    return _page(
        f"{s.title} - สำนักงานจังหวัดสมมุติ",
        f"<div>{_MENU}</div><div><div><div><span>Posted on {s.english}</span> <span>by admin</span></div><h1>{s.title}</h1><div>{_paragraphs(s)}</div>"
        f"<div>ป้ายกำกับ: <a href='/t/1'>ข่าวเด่น</a>, <a href='/t/2'>กิจกรรม</a></div><div><h3>ข่าวที่เกี่ยวข้อง</h3><ul>"
        + "".join(f"<li><a href='/n/{i}'>{title}</a></li>" for i, (title, _, _) in enumerate(_TEASERS))
        + f"</ul></div></div><div>{_SIDEBAR}</div></div><div>{_FOOTER}</div>",
        "<meta property='og:site_name' content='สำนักงานจังหวัดสมมุติ'>",
    )


def metadata(s: Story) -> str:
    """The date only in metadata, its year in the Buddhist era."""
    year = int(s.iso[:4]) + 543
    return _page(
        s.title,
        f"<div>{_MENU}</div><div><h1>{s.title}</h1>{_paragraphs(s)}</div><div>{_SIDEBAR}</div><div>{_FOOTER}</div>",
        f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{year}{s.iso[4:]}T08:00:00+07:00","dateModified":"2024-01-15"}}</script>',
    )


def unformatted(s: Story) -> str:
    """No menu, no sidebar: a print view."""
    return _page(s.title, f"<b>{s.title}</b><br>{s.figures}<br>{_breaks(s)}<hr>{_FOOTER}")


def undated(s: Story) -> str:
    """No date of publication, but other dates everywhere."""
    return _page(
        s.title,
        f"<div>{_MENU}</div><div><div><h1>{s.title}</h1><div>{_paragraphs(s)}</div></div><div>{_SIDEBAR}</div></div><div>{_FOOTER}</div>",
    )


LAYOUTS: dict[str, Callable[[Story], str]] = {
    f.__name__: f for f in (semantic, banner, tables, blog, metadata, unformatted, undated)
}
