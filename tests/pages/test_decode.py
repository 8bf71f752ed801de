import pytest

from newsextract.errors import InputError
from newsextract.pages import decode

THAI = "ประชุม “ครม.” – วันนี้… ก่อนเที่ยง เน้นย้ำเธอ " * 5


@pytest.mark.parametrize("label", ["tis-620", "TIS620", "iso-8859-11", "windows-874", "cp874", "x-windows-874", "tis-620-2533"])
def test_every_name_of_the_thai_code_page_reads_its_extra_punctuation(label: str) -> None:
    assert decode(THAI.encode("cp874"), label) == decode(THAI.encode("cp874"), "cp874")
    assert decode(THAI.encode("cp874"), label).text == THAI


def test_label_inside_the_page() -> None:
    assert decode(f'<meta charset="tis-620">{THAI}'.encode("cp874")).warnings == ()


@pytest.mark.parametrize("label", [None, "utf-8", "iso-8859-1", "nonsense"])
def test_wrong_label_is_a_warning(label: str | None) -> None:
    found = decode(THAI.encode("cp874"), label)
    assert (found.text, [w.code for w in found.warnings]) == (THAI, ["encoding_repaired"])


def test_utf8_under_a_thai_label() -> None:
    found = decode(THAI.encode(), "tis-620")
    assert (found.text, [w.code for w in found.warnings]) == (THAI, ["encoding_repaired"])


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(codec: str) -> None:
    found = decode(THAI.encode(codec))
    assert (found.text, found.warnings) == (THAI, ())


def _as_thai_page(raw: bytes) -> str:
    return "".join(chr(b) if b < 128 else bytes([b]).decode("cp874", "ignore") or chr(b) for b in raw)


@pytest.mark.parametrize(
    "garbled",
    [
        THAI.encode().decode("latin-1"),
        _as_thai_page(THAI.encode()),
        THAI.encode("cp874").decode("cp1252", "ignore"),
        THAI.encode().decode("latin-1").encode().decode("latin-1"),
    ],
    ids=["utf-8 as latin-1", "utf-8 as cp874", "cp874 as cp1252", "twice"],
)
def test_mojibake_is_repaired_with_a_warning(garbled: str) -> None:
    found = decode(f"<p>plain words</p>{garbled}".encode())
    assert found.text == f"<p>plain words</p>{THAI}"
    assert [w.code for w in found.warnings] == ["encoding_repaired"]


@pytest.mark.parametrize("text", [THAI, "เธอเน้นเธอเน้น ข่าวธรรมดา", "Café à la carte, naïve façade", "ราคา 5 € à Paris ข่าว"])
def test_good_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode(text.encode()).warnings == ()


def test_cut_within_a_character() -> None:
    found = decode("ข่าวน้ำ".encode()[:-1])
    assert (found.text, [w.code for w in found.warnings]) == ("ข่าวน้", ["text_truncated"])


def test_damage_in_the_middle_is_still_read_as_utf8() -> None:
    found = decode(THAI.encode() + b"\xff" + THAI.encode())
    assert (found.text, [w.code for w in found.warnings]) == (f"{THAI}\ufffd{THAI}", ["encoding_repaired"])


@pytest.mark.parametrize(
    "content", [b"", b" \n\t", b"\x00\x00", b"%PDF-1.7 x", b"\x89PNG\r\n", bytes(range(256)) * 4, b"\x1f\x8b\x08abc"]
)
def test_content_without_text_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(InputError, match="here"):
        decode(content, where="here")
