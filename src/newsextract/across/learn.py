"""The table of names that records give in both languages: people, places, and bodies with their abbreviations."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from newsextract.across.bodies import Body
from newsextract.across.linking import Linked
from newsextract.across.names import bare, is_thai, key
from newsextract.across.nodes import Mention
from newsextract.across.persons import Person
from newsextract.across.sounding import MAX_COST, sound_of
from newsextract.atomic import replacing

#: maximum records named as sources of a pair
SOURCES = 2


class Row(NamedTuple):
    """A name in both languages."""

    th: str  # the most frequent name, as ``en``
    en: str
    forms: str  # other names in Latin letters, joined with ``|``
    articles: int  # records with the Thai name
    met: int  # records with a name in Latin letters
    first: str  # date of the first record with a name in Latin letters
    last: str  # and of the last
    sources: str  # ids of up to two of these records, joined with ``|``
    kind: str  # ``person``, ``body`` or ``place``


def rows(found: Linked) -> list[Row]:
    """The names of people, bodies and places that records give in both languages, by kind and Thai name.

    Names that are only in the shipped table are skipped: the new table is made of what articles write.
    """
    people = filter(None, map(_of_person, found.persons))
    bodies = filter(None, (_of_body(body, found.days) for body in found.bodies))
    return sorted([*people, *bodies, *_of_places(found)], key=lambda row: (row.kind != "person", row.kind, row.th, row.en))


def _of_person(person: Person) -> Row | None:
    name = person.name["th"] or ""
    articles = _article_count(person)
    if not articles or " " not in name:
        return None
    latin = _latin_mentions(person, name)
    forms = sorted(latin, key=lambda form: (-len(latin[form]), form))
    met = [one for form in forms for one in latin[form]]
    days = sorted(one.day for one in met if one.day)
    if not days:
        return None
    first, last = date.fromordinal(days[0]).isoformat(), date.fromordinal(days[-1]).isoformat()
    sources = list(dict.fromkeys(one.record for one in met))
    others = "|".join(form for form in forms[1:] if key(form) != key(forms[0]))  # not in case, hyphens or spaces alone
    return Row(name, forms[0], others, articles, len(sources), first, last, "|".join(sources[:SOURCES]), "person")


def _article_count(person: Person) -> int:
    """Number of articles with the Thai name; 0 if none gives a title or an office: a bank taken for a person has neither."""
    human = any(one.sex or one.offices for one in person.mentions)
    return sum(one.th is not None and one.known != "th" for one in person.mentions) if human else 0


def _latin_mentions(person: Person, name: str) -> dict[str, list[Mention]]:
    """The mentions of each full Latin name that articles write, if it sounds like the Thai name or has more than two."""
    found: dict[str, list[Mention]] = {}
    for one in person.mentions:
        form = bare(_cased(one.en)) if one.en and one.known != "en" else ""
        if " " in form and not is_thai(form) and all(word[:1].isalpha() for word in form.split()):
            found.setdefault(form, []).append(one)
    royal = person.mentions[0].node.startswith("*")
    return {form: some for form, some in found.items() if royal or sound_of(name, form) <= MAX_COST or len(some) > 2}


def _cased(name: str) -> str:
    """A name in title case where words are in capitals: articles write family names so."""
    return " ".join(
        word.title() if word.isupper() and len(word) > 2 and "." not in word[:-1] else word for word in name.split()
    )


def _of_body(body: Body, days: dict[str, str | None]) -> Row | None:
    th, en = body.name["th"], body.name["en"]
    glossed = list(dict.fromkeys(one.record for one in body.mentions if one.glossed))
    if not (th and en and glossed):
        return None
    forms = [form for form in body.forms if not is_thai(form) and form != en]
    seen = sorted(filter(None, map(days.get, glossed))) or [""]
    sources = "|".join(glossed[:SOURCES])
    return Row(th, en, "|".join(forms[:5]), len(body.records), len(glossed), seen[0], seen[-1], sources, "body")


def _of_places(found: Linked) -> Iterator[Row]:
    """Places that at least two records give in both languages."""
    met: dict[tuple[str, str], list[str]] = {}
    for record, th, en in found.places:
        met.setdefault((th, en), []).append(record)
    for (th, en), records in sorted(met.items()):
        seen = sorted(filter(None, (found.days.get(record) for record in records)))
        if len(records) > 1 and seen:
            yield Row(th, en, "", len(records), len(records), seen[0], seen[-1], "|".join(records[:SOURCES]), "place")


def write(found: Iterable[Sequence[object]], path: Path, columns: Sequence[str] = Row._fields) -> None:
    """Write the table as CSV; ``newsextract extract --names`` reads it."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(found)
