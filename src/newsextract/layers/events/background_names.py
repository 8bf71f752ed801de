"""The name of a background event: one of the names in its words or beside them, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from newsextract.layers.events import naming
from newsextract.layers.events.background_places import models
from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.happenings import Stretch
from newsextract.layers.events.name_features import end_features, name_traits, squeezed
from newsextract.layers.events.name_spans import MAX_LENGTH, Start, ends, starts_in, trimmed
from newsextract.layers.events.rank import model as main_model
from newsextract.layers.events.rank import true_traits
from newsextract.layers.events.words import cues_within, words_of
from newsextract.records import EventType, Mention, Name

#: characters before an event's words, and behind them, in which its name may begin; whose words are features
REACH, WORDS_REACH = 30, 40
#: maximum ends of one name
MAX_ENDS = 3
#: minimum probability that an event has a name
MIN_PROBABILITY = 0.55


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate name: its span, where it begins (see :class:`Start`), and the probability of its end."""

    start: int
    end: int
    source: str
    head: str
    verb: str
    end_probability: float


def choose_name(context: Context, words: Stretch, kind: EventType) -> tuple[Name, list[Mention], float]:
    """The name of a background event of some type with its mentions, and the confidence in it or in there being none."""
    found = candidates(context, words)
    chances = models()["name"].probabilities(features(context, words, kind, found)) if found else [1.0]
    named = 1 - chances[-1]
    best = likeliest(context, found, chances)
    if best is None or named < MIN_PROBABILITY:
        return Name(), [], models()["name"].calibrated(chances[-1], filled=False)
    name, mentions = naming.name_with_gloss(context, found[best].start, found[best].end)
    return name, mentions, models()["name"].calibrated(named)


def likeliest(context: Context, found: Sequence[Candidate], chances: Sequence[float]) -> int | None:
    """The index of the likeliest candidate; those of one name add up their probabilities."""
    total: dict[str, float] = defaultdict(float)
    names = [squeezed(context.text[one.start : one.end]).removeprefix("การ") for one in found]
    for name, chance in zip(names, chances, strict=False):
        total[name] += chance
    return max(range(len(found)), key=lambda k: (total[names[k]], chances[k]), default=None)


def candidates(context: Context, words: Stretch) -> list[Candidate]:
    """The candidate names in an event's words and near them on their line, in text order."""
    low, high = context.line(words.start)
    last = words.end + REACH
    found: dict[tuple[int, int], Candidate] = {}
    for start in starts_in(context, max(low, words.start - REACH), min(high, last + MAX_LENGTH)):
        if start.at >= last:
            break
        for one in _names_at(context, start):
            found.setdefault((one.start, one.end), one)
    return sorted(found.values(), key=lambda one: (one.start, -one.end))


@per_article
def _names_at(context: Context, start: Start) -> list[Candidate]:
    """The names at a start: with each of the likeliest ends, with and without the words for an opening."""
    possible = ends(context, start)
    if not possible:
        return []
    likely = main_model("name end").probabilities(end_features(context, start, possible))
    ranked = sorted(range(len(likely)), key=likely.__getitem__, reverse=True)[:MAX_ENDS]
    stops = {possible[k][0]: likely[k] for k in ranked}
    if start.own_end > 0:
        stops.setdefault(start.own_end, 0.0)
    found = []
    for stop, chance in stops.items():
        begin, end = naming.with_quotation(context, start.at, trimmed(context.text, start.at, stop))
        end = naming.with_number(context.text, begin, naming.without_tail(context.text, begin, end))
        # without a head noun (data/annotations/names.md)
        begin, end = naming.latin_title(context.text, begin, end) or (begin, end)
        opened = naming.past_opening(context, begin, end)
        found.append(Candidate(begin, end, start.source, start.head, start.verb, chance))
        if opened > begin:
            found.append(Candidate(opened, end, f"{start.source} opened", start.head, start.verb, chance))
    return found


def features(context: Context, words: Stretch, kind: EventType, found: Sequence[Candidate]) -> list[dict[str, float]]:
    """Features of each candidate name and, last, of none."""
    own = words_of(context, words.start, words.end)
    before = words_of(context, max(0, words.start - WORDS_REACH), words.start)[-3:]
    head = [
        *(f"cue {name}" for name in sorted(set(cues_within(context, words.start, words.end)))),
        *(f"first {w}" for w in own[:1]),
    ]
    telling = [*head, *(f"word {word}" for word in own[1:3]), *(f"before {word}" for word in before), context.language]
    none = ("any", f"near {min(len(found), 4)}", f"kind {kind}", *telling)
    rows = []
    for one in found:
        side, share = _side(words, one)
        row = _of_candidate(context, words, one, found, side, share)
        rows.append(row | _beside(context, words, one, side, [*head, f"kind {kind}"]))
    return [*rows, dict.fromkeys([f"none, {name}" for name in none], 1.0)]


def _side(words: Stretch, one: Candidate) -> tuple[str, str]:
    """Whether a name is in an event's words, before or behind them, and how much of both they share or how far it is."""
    shared = min(one.end, words.end) - max(one.start, words.start)
    if shared > 0:
        return "within", f"fills {10 * shared // (max(one.end, words.end) - min(one.start, words.start))}"
    side = "before" if one.start < words.start else "behind"
    return side, f"{side} {min(-shared // 10, 6)}"


def _of_candidate(
    context: Context, words: Stretch, one: Candidate, found: Sequence[Candidate], side: str, share: str
) -> dict[str, float]:
    """Features of a candidate's words, of where it is, and of the other candidates."""
    long = min((one.end - one.start) // 15, 8)
    traits = {
        one.source: True,
        side: True,
        share: True,
        f"{one.source} {share}": True,
        f"{one.source} {side}": True,
        f"head {one.head}": True,
        f"{one.source} head {one.head}": True,
        f"{side} head {one.head}": True,
        f"verb {one.verb}": True,
        f"long {long}": True,
        f"{one.head} long {long}": True,
        f"begins at {max(-3, min(5, (one.start - words.start) // 6))}": True,
        f"ends at {max(-4, min(4, (one.end - words.end) // 8))}": True,
        "inside another": any(o is not one and o.start <= one.start and one.end <= o.end for o in found),
        "holds another": any(o is not one and one.start <= o.start and o.end <= one.end for o in found),
        "event": any(e.end == one.end for e in context.entities_in(one.start, one.start + 1, "EVENT")),
        "said": context.in_statement(one.start),
        "only one": len(found) == 1,
    }
    own = name_traits(context, one.start, one.end)
    return true_traits(traits) | own | {f"{name} {one.head}": 1.0 for name in own} | {"end": one.end_probability}


def _beside(context: Context, words: Stretch, one: Candidate, side: str, telling: Sequence[str]) -> dict[str, float]:
    """Features of the words before and behind a candidate, and of what the event's words tell."""
    skipped = words_of(context, words.start, one.start) if words.start < one.start else []
    ahead = words_of(context, max(context.line(one.start)[0], one.start - WORDS_REACH), one.start)[-2:]
    behind = words_of(context, one.end, one.end + WORDS_REACH)[:1]
    names = [
        *(f"skipped {word}" for word in skipped[:3]),
        *([f"skips {min(len(skipped), 5)}"] if side == "within" else []),
        *(f"ahead {k} {word}" for k, word in enumerate(reversed(ahead))),
        *(f"next {word}" for word in behind),
        *(f"{side}, {name}" for name in telling),
    ]
    return dict.fromkeys(names, 1.0)
