"""Who is asked for a part and was not: those named late, single countries, guests of a ceremony that honours a king."""

import pytest

from newsextract.layers.drafts import Referent
from newsextract.layers.events.parties import parties_of
from spoken import body, context, person, places

LEAD = "ข่าว\nวันนี้ กรมลมเปิดงานว่าวไทย"


def country(text, name, iso):
    return Referent("LOCATION", mentions=places(text, name), names=[name], iso=iso)


def asked(text, *referents):
    """The candidates for the main event."""
    laid_out = parties_of(context(text, *referents))
    return [laid_out.referents[k].names[0] for k in laid_out.main_candidates]


@pytest.mark.parametrize(
    ("words", "name", "title", "honoured"),
    [
        ("น้อมรำลึกถึงพระเจ้าตากฟ้าและนายเอก ใจดี", "นายเอก ใจดี", "นาย", False),
        ("ลงนามถวายพระพรชัยมงคล\nนางสาวโท ใจงาม นำข้าราชการ", "นางสาวโท ใจงาม", "นางสาว", False),
        ("น้อมรำลึกถึงพระเจ้าตากฟ้า", "พระเจ้าตากฟ้า", "พระเจ้า", True),
        ("น้อมรำลึกถึงพระเจ้าตากฟ้า", "พระเจ้าตากฟ้า", None, True),
    ],
)
def test_one_with_a_civil_title_is_no_king_whom_a_ceremony_honours(words, name, title, honoured):
    text = f"ข่าว\n{words} ณ ลานว่าว"
    assert (name not in asked(text, person(text, name, title=title))) is honoured


@pytest.mark.parametrize(("make", "name"), [(person, "นายเอก ใจดี"), (body, "สมาคมโคมไทย")])
def test_one_named_far_behind_the_lead_may_take_part(make, name):
    text = f"{LEAD}\n{'ว่าวลอยลม ' * 700}\nผู้ร่วมงานมี{name}"
    assert asked(text, body(text, "กรมลม"), make(text, name)) == ["กรมลม", name]


def test_a_country_may_take_part_alone():
    text = "ข่าว\nญี่ปุ่นมอบว่าวแก่กรมลม แล้วไปเที่ยวต่อที่เลย"
    assert asked(text, country(text, "ญี่ปุ่น", "JP"), body(text, "กรมลม"), country(text, "เลย", "TH-42")) == ["ญี่ปุ่น", "กรมลม"]


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("คณะลม มหาวิทยาลัยฟ้า จัดงานว่าว", False),
        ("คณะลม มหาวิทยาลัยฟ้า และมหาวิทยาลัยฝน จัดงานว่าว", True),
        ("กรมลม มหาวิทยาลัยฟ้า จัดงานว่าว", True),
    ],
)
def test_a_university_behind_its_faculty_is_not_asked(words, asks):
    text = f"ข่าว\nวันนี้ {words}"
    bodies = [body(text, name) for name in ("คณะลม", "กรมลม", "มหาวิทยาลัยฟ้า") if name in words]
    assert ("มหาวิทยาลัยฟ้า" in asked(text, *bodies)) is asks
