"""Offices that stand for a person where it is plain: รมว.แรงงาน in the headline of an article on the minister of labour."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from newsextract.layers.people.roles import Scene
from newsextract.records import Mention, Person

_SHORT = (
    (re.compile(r"^รัฐมนตรีว่าการ"), "รมว."),
    (re.compile(r"^รัฐมนตรีช่วยว่าการ"), "รมช."),
    (re.compile(r"^ผู้ว่าราชการจังหวัด"), "ผู้ว่าฯ "),
)


def offices(scene: Scene, people: Sequence[Person], beside: Sequence[tuple[int, int]]) -> list[Person]:
    """Add to each person the places where only the office is written, if nobody else in the article holds it.

    Parameters
    ----------
    scene
        The text.
    people
        The people found.
    beside
        Offices that stand beside a name, in order of the text: not mentions of their own.
    """
    forms: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        for form in _forms(person.role):
            forms.setdefault(form, []).append(number)
    extra: dict[int, list[Mention]] = {}
    for form, holders in forms.items():
        if len(set(holders)) == 1:
            extra.setdefault(holders[0], []).extend(_places(scene, form, beside))
    return [_with(person, extra.get(number, [])) for number, person in enumerate(people)]


def _forms(role: str | None) -> list[str]:
    """Ways to write an office: in full, and รมว. with the ministry's bare name."""
    if not role:
        return []
    found = []
    for part in re.split(r"\s*และ\s*(?=รัฐมนตรี|รอง|นายก|ปลัด|รมว)|\s+and\s+(?=Minister|Chair)", role):
        if len(part) < 8:
            continue
        found.append(part)
        for full, short in _SHORT:
            if full.match(part):
                bare = full.sub("", part).strip()
                found.append(short + re.sub(r"^กระทรวง", "", bare))
                found.append(short + bare)
    if re.fullmatch(r"Prime Minister(?: and .*)?", role):
        found.append("PM")
    return list(dict.fromkeys(found))


def _places(scene: Scene, form: str, beside: Sequence[tuple[int, int]]) -> list[Mention]:
    found = []
    ends = [b for _, b in beside]
    pattern = re.compile(rf"(?<![ก-ฮA-Za-z]){re.escape(form)}(?![A-Za-z])" if form[0].isascii() else re.escape(form))
    for match in pattern.finditer(scene.text):
        start, end = match.span()
        deputy = re.search(
            r"(?:รอง|ผู้ช่วย|อดีต|เลขานุการ|ที่ปรึกษา|ประจำ|คณะทำงาน|โฆษก|เลขาธิการ|Deputy |Vice |former |Former )\s*$",
            scene.text[max(0, start - 12) : start],
        )
        k = bisect_right(ends, start)
        if not deputy and not (k < len(beside) and beside[k][0] < end):
            found.append(Mention.of(scene.text, start, end))
    return found


def _with(person: Person, more: list[Mention]) -> Person:
    kept = list(person.mentions)
    for mention in sorted(more, key=lambda m: m.start - m.end):
        if not any(mention.start < other.end and other.start < mention.end for other in kept):
            kept.append(mention)
    return person.model_copy(update={"mentions": sorted(kept, key=lambda m: m.start)})
