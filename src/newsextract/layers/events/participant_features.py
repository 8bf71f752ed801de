"""Features of each person, organisation and country that may take part in an event."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import get_args

import numpy as np

from newsextract.layers.drafts import Referent
from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.honoured import is_royal_deed, named_in_honour
from newsextract.layers.events.marks import Floats, log_odds, marks, scaled_logs
from newsextract.layers.events.parties import CUE_REACH, HEADS, LIST_REACH, WEAK, Cue, Key, Parties, Span, Spot, classes
from newsextract.layers.events.rank import true_traits
from newsextract.layers.events.words import words_of
from newsextract.records import EventType, Part

#: maximum mentions of a candidate with encoder features
MAX_READ = 10
#: the column of ``Marks.parts`` for taking no part
NONE_COLUMN = -1
#: characters searched for participants before and after an event's words
EVENT_REACH = 180
#: maximum words that tell an event as features; weights of those, and of the words between them and a mention
MAX_TOLD, TOLD, BETWEEN = 5, 0.6, 0.5
#: features of the parts' probabilities at a candidate's key mention, at its likeliest one, and in the mean
_READ = [f"read{side} {k}" for side in ("", " most", " all") for k in range(len(get_args(Part)) + 1)]
LETTERS = {"PERSON": "P", "ORGANIZATION": "O", "LOCATION": "L"}
_EXTRA = ("post", "latin")
_STOP = re.compile(r"\. |ทั้งนี้|นอกจากนี้|ต่อมา|โดยก่อนหน้า|[“”]|;")
_LATIN = re.compile(r"[A-Za-z .'’-]+")


def line_of(context: Context, start: int, end: int) -> Span:
    """The line of a span, with the next one if the span ends the line: some pages break lines within a sentence."""
    first, last = context.line(start)
    return (first, context.line(last + 1)[1]) if last - end <= 1 and last + 1 < len(context.text) else (first, last)


def _words_beside(context: Context, line: Span, start: int, end: int) -> tuple[str, str]:
    """The word before ``start`` and the word after ``end`` on a line; ^ and $ where there is none."""
    starts, words = context.words
    first, here, there, last = (bisect_left(starts, at) for at in (line[0], start, end, line[1]))
    return words[here - 1] if first < here else "^", words[there] if there < last else "$"


@per_article
def mention_features(parties: Parties, spot: Spot) -> list[str]:
    """Features of a mention's surroundings: the words beside it, the cues before and after."""
    line = line_of(parties.context, spot.start, spot.reach)
    before, after = _words_beside(parties.context, line, spot.start, spot.reach)
    traits = {"opens": spot.start - line[0] <= 4, "<office": before in HEADS, "in office": spot.in_office}
    return [f"<1 {before}", f">1 {after}", *_cue_features(parties, spot, line), *true_traits(traits)]


def _cue_features(parties: Parties, spot: Spot, line: Span) -> list[str]:
    mates = parties.lists[parties.list_of[spot.number]]
    low = max(line[0], min(spot.start - CUE_REACH, mates[0].start - LIST_REACH))
    high = min(line[1], max(spot.reach + CUE_REACH, mates[-1].end + LIST_REACH))
    before = parties.cues_before(spot, low)
    found = _nearest(spot, "cue", before) + _nearest(spot, "then", parties.cues_after(spot, high))
    weak = next((cue for cue in before if cue.name in WEAK), None)
    return found + ([f"weak {weak.name}"] if weak and spot.start - weak.end <= 4 else [])


def _nearest(spot: Spot, what: str, cues: Sequence[Cue]) -> list[str]:
    """The nearest strong cue, and whether it is at most three characters away."""
    cue = next((cue for cue in cues if cue.name not in WEAK), None)
    if cue is None:
        return [f"{what} none"]
    start, end = (cue.end, spot.start) if cue.end <= spot.start else (spot.reach, cue.start)
    return [f"{what} {cue.name}", *([f"{what} at {cue.name}"] if end - start <= 3 else [])]


def features(parties: Parties, kind: EventType) -> list[dict[str, float]]:
    """Features of the part in the main event, for each candidate that may take part."""
    body = parties.context.body
    firsts = [next((s.start for s in spots if s.start >= body), len(parties.context.text)) for spots in parties.spots_of]
    of_type: dict[str, list[int]] = {}
    for k in sorted(range(len(firsts)), key=firsts.__getitem__):
        of_type.setdefault(parties.referents[k].type, []).append(k)
    headed = _named_in_offices(parties, *parties.speakers[:1])
    return [_row(parties, kind, k, of_type[parties.referents[k].type], k in headed) for k in parties.main_candidates]


def _named_in_offices(parties: Parties, *those: int) -> set[int]:
    """The candidates named within the offices of some persons."""
    found = set[int]()
    for one in (parties.referents[party] for party in those):
        for at in (*one.offices, *(office.at for office in one.roles[:1])):
            low, high = bisect_left(parties.starts, at.start), bisect_left(parties.starts, at.end)
            found.update(spot.party for spot in parties.spots[low:high])
    return found.difference(those)


def _row(parties: Parties, kind: EventType, party: int, mates: Sequence[int], headed: bool) -> dict[str, float]:
    """Features of one candidate; ``mates`` are those of its type in text order, and the first speaker may be its head."""
    context, spots, letter = parties.context, parties.spots_of[party], LETTERS[parties.referents[party].type]
    key = parties.key_spots[party]
    body = [spot for spot in spots if spot.start >= context.body]
    order, said = mates.index(party), parties.speakers.count(party)
    traits = {
        "anchor": any(context.in_anchor(spot.start) for spot in body),
        "lead": any(spot.start < context.lead[1] for spot in body),
        "headline only": not body,
        "some in office": any(spot.in_office for spot in spots),
        "all said": all(context.in_statement(spot.start) for spot in spots),
        "first speaker": party in parties.speakers[:1],
        "others speak": bool(parties.speakers) and not said,
        "head speaks": headed,
    }
    common = [
        "bias",
        f"order {min(order, 5)}",
        f"n {bisect_left((1, 2, 4, 8, 16), len(mates))}",
        f"mentions {bisect_left((1, 2, 3, 5), len(spots))}",
        f"said {bisect_left((0, 1, 3), said)}",
        f"at {bisect_left((0, 60, 150, 300, 600, 1000, 2000, 4000), key.start - context.body)}",
        f"headline {len(body) < len(spots)}",
        *true_traits(traits),
        *mention_features(parties, key),
        *_headline_features(parties, spots),
        kind,
        f"{kind} order {min(order, 1)}",
    ]
    names = [*(f"{letter} {name}" for name in common), *_of_candidate(parties, party, kind), context.language]
    return dict.fromkeys(names, 1.0) | _of_marks(parties, key, spots[:MAX_READ], letter)


@per_article
def _read(parties: Parties) -> tuple[Floats, Floats]:
    """The mean probabilities of the parts and of the roles in each mention, one row each."""
    marked = marks(parties.context)
    spans = [marked.within(spot.start, spot.end) for spot in parties.spots]
    return _means(marked.parts, spans), _means(marked.roles, spans)


def _means(of: Floats, spans: Sequence[slice]) -> Floats:
    """The mean over the tokens of each span."""
    edges = [edge for span in spans for edge in (span.start, span.stop)]
    sums = np.add.reduceat(np.concatenate([of, of[-1:]]), edges)[::2]  # a span may end with the last token
    return (sums / np.array([[span.stop - span.start] for span in spans], np.float32)).astype(np.float32, copy=False)


def _of_marks(parties: Parties, key: Spot, spots: Sequence[Spot], letter: str) -> dict[str, float]:
    """Encoder features of the part: at the key mention, at the mention likeliest to take part, and the mean over mentions."""
    parts, roles = _read(parties)
    numbers = [spot.number for spot in spots]
    every = parts[numbers]
    sides = np.stack([parts[key.number], every[every[:, NONE_COLUMN].argmin()], np.add.reduce(every) / np.float32(len(spots))])
    found = dict(zip(_READ, scaled_logs(sides.ravel()), strict=True))
    most = roles[numbers].max(axis=0).tolist()
    return found | {f"{letter} read role {k}": log_odds(chance) / 3 for k, chance in enumerate(most)}


def _headline_features(parties: Parties, spots: Sequence[Spot]) -> list[str]:
    """Position of a candidate in the headline, and the cues around it."""
    context, spot = parties.context, spots[0]
    if spot.start >= context.body:
        return ["h none"]
    before, after = parties.cues_before(spot, 0), parties.cues_after(spot, context.body)
    place = min(parties.between(0, spot.start), 3)
    office = " office" if spot.in_office else ""
    found = [f"h {place}{office}", f"h at {bisect_left((2, 15, 40), spot.start)}{office}"]
    found += [f"h cue {cue.name}" for cue in before[:1]]
    return found + [f"h then {cue.name}" for cue in after[:1]]


def _of_candidate(parties: Parties, party: int, kind: EventType) -> list[str]:
    """Features of the candidate itself, alone and combined with the event's type."""
    found = _candidate_classes(parties, party)
    return [*found, *(f"{kind} {name}" for name in found if name not in _EXTRA)]


@per_article
def _candidate_classes(parties: Parties, party: int) -> list[str]:
    """The classes of a person's office or of an organisation."""
    one = parties.referents[party]
    if one.type == "PERSON":
        words = _office(one)
        found = _matching_classes("office", words) or [f"office {'other' if words else 'none'}"]
        latin = parties.context.language == "th" and any(map(_LATIN.fullmatch, one.names))
        return found + [name for name, holds in zip(_EXTRA, (one.post, latin), strict=True) if holds]
    if one.type == "ORGANIZATION":
        name = max((m.text for m in (*one.mentions, *one.offices)), key=len)
        return _matching_classes("body", name)
    return []


def _matching_classes(what: str, words: str) -> list[str]:
    """The classes of office or body that a string matches."""
    return [f"{what} {sort}" for sort, pattern in classes(what) if pattern.search(words)]


def _office(one: Referent) -> str:
    """A person's role as written; for a person known by post alone, the post."""
    if one.role:
        return one.role
    return min(one.offices, key=lambda m: m.start).text if one.post and one.offices else ""


def clause_features(
    parties: Parties, kind: EventType, at: Span, clause: Span, taking_part: Mapping[Key, Part]
) -> list[tuple[Spot, dict[str, float]]]:
    """Features of the part in a background event, for each candidate near it, those honoured aside, and the main actor.

    The event of type ``kind`` is told at a span within a clause. ``taking_part`` are the parts in the main event, the main actor first.
    """
    start, end = search_span(parties.context, at)
    near = parties.spots[bisect_left(parties.starts, start) : bisect_left(parties.starts, end)]
    of: dict[int, list[Spot]] = {}
    for spot in near:
        if not _is_honoured(parties, spot, at):
            of.setdefault(spot.party, []).append(spot)
    parts = {parties.index_of[place]: part for place, part in taking_part.items()}
    for party in islice(parts, 1):
        of.setdefault(party, [parties.key_spots[party]])
    return [
        (key, _clause_row(parties, kind, at, clause, key, parts.get(party, "none")))
        for party, spots in of.items()
        for key in [min(spots, key=lambda s: (s.in_office, _distance(s, at)))]
    ]


def _is_honoured(parties: Parties, spot: Spot, at: Span) -> bool:
    """Whether words of honour stand before a person's name, and neither the words behind it nor the event's tell a royal's deed."""
    if parties.referents[spot.party].type != "PERSON" or not named_in_honour(parties.context, spot.start):
        return False
    return not any(is_royal_deed(parties.context, start) for start in (spot.end, at[0]))


def search_span(context: Context, at: Span) -> Span:
    """The span searched for an event's participants: its line, at most ``EVENT_REACH`` characters on each side of its words."""
    line = context.line(at[0])
    return max(line[0], at[0] - EVENT_REACH), min(line[1], at[1] + EVENT_REACH)


def _distance(spot: Spot, at: Span) -> int:
    return max(spot.start - at[1], at[0] - spot.reach, 0)


def _clause_row(parties: Parties, kind: EventType, at: Span, clause: Span, spot: Spot, in_main: str) -> dict[str, float]:
    letter = LETTERS[parties.referents[spot.party].type]
    side = "within" if at[0] <= spot.start < at[1] else "before" if spot.start < at[0] else "behind"
    nearer = parties.between(spot.end, at[0]) if side == "before" else parties.between(at[1], spot.start)
    inside = clause[0] <= spot.start < clause[1]
    first = inside and parties.between(clause[0], spot.start) == 0
    alone = parties.between(*clause) == parties.between(*at)
    stop = parties.context.text[spot.reach : at[0]] if side == "before" else parties.context.text[at[1] : spot.start]
    place = [
        "bias",
        side,
        f"{side} {bisect_left((3, 15, 40, 80), _distance(spot, at))}",
        f"{side} {bisect_left((0, 1, 2), nearer)} between",
        f"{side} {'apart' if _STOP.search(stop) else 'together'}",
        f"main {in_main}",
        f"{side} {'in clause' if inside else 'out of clause'}",
        f"main {in_main} {side} {'first' if first else inside}",
        f"main {in_main} {'alone' if alone else 'others'}",
    ]
    names = [f"{letter} {name}" for name in (*place, *mention_features(parties, spot), kind, f"{kind} {side}")]
    return (
        dict.fromkeys([*names, *_of_candidate(parties, spot.party, kind)], 1.0)
        | _of_words(parties.context, at, spot, letter, side, in_main)
        | _of_mention(parties, spot)
    )


def _of_words(context: Context, at: Span, spot: Spot, letter: str, side: str, in_main: str) -> dict[str, float]:
    """Features of the first words that tell an event, and of those between them and a mention, the first and last three."""
    told = words_of(context, *at)[:MAX_TOLD]
    gap = (spot.reach, at[0]) if side == "before" else (at[1], spot.start) if side == "behind" else (at[0], spot.start)
    between = words_of(context, *gap)
    near = {*(between[:3] if side != "within" else ()), *between[-3:]}
    return (
        dict.fromkeys([f"{letter} {side} told {word}" for word in told], TOLD)
        | dict.fromkeys([f"main {in_main} told {word}" for word in told[:3]], BETWEEN)
        | dict.fromkeys([f"{side} between {word}" for word in near], BETWEEN)
    )


def _of_mention(parties: Parties, spot: Spot) -> dict[str, float]:
    """Encoder features of the part in the main event and of the roles, at one mention."""
    parts, roles = _read(parties)
    found = {f"read {k}": value for k, value in enumerate(scaled_logs(parts[spot.number]))}
    return found | {f"read role {k}": log_odds(p) / 3 for k, p in enumerate(roles[spot.number].tolist())}
