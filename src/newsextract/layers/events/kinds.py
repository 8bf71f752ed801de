"""The main event's type, from what the headline and the lead say happened."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache

from newsextract.data import read_csv
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import model, softmax
from newsextract.records import EventType, Language, Mention
from newsextract.thai.tokens import tokenize

TYPES: tuple[EventType, ...] = (
    "meeting",
    "ceremony",
    "visit",
    "talks",
    "agreement",
    "statement",
    "decision",
    "programme",
    "training",
    "enforcement",
    "disaster",
    "report",
    "notice",
    "other",
)

#: how much of the anchor paragraph says what happened, and how much only adds to it
NEAR, FAR = 420, 1000
#: how much of the anchor counts word by word, and what a word weighs beside a cue
OPENING_WORDS, WORD = 300, 0.5

_FIGURE = re.compile(r"\d[\d,.]*\s?(?:%|ล้าน|บาท|ราย|คน|ตัน|percent|million|billion)|ร้อยละ")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}\s?(?:น\.|hrs|hours)|\d{4}\s?hrs")
_PLACE_MARK = re.compile(r"\sณ\s|\sณ[ก-ฮเ-ไ]|\sที่(?:ห้อง|โรงแรม|ศูนย์|กระทรวง|อาคาร|ทำเนียบ)|,\s+at\s")


@cache
def cues(language: Language) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The cue classes of a language: a name, and the words of which any one will do."""
    return tuple(
        (row["name"], tuple(row["words"].split("|"))) for row in read_csv("events/cues.csv") if row["language"] == language
    )


def places(text: str, language: Language) -> dict[str, tuple[int, int]]:
    """For each cue class the span of its first words in a text.

    Examples
    --------
    >>> places("เป็นประธานการประชุม", "th")["chair"]
    (0, 10)
    """
    found: dict[str, tuple[int, int]] = {}
    for name, words in cues(language):
        best: tuple[int, int] | None = None
        for word in words:
            at = text.find(word)
            if at >= 0 and (best is None or at < best[0] or (at == best[0] and at + len(word) > best[1])):
                best = (at, at + len(word))
        if best is not None:
            found[name] = best
    return found


def zones(context: Context) -> dict[str, tuple[int, int]]:
    """The spans that are looked at: headline, first paragraph, the anchor's near and far part."""
    first, anchor = context.paragraphs[0], context.anchor
    return {
        "t": (0, max(0, context.body - 1)),
        "p": (first[0], min(first[1], first[0] + NEAR)),
        "a": (anchor[0], min(anchor[1], anchor[0] + NEAR)),
        "b": (min(anchor[1], anchor[0] + NEAR), min(len(context.text), max(anchor[1], anchor[0] + NEAR), anchor[0] + FAR)),
    }


def features(context: Context) -> dict[str, float]:
    """Named features of the headline and the lead."""
    found: dict[str, float] = {"bias": 1.0}
    read = context.text.lower() if context.language == "en" else context.text
    at: dict[str, dict[str, tuple[int, int]]] = {}
    for zone, (start, end) in zones(context).items():
        at[zone] = places(read[start:end], context.language)
        found.update(dict.fromkeys((f"{zone}:{name}" for name in at[zone]), 1.0))
    found.update(dict.fromkeys(_order(at["a"]), 1.0))
    for zone in "tp":
        found.update(dict.fromkeys(_first(zone, at[zone]), 1.0))
    found.update(dict.fromkeys(_words_of(context), WORD))
    start, end = zones(context)["a"]
    near = context.text[start:end]
    figures = len(_FIGURE.findall(near))
    found["figures"] = min(figures, 5) / 5
    if _CLOCK.search(near):
        found["clock"] = 1.0
    if _PLACE_MARK.search(near):
        found["place"] = 1.0
    if not any(start <= spot.start < end for spot in context.spots[:30]):
        found["nobody"] = 1.0
    if not context.dated or context.dated[0].start > end:
        found["undated"] = 1.0
    if context.section:
        found[f"s:{context.section.strip()[:24]}"] = 1.0
    found[f"lang:{context.language}"] = 1.0
    return found


def _order(at: dict[str, tuple[int, int]]) -> Iterable[str]:
    """Which cue comes first, and which comes first after a verb of saying."""
    verbal = [(span[0], -span[1], name) for name, span in at.items() if name not in _SETTING]
    verbal.sort()
    if verbal:
        yield f"1:{verbal[0][2]}"
    said = at.get("say")
    if said:
        after = [name for start, _, name in verbal if start >= said[1]]
        yield f"said:{after[0]}" if after else "said:"
        before = [name for start, _, name in verbal if start < said[0]]
        yield f"before:{before[0]}" if before else "before:"


def _first(zone: str, at: dict[str, tuple[int, int]]) -> Iterable[str]:
    """The first two cues of a zone: what a headline says first it says the event is."""
    verbal = sorted((span[0], -span[1], name) for name, span in at.items() if name not in _SETTING)
    return [f"{zone}{k}:{name}" for k, (_, _, name) in enumerate(verbal[:2], 1)]


def _words_of(context: Context) -> Iterable[str]:
    """The words of the headline and of the anchor's first part, each once."""
    tokens = tokenize(context.text)
    end = context.body
    start, stop = context.anchor[0], min(context.anchor[1], context.anchor[0] + OPENING_WORDS)
    for low, high, zone in ((0, end, "tw"), (start, stop, "aw")):
        for k in range(bisect_left(tokens.starts, low), bisect_left(tokens.starts, high)):
            if tokens.kinds[k] in {"thai", "latin", "abbreviation"} and len(tokens.norms[k]) > 1:
                yield f"{zone}:{tokens.norms[k].lower()}"


_SETTING = frozenset(
    {"spokes", "situation", "covid", "statistics", "foreign", "meeting_number", "cabinet", "export", "royal", "festival", "law"}
)


def main_type(context: Context) -> tuple[EventType, float, list[Mention]]:
    """The type that the lead says, its probability, and the words that weigh most for it.

    Parameters
    ----------
    context
        The article.

    Returns
    -------
    type, probability, mentions
        The mentions are the cue words of the anchor paragraph.
    """
    seen = features(context)
    chances = probabilities_of(seen)
    kind = max(TYPES, key=lambda name: chances[name])
    return kind, chances[kind], _words(context, kind)


@cache
def _table() -> dict[str, list[float]]:
    """Each feature's weight for each type, in the order of :data:`TYPES`."""
    table: dict[str, list[float]] = {}
    for name, weight in model()["weights"].get("type", {}).items():
        kind, feature = name.split("|", 1)
        table.setdefault(feature, [0.0] * len(TYPES))[TYPES.index(kind)] = weight
    return table


def probabilities_of(seen: dict[str, float]) -> dict[EventType, float]:
    """The probability of each type, given the lead's features."""
    table, scores = _table(), [0.0] * len(TYPES)
    for name, value in seen.items():
        row = table.get(name)
        if row is not None:
            scores = [score + value * weight for score, weight in zip(scores, row, strict=True)]
    return dict(zip(TYPES, softmax(scores), strict=True))


def _words(context: Context, kind: EventType) -> list[Mention]:
    """The cue of the anchor (else of the first paragraph, the headline) with the largest weight for the type."""
    weights = model()["weights"]["type"]
    read = context.text.lower() if context.language == "en" else context.text
    spans = zones(context)
    for zone in ("a", "p", "t"):
        start, end = spans[zone]
        found = places(read[start:end], context.language)
        ranked = sorted(
            found,
            key=lambda name: (-weights.get(f"{kind}|{zone}:{name}", 0.0) - weights.get(f"{kind}|1:{name}", 0.0), found[name]),
        )
        if ranked and weights.get(f"{kind}|{zone}:{ranked[0]}", 0.0) > 0:
            a, b = _chain(read[start:end], found, found[ranked[0]])
            return [context.mention(start + a, start + b)]
    return []


def _chain(text: str, found: dict[str, tuple[int, int]], core: tuple[int, int]) -> tuple[int, int]:
    """A cue with those it hangs together with: เป็นประธานใน + พิธี + เปิดการ + ประชุม."""
    start, end = core
    for _ in range(3):
        for a, b in found.values():
            gap = text[b:start] if b <= start else (text[end:a] if a >= end else "")
            if len(gap) <= 8 and " " not in gap and "\n" not in gap:
                start, end = min(start, a), max(end, b)
    return start, end


_QA = re.compile(r"(?:^|\n)\s*(?:Q|A|ถาม|ตอบ|คำถาม|คำตอบ)\s?[:.：]", re.MULTILINE)
_EXPLAINER = re.compile(
    r"เหตุผล\s*ทำไม|มาดูกัน|เรามี(?:วิธี|คำตอบ|เคล็ดลับ)|มาทบทวน|รู้หรือไม่|รู้ไหม|มาทำความรู้จัก|คืออะไร|วิธีการอย่างไร|มีวิธี|ทำอย่างไร|อินโฟกราฟิก|เกร็ดความรู้|\?\?"
)
_PLUG = re.compile(r"ขอเชิญรับฟัง|ติดตามรับชม|รับชมรายการ|ฟังรายการ|รับฟังรายการ|ติดตามชมรายการ")


def no_event(context: Context) -> str | None:
    r"""Why a page reports no event, or None when it does.

    Examples
    --------
    >>> no_event(Context("กินได้ไหม ??\nQ : กินได้ไหม ??\nA : ได้", 13, "th", None, None, [], [], [], [], []))
    'questions and answers'
    """
    text, body = context.text, context.text[context.body :]
    if not re.sub(r"\W+", "", body):
        return "no body"
    if len(_QA.findall(body)) >= 2 or (_QA.search(body) and "?" in text):
        return "questions and answers"
    acts = any(spot.start < context.body + 700 for spot in context.spots) or any(
        t.start < context.body + 500 for t in context.dated
    )
    if _PLUG.search(body) and len(body) < 450 and not acts:
        return "a plug for a programme"
    if not acts and not context.statements and (_EXPLAINER.search(text[: context.body + 500]) or len(body.strip()) < 90):
        return "an explainer"
    return None
