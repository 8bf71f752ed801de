"""The participants of an event and their parts: the main actor first, the others by part and text order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import compress

from newsextract.layers.drafts import Event, Participant
from newsextract.layers.events.chances import CLASSES, PARTS, Chance, best_part, moved
from newsextract.layers.events.context import Context
from newsextract.layers.events.main_actor import main_actor_features
from newsextract.layers.events.participant_features import clause_features, features, search_span
from newsextract.layers.events.participant_rules import (
    Taking,
    acts,
    by_words_beside,
    chairs,
    deputies,
    is_publication,
    partners,
    take_part,
)
from newsextract.layers.events.parties import Parties, Span, Spot, parties_of, referent_key
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import EventType, Part

#: minimum probability of taking part in the main event, and in other events
THRESHOLD, THRESHOLD_ELSEWHERE = 0.4, 0.3
#: types whose main actor is the one who speaks; minimum probability of a body that acts: in the others it comes before a
#: speaker in 284 of 285 annotated events that have both, and .5 changes 14 main actors out of fold, 7 to right and 2 to wrong
TOLD, MIN_AGENT = frozenset({"statement", "report", "notice"}), 0.5
#: minimum probability of one who chairs: the main actor in 600 of 607 annotated events that have one, before who organises or tells
MIN_CHAIR = 0.4
#: minimum candidates of one type in a list whose part probabilities are averaged
MIN_IN_LIST = 3


@cache
def models() -> dict[str, Choice]:
    """The shipped models: the part in the main event, the main actor, the part in other events."""
    return choice.of(artifact.load("participants", "choice"))


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
    """Index of the main actor: who chairs, and a body that acts, rather than those who organise or tell of it."""
    if best_part(chances[first]) not in {"chair", "agent"}:
        first = _likeliest(chances, "chair", MIN_CHAIR, range(len(chances)), first)
    if best_part(chances[first]) == "speaker" and kind not in TOLD:
        bodies = [k for k, party in enumerate(parties.main_candidates) if parties.referents[party].type == "ORGANIZATION"]
        first = _likeliest(chances, "agent", MIN_AGENT, bodies, first)
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
    spots = parties.main_spots
    chances = [by_words_beside(parties, spot, chance, main=True) for spot, chance in zip(spots, chances, strict=True)]
    likely = [k for k in range(len(of_first)) if k == len(chances) or chances[k][best_part(chances[k])]]
    first = max(likely, key=of_first.__getitem__)
    settled = None if first == len(chances) else settle_first(parties, kind, chances, first)
    chosen = choose_participants(chances, settled)
    instead = deputies(parties, spots, chances, chosen)
    for k in instead:
        chances[k] = moved(chances[k], CLASSES, "none")
    settled = instead.get(settled, settled) if settled is not None else None
    chances = partners(parties, (0, len(parties.context.text)), spots, chances, [k for k in chosen if k not in instead])
    chosen = choose_participants(chances, settled)
    return chances, [k for k in chosen if not is_publication(parties, parties.main_candidates[k])], first


def settle_other(
    parties: Parties, at: Span, spots: Sequence[Spot], chances: Sequence[Chance]
) -> tuple[list[Chance], list[int]]:
    """The participants of another event, told at a span: the probabilities of each candidate's parts, and their indices."""
    chances = [by_words_beside(parties, spot, chance, main=False) for spot, chance in zip(spots, chances, strict=True)]
    chosen = choose_participants(chances, None, THRESHOLD_ELSEWHERE)
    for k in deputies(parties, spots, chances, chosen):
        chances[k] = moved(chances[k], CLASSES, "none")
    chances = partners(parties, search_span(parties.context, at), spots, chances, chosen)
    for k, one in enumerate(spots):
        if chairs(parties, at, one):
            chances[k] = moved(chances[k], CLASSES, "chair")
        elif k not in chosen and acts(parties, at, one):
            chances[k] = moved(chances[k], CLASSES, "agent")
    chosen = choose_participants(chances, None, THRESHOLD_ELSEWHERE)
    kept = take_part(parties, at, [Taking(spots[k], best_part(chances[k])) for k in chosen])
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
