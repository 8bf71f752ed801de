"""Annotated articles: words to offsets and back."""

import json

import pytest

from training import frames

TEXT = "หัวข้อ\n\nนายสมหมาย  ใจดี อธิบดีกรมทอผ้า เปิดงานวันผ้าทอ ณ ลานกลางเมือง กล่าวว่า ผ้าไทยงาม"
PERSON = {"id": "t1", "type": "PERSON", "th": "สมหมาย ใจดี", "forms": ["นายสมหมาย ใจดี"], "role": "อธิบดีกรมทอผ้า"}
EVENT = {
    "main": True,
    "part_of_main": False,
    "optional": False,
    "type": "ceremony",
    "about": "เปิดงานวันผ้าทอ",
    "status": "occurred",
}
WHERE = {"venue": "ลานกลางเมือง", "country": "TH", "mode": "in_person", "participants": [{"thing": "t1", "part": "chair"}]}
UNKNOWN = dict.fromkeys(("type_alt", "start", "end", "zone", "district", "province", "attendance"))
FRAME = {
    "id": 7,
    "language": "th",
    "things": [PERSON | dict.fromkeys(("en", "abbr", "organisation", "iso"))],
    "events": [{**EVENT, **WHERE, **UNKNOWN, "name": {"th": "งานวันผ้าทอ", "en": None}}],
    "statements": [{"speaker": "t1", "text": "ผ้าไทยงาม"}],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "texts", lambda _: {7: TEXT})
    monkeypatch.setattr(frames, "corpus", lambda _: [{"id": 7, "text": TEXT}])
    made = tmp_path / "read"
    made.mkdir()
    return made


def test_words_are_packed_as_offsets_and_restored(folder, tmp_path):
    (folder / "7.json").write_text(json.dumps(FRAME), encoding="utf-8")
    frames.pack(folder, tmp_path / "frames.jsonl")
    packed = (tmp_path / "frames.jsonl").read_text(encoding="utf-8")
    assert "สมหมาย" not in packed
    [(frame, text)] = frames.frames(tmp_path / "frames.jsonl")
    assert text == TEXT
    assert frame["things"][0]["forms"] == ["นายสมหมาย  ใจดี"]  # as the article has it
    assert frame["events"] == FRAME["events"]
    assert frame["statements"] == FRAME["statements"]
    frames.unpack(tmp_path / "again.jsonl", tmp_path / "frames.jsonl")
    assert json.loads((tmp_path / "again.jsonl").read_text(encoding="utf-8")) == frame
    assert json.loads((tmp_path / "again.articles.jsonl").read_text(encoding="utf-8"))["text"] == TEXT


def test_words_missing_from_the_article_are_reported(folder, tmp_path):
    statement = {"speaker": "t1", "text": "ผ้าไทยสวย"}
    (folder / "7.json").write_text(json.dumps(FRAME | {"statements": [statement]}), encoding="utf-8")
    with pytest.raises(SystemExit, match=r"7\.json: not in the article: 'ผ้าไทยสวย'"):
        frames.pack(folder, tmp_path / "frames.jsonl")
    assert not (tmp_path / "frames.jsonl").exists()


def test_equal_annotations_agree_fully_and_a_difference_shows(shared, folder, tmp_path):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    (folder / "7.json").write_text(json.dumps(FRAME, ensure_ascii=False), encoding="utf-8")
    frames.pack(folder, first)
    assert set(frames.agreement(first, first).values()) == {1.0}
    other = FRAME | {"events": [FRAME["events"][0] | {"type": "other"}]}
    (folder / "7.json").write_text(json.dumps(other, ensure_ascii=False), encoding="utf-8")
    frames.pack(folder, second)
    found = frames.agreement(first, second)
    assert (found["slot accepted"], found["main type"], found["main venue"]) == (0.0, 0.0, 1.0)
