"""The main event's type, predicted from the headline and the lead."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import get_args

from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.marks import marks, scaled_logs
from newsextract.layers.events.rank import model, true_traits
from newsextract.layers.events.words import cues_of, opening_words, words_of
from newsextract.records import EventType, Mention

#: the types in the order of :data:`newsextract.records.EventType`
TYPES: tuple[EventType, ...] = get_args(EventType)

#: ends of the anchor paragraph's near and far zone, in characters from its beginning
NEAR, FAR = 420, 1000
#: weight of a word relative to a cue, in its zone and anywhere
WORD, WORD_ANYWHERE = 0.5, 0.6
#: characters of a first paragraph before the anchor that give word features, and their weight
FIRST_WORDS, FIRST_WORD = 200, 0.35
#: weight of a cue anywhere, relative to its weight in its zone
ANYWHERE = 0.7
#: maximum pairs of cues in a zone
PAIRS = 4
#: added to the encoder's probability of a type before taking the logarithm
SMOOTHING = 0.003

_FIGURE = re.compile(r"\d[\d,.]*\s?(?:%|ล้าน|บาท|ราย|คน|ตัน|percent|million|billion)|ร้อยละ")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}\s?(?:น\.|hrs|hours)|\d{4}\s?hrs")
_PLACE_MARK = re.compile(r"\sณ\s|\sณ[ก-ฮเ-ไ]|\sที่(?:ห้อง|โรงแรม|ศูนย์|กระทรวง|อาคาร|ทำเนียบ)|,\s+at\s")


def places(cues: Sequence[tuple[int, int, str]], start: int, end: int) -> dict[str, tuple[int, int]]:
    """The span of each cue class's first match in ``text[start:end]``, relative to ``start``.

    Examples
    --------
    >>> places([(0, -10, "chair"), (10, -9, "meeting")], 0, 19)["chair"]
    (0, 10)
    """
    found: dict[str, tuple[int, int]] = {}
    for k in range(bisect_left(cues, (start,)), len(cues)):
        at, less, name = cues[k]
        if at >= end:
            break
        if at - less <= end and name not in found:
            found[name] = (at - start, at - less - start)
    return found


def zones(context: Context) -> dict[str, tuple[int, int]]:
    """The spans of the zones: headline (t), first paragraph (p), the anchor's near (a) and far (b) part."""
    first, anchor = context.paragraphs[0], context.anchor
    return {
        "t": (0, max(0, context.body - 1)),
        "p": (first[0], min(first[1], first[0] + NEAR)),
        "a": (anchor[0], min(anchor[1], anchor[0] + NEAR)),
        "b": (min(anchor[1], anchor[0] + NEAR), min(len(context.text), max(anchor[1], anchor[0] + NEAR), anchor[0] + FAR)),
    }


@per_article
def features(context: Context) -> dict[str, float]:
    """Features of the headline and the lead."""
    found: dict[str, float] = {"bias": 1.0}
    spans = zones(context)
    at = {zone: places(cues_of(context), start, end) for zone, (start, end) in spans.items()}
    for zone, cues in at.items():
        found.update(dict.fromkeys((f"{zone}:{name}" for name in cues), 1.0))
        found.update(dict.fromkeys((f"any:{name}" for name in cues), ANYWHERE))
    found.update(dict.fromkeys(_order(at), 1.0))
    found.update(_words_of(context))
    start, end = spans["a"]
    near = context.text[start:end]
    found["figures"] = min(len(_FIGURE.findall(near)), 5) / 5
    found |= true_traits(
        {
            "clock": _CLOCK.search(near),
            "place": _PLACE_MARK.search(near),
            "nobody": not any(start <= spot.start < end for spot in context.spots[:30]),
            "undated": not context.dated or context.dated[0].start > end,
            f"s:{(context.section or '').strip()[:24]}": context.section,
        }
    )
    found[f"lang:{context.language}"] = 1.0
    found |= {f"read:{kind}": value for kind, value in zip(TYPES, scaled_logs(marks(context).kind[0], SMOOTHING), strict=True)}
    return found


def _order(at: dict[str, dict[str, tuple[int, int]]]) -> Iterator[str]:
    """Features of the order of each zone's cues.

    What a headline says first is what the event is; presiding followed by signing is a signing, not a ceremony.
    """
    verbal = {zone: _verbal(cues) for zone, cues in at.items()}
    yield from (f"1:{name}" for *_, name in verbal["a"][:1])
    if "say" in at["a"]:
        start, end = at["a"]["say"]
        yield f"said:{next((name for begin, _, name in verbal['a'] if begin >= end), '')}"
        yield f"before:{next((name for begin, _, name in verbal['a'] if begin < start), '')}"
    for zone in "tp":
        yield from (f"{zone}{k}:{name}" for k, (*_, name) in enumerate(verbal[zone][:2], 1))
    for zone in "ta":
        yield from (f"{zone}>{one}>{then}" for (*_, one), (*_, then) in pairwise(verbal[zone][: PAIRS + 1]))


def _verbal(cues: dict[str, tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The cues of a zone in order, without those of the setting."""
    return sorted((start, -end, name) for name, (start, end) in cues.items() if name not in _SETTING)


def _words_of(context: Context) -> dict[str, float]:
    """Words of the headline, of the anchor's beginning and of a first paragraph before it, each by zone and anywhere."""
    first, anchor = context.paragraphs[0], context.anchor
    zones_ = [("tw", WORD, words_of(context, 0, context.body)), ("aw", WORD, opening_words(context))]
    if first[0] < anchor[0]:
        zones_.append(("pw", FIRST_WORD, words_of(context, first[0], min(first[1], first[0] + FIRST_WORDS))))
    found: dict[str, float] = {}
    for zone, weight, words in zones_:
        for word in words:
            found[f"{zone}:{word}"] = weight
            found[f"w:{word}"] = WORD_ANYWHERE
    return found


_SETTING = frozenset(
    {"spokes", "situation", "covid", "statistics", "foreign", "meeting_number", "cabinet", "export", "royal", "festival", "law"}
)


def main_type(context: Context) -> tuple[EventType, dict[EventType, float], list[Mention]]:
    """The main event's type, the probability of each type, and the cue that weighs most for the type, if there is one."""
    chances = model("type").class_probabilities(features(context))
    kind = max(TYPES, key=chances.__getitem__)
    return kind, {one: chances[one] for one in TYPES}, _trigger_cue(context, kind)


def _trigger_cue(context: Context, kind: EventType) -> list[Mention]:
    """The cue of the anchor (else of the first paragraph, the headline) with the largest weight for the type."""
    known = model("type")
    spans, shown = zones(context), _shown_cues(context)

    def weight(zone: str, name: str) -> float:
        return known.class_weight(kind, f"{zone}:{name}") + ANYWHERE * known.class_weight(kind, f"any:{name}")

    for zone in ("a", "p", "t"):
        start, end = spans[zone]
        found = places(shown, start, end)
        ranked = sorted(found, key=lambda name: (-weight(zone, name) - known.class_weight(kind, f"1:{name}"), found[name]))
        if ranked and weight(zone, ranked[0]) > 0:
            a, b = _chain(context.text[start:end], found, found[ranked[0]])
            return [context.mention(*_whole_tokens(context, start + a, start + b))]
    return []


def _whole_tokens(context: Context, start: int, end: int) -> tuple[int, int]:
    """A span widened to whole tokens: English cues are beginnings of words."""
    tokens = context.tokens
    last = bisect_left(tokens.starts, end) - 1
    return start, max(end, tokens.ends[last]) if last >= 0 and tokens.kinds[last] != "space" else end


def _shown_cues(context: Context) -> list[tuple[int, int, str]]:
    """The cues that may be a trigger: outside names, not of a class of the setting, in Thai of whole tokens."""
    tokens = context.tokens
    edges = tokens.start_set | frozenset(tokens.ends) if context.language == "th" else None
    return [
        (start, less, name)
        for start, less, name in cues_of(context)
        if name not in _SETTING
        and (edges is None or {start, start - less} <= edges)
        and not context.touches_name(start, start - less)
        and not context.text[start : start - less].endswith((" the ", " a ", " the", " a"))
    ]


def _chain(text: str, found: dict[str, tuple[int, int]], core: tuple[int, int]) -> tuple[int, int]:
    """The span of a cue together with the cues that adjoin it: เป็นประธานใน + พิธี + เปิดการ + ประชุม."""
    start, end = core
    for _ in range(3):
        for a, b in found.values():
            gap = text[b:start] if b <= start else (text[end:a] if a >= end else "")
            if len(gap) <= 8 and " " not in gap and "\n" not in gap:
                start, end = min(start, a), max(end, b)
    return start, end
