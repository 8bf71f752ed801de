"""The layer: one referent for each thing of an article, from its names, its people and its bilingual terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsextract.layers.drafts import Entity, Person, Referent
from newsextract.layers.findings import Findings, Found
from newsextract.layers.referents import people
from newsextract.page import Article
from newsextract.records import Mention, Term

#: a term less probable than this joins nothing
SURE = 0.7

Span = tuple[int, int]


def find(article: Article, findings: Findings) -> Found[Referent]:
    """The things that an article names, each once.

    Mentions of one id, of one person, and the sides of a sure term are one thing.

    Examples
    --------
    >>> from newsextract.layers import names
    >>> article = Article.of("นายสมหมาย ใจดี อธิบดีกรมชลประทาน เปิดเผยว่า ฝนลดลง")
    >>> found = find(article, Findings(entities=names.search(article.text)))
    >>> [(one.type, one.names) for one in found.items]
    [('PERSON', ['สมหมาย ใจดี']), ('ORGANIZATION', ['กรมชลประทาน'])]
    """
    joining = _Joining(article.text, findings.entities)
    joining.add_people(people.find(article, findings.entities))
    joining.add_terms(findings.terms)
    return Found(joining.referents)


class _Joining:
    """The referents so far, and which of them each span names."""

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        by_id: dict[str, Referent] = {}
        self.at: dict[Span, Referent] = {}
        for entity in entities:
            one = by_id.setdefault(entity.id or entity.text, Referent(entity.type))
            one.mentions.append(Mention.of(text, entity.start, entity.end))
            one.iso = one.iso or entity.iso
            if entity.name and entity.name not in one.names:
                one.names.append(entity.name)
            self.at[entity.start, entity.end] = one
        self.referents = list(by_id.values())

    def _named(self, mentions: Iterable[Mention]) -> list[Referent]:
        return [self.at[m.start, m.end] for m in mentions if (m.start, m.end) in self.at]

    def add_people(self, people: Sequence[Person]) -> None:
        """Join the mentions of each person; those without a name are mentions by office."""
        for person in people:
            known = [one for one in self._named(person.mentions) if one.type == "PERSON"]
            if not known:
                self.referents.append(Referent("PERSON"))
            one = self._join(known) if known else self.referents[-1]
            one.person = one.person or person
            one.names = list(dict.fromkeys([person.name, *one.names]))
            one.offices += [m for m in person.mentions if self.at.get((m.start, m.end)) is not one]

    def add_terms(self, terms: Sequence[Term]) -> None:
        """Join the sides of each sure term that the article itself glosses."""
        for term in filter(_is_sure, terms):
            if known := self._named(side for side in (term.th, term.en, term.abbr) if side):
                same = [one for one in known if one.type == known[0].type and not one.person]
                (self._join(same) if same else known[0]).glosses.append(term)

    def _join(self, referents: Iterable[Referent]) -> Referent:
        """One referent of several: the first keeps its name."""
        first, *others = dict.fromkeys(referents)
        if others:
            first, *others = sorted((first, *others), key=lambda one: one.first)
        for other in others:
            first.mentions += other.mentions
            first.names += [name for name in other.names if name not in first.names]
            first.glosses += other.glosses
            first.offices += other.offices
            first.iso = first.iso or other.iso
            self.at.update(((m.start, m.end), first) for m in other.mentions)
            self.referents.remove(other)
        return first


def _is_sure(term: Term) -> bool:
    return term.known_from == "article" and (term.posterior or 0.0) >= SURE and term.check != "abbr_mismatch"
