"""Who takes part in an event, and in which part: the main actor first, the others by part and by place in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from newsextract.layers.drafts import Event, Participant
from newsextract.layers.events.context import Context
from newsextract.layers.events.main_actor import first_features
from newsextract.layers.events.participant_features import clause_features, features
from newsextract.layers.events.parties import Parties, Spot, place_of
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import EventType, Part

#: the parts in their order, and none
PARTS: tuple[Part, ...] = (
    *("chair", "agent", "speaker", "host", "guest", "counterpart"),
    *("signatory", "organiser", "partner", "recipient", "participant"),
)
CLASSES = (*PARTS, "none")
#: a candidate takes part when the probability that he does exceeds this, in the main event and in others
LIKELY, LIKELY_ELSEWHERE = 0.4, 0.3
#: parts of those who come: of 33 annotated talks with a host and a guest, the host is the main actor in 29
COMING: tuple[Part, ...] = ("guest", "counterpart", "recipient", "partner")
#: members of a list whose parts are settled together
SEVERAL = 3

Chance = Mapping[str, float]


@cache
def models() -> dict[str, Choice]:
    """The trained models: the part in the main event, the main actor, the part in other events."""
    return choice.of(artifact.load("participants", "choice"))


def best_part(chance: Chance) -> Part:
    """The most probable part, none aside.

    Examples
    --------
    >>> best_part(dict.fromkeys(CLASSES, 0.0) | {"host": 0.2, "none": 0.8})
    'host'
    """
    return max(PARTS, key=chance.__getitem__)


def in_lists(parties: Parties, chances: Sequence[Chance]) -> list[Chance]:
    """The chances of each candidate, in lists of several of one type half its own and half the list's mean: all play one part."""
    mates: dict[tuple[int, str], list[int]] = {}
    for k, party in enumerate(parties.asked):
        where = parties.list_of[parties.keys[party].number], parties.referents[party].type
        mates.setdefault(where, []).append(k)
    found = list(chances)
    for several in mates.values():
        if len(several) >= SEVERAL:
            mean = {part: choice.add(chances[k][part] for k in several) / len(several) for part in CLASSES}
            for k in several:
                found[k] = {part: (chances[k][part] + mean[part]) / 2 for part in CLASSES}
    return found


def order(chances: Sequence[Chance], first: int | None, likely: float = LIKELY) -> list[int]:
    """The numbers of those who take part: the main actor, then the others by part and by place; a host before who comes."""
    if first is not None and best_part(chances[first]) in COMING:
        hosts = [k for k, chance in enumerate(chances) if 1 - chance["none"] > likely and best_part(chance) == "host"]
        first = max(hosts, key=lambda k: chances[k]["host"], default=first)
    found = [k for k, chance in enumerate(chances) if 1 - chance["none"] > likely or k == first]
    return sorted(found, key=lambda k: (k != first, PARTS.index(best_part(chances[k])), k))


def main_participants(context: Context, kinds: Mapping[EventType, float]) -> tuple[list[Participant], float]:
    """Who takes part in the main event, and how sure the first one is; where nobody does, how sure that is.

    Parameters
    ----------
    context
        The article.
    kinds
        The probability of each type of the main event.
    """
    parties, trained = Parties.read(context), models()
    rows = features(parties, max(kinds, key=kinds.__getitem__))
    chances = in_lists(parties, trained["part"].all_class_probabilities(rows))
    of_first = trained["first"].probabilities(first_features(parties, kinds, rows, chances))
    first = max(range(len(of_first)), key=of_first.__getitem__)
    sure = trained["first"].calibrated(of_first[first])
    nobody = first == len(chances)
    chosen = order(chances, None if nobody else first)
    return [
        _participant(parties, parties.asked[k], chances[k], trained["part"], None) for k in chosen
    ], sure if not nobody or not chosen else 1 - sure


def other_participants(context: Context, event: Event, main: Sequence[Participant]) -> list[Participant]:
    """Who takes part in another event, from the clause around the words that name or tell it."""
    clause = event.clause or event.evidence[0]
    at = event.trigger or clause
    parties, trained = Parties.read(context), models()["part elsewhere"]
    taking_part = {place_of(one.referent): one.part for one in main}
    found = clause_features(parties, event.type, (at.start, at.end), (clause.start, clause.end), taking_part)
    chances = trained.all_class_probabilities([row for _, row in found])
    chosen = order(chances, None, LIKELY_ELSEWHERE)
    return [_participant(parties, found[k][0].party, chances[k], trained, found[k][0]) for k in chosen]


def _participant(parties: Parties, party: int, chance: Chance, trained: Choice, spot: Spot | None) -> Participant:
    part = best_part(chance)
    spot = spot or parties.keys[party]
    mention = parties.context.mention(spot.start, spot.end)
    return Participant(parties.referents[party], part, mention, trained.calibrated(chance[part]))
