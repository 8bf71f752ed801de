"""The participants of an event and their parts: the main actor first, the others by part and text order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import compress
from math import log

from newsextract.layers.drafts import Event, Participant
from newsextract.layers.events import participant_rules as rules
from newsextract.layers.events.context import Context
from newsextract.layers.events.participant_features import LETTERS, clause_features, features, search_span
from newsextract.layers.events.parties import (
    CLASSES,
    PARTS,
    Chance,
    Parties,
    Span,
    Spot,
    best_part,
    moved,
    parties_of,
    referent_key,
)
from newsextract.layers.events.rank import models_of
from newsextract.models import choice
from newsextract.models.choice import Choice, Features
from newsextract.records import EventType, Part

#: minimum probability of taking part in the main event, and in other events
THRESHOLD, THRESHOLD_ELSEWHERE = 0.4, 0.3
#: types whose main actor is the one who speaks; minimum probability of a body that acts: in the others it comes before a
#: speaker in 284 of 285 annotated events that have both, and .5 changes 14 main actors out of fold, 7 to right and 2 to wrong
TOLD, MIN_AGENT = frozenset({"statement", "report", "notice"}), 0.5
#: minimum probability of one who chairs: the main actor in 600 of 607 annotated events that have one, before who organises or tells
MIN_CHAIR = 0.4
#: minimum probability of a signatory, the first of whom comes before the witness of an agreement
MIN_SIGNATORY = 0.7
#: minimum candidates of one type in a list whose part probabilities are averaged
MIN_IN_LIST = 3
#: parts of most main actors; added to a probability before taking the logarithm
_MAIN_PARTS, SMOOTHING = ("chair", "agent", "speaker"), 0.03
#: prefixes of the part model's features that are used for the main actor too
_SHARED_PREFIXES = (
    *("headline", "anchor", "lead", "first speaker", "head speaks", "all said", "order ", "said "),
    *("cue at", "then at", "opens", "at ", "bias", "h ", "read role "),
)
#: characters after a mention searched for a date; maximum characters from a date to a mention beside it; mentions checked
DATE_REACH, MAX_DATE_GAP, MAX_MENTIONS = 90, 25, 6
#: the shipped models: the part in the main event, the main actor, the part in other events
models = partial(models_of, "participants")


def average_in_lists(parties: Parties, spots: Iterable[Spot], chances: Sequence[Chance]) -> list[Chance]:
    """Average each candidate's part probabilities with the mean of its list and type, whose members mostly share a part."""
    mates: dict[tuple[int, str], list[int]] = {}
    for k, spot in enumerate(spots):
        mates.setdefault((parties.list_of[spot.number], parties.referents[spot.party].type), []).append(k)
    found = list(chances)
    for several in mates.values():
        if len(several) >= MIN_IN_LIST:
            mean = {part: choice.add(chances[k][part] for k in several) / len(several) for part in CLASSES}
            for k in several:
                found[k] = {part: (chances[k][part] + mean[part]) / 2 for part in CLASSES}
    return found


def settle_first(parties: Parties, kind: EventType, chances: Sequence[Chance], first: int) -> int:
    """Index of the main actor: who chairs, a body that acts, and who signs, rather than who organises, tells of it or witnesses it."""
    if best_part(chances[first]) not in {"chair", "agent"}:
        first = _likeliest(chances, "chair", MIN_CHAIR, range(len(chances)), first)
    if best_part(chances[first]) == "speaker" and kind not in TOLD:
        bodies = [k for k, party in enumerate(parties.main_candidates) if parties.referents[party].type == "ORGANIZATION"]
        first = _likeliest(chances, "agent", MIN_AGENT, bodies, first)
    agrees = kind == "agreement" and best_part(chances[first]) == "participant"
    if agrees and rules.is_witness(parties, parties.main_spots[first]):
        first = next((k for k, chance in enumerate(chances) if chance["signatory"] >= MIN_SIGNATORY), first)
    return first


def _likeliest(chances: Sequence[Chance], part: Part, least: float, among: Iterable[int], default: int) -> int:
    """Index of the candidate that is likeliest to have a part, if any is likely enough."""
    able = (k for k in among if chances[k][part] >= least)
    return max(able, key=lambda k: chances[k][part], default=default)


def choose_participants(chances: Sequence[Chance], first: int | None, likely: float = THRESHOLD) -> list[int]:
    """Indices of the participants: the main actor, then the others by part and text order."""
    found = [k for k, chance in enumerate(chances) if 1 - chance["none"] > likely or k == first]
    return sorted(found, key=lambda k: (k != first, PARTS.index(best_part(chances[k])), k))


def settle_main(
    parties: Parties, kind: EventType, chances: Sequence[Chance], of_first: Sequence[float]
) -> tuple[list[Chance], list[int], int]:
    """The participants of the main event by the models' probabilities and the rules.

    ``of_first`` are the probabilities of each candidate as the main actor and, last, of there being none. Returns the
    probabilities of each candidate's parts, the indices of the participants, and that of the likeliest main actor.
    """
    spots, deed = parties.main_spots, kind not in TOLD
    chances = [
        rules.by_words_beside(parties, spot, chance, main=True, deed=deed) for spot, chance in zip(spots, chances, strict=True)
    ]
    likely = [k for k in range(len(of_first)) if k == len(chances) or chances[k][best_part(chances[k])]]
    first = max(likely, key=of_first.__getitem__)
    settled = None if first == len(chances) else settle_first(parties, kind, chances, first)
    chosen = choose_participants(chances, settled)
    instead = rules.deputies(parties, spots, chances, chosen)
    for k in instead:
        chances[k] = moved(chances[k], CLASSES, "none")
    settled = instead.get(settled, settled) if settled is not None else None
    chances = rules.partners(parties, (0, len(parties.context.text)), spots, chances, [k for k in chosen if k not in instead])
    chosen = choose_participants(chances, settled)
    return chances, [k for k in chosen if not rules.is_publication(parties, parties.main_candidates[k])], first


def settle_other(
    parties: Parties, at: Span, spots: Sequence[Spot], chances: Sequence[Chance]
) -> tuple[list[Chance], list[int]]:
    """The participants of another event, told at a span: the probabilities of each candidate's parts, and their indices."""
    receipt = "รับมอบ" in parties.context.text[at[0] : at[1]]
    chances = [
        rules.by_words_beside(parties, spot, chance, main=False, receipt=receipt)
        for spot, chance in zip(spots, chances, strict=True)
    ]
    chosen = choose_participants(chances, None, THRESHOLD_ELSEWHERE)
    for k in rules.deputies(parties, spots, chances, chosen):
        chances[k] = moved(chances[k], CLASSES, "none")
    chances = rules.partners(parties, search_span(parties.context, at), spots, chances, chosen)
    for k, one in enumerate(spots):
        if rules.chairs(parties, at, one):
            chances[k] = moved(chances[k], CLASSES, "chair")
        elif k not in chosen and rules.acts(parties, at, one):
            chances[k] = moved(chances[k], CLASSES, "agent")
    chosen = choose_participants(chances, None, THRESHOLD_ELSEWHERE)
    kept = rules.take_part(parties, at, [rules.Taking(spots[k], best_part(chances[k])) for k in chosen])
    return chances, [*compress(chosen, kept)]


def main_participants(context: Context, kinds: Mapping[EventType, float]) -> tuple[list[Participant], float]:
    """The participants of the main event, given the probability of each type, and the confidence in the first one or in none."""
    parties, trained = parties_of(context), models()
    kind = max(kinds, key=kinds.__getitem__)
    rows = features(parties, kind)
    chances = average_in_lists(parties, parties.main_spots, trained["part"].all_class_probabilities(rows))
    of_first = trained["first"].probabilities(main_actor_features(parties, kinds, rows, chances))
    settled, chosen, first = settle_main(parties, kind, chances, of_first)
    found = [_participant(parties, parties.main_candidates[k], settled[k], trained["part"], None) for k in chosen]
    sure = trained["first"].calibrated(of_first[first])
    return found, sure if first < len(chances) or not found else 1 - sure


def other_participants(context: Context, event: Event, main: Sequence[Participant]) -> list[Participant]:
    """The participants of a background event, found in the text around its words."""
    clause = event.clause or event.evidence[0]
    at = event.about or clause
    parties, trained = parties_of(context), models()["part elsewhere"]
    taking_part = {referent_key(one.referent): one.part for one in main}
    found = clause_features(parties, event.type, (at.start, at.end), (clause.start, clause.end), taking_part)
    spots = [spot for spot, _ in found]
    given = average_in_lists(parties, spots, trained.all_class_probabilities([row for _, row in found]))
    chances, chosen = settle_other(parties, (at.start, at.end), spots, given)
    return [_participant(parties, spots[k].party, chances[k], trained, spots[k]) for k in chosen]


def _participant(parties: Parties, party: int, chance: Chance, trained: Choice, spot: Spot | None) -> Participant:
    part = best_part(chance)
    spot = spot or parties.key_spots[party]
    mention = parties.context.mention(spot.start, spot.end)
    return Participant(parties.referents[party], part, mention, trained.calibrated(chance[part]))


def main_actor_features(
    parties: Parties, kinds: Mapping[EventType, float], rows: Sequence[Features], chances: Sequence[Mapping[str, float]]
) -> list[dict[str, float]]:
    """Features of each candidate as the main actor and, last, of there being none, by its features (``rows``) and chances of a part.

    They hold the probability of each event type (``kinds``), so that an uncertain type does not decide alone.
    """
    found: list[dict[str, float]] = []
    scene = _Scene(parties)
    for party, row, chance in zip(parties.main_candidates, rows, chances, strict=True):
        letter = LETTERS[parties.referents[party].type]
        kept = {f"own {part}": p for part, p in chance.items()}
        for part in (*_MAIN_PARTS, "none"):
            kept[f"log {part}"] = kept[f"{letter} log {part}"] = log(chance[part] + SMOOTHING)
        main = [*(chance[part] for part in _MAIN_PARTS), 1.0]
        kept |= zip(_with_kinds((*kinds,), letter), [p * share for p in kinds.values() for share in main], strict=True)
        kept |= dict.fromkeys([f"{letter} x {name}" for name in scene.features(party)], 1.0)
        found.append(kept | {name: row[name] for name in filter(_is_shared, row)})
    most = max((1 - chance["none"] for chance in chances), default=0.0)
    return [*found, {"nobody": 1.0, "most": most}]


@cache
def _with_kinds(kinds: Sequence[EventType], letter: str) -> list[str]:
    """Names of the features that hold a type's probability, times that of each main part and by itself."""
    return [f"{kind} {what}" for kind in kinds for what in (*_MAIN_PARTS, letter)]


@lru_cache(maxsize=20_000)
def _is_shared(name: str) -> bool:
    return name[2:].startswith(_SHARED_PREFIXES) or name.startswith(("office ", "post", "read"))


class _Scene:
    """Offsets of dates and speech verbs: an actor is mentioned with the event's date, a mere spokesperson is not."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        dates = sorted((time.start, time.end) for time in parties.context.dated)
        self.dates, self.ends = [start for start, _ in dates], [end for _, end in dates]
        self.cues = sorted(one.cue.start for one in parties.context.statements if one.speaker and one.cue)

    def features(self, party: int) -> list[str]:
        """Features of what stands before and after the key mention on its line."""
        context, spot = self.parties.context, self.parties.key_spots[party]
        low, high = context.line(spot.start)
        first, here = bisect_left(self.dates, low), bisect_left(self.dates, spot.start)
        dated, behind = here > first, self._has_date(spot.reach, min(high, spot.reach + DATE_REACH))
        found = [f"dated {dated} {behind}", f"place {min(self.parties.between(low, spot.start), 3)}"]
        if dated:
            found += ["date at"] if spot.start - self.ends[here - 1] < MAX_DATE_GAP else []
            found.append(f"date place {min(self.parties.between(self.ends[first], spot.start), 3)}")
        cue = bisect_left(self.cues, low)
        speech = cue < len(self.cues) and self.cues[cue] < high
        found.append(f"line cue {'none' if not speech else 'before' if self.cues[cue] < spot.start else 'after'}")
        return found + self._statement_features(spot) + self._anchor_features(party)

    def _has_date(self, start: int, end: int) -> bool:
        return bisect_left(self.dates, start) < bisect_left(self.dates, max(start, end))

    def _statement_features(self, spot: Spot) -> list[str]:
        """Features of a mention within a statement: its distance from the beginning, and whether a date precedes it."""
        statements = self.parties.context.statements
        said = next((one for one in statements if one.start <= spot.start < one.end), None)
        if said is None:
            return []
        return [f"said dated {self._has_date(said.start, spot.start)}", f"said start {min((spot.start - said.start) // 30, 4)}"]

    def _anchor_features(self, party: int) -> list[str]:
        """How often the anchor names a candidate, and whether a date precedes a mention outside statements on its line."""
        context = self.parties.context
        spots = [spot for spot in self.parties.spots_of[party] if spot.start >= context.body and not spot.in_office]
        near = sum(context.in_anchor(spot.start) for spot in spots)
        outside = (spot.start for spot in spots[:MAX_MENTIONS] if not context.in_statement(spot.start))
        dated = any(self._has_date(context.line(at)[0], at) for at in outside)
        return [f"anchor n {min(near, 3)}", f"outside said dated {dated}"]
