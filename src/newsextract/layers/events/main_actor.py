"""Features for choosing the main actor: each candidate's part probabilities, and the dates and speech verbs around it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from typing import Self

from newsextract.layers.events.participant_features import LETTERS
from newsextract.layers.events.parties import Parties, Spot
from newsextract.models.choice import Features
from newsextract.records import EventType

#: parts of most main actors; added to a probability before taking the logarithm
_MAIN_PARTS, SMOOTHING = ("chair", "agent", "speaker"), 0.03
#: prefixes of the part model's features that are used for the main actor too
_SHARED_PREFIXES = (
    *("headline", "anchor", "lead", "first speaker", "head speaks", "all said", "order ", "said "),
    *("cue at", "then at", "opens", "at ", "bias", "h ", "read role "),
)
#: characters after a mention searched for a date; maximum characters from a date to a mention beside it; mentions checked
DATE_REACH, MAX_DATE_GAP, MAX_MENTIONS = 90, 25, 6


def main_actor_features(
    parties: Parties, kinds: Mapping[EventType, float], rows: Sequence[Features], chances: Sequence[Mapping[str, float]]
) -> list[dict[str, float]]:
    """Features of each candidate as the main actor and, last, of there being none.

    Parameters
    ----------
    kinds
        The probability of each event type, so that an uncertain type does not decide alone.
    rows, chances
        The features of each candidate's part, and the probability of each part.
    """
    found: list[dict[str, float]] = []
    scene = _Scene.of(parties)
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


@dataclass(frozen=True, slots=True)
class _Scene:
    """Offsets of dates and speech verbs: an actor is mentioned with the event's date, a mere spokesperson is not."""

    parties: Parties
    dates: list[int]
    ends: list[int]
    cues: list[int]

    @classmethod
    def of(cls, parties: Parties) -> Self:
        """The scene of an article."""
        dates = sorted((time.start, time.end) for time in parties.context.dated)
        said = (one.cue.start for one in parties.context.statements if one.speaker and one.cue)
        return cls(parties, [start for start, _ in dates], [end for _, end in dates], sorted(said))

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
