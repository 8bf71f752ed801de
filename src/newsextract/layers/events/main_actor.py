"""Who is the main actor: the features of each candidate, from its parts and from what is told of it with a date."""

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

#: parts of most main actors; added to a probability before its logarithm is taken
_MAIN, LEAST = ("chair", "agent", "speaker"), 0.03
#: features that say who is the main actor, beside the parts
_OF_FIRST = (
    *("headline", "anchor", "lead", "first speaker", "head speaks", "all said", "order ", "said "),
    *("cue at", "then at", "opens", "at ", "bias", "h ", "read first ", "read role "),
)
#: characters behind a mention in which a date is looked for, between a date and a mention beside it; mentions looked at
BEHIND, BESIDE, LOOKED_AT = 90, 25, 6


def first_features(
    parties: Parties, kinds: Mapping[EventType, float], rows: Sequence[Features], chances: Sequence[Mapping[str, float]]
) -> list[dict[str, float]]:
    """The features of each candidate's being the main actor and, last, of nobody's.

    Parameters
    ----------
    parties
        Everybody in the article.
    kinds
        The probability of each type of the event: a type that is doubtful does not decide alone.
    rows, chances
        The features of each candidate's part, and the probability of each part.
    """
    found: list[dict[str, float]] = []
    scene = _Scene.of(parties)
    for party, row, chance in zip(parties.asked, rows, chances, strict=True):
        letter = LETTERS[parties.referents[party].type]
        kept = {f"own {part}": p for part, p in chance.items()}
        for part in (*_MAIN, "none"):
            kept[f"log {part}"] = kept[f"{letter} log {part}"] = log(chance[part] + LEAST)
        main = [*(chance[part] for part in _MAIN), 1.0]
        kept |= zip(_with_kinds((*kinds,), letter), [p * share for p in kinds.values() for share in main], strict=True)
        kept |= dict.fromkeys([f"{letter} x {name}" for name in scene.features(party)], 1.0)
        found.append(kept | {name: row[name] for name in filter(_of_first, row)})
    most = max((1 - chance["none"] for chance in chances), default=0.0)
    return [*found, {"nobody": 1.0, "most": most}]


@cache
def _with_kinds(kinds: Sequence[EventType], letter: str) -> list[str]:
    """The names of the features that are a type's probability, by itself and times that of each part."""
    return [f"{kind} {what}" for kind in kinds for what in (*_MAIN, letter)]


@lru_cache(maxsize=20_000)
def _of_first(name: str) -> bool:
    return name[2:].startswith(_OF_FIRST) or name.startswith(("office ", "post"))


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where dates and speech verbs stand: who did it is told with its day, who only tells it is not."""

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
        """What the mention that counts most has before and behind it on its line."""
        context, spot = self.parties.context, self.parties.keys[party]
        low, high = context.line(spot.start)
        first, here = bisect_left(self.dates, low), bisect_left(self.dates, spot.start)
        dated, behind = here > first, self._dated(spot.reach, min(high, spot.reach + BEHIND))
        found = [f"dated {dated} {behind}", f"place {min(self.parties.between(low, spot.start), 3)}"]
        if dated:
            found += ["date at"] if spot.start - self.ends[here - 1] < BESIDE else []
            found.append(f"date place {min(self.parties.between(self.ends[first], spot.start), 3)}")
        cue = bisect_left(self.cues, low)
        speech = cue < len(self.cues) and self.cues[cue] < high
        found.append(f"line cue {'none' if not speech else 'before' if self.cues[cue] < spot.start else 'after'}")
        return found + self._said(spot) + self._all(party)

    def _dated(self, start: int, end: int) -> bool:
        return bisect_left(self.dates, start) < bisect_left(self.dates, max(start, end))

    def _said(self, spot: Spot) -> list[str]:
        """Of a mention within a statement: how far from its beginning, and whether a date stands before."""
        statements = self.parties.context.statements
        said = next((one for one in statements if one.start <= spot.start < one.end), None)
        if said is None:
            return []
        return [f"said dated {self._dated(said.start, spot.start)}", f"said start {min((spot.start - said.start) // 30, 4)}"]

    def _all(self, party: int) -> list[str]:
        """How often the anchor names a candidate, and whether a dated line names it that nobody is quoted with."""
        context = self.parties.context
        spots = [spot for spot in self.parties.of[party] if spot.start >= context.body and not spot.in_office]
        near = sum(context.in_anchor(spot.start) for spot in spots)
        outside = (spot.start for spot in spots[:LOOKED_AT] if not context.in_said(spot.start))
        dated = any(self._dated(context.line(at)[0], at) for at in outside)
        return [f"anchor n {min(near, 3)}", f"outside said dated {dated}"]
