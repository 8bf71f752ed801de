"""Annotations of whole articles (frames): conversion to and from ``data/annotations/frames.jsonl``, and agreement.

pack converts what annotators wrote (one JSON file per article, with text copied from it, by the guide FRAMES.md) to offsets
into the corpus's articles, ignoring whitespace, so that no article text is shipped; unpack converts the offsets back to text.
agree prints the agreement of two annotators on the same articles.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from training.shared import ANNOTATIONS, corpus, lines, run, scorer, texts, write_lines

FRAMES, FRAMES_TWICE = ANNOTATIONS / "frames.jsonl", ANNOTATIONS / "frames-twice.jsonl"
#: fields whose value is text of the article, or null
_THING_FIELDS, _EVENT_FIELDS = ("th", "en", "abbr", "role"), ("about", "venue", "district")
_INVISIBLE = "\u200b\u200c\u200d\ufeff"


def _is_visible(letter: str) -> bool:
    return not letter.isspace() and letter not in _INVISIBLE


class Words:
    """An article in which words are found, ignoring whitespace."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = [i for i, c in enumerate(text) if _is_visible(c)]
        self.bare = "".join(text[i] for i in self.at)

    def find(self, words: str | None) -> list[int] | None:
        """Start and end of the first occurrence of some words, None for None; ValueError if they are not in the article."""
        if words is None:
            return None
        for span in self.find_all(words):
            return list(span)
        raise ValueError(f"not in the article: {words!r}")

    def find_all(self, words: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of every occurrence of some words."""
        bare = "".join(filter(_is_visible, words))
        start = self.bare.find(bare) if bare else -1
        while start >= 0:
            yield self.at[start], self.at[start + len(bare) - 1] + 1
            start = self.bare.find(bare, start + len(bare))

    def text_of(self, span: list[int] | None) -> str | None:
        """The text of a span; None for None."""
        return None if span is None else self.text[span[0] : span[1]]


def convert_words(frame: dict[str, Any], convert: Callable[[Any], Any]) -> dict[str, Any]:
    """A copy of a frame in which every value that is text of the article is converted by ``convert``."""
    things = [
        thing | {key: convert(thing[key]) for key in _THING_FIELDS} | {"forms": [convert(form) for form in thing["forms"]]}
        for thing in frame["things"]
    ]
    events = [
        event
        | {key: convert(event[key]) for key in _EVENT_FIELDS}
        | {"name": event["name"] and {side: convert(words) for side, words in event["name"].items()}}
        for event in frame["events"]
    ]
    statements = [statement | {"text": convert(statement["text"])} for statement in frame["statements"]]
    return frame | {"things": things, "events": events, "statements": statements}


def frames(path: Path = FRAMES) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each annotated article in the format of FRAMES.md, and its text."""
    rows = list(lines(path))
    found = texts({row["id"] for row in rows})
    for row in rows:
        yield convert_words(row, Words(found[row["id"]]).text_of), found[row["id"]]


def pack(folder: Path, to: Path = FRAMES) -> None:
    """Convert the files ID.json of a folder to offsets; exits with the name of a file whose words are not in its article."""
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"), key=lambda p: int(p.stem))]
    found = texts({row["id"] for row in rows})
    packed = []
    for row in rows:
        try:
            packed.append(convert_words(row, Words(found[row["id"]]).find))
        except (KeyError, ValueError) as error:
            raise SystemExit(f"{row['id']}.json: {error}") from error
    write_lines(to, packed)


def unpack(to: Path, frames_file: Path = FRAMES) -> None:
    """Write the annotations in the format of FRAMES.md, and the articles in a second file, as the scorer frames.py reads them."""
    both = list(frames(frames_file))
    write_lines(to, [frame for frame, _ in both])
    known = {frame["id"] for frame, _ in both}
    write_lines(to.with_suffix(".articles.jsonl"), list(corpus(known)))


def agree(first: Path = FRAMES, second: Path = FRAMES_TWICE) -> None:
    """Print the agreement of two annotators on the same articles."""
    for name, value in agreement(first, second).items():
        print(f"{name:34} {value:.3f}")


def agreement(first: Path = FRAMES, second: Path = FRAMES_TWICE) -> dict[str, float]:
    """F1 of each layer between two annotators of the same articles, and the share of main events that agree.

    The second annotator's frames are scored as if they were records.
    """
    again = {frame["id"]: as_record(frame, text) for frame, text in frames(second)}
    scores = scorer("frames").score([frame for frame, _ in frames(first) if frame["id"] in again], again, errors=False)
    return {"slot accepted": scores["accepted"]} | {layer: row["f1"] for layer, row in scores["layers"].items()}


def as_record(frame: dict[str, Any], text: str) -> dict[str, Any]:
    """A frame in the form to which the scorer converts a record."""
    words = Words(text)
    names = {thing["id"]: thing["th"] or thing["en"] or thing["abbr"] for thing in frame["things"]}

    def places(form: str | None) -> list[dict[str, int]]:
        return [{"start": start, "end": end} for start, end in words.find_all(form)] if form else []

    def mentions_of(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        same = {"type": thing["type"], "name": names[thing["id"]], "id": thing["id"], "iso": thing["iso"]}
        yield from ({**place, "text": form, **same} for form in thing["forms"] for place in places(form))

    def event_of(event: dict[str, Any]) -> dict[str, Any]:
        place = {key: event[key] for key in ("venue", "district", "province", "country", "mode")}
        name = [at for side in (event["name"] or {}).values() for at in places(side)[:1]]
        parties = [{"name": names[one["thing"]], "part": one["part"]} for one in event["participants"]]
        return {**event, "place": place, "participants": parties, "slots": {"name": name, "about": places(event["about"])[:1]}}

    persons = [thing for thing in frame["things"] if thing["type"] == "PERSON"]
    return {
        "text": text,
        "entities": [at for thing in frame["things"] for at in mentions_of(thing)],
        "people": [{"name": names[p["id"]], "role": p["role"], "organisation": names.get(p["organisation"])} for p in persons],
        "events": [event_of(event) for event in frame["events"]],
        "statements": [
            {**place, "speaker": names[one["speaker"]]} for one in frame["statements"] for place in places(one["text"])[:1]
        ],
    }


if __name__ == "__main__":
    run(pack, unpack, agree)
