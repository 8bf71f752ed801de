"""Features of the ends of a name, of a name, and of having none, for log-linear choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsextract.layers.events.context import Context
from newsextract.layers.events.marks import NAMED, Marks, marks, odds, of_end, of_none, of_span
from newsextract.layers.events.name_spans import LONGEST, Start, unclosed
from newsextract.layers.events.rank import holding
from newsextract.records import EventType

_FOLLOWING = re.compile(
    r"\s*(โดยมี|โดย|ซึ่ง|เพื่อ|ณ\s|ให้แก่|ให้กับ|พร้อม|ระหว่างวันที่|ระหว่าง|ที่จัดขึ้น|ที่|ร่วมกับ|ประจำปี|ประจำ|ครั้งที่|ครั้ง|เนื่องใน|ในโอกาส|ตาม|ผ่าน|ภายใต้หัวข้อ|ภายใต้แนวคิด|ภายใต้|เมื่อ|และ|หรือ|ในวัน|ในหัวข้อ|หัวข้อ|เรื่อง|ว่า|ปี|พ\.ศ"
    r"|พุทธศักราช|รุ่น|ระยะ|สมัย|ระดับ|แห่งชาติ|เฉลิม|สมเด็จ|พระ|วัน|จังหวัด|จ\.|กระทรวง|กรม|นาย|นาง|พล|[“\"‘]|\(|[A-Z]|\d+/|\d|[–:-]|ๆ|ฯ|[ก-ฮ]\.|at\b|on\b|in\b|to\b|with\b|held\b|during\b|for\b|of\b|and\b|by\b|is\b|was\b|\n)"
)
_NUMBERED = re.compile(r"ครั้งที่|\d+(?:st|nd|rd|th)|/25")
_YEAR = re.compile(r"ประจำปี|25\d\d|20\d\d|พ\.ศ\.")
_COUNTED = re.compile(r"ครั้งที่|ประจำปี|25\d\d|20\d\d|พ\.ศ\.|รุ่นที่|ปี")
_QUOTES = re.compile('[“"‘]')
_MARKS = re.compile('[“”()"]')
#: minimum characters, without spaces, that a name shares with the headline
LEAST = 6
CLOSING = {'"': "after quote", "”": "after quote", "’": "after quote", ")": "after bracket"}
Features = dict[str, float]


def squeezed(text: str) -> str:
    """A text without white space.

    Examples
    --------
    >>> squeezed("งาน  วันเด็ก")
    'งานวันเด็ก'
    """
    return "".join(text.split())


def _following(text: str, end: int, at: int) -> str:
    """The class of what comes after an end; ``at`` is where the next word begins."""
    if at >= len(text) or text[at] == "\n":
        return "$"
    match = _FOLLOWING.match(text, end)
    if match is None:
        return "other"
    word = match[1]
    if word.isdigit():
        return "digit"
    if word.endswith("/"):
        return "number/"
    if len(word) == 1 and "A" <= word <= "Z":
        return "Latin"
    return "abbreviation" if len(word) == 2 and word[1] == "." else word


def _unbalanced(piece: str) -> bool:
    """Whether a quotation or bracket opens or closes outside."""
    return piece.count("(") != piece.count(")") or unclosed(piece)


def _shared_with(headline: str, text: str) -> int:
    """How many characters of a text's beginning the headline has in one piece, both without spaces."""
    low, high = 0, min(len(text), len(headline))
    while low < high:
        middle = (low + high + 1) // 2
        if text[:middle] in headline:
            low = middle
        else:
            high = middle - 1
    return low


def _first_end(pattern: re.Pattern[str], text: str, start: int, stop: int) -> int:
    """Where the first match ends; past every text if there is none."""
    match = pattern.search(text, start, stop)
    return match.end() if match else len(text) + 1


@dataclass(frozen=True, slots=True)
class _Around:
    """What the layers found from a start on: where it begins, by what it is, and where it ends."""

    begins: dict[int, str]
    entity_ends: frozenset[int]
    term_ends: frozenset[int]
    own_term: frozenset[int]

    @classmethod
    def of(cls, context: Context, at: int, stop: int) -> _Around:
        near = context.within(at, stop)
        begins: dict[int, str] = {entity.start: entity.type for entity in near}
        begins.update((spot.start, "person") for spot in context.spots_in(at, stop))
        begins.update((time.start, "time") for time in context.times_in(at, stop))
        return cls(
            begins,
            frozenset(entity.end for entity in near),
            frozenset(context.term_ends(0, stop)),
            frozenset(context.term_ends(at, at + 1)),
        )

    def features(self, end: int, after: int, gap: bool) -> Iterator[str]:
        """Which features an end has, given where the next word begins."""
        what = self.begins.get(after)
        if what:
            yield f"next {what}"
            yield f"next {what} {gap}"
        if end in self.entity_ends:
            yield "entity ends"
        if end in self.term_ends:
            yield "term ends"
            if end in self.own_term:
                yield "whole term"


def end_features(context: Context, start: Start, ends: Sequence[tuple[int, str]], headline: str) -> list[list[str]]:
    """The features that each end of a name has.

    Parameters
    ----------
    context
        The article.
    start, ends
        Where the name begins; where it may end, with what ends it.
    headline
        The headline without white space.
    """
    text, at, head = context.text, start.at, start.head
    stop = at + LONGEST
    around = _Around.of(context, at, stop)
    shared = _shared_with(headline, squeezed(text[at:stop]))
    source = start.source.split()[0]
    marked = marks(context)
    signed, quoted, counted = (_first_end(pattern, text, at, stop) for pattern in (_MARKS, _QUOTES, _COUNTED))
    rows = []
    for k, (end, how) in enumerate(ends):
        after = end
        while after < len(text) and text[after] in " \xa0":
            after += 1
        gap = after > end
        follow = _following(text, end, after)
        row = [*_shape(source, head, how, min(k, 6), (end - at) // 5), *_after(head, follow, gap)]
        row += around.features(end, after, gap)
        row += _last(text[end - 1], follow)
        if signed <= end and _unbalanced(text[at:end]):
            row.append("open")
        if start.own_end > 0:
            row += _of_mention(source, end - start.own_end, k)
        if shared >= LEAST:
            row += _of_headline(len(squeezed(text[at:end])) - shared)
        row += of_end(marked, NAMED, after)
        if quoted <= end:
            row.append("has quote")
        if counted <= end:
            row.append("has number")
        rows.append(row)
    return rows


def _last(letter: str, follow: str) -> tuple[str, ...]:
    """What the last letter of a name says."""
    if letter.isdigit():
        return "ends in digit", f"ends in digit, {follow}"
    return (CLOSING[letter],) if letter in CLOSING else ()


def _of_mention(source: str, beyond: int, k: int) -> tuple[str, ...]:
    """Where an end stands beside the end of the mention that a name begins with."""
    if beyond <= 0:
        return ("before own end" if beyond else f"{source} own end",)
    return ("past own end",) if k else ()


def _of_headline(beyond: int) -> tuple[str, ...]:
    """Where an end stands beside the end of what the headline has, too."""
    if beyond > 0:
        return ("past headline",)
    return ("in headline",) if beyond else ("in headline", "headline ends")


@lru_cache(maxsize=16_384)
def _shape(source: str, head: str, how: str, k: int, fives: int) -> tuple[str, ...]:
    """The features of the number and the length (in fives of characters) of an end, and of what ends it."""
    broad = min(fives // 5, 6)
    return (
        f"how {how}",
        f"{source}|{how}",
        f"n {k}",
        f"{source} n {min(k, 4)}",
        f"long {min(fives // 3, 12)}",
        f"{source} long {broad}",
        f"{head} long {broad}",
    )


@lru_cache(maxsize=4096)
def _after(head: str, follow: str, gap: bool) -> tuple[str, ...]:
    """The features of what follows an end."""
    return f"follow {follow} {gap}", f"follow {follow}", f"{head}|{follow}"


def name_features(
    context: Context, kind: EventType, found: Sequence[tuple[Start, int, float]], headline: str
) -> list[Features]:
    """The features of each name, given as start, end and how likely the end is, and, last, of "it has none"."""
    rows, marked = [], marks(context)
    for k, (start, end, chance) in enumerate(found):
        text, source, head, verb = context.text[start.at : end], start.source, start.head, start.verb
        short = source.split()[0]
        row = dict.fromkeys(
            (
                source,
                f"{source} order {min(k, 4)}",
                f"{source}|{head}",
                f"head {head}",
                f"verb {verb}",
                f"{short}|verb {verb}",
                f"{kind}|{source}",
                f"{kind}|{head}",
                f"{kind}|verb {verb}",
                f"long {min(len(text) // 22, 6)}",
                f"begins after {_before(context.text, start.at)}",
            ),
            1.0,
        )
        row["end"] = chance
        row |= of_span(marked, NAMED, start.at, end) | _told(marked, start.at, end)
        traits = {
            "quoted": _QUOTES.search(text),
            "numbered": _NUMBERED.search(text),
            "year": _YEAR.search(text),
            "glossed": context.glossed(start.at),
        }
        for name in holding(traits):
            row[name] = row[f"{name} {head}"] = 1.0
        row |= holding({"latin": context.language == "th" and re.search(r"[A-Za-z]{4}", text)})
        row |= _place(context, start, squeezed(text), headline)
        row |= dict.fromkeys(_among(start, end, found), 1.0)
        rows.append(row)
    entities = sum(start.source.startswith("entity") for start, _, _ in found)
    none = (
        "none",
        f"none|{kind}",
        f"none|n {min(len(found), 6)}",
        f"none|entities {min(entities, 3)}",
        f"none {context.language}",
    )
    return [*rows, dict.fromkeys(none, 1.0) | of_none(marked, NAMED)]


def _told(marked: Marks, start: int, end: int) -> Features:
    """What the encoder says of a name: that its words tell the main event, or another one."""
    within = marked.within(start, end)
    told = {"read main": float(marked.main[within].mean()), "read other": float(marked.whole[within].mean())}
    return {name: odds(chance) / 3 for name, chance in told.items()}


def _among(start: Start, end: int, found: Sequence[tuple[Start, int, float]]) -> Iterator[str]:
    """Whether another name holds a name, and what it holds itself."""
    for other, stop, _ in found:
        if other is not start and other.at <= start.at and end <= stop:
            yield "inside another"
        if other is not start and start.at <= other.at < start.at + 40 and stop <= end:
            yield f"holds {other.source.split()[0]}"


def _before(text: str, at: int) -> str:
    mark = text[max(0, at - 1) : at]
    return "space" if mark.isspace() else "quote" if mark in set('“"‘') else "inside"


def _place(context: Context, start: Start, name: str, headline: str) -> Features:
    """Where a name stands, and whether the headline has it too."""
    row: Features = {}
    name = name.removeprefix("การ")
    if start.at >= context.body:
        row[f"at {min(max(0, start.at - context.anchor[0]) // 120, 5)}"] = 1.0
        if name[:25] in headline:
            row["headline too"] = row[f"headline too {start.head}"] = 1.0
        elif name[:10] in headline:
            row["headline begins"] = 1.0
    else:
        row["headline itself" if start.at <= 3 else f"in headline at {min(start.at // 25, 3)}"] = 1.0
    if context.in_statement(start.at, 5):
        row["said"] = 1.0
    return row
