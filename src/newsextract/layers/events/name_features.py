"""Features of a name's candidate ends, of each candidate name, and of having no name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from newsextract.layers.events.context import Context, per_article
from newsextract.layers.events.marks import NAMED, Marks, edge_features, log_odds, marks, mean, none_features, span_features
from newsextract.layers.events.name_spans import MAX_LENGTH, Start, unclosed
from newsextract.layers.events.rank import true_traits
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
#: minimum characters, without whitespace, that a name shares with the headline
MIN_SHARED = 6
CLOSING = {'"': "after quote", "”": "after quote", "’": "after quote", ")": "after bracket"}
Features = dict[str, float]


def squeezed(text: str) -> str:
    """A text without whitespace.

    Examples
    --------
    >>> squeezed("งาน  วันเด็ก")
    'งานวันเด็ก'
    """
    return "".join(text.split())


def _following(text: str, end: int, at: int) -> str:
    """The class of the text after an end; ``at`` is the start of the next word."""
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


@per_article
def _behind(context: Context, end: int) -> tuple[int, str, tuple[str, ...]]:
    """The start of the next word after an end, the class of the text there, and the encoder's features."""
    text, after = context.text, end
    while after < len(text) and text[after] in " \xa0":
        after += 1
    return after, _following(text, end, after), edge_features(marks(context), NAMED, after)


def _unbalanced(piece: str) -> bool:
    """Whether a bracket or quotation mark has no partner."""
    return piece.count("(") != piece.count(")") or unclosed(piece)


def _shared_with(headline: str, text: str) -> int:
    """Length of the longest prefix of a text that the headline contains; both without whitespace."""
    sizes = range(1, min(len(text), len(headline)) + 1)
    return bisect_left(sizes, True, key=lambda size: text[:size] not in headline)


def _first_end(pattern: re.Pattern[str], text: str, start: int, stop: int) -> int:
    """End of the first match; past the end of the text if there is none."""
    match = pattern.search(text, start, stop)
    return match.end() if match else len(text) + 1


def end_features(context: Context, start: Start, ends: Sequence[tuple[int, str]]) -> list[list[str]]:
    """Features of each candidate end of a name; each end is an offset with what ends the name there."""
    text, at, head = context.text, start.at, start.head
    stop = at + MAX_LENGTH
    begins, closing = context.edges(at, stop)
    terms, own = {*context.term_ends(0, stop)}, context.term_ends(at, at + 1)
    shared = _shared_with(context.squeezed_title, squeezed(text[at:stop]))
    source = start.source.split()[0]
    signed, quoted, counted = (_first_end(pattern, text, at, stop) for pattern in (_MARKS, _QUOTES, _COUNTED))
    rows = []
    for k, (end, how) in enumerate(ends):
        after, follow, read = _behind(context, end)
        gap = after > end
        row = [*_shape(source, head, how, min(k, 6), (end - at) // 5), *_after(head, follow, gap)]
        if after in begins:
            row += (f"next {begins[after]}", f"next {begins[after]} {gap}")
        row += ["entity ends"] * (end in closing) + ["term ends"] * (end in terms) + ["whole term"] * (end in own)
        row += _last(text[end - 1], follow)
        if signed <= end and _unbalanced(text[at:end]):
            row.append("open")
        if start.own_end > 0:
            row += _of_mention(source, end - start.own_end, k)
        if shared >= MIN_SHARED:
            row += _of_headline(len(squeezed(text[at:end])) - shared)
        row += read
        if quoted <= end:
            row.append("has quote")
        if counted <= end:
            row.append("has number")
        rows.append(row)
    return rows


def _last(letter: str, follow: str) -> tuple[str, ...]:
    """Features of a name's last character."""
    if letter.isdigit():
        return "ends in digit", f"ends in digit, {follow}"
    return (CLOSING[letter],) if letter in CLOSING else ()


def _of_mention(source: str, beyond: int, k: int) -> tuple[str, ...]:
    """Position of an end relative to the end of the mention that the name begins with."""
    if beyond <= 0:
        return ("before own end" if beyond else f"{source} own end",)
    return ("past own end",) if k else ()


def _of_headline(beyond: int) -> tuple[str, ...]:
    """Position of an end relative to the end of the prefix shared with the headline."""
    if beyond > 0:
        return ("past headline",)
    return ("in headline",) if beyond else ("in headline", "headline ends")


@lru_cache(maxsize=16_384)
def _shape(source: str, head: str, how: str, k: int, fives: int) -> tuple[str, ...]:
    """Features of an end's rank, of the name's length in units of five characters, and of what ends it."""
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
    """Features of what follows an end."""
    return f"follow {follow} {gap}", f"follow {follow}", f"{head}|{follow}"


def name_features(context: Context, kind: EventType, found: Sequence[tuple[Start, int, float]]) -> list[Features]:
    """Features of each candidate name (start, end, probability of the end) and, last, of "it has no name"."""
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
        row |= span_features(marked, NAMED, start.at, end) | _telling_features(marked, start.at, end)
        for name in name_traits(context, start.at, end):
            row[name] = row[f"{name} {head}"] = 1.0
        row |= true_traits({"latin": context.language == "th" and re.search(r"[A-Za-z]{4}", text)})
        row |= _place(context, start, squeezed(text))
        row |= dict.fromkeys(_overlap_features(start, end, found), 1.0)
        rows.append(row)
    entities = sum(start.source.startswith("entity") for start, _, _ in found)
    none = (
        "none",
        f"none|{kind}",
        f"none|n {min(len(found), 6)}",
        f"none|entities {min(entities, 3)}",
        f"none {context.language}",
    )
    return [*rows, dict.fromkeys(none, 1.0) | none_features(marked, NAMED)]


def name_traits(context: Context, start: int, end: int) -> dict[str, float]:
    """Whether a name holds a quotation, a number or a year, and whether it is glossed."""
    text = context.text[start:end]
    traits = {
        "quoted": _QUOTES.search(text),
        "numbered": _NUMBERED.search(text),
        "year": _YEAR.search(text),
        "glossed": start in context.glossed_starts,
    }
    return true_traits(traits)


def _telling_features(marked: Marks, start: int, end: int) -> Features:
    """Encoder features of a name: whether its words tell the main event, or another one."""
    within = marked.within(start, end)
    told = {"read main": mean(marked.main[within]), "read other": mean(marked.whole[within])}
    return {name: log_odds(chance) / 3 for name, chance in told.items()}


def _overlap_features(start: Start, end: int, found: Sequence[tuple[Start, int, float]]) -> Iterator[str]:
    """Whether a candidate is inside another one, and which candidates it contains."""
    for other, stop, _ in found:
        if other is not start and other.at <= start.at and end <= stop:
            yield "inside another"
        if other is not start and start.at <= other.at < start.at + 40 and stop <= end:
            yield f"holds {other.source.split()[0]}"


def _before(text: str, at: int) -> str:
    mark = text[max(0, at - 1) : at]
    return "space" if mark.isspace() else "quote" if mark in set('“"‘') else "inside"


def _place(context: Context, start: Start, name: str) -> Features:
    """Features of a name's position, and of whether the headline has it too."""
    row: Features = {}
    name, headline = name.removeprefix("การ"), context.squeezed_title
    if start.at >= context.body:
        row[f"at {min(max(0, start.at - context.anchor[0]) // 120, 5)}"] = 1.0
        if name[:25] in headline:
            row["headline too"] = row[f"headline too {start.head}"] = 1.0
        elif name[:10] in headline:
            row["headline begins"] = 1.0
    else:
        row["headline itself" if start.at <= 3 else f"in headline at {min(start.at // 25, 3)}"] = 1.0
    if context.in_first_statements(start.at, 5):
        row["said"] = 1.0
    return row
