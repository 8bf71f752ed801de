"""Which referents are one thing though they are written differently: short ways of writing, slips, and parts of one long name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import combinations, pairwise

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.referents.lexicon import words
from newsextract.records import EntityType
from newsextract.thai import people_names
from newsextract.thai.romanise import romanise
from newsextract.thai.view import normalise

#: of more things of one type, as only a list has, none are compared one with another
MOST = 150
#: letters of a name that a slip may leave out, add or change
SLIP = 3
#: a name of fewer letters is not compared letter by letter, nor looked for inside a longer one
LONG_ENOUGH = 12
#: letters at the end of a name that no slip changes
_END = 4
_SHORT = 5
_ALIKE = 0.7
#: two spellings of one name share so much of their letters
_SOUNDS = 0.7
#: an event that is about another one
_HOLDER = re.compile("คณะกรรมการ|เตรียม|คณะทำงาน|โครงการ")
#: an abbreviation has at least so many letters
_FEW = 3
_OPEN = re.compile(r"(?:\s?\((?:องค์การมหาชน|มหาชน)\))?\s*\(\s*(?:หรือ)?\s*")
_OR = re.compile(r"\s*(?:หรือ|or|/)\s*")
_ABBREVIATION = re.compile(r"(?:[ก-ฮ]{1,5}\.){1,4}|[A-Z][A-Za-z-]{0,3}[A-Z-]{0,6}")
_THAI_ABBREVIATION = re.compile(r"(?:[ก-ฮ]{1,5}\.?){1,4}")
_BLANK = re.compile(r"[\s\u200b\xa0ฯ“”\"'‘’.,()–—‑-]+")
_WORD = re.compile(r"[^\s()]+")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

Pair = tuple[Referent, Referent, str]
Parted = tuple[str, tuple[str, ...]]


@cache
def rules(kind: EntityType, action: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The patterns of data/entities/same.csv for a type, each with what takes its place."""
    return tuple(
        (re.compile(row["pattern"]), row["by"] or "")
        for row in read_csv("entities/same.csv")
        if row["action"] == action and kind in row["type"].split("|")
    )


@lru_cache(maxsize=5_000)
def tidy(form: str) -> str:
    """Words for comparing: without white space and the signs around them, in small letters."""
    return re.sub(r"[\s\u200b\xa0]+", "", normalise(form).text).strip("\"'“”‘’.,;:()[]").casefold()


@lru_cache(maxsize=5_000)
def core(name: str, kind: EntityType) -> str:
    """A name for comparing: short ways of writing written out, words left away that the same name may lack.

    Examples
    --------
    >>> core("ธ.ออมสิน", "ORGANIZATION") == core("ธนาคารออมสิน", "ORGANIZATION")
    True
    """
    for pattern, by in (*rules(kind, "short"), *rules(kind, "drop")):
        name = pattern.sub(by, name)
    return _BLANK.sub("", name).translate(_DIGITS).casefold()


@lru_cache(maxsize=5_000)
def _parted(name: str, kind: EntityType) -> Parted:
    """A name without its numbers, and its numbers."""
    for pattern, _ in rules(kind, "number"):
        numbers = tuple(re.findall(r"[0-9]+", " ".join(pattern.findall(name)).translate(_DIGITS)))
        name = pattern.sub("", name)
        return core(name, kind), numbers
    return core(name, kind), tuple(re.findall(r"[0-9]+", name.translate(_DIGITS)))


def _written(one: Referent) -> list[str]:
    return list(dict.fromkeys([*(m.text for m in one.mentions), *one.names]))


def is_short(form: str) -> bool:
    """Whether a form is an abbreviation."""
    return _ABBREVIATION.fullmatch(form) is not None


def pairs(text: str, referents: Sequence[Referent]) -> Iterator[Pair]:
    """Referents that are one thing, and by which rule; ``text`` is what they are mentioned in."""
    by_type: dict[EntityType, list[Referent]] = {}
    for one in referents:
        if one.mentions:
            by_type.setdefault(one.type, []).append(one)
    people = by_type.pop("PERSON", [])
    if len(people) <= MOST:
        yield from _persons(people)
        yield from _spelt(people)
    bodies = [one for kind, those in by_type.items() if kind != "LOCATION" for one in those]
    named = [*bodies, *(one for one in by_type.get("LOCATION", []) if not one.iso)]
    yield from _initials(named)
    yield from _bracketed(text, named)
    yield from _spelt_out(bodies)
    for kind, those in by_type.items():
        yield from _by_core(those, kind)
        if kind == "LOCATION":
            yield from _near(those)
        if len(those) <= MOST:
            yield from _each_with_each(text, those, kind)


def _each_with_each(text: str, those: Sequence[Referent], kind: EntityType) -> Iterator[Pair]:
    """What is found by comparing all names of a type with each other."""
    yield from _slips(those, kind)
    if kind == "EVENT":
        yield from _parts(those)
    if kind == "ORGANIZATION":
        yield from _cut_short(text, those)
    yield from _begun(those, kind)


@cache
def countries() -> dict[str, str]:
    """The code of each country by its name as :func:`core` has it, of names that are one country's alone."""
    found: dict[str, set[str]] = {}
    for row in read_csv("gazetteers/countries.csv"):
        found.setdefault(core(row["name"], "LOCATION"), set()).add(row["iso"])
    return {name: iso for name, (iso, *others) in found.items() if not others}


def _by_core(those: Sequence[Referent], kind: EntityType) -> Iterator[Pair]:
    """Names that are the same once written out; a name that the shipped tables know is its Thai one."""
    first: dict[str, Referent] = {}
    for one in those:
        for name in _written(one):
            for key in dict.fromkeys((core(name, kind), core(tables().get(name.strip(), name), kind), one.iso or "")):
                known = first.setdefault(key, one)
                if key and known is not one and not (known.iso and one.iso and known.iso != one.iso):
                    yield known, one, "core"


@cache
def tables() -> dict[str, str]:
    """From a body's or an event's abbreviation or English name to its Thai name, where the shipped tables are sure."""
    found: dict[str, str] = {}
    for row in read_csv("gazetteers/agencies.csv"):
        for name in (*row["abbr"].split("|"), *row["en"].split("|"), *row["short"].split("|")):
            found.setdefault(name.removesuffix("ฯ"), row["th"])  # which ends no mention
    for row in read_csv("terms/glossary.csv"):
        if row["kind"] in {"organisation", "event"} and row["th"] and row["read"] != "unread":
            for name in (row["abbr"], row["en"]):
                found.setdefault(name, row["th"])
    found.pop("", None)
    return found


def _slips(those: Sequence[Referent], kind: EntityType) -> Iterator[Pair]:
    """Names that differ by a slip of the pen."""
    forms = [(one, [form for name in _written(one) if len((form := _parted(name, kind))[0]) >= LONG_ENOUGH]) for one in those]
    able = [(one, those) for one, those in forms if those and not one.iso]
    for (one, these), (other, others) in combinations(able, 2):
        if any(_slip(a, b) for a in these for b in others):
            yield one, other, "slip"


def _slip(first: Parted, then: Parted) -> bool:
    (a, numbers), (b, others) = first, then
    if numbers != others or abs(len(a) - len(b)) > SLIP:
        return False
    if a[-_END:] != b[-_END:] and not a.isascii():  # สำนักงานจังหวัดตาก, สำนักงานจังหวัดน่าน
        return False
    return _changes(a, b) <= SLIP - (len(a) < 2 * LONG_ENOUGH)


def _changes(a: str, b: str) -> int:
    """How many letters differ, or many where the names are unlike."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return len(a)
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")


def _parts(those: Sequence[Referent]) -> Iterator[Pair]:
    """An event's name that is part of one other's, without a number that the other lacks."""
    for one in those:
        wholes = [other for other in those if other is not one and _is_part(one, other)]
        if len({_parted(_written(other)[0], "EVENT") for other in wholes}) == 1:
            yield wholes[0], one, "part"


def _is_part(one: Referent, other: Referent) -> bool:
    for short in _written(one):
        a, numbers = _parted(short, "EVENT")
        for full in _written(other):
            b, others = _parted(full, "EVENT")
            fits = len(a) >= _SHORT and set(numbers) <= set(others) and (a, numbers) != (b, others)
            if fits and (a == b or (len(a) >= LONG_ENOUGH - 4 and a in b and not _HOLDER.search(full))):
                return True
    return False


def _near(those: Sequence[Referent]) -> Iterator[Pair]:
    """A district or a foreign city, and its bare name, where that is no province's."""
    free = {core(m.text, one.type): one for one in those if not one.iso for m in one.mentions}
    for one in those:
        for bare in (core(pattern.sub("", m.text), one.type) for pattern, _ in rules("LOCATION", "near") for m in one.mentions):
            if not one.iso and bare in free and free[bare] is not one:
                yield free[bare], one, "near"


def _initials(those: Sequence[Referent]) -> Iterator[Pair]:
    """An English name and the abbreviation that its capitals or all its words make, its first or its last (of Thailand) left out or not."""
    made: dict[str, dict[int, Referent]] = {}
    for one in those:
        for name in filter(str.isascii, _written(one)):
            every = "".join(word[0] for word in name.split()).upper()
            capitals = _capitals(name)
            for form in {capitals, capitals[1:], capitals[:-1], every, every[:-2]} if len(capitals) >= _FEW else ():
                made.setdefault(form, {})[id(one)] = one
    for one in those:
        for m in one.mentions[:1]:
            full = [*made.get(m.text, {}).values()]
            if len(m.text) >= _FEW and len(full) == 1 and full[0] is not one:
                yield full[0], one, "initials"


def _spelt_out(those: Sequence[Referent]) -> Iterator[Pair]:
    """A name, and the same with another thing's name in full for its abbreviation (the 76th WHA)."""
    full = _in_full(those)
    forms = [(one, name) for one in those for name in _written(one)] if full else []
    first = {(one.type, core(name, one.type)): one for one, name in reversed(forms)}
    for one, name in forms:
        whole = _WORD.sub(lambda word: full.get(word[0], word[0]), name)
        known = first.get((one.type, core(whole, one.type)), one)
        if known is not one and name not in full:
            yield known, one, "spelt out"


def _in_full(those: Sequence[Referent]) -> dict[str, str]:
    """The longest name of each thing that has one in full, by its abbreviations."""
    full: dict[str, str] = {}
    for one in those:
        short = dict.fromkeys(mention.text for mention in one.mentions if is_short(mention.text))
        if short and _has_full(one):
            full |= dict.fromkeys(short, max(_written(one), key=len))
    return full


def _capitals(name: str) -> str:
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def _bracketed(text: str, those: Sequence[Referent]) -> Iterator[Pair]:
    """A name, and its gloss or abbreviation in brackets right behind it."""
    spans = sorted(((m.start, m.end, one) for one in those for m in one.mentions), key=lambda s: s[:2])
    full = {id(one) for one in those if _has_full(one)}
    for (begin, end, one), (start, behind, other) in pairwise(spans):
        if {id(one), id(other)} <= full and is_short(text[start:behind]):  # คณะกรรมการกองทุน… (กบข.), and กบข. is the fund
            continue
        if one is not other and _glosses(text, (begin, end), (start, behind), alike=one.type == other.type != "LOCATION"):
            yield one, other, "bracket"


def _has_full(one: Referent) -> bool:
    """Whether a referent has a name that is no abbreviation."""
    return any(len(name) >= LONG_ENOUGH for name in _written(one))


def _glosses(text: str, first: tuple[int, int], then: tuple[int, int], *, alike: bool) -> bool:
    """Whether a name is glossed or abbreviated by the next one; ``alike``: both are of one type, and no places."""
    full, short = text[slice(*first)], text[slice(*then)]
    if _OR.fullmatch(text, first[1], then[0]):
        return is_short(full) and is_short(short)
    opened = _OPEN.fullmatch(text, first[1], then[0]) is not None and text[then[1] : then[1] + 1] in {")", ":"}
    if opened and short.isascii():
        return alike or short in {_capitals(full), _capitals(full)[1:]}
    beside = full.endswith("มหาชน)") and not text[first[1] : then[0]].strip()
    return (opened or beside) and _THAI_ABBREVIATION.fullmatch(short) is not None and fits_abbreviation(short, full)


def fits_abbreviation(short: str, full: str) -> bool:
    """Whether the consonants of a Thai abbreviation stand in a name in this order.

    Examples
    --------
    >>> fits_abbreviation("สพร.", "สำนักงานพัฒนารัฐบาลดิจิทัล"), fits_abbreviation("นบส.รง.", "กระทรวงแรงงาน")
    (True, False)
    """
    letters = iter(full)
    return all(letter in letters for letter in short if letter != ".")


def _begun(those: Sequence[Referent], kind: EntityType) -> Iterator[Pair]:
    """A name cut off behind its first words (Ministry of Tourism), and the only one of its kind that goes on behind these."""
    for head, behind in rules(kind, "begun"):
        more = re.compile(behind)
        bare = [(one, re.sub(r"\s", "", name)) for one in those for name in _written(one)]
        rests = [(one, name[found.end() :]) for one, name in bare if (found := head.match(name))]
        for one, short in rests:
            goes_on = (
                other
                for other, rest in rests
                if len(short) >= _FEW and rest != short and rest.startswith(short) and more.match(rest, len(short))
            )
            wholes = {id(other): other for other in goes_on}
            if len(wholes) == 1 and id(one) not in wholes:
                yield next(iter(wholes.values())), one, "begun"


def _cut_short(text: str, those: Sequence[Referent]) -> Iterator[Pair]:
    """A name with ฯ, and the one name that begins like it."""
    for one in those:
        stems = {_BLANK.sub("", m.text) for m in one.mentions if text[m.end - 1 : m.end + 1].strip().endswith("ฯ")}
        wholes = [
            other
            for other in those
            if other is not one
            and any(
                (len(s) >= _SHORT or s in words("th", "kind")) and _BLANK.sub("", n).startswith(s)
                for s in stems
                for n in _written(other)
            )
        ]
        if len(wholes) == 1:
            yield wholes[0], one, "ฯ"


def _persons(those: Sequence[Referent]) -> Iterator[Pair]:
    """Full names of which one part is the same and the other all but the same."""
    full = [(one, name.removeprefix("ท่าน").split()) for one in those for name in one.names[:1]]
    yield from _by_part(full)
    yield from _by_last(full)
    for k, (one, name) in enumerate(full):
        for other, theirs in full[k + 1 :]:
            titles = {x.person.title for x in (one, other) if x.person and x.person.title}
            if len(titles) < 2 and len(name) == len(theirs) == 2 and _one_slip(name, theirs):
                yield one, other, "person slip"


def _by_part(named: Sequence[tuple[Referent, list[str]]]) -> Iterator[Pair]:
    """A first or last name alone and the only full one that it is of; where several are, the one with the same title."""
    full: dict[str, list[Referent]] = defaultdict(list)
    for one, name in named:
        for part in {name[0], name[-1]} if len(name) > 1 else ():
            full[part].append(one)
    for one, name in named:
        if len(name) != 1 or len(name[0]) < _FEW + (not _titled(one)):
            continue
        wholes = full.get(name[0], [])
        if len(wholes) > 1 and (title := _titled(one)):
            wholes = [other for other in wholes if _titled(other).endswith(title)]
        if len(wholes) == 1:
            yield wholes[0], one, "part of a name"


def _titled(one: Referent) -> str:
    return (one.person and one.person.title) or ""


def _by_last(named: Sequence[tuple[Referent, list[str]]]) -> Iterator[Pair]:
    """Names in Latin letters with the same last two words (Samdech Techo HUN SEN)."""
    first: dict[str, Referent] = {}
    for one, name in named:
        if len(name) > 1 and name[-1].isascii():
            known = first.setdefault(" ".join(name[-2:]).casefold(), one)
            if known is not one:
                yield known, one, "last names"


def _one_slip(name: list[str], other: list[str]) -> bool:
    """Whether one of two parts of a name is the same, and the other has a slip."""
    return any(name[i] == other[i] and len(name[i]) > 3 and _changes(name[1 - i], other[1 - i]) <= 2 for i in (0, 1))


def _spelt(those: Sequence[Referent]) -> Iterator[Pair]:
    """A person's Thai name, and the one in Latin letters that sounds most like it."""
    named = [(one, name) for one in those for name in one.names[:1] if " " in name]
    thai = [(one, latin) for one, name in named if not name.isascii() and (latin := _in_latin(name))]
    for other, name in named if thai else ():
        if name.isascii():
            closest, one = max((_alike(latin, name), k) for k, (_, latin) in enumerate(thai))
            if closest >= _SOUNDS:
                yield thai[one][0], other, "spelt"


def _in_latin(name: str) -> str | None:
    """A Thai name in Latin letters: as the shipped table has it, else as it sounds."""
    return people_names.load().english.get(people_names.key(name)) or romanise(name)


def _alike(first: str, then: str) -> float:
    a, b = (re.sub(r"[^a-z]", "", name.casefold()) for name in (first, then))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
