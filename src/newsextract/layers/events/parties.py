"""The candidate participants of an article (people, organisations, countries), with their mentions, lists and cues."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, get_args

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.honoured import honoured
from newsextract.layers.events.words import scanner
from newsextract.records import EntityType, Language, Part

#: maximum number of candidates; those mentioned first are kept
MAX_CANDIDATES = 300
#: cues that say little by themselves, and cues that may stand inside a list
WEAK = frozenset({"with", "by", "to", "of", "from", "that", "and", "at", "represent", "between"})
_INSIDE_LISTS = WEAK | {"company"}
#: maximum characters between members of a list, offices aside; characters searched for cues around a list, around a mention
MAX_LIST_GAP, LIST_REACH, CUE_REACH = 90, 150, 400
#: maximum cues in each direction
MAX_CUES = 12
_BRACKET = re.compile(r" ?\([^()\n]{1,80}\)")
_MINISTRY = "กระทรวง"
#: a university, and the bodies of one
_UNIVERSITY = ("มหาวิทยาลัย", "จุฬาลงกรณ์มหาวิทยาลัย")
_FACULTY = ("คณะ", "ภาควิชา", "ศูนย์", "สถาบัน", "สำนัก", "วิทยาลัย", "อุทยานวิทยาศาสตร์", "โรงพยาบาล")
#: between a department, or its abbreviation in brackets, and its ministry; what shows instead that a ministry is in a list
_PARENT = re.compile(r"(?: ?\([^()\n]{1,15})?\)?(?:[ \xa0]{1,2}(?:สังกัด ?)?|(?<=\))|สังกัด ?)")
_BODY_BEHIND = re.compile(r"(?: ?\([^()\n]{1,15}\))? ?(?:,|และ|/)? ?(?:กระทรวง|กรม|สำนักงาน|องค์การ|มหาวิทยาลัย)")
_IN_LIST = re.compile(r"\)? ?(?:,|และ)? ?")

#: the parts in order of precedence; ``CLASSES`` adds none
PARTS: tuple[Part, ...] = get_args(Part)
CLASSES = (*PARTS, "none")
#: the probabilities of a candidate's parts in an event
Chance = Mapping[str, float]
#: see :func:`referent_key`
Key = tuple[EntityType, int]
Span = tuple[int, int]
#: words that begin an office
HEADS = {word for row in read_csv("people/roles.csv") if row["class"] == "head" for word in row["words"].split()}


class Cue(NamedTuple):
    """Words that say what somebody does or what is done to them."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention of a candidate: its index, the candidate's (``party``), and the end of an office after the name (``reach``)."""

    start: int
    end: int
    number: int
    party: int
    reach: int
    in_office: bool


def referent_key(one: Referent) -> Key:
    """The unique key of a referent: its type and the offset of its first mention."""
    return one.type, one.first


def _may_take_part(one: Referent) -> bool:
    """Whether a referent that is mentioned is a person, an organisation or a country."""
    if not (one.mentions or one.offices):
        return False
    return one.type in {"PERSON", "ORGANIZATION"} or (one.type == "LOCATION" and len(one.iso or "") == 2)


class Parties:
    """The candidates of an article, with their mentions, lists and cues indexed by offset."""

    def __init__(self, context: Context) -> None:
        self.context, self.cache = context, dict[Any, Any]()
        self.referents = sorted(filter(_may_take_part, context.referents), key=lambda one: one.first)[:MAX_CANDIDATES]
        self.index_of = {referent_key(one): k for k, one in enumerate(self.referents)}
        #: spans of people's offices, each with the bracket that glosses its organisation; sorted, without overlaps
        self.offices = _merged(sorted((start, self._past_bracket(end)) for start, end in _offices(context)))
        self.cues = [cue for cue in _cues(context) if not self.in_office(cue.start)]
        self.cue_starts = [cue.start for cue in self.cues]
        self._place_mentions()
        said = (referent_key(one.speaker) for one in context.statements if one.speaker)
        self.speakers = [self.index_of[key] for key in said if key in self.index_of]  # of each statement, in text order
        #: mentions that follow one another without a cue in between, and the index of each mention's list
        self.lists, self.list_of = self._in_lists()

    def _place_mentions(self) -> None:
        spans = sorted((m.start, -m.end, k) for k, one in enumerate(self.referents) for m in (*one.mentions, *one.offices))
        self.spots = [self._spot(start, -less, number, k) for number, (start, less, k) in enumerate(spans)]
        self.starts = [spot.start for spot in self.spots]
        self.spots_of: list[list[Spot]] = [[] for _ in self.referents]
        for spot in self.spots:
            self.spots_of[spot.party].append(spot)
        self.key_spots = [min(spots, key=self._key_order) for spots in self.spots_of]  # which count most
        self.main_candidates = [k for k in range(len(self.referents)) if self._is_main_candidate(k)]
        self.main_spots = [self.key_spots[k] for k in self.main_candidates]

    def _is_main_candidate(self, party: int) -> bool:
        """Whether a candidate is considered for the main event; nearly all who have a part in it are."""
        spots = self.spots_of[party]
        if all(spot.in_office or self._is_parent(spot) for spot in spots):
            return False
        return not honoured(self.context, self.referents[party])

    def _is_parent(self, spot: Spot) -> bool:
        """Whether a mention is of a ministry or a university behind one of its bodies, not in a list of bodies."""
        text = self.context.text
        university = text.startswith(_UNIVERSITY, spot.start)
        department = self._body_before(spot) if university or text.startswith(_MINISTRY, spot.start) else None
        if department is None or text.startswith(_MINISTRY, department.start):
            return False
        if university and not text.startswith(_FACULTY, department.start):
            return False
        if not _PARENT.fullmatch(text, department.end, spot.start) or _BODY_BEHIND.match(text, spot.end):
            return False
        before = self._body_before(department)
        return before is None or before.party == department.party or not _IN_LIST.fullmatch(text, before.end, department.start)

    def _body_before(self, spot: Spot) -> Spot | None:
        """The last mention of an organisation that ends before a mention."""
        before = (self.spots[k] for k in range(spot.number - 1, max(-1, spot.number - 4), -1))
        return next((o for o in before if o.end <= spot.start and self.referents[o.party].type == "ORGANIZATION"), None)

    def _key_order(self, spot: Spot) -> tuple[bool, bool, bool, int]:
        """Sort key of a candidate's mentions, smallest for the key mention: in the anchor, in the body, outside offices."""
        title = spot.start < self.context.body
        return title or spot.in_office, not self.context.in_anchor(spot.start), title, spot.start

    def _spot(self, start: int, end: int, number: int, party: int) -> Spot:
        reach = self._past_bracket(end)
        k = bisect_left(self.offices, (reach, 0))
        if k < len(self.offices) and self.offices[k][0] - reach <= 3:
            reach = self._past_bracket(self.offices[k][1])
        inside = self.in_office(start) and self.referents[party].type != "PERSON"
        return Spot(start, end, number, party, reach, inside)

    def _past_bracket(self, at: int) -> int:
        """End of the bracket that begins at an offset; the offset itself if none does."""
        bracket = _BRACKET.match(self.context.text, at) if "(" in self.context.text[at : at + 2] else None
        return bracket.end() if bracket else at

    def in_office(self, at: int) -> bool:
        """Whether an offset is within somebody's office."""
        k = bisect_right(self.offices, (at, len(self.context.text))) - 1
        return k >= 0 and at < self.offices[k][1]

    def _in_lists(self) -> tuple[list[list[Spot]], list[int]]:
        lists, list_of = list[list[Spot]](), list[int]()
        end = line_end = -1
        for spot in self.spots:
            if spot.start >= end:
                if spot.start - end > MAX_LIST_GAP or spot.start >= line_end or self._cue_between(end, spot.start):
                    lists.append([])
                    line_end = self.context.line(spot.start)[1]
                lists[-1].append(spot)
            list_of.append(len(lists) - 1)
            end = max(end, spot.reach)
        return lists, list_of

    def _cue_between(self, start: int, end: int) -> bool:
        between = self.cues[bisect_left(self.cue_starts, start) : bisect_left(self.cue_starts, end)]
        return any(cue.name not in _INSIDE_LISTS for cue in between)

    def between(self, start: int, end: int) -> int:
        """The number of mentions that begin in ``[start, end)``."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def cues_before(self, spot: Spot, low: int) -> list[Cue]:
        """The cues before a mention, nearest first, that begin at ``low`` or later."""
        k = bisect_left(self.cue_starts, spot.start)
        return [cue for cue in self.cues[max(0, k - MAX_CUES) : k][::-1] if cue.start >= low and cue.end <= spot.start]

    def cues_after(self, spot: Spot, high: int) -> list[Cue]:
        """The cues after a mention and its office that end at ``high`` or earlier."""
        k = bisect_left(self.cue_starts, spot.reach)
        return [cue for cue in self.cues[k : k + MAX_CUES] if cue.end <= high]


@per_article
def parties_of(context: Context) -> Parties:
    """The candidates of an article."""
    return Parties(context)


def _offices(context: Context) -> set[Span]:
    """Spans of people's offices; those with a body are also found where they are repeated below, often after a short name."""
    offices = [office for one in context.referents if one.is_named_person for office in one.roles]
    found = {(office.at.start, office.at.end) for office in offices}
    found |= {(m.start, m.end) for one in context.referents if one.type == "PERSON" for m in one.offices}
    bodies = sorted({office.at.text for office in offices if office.body})
    return found | {(start, end) for start, end, _ in scanner(dict.fromkeys(bodies, ""))(context.text)}


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge the overlapping spans of a sorted sequence."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@cache
def _scan(language: Language) -> Callable[[str], list[tuple[int, int, str]]]:
    rows = [row for row in read_csv("events/participation.csv") if row["language"] == language]
    return scanner({word: row["class"] for row in rows for word in row["words"].split("|")})


def _cues(context: Context) -> list[Cue]:
    """Every cue of the text, in Thai only at the start of a token."""
    thai = context.language == "th"
    text = context.text if thai else context.text.lower()
    return [Cue(*cue) for cue in _scan(context.language)(text) if not thai or cue[0] in context.tokens.start_set]


@cache
def classes(of: str) -> list[tuple[str, re.Pattern[str]]]:
    """The classes of offices, bodies, publications, events or words around mentions, each with the pattern that matches it."""
    return [(row["class"], re.compile(row["pattern"])) for row in read_csv("events/party_classes.csv") if row["of"] == of]


@cache
def pattern(of: str, name: str) -> re.Pattern[str]:
    """The pattern of one class."""
    return dict(classes(of))[name]


def best_part(chance: Chance) -> Part:
    """The most probable part, ignoring none.

    Examples
    --------
    >>> best_part(dict.fromkeys(CLASSES, 0.0) | {"host": 0.2, "none": 0.8})
    'host'
    """
    return max(PARTS, key=chance.__getitem__)


def moved(chance: Chance, parts: Iterable[str], to: str | None) -> Chance:
    """The probabilities without those of some parts, which are added to another one, if given.

    Examples
    --------
    >>> moved({"guest": 0.5, "host": 0.25, "none": 0.25}, ["guest"], "host")
    {'guest': 0.0, 'host': 0.75, 'none': 0.25}
    """
    gone = dict.fromkeys(parts, 0.0)
    found = {**chance, **gone}
    return found | {to: found[to] + sum(map(chance.__getitem__, gone))} if to else found
