"""Whole articles read as one: ``data/annotations/frames.jsonl`` holds what readers found in them, as offsets.

draw chooses the articles: at random among those of 500 to 6,000 characters, a quarter of them English, types that are rare in
``events.jsonl`` twice as likely, none that is in the gold or in a test set, and one of articles that end alike.
pack turns what readers wrote (one JSON file an article, words copied from it, by the guide FRAMES.md) into offsets into
the corpus's articles, white space aside, so that no text of an article is shipped; unpack turns them back into words.
agree says how far two readers of the same articles agree.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from training.shared import ANNOTATIONS, SHARED, corpus, lines, run, scorer, texts, write_lines

FRAMES, TWICE = ANNOTATIONS / "frames.jsonl", ANNOTATIONS / "frames-twice.jsonl"
#: fields whose value is words of the article, or null
_THING, _EVENT = ("th", "en", "abbr", "role"), ("about", "venue", "district")
_COMMON = {"statement", "meeting", "ceremony", "programme", "visit", "report", "decision", "notice"}
_INVISIBLE = "\u200b\u200c\u200d\ufeff"


class Words:
    """An article in which words are found, white space aside.

    Parameters
    ----------
    text
        The article, as the corpus has it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = [i for i, c in enumerate(text) if not c.isspace() and c not in _INVISIBLE]
        self.bare = "".join(text[i] for i in self.at)

    def find(self, words: str | None) -> list[int] | None:
        """Start and end of the words' first place; null for null.

        Raises
        ------
        ValueError
            When they do not stand in the article.
        """
        if words is None:
            return None
        bare = "".join(c for c in words if not c.isspace() and c not in _INVISIBLE)
        start = self.bare.find(bare) if bare else -1
        if start < 0:
            msg = f"not in the article: {words!r}"
            raise ValueError(msg)
        return [self.at[start], self.at[start + len(bare) - 1] + 1]

    def all(self, words: str) -> Iterator[tuple[int, int]]:
        """Start and end of every place of some words."""
        bare = "".join(c for c in words if not c.isspace() and c not in _INVISIBLE)
        start = self.bare.find(bare) if bare else -1
        while start >= 0:
            yield self.at[start], self.at[start + len(bare) - 1] + 1
            start = self.bare.find(bare, start + len(bare))

    def read(self, span: list[int] | None) -> str | None:
        """The words of a span."""
        return None if span is None else self.text[span[0] : span[1]]


def each_word(frame: dict[str, Any], turn: Callable[[Any], Any]) -> dict[str, Any]:
    """A frame with every value that is words of the article turned into something else."""
    things = [
        thing | {key: turn(thing[key]) for key in _THING} | {"forms": [turn(form) for form in thing["forms"]]}
        for thing in frame["things"]
    ]
    events = [
        event
        | {key: turn(event[key]) for key in _EVENT}
        | {"name": event["name"] and {side: turn(words) for side, words in event["name"].items()}}
        for event in frame["events"]
    ]
    statements = [statement | {"text": turn(statement["text"])} for statement in frame["statements"]]
    return frame | {"things": things, "events": events, "statements": statements}


def frames(path: Path = FRAMES) -> Iterator[tuple[dict[str, Any], str]]:
    """Each annotated article in the form of FRAMES.md, and its text."""
    rows = list(lines(path))
    found = texts({row["id"] for row in rows})
    for row in rows:
        yield each_word(row, Words(found[row["id"]]).read), found[row["id"]]


def draw(to: Path, seed: int = 20261128, thai: int = 330, english: int = 110) -> None:
    """Write the drawn articles as ID.txt into a folder, and their ids in order of the draw as ids.json."""
    known = {row["id"]: (row["event"] or {}).get("type") or "none" for row in lines(ANNOTATIONS / "events.jsonl")}
    found = {row["id"]: row["text"] for row in _eligible()}
    rng = random.Random(seed)

    def weighted(ids: list[int], number: int) -> list[int]:
        """Draw without replacement (Efraimidis and Spirakis 2006, doi 10.1016/j.ipl.2005.11.003)."""
        keys = {i: rng.random() ** (1 if known.get(i, "notice") in _COMMON else 0.5) for i in ids}
        return sorted(ids, key=keys.__getitem__, reverse=True)[:number]

    is_english = {i: _is_english(text) for i, text in found.items()}
    chosen = weighted([i for i in sorted(found) if not is_english[i] and i in known], thai)
    chosen += weighted([i for i in sorted(found) if is_english[i]], english)
    rng.shuffle(chosen)
    to.mkdir(parents=True, exist_ok=True)
    for number in chosen:
        (to / f"{number}.txt").write_text(found[number], encoding="utf-8")
    (to / "ids.json").write_text(json.dumps(chosen), encoding="utf-8")


def measured_on() -> set[int]:
    """The articles that something is measured on."""
    files = [
        path for path in (*ANNOTATIONS.glob("test*.jsonl"), *(SHARED / "gold").glob("*.jsonl")) if ".articles" not in path.name
    ]
    keys = ("id", "article_id", "article", "a", "b", "en", "th")
    return set().union(*(_ids(row.get(key)) for path in files for row in lines(path) for key in keys))


def _eligible() -> Iterator[dict[str, Any]]:
    used = measured_on()
    endings = set()
    for row in corpus():
        body = row["text"].split("\n\nที่มา")[0]
        if row["id"] not in used and 500 <= len(body) <= 6000:
            ending = "".join(body.split("\n", 2)[-1].split())[-300:]
            if ending not in endings:
                endings.add(ending)
                yield row


def _ids(value: Any) -> set[int]:
    """The ids in a field of an annotation: one, or several."""
    several = value if isinstance(value, list) else [value]
    return {int(one) for one in several if isinstance(one, int) or (isinstance(one, str) and one.isdigit())}


def _is_english(text: str) -> bool:
    """Whether there is little Thai below the headline."""
    page = text.split("\n\nที่มา", maxsplit=1)[0]
    thai = sum("\u0e00" <= c <= "\u0e7f" for c in page[page.find("\n", 100) :])
    return sum(c.isascii() and c.isalpha() for c in page) > 2 * thai


def pack(folder: Path, to: Path = FRAMES) -> None:
    """Write the files ID.json of a folder as offsets; a file whose words are not in its article ends it with the name."""
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"), key=lambda p: int(p.stem))]
    found = texts({row["id"] for row in rows})
    packed = []
    for row in rows:
        try:
            packed.append(each_word(row, Words(found[row["id"]]).find))
        except (KeyError, ValueError) as error:
            msg = f"{row['id']}.json: {error}"
            raise SystemExit(msg) from error
    write_lines(to, packed)


def unpack(to: Path, frames_file: Path = FRAMES) -> None:
    """Write the annotations in the form of FRAMES.md, and the articles beside them, as the scorer frames.py reads them."""
    both = list(frames(frames_file))
    write_lines(to, [frame for frame, _ in both])
    known = {frame["id"] for frame, _ in both}
    write_lines(to.with_suffix(".articles.jsonl"), list(corpus(known)))


def agree(first: Path = FRAMES, second: Path = TWICE) -> None:
    """Print how far two readers of the same articles agree."""
    for name, value in agreement(first, second).items():
        print(f"{name:34} {value:.3f}")


def agreement(first: Path = FRAMES, second: Path = TWICE) -> dict[str, float]:
    """F1 of each layer between two readers of the same articles, and how many main events they tell alike.

    The second reader's frames are scored as if they were records.
    """
    again = {frame["id"]: as_record(frame, text) for frame, text in frames(second)}
    said = scorer("frames").score([frame for frame, _ in frames(first) if frame["id"] in again], again, errors=False)
    return {"slot accepted": said["accepted"]} | {layer: row["f1"] for layer, row in said["layers"].items()}


def as_record(frame: dict[str, Any], text: str) -> dict[str, Any]:
    """A frame in the form that the scorer gives a record before it judges it."""
    words = Words(text)
    names = {thing["id"]: thing["th"] or thing["en"] or thing["abbr"] for thing in frame["things"]}

    def places(said: str | None) -> list[dict[str, int]]:
        return [{"start": start, "end": end} for start, end in words.all(said)] if said else []

    def mentioned(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        same = {"type": thing["type"], "name": names[thing["id"]], "id": thing["id"], "iso": thing["iso"]}
        yield from ({**place, "text": form, **same} for form in thing["forms"] for place in places(form))

    def happened(event: dict[str, Any]) -> dict[str, Any]:
        said = {key: event[key] for key in ("venue", "district", "province", "country", "mode")}
        name = [at for side in (event["name"] or {}).values() for at in places(side)[:1]]
        parties = [{"name": names[one["thing"]], "part": one["part"]} for one in event["participants"]]
        return {**event, "place": said, "participants": parties, "slots": {"name": name, "about": places(event["about"])[:1]}}

    persons = [thing for thing in frame["things"] if thing["type"] == "PERSON"]
    return {
        "text": text,
        "entities": [at for thing in frame["things"] for at in mentioned(thing)],
        "people": [{"name": names[p["id"]], "role": p["role"], "organisation": names.get(p["organisation"])} for p in persons],
        "events": [happened(event) for event in frame["events"]],
        "statements": [
            {**place, "speaker": names[one["speaker"]]} for one in frame["statements"] for place in places(one["text"])[:1]
        ],
    }


if __name__ == "__main__":
    run(draw, pack, unpack, agree)
