"""Which referents are one thing though they are written differently: short ways of writing, slips, and parts of one long name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import combinations, pairwise

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.referents.lexicon import words
from newsextract.records import EntityType
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
#: an event that is about another one
_HOLDER = re.compile("คณะกรรมการ|เตรียม|คณะทำงาน|โครงการ")
#: an abbreviation has at least so many letters
_FEW = 3
_OPEN = re.compile(r"(?:\s?\((?:องค์การมหาชน|มหาชน)\))?\s*\(\s*(?:หรือ)?\s*")
_CLOSE = re.compile(r"[):]|\s?[–,/-]\s?[A-Z][A-Za-z-]+\)")
#: the abbreviation behind a short name that stands for a long one (… หรือซีมีโอ (SEAMEO))
_BEHIND = re.compile(r"\s?\([A-Z][A-Z-]{2,}\)")
_OR = re.compile(r"\s*(?:หรือ|or|/)\s*")
_ABBREVIATION = re.compile(r"(?:[ก-ฮ]{1,5}\.){1,4}|[A-Z][A-Za-z-]{0,3}[A-Z-]{0,6}")
_THAI_ABBREVIATION = re.compile(r"(?:[ก-ฮ]{1,5}\.?){1,4}")
_ONE_STOP = re.compile(r"[ก-ฮ]{2,5}\.")
_OF_HEAD = re.compile(r"(?:กระทรวง|กรม)\s?((?:[ก-ฮ]{1,5}\.)+)")
_YEAR = re.compile(r"(?:(?<=[0-9๐-๙]/)|(?<=ปี)|(?<=ปี ))[4-7][0-9](?![0-9])")
_BLANK = re.compile(r"[\s\u200b\xa0ฯ“”\"'‘’.,()–—‑-]+")
_INNER = re.compile(r"(?<![ก-๙.])(?:[ก-ฮ]{1,5}\.)+|(?<![A-Za-z])[A-Z]{2}[A-Za-z-]*")
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
    """A name without its numbers, and its numbers; of years written in two digits all four."""
    name = _YEAR.sub(r"25\g<0>", name)
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
    by_type.pop("PERSON", None)  # same_people.py compares these
    bodies = [one for kind, those in by_type.items() if kind != "LOCATION" for one in those]
    named = [*bodies, *(one for one in by_type.get("LOCATION", []) if not one.iso)]
    yield from _initials(named)
    yield from _bracketed(text, named)
    yield from _spelt_out(bodies)
    yield from _either(by_type)
    for kind, those in by_type.items():
        yield from _by_core(those)
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


def _by_core(those: Sequence[Referent]) -> Iterator[Pair]:
    """Names that are the same once written out; a name that the shipped tables know is its Thai one."""
    first: dict[str, Referent] = {}
    for one in those:
        for name in _written(one):
            known_as = tables().get(name.strip()) or _in_ministry(name) or name
            keys = core(name, one.type), core(known_as, one.type), one.iso or "", _turned(name), _sounding(name, one.type)
            for key in dict.fromkeys((*keys, str(_parted(name, "EVENT")) if one.type == "EVENT" else "")):
                known = first.setdefault(key, one)
                if key and known is not one and not (known.iso and one.iso and known.iso != one.iso):
                    yield known, one, "core"


def _either(by_type: Mapping[EntityType, Sequence[Referent]]) -> Iterator[Pair]:
    """A hospital or a school as a body and as a place."""
    first: dict[str, Referent] = {}
    for one in (*by_type.get("ORGANIZATION", ()), *by_type.get("FACILITY", ())):
        for name in _written(one):
            key = core(name, "FACILITY")
            known = first.setdefault(key, one)
            if known.type != one.type and key == core(name, "ORGANIZATION"):
                yield known, one, "either"


def _in_ministry(name: str) -> str | None:
    """What the abbreviation behind a ministry's or a department's first word stands for (กระทรวงสธ.)."""
    short = _OF_HEAD.fullmatch(name)
    return tables().get(short[1]) if short else None


@lru_cache(maxsize=5_000)
def _turned(name: str) -> str:
    """An English name with what stands behind its only "of" put before it: the Department of State, the State Department."""
    head, of, behind = name.casefold().removeprefix("the ").partition(" of ")
    return f"{behind.removeprefix('the ')} {head}" if of and " of " not in behind else head if head.isascii() and not of else ""


@lru_cache(maxsize=5_000)
def _sounding(name: str, kind: EntityType) -> str:
    """A place's name in Latin letters without what its spellings differ in: Phatthalung, Phattalung."""
    if kind != "LOCATION" or not name.isascii():
        return ""
    return "~" + re.sub(r"(?<!p)h|r(?=n)|(.)(?=\1)", "", core(name, kind).replace("y", "i"))


@cache
def tables() -> dict[str, str]:
    """From a body's or an event's abbreviation or English name to its Thai name, where the shipped tables are sure."""
    found: dict[str, str] = {}
    for row in read_csv("gazetteers/agencies.csv"):
        for name in (*row["abbr"].split("|"), *row["en"].split("|"), *row["short"].split("|")):
            found.setdefault(name.removesuffix("ฯ"), row["th"])  # which ends no mention
    others: dict[str, set[str]] = {}
    for row in read_csv("across/bodies.csv"):
        for name in (*row["abbr"].split("|"), *row["en"].split("|"), *row["also"].split("|")):
            others.setdefault(name, set()).add(row["th"])
    for name, (th, *more) in others.items():
        if not more:
            found.setdefault(name, th)
    for row in read_csv("terms/glossary.csv"):
        if row["kind"] in {"organisation", "event"} and row["th"] and row["read"] != "unread":
            for name in (row["abbr"], row["en"]):
                found.setdefault(name, row["th"])
    found.pop("", None)
    return {name[:-1]: th for name, th in found.items() if _ONE_STOP.fullmatch(name)} | found


def _slips(those: Sequence[Referent], kind: EntityType) -> Iterator[Pair]:
    """Names that differ by a slip of the pen."""
    forms = [(one, [form for name in _written(one) if len((form := _parted(name, kind))[0]) >= LONG_ENOUGH]) for one in those]
    able = [(one, those) for one, those in forms if those]
    for (one, these), (other, others) in combinations(able, 2):
        if not (one.iso and other.iso) and any(_slip(a, b) for a in these for b in others):
            yield one, other, "slip"


def _slip(first: Parted, then: Parted) -> bool:
    (a, numbers), (b, others) = first, then
    if numbers != others or abs(len(a) - len(b)) > SLIP:
        return False
    if len({place for name in (a, b) if (place := name.rpartition("จังหวัด")[2]) in _provinces()}) > 1:  # of ชลบุรี, of ราชบุรี
        return False
    alike = a.isascii() or a[-_END:] == b[-_END:]  # สำนักงานจังหวัดตาก, สำนักงานจังหวัดน่าน
    return changes(a, b) <= (SLIP - (len(a) < 2 * LONG_ENOUGH) if alike else 1)


@cache
def _provinces() -> frozenset[str]:
    return frozenset(row["th"] for row in read_csv("gazetteers/provinces.csv"))


def changes(a: str, b: str) -> int:
    """How many letters of two names differ, or many where the names are unlike."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return len(a)
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")


def _parts(those: Sequence[Referent]) -> Iterator[Pair]:
    """An event's name that is part of one other's, without a number that the other lacks; of several the one with no more words."""
    for one in those:
        wholes = [other for other in those if other is not one and _is_part(one, other)]
        bare = _parted(_written(one)[0], "EVENT")[0]
        wholes = [other for other in wholes if any(_parted(name, "EVENT")[0] == bare for name in _written(other))] or wholes
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
    """A district or a foreign city, and its bare name where that is no province's; a province called a town, and the province."""
    named = [(one, core(m.text, one.type)) for one in those for m in one.mentions]
    free = {name: one for one, name in named if not one.iso}
    towns = {name: one for one, name in named if one.iso and free.keys().isdisjoint((f"อำเภอเมือง{name}", f"เขตเมือง{name}"))}
    for action, known in (("near", free), ("province", towns)):
        for one in those:
            for bare in (core(head.sub("", m.text), one.type) for head, _ in rules("LOCATION", action) for m in one.mentions):
                if not one.iso and bare in known and known[bare] is not one:
                    yield known[bare], one, action


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
    """A name, and the same with another thing's name in full for its abbreviation (the 76th WHA, การประชุม ครม.)."""
    full = _in_full(those)
    forms = [(one, name) for one in those for name in _written(one)]
    first = {(one.type, core(name, one.type)): one for one, name in reversed(forms)}
    for one, name in forms:
        whole = _INNER.sub(lambda short: full.get(short[0]) or tables().get(short[0], short[0]), name)
        known = first.get((one.type, core(whole, one.type)), one) if whole != name and name not in full else one
        if known is not one:
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
    abbreviates = _THAI_ABBREVIATION.fullmatch(short) is not None and fits_abbreviation(short, full)
    if _OR.fullmatch(text, first[1], then[0]):
        named = alike and not is_short(full) and _BEHIND.match(text, then[1]) is not None
        return named or abbreviates if not is_short(full) else is_short(short)
    opened = _OPEN.fullmatch(text, first[1], then[0]) is not None and _CLOSE.match(text, then[1]) is not None
    if opened and short.isascii():
        return alike or short in {_capitals(full), _capitals(full)[1:]}
    beside = full.endswith("มหาชน)") and not text[first[1] : then[0]].strip()
    return (opened or beside) and abbreviates


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
            wholes = {core(_written(other)[0], kind): other for other in goes_on}
            if len(wholes) == 1 and one not in wholes.values():
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
