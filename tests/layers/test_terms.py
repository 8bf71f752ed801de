"""Bilingual terms: glosses found, boundaries placed, notes left alone. All sentences are invented."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsextract.layers import terms
from newsextract.layers.findings import Findings
from newsextract.layers.terms import search, title_gloss, warnings
from newsextract.layers.terms.abbreviations import check_abbreviation
from newsextract.layers.terms.candidates import find_candidates, nested
from newsextract.layers.terms.gloss import parse
from newsextract.layers.terms.kinds import kind_of
from newsextract.layers.terms.transliteration import english_skeleton, suffix_similarity, thai_skeleton
from newsextract.page import Article


def sides(text: str) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (t.th.text if t.th else None, t.en.text if t.en else None, t.abbr.text if t.abbr else None)
        for t in search(text)
        if t.known_from == "article"
    ]


@pytest.mark.parametrize(
    ("inside", "en", "abbr"),
    [
        ("World Kite Council: WKC", "World Kite Council", "WKC"),
        ("World Kite Council : WKC", "World Kite Council", "WKC"),
        ("World Kite Council – WKC", "World Kite Council", "WKC"),
        ("WKC: World Kite Council", "World Kite Council", "WKC"),
        ("World Kite Council (WKC)", "World Kite Council", "WKC"),
        ("World Kite Council หรือ WKC", "World Kite Council", "WKC"),
        ("Plan of the World Kite Council (WKC)", "Plan of the World Kite Council (WKC)", None),
        ("WKC", None, "WKC"),
        ("กวล.", None, "กวล."),
        ("เอไอ", None, "เอไอ"),
        ("รมว.กวล.", None, "รมว.กวล."),
        ("Mr. Tobias Venn", "Mr. Tobias Venn", None),
        ("Mr. Tobias Venn, Secretary of Kites and Balloons", "Mr. Tobias Venn", None),
        ("Ms. Ana, Venn", "Ms. Ana, Venn", None),
        ("H.E. Mr. Tobias Venn, T.D.", "H.E. Mr. Tobias Venn, T.D.", None),
        ("SMEs ว่าว", "SMEs ว่าว", None),
        ("WKC Line สายสีม่วง", "WKC Line สายสีม่วง", None),
        ("WIKAP: ไวแคป", None, "WIKAP"),
        ("ทีม WKiT", None, "ทีม WKiT"),
        ("บอร์ด WKB", None, "บอร์ด WKB"),
        ("สวก.ลำปาง", None, "สวก.ลำปาง"),
        ("Kite Association เช่น North Wind", "Kite Association", None),
        ("WKC 12", None, "WKC 12"),
        ("KiteTech", "KiteTech", None),
    ],
)
def test_gloss_is_split(inside: str, en: str | None, abbr: str | None) -> None:
    found = parse(inside, 0, len(inside))
    assert found is not None
    assert (found.english(inside), found.short(inside)) == (en, abbr)


@pytest.mark.parametrize(
    "inside",
    [
        "มหาชน",
        "12 มีนาคม 2567",
        "31 ส.ค.64",
        "YoY",
        "i",
        "M81",
        "Tier 1",
        "CSR ระยอง",
        "MRR ต่อปี",
        "US$ 53 Trillion",
        "ฉบับที่ 2",
        "ร่าง",
        "53.1",
        "ต.ค.",
        "www.example.org",
        "เพศชาย",
        "ระดับ B",
        "บูธ 9B",
        "สวก.ว่าวไทย",
        "ก่อนเริ่มมาตรการ WKTS",
    ],
)
def test_notes_are_not_glosses(inside: str) -> None:
    assert parse(inside, 0, len(inside)) is None


def test_pair_has_exact_boundaries() -> None:
    assert ("องค์การอนามัยโลก", "World Health Organization", "WHO") in sides(
        "ทั้งนี้ ได้ร่วมกับองค์การอนามัยโลก (World Health Organization: WHO) จัดอบรมครู"
    )


def test_quoted_thai_side_is_without_quotes() -> None:
    [(th, en, _)] = sides("จัดโครงการ “ว่าวไทยหัวใจเดียวกัน” (Thai Kites One Heart) ที่สนามหลวง")
    assert (th, en) == ("ว่าวไทยหัวใจเดียวกัน", "Thai Kites One Heart")


def test_glosses_in_a_chain_share_their_thai_side() -> None:
    found = sides("ประชุมกับองค์การอนามัยโลก (World Health Organization) (WHO) แล้ว")
    assert len(found) == 2
    assert found[0][0] == found[1][0] == "องค์การอนามัยโลก"


def test_english_with_its_own_abbreviation_is_left_alone() -> None:
    assert sides("งานของ World Kite Council (WKC) เริ่มแล้ว") == []


@pytest.mark.parametrize(
    ("text", "thai", "gloss"),
    [
        ("ร่วมกับกรมการว่าว (กก.) จัดงาน", "ว่าว", "กก."),
        ("สารกลุ่มว่าวไนต์ [(kitenite) ในผลิตภัณฑ์", "ว่าวไนต์", "kitenite"),
        ("โฆษกกระทรวงว่าวไทยฝ่ายการเมือง (กวท.) กล่าว", "กระทรวงว่าวไทย", "กวท."),
        ("โฆษกกระทรวงว่าวไทย ฝ่ายข้าราชการประจำ (กวท.) กล่าว", "กระทรวงว่าวไทย", "กวท."),
        ("ใช้ Kite Distancing หรือที่เรียกว่า “การเว้นระยะว่าว” ในงาน", "การเว้นระยะว่าว", "Kite Distancing"),
    ],
)
def test_where_the_thai_side_ends(text: str, thai: str, gloss: str) -> None:
    found = find_candidates(text)[0]
    assert text[: found.th_end].endswith(thai)
    assert found.gloss.name(text) == gloss


@pytest.mark.parametrize("text", ["ว่าวกิโลกรัม (กก.) ละ 20 บาท", "ว่าวหนัก 20 (กก.) ต่อตัว"])
def test_kilograms_are_not_an_office(text: str) -> None:
    assert not find_candidates(text)


def test_a_thai_side_has_thai_letters() -> None:
    text = "รายงานว่าวประจำปี\nCabinet approves the “WKC (Kites for WKC and Regional Winds)” programme"
    assert find_candidates(text)
    assert sides(text) == []


def test_an_improbable_pair_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "เข้าร่วมการประชุมว่าวโลก (World Kite Council) เมื่อวานนี้"
    found = search(text)[0].posterior
    assert found is not None
    module = import_module("newsextract.layers.terms.find")
    monkeypatch.setattr(module, "MIN_POSTERIOR", found)
    assert len(search(text)) == 1
    monkeypatch.setattr(module, "MIN_POSTERIOR", found + 0.001)
    assert search(text) == []


def test_unclosed_and_thousands_of_brackets_are_handled() -> None:
    assert nested("ก (World Kite Council ข")
    assert find_candidates("(" * 20_000) == []
    assert find_candidates("([" * 20_000 + ")" * 500) == []


def test_misprint_gives_a_warning_and_is_not_corrected() -> None:
    text = "สำนักงานสหประชาชาติว่าด้วยยาเสพติดและอาชญากรรม (UN Office on Drugs and Crime: UNDOC)"
    [term] = [t for t in search(text) if t.en]
    assert term.abbr is not None
    assert term.abbr.text == "UNDOC"
    assert term.check == "abbr_mismatch"
    [warning] = warnings([term])
    assert (warning.code, warning.start) == ("abbr_mismatch", term.abbr.start)


@pytest.mark.parametrize(
    ("name", "abbr", "expected"),
    [
        ("Sustainable Development Goals", "SDGs", "ok"),
        ("Sustainable Development Goals", "SGDs", "abbr_mismatch"),
        ("Glasgow Climate Conference", "COP26", None),
        ("Human Settlements Programme", "UN-HABITAT", None),
        ("International Labour Organization", "IOL", "abbr_mismatch"),
        ("International Labour Organization", "ILO", "ok"),
        ("Ministry of Agricultural Research", "MAR", "ok"),
        ("World Kite Council", "FIFA", None),
    ],
)
def test_check_abbreviation(name: str, abbr: str, expected: str | None) -> None:
    assert check_abbreviation("", name, abbr) == expected


def test_definition_is_linked_both_ways() -> None:
    text = "ธอส. เปิดสาขา\nวันนี้ ธนาคารอาคารสงเคราะห์ (ธอส.) แจ้งว่า ธอส. พร้อมแล้ว"
    uses = [t for t in search(text) if t.abbr is not None and t.abbr.text == "ธอส."]
    assert len(uses) == 3
    assert {t.th.text for t in uses if t.th} == {"ธนาคารอาคารสงเคราะห์"}
    assert all(t.known_from == "article" for t in uses)


def test_glossary_gives_what_the_article_does_not_define() -> None:
    [use] = [t for t in search("วันนี้ รฟม. เปิดรถไฟฟ้าสายใหม่") if t.abbr]
    assert (use.known_from, use.th, use.kind) == ("glossary", None, "organisation")
    assert use.known_th == "การรถไฟฟ้าขนส่งมวลชนแห่งประเทศไทย"


def test_an_abbreviation_joined_to_a_number_is_none() -> None:
    text = "กรมทางหลวง (ทล.) แจ้งว่า ทล. ขยาย ทล.4 และ ทล.๓๑๗๗ ส่วน มท.1 ตรวจงาน"
    assert [text[t.abbr.start - 1 :][:6] for t in search(text) if t.abbr] == ["(ทล.) ", " ทล. ข", " มท.1 "]


def test_the_gloss_of_the_whole_headline_is_the_english_title() -> None:
    text = "การประชุมสุดยอดผู้นำเมืองเล็ก (Small Towns Summit)\nวันนี้ มีการประชุมสุดยอดผู้นำเมืองเล็ก (Small Towns Summit) ที่น่าน"
    found = title_gloss(text, text.index("\n") + 1, search(text))
    assert found is not None
    assert text[found[1].start : found[1].end] == found[0] == "Small Towns Summit"
    longer = "รัฐมนตรีเปิด" + text
    assert title_gloss(longer, longer.index("\n") + 1, search(longer)) is None


def test_sounds() -> None:
    assert thai_skeleton("ลาซาด้า") == english_skeleton("lazada")
    scores = suffix_similarity(["ตลาด", "ลา", "ซา", "ด้า"], "LAZADA")
    assert scores[1] == max(scores)


@settings(max_examples=150)
@given(st.text(alphabet="กขการประชุมนาย (): []“”หรือ\n\u200b\u00a0ABCdef.123,ๆฯ", max_size=80))
def test_spans_quote_the_text(text: str) -> None:
    for term in search(text):
        for mention in (term.th, term.en, term.abbr):
            if mention is not None:
                assert text[mention.start : mention.end] == mention.text != ""
        assert term.posterior is None or 0 <= term.posterior <= 1


def test_only_the_first_of_too_many_glosses_are_read_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("newsextract.layers.terms.find"), "MAX_GLOSSES", 2)
    text = "ร่วมกับองค์การอนามัยโลก (World Health Organization: WHO) " * 3
    found = terms.find(Article.of(text), Findings())
    assert len([t for t in found.items if t.en]) == 2
    [warning] = found.warnings
    assert (warning.code, text[: warning.start].count("World")) == ("text_truncated", 2)


@pytest.mark.parametrize(
    ("thai", "english", "kind"),
    [
        ("ศูนย์ว่าวแห่งชาติ", "National Kite Centre", "organisation"),
        ("ศูนย์กลางว่าวของโลก", "World Kite Hub", "concept"),
        ("คณะกรรมาธิการว่าว", "Kite Commission", "organisation"),
        ("ปวดหลังเพราะว่าว", "Office syndrome", "concept"),
    ],
)
def test_the_head_of_a_term_tells_its_kind(thai: str, english: str, kind: str) -> None:
    assert kind_of(thai, english, "en") == kind
