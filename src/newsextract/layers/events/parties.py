"""The people, bodies and countries of an article: where each is mentioned, in which list, beside which cues."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.events.context import Context
from newsextract.layers.events.honoured import honoured
from newsextract.layers.events.words import longest_of
from newsextract.records import EntityType, Language

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

#: maximum number of people, bodies and countries looked at, those mentioned first
MOST = 300
#: cues that say little by themselves, and those that stand within a list as well
WEAK = frozenset({"with", "by", "to", "of", "from", "that", "and", "at", "represent", "between"})
_WITHIN = WEAK | {"company"}
#: characters between the members of a list, their offices aside; around a list or a mention in which cues are looked for
GAP, NEAR, FAR = 90, 150, 400
#: cues looked at in one direction
CUES = 12
#: who is first mentioned so many characters behind the lead has no part in the main event; countries of shorter lists neither
LATE, SEVERAL = 2000, 3
_BRACKET = re.compile(r" ?\([^()\n]{1,80}\)")

#: see :func:`place_of`
Place = tuple[EntityType, int]


class Cue(NamedTuple):
    """Words that say what somebody does or what is done to him."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention of a candidate: its own number, the candidate's, and where the office behind the name ends."""

    start: int
    end: int
    number: int
    party: int
    reach: int
    in_office: bool


def candidates(context: Context) -> list[Referent]:
    """The people, bodies and countries, in order of their first mention."""
    found = [one for one in context.referents if (one.mentions or one.offices) and _may_take_part(one)]
    return sorted(found, key=lambda one: one.first)[:MOST]


def place_of(one: Referent) -> Place:
    """The type of a referent and where it is first mentioned, which no other has."""
    return one.type, one.first


def _may_take_part(one: Referent) -> bool:
    return one.type in {"PERSON", "ORGANIZATION"} or (one.type == "LOCATION" and len(one.iso or "") == 2)


@dataclass
class Parties:
    """The candidates of an article, laid out to be asked where each stands.

    Attributes
    ----------
    context, referents
        The article, and who may take part.
    offices
        Where people's offices stand, each with the bracket that glosses its body, in order and apart.
    spots, of, keys
        Every mention, in order, the mentions of each candidate, and of those the one that counts most.
    places
        The number of each candidate by its type and where it is first mentioned.
    asked
        The candidates that may take part in the main event: bodies within offices, countries that stand alone and those whom a
        ceremony honours do not.
    lists, list_of
        Mentions that follow one another with nothing said between them, and the list of each mention.
    around, along, known
        The features of what stands around mentions and along lists, and of candidates themselves, as far as they were asked for.
    """

    context: Context
    referents: Sequence[Referent]
    offices: list[tuple[int, int]] = field(init=False)
    spots: list[Spot] = field(init=False)
    of: list[list[Spot]] = field(init=False)
    keys: list[Spot] = field(init=False)
    lists: list[list[Spot]] = field(init=False)
    list_of: list[int] = field(init=False)
    places: dict[Place, int] = field(init=False)
    asked: list[int] = field(init=False)
    around: dict[int, list[str]] = field(init=False, default_factory=dict)
    along: dict[int, list[str]] = field(init=False, default_factory=dict)
    known: dict[int, list[str]] = field(init=False, default_factory=dict)

    @classmethod
    def read(cls, context: Context) -> Parties:
        """Those of an article, laid out once."""
        return context.once("parties", lambda: cls(context, candidates(context)))

    def __post_init__(self) -> None:
        self._lay_out_offices()
        self._lay_out_mentions()
        self._lay_out_lists()
        self.asked = [k for k in range(len(self.referents)) if self._may_act(k)]

    def _lay_out_offices(self) -> None:
        people = (p.role_at for p in self.context.people if p.role_at)
        by_office = (m for one in self.context.referents if one.type == "PERSON" for m in one.offices)
        self.offices = _apart(sorted((m.start, self._past_bracket(m.end)) for m in (*people, *by_office)))
        self.cues = [cue for cue in _cues(self.context) if not self.in_office(cue.start)]
        self.cue_starts = [cue.start for cue in self.cues]

    def _lay_out_mentions(self) -> None:
        places = sorted((m.start, -m.end, k) for k, one in enumerate(self.referents) for m in (*one.mentions, *one.offices))
        self.spots = [self._spot(start, -less, number, k) for number, (start, less, k) in enumerate(places)]
        self.starts = [spot.start for spot in self.spots]
        self.places = {place_of(one): k for k, one in enumerate(self.referents)}
        self.of = [[] for _ in self.referents]
        for spot in self.spots:
            self.of[spot.party].append(spot)
        self.keys = [min(spots, key=self._weight) for spots in self.of]

    def _may_act(self, party: int) -> bool:
        """Whether a candidate is worth asking for its part in the main event: nearly all who have one are."""
        spots = self.of[party]
        if self.referents[party].type == "LOCATION" and len(self.lists[self.list_of[self.keys[party].number]]) < SEVERAL:
            return False
        if spots[0].start > self.context.lead[1] + LATE or all(spot.in_office for spot in spots):
            return False
        return not honoured(self.context, self.referents[party])

    def _weight(self, spot: Spot) -> tuple[bool, bool, bool, int]:
        """The mention that counts most is of the anchor, of the body, outside offices: it has the least of these."""
        title = spot.start < self.context.body
        return title or spot.in_office, not self.context.in_anchor(spot.start), title, spot.start

    def _spot(self, start: int, end: int, number: int, party: int) -> Spot:
        behind = self._past_bracket(end)
        k = bisect_left(self.offices, (behind, 0))
        if k < len(self.offices) and self.offices[k][0] - behind <= 3:
            behind = self._past_bracket(self.offices[k][1])
        inside = self.in_office(start) and self.referents[party].type != "PERSON"
        return Spot(start, end, number, party, behind, inside)

    def _past_bracket(self, at: int) -> int:
        """Where a bracket that begins at an offset ends; the offset where none does."""
        bracket = _BRACKET.match(self.context.text, at) if "(" in self.context.text[at : at + 2] else None
        return bracket.end() if bracket else at

    def in_office(self, at: int) -> bool:
        """Whether an offset is within somebody's office."""
        k = bisect_right(self.offices, (at, len(self.context.text))) - 1
        return k >= 0 and at < self.offices[k][1]

    def _lay_out_lists(self) -> None:
        self.lists, self.list_of = [], []
        end = line_end = -1
        for spot in self.spots:
            if spot.start >= end:
                if spot.start - end > GAP or spot.start >= line_end or self._said_between(end, spot.start):
                    self.lists.append([])
                    line_end = self.context.line(spot.start)[1]
                self.lists[-1].append(spot)
            self.list_of.append(len(self.lists) - 1)
            end = max(end, spot.reach)

    def _said_between(self, start: int, end: int) -> bool:
        between = self.cues[bisect_left(self.cue_starts, start) : bisect_left(self.cue_starts, end)]
        return any(cue.name not in _WITHIN for cue in between)

    def between(self, start: int, end: int) -> int:
        """The number of mentions that begin in ``[start, end)``."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def cues_before(self, spot: Spot, low: int) -> list[Cue]:
        """The cues before a mention, the nearest first, none before ``low``."""
        k = bisect_left(self.cue_starts, spot.start)
        return [cue for cue in self.cues[max(0, k - CUES) : k][::-1] if cue.start >= low and cue.end <= spot.start]

    def cues_after(self, spot: Spot, high: int) -> list[Cue]:
        """The cues after a mention and its office, none behind ``high``."""
        k = bisect_left(self.cue_starts, spot.reach)
        return [cue for cue in self.cues[k : k + CUES] if cue.end <= high]


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap joined."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@cache
def _scan(language: Language) -> tuple[AhoCorasick, list[str]]:
    rows = [row for row in read_csv("events/participation.csv") if row["language"] == language]
    words = {word: row["class"] for row in rows for word in row["words"].split("|")}
    return longest_of(words), list(words.values())


def _cues(context: Context) -> list[Cue]:
    """Every cue of the text, in Thai where a word begins."""
    scan, names = _scan(context.language)
    thai = context.language == "th"
    text = context.text if thai else context.text.lower()
    found = scan.find_matches_as_indexes(text)
    return [Cue(start, end, names[k]) for k, start, end in found if not thai or start in context.token_starts]


@cache
def classes(of: str) -> list[tuple[str, re.Pattern[str]]]:
    """The classes of offices or bodies, and the expression that tells each."""
    return [(row["class"], re.compile(row["pattern"])) for row in read_csv("events/party_classes.csv") if row["of"] == of]


@cache
def heads() -> frozenset[str]:
    """Words that begin an office."""
    rows = (row for row in read_csv("people/roles.csv") if row["class"] == "head")
    return frozenset(word for row in rows for word in row["words"].split())
