"""A user's own codebook: rules, slots, columns, and a model learnt from labelled records."""

import json
import random

import pytest

import newsextract as nx
from bare import bare_record
from command_line import call, succeed
from desk_maker import correction as decision
from newsextract import stores
from newsextract.desk import EventRef, Target, Value, append
from newsextract.desk import codebook as books
from newsextract.desk import labels as labelling
from newsextract.desk import learn as learning
from newsextract.errors import ConfigError
from newsextract.records import Event, Mention
from newsextract.stores.columns import own_of
from spoken import place

BOOK = """
[types.flood]
description = "A flood, and help for those in it"
maps = ["disaster", "visit"]
words = ["น้ำท่วม*", "flood*"]
without = ["ซ้อม*"]
examples = ["ผู้ว่าฯ ลงพื้นที่น้ำท่วม"]

[types.rest]
maps = ["visit", "meeting"]
main = true

[slots.river]
words = ["แม่น้ำ*"]

[slots.illness.values]
dengue = ["ไข้เลือดออก", "dengue"]
"""


def one(number, headline, body="รายละเอียด", kind="visit", about=None):
    text = f"{headline}\n{body}"
    said = place(text, about) if about else None
    event = Event(
        id=f"t:{number}#1", main=True, type=kind, about=said, evidence=[Mention.of(text, len(headline) + 1, len(text))]
    )
    return bare_record(f"t:{number}", text, published="2023-03-05", events=[event])


@pytest.fixture
def book(tmp_path):
    (tmp_path / "book.toml").write_text(BOOK, encoding="utf-8")
    return books.load(tmp_path / "book.toml")


def codes(book, record):
    [coded] = book.apply([record])
    return own_of(coded.events[0])


def test_the_first_type_whose_rule_holds_is_given(book):
    assert codes(book, one(1, "นายกตัวอย่างลงพื้นที่น้ำท่วมขัง")).type == "flood"
    assert codes(book, one(2, "ซ้อมรับมือน้ำท่วม")).type == "rest"
    assert codes(book, one(3, "ประชุมเรื่องน้ำท่วม", kind="meeting")).type == "rest"
    assert codes(book, one(4, "อบรมเรื่องน้ำท่วม", kind="training")).type is None
    assert codes(book, one(5, "Minister visits Flooded village")).type == "flood"
    assert codes(book, one(6, "ตรวจราชการ", "พบน้ำท่วม", about="พบน้ำท่วม")).type == "flood"
    assert codes(book, one(7, "ตรวจราชการ", "พบน้ำท่วม")).type == "rest"


def test_a_word_does_not_match_inside_a_longer_one():
    assert not list(books.matches(["ชุมพร"], "ห้องประชุมพระพิรุณ", [(0, 18)]))
    assert [one.text for one in books.matches(["ชุมพร"], "จังหวัดชุมพร", [(0, 12)])] == ["ชุมพร"]
    assert books.has_any(["น้ำ*", "น้ำท่วม"], "น้ำท่วมขัง", [(0, 10)])


def test_slots_have_their_values_and_the_exact_words(book):
    record = one(1, "ไข้เลือดออกระบาด", "พบผู้ป่วย dengue ริมแม่น้ำสมมติ")
    found = codes(book, record).found
    assert [(f.slot, f.value, f.words.text) for f in found] == [
        ("river", "แม่น้ำ", "แม่น้ำ"),
        ("illness", "dengue", "ไข้เลือดออก"),
        ("illness", "dengue", "dengue"),
    ]
    assert all(record.text[f.words.start : f.words.end] == f.words.text for f in found)


def test_stores_have_the_columns_and_the_records_stay_as_they_are(book, tmp_path):
    pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    record = one(1, "ลงพื้นที่น้ำท่วม", "เดินเลียบแม่น้ำ")
    before = record.to_json()
    stores.write([record], tmp_path / "r.jsonl")
    succeed("store", tmp_path / "r.jsonl", tmp_path / "n.duckdb", "--codebook", tmp_path / "book.toml")
    from newsextract.stores import duck

    rows = list(duck.query(tmp_path / "n.duckdb", "SELECT own_type, own_type_confidence, own_slots FROM events"))
    assert rows[1] == ("flood", None, ["river=แม่น้ำ"])
    assert ("แม่น้ำ",) in list(duck.query(tmp_path / "n.duckdb", "SELECT text FROM mentions WHERE slot = 'own:river'"))
    assert [r.to_json() for r in stores.read(tmp_path / "n.duckdb")] == [before]
    frame = stores.to_frame(book.apply([record]), "flat")
    assert frame["own_type"].tolist() == ["flood"]
    assert stores.to_frame([one(2, "x")], "events")["own_type"].isna().all()


def test_a_sample_asks_about_own_types(tmp_path):
    made = [one(n, "ลงพื้นที่น้ำท่วม" if n % 2 else "ประชุม", kind="visit" if n % 2 else "notice") for n in range(8)]
    stores.write(made, tmp_path / "r.jsonl")
    (tmp_path / "book.toml").write_text(BOOK, encoding="utf-8")
    command = ["sample", str(tmp_path / "r.jsonl"), "--by", "own_type", "--slots", "own_type", "-o", str(tmp_path / "sheet")]
    refused = call(*command)
    assert "give your codebook" in str(getattr(refused.exception, "fix", refused.exception))
    succeed(*command, "--codebook", tmp_path / "book.toml")
    values = [json.loads(line) for line in (tmp_path / "sheet" / "values.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {(v["stratum"][0], v["kind"], v["value"]) for v in values} == {("flood", "value", "flood"), ("none", "empty", "")}

    flood = [v["row"] for v in values if v["value"]]
    said = dict(zip(flood, ["right", "wrong,rest", "none", "wrong"], strict=True))
    said |= dict(zip([v["row"] for v in values if not v["value"]], ["missed,rest", "y", "unsure", "missed"], strict=True))
    judge(tmp_path / "sheet" / "coding.csv", said)
    book = books.load(tmp_path / "book.toml")
    found = {label.record: (label.event, label.own_type) for label in labelling.read_sheet(tmp_path / "sheet", book)}
    ids = {v["row"]: v["id"] for v in values}
    wanted = [("right", "flood"), ("wrong,rest", "rest"), ("missed,rest", "rest")]
    assert found == {ids[row]: ("main", dict(wanted)[text]) for row, text in said.items() if text in dict(wanted)}
    judge(tmp_path / "sheet" / "coding.csv", {flood[0]: "wrong,fire"})
    with pytest.raises(ConfigError, match="no type 'fire'"):
        labelling.read_sheet(tmp_path / "sheet", book)


def judge(path, said):
    """Write a coding sheet: the judgement of each row and, after a comma, the correct value."""
    lines = [f"{row},{text if ',' in text else text + ','}" for row, text in said.items()]
    path.write_text("\n".join(["row,judgement,correct value", *lines]), encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[types.a]\nmaps = ['flood']", r"types\.a\.maps\.0: Input should be 'meeting', "),
        ("[types.a]\nword = ['x']", r"types\.a\.word: there is no such key"),
        ("[types.a]\nwords = 'x'", r"types\.a\.words: Input should be a valid list"),
        ("[types.a]\nwords = ['* ']", r"types\.a\.words\.0: this cannot be"),
        ("[slots.a]\n", "neither words nor values"),
        ("[types.'a b']\n", r"types\.a b: this cannot be"),
        ("[type.a]\n", r"type: there is no such key"),
        ("", "neither types nor slots"),
        ("[types", "not TOML"),
    ],
)
def test_a_faulty_codebook_is_refused_with_its_place(text, what, tmp_path):
    (tmp_path / "b.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=what) as error:
        books.load(tmp_path / "b.toml")
    assert "b.toml" in str(error.value)


def test_a_yaml_codebook_equals_the_toml_one(book, tmp_path):
    yaml = pytest.importorskip("yaml", reason="pyyaml is not installed")
    (tmp_path / "b.yaml").write_text(
        yaml.safe_dump(book.model_dump(exclude_unset=True), allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    assert books.load(tmp_path / "b.yaml") == book
    (tmp_path / "c.yaml").write_text("types: [unclosed", encoding="utf-8")
    with pytest.raises(ConfigError, match="not YAML"):
        books.load(tmp_path / "c.yaml")


def topics(count):
    """Records of three topics, with their topics; they differ in words that no rule contains."""
    words = {
        "water": ["ฝายคลองตัวอย่าง", "สูบน้ำ", "ชลประทาน"],
        "school": ["นักเรียน", "ห้องเรียน", "ครูใหม่"],
        "rest": ["ตลาด", "ถนน", "ประกาศ"],
    }
    rng = random.Random(2)
    names = list(words)
    made = []
    for number in range(count):
        topic = names[number % 3]
        said = rng.choice(words[topic] if rng.random() < 0.9 else words["rest"])
        made.append((one(number, f"รัฐมนตรีสมมติเยี่ยม{said}", f"งาน{rng.choice(words[topic])}"), topic))
    return made


@pytest.fixture
def three(tmp_path):
    (tmp_path / "three.toml").write_text(
        "[types.water]\n[types.school]\n[types.rest]\n[slots.road]\nwords = ['ซอย']\n", encoding="utf-8"
    )
    return books.load(tmp_path / "three.toml")


def write_labels(path, made):
    path.write_text("record,event,own_type\n" + "".join(f"{r.id},,{topic}\n" for r, topic in made), encoding="utf-8")
    return path


def test_labels_that_fit_no_record_are_listed_before_too_few_are_refused(three, tmp_path):
    labels = write_labels(tmp_path / "labels.csv", topics(1))
    stores.write([one(1000, "รัฐมนตรีสมมติเยี่ยมตลาด", "งานถนน")], tmp_path / "r.jsonl")
    given = (tmp_path / "r.jsonl", "--codebook", tmp_path / "three.toml", "--labels", labels, "-o", tmp_path / "a.npz")
    done = call("learn", *given)
    assert "labels.csv:2: there is no event main of " in done.stderr
    assert "0 labelled records are too few" in str(done.exception)
    (tmp_path / "c.jsonl").write_text('{"who": "ni', encoding="utf-8")
    done = call("learn", *given, "--corrections", tmp_path / "c.jsonl")
    assert "c.jsonl: the last line is unfinished (11 bytes), left out" in done.stderr


def test_a_model_is_learnt_scored_out_of_fold_and_applied(three, tmp_path):
    pytest.importorskip("sklearn", reason="the extra `learn` is not installed")
    made = topics(90)
    write_labels(tmp_path / "labels.csv", made)
    stores.write([r for r, _ in made], tmp_path / "r.jsonl")
    arguments = [
        str(tmp_path / "r.jsonl"),
        "--codebook",
        str(tmp_path / "three.toml"),
        "--labels",
        str(tmp_path / "labels.csv"),
    ]
    for name in ("a", "b"):
        done = succeed("learn", *arguments, "-o", tmp_path / f"{name}.npz")
    assert "right out of fold" in done.output
    again = call("learn", *arguments, "-o", tmp_path / "a.npz")
    assert "exists already" in again.output
    book = learning.open_book(tmp_path / "a.npz")
    fresh = [
        (one(1000 + n, f"รัฐมนตรีสมมติเยี่ยม{word}", "ซอยหนึ่ง"), topic)
        for n, (word, topic) in enumerate((("สูบน้ำ", "water"), ("ครูใหม่", "school")))
    ]
    for record, topic in fresh:
        own = codes(book, record)
        assert own.type == topic
        assert 0.5 < own.confidence <= 1
        assert [found.slot for found in own.found] == ["road"]
    again = learning.open_book(tmp_path / "b.npz")
    assert [codes(again, r) for r, _ in made] == [codes(book, r) for r, _ in made]


def test_scores_are_measured_on_unseen_records(three):
    pytest.importorskip("sklearn", reason="the extra `learn` is not installed")
    rng = random.Random(5)
    noise = [(r, r.events[0], rng.choice(["water", "school", "rest"])) for r, _ in topics(120)]
    learnt = learning.learn(noise, three)
    assert learnt.accuracy.low < 1 / 3 < learnt.accuracy.high + 0.1
    assert learnt.accuracy.value < 0.6
    real = learning.learn([(r, r.events[0], topic) for r, topic in topics(120)], three)
    assert real.accuracy.value > 0.8
    assert {one.name: one.labelled for one in real.types} == {"water": 40, "school": 40, "rest": 40}


def test_too_little_to_learn_from_is_refused(three):
    few = [(r, r.events[0], topic) for r, topic in topics(49)]
    with pytest.raises(ConfigError, match="49 labelled records are too few to learn from, 50 are needed; label 1 more"):
        learning.learn(few, three)
    same = [(r, r.events[0], "rest") for r, _ in topics(60)]
    with pytest.raises(ConfigError, match="all events are labelled 'rest'"):
        learning.learn(same, three)
    with pytest.raises(ConfigError, match="1 events are labelled 'water'"):
        learning.learn([*same[1:], (same[0][0], same[0][1], "water")], three)


def test_labels_are_read_from_a_table_and_from_corrections(three, tmp_path):
    made = topics(3)
    (tmp_path / "l.csv").write_text("record;event;own_type\nt:0;t:0#1;water\nt:9;;rest\n", encoding="utf-8-sig")
    examples, left = labelling.labelled([r for r, _ in made], labelling.read_table(tmp_path / "l.csv", three))
    assert [(r.id, topic) for r, _, topic in examples] == [("t:0", "water")]
    assert [label.record for label in left] == ["t:9"]
    (tmp_path / "l.csv").write_text("record,own_type\nt:0,wet\n", encoding="utf-8")
    openpyxl = pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    book = openpyxl.Workbook()
    for row in (["Record", "Own type"], ["t:0", "water"], ["t:1", None]):
        book.active.append(row)
    book.save(tmp_path / "l.xlsx")
    found = labelling.read_table(tmp_path / "l.xlsx", three)
    assert [(label.record, label.event, label.own_type) for label in found] == [("t:0", "", "water")]
    with pytest.raises(ConfigError, match=r"no type 'wet'.*l\.csv:2|l\.csv:2.*no type 'wet'"):
        labelling.read_table(tmp_path / "l.csv", three)
    records = [record for record, _ in made]
    main = EventRef(main=True)
    kind, venue = (Target(layer="events", slot=slot, event=main) for slot in ("type", "venue"))
    back = decision(records[2], kind, "correct", None, Value(value="rest"))
    append(
        tmp_path / "c.jsonl",
        [
            decision(records[0], kind, "correct", None, Value(value="school")),
            decision(records[0], kind, "correct", None, Value(value="water")),
            decision(records[1], kind, "confirm", None, Value(value="visit")),
            decision(records[2], venue, "correct", None, Value(value="rest")),
            back,
            decision(records[2], kind, "withdraw", None, Value(correction=back.id)),
        ],
    )
    examples, _ = labelling.labelled([r for r, _ in made], labelling.read_corrections(tmp_path / "c.jsonl", three, print))
    assert [(r.id, topic) for r, _, topic in examples] == [("t:0", "water")]


def test_a_file_that_is_not_a_model_is_refused(tmp_path):
    (tmp_path / "m.npz").write_bytes(b"nothing")
    with pytest.raises(ConfigError, match="not a model of event types"):
        learning.open_book(tmp_path / "m.npz")
    with pytest.raises(ConfigError, match="no such model"):
        learning.open_book(tmp_path / "none.npz")


def test_a_gazetteer_gives_canonical_names(tmp_path):
    (tmp_path / "names.csv").write_text(
        "name,type,canonical\nศูนย์พะยูนสมมติ,ORGANIZATION,ศูนย์วิจัยพะยูนสมมติ\nศพส.,ORGANIZATION,ศูนย์วิจัยพะยูนสมมติ\n", encoding="utf-8"
    )
    text = "วันนี้ ศูนย์พะยูนสมมติ จัดประชุม โดย ศพส. เป็นเจ้าภาพ"
    record = nx.extract(
        text=text, title="ประชุม", published="2024-03-12", config=nx.Config(gazetteers=(str(tmp_path / "names.csv"),))
    )
    found = [entity for entity in record.entities if entity.name.th == "ศูนย์วิจัยพะยูนสมมติ"]
    assert [[m.text for m in entity.mentions] for entity in found] == [["ศูนย์พะยูนสมมติ", "ศพส."]]
