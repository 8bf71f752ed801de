"""A glossary of Thai and English names over many records: forms, counts, dates, examples; CSV and TBX."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TextIO

import numpy as np

from newsextract.across.names import is_thai
from newsextract.data import templates
from newsextract.layers.terms.tables import squeeze, tables, vote_key
from newsextract.records import Mention, Record, Term
from newsextract.stores.csvs import cell

EXAMPLES = 3
#: weight of the shipped whole-site counts beside the records' own articles, times the logarithm of a form's count
KNOWN = 5.0
FIELDS = ("en", "th", "abbr", "kind", "articles", "share", "confidence", "variants", "first_seen", "last_seen", "examples")
#: characters that XML 1.0 does not allow
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Entry:
    """An English name, or an abbreviation that no article spells out in English, with its Thai forms."""

    en: str  # most frequent spelling; empty for an abbreviation alone
    forms: Counter[str] = field(default_factory=Counter)  # Thai form → number of distinct articles
    votes: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    abbreviations: Counter[str] = field(default_factory=Counter)  # abbreviation → number of distinct articles
    kinds: Counter[str] = field(default_factory=Counter)
    articles: list[str] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)  # indices of the distinct articles among the records
    known: dict[str, float] = field(default_factory=dict)  # Thai form → weight by the shipped whole-site counts
    first_seen: str | None = None
    last_seen: str | None = None

    @property
    def count(self) -> int:
        """Number of distinct articles."""
        return len(self.numbers)

    @property
    def best(self) -> str:
        """The Thai form with the highest weight: its posteriors summed over articles, plus its whole-site weight."""
        return max(
            self.votes, key=lambda form: (self.votes[form] + self.known.get(form, 0.0), self.forms[form], form), default=""
        )

    def absorb(self, other: Entry) -> None:
        """Merge another entry into this one."""
        for name in ("forms", "votes", "names", "abbreviations", "kinds"):
            getattr(self, name).update(getattr(other, name))
        self.numbers |= other.numbers
        self.articles = list(dict.fromkeys([*self.articles, *other.articles]))[:EXAMPLES]
        self.first_seen = min(filter(None, (self.first_seen, other.first_seen)), default=None)
        self.last_seen = max(filter(None, (self.last_seen, other.last_seen)), default=None)

    def row(self) -> dict[str, str]:
        """The entry as a row of strings, columns as in :data:`FIELDS`."""
        total = sum(self.forms.values()) or 1
        best = self.best
        return {
            "en": self.en,
            "th": best,
            "abbr": "|".join(a for a, _ in self.abbreviations.most_common(3)),
            "kind": self.kinds.most_common(1)[0][0] if self.kinds else "other",
            "articles": str(self.count),
            "share": f"{self.forms[best] / total:.2f}",
            "confidence": f"{self.votes[best] / max(self.forms[best], 1):.2f}",
            "variants": "|".join(f"{form} ({n})" for form, n in self.forms.most_common(5) if form != best),
            "first_seen": self.first_seen or "",
            "last_seen": self.last_seen or "",
            "examples": "|".join(self.articles),
        }


def build(records: Iterable[Record], *, least: int = 1, posterior: float = 0.3) -> list[Entry]:
    """Gather the terms of many records into entries, most frequent first.

    Parameters
    ----------
    records
        The records, as :func:`newsextract.read` gives them; they are read one at a time.
    least
        Minimum number of distinct articles of an entry.
    posterior
        Minimum posterior probability of a term.

    Examples
    --------
    >>> import newsextract as nx
    >>> [entry] = build([nx.extract(text="องค์การอนามัยโลก (World Health Organization: WHO) แถลงข่าว")])
    >>> entry.row()["th"], entry.row()["abbr"], entry.row()["articles"]
    ('องค์การอนามัยโลก', 'WHO', '1')
    """
    entries: dict[tuple[str, str], Entry] = {}
    seen: set[int] = set()
    for number, record in enumerate(records):
        fingerprint = hash(squeeze(record.text)[-600:])
        if fingerprint in seen:
            continue
        seen.add(fingerprint)
        _add(entries, record, posterior, number)
    found = [_folded(e) for e in entries.values()]
    found = [e for e in _joined(found) if e.count >= least]
    for entry in found:
        entry.known = _known(entry)
    return sorted(found, key=lambda e: (-e.count, e.en, e.best))


def _glossed(record: Record, least: float) -> Iterator[tuple[Term, Mention, Mention, float]]:
    """The terms that the article itself glosses, each in Thai and in Latin letters, with its posterior (1 if it has none)."""
    for term in record.terms:
        written, sure = term.en or term.abbr, 1.0 if term.posterior is None else term.posterior
        if term.th and written and term.known_from != "glossary" and sure >= least:
            yield term, term.th, written, sure


def _line(mention: Mention) -> str:
    return " ".join(mention.text.split())


def _add(entries: dict[tuple[str, str], Entry], record: Record, least: float, number: int) -> None:
    within: dict[tuple[str, str], Entry] = {}
    for term, th, written, sure in _glossed(record, least):
        form, key = _line(th), ("name" if term.en else "abbreviation", squeeze(written.text))
        entry = within.setdefault(key, Entry("", numbers={number}, articles=[record.id]))
        entry.first_seen = entry.last_seen = record.published
        entry.kinds[term.kind] += 1
        entry.forms[form] = 1
        entry.votes[form] = max(entry.votes[form], sure)  # type: ignore[assignment]  # a Counter adds fractions too
        if term.en:
            entry.names[_line(term.en)] += 1
        if term.abbr and (not term.en or term.check != "abbr_mismatch"):
            entry.abbreviations[_line(term.abbr)] = 1
    for key, entry in within.items():
        entries.setdefault(key, Entry("")).absorb(entry)


def _known(entry: Entry) -> dict[str, float]:
    """The weight of an entry's forms by the logarithm of the shipped whole-site counts; empty for a single form."""
    forms = list(entry.forms)
    if len(forms) < 2:
        return {}
    abbreviation = entry.abbreviations.most_common(1)[0][0] if entry.abbreviations else ""
    keys = np.array([vote_key(entry.en or abbreviation, form) for form in forms], np.uint32)
    sums = tables().votes.get(keys)
    return {form: KNOWN * math.log1p(count) for form, count in zip(forms, sums.tolist(), strict=True)}


def _folded(entry: Entry) -> Entry:
    """Merge forms that differ only in whitespace into the most frequent spelling, and choose the English name."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for form in entry.forms:
        by_key[squeeze(form)].append(form)
    for forms in by_key.values():
        best = max(forms, key=lambda f: entry.forms[f])
        for form in forms:
            if form != best:
                entry.forms[best] += entry.forms.pop(form)
                entry.votes[best] += entry.votes.pop(form)
    entry.en = entry.names.most_common(1)[0][0] if entry.names else ""
    return entry


def _joined(entries: list[Entry]) -> list[Entry]:
    """Merge an abbreviation without a name into the name that other articles give it with the same Thai form."""
    named = {pair: entry for entry in entries if entry.en for pair in product(entry.forms, entry.abbreviations)}
    kept = []
    for entry in entries:
        pairs = product(entry.forms, entry.abbreviations)
        home = None if entry.en else next((named[pair] for pair in pairs if pair in named), None)
        if home:
            home.absorb(entry)
        else:
            kept.append(entry)
    return kept


def write_csv(entries: Iterable[Entry], file: TextIO) -> None:
    """Write entries as CSV with a header; cells that a spreadsheet would take for formulas are escaped."""
    writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in e.row().items()} for e in entries)


def to_tbx(entries: Iterable[Entry]) -> str:
    """The entries as TBX-Basic (ISO 30042:2019, DCA style), for translators' tools."""
    concepts = ((entry, entry.row(), _terms(entry)) for entry in entries)
    return _FORBIDDEN.sub("", templates().get_template("glossary.tbx").render(concepts=concepts)) + "\n"


def _terms(entry: Entry) -> dict[str, list[tuple[str, str, str]]]:
    """The terms of each language, with their type and administrative status."""
    english = [(entry.en, "fullForm", "")] if entry.en else []
    thai = [(entry.best, "fullForm", "preferredTerm-admn-sts")]
    thai += [(form, "variant", "admittedTerm-admn-sts") for form, _ in entry.forms.most_common(5) if form != entry.best]
    for abbreviation in [a for a, _ in entry.abbreviations.most_common(3) if a != entry.en]:
        (thai if is_thai(abbreviation) else english).append((abbreviation, "abbreviation", ""))
    return {"en": english, "th": thai}
