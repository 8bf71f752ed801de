"""Coreference by name: abbreviations, typos, spelling variants and parts of a long name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache, partial
from itertools import combinations, pairwise
from typing import TypeVar

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.referents.glosses import FULL_LENGTH, capitals, glosses, is_short
from newsextract.layers.referents.known import known_as, tables, unambiguous, whole_names, words
from newsextract.records import EntityType
from newsextract.thai.text import any_name_rule, name_rules
from newsextract.thai.view import normalise

#: maximum things of one type that are compared pairwise; only lists have more
MAX_COMPARED = 150
#: maximum letters of a name that a typo leaves out, adds or changes
MAX_CHANGES = 3
#: minimum letters for fuzzy comparison and for substring search
FUZZY_LENGTH = 12
#: minimum letters of a whole name that may differ by one letter
_SHORT_LENGTH = 9
#: final letters of a name that must match for more than one change to be a typo
_ENDING_LETTERS = 4
_SHORT = 5
_MIN_SIMILARITY = 0.7
#: words in the name of something about an event (its committee, its preparation), not of the event itself
_HOLDER = re.compile("คณะกรรมการ|เตรียม|คณะทำงาน|โครงการ")
#: words before the occasion of an event in the event's name
_OCCASION = re.compile(r"เนื่องใน(?:โอกาส|วาระ)?\s?$")
#: minimum letters of an abbreviation
_MIN_LETTERS = 3
_YEAR = re.compile(r"(?:(?<=[0-9๐-๙]/)|(?<=ปี)|(?<=ปี ))[4-7][0-9](?![0-9])")
_BLANK = re.compile(r"[\s\u200b\xa0ฯ“”\"'‘’.,()–—‑-]+")
_INNER = re.compile(r"(?:(?<![ก-๙.])|(?<=คณะกรรมการ)|(?<=บอร์ด))(?:[ก-ฮ]{1,5}\.)+|(?<![A-Za-z])[A-Z]{2}[A-Za-z-]*")
_NUMBER = re.compile("[0-9๐-๙]+")
_OPENED = re.compile(r"\s*\(\s*")
_PROVINCES = frozenset(row["th"] for row in read_csv("gazetteers/provinces.csv"))
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

Pair = tuple[Referent, Referent]
Parted = tuple[str, tuple[str, ...]]
Form = TypeVar("Form")
Span = tuple[int, int]
#: the patterns of data/entities/same.csv for a type and some actions, each with its replacement
rules = partial(name_rules, "same")


@lru_cache(maxsize=5_000)
def tidy(form: str) -> str:
    """Fold a form for comparison: no whitespace, no punctuation around it, lower case."""
    return re.sub(r"[\s\u200b\xa0]+", "", normalise(form).text).strip("\"'“”‘’.,;:()[]").casefold()


@lru_cache(maxsize=5_000)
def core(name: str, kind: EntityType) -> str:
    """Reduce a name for comparison: abbreviations expanded, optional words dropped.

    Examples
    --------
    >>> core("ธ.ออมสิน", "ORGANIZATION") == core("ธนาคารออมสิน", "ORGANIZATION")
    True
    """
    for pattern, by in rules(kind, "short", "drop") if any_name_rule("same", kind, "short", "drop").search(name) else ():
        name = pattern.sub(by, name)
    return _BLANK.sub("", name).translate(_DIGITS).casefold()


@lru_cache(maxsize=5_000)
def _parted(name: str, kind: EntityType) -> Parted:
    """The core of a name and its numbers; an event's core has no numbers, and years in two digits become four."""
    name = _YEAR.sub(r"25\g<0>", name)
    for pattern, _ in rules(kind, "number"):
        numbers = tuple(re.findall(r"[0-9]+", " ".join(pattern.findall(name)).translate(_DIGITS)))
        name = pattern.sub("", name)
        return core(name, kind), numbers
    return core(name, kind), tuple(re.findall(r"[0-9]+", name.translate(_DIGITS)))


def _written(one: Referent) -> list[str]:
    return list(dict.fromkeys([m.text for m in one.mentions] + one.names))


def pairs(text: str, referents: Sequence[Referent]) -> Iterator[Pair]:
    """Yield the pairs of referents that are one thing; ``text`` is the article's."""
    by_type: dict[EntityType, list[Referent]] = {}
    for one in referents:
        if one.mentions:
            by_type.setdefault(one.type, []).append(one)
    by_type.pop("PERSON", None)  # same_people.py compares these
    bodies = [one for kind, those in by_type.items() if kind != "LOCATION" for one in those]
    named = [*bodies, *(one for one in by_type.get("LOCATION", []) if not one.iso)]
    yield from _initials(named)
    yield from _bracketed(text, named)
    yield from _spelt_out(bodies)
    yield from _across_types(by_type)
    for kind, those in by_type.items():
        yield from _by_core(those)
        if kind == "LOCATION":
            yield from _near(those)
        if len(those) <= MAX_COMPARED:
            yield from _pairwise(text, those, kind)


def _pairwise(text: str, those: Sequence[Referent], kind: EntityType) -> Iterator[Pair]:
    """Pairs found by comparing all names of a type with each other."""
    yield from _slips(those, kind)
    if kind == "EVENT":
        yield from _parts(those)
    if kind == "ORGANIZATION":
        yield from _cut_short(text, those)
    yield from _begun(those, kind)


@cache
def countries() -> dict[str, str]:
    """ISO codes by the :func:`core` of a country's name, for names of a single country."""
    return unambiguous((core(row["name"], "LOCATION"), row["iso"]) for row in read_csv("gazetteers/countries.csv"))


def _by_core(those: Sequence[Referent]) -> Iterator[Pair]:
    """Referents whose names have the same core, or known names with the same Thai name."""
    first: dict[str, Referent] = {}
    for one in those:
        for name in _written(one):
            for key in _keys(name, one.type, one.iso or ""):
                known = first.setdefault(key, one)
                if known is not one and not (known.iso and one.iso and known.iso != one.iso):
                    yield known, one


@lru_cache(maxsize=5_000)
def _keys(name: str, kind: EntityType, iso: str) -> tuple[str, ...]:
    """The keys by which a name finds other names of the same thing."""
    full = known_as(name) or name
    keys = core(name, kind), core(full, kind), iso, _turned(name), _sound_key(name, kind)
    return tuple(filter(None, dict.fromkeys((*keys, str(_parted(name, "EVENT")) if kind == "EVENT" else ""))))


def _across_types(by_type: Mapping[EntityType, Sequence[Referent]]) -> Iterator[Pair]:
    """A hospital or school that is both an ORGANIZATION and a FACILITY, a zone that is both an ORGANIZATION and a LOCATION."""
    places: tuple[EntityType, ...] = ("FACILITY", "LOCATION")
    for kind in places:
        first: dict[str, Referent] = {}
        for one in (*by_type.get("ORGANIZATION", ()), *(one for one in by_type.get(kind, ()) if not one.iso)):
            for name in _written(one):
                key = core(name, kind)
                known = first.setdefault(key, one)
                if known.type != one.type and key == core(name, "ORGANIZATION"):
                    yield known, one


@lru_cache(maxsize=5_000)
def _turned(name: str) -> str:
    """An English name with the words after its only "of" moved to the front: the Department of State, the State Department."""
    head, of, behind = name.casefold().removeprefix("the ").partition(" of ")
    return f"{behind.removeprefix('the ')} {head}" if of and " of " not in behind else head if head.isascii() and not of else ""


@lru_cache(maxsize=5_000)
def _sound_key(name: str, kind: EntityType) -> str:
    """A key that the romanised spellings of a place share (Phatthalung, Phattalung); empty for other names."""
    if kind != "LOCATION" or not name.isascii():
        return ""
    return "~" + re.sub(r"(?<!p)h|r(?=n)|(.)(?=\1)", "", core(name, kind).replace("y", "i"))


def _slips(those: Sequence[Referent], kind: EntityType) -> Iterator[Pair]:
    """Names that differ by a typo; also short Thai names of organisations and facilities that differ by one letter."""
    names = [(one, _written(one)) for one in those]
    forms = [(one, [form for name in every if len((form := _parted(name, kind))[0]) >= FUZZY_LENGTH]) for one, every in names]
    for one, other in _alike(forms, _slip):
        if not (one.iso and other.iso):
            yield one, other
    if kind in {"ORGANIZATION", "FACILITY"}:
        short = [(one, {form for form in map(tidy, every) if len(form) >= _SHORT_LENGTH}) for one, every in names]
        yield from _alike(short, _one_letter)


def _alike(forms: Sequence[tuple[Referent, Collection[Form]]], same: Callable[[Form, Form], bool]) -> Iterator[Pair]:
    """The pairs of which two forms are the same."""
    able = [(one, those) for one, those in forms if those]
    for (one, these), (other, others) in combinations(able, 2):
        if any(same(a, b) for a in these for b in others):
            yield one, other


def _slip(first: Parted, then: Parted) -> bool:
    (a, numbers), (b, others) = first, then
    if numbers != others or abs(len(a) - len(b)) > MAX_CHANGES:
        return False
    # สำนักงานจังหวัดตาก and สำนักงานจังหวัดน่าน, มหาวิทยาลัย… and สภามหาวิทยาลัย…
    alike = a.isascii() or (a[0] == b[0] and a[-_ENDING_LETTERS:] == b[-_ENDING_LETTERS:])
    found = changes(a, b) <= (MAX_CHANGES - (len(a) < 2 * FUZZY_LENGTH) if alike else 1)
    return found and len({place for name in (a, b) for place in _PROVINCES if name.endswith(place)}) < 2  # ชลบุรี, ราชบุรี


def _one_letter(a: str, b: str) -> bool:
    """Whether two Thai names differ by one letter, not among the last, except in the names of ministries and departments."""
    if abs(len(a) - len(b)) > 1 or a.isascii() or b.isascii() or not (a[-3:] == b[-3:] or a.startswith(("กระทรวง", "กรม"))):
        return False
    return _NUMBER.findall(a) == _NUMBER.findall(b) and changes(a, b) == 1


def changes(a: str, b: str) -> int:
    """The number of letters in which two names differ; ``len(a)`` if the names are unlike."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < _MIN_SIMILARITY or matcher.quick_ratio() < _MIN_SIMILARITY:
        return len(a)
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")


def _parts(those: Sequence[Referent]) -> Iterator[Pair]:
    """An event whose name is part of exactly one other event's; names that only add numbers are preferred."""
    for one in those:
        wholes = [other for other in those if other is not one and _is_part(one, other)]
        bare = _parted(_written(one)[0], "EVENT")[0]
        wholes = [other for other in wholes if any(_parted(name, "EVENT")[0] == bare for name in _written(other))] or wholes
        if len({_parted(_written(other)[0], "EVENT") for other in wholes}) == 1:
            yield wholes[0], one


def _is_part(one: Referent, other: Referent) -> bool:
    for short in _written(one):
        a, numbers = _parted(short, "EVENT")
        for full in _written(other):
            b, others = _parted(full, "EVENT")
            fits = len(a) >= _SHORT and set(numbers) <= set(others) and (a, numbers) != (b, others)
            other_event = _HOLDER.search(full) or _OCCASION.search(full.partition(short)[0])
            if fits and (a == b or (len(a) >= FUZZY_LENGTH - 4 and a in b and not other_event)):
                return True
    return False


def _near(those: Sequence[Referent]) -> Iterator[Pair]:
    """A district or foreign city and its bare name, unless a province has it; a province called a town and the province."""
    named = [(one, core(m.text, one.type)) for one in those for m in one.mentions]
    free = {name: one for one, name in named if not one.iso}
    towns = {name: one for one, name in named if one.iso and free.keys().isdisjoint((f"อำเภอเมือง{name}", f"เขตเมือง{name}"))}
    unplaced = [one for one in those if not one.iso]
    yield from _headless(unplaced, "near", free)
    yield from _headless(unplaced, "province", towns)


def _headless(those: Sequence[Referent], action: str, known: Mapping[str, Referent]) -> Iterator[Pair]:
    """A place, and the known one whose name is left if a rule strips the place's."""
    for one in those:
        for bare in (core(head.sub("", m.text), one.type) for head, _ in rules("LOCATION", action) for m in one.mentions):
            if (other := known.get(bare, one)) is not one:
                yield other, one


def _initials(those: Sequence[Referent]) -> Iterator[Pair]:
    """An English name and the abbreviation that its capitals or initials form, with or without the first or last (of Thailand)."""
    made: dict[str, dict[int, Referent]] = {}
    for one in those:
        for name in filter(str.isascii, _written(one)):
            every = "".join(word[0] for word in name.split()).upper()
            upper = capitals(name)
            for form in {upper, upper[1:], upper[:-1], every, every[:-2]} if len(upper) >= _MIN_LETTERS else ():
                made.setdefault(form, {})[id(one)] = one
    for one in those:
        for m in one.mentions[:1]:
            full = [*made.get(m.text, {}).values()]
            if len(m.text) >= _MIN_LETTERS and len(full) == 1 and full[0] is not one:
                yield full[0], one


def _spelt_out(those: Sequence[Referent]) -> Iterator[Pair]:
    """A name that contains an abbreviation, and the name with it expanded (the 76th WHA, การประชุม ครม.)."""
    full = _in_full(those)
    forms = [(one, name) for one in those for name in _written(one)]
    first = {(one.type, core(name, one.type)): one for one, name in reversed(forms)}
    for one, name in forms:
        whole = _INNER.sub(lambda short: full.get(short[0]) or tables().get(short[0], short[0]), name)
        known = first.get((one.type, core(whole, one.type)), one) if whole != name and name not in full else one
        if known is not one:
            yield known, one


def _in_full(those: Sequence[Referent]) -> dict[str, str]:
    """Full names by abbreviation: the longest name of each referent that has both."""
    full: dict[str, str] = {}
    for one in those:
        short = dict.fromkeys(mention.text for mention in one.mentions if is_short(mention.text))
        if short and _has_full(one):
            full |= dict.fromkeys(short, max(_written(one), key=len))
    return full


def _bracketed(text: str, those: Sequence[Referent]) -> Iterator[Pair]:
    """A name, and its gloss or abbreviation in brackets right after it."""
    spans = sorted(((m.start, m.end, one) for one in those for m in one.mentions), key=lambda s: s[:2])
    full = {id(one) for one in those if _has_full(one)}
    for (begin, end, one), (start, behind, other) in pairwise(spans):
        # คณะกรรมการกองทุน… (กบข.), and กบข. is the fund
        if one is other or ({id(one), id(other)} <= full and is_short(text[start:behind])):
            continue
        sides, alike = ((begin, end), (start, behind)), one.type == other.type != "LOCATION"
        if glosses(text, *sides, alike=alike) or _alias(text, *sides, (one.type, other.type)):
            yield one, other


def _alias(text: str, first: Span, then: Span, types: tuple[EntityType, EntityType]) -> bool:
    """Whether another name of the same kind follows a place's in brackets (วัด… (วัด…), ทางหลวงหมายเลข… (ถนน…): 17 of 17)."""
    bracket = _OPENED.fullmatch(text, first[1], then[0]) is not None and text.startswith(")", then[1])
    names = text[slice(*first)], text[slice(*then)]
    kinds = rules(types[0], "alias") if bracket and types[0] == types[1] else ()
    return any(all(kind.match(name) for name in names) for kind, _ in kinds)


def _has_full(one: Referent) -> bool:
    """Whether a referent has a name that is too long for an abbreviation."""
    return any(len(name) >= FULL_LENGTH for name in _written(one))


def _begun(those: Sequence[Referent], kind: EntityType) -> Iterator[Pair]:
    """A name cut off after its first words (Ministry of Tourism), and the only name that continues it."""
    names = [(one, name) for one in those for name in _unspaced(one)]
    for head, behind in rules(kind, "begun"):
        more = re.compile(behind)
        rests = [(one, name[found.end() :]) for one, name in names if (found := head.match(name))]
        for one, short in rests:
            if len(short) >= _MIN_LETTERS and whole_names().isdisjoint(_unspaced(one)):
                wholes = {core(_written(other)[0], kind): other for other in _continuing(short, rests, more)}
                if len(wholes) == 1 and one not in wholes.values():
                    yield next(iter(wholes.values())), one


def _continuing(short: str, rests: Sequence[tuple[Referent, str]], more: re.Pattern[str]) -> Iterator[Referent]:
    """Referents whose names go on after a short one."""
    for other, rest in rests:
        if rest != short and rest.startswith(short) and more.match(rest, len(short)):
            yield other


def _unspaced(one: Referent) -> list[str]:
    return ["".join(name.split()) for name in _written(one)]


def _cut_short(text: str, those: Sequence[Referent]) -> Iterator[Pair]:
    """A name cut short with ฯ, and the only name that begins with it."""
    for one in those:
        stems = tuple(stem for stem in _stems(text, one) if len(stem) >= _SHORT or stem in words("th", "kind"))
        if stems and len(wholes := [other for other in those if other is not one and _begins(other, stems)]) == 1:
            yield wholes[0], one


def _stems(text: str, one: Referent) -> Iterator[str]:
    """The forms of a name that ฯ cuts short; not the short name of a known body: เกษตรฯ is the ministry."""
    for m in one.mentions:
        stem = _BLANK.sub("", m.text)
        if text[m.end - 1 : m.end + 1].strip().endswith("ฯ") and (known_as(stem) or stem).startswith(stem):
            yield stem


def _begins(one: Referent, stems: tuple[str, ...]) -> bool:
    return any(_BLANK.sub("", name).startswith(stems) for name in _written(one))
