"""A text as the rules for offices see it: its tokens, its entities, and where an office may begin."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from newsextract.layers.drafts import Entity
from newsextract.layers.referents.known import words
from newsextract.layers.referents.same import core
from newsextract.thai.text import any_of
from newsextract.thai.tokens import Tokens

#: maximum words before the head of an office (อดีต, รักษาการ)
MAX_LEADS = 10
#: words that begin an office only if one of these words follows
SECOND = {"รักษา": frozenset({"ราชการ", "การ"}), "ปฐม": frozenset({"กษัตริย์"})}
#: words that may stand before the head of an office, as two tokens; the first is a misprint of ปฏิบัติหน้าที่
SPLIT_LEADS = (["ปฎิบัติ", "หน้าที่"], ["ใน", "ฐานะ"])
#: words after ประธาน of what somebody presides over, so that it is no office
_PRESIDED = ("ใน", "เปิด", "พิธี", "งาน")
#: heads that the tokenizer may join to the next word or split (เสนาธิการทหารบก, กรรม|การบริหาร)
_LONG_HEADS = tuple(word for word in words("th", "head") - words("th", "crowd") if len(word) > 5 or word.count(".") > 1)
#: the fields of a ministry whose office in a province or district its head is named after
PROVINCIAL = re.compile(rf"{any_of(words('th', 'provincial'))}(?:จังหวัด|อำเภอ)")


@dataclass(frozen=True)
class Scene:
    """A text with its tokens and entities, and the offset of its body."""

    text: str
    tokens: Tokens
    entities: Sequence[Entity]
    body: int = 0

    @cached_property
    def starting(self) -> dict[int, Entity]:
        """Entities by their start."""
        return {entity.start: entity for entity in self.entities}

    @cached_property
    def bodies(self) -> dict[str, Entity]:
        """The first mention of each organisation, by its name without whitespace."""
        found: dict[str, Entity] = {}
        for entity in self.entities:
            if entity.type == "ORGANIZATION":
                found.setdefault("".join(entity.text.split()), entity)
        return found

    @cached_property
    def headed(self) -> dict[str, Entity]:
        """The first mention of each organisation, by the core of its name."""
        found: dict[str, Entity] = {}
        for entity in self.bodies.values():
            found.setdefault(core(entity.text, "ORGANIZATION"), entity)
        return found

    @cached_property
    def committees(self) -> list[tuple[int, Entity | None]]:
        """The starts of the committees; with the committee, if people are appointed to it (กรรมการในคณะกรรมการ…)."""
        bodies = [e for e in self.entities if e.type == "ORGANIZATION" and e.text.startswith(("คณะกรรมการ", "คณะอนุกรรมการ"))]
        appointed = {e.id for e in bodies if self.text[max(0, e.start - 9) : e.start].rstrip().endswith(("ใน", "แต่งตั้ง"))}
        return [(e.start, e if e.id in appointed else None) for e in bodies]

    @cached_property
    def body_names(self) -> list[str]:
        """The names of the organisations, sorted."""
        return sorted(self.bodies)

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        return [entity.start for entity in self.entities], [entity.end for entity in self.entities]

    def touching(self, start: int, end: int) -> Sequence[Entity]:
        """The entities that share a character with ``text[start:end]``; entities do not overlap."""
        starts, ends = self._edges
        return self.entities[bisect_right(ends, start) : bisect_left(starts, end)]

    def before(self, offset: int) -> Sequence[Entity]:
        """The last two entities that end at or before an offset."""
        end = bisect_right(self._edges[1], offset)
        return self.entities[max(0, end - 2) : end]

    def inside(self, start: int, end: int) -> list[Entity]:
        """The entities in ``text[start:end]``."""
        return [entity for entity in self.touching(start, end) if start <= entity.start and entity.end <= end]

    @cached_property
    def size(self) -> int:
        """Number of tokens."""
        return len(self.tokens)

    def index(self, offset: int) -> int:
        """Index of the first token that begins at or after an offset."""
        return bisect_left(self.tokens.starts, offset)

    def blank(self, i: int) -> bool:
        """Whether a token is whitespace within a line."""
        return self.tokens.kinds[i] == "space" and "\n" not in self.tokens.norms[i]

    def skip(self, i: int) -> int:
        """Index of the first token from ``i`` on that is not whitespace within a line."""
        while i < self.size and self.blank(i):
            i += 1
        return i

    def ends_line(self, i: int) -> bool:
        """Whether only whitespace stands between a token and the end of its line."""
        i = self.skip(i)
        return i >= self.size or "\n" in self.tokens.norms[i]

    def names_person(self, i: int) -> bool:
        """Whether a person's name begins at a token."""
        entity = self.starting.get(self.tokens.starts[i]) if i < self.size else None
        return entity is not None and entity.type == "PERSON"

    def begins_office(self, i: int, leads: int = MAX_LEADS) -> bool:
        """Whether an office may begin at a token, with at most ``leads`` words before its head."""
        if i >= self.size:
            return False
        norms = self.tokens.norms
        word, following = norms[i], norms[i + 1] if i + 1 < self.size else ""
        second = SECOND.get(word) or (words("th", "after_phu") if word == "ผู้" else None)
        if second:
            return following in second
        if norms[i : i + 2] in SPLIT_LEADS:
            return self._leads_on(self.skip(i + 2), leads)
        at = self.tokens.starts[i]
        if PROVINCIAL.match(self.text, at):
            return True
        if self._heads(i):
            entity = self.starting.get(at)
            return entity is None or entity.type == "ORGANIZATION"
        return word in words("th", "lead") and self._leads_on(self.skip(i + 1), leads)

    def _heads(self, i: int) -> bool:
        """Whether the head of an office begins at a token."""
        word, at = self.tokens.norms[i], self.tokens.starts[i]
        if word == "ประธาน" and self.text.startswith(_PRESIDED, self.tokens.ends[i]):
            return False
        return word in words("th", "head") or word in words("th", "calling") or self.text.startswith(_LONG_HEADS, at)

    def _leads_on(self, i: int, leads: int) -> bool:
        """Whether an office continues at the token after a word that may stand before its head."""
        if i >= self.size:
            return False
        return (leads > 0 and self.begins_office(i, leads - 1)) or self.tokens.norms[i] in {"ใน", "ตำแหน่ง", "แทน"}

    def ex_officio(self, i: int) -> bool:
        """Whether ``ในฐานะ`` begins at a token, as one token or two."""
        norms = self.tokens.norms
        return i < self.size and (norms[i] == "ในฐานะ" or (norms[i] == "ใน" and norms[i + 1 : i + 2] == ["ฐานะ"]))
