"""The trainers run from the command line, on the sample's articles instead of the corpus."""

import csv
import json
import lzma
import os
import re
import shutil
import subprocess
import sys

import pytest

from newsextract.layers.names.find import spans
from newsextract.layers.terms import search
from newsextract.layers.terms.candidates import find_candidates
from newsextract.models import artifact
from training.frames import Words

pytestmark = pytest.mark.slow

#: stub of the scorer, which is not shipped, with the functions that training.events calls
SCORER = """
def tidy(text): return " ".join((text or "").split())
bare_name = tidy
def alike(a, b, least=0.75): return tidy(a) == tidy(b)
def iso_equal(a, b): return a == b
"""
#: the same of the scorer of whole articles, for training.background and training.parts
FRAMES = """
PARTS = {'counterpart': {'guest', 'host'}}
def meets(text, want, got): return (want["about"] or text) in got["about"]["text"]
"""
#: one per copy of the sample, inserted at every space; the copies give enough labels for folds and halves
WORDS = ("", "แล้ว", "อีก", "ทั้งนี้", "โดย", "ซึ่ง", "จึง", "และ")


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def labels_of(number, text):
    """The layer's terms as labels, each at the candidate that the rules find."""
    for term in search(text):
        gloss = term.en or term.abbr
        near = (c for c in find_candidates(text) if gloss and c.start < gloss.end and gloss.start < c.end)
        if term.known_from == "article" and (c := next(near, None)):
            row = {"id": number, "cand_start": c.start, "cand_end": c.end, "is_pair": term.th is not None, "stratum": "drawn"}
            yield row | ({"th_start": term.th.start, "th_end": term.th.end, "alt_th_starts": []} if term.th else {})


def event(root, name):
    snapshot = json.loads((root / "tests" / "snapshots" / f"{name}.json").read_text(encoding="utf-8"))
    main = next((e for e in snapshot["events"] if e["main"]), None)
    if main is None:
        return None
    names = {e["id"]: e["name"]["th"] or e["name"]["en"] for e in snapshot["entities"]}
    said = [names[p["entity"]] for p in main["participants"]]
    values = {key: main[key] for key in ("type", "start", "name")} | {key: main["place"][key] for key in ("venue", "country")}
    return values | {"province": main["place"]["province"], "actor": said[:1], "organisations": said[1:]}


def frame(root, name, number, text):
    """An article's snapshot as a row of frames.jsonl, with offsets for words."""
    snapshot = json.loads((root / "tests" / "snapshots" / f"{name}.json").read_text(encoding="utf-8"))
    words, things, keys = Words(text), [], set()
    for one in snapshot["entities"]:
        forms = [span for span in dict.fromkeys(offsets_in(words, m["text"]) for m in one["mentions"]) if span]
        if forms:
            keys.add(one["id"])
            none = dict.fromkeys(("en", "abbr", "role", "organisation", "iso"))
            things.append({"id": one["id"], "type": one["type"], "th": forms[0], "forms": forms} | none)
    events = []
    for event in snapshot["events"]:
        parts = [{"thing": p["entity"], "part": p["part"]} for p in event["participants"] if p["entity"] in keys]
        about = offsets_in(words, (event["about"] or event["trigger"])["text"])
        if not event["main"]:
            near = (
                one["id"] for one in things if about and abs(one["th"][0] - about[0]) < 100 and one["type"] == "ORGANIZATION"
            )
            parts = [{"thing": key, "part": "agent"} for key in near]
        values = {key: event[key] for key in ("main", "type", "status", "end", "attendance")}
        values |= {"start": event["start"] and event["start"].removesuffix("+07:00"), "zone": None, "type_alt": None}
        values |= {key: event["place"][key] for key in ("province", "country", "mode")}
        values |= {"venue": offsets_in(words, event["place"]["venue"]), "district": None, "about": about, "participants": parts}
        values |= {"name": {side: offsets_in(words, said) for side, said in event["name"].items()}}
        events.append(values | {"part_of_main": event["part_of"] is not None, "optional": False})
    return {"id": number, "language": "th", "things": things, "events": events, "statements": []} if events else None


def offsets_in(words, text):
    return next(words.find_all(text), None) if text else None


@pytest.fixture(scope="module")
def project(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((root / "corpora/sample/text").glob("*.txt"))}
    articles, labels, entities, events, frames = [], [], [], [], []
    for name, original in texts.items():
        found = [[e.start, e.end, e.type] for e in spans(original)]
        for copy, word in enumerate(WORDS):
            number = int(name) + 1000 * copy
            text = re.sub(r"(?<=[ก-๙]) (?=[ก-๙])", f" {word}", original)
            articles.append({"id": number, "category": "ข่าว", "url": f"https://www.thaigov.go.th/n/{number}", "text": text})
            labels += labels_of(number, text)
            window = {"id": number, "window": [0, len(text)]}
            if not copy:
                entities.append(window | {"drawn": "random", "entities": found, "people": []})
            if copy % 2:
                frames.append(frame(root, name, number, text))
            events.append(window | {"whole": True, "event": event(root, name), "other_events": [], "statements": []})
    shared, project = folder / "shared", folder / "project"
    write(shared / "corpus/thaigov-dev.jsonl.xz", articles)
    for part in ("terms", "records", "events", "dates"):
        write(shared / f"gold/{part}.jsonl", [])
        write(shared / f"gold/{part}.articles.jsonl", [])
    write(shared / "data/terms/train.jsonl", [])
    write(shared / "data/govnews/train.jsonl", [])
    (shared / "bench").mkdir()
    (shared / "bench/score.py").write_text(SCORER, encoding="utf-8")
    (shared / "bench/frames.py").write_text(SCORER + FRAMES, encoding="utf-8")
    # the first copy is the test set, the last is unlabelled
    write(project / "data/annotations/terms.jsonl", [row for row in labels if 1000 < row["id"] < 1000 * (len(WORDS) - 1)])
    for k in (1, 2, 3):
        write(project / f"data/annotations/terms-test-{k}.jsonl", [row for row in labels if row["id"] < 1000])
    write(project / "data/annotations/entities.jsonl", entities)
    write(project / "data/annotations/events.jsonl", events)
    write(project / "data/annotations/frames.jsonl", [row for row in frames if row])
    write(project / "data/annotations/reported.jsonl", [{"id": row["id"], "event": True} for row in events[:3]])
    (project / "build/halves").mkdir(parents=True)
    for half in (0, 1):  # training.marks needs PyTorch; later trainers read its output
        shutil.copy(root / "src/newsextract/data/models/marks.npz", project / f"build/halves/marks_{half}.npz")
    shutil.copytree(root / "training", project / "training")
    for name in ("people", "models", "terms"):
        (project / "src/newsextract/data" / name).mkdir(parents=True)
    assert "leads" in train(project, root, "training.ner")  # the others read an article by the half not trained on it
    return project


def train(project, root, *words):
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def model(project, name, kind):
    return artifact.read(project / "src/newsextract/data/models" / f"{name}.npz", kind)


def test_entities(project, root):
    assert model(project, "th_ner", "tagger").trained_by == "training/ner.py"
    sizes = [(project / f"build/halves/th_ner_{name}.npz").stat().st_size for name in ("leads", 0, 1)]
    assert len(set(sizes)) == 3


def test_without_the_halves_later_trainers_say_what_to_run(project, root):
    halves = project / "build/halves"
    halves.rename(project / "build/other")
    try:
        with pytest.raises(AssertionError, match=r"run `python -m training\.ner` first"):
            train(project, root, "training.parts")
    finally:
        (project / "build/other").rename(halves)


def test_events(project, root):
    assert "type" in train(project, root, "training.events")
    facts = model(project, "events", "choice").facts["out_of_fold"]
    assert {"type", "start", "venue", "no event"} <= {slot for slot, *_ in facts["figures"]}


def test_events_alone(project, root):
    before = model(project, "events", "choice")
    told = train(project, root, "training.events", "--alone")
    assert {line.split()[0] for line in told.splitlines()[1:]} == {"status", "mode", "attendance"}
    made = model(project, "events", "choice")
    assert {"type/weights", "name/weights", "status/weights", "mode/rates", "attendance/silent_rates"} <= set(made.arrays)
    slots = [slot for slot, *_ in made.facts["out_of_fold"]["figures"]]
    assert sorted(slots) == sorted(slot for slot, *_ in before.facts["out_of_fold"]["figures"])
    others = {name for name in before.arrays if name.rpartition("/")[0] not in {"status", "mode", "attendance"}}
    assert all((made.arrays[name] == before.arrays[name]).all() for name in others)


def test_background(project, root):
    told = train(project, root, "training.background")
    figures = {slot: float(hit) for slot, hit in re.findall(r"^(\w+): precision \S+, recall (\S+),", told, re.MULTILINE)}
    assert figures["venue"] > 0.6  # the copies of an article are nearly identical
    assert figures["name"] > 0  # the sample names few
    made = model(project, "background_choice", "choice")
    assert {"venue/weights", "venue/rates", "name/weights", "name/silent_rates", "told/rates"} <= set(made.arrays)


def test_parts(project, root):
    assert "first actor" in train(project, root, "training.parts")
    made = model(project, "participants", "choice")
    assert {"part/weights", "first/weights", "part elsewhere/weights", "part/rates"} <= set(made.arrays)
    count, precision, recall, *_ = made.facts["out_of_fold"]["main event: participants"]
    assert count > 50
    assert min(precision, recall) > 0.8  # the copies of an article are nearly identical


def test_the_corpus_is_decoded_and_counted(project, root):
    for step in ("training.mine_terms halves work", "training.mine_terms decode work"):
        train(project, root, *step.split())
    train(project, root, "training.mine_terms", "estimate", "work", "--decoded")
    assert model(project, "terms_statistics", "lookup").strings("forms/rows")


def test_the_first_round_and_the_glossary(project, root):
    train(project, root, "training.mine_terms", "gather", "work")
    train(project, root, "training.mine_terms", "estimate", "work")
    train(project, root, "training.mine_glossary", "work")
    with (project / "src/newsextract/data/terms/glossary.csv").open(encoding="utf-8") as file:
        assert next(csv.reader(file))[:3] == ["abbr", "th", "en"]
