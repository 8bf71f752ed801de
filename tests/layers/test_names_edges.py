"""Boundaries of names: data/entities/edges.csv and words.csv, on invented sentences."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import too_slow
from newsextract.data import read_csv
from newsextract.layers import names
from newsextract.layers.names import edges, features, persons, repair
from newsextract.layers.names.consistency import Tagged
from newsextract.layers.names.patterns import pattern_rows
from newsextract.layers.names.spans import Span
from newsextract.records import EntityType
from newsextract.thai.tokens import tokenize


def marked(text: str, name: str, kind: EntityType = "PERSON") -> Span:
    return Span(text.index(name), text.index(name) + len(name), kind)


def line_of(text: str, *spans: Span) -> Tagged:
    (line,) = features.lines(text, tokenize(text))
    return Tagged(line, list(spans))


@pytest.mark.parametrize(
    ("text", "name", "kind", "names"),
    [
        ("เปิดงาน Thai Fruit Expo 2024 ที่ตราด", "งาน Thai Fruit Expo 2024", "EVENT", ["Thai Fruit Expo 2024"]),
        ("เปิดงานมหกรรมทุเรียนไทย ที่ตราด", "งานมหกรรมทุเรียนไทย", "EVENT", ["งานมหกรรมทุเรียนไทย"]),
        ("ร่วมประชุม Fruit Forum วันนี้", "ประชุม Fruit Forum", "EVENT", ["Fruit Forum"]),
        (
            "the 6th Kite Ministerial Meeting on Wind (KMM-6) in",
            "6th Kite Ministerial Meeting",
            "EVENT",
            ["6th Kite Ministerial Meeting on Wind"],
        ),
        (
            "a Kite Forum on Silk/Wind and the String and Kite Day",
            "Kite Forum",
            "EVENT",
            ["Kite Forum on Silk/Wind and the String"],
        ),
        ("opened the Kite Forum on Friday in Trat", "Kite Forum", "EVENT", ["Kite Forum"]),
        (
            "the U.S. Department of Health and Human Services",
            "Department of Health",
            "ORGANIZATION",
            ["Department of Health and Human Services"],
        ),
        ("the Fruit Festival (TFF2024) in Trat", "Fruit Festival (TFF2024", "EVENT", ["Fruit Festival", "TFF2024"]),
        ("สัมมนา (FF Forum) ภายใต้โครงการผลไม้", "FF Forum) ภายใต้โครงการผลไม้", "EVENT", ["FF Forum"]),
        ("Kite Director General Ola Nordmann met", "General Ola Nordmann", "PERSON", ["Ola Nordmann"]),
        ("the leader General Ola Nordmann met", "General Ola Nordmann", "PERSON", ["General Ola Nordmann"]),
        ("โดย กอ.กข. กข. และ", "กอ.กข. กข.", "ORGANIZATION", ["กอ.กข.", "กข."]),
        ("เขื่อนลำดี เขื่อนลำงาม", "เขื่อนลำดี เขื่อนลำงาม", "FACILITY", ["เขื่อนลำดี", "เขื่อนลำงาม"]),
        ("ถึงห้าแยกลำดี", "แยกลำดี", "FACILITY", ["ห้าแยกลำดี"]),
        ("(Thai Fruit Conference: TFC 2024)", "Thai Fruit Conference", "EVENT", ["Thai Fruit Conference"]),
        ("งาน “รวมใจชาวสวน” ที่ตลาด", "รวมใจชาวสวน” ที่ตลาด", "EVENT", ["รวมใจชาวสวน"]),
        ("พิธีลงนามความร่วมมือ ระหว่างกรมข้าว", "พิธีลงนามความร่วมมือ ระหว่างกรมข้าว", "EVENT", ["พิธีลงนามความร่วมมือ"]),
        ("จัดวันพฤหัสบดีที่ 5 ธันวาคม", "วันพฤหัสบดีที่ 5 ธันวาคม", "EVENT", []),
        ("เจ้าของรถต้องตรวจเช็กและปรับแต่ง", "เช็ก", "LOCATION", []),
        ("ไทย-เช็กร่วมมือกัน", "เช็ก", "LOCATION", ["เช็ก"]),
        ("จ่ายตามกรมธรรม์ประกันภัยรถ", "กรมธรรม์ประกันภัยรถ", "ORGANIZATION", []),
        ("เป็นเจ้าภาพซีเกมส์ ครั้งที่ 40", "เจ้าภาพซีเกมส์ ครั้งที่ 40", "EVENT", ["ซีเกมส์ ครั้งที่ 40"]),
        ("ศูนย์ทุเรียนไทย สายด่วน 1234", "ศูนย์ทุเรียนไทย สายด่วน 1234", "ORGANIZATION", ["ศูนย์ทุเรียนไทย"]),
        ("กรมทุเรียน 4. เร่งปลูก", "กรมทุเรียน 4", "ORGANIZATION", ["กรมทุเรียน"]),
        ("สำนักงานเงาะและสำนักงานลองกอง", "สำนักงานเงาะและสำนักงานลองกอง", "ORGANIZATION", ["สำนักงานเงาะ", "สำนักงานลองกอง"]),
        ("กรมเงาะและลองกอง", "กรมเงาะและลองกอง", "ORGANIZATION", ["กรมเงาะและลองกอง"]),
        ("สมาคมชาวสวน ในพระบรมราชูปถัมภ์ จัด", "สมาคมชาวสวน", "ORGANIZATION", ["สมาคมชาวสวน ในพระบรมราชูปถัมภ์"]),
        ("ตึกผลไม้ ตำบลวังหิน", "ตึกผลไม้ ตำบลวังหิน", "FACILITY", ["ตึกผลไม้"]),
        ("at Pak Chong, Sao Hai and", "Pak Chong, Sao Hai", "LOCATION", ["Pak Chong", "Sao Hai"]),
        ("Sam Khok and Muang districts", "Muang districts", "LOCATION", ["Muang"]),
        ("in Sam Khok district today", "Sam Khok", "LOCATION", ["Sam Khok district"]),
        ("เตือนชาวเลย อย่าหลงเชื่อ", "เลย", "LOCATION", []),
        ("ที่ประเทศไทยตอนบน ฝนตก", "ประเทศไทย", "LOCATION", ["ประเทศไทยตอนบน"]),
        ("ณ กรุงมาเลสุข", "มาเลสุข", "LOCATION", ["กรุงมาเลสุข"]),
        ("to honour Her Majesty Queen Malee on", "Majesty Queen Malee", "PERSON", ["Her Majesty Queen Malee"]),
        ("met the Crown Prince today", "Crown Prince", "PERSON", []),
        ("the Kite Embassy in Siem Reap, phone", "Kite Embassy", "ORGANIZATION", ["Kite Embassy in Siem Reap"]),
        ("the Royal Thai Government met", "Royal Thai Government", "LOCATION", []),
        ("the Chinese Government met", "Chinese Government", "ORGANIZATION", ["Chinese Government"]),
        ("the Osaka City Government met", "Osaka City Government", "ORGANIZATION", ["Osaka City Government"]),
        ("the Government of China met", "Government of China", "LOCATION", ["China"]),
        ("under the Kite Peace Strategy in", "Kite Peace Strategy", "ORGANIZATION", []),
        ("accession to the United Kite Convention on Tails and Strings, and", "United Kite Convention on Tails", "EVENT", []),
        ("the 2nd Kite Strategy 2030 met", "2nd Kite Strategy 2030", "EVENT", []),
        (
            "the signing of the Kite Agreement today",
            "signing of the Kite Agreement",
            "EVENT",
            ["signing of the Kite Agreement"],
        ),
        ("the 2nd Kite Convention today", "2nd Kite Convention", "EVENT", ["2nd Kite Convention"]),
        ("under the Lomdee Kite Model in", "Lomdee Kite Model", "LOCATION", []),
        ("the Office of Kite Policy met", "Office of Kite Policy", "ORGANIZATION", ["Office of Kite Policy"]),
        ("Committee member of the Kite Centre met", "Committee member of the Kite Centre", "ORGANIZATION", ["Kite Centre"]),
        ("ศูนย์ว่าวไทย 1567 ทุกวัน", "ศูนย์ว่าวไทย 1567", "ORGANIZATION", ["ศูนย์ว่าวไทย"]),
        ("ผ่านที่ประชุม ครม. แล้ว", "ที่ประชุม ครม.", "ORGANIZATION", ["ครม."]),
        ("จบประกาศนียบัตรวิชาชีพแล้ว", "ประกาศนียบัตรวิชาชีพ", "ORGANIZATION", []),
        ("โฆษกกระทรวงว่าว ฝ่ายการเมือง แถลง", "กระทรวงว่าว ฝ่ายการเมือง", "ORGANIZATION", ["กระทรวงว่าว"]),
        ("โดยมีนายสมหมาย ใจดี ร่วม", "โดยมีนายสมหมาย ใจดี", "PERSON", ["นายสมหมาย ใจดี"]),
        ("1) นายสมหมาย ใจดี 2) นางมาลี", "นายสมหมาย ใจดี 2", "PERSON", ["นายสมหมาย ใจดี"]),
        ("ผ่านระบบการประชุมทางไกล แล้ว", "การประชุมทางไกล", "EVENT", []),
        ("ผ่าน Zoom Cloud Meetings แล้ว", "Zoom Cloud Meetings", "EVENT", []),
        ("ผ่านการประชุม VDO Conference แล้ว", "การประชุม VDO Conference", "EVENT", []),
        ("เดินผ่าน วัด ตลาด ของเมือง", "วัด ตลาด", "FACILITY", []),
        ("รักษาใน Hospitel แล้ว", "Hospitel", "FACILITY", []),
        ("เดินผ่านวัดว่าว ตลาด", "วัดว่าว", "FACILITY", ["วัดว่าว"]),
        ("ที่แขวงสามเสนใน กรุงเทพฯ", "แขวงสามเสน", "LOCATION", ["แขวงสามเสนใน"]),
        ("ที่ Video Conference Kite Forum แล้ว", "Video Conference Kite Forum", "EVENT", ["Video Conference Kite Forum"]),
        ("พระราชบัญญัติกองทุนว่าว พ.ศ. 2560 กำหนด", "กองทุนว่าว พ.ศ. 2560", "ORGANIZATION", ["กองทุนว่าว"]),
        ("กฤษฎีกาจัดตั้งองค์การว่าวไทย พ.ศ. ....", "องค์การว่าวไทย พ.ศ. ....", "ORGANIZATION", ["องค์การว่าวไทย"]),
        (
            "ของคณะกรรมการว่าวประจำปีงบประมาณ พ.ศ. 2563 แล้ว",
            "คณะกรรมการว่าวประจำปีงบประมาณ พ.ศ. 2563",
            "ORGANIZATION",
            ["คณะกรรมการว่าวประจำปีงบประมาณ พ.ศ. 2563"],
        ),
        ("4.กระทรวงว่าว 5.กระทรวงลม", "กระทรวงว่าว 5", "ORGANIZATION", ["กระทรวงว่าว"]),
        ("สำนักงานว่าวไทย 3 รางวัล", "สำนักงานว่าวไทย 3", "ORGANIZATION", ["สำนักงานว่าวไทย"]),
        ("ศูนย์ว่าวภาค 3 รางวัลใหญ่", "ศูนย์ว่าวภาค 3", "ORGANIZATION", ["ศูนย์ว่าวภาค 3"]),
        ("ปลัดกระทรวง สำนักงานปลัดกระทรวง มา", "กระทรวง สำนักงานปลัดกระทรวง", "ORGANIZATION", ["สำนักงานปลัดกระทรวง"]),
        ("ร่วมกับกระทรวง ทบวง กรม", "กระทรวง ทบวง", "ORGANIZATION", []),
        ("นายสมหมาย ใจดี เศรษฐกรชำนาญการ ร่วม", "นายสมหมาย ใจดี เศรษฐกร", "PERSON", ["นายสมหมาย ใจดี"]),
        ("นางมาลี เศรษฐกร รองปลัด", "นางมาลี เศรษฐกร", "PERSON", ["นางมาลี เศรษฐกร"]),
        ("นายสมหมาย มท.2 กล่าว", "นายสมหมาย มท.2", "PERSON", ["นายสมหมาย"]),
        ("พบ Mr. John Doe CEO วันนี้", "Mr. John Doe CEO", "PERSON", ["Mr. John Doe"]),
        ("พบ นาย John Doe (จอห์น โด) ทูต", "นาย John Doe (จอห์น โด)", "PERSON", ["นาย John Doe", "จอห์น โด"]),
        ("สมเด็จพระเจ้าอยู่หัวมหาวชิราลงกรณ เสด็จ", "สมเด็จพระเจ้าอยู่หัวมหาวชิราลงกรณ", "PERSON", ["สมเด็จพระเจ้าอยู่หัวมหาวชิราลงกรณ"]),
        ("พบตัวแทนสหภาพว่าวไทย แล้ว", "ตัวแทนสหภาพว่าวไทย", "ORGANIZATION", ["สหภาพว่าวไทย"]),
        ("พบ ส.ส.พรรคว่าวไทย แล้ว", "ส.ส.พรรคว่าวไทย", "ORGANIZATION", ["พรรคว่าวไทย"]),
        ("ในฐานะประธานกรรมการว่าวแห่งชาติ แถลง", "ประธานกรรมการว่าวแห่งชาติ", "ORGANIZATION", []),
        ("พบผู้แทนการค้าว่าวไทย แล้ว", "ผู้แทนการค้าว่าวไทย", "ORGANIZATION", ["ผู้แทนการค้าว่าวไทย"]),
        ("ที่จ.ตาก และจ.เลย วันนี้", "และจ.เลย", "LOCATION", ["จ.เลย"]),
        ("ประธานกรรมการ ของหัวว่าว ประเทศไทย กล่าว", "ของหัวว่าว ประเทศไทย", "ORGANIZATION", ["หัวว่าว ประเทศไทย"]),
        ("ร้านของขวัญว่าวไทย เปิด", "ของขวัญว่าวไทย", "ORGANIZATION", ["ของขวัญว่าวไทย"]),
        ("ผลักดันให้ไทยเป็นศูนย์กลางว่าวในภูมิภาค (Kite Hub) แล้ว", "ศูนย์กลางว่าวในภูมิภาค", "ORGANIZATION", []),
        ("ผลักดันให้ไทยเป็นศูนย์กลางว่าวในภูมิภาค (Kite Hub) แล้ว", "Kite Hub", "ORGANIZATION", []),
        ("ข้อมูลจากศูนย์กลางข้อมูลว่าว และ Trat Kite Hub แล้ว", "ศูนย์กลางข้อมูลว่าว", "ORGANIZATION", ["ศูนย์กลางข้อมูลว่าว"]),
        ("ข้อมูลจากศูนย์กลางข้อมูลว่าว และ Trat Kite Hub แล้ว", "Trat Kite Hub", "ORGANIZATION", ["Trat Kite Hub"]),
        ("ผ่านแอปพลิเคชัน “Kite D Bank” แล้ว", "Kite D Bank", "ORGANIZATION", []),
        ("ผ่านแอป Kite Bank แล้ว", "Kite Bank", "ORGANIZATION", []),
        ("แอปของ Kite Bank แล้ว", "Kite Bank", "ORGANIZATION", ["Kite Bank"]),
        ("Present were the House Speaker, and others", "House Speaker", "FACILITY", []),
        ("ที่ทางหลวงหมายเลข 32 สายเอเชีย", "ทางหลวงหมายเลข", "FACILITY", ["ทางหลวงหมายเลข 32"]),
        ("ที่ทางหลวงสายใหม่ 32 สาย", "ทางหลวงสายใหม่", "FACILITY", ["ทางหลวงสายใหม่"]),
        ("จ่ายค่าจ้างให้กับแรงงาน แล้ว", "แรงงาน", "ORGANIZATION", []),
        ("กับกระทรวงอุตสาหกรรมและการค้าเวียดนาม", "กระทรวงอุตสาหกรรม", "ORGANIZATION", ["กระทรวงอุตสาหกรรมและการค้า"]),
        (
            "จัดโดยกระทรวงการต่างประเทศและความร่วมมือระหว่างประเทศอิตาลี",
            "กระทรวงการต่างประเทศ",
            "ORGANIZATION",
            ["กระทรวงการต่างประเทศและความร่วมมือระหว่างประเทศ"],
        ),
        ("กับกระทรวงอุตสาหกรรมและคณะ", "กระทรวงอุตสาหกรรม", "ORGANIZATION", ["กระทรวงอุตสาหกรรม"]),
        ("ความร่วมมือด้านสาธารณสุข กับนานาชาติ", "สาธารณสุข", "ORGANIZATION", []),
        ("โดยมี รมว.สาธารณสุข กล่าว", "สาธารณสุข", "ORGANIZATION", ["สาธารณสุข"]),
        ("ทูตพาณิชย์ในต่างประเทศ กล่าว", "พาณิชย์", "ORGANIZATION", []),
        ("โดยมี รมว.แรงงาน กล่าว", "แรงงาน", "ORGANIZATION", ["แรงงาน"]),
        ("กับการว่าวไทย การประปานครหลวง วันนี้", "การว่าวไทย การประปานครหลวง", "ORGANIZATION", ["การว่าวไทย", "การประปานครหลวง"]),
        ("กับศูนย์ว่าว กรมลม วันนี้", "ศูนย์ว่าว กรมลม", "ORGANIZATION", ["ศูนย์ว่าว กรมลม"]),
        ("met Mr. John F. Doe today", "Mr. John F", "PERSON", ["Mr. John F. Doe"]),
        ("ได้รับมหาปรมาภรณ์ช้างเผือก (ม.ป.ช.)", "มหาปรมาภรณ์ช้างเผือก", "ORGANIZATION", []),
        ("ได้รับมหาปรมาภรณ์ช้างเผือก (ม.ป.ช.)", "ม.ป.ช.", "ORGANIZATION", []),
        ("กับ ป.ป.ช. วันนี้", "ป.ป.ช.", "ORGANIZATION", ["ป.ป.ช."]),
        ("ออกพระราชกำหนดว่าวไทย แล้ว", "พระราชกำหนดว่าวไทย", "ORGANIZATION", []),
        ("เปิดโครงการรักว่าวไทย ปี 2", "โครงการรักว่าวไทย ปี 2", "EVENT", []),
        ("เปิดโครงการอบรมช่างว่าว รุ่นที่ 2", "โครงการอบรมช่างว่าว รุ่นที่ 2", "EVENT", ["อบรมช่างว่าว รุ่นที่ 2"]),
        ("กับ พมจ.เมืองว่าว วันนี้", "พมจ.เมืองว่าว", "PERSON", []),
        ("ระบบแบบรวมศูนย์ว่าวไทย", "ศูนย์ว่าวไทย", "FACILITY", []),
        ("ไปอาเซียน ตะวันออกกลาง วันนี้", "อาเซียน ตะวันออกกลาง", "LOCATION", ["อาเซียน", "ตะวันออกกลาง"]),
        ("ณ ห้องประชุม 1601 วันนี้", "ห้องประชุม 1601", "FACILITY", ["ห้องประชุม 1601"]),
        ("รายงานจากกองว่าวไทยถึงผลกระทบจากลม", "กองว่าวไทยถึงผลกระทบจากลม", "ORGANIZATION", ["กองว่าวไทย"]),
        ("by Minister of Kite Affairs Malee", "Kite Affairs", "ORGANIZATION", []),
        ("in the Kite Kingdom. Criteria are", "Kite Kingdom. Criteria", "LOCATION", ["Kite Kingdom"]),
        ("the 9th Kite Session. Today’s meeting", "9th Kite Session. Today’s meeting", "EVENT", ["9th Kite Session"]),
        ("the 4th Kite Meeting on May 5", "4th Kite Meeting on May", "EVENT", ["4th Kite Meeting"]),
        ("the Kite Board by 2025 and", "Kite Board by 2025", "ORGANIZATION", ["Kite Board"]),
        ("in the 21st Century of kites", "21st Century", "EVENT", []),
        ("the 1st and 2nd Army Areas met", "1st and 2nd Army Areas", "EVENT", []),
        ("the Ministry’s executives met", "Ministry’s executives", "ORGANIZATION", []),
        ("the Kite Institute (Public Organization) met", "Public Organization", "ORGANIZATION", []),
        ("the Hom Mali rice", "Mali", "LOCATION", []),
        ("a Malaysia-based poet", "Malaysia-based", "LOCATION", ["Malaysia"]),
        ("the KMO-Wind Union meeting", "Wind Union", "ORGANIZATION", ["Wind Union"]),
        ("at U-Tapao Airport today", "Tapao Airport", "FACILITY", ["U-Tapao Airport"]),
        ("the Chile-EFTA FTA was", "EFTA", "ORGANIZATION", ["EFTA"]),
        ("a Kite Agreement (AKFTA) was", "AKFTA", "ORGANIZATION", []),
        ("under the United Kites Charter of", "United Kites Charter", "PERSON", []),
        ("by train, the Malee Blossom Train", "Malee Blossom Train", "PERSON", []),
        (
            "at Kite School and Wind Sea University,",
            "Kite School and Wind Sea University",
            "ORGANIZATION",
            ["Kite School", "Wind Sea University"],
        ),
        (
            "the Kite School and Wind Festival",
            "Kite School and Wind Festival",
            "ORGANIZATION",
            ["Kite School and Wind Festival"],
        ),
        ("นายสมหมาย ใจดี และ นางมาลี ดีงาม", "นายสมหมาย ใจดี และ นางมาลี ดีงาม", "PERSON", ["นายสมหมาย ใจดี", "นางมาลี ดีงาม"]),
        ("ไป 4 จังหวัด นราธิวาส ยะลา", "จังหวัด นราธิวาส", "LOCATION", ["นราธิวาส"]),
        ("ไปจังหวัด นราธิวาส", "จังหวัด นราธิวาส", "LOCATION", ["จังหวัด นราธิวาส"]),
        ("ผลการเข้าร่วม Kite Summit 2030", "การเข้าร่วม Kite Summit 2030", "EVENT", ["Kite Summit 2030"]),
        ("เสนอที่ประชุม กวล. แล้ว", "ที่ประชุม กวล.", "ORGANIZATION", ["กวล."]),
        ("รัฐมนตรีกระทรวงการค้าและพัฒนาเศรษฐกิจ", "กระทรวงการค้า", "ORGANIZATION", ["กระทรวงการค้าและพัฒนาเศรษฐกิจ"]),
        ("กระทรวงแรงงานและเศรษฐกิจฐานราก", "กระทรวงแรงงาน", "ORGANIZATION", ["กระทรวงแรงงาน"]),
    ],
)
def test_edges(text: str, name: str, kind: EntityType, names: list[str]) -> None:
    assert [text[s.start : s.end] for s in edges.sharpen(marked(text, name, kind), text)] == names


@pytest.mark.parametrize(
    ("name", "kind", "right"),
    [
        ("Malee National Park", "PERSON", "LOCATION"),
        ("Kite Noi River", "FACILITY", "LOCATION"),
        ("Bridge over the Kite Noi River", "FACILITY", "FACILITY"),
        ("Kite Park", "LOCATION", "FACILITY"),
        ("Malee Red Kite Chapter", "PERSON", "ORGANIZATION"),
        ("Siam Kite Plc", "LOCATION", "ORGANIZATION"),
    ],
)
def test_the_last_word_of_an_english_name_tells_its_type(name: str, kind: EntityType, right: EntityType) -> None:
    text = f"at {name} today"
    assert [one.type for one in edges.sharpen(marked(text, name, kind), text)] == [right]


def test_a_region_or_zone_is_a_place_and_no_body() -> None:
    text = "ในภูมิภาคว่าวใต้และเขตเศรษฐกิจพิเศษว่าว"
    names_of = "ภูมิภาคว่าวใต้", "เขตเศรษฐกิจพิเศษว่าว"
    assert [edges.sharpen(marked(text, name, "ORGANIZATION"), text)[0].type for name in names_of] == ["LOCATION", "LOCATION"]


@pytest.mark.parametrize(
    ("text", "name", "names"),
    [
        ("นายธีรพงศ์ต้องอยู่ที่สภา", "นายธีรพงศ์ต้องอยู่ที่สภา", ["นายธีรพงศ์"]),
        ("นายสมหมาย ใจดี อดีตปลัด", "นายสมหมาย ใจดี อดีต", ["นายสมหมาย ใจดี"]),
        ("รอง นรม.สมหมายฯ ตรวจ", "นรม.สมหมาย", ["สมหมาย"]),
        ("พลเอก หนุน ใจดี เดินทาง", "พลเอก หนุน ใจดี", ["พลเอก หนุน ใจดี"]),
        ("นางมาลี แซ่จึง อดีตปลัด", "นางมาลี แซ่จึง", ["นางมาลี แซ่จึง"]),
        ("นายวิชัย ค้าของ รองอธิบดี", "นายวิชัย ค้าของ", ["นายวิชัย ค้าของ"]),
        ("นายวิชัย ค้าของ และคณะ", "นายวิชัย ค้าของ", ["นายวิชัย ค้า"]),
        ("นายวิชัย ลมอุดมศาสตร์ เดินทาง", "นายวิชัย ลมอุดม", ["นายวิชัย ลมอุดมศาสตร์"]),
        ("นายวิชัย ลมอุดมกล่าว", "นายวิชัย ลมอุดม", ["นายวิชัย ลมอุดม"]),
        ("นายวิชัยศาสตร์ เดินทาง", "นายวิชัย", ["นายวิชัย"]),
        ("นายวิชัย พร้อมพันธุ์ เดินทาง", "นายวิชัย พร้อมพันธุ์", ["นายวิชัย พร้อมพันธุ์"]),
        ("Minister Somchai Jaidee visited Trat", "Somchai Jaidee visited", ["Somchai Jaidee"]),
        ("met Anwar bin Malee today", "Anwar bin Malee", ["Anwar bin Malee"]),
        ("สมเด็จพระราชินีในรัชกาลที่ ๙ เสด็จ", "สมเด็จพระราชินีในรัชกาลที่ ๙", ["สมเด็จพระราชินีในรัชกาลที่ ๙"]),
    ],
)
def test_a_persons_name_ends_before_verbs_and_offices(text: str, name: str, names: list[str]) -> None:
    found = persons.cut_persons([line_of(text, marked(text, name))])[0].spans
    assert [text[s.start : s.end] for s in found] == names


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("นางจันทร์แรม\nแสงดาว", True),
        ("ศาสตราจารย์\nพิเศษ วิชัย มั่นคง", True),
        ("นายวิชัย มั่นคง\nแสงดาว", False),
        ("นายวิชัย\nนายสมหมาย", False),
    ],
)
def test_a_name_broken_over_two_lines_is_joined(text: str, one: bool) -> None:
    cut = text.index("\n")
    found = repair.repair_all([Span(0, cut, "PERSON"), Span(cut + 1, len(text), "PERSON")], text)
    assert (len(found) == 1) is one


@pytest.mark.parametrize(
    ("text", "kind", "one"),
    [
        ("UN Office on Water", "ORGANIZATION", True),
        ("UN\u00a0Office on Water", "ORGANIZATION", True),
        ("UN, Office on Water", "ORGANIZATION", False),
        ("UN สำนักงานน้ำ", "ORGANIZATION", False),
        ("UN Thailand", "LOCATION", False),
    ],
)
def test_latin_names_with_only_a_space_between_are_joined(text: str, kind: str, one: bool) -> None:
    start = next(at for at in range(3, len(text)) if text[at].isalpha())
    found = repair.repair_all([Span(0, 2, kind), Span(start, len(text), kind)], text)
    assert (len(found) == 1) is one


def test_every_edge_rule_is_linear_on_hostile_text() -> None:
    for row in read_csv("entities/edges.csv"):
        assert row["action"] in {"drop", "head", "tail", "left", "right", "split", "place", "body", "building"}
        assert set(row["type"].split("|")) <= set(get_args(EntityType))
    kinds = get_args(EntityType)

    def timed(size: int) -> Callable[[], dict[str, float]]:
        return lambda: {
            piece: seconds(piece * size) for piece in ["งาน ", "(", "และ, ", "A. ", "กรุง", " ", "“", "( a", "District "]
        }

    def seconds(text: str) -> float:
        begun = time.process_time()
        for kind in kinds:
            edges.sharpen(Span(0, len(text), kind), text)
        return time.process_time() - begun

    # eight times the length; quadratic time would take sixty-four times as long
    assert too_slow(timed(2_000), timed(16_000), times=24, least=0.005) == {}


@pytest.mark.parametrize(
    ("text", "name", "kind", "found"),
    [
        ("แถลงของสำนักทดสอบ (สป.ทส.) วันนี้", "สำนักทดสอบ", "ORGANIZATION", ["สำนักทดสอบ", "สป.ทส."]),
        ("the Fruit Foundation (FF2) in Trat", "Fruit Foundation", "ORGANIZATION", ["Fruit Foundation", "FF2"]),
        ("รองปลัดกระทรวงทดสอบ (รปท.) กล่าว", "กระทรวงทดสอบ", "ORGANIZATION", ["กระทรวงทดสอบ"]),
        ("แรงงานสัญชาติกัมพูชา 3 คน", "กัมพูชา", "LOCATION", []),
    ],
)
def test_an_abbreviation_after_a_name_is_a_name_unless_it_is_an_office(
    text: str, name: str, kind: EntityType, found: list[str]
) -> None:
    (tagged,) = edges.sharpen_all([line_of(text, marked(text, name, kind))], text)
    assert [text[s.start : s.end] for s in tagged.spans] == found


def test_a_title_is_marked_up_to_its_closing_mark() -> None:
    text = "ร่วมงาน “ลมหนาวว่าวไทย สานสายใยทุ่งนา” ที่ลานวัด"
    found = repair.repair(marked(text, "งาน “ลมหนาวว่าวไทย", "EVENT"), text)
    assert found is not None
    assert text[found.start : found.end] == "งาน “ลมหนาวว่าวไทย สานสายใยทุ่งนา”"


def test_a_name_does_not_end_with_a_word_that_needs_more() -> None:
    text = "the 28th Assembly of the kite makers"
    found = repair.repair(marked(text, "28th Assembly of the", "EVENT"), text)
    assert found == marked(text, "28th Assembly", "EVENT")
    assert repair.repair(marked("the Department of kites", "Department of", "ORGANIZATION"), "the Department of kites") is None


def test_a_district_is_a_place() -> None:
    text = "เลี้ยงใน อ.บางว่าว และอ.โพว่าว จ.ราชบุรี"
    assert edges.sharpen(marked(text, "และอ.โพว่าว", "FACILITY"), text) == [marked(text, "อ.โพว่าว", "LOCATION")]


@pytest.mark.parametrize(
    ("event", "short", "kind"),
    [
        ("9th Session of the United Kite and Tail Commission for Asia", "KTCA", "ORGANIZATION"),
        ("meeting of Asian Ministers Responsible for Kites", "AMRK", "ORGANIZATION"),
        ("opening of the 9th World Kite Assembly", "WKA", "EVENT"),
        ("opening of the World Kite Forum", "WKF", "EVENT"),
        ("9th Asian Kite Ministers Meeting", "AKMM", "EVENT"),
    ],
)
def test_the_abbreviation_behind_an_event_is_that_of_the_body_it_ends_with(event: str, short: str, kind: EntityType) -> None:
    text = f"at the {event} ({short}) today"
    (found,) = edges.sharpen_all([line_of(text, marked(text, event, "EVENT"))], text)
    assert [(text[span.start : span.end], span.type) for span in found.spans] == [(event, "EVENT"), (short, kind)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Lomdee Kite Hospital", "FACILITY"),
        ("Lomdee and Talay Airports", "FACILITY"),
        ("Wat Lomdee", "FACILITY"),
        ("Lomdee Airport City", "LOCATION"),
        ("Wat Lom District", "LOCATION"),
        ("Watlomdee", "LOCATION"),
    ],
)
def test_a_building_is_not_a_place(name: str, kind: EntityType) -> None:
    text, name = f"kites fly at {name} today", name.removesuffix(" District")
    assert edges.sharpen(marked(text, name, "LOCATION"), text) == [marked(text, name, kind)]


def test_a_province_is_not_an_event() -> None:
    text = "สาขาจังหวัด Neu จังหวัด San Juan"
    assert edges.sharpen(Span(4, len(text), "EVENT"), text) == [Span(4, 15, "LOCATION"), Span(16, 32, "LOCATION")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "H.E. Mr. Juan Perez, Ambassador of the Slovak Republic to Thailand, came.",
            {"Slovak Republic": "SK", "Thailand": "TH"},
        ),
        (
            "He met the Ambassador of the Grand Duchy of Luxembourg to Thailand.",
            {"Grand Duchy of Luxembourg": "LU", "Thailand": "TH"},
        ),
        ("It was held in Geneva, the Swiss Federation, on Monday.", {"Geneva": None, "Swiss Federation": "CH"}),
        ("Thailand and the Hellenic Republic agreed on kites.", {"Thailand": "TH", "Hellenic Republic": "GR"}),
        ("Kites fly under the ASEAN Outlook on the Indo-Pacific (AOIP) in Thailand.", {"Thailand": "TH"}),
    ],
)
def test_the_formal_names_of_states_are_places_and_abbreviated_outlooks_are_none(
    text: str, places: dict[str, str | None]
) -> None:
    found = names.search(text)
    assert {e.text: e.iso for e in found if e.type == "LOCATION"} == places


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Chair, Your Excellencies, kites fly.",
        "The 10th Monarch of the Kite Dynasty came.",
        "He met the UAE Minister today.",
    ],
)
def test_an_english_office_alone_is_no_person(text: str) -> None:
    assert not [e for e in names.search(text) if e.type == "PERSON"]


@given(st.sampled_from(pattern_rows()).flatmap(lambda row: st.tuples(st.just(row), st.from_regex(row["pattern"]))))
def test_every_match_of_a_pattern_has_a_word_that_it_needs(drawn: tuple[dict[str, str], str]) -> None:
    row, text = drawn
    assert any(word in text for word in row["needs"].split("|"))


@pytest.mark.parametrize(
    ("text", "kind", "names_in_it"),
    [
        ("นางสาวสมหญิง ใจดี เด็กชายสมชาย รักว่าว", "PERSON", ["นางสาวสมหญิง ใจดี", "เด็กชายสมชาย รักว่าว"]),
        ("สมหญิง ใจดี นายสมชาย รักว่าว", "PERSON", ["สมหญิง ใจดี", "นายสมชาย รักว่าว"]),
        ("สมหญิง นายาว", "PERSON", ["สมหญิง นายาว"]),
        ("ศาสตราจารย์เกียรติคุณ นายแพทย์ สมชาย ใจดี", "PERSON", ["ศาสตราจารย์เกียรติคุณ นายแพทย์ สมชาย ใจดี"]),
        ("ว่าที่ร้อยตรี นายสมชาย ใจดี", "PERSON", ["ว่าที่ร้อยตรี นายสมชาย ใจดี"]),
        ("สมหญิง ใจดี มารดา", "PERSON", ["สมหญิง ใจดี"]),
        ("สมชาย ใจดี อุตสาหกรรมจังหวัดน่าน", "PERSON", ["สมชาย ใจดี"]),
        ("สมชาย ใจดี ทปษ.รมว.", "PERSON", ["สมชาย ใจดี"]),
        ("สมเด็จพระบรมราชินี สมเด็จพระพันปีหลวง", "PERSON", ["สมเด็จพระบรมราชินี", "สมเด็จพระพันปีหลวง"]),
        ("สมชายกล่าว", "PERSON", ["สมชาย"]),
        ("(พิเศษ) ดร.สมชาย ใจดี", "PERSON", ["ดร.สมชาย ใจดี"]),
        ("กระทรวงแรงงานและการจ้างงาน", "ORGANIZATION", ["กระทรวงแรงงานและการจ้างงาน"]),
    ],
)
def test_a_person_ends_before_the_next_ones_title_an_office_or_a_verb(text: str, kind: str, names_in_it: list[str]) -> None:
    end = len("กระทรวงแรงงาน") if kind == "ORGANIZATION" else len(text)
    found = edges.sharpen(Span(0, end, kind), text)  # type: ignore[arg-type]
    assert [text[one.start : one.end] for one in found] == names_in_it


@pytest.mark.parametrize("country", ["China’s", "South Korea’s", "Lao", "Japanese"])
def test_the_country_before_a_foreign_ministry_is_part_of_its_name(country: str) -> None:
    text = f"It is held by {country} Ministry of Commerce."
    found = edges.sharpen(Span(text.index("Ministry"), len(text) - 1, "ORGANIZATION"), text)
    assert [text[one.start : one.end] for one in found] == [f"{country} Ministry of Commerce"]
