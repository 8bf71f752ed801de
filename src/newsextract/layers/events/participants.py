"""The participants of an event and their parts: the main actor first, the others by part and text order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import compress

from newsextract.layers.drafts import Event, Participant
from newsextract.layers.events.context import Context
from newsextract.layers.events.main_actor import main_actor_features
from newsextract.layers.events.participant_features import clause_features, features
from newsextract.layers.events.participant_rules import Taking, is_publication, issuer_first, no_recipient, take_part
from newsextract.layers.events.parties import Parties, Spot, referent_key
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import EventType, Part

#: the parts in order of precedence; ``CLASSES`` adds none
PARTS: tuple[Part, ...] = (
    *("chair", "agent", "speaker", "host", "guest", "counterpart"),
    *("signatory", "organiser", "partner", "recipient", "participant"),
)
CLASSES = (*PARTS, "none")
#: minimum probability of taking part in the main event, and in other events
THRESHOLD, THRESHOLD_ELSEWHERE = 0.4, 0.3
#: types whose main actor is the one who speaks; minimum probability of a body that acts: in the others it comes before a
#: speaker in 284 of 285 annotated events that have both, and .5 changes 14 main actors out of fold, 7 to right and 2 to wrong
TOLD, MIN_AGENT = frozenset({"statement", "report", "notice"}), 0.5
#: minimum candidates of one type in a list whose part probabilities are averaged
MIN_IN_LIST = 3

Chance = Mapping[str, float]


@cache
def models() -> dict[str, Choice]:
    """The shipped models: the part in the main event, the main actor, the part in other events."""
    return choice.of(artifact.load("participants", "choice"))


def best_part(chance: Chance) -> Part:
    """The most probable part, ignoring none.

    Examples
    --------
    >>> best_part(dict.fromkeys(CLASSES, 0.0) | {"host": 0.2, "none": 0.8})
    'host'
    """
    return max(PARTS, key=chance.__getitem__)


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
    """Index of the main actor: a body that acts rather than the person who tells of it."""
    if best_part(chances[first]) == "speaker" and kind not in TOLD:
        bodies = [k for k, party in enumerate(parties.main_candidates) if parties.referents[party].type == "ORGANIZATION"]
        agents = [k for k in bodies if chances[k]["agent"] >= MIN_AGENT]
        return max(agents, key=lambda k: chances[k]["agent"], default=first)
    return first


def choose_participants(chances: Sequence[Chance], first: int | None, likely: float = THRESHOLD) -> list[int]:
    """Indices of the participants: the main actor, then the others by part and text order."""
    found = [k for k, chance in enumerate(chances) if 1 - chance["none"] > likely or k == first]
    return sorted(found, key=lambda k: (k != first, PARTS.index(best_part(chances[k])), k))


def main_participants(context: Context, kinds: Mapping[EventType, float]) -> tuple[list[Participant], float]:
    """The participants of the main event, and the confidence in the first one, or in there being none.

    Parameters
    ----------
    kinds
        The probability of each type of the main event.
    """
    parties, trained = Parties.read(context), models()
    kind = max(kinds, key=kinds.__getitem__)
    rows = features(parties, kind)
    chances = average_in_lists(parties, parties.main_spots, trained["part"].all_class_probabilities(rows))
    of_first = trained["first"].probabilities(main_actor_features(parties, kinds, rows, chances))
    first = max(range(len(of_first)), key=of_first.__getitem__)
    sure = trained["first"].calibrated(of_first[first])
    nobody = first == len(chances)
    chances = [no_recipient(parties, spot, chance) for spot, chance in zip(parties.main_spots, chances, strict=True)]
    settled = None if nobody else issuer_first(parties, settle_first(parties, kind, chances, first))
    chosen = choose_participants(chances, settled)
    return [
        _participant(parties, parties.main_candidates[k], chances[k], trained["part"], None)
        for k in chosen
        if not is_publication(parties, parties.main_candidates[k])
    ], sure if not nobody or not chosen else 1 - sure


def other_participants(context: Context, event: Event, main: Sequence[Participant]) -> list[Participant]:
    """The participants of a background event, found in the text around its trigger."""
    clause = event.clause or event.evidence[0]
    at = event.trigger or clause
    parties, trained = Parties.read(context), models()["part elsewhere"]
    taking_part = {referent_key(one.referent): one.part for one in main}
    found = clause_features(parties, event.type, (at.start, at.end), (clause.start, clause.end), taking_part)
    given = average_in_lists(parties, (spot for spot, _ in found), trained.all_class_probabilities([row for _, row in found]))
    chances = [no_recipient(parties, spot, chance) for (spot, _), chance in zip(found, given, strict=True)]
    chosen = choose_participants(chances, None, THRESHOLD_ELSEWHERE)
    kept = take_part(parties, (at.start, at.end), [Taking(found[k][0], best_part(chances[k])) for k in chosen])
    return [_participant(parties, found[k][0].party, chances[k], trained, found[k][0]) for k in compress(chosen, kept)]


def _participant(parties: Parties, party: int, chance: Chance, trained: Choice, spot: Spot | None) -> Participant:
    part = best_part(chance)
    spot = spot or parties.key_spots[party]
    mention = parties.context.mention(spot.start, spot.end)
    return Participant(parties.referents[party], part, mention, trained.calibrated(chance[part]))
