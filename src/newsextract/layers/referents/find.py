"""The layer: one referent for each thing of an article, from its names, its people and its bilingual terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsextract.layers.drafts import Entity, Person, Referent
from newsextract.layers.findings import Findings, Found
from newsextract.layers.referents import people, posts
from newsextract.layers.referents.posts import Post
from newsextract.layers.referents.roles import Scene
from newsextract.page import Article
from newsextract.records import Mention, Term
from newsextract.thai.tokens import tokenize

#: a term less probable than this joins nothing
SURE = 0.7

Key = tuple[str, str | None]
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
    scene = Scene(article.text, tokenize(article.text), findings.entities)
    joining.add_people(people.find(article, findings.entities))
    joining.add_terms(findings.terms)
    joining.add_posts(scene, posts.find(scene, joining.name))
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

    def name(self, entity: Entity) -> str:
        """One name for all mentions of a thing."""
        names = self.at[entity.start, entity.end].names
        return names[0] if names else entity.text

    def add_posts(self, scene: Scene, found: Sequence[Post]) -> None:
        """Give each post to the person who holds it; those that nobody named holds are referents of their own."""
        holders: dict[Key, list[Referent]] = {}
        heads: dict[str, list[Referent]] = {}
        free: list[Post] = []
        for post in found:
            named = self._holder(scene, post)
            if named is None:
                free.append(post)
                continue
            for head, body in post.keys:
                for known in (holders.setdefault((head, body), []), heads.setdefault(head, [])):
                    if named not in known:
                        known.append(named)
        unnamed: dict[Key, Referent] = {}
        for post in free:
            at = Mention.of(scene.text, post.start, post.end)
            known = [
                one for key in post.keys for one in (holders.get(key, ()) if key[1] is not None else heads.get(key[0], ()))
            ]
            if len(set(map(id, known))) == 1:
                known[0].offices.append(at)
            elif not known and post.keys[0][1] is not None:
                one = unnamed.setdefault(post.keys[0], Referent("PERSON", post=True))
                one.offices.append(at)
                one.names = one.names or [at.text]
        self.referents += unnamed.values()
        for one in self.referents:
            if one.person:
                mentions = sorted((*one.mentions, *one.offices), key=lambda m: m.start)
                one.person = one.person.model_copy(update={"mentions": mentions})

    def _holder(self, scene: Scene, post: Post) -> Referent | None:
        """The person whose name stands beside a post or whose office it is written as."""
        for one in self.referents:
            role = one.person and one.person.role_at
            if role and role.start < post.end and post.start < role.end:
                return one
        return next((self.at[e.start, e.end] for e in posts.beside(scene, post)), None)

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
