"""The layer: people with their offices, from the text and its entities."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from newsextract.layers.drafts import Entity, Person
from newsextract.layers.findings import Findings, Found
from newsextract.layers.people import english, roles
from newsextract.layers.people.aliases import offices
from newsextract.layers.people.roles import Scene
from newsextract.layers.people.romanise import romanise
from newsextract.page import Article
from newsextract.records import Language, Mention
from newsextract.thai.tokens import tokenize

Office = tuple[int, int]

_GLOSS = re.compile(r"\s*\(\s*[A-Za-z. ]{0,40}")
_BRACKETED = re.compile(r"\s*\(\s*(?P<latin>[A-Z][A-Za-z.'’-]+(?: [A-Za-z.'’-]+){1,5})\s*\)")


def find(article: Article, findings: Findings) -> Found[Person]:
    """The distinct people of an article, in order of their first mention.

    Parameters
    ----------
    article
        The article.
    findings
        Entities of one ``id`` are one person.

    Returns
    -------
    Found[Person]
        Name without title, title, office as written, the body that the office belongs to, every mention.

    Examples
    --------
    >>> from newsextract.layers import names
    >>> article = Article.of("นายสมหมาย ใจดี อธิบดีกรมชลประทาน เปิดเผยว่า ฝนลดลง")
    >>> found = find(article, Findings(entities=names.search(article.text)))
    >>> [(p.title, p.name, p.role, p.organisation) for p in found.items]
    [('นาย', 'สมหมาย ใจดี', 'อธิบดีกรมชลประทาน', 'กรมชลประทาน')]
    """
    scene = Scene(article.text, tokenize(article.text), findings.entities)
    groups = _groups(scene)
    beside = _offices(scene, article.language)
    found = [_person(scene, mentions, [beside[m.start] for m in mentions if m.start in beside]) for mentions in groups.values()]
    return Found(offices(scene, found, sorted(beside.values())))


def _groups(scene: Scene) -> dict[str, list[Entity]]:
    """Mentions by person; a name in Latin letters in brackets behind a Thai one is the same person's."""
    people = [entity for entity in scene.entities if entity.type == "PERSON"]
    same: dict[str, str] = {}
    for thai, latin in pairwise(people):
        gap = scene.text[thai.end : latin.start]
        if latin.text[-1].isascii() and not thai.text[-1].isascii() and _GLOSS.fullmatch(gap) and latin.id and thai.id:
            same[latin.id] = thai.id
    groups: dict[str, list[Entity]] = {}
    for person in people:
        key = person.id or person.text
        groups.setdefault(same.get(key, key), []).append(person)
    return groups


def _offices(scene: Scene, language: Language) -> dict[int, Office]:
    """For each mention (by its start) the office written beside it; an office belongs to one mention only."""
    people = [entity for entity in scene.entities if entity.type == "PERSON"]
    behind: dict[int, Office] = {}
    ahead: dict[int, Office] = {}
    floor = 0
    for person in people:
        latin = person.text[-1:].isascii()
        thai = language == "th" or not latin
        office = roles.after(scene, person.end) if thai else None
        office = office or (english.after(scene, person.end) if latin else None)
        if office:
            behind[person.start] = office
        office = roles.before(scene, person.start, floor) if thai else None
        office = office or (english.before(scene, person.start, floor) if latin else None)
        if office:
            ahead[person.start] = office
        floor = person.end
    return _settle(scene, people, behind, ahead)


def _settle(scene: Scene, people: Sequence[Entity], behind: dict[int, Office], ahead: dict[int, Office]) -> dict[int, Office]:
    """Give an office that stands between two names to one of them: to the first, unless it has one before it."""
    found: dict[int, Office] = {}
    taken: Office | None = None
    # an office before a name begins behind the name before it: they stand in order and apart
    following = list(ahead.values())
    for person in people:
        first, then = ahead.get(person.start), behind.get(person.start)
        if first and taken and first[0] < taken[1]:
            first = None
        if first and then:
            k = bisect_right(following, then[0], key=lambda office: office[1])
            shared = k < len(following) and following[k][0] < then[1]
            gap = scene.text[person.end : then[0]]
            then = None if shared or (len(gap) > 0 and first[1] - first[0] > then[1] - then[0] and "," in gap) else then
        office = then or first
        if office:
            found[person.start] = office
            taken = office
    return found


def _person(scene: Scene, mentions: list[Entity], beside: list[Office]) -> Person:
    script = mentions[0].text[-1:].isascii()
    fullest = max(mentions, key=lambda m: (m.text[-1:].isascii() == script, len(m.name or ""), len(m.text)))
    name = fullest.name or fullest.text
    role = _best(scene, beside)
    body = _organisation(scene, role) if role else None
    other = next((e.name for e in mentions if e.text[-1:].isascii() and not script), None)
    latin = other or next((m["latin"] for e in mentions if (m := _BRACKETED.match(scene.text, e.end))), None)
    generated = None if latin else romanise(name)
    return Person(
        name=name,
        title=_title(mentions, name),
        romanised=latin or generated,
        romanised_by="article" if latin else "generated" if generated else None,
        role=" ".join(scene.text[role[0] : role[1]].split("\n")) if role else None,
        role_at=Mention.of(scene.text, *role) if role else None,
        organisation=(body.name or body.text) if body else None,
        organisation_at=Mention.of(scene.text, body.start, body.end) if body else None,
        mentions=[Mention.of(scene.text, m.start, m.end) for m in mentions],
    )


def _best(scene: Scene, beside: list[Office]) -> Office | None:
    """The fullest office; a bare abbreviation (รมว.) says nothing."""
    whole = [
        office
        for office in beside
        if not re.fullmatch(r"(?:รมว|รมช|รมต|ผอ|ผวจ)\.?|รัฐมนตรี|รอง|ผู้ช่วย", scene.text[office[0] : office[1]])
    ]
    return max(whole, key=lambda office: office[1] - office[0], default=None)


def _title(mentions: list[Entity], name: str) -> str | None:
    squeezed = name.replace(" ", "")
    for mention in sorted(mentions, key=lambda m: -len(m.text)):
        first = name.split(" ", 1)[0]
        at = mention.text.find(first)
        if at > 0 and squeezed:
            return mention.text[:at].strip(" \u200b\xa0") or None
    return None


def _organisation(scene: Scene, office: Office) -> Entity | None:
    bodies = [e for e in scene.touching(*office) if e.type == "ORGANIZATION" and office[0] <= e.start and e.end <= office[1]]
    return bodies[0] if bodies else None
