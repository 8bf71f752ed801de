"""Offices that stand for a person where it is plain: รมว.แรงงาน in the headline of an article on the minister of labour."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from newsextract.layers.drafts import Person
from newsextract.layers.referents.roles import Scene
from newsextract.records import Mention

_SHORT = (
    (re.compile(r"^รัฐมนตรีว่าการ"), "รมว."),
    (re.compile(r"^รัฐมนตรีช่วยว่าการ"), "รมช."),
    (re.compile(r"^ผู้ว่าราชการจังหวัด"), "ผู้ว่าฯ "),
)
_DEPUTY = re.compile(r"(?:รอง|ผู้ช่วย|อดีต|เลขานุการ|ที่ปรึกษา|ประจำ|คณะทำงาน|โฆษก|เลขาธิการ|Deputy |Vice |former |Former )\s*$")
_LETTER, _LETTER_BEFORE = re.compile(r"[A-Za-z]"), re.compile(r"[ก-ฮA-Za-z]")


def offices(scene: Scene, people: Sequence[Person], beside: Sequence[tuple[int, int]]) -> list[Person]:
    """Add to each person the places where only the office is written, if nobody else in the article holds it."""
    forms: dict[str, set[int]] = {}
    for number, person in enumerate(people):
        for form in _forms(person.role):
            forms.setdefault(form, set()).add(number)
    held = {form: next(iter(holders)) for form, holders in forms.items() if len(holders) == 1}
    extra: dict[int, list[Mention]] = {}
    written = list(held)
    for k, start in sorted(_places(scene.text, written, beside)):
        extra.setdefault(held[written[k]], []).append(Mention.of(scene.text, start, start + len(written[k])))
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


def _places(text: str, forms: list[str], beside: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where each form, by its number, stands for a person; all are looked for at once, for there may be thousands."""
    until = [0] * len(forms)
    for number, start, end in AhoCorasick(forms).find_matches_as_indexes(text, overlapping=True):
        if start < until[number] or (forms[number][0].isascii() and _within_word(text, start, end)):
            continue
        until[number] = end
        k = bisect_right(beside, start, key=lambda office: office[1])
        if not _DEPUTY.search(text[max(0, start - 12) : start]) and not (k < len(beside) and beside[k][0] < end):
            yield number, start


def _within_word(text: str, start: int, end: int) -> bool:
    """Whether letters run on before or behind a form in Latin letters."""
    return bool(_LETTER.match(text, end) or (start and _LETTER_BEFORE.match(text, start - 1)))


def _with(person: Person, more: list[Mention]) -> Person:
    kept = sorted(person.mentions, key=lambda m: m.start)
    for mention in sorted(more, key=lambda m: m.start - m.end):
        k = bisect_right(kept, mention.start, key=lambda m: m.end)
        if k == len(kept) or mention.end <= kept[k].start:
            kept.insert(k, mention)
    return person.model_copy(update={"mentions": kept})
