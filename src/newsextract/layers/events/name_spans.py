"""The candidate starts of an event's name, and the candidate ends of each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

from newsextract.layers.events.context import Context
from newsextract.layers.events.words import begins, word_class
from newsextract.thai.text import any_of

#: maximum characters of a name; characters from the anchor's start searched for names, and searched beyond a shorter anchor
MAX_LENGTH, NAMES_REACH, SHORT_ANCHOR_REACH = 230, 900, 600
#: maximum starts in the body and in the headline, and maximum ends of each start
MAX_BODY_STARTS, MAX_HEADLINE_STARTS, MAX_ENDS = 12, 6, 16
#: maximum ends on the next line
MAX_FOLDED = 3
#: minimum characters of a name; maximum characters of a person's mention
MIN_LENGTH, MAX_PERSON = 6, 80

HEADS, _VERBS = word_class("head"), word_class("verb")
#: head nouns that belong to the title in quotation marks after them; after the others (แถลงข่าว “…”) the title is the news
TITLED_HEADS = [head for head in HEADS if head not in word_class("gives a title")]
_PHRASE = re.compile(rf"{begins(_VERBS + HEADS)}(?P<verb>{any_of(_VERBS)})?(?P<name>{any_of(HEADS)})")
_NO_NAME = re.compile(r"กระทรวง|ราชการ|ของ|ที่|เข้า|จะ|ได้|ดังกล่าว|นี้|ใน(?!ห|น|ภ)|ต่าง|มา|เป็น|อย่าง|กับ|และ|ให้")
HEAD = re.compile(any_of(HEADS))
#: words that a head noun ends
_BEFORE_HEAD = {"ปฏิบัติการ": ("เชิง",), "งาน": ("ดำเนิน", "ระบบ")}
_OPENED = re.compile(rf"(?:พิธี|งาน)(?:เปิด|ปิด)(?:ตัว)?(?={any_of(HEADS)}|[“\"‘])")
_QUOTED = re.compile(r"[“\"‘](?=[^\s”\"’])([^”\"’\n]{6,160})[”\"’]")
_LATIN = re.compile(
    r"(?<![A-Za-z])(?:\d+(?:st|nd|rd|th)\s)?[A-Z][\w&’'+.-]*(?:[ :–-]{1,3}(?:\d{4}|[A-Z&][\w&’'+.-]*|of|the|for|and|on|in|to|\d+(?:st|nd|rd|th)?))+"
)
_CUT = re.compile(
    r"[\s\xa0]+|(?<=[”\"’)])(?=[^\s”\"’)])|(?=[โซเใพรทปคตผภณแหข])(?=โดย(?!สาร|เฉพาะ)|ซึ่ง|เพื่อ(?!น)|ให้แก่|ให้กับ|พร้อม|ระหว่าง|ที่จัดขึ้น|ร่วมกับ|ประจำปี|ครั้งที่|เนื่องใน|ตาม|ผ่าน|ภายใต้|(?<![ก-๎])ณ\s|เมื่อ|และรับ|และมอบ|และร่วม|ในวัน|ในหัวข้อ|หัวข้อ|ประจำ)"
)
_ENGLISH_START = re.compile(
    r"(?<=\s)(?:\d+(?:st|nd|rd|th)\s)?(?:[A-Z][\w’'&–-]*"
    r"|(?:(?!(?:the|an?|and|in|of|to|for)\s)[a-z-]+\s)?(?:laying|signing|groundbreaking|ground-breaking|opening|closing|award|awarding|handover|merit-making|ceremony|inauguration|welcoming|farewell)\b)"
)
#: a meeting with what it is of or about
_ENGLISH_MEETING = re.compile(
    r"\b(?:(?:special|weekly|virtual|mobile|full|plenary|\d+/\d{4}|\d+(?:st|nd|rd|th))\s)*"
    r"(?:cabinet\s)?(?:meeting|session)\s(?:of|to)\s"
)
ENGLISH_HEAD = re.compile(
    r"Meeting|Summit|Conference|Forum|[Cc]eremony|Day|Festival|Statement|Reception|Session|Seminar|Exhibition|Expo|Dialogue|Workshop|Programme|Program"
    r"|Project|Awards?|Week|Fair|Launch|Council|Committee|Assembly|Consultations?|Talks|Visit|Dinner|Symposium"
)
#: verbs that never stand between the start of a name and its head noun
_ACTION = re.compile(
    r"\b(?:presid(?:es?|ed)|chair(?:s|ed)|attend(?:s|ed)|open(?:s|ed)|welcom(?:es|ed)|disclos(?:es|ed)|receiv(?:es|ed)|visit(?:s|ed)|join(?:s|ed)"
    r"|announc(?:es|ed)|launch(?:es|ed)|host(?:s|ed)|held|met|paid|said|stated|will|has|have|had|was|were|is|are)\b"
)
_ENGLISH_CUT = re.compile(
    r"[,.;\n](?=\s|$)|\s(?=(?:at|on|in|to|with|held|which|during|from|for|of|and|by|under|is|was|will|hosted|between|as|organized|–|“)\s)|\s(?=\()"
)
#: what follows ด้าน where it leads to the next speaker, not to a subject
_SPEAKER = r"นาย|นาง|ดร\.|พล(?:\.|เอก|โท|ตรี)|ปลัด|อธิบดี|ผู้ว่า|รอง(?!รับ)|โฆษก|รัฐมนตรี|รม[วช]\."
#: what goes on with a name: the name ends before it in one of 1,021 annotated ones
_GOES_ON = re.compile(
    rf"[ \xa0”\"’]*(?:เนื่องใน|ว่าด้วย|ด้าน(?!ล่าง|บน|หน้า|หลัง|ใน|นอก|{_SPEAKER})|เรื่อง(?!นี้|ดังกล่าว)|ประจำปี|ประจำเดือน|(?:ครั้ง|รุ่น|รอบ|สมัย)ที่|พ\.ศ\.|พุทธศักราช)"
    r"|(?<=\d)(?<!(?:25|20)\d\d)[ \xa0](?:วัน(?!ที่|นี้|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)|รูป|คน|ราย(?!งาน)|แห่ง|พรรษา|รพ\.)"
)
_BEFORE = re.compile(
    r"(เป็นประธาน|ประธาน|เปิดตัว|เปิด|เข้าร่วม|ร่วม|จัดทำ|จัด|ในพิธี|แถลงข่าว|เนื่องใน|ภายใต้|ภายใน|ระหว่าง|ใน|ดำเนิน|ตาม|ผ่าน|อนุมัติ|เห็นชอบ|ผลักดัน|เดินหน้า|ตรวจ|ติดตาม"
    r"|attended?|chaired?|opened|preside[sd]? over|at|of|on|for|in|launch(?:ed|es)?)[^\n]{0,14}$"
)
_CLOSING = {"’": "‘", ")": "("}
_QUOTING = '”"'
_MARKS = re.compile('[“”"]')


@dataclass(frozen=True, slots=True)
class Start:
    """A candidate start of a name."""

    at: int
    after: int  # end of the words that show it; the name is at least that long
    source: str  # ``entity``, ``phrase``, ``quote`` or ``latin``, followed by ``headline`` if it stands there
    head: str  # the name's first word, or the English head noun
    verb: str  # the verb or preposition before it; ``^`` at the start of a line
    own_end: int = -1  # end of the entity, the quotation or the run of Latin words, else -1


def _head(text: str) -> str:
    head = HEAD.match(text)
    if head:
        return head[0]
    day = re.match(r"วัน|ครบรอบ", text)
    if day:
        return day[0]
    noun = ENGLISH_HEAD.search(text)
    if noun:
        return noun[0].lower()
    return "latin" if re.match(r"[A-Za-z0-9]", text) else "other"


def _verb(text: str, at: int) -> str:
    if at == 0 or text[at - 1] == "\n":
        return "^"
    before = _BEFORE.search(text[max(0, at - 26) : at])
    return before[1] if before else ""


RawStart = tuple[int, int, str, str | None, int]


def starts(context: Context, *, early: bool = True) -> list[Start]:
    """The candidate starts in the lead and the headline, those of the body first; ``early``: also in Thai before the anchor."""
    body = context.body
    begin, end = context.anchor
    stop = min(len(context.text), begin + NAMES_REACH)
    end = min(max(end, min(context.lead[1], begin + SHORT_ANCHOR_REACH)), stop)
    begin = body if early and context.language == "th" else begin
    raw = [*_entities(context, body, stop), *_entities(context, 0, body, " headline"), *_phrases(context, begin, end)]
    ordered = _ordered(context, [*raw, *_phrases(context, 0, max(0, body - 1), " headline")])
    first = bisect_left(ordered, body, key=attrgetter("at"))
    return ordered[first : first + MAX_BODY_STARTS] + ordered[: min(first, MAX_HEADLINE_STARTS)]


def starts_in(context: Context, low: int, high: int) -> list[Start]:
    """The candidate starts in a span, in order."""
    return _ordered(context, [*_entities(context, low, high), *_phrases(context, low, high)])


def _ordered(context: Context, raw: Iterable[RawStart]) -> list[Start]:
    """The starts in order; an English gloss is none: its Thai side is, and brings the gloss along."""
    found: dict[int, Start] = {}
    for at, after, source, verb, own_end in raw:
        if at in found:
            found[at] = replace(found[at], own_end=max(found[at].own_end, own_end))
        else:
            head = _head(context.text[at : at + 140])
            found[at] = Start(at, after, source, head, verb or _verb(context.text, at), own_end)
    return sorted((start for start in found.values() if not context.in_gloss(start.at)), key=attrgetter("at"))


def _entities(context: Context, low: int, high: int, where: str = "") -> Iterator[RawStart]:
    """Starts at the names of events."""
    for entity in context.entities_in(low, high, "EVENT"):
        yield entity.start, entity.end, f"entity{where}", None, entity.end


def _phrases(context: Context, low: int, high: int, where: str = "") -> Iterator[RawStart]:
    """Starts at head nouns, quotations and words in Latin letters."""
    thai = context.language == "th"
    for at, after, source, verb, own_end in (_thai if thai else _english)(context.text, low, high):
        if thai:  # the end of another word is no head noun: there is no งาน (fair) in แรงงาน (labour)
            unfit = source == "phrase" and not verb and at not in context.tokens.start_set
        else:  # an actor named before the head noun is not part of a name
            unfit = any(spot.end > at for spot in context.spots_in(at - MAX_PERSON, after))
        if not unfit:
            yield at, after, source + where, verb, own_end


def _thai(text: str, low: int, high: int) -> Iterator[RawStart]:
    """Starts in Thai text: head nouns, quotations and runs of Latin words."""
    for match in _PHRASE.finditer(text, low, high):
        at = match.start("name")
        if text.endswith(_BEFORE_HEAD.get(match["name"], ()), 0, at):
            continue
        opened = _OPENED.match(text, at)
        if opened:
            yield opened.end(), max(match.end("name"), opened.end()), "phrase", "พิธีเปิด", -1
        elif not _NO_NAME.match(text, match.end("name")):
            yield at, match.end("name"), "phrase", match["verb"], -1
    for match in _QUOTED.finditer(text, low, high):
        yield match.start(1), match.end(1), "quote", None, match.end(1)
    for match in _LATIN.finditer(text, low, high):
        if match.end() - match.start() > 8:
            yield match.start(), match.end(), "latin", None, match.end()


def _english(text: str, low: int, high: int) -> Iterator[RawStart]:
    """Starts in English text: words with a head noun within 70 characters, and meetings."""
    for match in _ENGLISH_START.finditer(text, low, high):
        noun = ENGLISH_HEAD.search(text, match.start(), min(high, match.start() + 70))
        if noun and not _ACTION.search(text, match.start(), noun.start()):
            yield match.start(), noun.end(), "phrase", None, -1
    for match in _ENGLISH_MEETING.finditer(text, low, high):
        yield *match.span(), "phrase", None, -1


def ends(context: Context, start: Start) -> list[tuple[int, str]]:
    """The candidate ends of a name, in order, each with what ends it."""
    text, at = context.text, start.at
    limit = min(context.line(at)[1], at + MAX_LENGTH)
    found: dict[int, str] = {}

    def add(end: int, how: str) -> None:
        while end > at and (text[end - 1].isspace() or text[end - 1] in ",:–-;"):
            end -= 1
        if end - at >= MIN_LENGTH and not context.in_gloss(end - 1):
            found.setdefault(end, how)

    if start.own_end > 0:
        add(start.own_end, "mention")
    low = at + MIN_LENGTH if start.own_end > 0 else max(start.after, at + MIN_LENGTH)
    for match in (_CUT if context.language == "th" else _ENGLISH_CUT).finditer(text, low, limit):
        add(match.start(), "space" if match.end() > match.start() else "inside")
        if len(found) >= MAX_ENDS:
            break
    else:
        add(limit, "line")
    for end, how in (*_neighbours(context, start, low, limit), *_folded(context, start, limit)):
        add(end, how)
    return sorted(found.items())[: MAX_ENDS + 4 + MAX_FOLDED]


def goes_on(text: str, start: int, end: int) -> bool:
    """Whether a name goes on behind a candidate end: with its subject, occasion, number or year, or inside a bracket.

    Examples
    --------
    >>> goes_on("การสัมมนาช่างว่าว เรื่อง หางว่าว", 0, 17), goes_on("การสัมมนาช่างว่าว เรื่อง หางว่าว", 0, 32)
    (True, False)
    """
    return _GOES_ON.match(text, end) is not None or text.count("(", start, end) > text.count(")", start, end)


def is_english_meeting(text: str, start: int) -> bool:
    """Whether the English words at an offset name a meeting "of" somebody."""
    meeting = _ENGLISH_MEETING.match(text, start)
    return meeting is not None and meeting[0].endswith("of", 0, -1)


def _folded(context: Context, start: Start, limit: int) -> Iterator[tuple[int, str]]:
    """The ends on the next line: some pages break lines within a sentence."""
    if start.at < context.body or context.text[limit : limit + 1] != "\n":
        return
    stop = min(context.line(limit + 1)[1], start.at + MAX_LENGTH)
    cut = _CUT if context.language == "th" else _ENGLISH_CUT
    cuts = (match.start() for match in cut.finditer(context.text, limit + MIN_LENGTH, stop))
    yield from ((end, "folded") for end in islice((*cuts, stop), MAX_FOLDED))


def _neighbours(context: Context, start: Start, low: int, limit: int) -> Iterator[tuple[int, str]]:
    """The ends of a name before people and times, and at the ends of the terms' Thai sides."""
    yield from ((spot.start, "person") for spot in context.spots_in(low + 1, limit)[:1])
    yield from ((time.start, "time") for time in context.times_in(low + 1, limit)[:2])
    yield from ((end, "term") for end in context.term_ends(start.at, start.at + 12) if low < end < limit)


def trimmed(text: str, start: int, end: int) -> int:
    """The end of a name, without trailing spaces, punctuation, and closing marks that are opened before its start.

    Examples
    --------
    >>> trimmed("“วันรวมน้ำใจ”", 1, 13)
    12
    """
    while end > start:
        last = text[end - 1]
        if last in _QUOTING:
            closes = unclosed(text[start:end])
        else:
            closes = last in _CLOSING and text.count(last, start, end) > text.count(_CLOSING[last], start, end)
        if last.isspace() or last in ",:–-;" or closes:
            end -= 1
        else:
            break
    return end


def unclosed(piece: str) -> bool:
    """Whether a quotation mark has no partner; a straight mark closes a curly one, and the other way round.

    Examples
    --------
    >>> unclosed('งาน “วันรวมน้ำใจ" ครั้งที่ 2'), unclosed('วันรวมน้ำใจ”')
    (False, True)
    """
    opened = 0
    for mark in _MARKS.findall(piece):
        if mark == "“" or (mark == '"' and not opened):
            opened += 1
        else:
            opened -= 1
            if opened < 0:
                return True
    return opened > 0
