"""Canonical names, ISO codes, and ids shared by the mentions of one entity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from newsextract.data import read_csv
from newsextract.layers.drafts import Entity
from newsextract.layers.names.gazetteer import Gazetteer
from newsextract.layers.names.spans import Span
from newsextract.layers.names.titles import split
from newsextract.records import EntityType
from newsextract.thai.text import body_key, is_unit, joined
from newsextract.thai.view import normalise

_PLACE_PREFIX = re.compile(r"^(?:จังห?วัด|จว?\.|ประเทศ|กรุง(?=มอสโก|โตเกียว)|the\s+)\s*", re.IGNORECASE)
_PLACE_SUFFIX = re.compile(r"\s+(?:province|provinces)$", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
#: before or behind the name of a Thai agency
_OWN_COUNTRY = re.compile(r"^thai(?:land(?:'s)?)? | of thailand$")


@cache
def countries() -> dict[str, str]:
    """Thai names of the countries by their ISO 3166 code."""
    rows = reversed(read_csv("gazetteers/countries.csv"))
    return {row["iso"]: row["name"] for row in rows if row["language"] == "th"} | {"TH": "ไทย"}


@cache
def places() -> dict[str, tuple[str, str]]:
    """Thai name and ISO 3166 code by the name, in any language, of a country or a Thai province."""
    found = {row["name"].casefold(): (countries()[row["iso"]], row["iso"]) for row in read_csv("gazetteers/countries.csv")}
    provinces = {row["iso"]: row for row in read_csv("gazetteers/provinces.csv")}
    named = [(code, name) for code, row in provinces.items() for name in (row["th"], row["en"])]
    for code, name in (*named, *((row["iso"], row["name"]) for row in read_csv("gazetteers/province_names.csv"))):
        found |= dict.fromkeys((name.casefold(), joined(name)), (provinces[code]["th"], code))
    found |= dict.fromkeys(("กรุงเทพฯ", "กรุงเทพ", "กทม.", "กทม", "กรุงเทพมหานครฯ"), found["กรุงเทพมหานคร"])
    return found


@cache
def agencies() -> dict[str, str]:
    """Thai names of agencies by the keys of their Thai, English and short names and abbreviations."""
    found: dict[str, str] = {}
    for row in read_csv("gazetteers/agencies.csv"):
        for name in (row["th"], *row["abbr"].split("|"), *row["en"].split("|"), *row["short"].split("|")):
            if name:
                found.setdefault(body_key(tidy(name)), row["th"])
    return found


def _agency(name: str) -> str | None:
    """The Thai name of an agency, whatever the case and the apostrophe of its name, with or without its own country."""
    key = body_key(name)
    return agencies().get(key) or agencies().get(_OWN_COUNTRY.sub("", key))


@lru_cache(maxsize=5_000)
def tidy(name: str) -> str:
    """Normalise a name for comparison, with single spaces."""
    return _SPACES.sub(" ", normalise(name).text).strip()


@lru_cache(maxsize=5_000)
def name_of(kind: EntityType, surface: str) -> tuple[str, str | None]:
    """Canonical name and ISO code of a mention, without regard to other mentions."""
    if kind == "PERSON":
        return split(surface)[1], None
    if kind == "LOCATION":
        bare = _PLACE_SUFFIX.sub("", _PLACE_PREFIX.sub("", surface))
        keys = bare.casefold(), surface.casefold(), joined(bare)
        return next((places()[key] for key in keys if key in places()), (surface, None))
    if kind == "ORGANIZATION":
        return _agency(surface) or surface, None
    return surface, None


def _full_names(people: Iterable[str]) -> dict[str, str | None]:
    """Full names by their first and by their last part; None where several full names share the part."""
    found: dict[str, str | None] = {}
    for full in people:
        if " " in full:
            for part in (full.split(" ", 1)[0], full.rsplit(" ", 1)[-1]):
                known = found.setdefault(part, full)
                if known and known.replace(" ", "") != full.replace(" ", ""):
                    found[part] = None
    return found


def glosses(spans: Sequence[Span], text: str) -> dict[str, str]:
    """Full names by the abbreviations that the article itself defines: ``ชื่อเต็ม (ชื่อย่อ)``, both found with one type."""
    found: dict[str, str] = {}
    for full, short in pairwise(spans):
        between = text[full.end : short.start]
        size = short.end - short.start
        if (
            full.type == short.type
            and full.type in {"ORGANIZATION", "EVENT"}
            and re.fullmatch(r"\s*\(\s*", between)
            and text[short.end : short.end + 1] == ")"
            and size < full.end - full.start
            and not is_unit(text[full.start : full.end], text[short.start : short.end])
        ):
            found.setdefault(tidy(text[short.start : short.end]), tidy(text[full.start : full.end]))
    return found


def _glossed(surface: str, known: Mapping[str, str]) -> str | None:
    """The full name of an abbreviation that the text defines and the table of agencies lacks."""
    if surface not in known or _agency(surface) is not None:
        return None
    return _agency(known[surface]) or known[surface]


def entities(spans: Sequence[Span], text: str, gazetteer: Gazetteer | None = None) -> list[Entity]:
    """Convert sorted spans without overlaps to entities with canonical names, ISO codes and shared ids."""
    known = glosses(spans, text)
    surfaces = [tidy(text[span.start : span.end]) for span in spans]
    named = [name_of(span.type, surface) for span, surface in zip(spans, surfaces, strict=True)]
    full_names = _full_names(dict.fromkeys(name for span, (name, _) in zip(spans, named, strict=True) if span.type == "PERSON"))
    ids: dict[tuple[str, str], str] = {}
    found = []
    for (start, end, kind), surface, (alone, code) in zip(spans, surfaces, named, strict=True):
        own = gazetteer.rows.get(surface) if gazetteer else None
        canonical, iso = own[1:] if own else (None, None)
        full = canonical if own else full_names.get(alone) if kind == "PERSON" else _glossed(surface, known)
        name, part = full or alone, text[start:end]
        number = ids.setdefault((kind, name.replace(" ", "").casefold()), f"e{len(ids) + 1}")
        entity = Entity(start=start, end=end, text=part, type=kind, name=name, canonical=canonical, id=number, iso=iso or code)
        found.append(entity)
    return found
