"""The layer: one referent for each thing in an article, from its names, people and bilingual terms."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.findings import Findings, Found
from newsextract.layers.referents import people, posts, same, same_people
from newsextract.layers.referents.glosses import is_short
from newsextract.layers.referents.holders import OfficeHolders
from newsextract.layers.referents.known import words
from newsextract.layers.referents.posts import Key, Post
from newsextract.layers.referents.scene import Scene
from newsextract.layers.referents.settle import is_sure, settle, sides_of
from newsextract.page import Article
from newsextract.records import Language, Mention, Term
from newsextract.thai.text import any_of
from newsextract.thai.tokens import tokenize

#: minimum probability of a glossary term whose full name is added to the referent
MIN_GLOSSARY_POSTERIOR = 0.9
_BODIES = frozenset({"ORGANIZATION", "EVENT", "FACILITY"})
#: between a person or an office and another one of that person (…, as acting Prime Minister), also before one in brackets
_SECOND, _GAP = re.compile(r"(?:, (?:and )?| ?\()(?:(?:as )?[Aa]cting )?"), len(", as acting ")
#: a kind of body and ฯ, but for a ministerial regulation (กฎกระทรวงฯ)
_KIND_ALONE = re.compile(rf"(?<!กฎ)({any_of(words('th', 'kind'))})\s?ฯ(?!ลฯ)")
Span = tuple[int, int]


def find(article: Article, findings: Findings) -> Found[Referent]:
    """Find the things that an article names, each once.

    Mentions with one entity id, mentions of one person, and the sides of a confident term are joined.

    Examples
    --------
    >>> from newsextract.layers import names
    >>> article = Article.of("นายสมหมาย ใจดี อธิบดีกรมชลประทาน เปิดเผยว่า ฝนลดลง")
    >>> found = find(article, Findings(entities=names.search(article.text)))
    >>> [(one.type, one.names) for one in found.items]
    [('PERSON', ['สมหมาย ใจดี']), ('ORGANIZATION', ['กรมชลประทาน'])]
    """
    marks = settle(article.text, findings.entities, findings.terms)
    scene = Scene(article.text, tokenize(article.text), marks, article.body)
    merger = _ReferentMerger(article.text, marks)
    merger.add_people(scene, article.language)
    merger.add_terms(findings.terms)
    merger.add_same(article.text)
    merger.add_kinds(scene)
    merger.add_posts(scene, posts.find(scene, merger.name))
    return Found([one for one in merger.referents if not _is_kind(one)])


class _ReferentMerger:
    """The referents so far, and the referent of each span."""

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        by_id: dict[str, Referent] = {}
        self.at: dict[Span, Referent] = {}
        for entity in entities:
            one = by_id.setdefault(entity.id or entity.text, Referent(entity.type))
            one.mentions.append(Mention.of(text, entity.start, entity.end))
            one.iso = one.iso or entity.iso
            if entity.name and entity.name not in one.names:
                one.names.append(entity.name)
            one.canonical += [entity.canonical] if entity.canonical else []
            self.at[entity.start, entity.end] = one
        self._all = list(by_id.values())
        self._merged: set[int] = set()

    @property
    def referents(self) -> list[Referent]:
        """The referents, without those merged into another."""
        return [one for one in self._all if id(one) not in self._merged]

    def _named(self, mentions: Iterable[Mention]) -> list[Referent]:
        return [self.at[m.start, m.end] for m in mentions if (m.start, m.end) in self.at]

    def add_people(self, scene: Scene, language: Language) -> None:
        """Join the names of one person in two scripts, and add each person's title and offices."""
        for name, gloss in people.glossed(scene):
            self._join(self._named((name, gloss)))
        people.describe(scene, [one for one in self.referents if one.type == "PERSON"], language)

    def add_terms(self, terms: Sequence[Term]) -> None:
        """Join the sides of each confident term that the article itself glosses, and add full names from the glossary."""
        for term in terms:
            known = self._named(sides_of(term))
            if not known or _names_office(term):
                continue
            known[0].names += _known_names(term)
            if not is_sure(term):
                continue
            same = [one for one in known if one.type != "PERSON" and (one.type in _BODIES) == (known[0].type in _BODIES)]
            (self._join(same) if same else known[0]).glosses.append(term)

    def add_same(self, text: str) -> None:
        """Join referents whose names are variants of one name, and referents named by the same words."""
        for one, other in [*same.pairs(text, self.referents), *same_people.pairs(self.referents)]:
            self._join(self.at[m.start, m.end] for m in (one.mentions[0], other.mentions[0]))
        by_form: dict[str, list[Referent]] = {}
        for one in self.referents:
            for form in dict.fromkeys(same.tidy(m.text) for m in one.mentions):
                by_form.setdefault(form, []).append(one)
        for those in by_form.values():
            if len(those) > 1:
                self._join(self.at[one.mentions[0].start, one.mentions[0].end] for one in those)

    def add_kinds(self, scene: Scene) -> None:
        """Add the kinds of body that stand for the article's only body of that kind (กระทรวงฯ)."""
        only: dict[str, Referent | None] = {}
        for found in _KIND_ALONE.finditer(scene.text) if "ฯ" in scene.text else ():
            if found[1] not in only:
                those = [one for one in self.referents if one.type == "ORGANIZATION" and _is_of_kind(one, found[1])]
                only[found[1]] = those[0] if len(those) == 1 else None
            one, at = only[found[1]], found.span()
            if one and scene.tokens.starts[scene.index(at[0])] == at[0] and not scene.touching(*at):
                one.mentions.append(Mention.of(scene.text, *at))
                self.at[at] = one

    def name(self, entity: Entity) -> str:
        """The name shared by all mentions of a thing, for a country or province its ISO code."""
        one = self.at[entity.start, entity.end]
        return one.iso or (one.names[0] if one.names else entity.text)

    def add_posts(self, scene: Scene, found: Sequence[Post]) -> None:
        """Assign each post to the person who holds it; posts without a named holder are referents of their own."""
        by_office = OfficeHolders()
        free = self._unheld(scene, found, by_office)
        by_office.read_unheld(free)
        unheld: dict[Key, Referent] = {}  # one per office
        for post in free:
            at = Mention.of(scene.text, post.start, post.end)
            known = by_office.of(post)
            # one of several deputies is known by the ministry
            if len(known) > 1 and post.keys[-1][0] in {"รัฐมนตรีว่าการ", "Minister"}:
                known = by_office.of(replace(post, keys=post.keys[-1:]))
            if len(known) == 1:
                known[0].offices.append(at)
            elif not known and post.keys[0][1] is not None and post.keys[0][0] not in words("th", "no_post_unnamed"):
                unheld.setdefault(post.keys[0], Referent("PERSON", post=True, names=[at.text])).offices.append(at)
        self._all += [one for one in unheld.values() if not all(posts.of_another(scene.text, at) for at in one.offices)]
        self._nicknames(scene, by_office)

    def _unheld(self, scene: Scene, found: Sequence[Post], by_office: OfficeHolders) -> list[Post]:
        """Record the person named next to each post as its holder, and return the posts without one."""
        spans = self._offices()
        starts = [start for start, _, _ in spans]
        reach = max((end - start for start, end, _ in spans), default=0) + _GAP
        free: list[Post] = []
        for post in found:
            near = spans[bisect_left(starts, post.start - reach) : bisect_left(starts, post.end)]
            holders = [one for _, end, one in near if post.start < end]
            holders = (
                holders or [self.at[e.start, e.end] for e in posts.beside(scene, post)[:1]] or self._second(scene, post, near)
            )
            for holder in holders:
                by_office.add(post, holder)
            free += [] if holders else [post]
        return free

    def _second(self, scene: Scene, post: Post, near: Sequence[tuple[int, int, Referent]]) -> list[Referent]:
        """The person whose second office a post is, between the name or the first with a comma or bracket and another mark."""
        closed = scene.text[post.end : post.end + 1] in ",.;)"
        ends = [(end, one) for _, end, one in near]
        ends += [(e.end, self.at[e.start, e.end]) for e in scene.before(post.start) if e.type == "PERSON"]
        those = [one for end, one in ends if closed and _SECOND.fullmatch(scene.text, end, post.start)][:1]
        for one in those:
            one.offices.append(Mention.of(scene.text, post.start, post.end))
        return those

    def _offices(self) -> list[tuple[int, int, Referent]]:
        """The spans of the offices of named people, in order, with their holders."""
        offices = ((role.at.start, role.at.end, one) for one in self.referents if one.is_named_person for role in one.roles)
        return sorted(offices, key=lambda office: office[:2])

    def _nicknames(self, scene: Scene, by_office: OfficeHolders) -> None:
        """Join a nickname after an office (รมว.โต้ง) to the only person who holds that office."""
        for one in filter(_bare, self.referents):
            head = posts.head_before(scene, one.first)
            holders = [other for other in by_office.with_head(head) if other is not one] if head else []
            if len(holders) > 1:  # a prime minister who also holds it is called prime minister
                holders = [other for other in holders if not (other.role or "").startswith(tuple(words("th", "whole")))]
            if len(holders) == 1:
                self._join((one, holders[0]))

    def _join(self, referents: Iterable[Referent]) -> Referent:
        """Merge several referents; the first one mentioned keeps its name."""
        first, *others = dict.fromkeys(referents)
        if others:
            first, *others = sorted((first, *others), key=lambda one: one.first)
            fullest = max((first, *others), key=_fullness)
            first.title, first.romanised, first.roles = fullest.title, fullest.romanised, fullest.roles
            first.type = max((first, *others), key=_weight).type
        for other in others:
            first.mentions += other.mentions
            first.names += [name for name in other.names if name not in first.names]
            first.canonical += other.canonical
            first.glosses += other.glosses
            first.offices += other.offices
            first.iso = first.iso or other.iso
            if first.type == "PERSON":  # a king's number is not his name
                first.names.sort(key=lambda name: (name[-1:].isdigit(), " " not in name))
            self.at.update(((m.start, m.end), first) for m in other.mentions)
            self._merged.add(id(other))
        return first


def _names_office(term: Term) -> bool:
    """Whether a Thai abbreviation is that of the office before it (ปลัดกระทรวง… (ปกท.ทส.)), not of the body in the office."""
    short = term.abbr is not None and not term.abbr.text.isascii()
    return short and term.th is not None and posts.is_office(term.th.text)


def _is_of_kind(one: Referent, kind: str) -> bool:
    """Whether a name of a body begins with a kind and says more."""
    return any(name.startswith(kind) and len(name) > len(kind) + 1 for name in (*one.names, *(m.text for m in one.mentions)))


def _is_kind(one: Referent) -> bool:
    """Whether all names of a body are a mere kind of body (คณะอนุกรรมการ, อสม.); the user's names are kept."""
    kinds = [pattern for pattern, _ in same.rules("ORGANIZATION", "kind")] if one.type == "ORGANIZATION" else []
    names = {*one.names, *(m.text for m in one.mentions)}
    return not (one.canonical or one.glosses) and any(all(kind.match(name) for name in names) for kind in kinds)


def _bare(one: Referent) -> bool:
    """Whether a person has only names of one word, and no office."""
    if one.type != "PERSON" or not one.mentions or one.roles:
        return False
    return not any(" " in name for name in one.names)


def _known_names(term: Term) -> list[str]:
    """The glossary's full name of an organisation's abbreviation, if it is probable enough."""
    usable = term.known_from == "glossary" and term.kind == "organisation" and (term.posterior or 0.0) >= MIN_GLOSSARY_POSTERIOR
    return [term.known_th] if usable and term.known_th else []


def _weight(one: Referent) -> tuple[bool, bool, int]:
    """Sort key of the evidence for a referent's type: a person's title, a full name, the number of mentions."""
    return bool(one.title), any(not is_short(m.text) for m in one.mentions), len(one.mentions)


def _fullness(one: Referent) -> tuple[bool, bool, bool]:
    return bool(one.roles), one.type == "PERSON", any(" " in name for name in one.names[:1])
