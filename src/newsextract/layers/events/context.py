"""An article as the events layer reads it: the earlier layers' findings, indexed by offset, and the lead."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from itertools import accumulate
from operator import attrgetter
from typing import Any, Protocol, TypeVar, TypeVarTuple

from newsextract.layers.drafts import Entity, Referent, Statement
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import Language, Mention, Term, Time
from newsextract.thai.tokens import Tokens, tokenize

#: maximum characters of a headline; the rest of a longer one counts as body
MAX_HEADLINE = 2000
#: maximum characters of the body in the lead
MAX_LEAD = 1700
#: paragraphs searched for the one that reports the event
OPENING_PARAGRAPHS = 5
#: maximum characters read per line: an endless line would be read again for each of its times
MAX_LINE_SIDE = 10_000

_START = attrgetter("start")
_DATELINE = re.compile(r"[\W_]*(?:เมื่อ|ใน|ช่วง)?(?:วันนี้|วันที่|วัน[ก-ฮ]\S+ที่|วานนี้|เมื่อวาน|เวลา|ระหว่างวันที่|\d{1,2}\s?[ก-ฮ]{1,8}\.)")
_STYLE = re.compile(r"\s*(?:[a-z]+\d?\.[a-z]\w{0,8}\s*\{|<!--|/\*|Your browser does not)")


class Cached(Protocol):
    """What keeps the results of functions decorated with :func:`per_article`."""

    cache: dict[Any, Any]


C = TypeVar("C", bound=Cached)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass
class Context:
    """An article with its findings."""

    text: str
    body: int  # offset at which it begins
    language: Language
    published: str | None
    section: str | None
    entities: Sequence[Entity]
    times: Sequence[Time]
    terms: Sequence[Term]
    statements: Sequence[Statement]
    referents: Sequence[Referent] = ()
    cache: dict[Any, Any] = field(init=False, default_factory=dict)  # the results of :func:`per_article`

    @classmethod
    def of(cls, article: Article, findings: Findings) -> Context:
        """The context of an article."""
        language = article.lead or article.language
        facts = (article.text, min(article.body, MAX_HEADLINE), language, article.published, article.section)
        said = [one for one in findings.statements if not one.gist]
        return cls(*facts, findings.entities, findings.times, findings.terms, said, findings.referents)

    @cached_property
    def starts(self) -> list[int]:
        """Offsets of the entities, in order."""
        return [entity.start for entity in self.entities]

    @cached_property
    def tokens(self) -> Tokens:
        """The text's tokens, shared with the other layers by the tokenizer's cache."""
        return tokenize(self.text)

    @cached_property
    def title(self) -> str:
        """The headline."""
        return self.text[: self.body].strip()

    @cached_property
    def squeezed_title(self) -> str:
        """The headline without whitespace."""
        return "".join(self.title.split())

    @cached_property
    def words(self) -> tuple[list[int], list[str]]:
        """Offsets of the tokens and the tokens in lower case, whitespace excluded."""
        starts, norms, nonspace = self.tokens.starts, self.tokens.norms, self.tokens.nonspace
        return [starts[k] for k in nonspace], "\n".join([norms[k] for k in nonspace]).lower().split("\n")

    @cached_property
    def long_words(self) -> tuple[list[int], list[str]]:
        """Offsets of the words of more than one letter and the words in lower case, without figures and signs."""
        starts, words = self.words
        kinds, norms, nonspace = self.tokens.kinds, self.tokens.norms, self.tokens.nonspace
        long = [n for n, k in enumerate(nonspace) if kinds[k] in {"thai", "latin", "abbreviation"} and len(norms[k]) > 1]
        return [starts[n] for n in long], [words[n] for n in long]

    def words_in(self, start: int, end: int) -> list[str]:
        """The words that begin in ``[start, end)``, in lower case."""
        starts, words = self.words
        return words[bisect_left(starts, start) : bisect_left(starts, end)]

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """The spans of the body's first paragraphs, without blank or very short lines and style sheets."""
        spans: list[tuple[int, int]] = []
        at = self.body
        while at < len(self.text) and len(spans) < 4 * OPENING_PARAGRAPHS:
            end = self.text.find("\n", at)
            end = len(self.text) if end < 0 else end
            if end - at >= 12 and not self.text[at:end].isspace() and not _STYLE.match(self.text, at):
                spans.append((at, end))
            at = end + 1
        return spans or [(self.body, len(self.text))]

    @cached_property
    def anchor(self) -> tuple[int, int]:
        """The paragraph that reports the event: the first that begins with a date, else with a person, else the first."""
        opening = self.paragraphs[:OPENING_PARAGRAPHS]
        for start, end in opening:
            if _DATELINE.match(self.text, start) or any(start <= t.start <= start + 25 for t in self.dated[:6]):
                return start, end
        for start, end in opening:
            if any(start <= spot.start < min(end, start + 60) for spot in self.spots[:40]):
                return start, end
        return opening[0]

    @cached_property
    def lead(self) -> tuple[int, int]:
        """From the beginning of the body to the end of the anchor and of the paragraphs that closely follow it."""
        end = self.anchor[1]
        for start, stop in self.paragraphs:
            if start >= end and start - self.anchor[0] < 500:
                end = stop
        return self.body, min(end, max(self.anchor[0] + MAX_LEAD, self.body + 400), len(self.text))

    @cached_property
    def dated(self) -> list[Time]:
        """Times of the body that name a day or a span of days, in order."""
        kinds = {"date", "datetime", "datetime_range", "range", "relative", "list", "holiday", "lunar"}
        return [t for t in self.times if t.start >= self.body and t.kind in kinds and t.value]

    @cached_property
    def spots(self) -> list[Mention]:
        """Mentions of people in the body, in order."""
        found = (
            m for one in self.referents if one.is_named_person for m in (*one.mentions, *one.offices) if m.start >= self.body
        )
        return sorted(found, key=lambda spot: (spot.start, -spot.end))

    def spots_in(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions of people that begin in ``[start, end)``."""
        return self.spots[bisect_left(self.spots, start, key=_START) : bisect_left(self.spots, end, key=_START)]

    @cached_property
    def thai_sides(self) -> list[tuple[int, int]]:
        """The spans of the terms' Thai sides, in order."""
        return sorted((term.th.start, term.th.end) for term in self.terms if term.th)

    def term_ends(self, start: int, end: int) -> list[int]:
        """Ends of the Thai sides that begin in ``[start, end)``."""
        found = self.thai_sides[bisect_left(self.thai_sides, (start, 0)) : bisect_left(self.thai_sides, (end, 0))]
        return [stop for _, stop in found]

    @cached_property
    def glosses(self) -> list[tuple[int, int]]:
        """The spans of the English sides of terms that have a Thai side too, in order."""
        return sorted((term.en.start, term.en.end) for term in self.terms if term.en and term.th)

    @cached_property
    def glossed_starts(self) -> frozenset[int]:
        """Offsets of the Thai sides of terms that have an English side."""
        return frozenset(term.th.start for term in self.terms if term.en and term.th)

    def in_gloss(self, at: int) -> bool:
        """Whether an offset is within the English side of a term."""
        k = bisect_left(self.glosses, (at + 1, 0)) - 1
        return k >= 0 and at < self.glosses[k][1]

    @cached_property
    def time_starts(self) -> list[int]:
        """Offsets of the times, in order."""
        return [time.start for time in self.times]

    def times_in(self, start: int, end: int) -> Sequence[Time]:
        """The times that begin in ``[start, end)``."""
        return self.times[bisect_left(self.time_starts, start) : bisect_left(self.time_starts, end)]

    def in_statement(self, at: int) -> bool:
        """Whether an offset is within a statement."""
        k = bisect_right(self.statements, at, key=_START) - 1
        return k >= 0 and at < self.statements[k].end

    def in_name(self, start: int, end: int) -> bool:
        """Whether a span is inside a name: an entity or the Thai side of a term."""
        k = bisect_right(self.starts, start) - 1
        if any(one.start <= start and end <= one.end for one in self.entities[max(0, k - 1) : k + 1]):
            return True
        n = bisect_right(self.thai_sides, (start, len(self.text)))
        return any(a <= start and end <= b for a, b in self.thai_sides[max(0, n - 2) : n])

    def touches_name(self, start: int, end: int) -> bool:
        """Whether a span overlaps a name other than an event's."""
        k = bisect_right(self.starts, start) - 1
        near = self.entities[max(0, k - 1) : bisect_left(self.starts, end)]
        return any(one.type != "EVENT" and one.start < end and start < one.end for one in near)

    def in_anchor(self, at: int) -> bool:
        """Whether an offset is within the paragraph that reports the event."""
        return self.anchor[0] <= at < self.anchor[1]

    def in_first_statements(self, at: int, most: int) -> bool:
        """Whether an offset is within one of the first ``most`` statements."""
        return any(said.start <= at < said.end for said in self.statements[:most])

    def entities_in(self, start: int, end: int, *types: str) -> list[Entity]:
        """The entities that begin in ``[start, end)``, of the given types if there are any."""
        found = self.entities[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return [entity for entity in found if not types or entity.type in types]

    def edges(self, start: int, end: int) -> tuple[dict[int, str], dict[int, str]]:
        """What begins at each offset of a span, an entity of a type, a person or a time, and which entity ends there."""
        near = self.entities_in(start, end)
        begins: dict[int, str] = {one.start: one.type for one in near}
        begins.update((spot.start, "person") for spot in self.spots_in(start, end))
        begins.update((time.start, "time") for time in self.times_in(start, end))
        return begins, {one.end: one.type for one in near}

    @cached_property
    def line_ends(self) -> list[int]:
        """Offsets at which the lines end, in order."""
        return list(accumulate(map(len, self.text.split("\n")), lambda end, size: end + 1 + size))

    def line(self, at: int) -> tuple[int, int]:
        """The span of the line that contains an offset, at most ``MAX_LINE_SIDE`` characters on each side."""
        ends = self.line_ends
        k = bisect_left(ends, at) if at < ends[-1] else len(ends) - 1
        start, end = ends[k - 1] + 1 if k else 0, ends[k]
        if end - start < MAX_LINE_SIDE:
            return start, end
        return max(start, at - MAX_LINE_SIDE), min(end, at + MAX_LINE_SIDE)

    def mention(self, start: int, end: int) -> Mention:
        """The mention of a span, stripped of outer whitespace."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Mention.of(self.text, start, end)


def per_article(make: Callable[[C, *Ts], T]) -> Callable[[C, *Ts], T]:
    """Decorate a function whose result is cached for each article and its other arguments, since several slots need it."""

    @wraps(make)
    def found(of: C, *others: *Ts) -> T:
        key = found, *others
        if key not in of.cache:
            of.cache[key] = make(of, *others)
        result: T = of.cache[key]
        return result

    return found
