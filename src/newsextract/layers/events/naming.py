"""The event's name in Thai and English, as the article writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsextract.layers.events import name_spans
from newsextract.layers.events.context import Context
from newsextract.layers.events.name_features import end_features, name_features
from newsextract.layers.events.rank import model
from newsextract.layers.events.when import SAID
from newsextract.layers.events.words import word_class
from newsextract.records import EventType, Mention, Name
from newsextract.thai.text import any_of

#: what may follow a gloss at the end of a name: its abbreviation and the closing bracket
_AFTER_GLOSS = re.compile(r"(?:\s?[:,;]\s?[A-Za-z0-9 .&/+-]{1,20})?\)?[\s.]*")
#: a Thai head noun before a title in Latin letters: งาน “Kite Expo 2025”
_HEAD_AND_TITLE = re.compile(
    r"[\u0e01-\u0e5b][\u0e01-\u0e5b\s\d/]{1,50}?[\s“\"‘(]*"
    r"(?P<title>(?:[A-Z]|(?:19|20)\d\d\b|\d+(?:st|nd|rd|th)\b)[^\u0e01-\u0e5b]{4,}[^\u0e01-\u0e5b\s”\"’)])[\s”\"’)]*"
)
#: a quotation mark before a name, with the head noun before it: งาน “…”
_QUOTING = re.compile(rf"(?P<head>{any_of(name_spans.TITLED_HEADS)})?\s*(?P<mark>[“\"‘])\s*\Z")
_EVENT_NOUN = re.compile(rf"{name_spans.ENGLISH_HEAD.pattern}|Retreat|Roundtable|Congress|Contest|Market|Run\b")
_LETTER = re.compile(r"[A-Za-z\u0e01-\u0e5b]")
#: the end of a name that is cut before its number, and that number
_NUMBERED = re.compile(r"(?:(?:ครั้ง|คณะ|กลุ่ม|รุ่น)ที่|พ\.ศ\.|ประจำปี(?:งบประมาณ)?|(?<![\d๐-๙])(?<![\d๐-๙]\s)(?<!ใน)(?<!เป็น)ปี(?:ที่)?)\Z")
_NUMBER = re.compile(r"[\s\xa0]?(?:พ\.ศ\.[\s\xa0]?)?[\d๐-๙]+(?:[\s\xa0]?[-–/][\s\xa0]?[\d๐-๙]+)*")
#: words behind a name that are no part of it
_NOT_IN_NAME = re.compile(
    r"(?:\s(?:ขึ้น|ได้แก่|โดย)|\s?ในวันนี้|\sจำนวน\s?[\d,]+(?:\s?(?:รูป|คน|ราย|แห่ง|วัน))?|\s?ภายใต้(?:หัวข้อ|แนวคิด)\s?[“\"][^\n]*"
    r"|\s(?:จัดโดย|จัดขึ้น|พร้อมด้วย|ซึ่งเป็นส่วนหนึ่ง|และ(?:กล่าว|ปาฐกถา|บรรยาย))[^\n]*|(?<=[”\"])\s?มอบ[^\n]*|\s?(?:ร่วม)?กับ|,?\sheld"
    r"|\s(?:via\sa|sponsored\sby|following\sthe)\s[^\n]*)\Z"
)
#: an abbreviation in brackets right behind a name: it belongs to 28 of 31 such names
_ABBREVIATION = re.compile(
    r"\s?\((?!ครม)(?:[A-Z][A-Z0-9&. -]{1,11}|[A-Z][A-Za-z]{1,7}[A-Z0-9]|[ก-ฮ]{1,3}\.(?:[ก-ฮ]{1,3}\.)*)\)"
)
#: what stands directly before a name and belongs to it: 36 of 40 openings of ceremonies, 5 of 5 other words for them (พิธีมอบ…),
#: 5 of 5 press conferences, 13 of 16 others
_OPENING_BEFORE = re.compile(r"พิธี(?:(?:เปิด|ปิด)\s?|(?!และ|ใน|ของ|ที่|โดย|กร|พร้อม)[ก-๎]{2,30})[“\"]?\Z")
_OPENING = re.compile(rf"(?:{'|'.join(word_class('opening'))})\s*(?=[ก-๛“\"A-Z])".replace("_", r"\s+"))
_PRESS_BEFORE = re.compile(r"(?:งาน|พิธี)?(?:การ)?แถลงข่าว(?:การ)?(?:จัด)?\s?\Z")
#: the meeting about what is named (การประชุมเตรียมการเพื่อดำเนิน|โครงการ…): 15 annotated names begin with it, none behind it
_MEETING_BEFORE = re.compile(
    r"(?:การ|(?<!ที่))ประชุม(?:(?!ได้|มีมติ|เห็นชอบ|รับทราบ)[ก-๎]){2,60}(?<!ใน)(?<!กับ)(?<!และ)(?<!เปิด)(?<!จาก)(?<!ภายใต้)\Z"
)
_WORDS_BEFORE = {"statement": _PRESS_BEFORE, "ceremony": _PRESS_BEFORE, "meeting": _MEETING_BEFORE}
_HEAD_BEFORE = re.compile(r"(?:งาน|พิธี(?:การ)?|แผน)\Z")
#: first words that are no part of a name: the signing of a document, and the assembly in place of its meeting
_NOT_FIRST = re.compile(r"ลงนาม(?:ใน)?\s?(?=บันทึก|ข้อตกลง|หนังสือ|ความตกลง|MOU|MoU)|ที่(?=ประชุม)")
_CLOSING_MARK = re.compile(r"[”\"’]")
#: the rest of a quotation that a name opens
_QUOTATION_REST = re.compile(r"[^\n“”\"]{0,120}[”\"]")
#: first words in which two forms of the same name differ: พิธีลงนามในบันทึก…, ลงนามบันทึก…, บันทึก…
_HOW = re.compile(r"\A(?:พิธี)?(?:การ)?(?:ลงนาม(?:ใน)?)?(?:การ)?")
#: what leads to an occasion after or before which a statement was made: 8 of 9 annotated ones have no name
_NOT_AT = re.compile(
    r"(?:ภายหลัง|(?:กล่าว|เปิดเผย|สัมภาษณ์)หลัง)(?:(?!ว่า)[^\n]){0,90}\Z"
    r"|\b(?:following|after|outcome\sof|leaving|preparations?\s(?:of|for)|(?:success|overview)\sof\s(?:his|her)\sattendance)\b[^.\n]{0,90}\Z"
)
#: what leads to the programme under which something took place: it stands before 11 of 1,745 annotated names of other events
_UMBRELLA = re.compile(r"(?:ตาม|ภายใต้)[ \xa0]?[“\"]?\Z")
#: types of events that it is the name of, if it is one: an operation is a programme of enforcement (ภายใต้ปฏิบัติการ …)
_PROGRAMMES = frozenset({"programme", "training", "enforcement"})
#: what leads to a meeting that is chaired; all 9 such main events have its name
_CHAIRED = re.compile(r"\b(?:chair(?:s|ed|ing)?|presid(?:es?|ed|ing) over) (?:the|a) \Z")
CHAIRED_WEIGHT = 5.0
#: weight of the probability of having no name: out-of-fold F1 is .71 at 0.5, .70 at 0.7
NONE_WEIGHT = 0.5
#: weight of the probability of a name before the paragraph that reports the event: with it, 27 more are right and 12 fewer
EARLY_WEIGHT = 0.7
#: characters before a name searched for the head noun of its quotation
QUOTING_REACH = 25
#: characters before a name searched for what leads to it
LEAD_REACH = 40


def pick(chances: Sequence[float], names: Sequence[str]) -> tuple[int, float]:
    """Index and probability of the best candidate; candidates with the same name add up their probabilities.

    "No name" (the last) is chosen when it is more than twice as probable as every name.

    Examples
    --------
    >>> pick([0.2, 0.3, 0.5], ["a b", "a  b"])
    (1, 0.5)
    >>> pick([0.2, 0.2, 0.5], ["ลงนามในข้อตกลงว่าว", "ข้อตกลงว่าว"])[1]
    0.4
    """
    keys = [_HOW.sub("", "".join(name.split())) for name in names]
    total: dict[str, float] = {}
    for key, chance in zip(keys, chances, strict=False):
        total[key] = total.get(key, 0.0) + chance
    none = len(keys)
    if not keys or max(total.values()) < NONE_WEIGHT * chances[none]:
        return none, chances[none]
    best = max(total, key=lambda key: total[key])
    return max((k for k in range(none) if keys[k] == best), key=lambda k: chances[k]), total[best]


def find_name(context: Context, kind: EventType) -> tuple[Name, float, list[Mention]]:
    """The name of the main event, of a type, in both languages as written (empty if it has none), the confidence, and the words.

    The English name of a Thai one is its gloss in the terms, or a title in Latin letters at its end.
    """
    found = _candidates(context, kind)
    spans = [(start.at, name_spans.trimmed(context.text, start.at, end)) for start, end, _ in found]
    chances = model("name").probabilities(name_features(context, kind, found))
    weights = [*(_weight(context, kind, start) for start, *_ in found), 1.0]
    chances = [min(weight * chance, 1.0) for weight, chance in zip(weights, chances, strict=True)]
    best, chance = pick(chances, [context.text[start:end] for start, end in spans])
    confidence = model("name").calibrated(chance)
    if best == len(found):
        return Name(), confidence, []
    if kind == "statement" and not_made_at(context, with_quotation(context, *spans[best])[0]):
        return Name(), 1 - confidence, []
    begin, end = _whole_name(context, kind, *spans[best])
    name, mentions = name_with_gloss(context, begin, end)
    return name, confidence, mentions


def _candidates(context: Context, kind: EventType) -> list[tuple[name_spans.Start, int, float]]:
    """Each candidate start with its likeliest end and that end's probability."""
    found = []
    for start in name_spans.starts(context, early=kind not in SAID):
        possible = name_spans.ends(context, start)
        if possible:
            likely = model("name end").probabilities(end_features(context, start, possible))
            whole = [k for k, (end, _) in enumerate(possible) if not name_spans.goes_on(context.text, start.at, end)]
            best = max(whole or range(len(likely)), key=likely.__getitem__)
            found.append((start, possible[best][0], likely[best]))
    return found


def _whole_name(context: Context, kind: EventType, start: int, end: int) -> tuple[int, int]:
    """The span of a chosen name with the words around it that belong to it, and without those that do not."""
    begin, end = with_quotation(context, start, end)
    end = with_number(context.text, begin, without_tail(context.text, begin, end))
    begin = with_head(context, begin)
    begin = with_word(context, begin, _WORDS_BEFORE[kind]) if kind in _WORDS_BEFORE else begin
    return with_opening(context, begin, end) if kind == "ceremony" else (past_opening(context, begin, end), end)


def not_made_at(context: Context, start: int) -> bool:
    """Whether a statement was made after or before the occasion that is named at an offset (data/annotations/names.md)."""
    return _NOT_AT.search(context.text, context.line(start)[0], start) is not None


def _weight(context: Context, kind: EventType, start: name_spans.Start) -> float:
    """Weight of a name's probability.

    Less before the paragraph that reports the event, unless an event is tagged there; none for the programme under which
    the event took place; more for the meeting that is chaired.
    """
    before = context.text[max(context.line(start.at)[0], start.at - LEAD_REACH) : start.at]
    if kind not in _PROGRAMMES and _UMBRELLA.search(before):
        return 0.0
    if kind == "meeting" and _CHAIRED.search(before) and name_spans.is_english_meeting(context.text, start.at):
        return CHAIRED_WEIGHT
    early = context.body <= start.at < context.anchor[0] and not start.source.startswith("entity")
    return EARLY_WEIGHT if early else 1.0


def with_number(text: str, start: int, end: int) -> int:
    """The end of a name, behind the number that it is cut before or the abbreviation in brackets.

    Examples
    --------
    >>> with_number("การประชุมช่างว่าว ครั้งที่ 3/2567 วันนี้", 0, 26)
    33
    """
    number = _NUMBER.match(text, end) if _NUMBERED.search(text, start, end) else _ABBREVIATION.match(text, end)
    return number.end() if number else end


def without_tail(text: str, start: int, end: int) -> int:
    """The end of a name without the words behind it that only introduce it or say when.

    Examples
    --------
    >>> without_tail("งานว่าวไทย ขึ้น ณ ลานวัด", 0, 15)
    10
    """
    tail = _NOT_IN_NAME.search(text, start, end)
    return tail.start() if tail and tail.start() - start >= name_spans.MIN_LENGTH else end


def with_quotation(context: Context, start: int, end: int) -> tuple[int, int]:
    """A name in quotation marks with the head noun before them (data/annotations/names.md), or with the mark that it closes."""
    text = context.text
    before = _QUOTING.search(text, max(context.line(start)[0], start - QUOTING_REACH), start)
    closing = _CLOSING_MARK.match(text, end)
    if (
        before
        and before["head"]
        and before.start() in context.tokens.start_set
        and (closing or _CLOSING_MARK.search(text, start, end))
    ):
        return before.start(), closing.end() if closing else end
    if before and name_spans.unclosed(before["mark"] + text[start:end]) < name_spans.unclosed(text[start:end]):
        return before.start("mark"), end
    return start, end


def with_head(context: Context, start: int) -> int:
    """Start of a name with the head noun directly before its own (งานสัมมนา, พิธีลงนาม); a document without its signing."""
    begin = with_word(context, start, _HEAD_BEFORE)
    before = _NOT_FIRST.match(context.text, start) if begin == start else None
    return before.end() if before else begin


def with_opening(context: Context, start: int, end: int) -> tuple[int, int]:
    """A ceremony's name with the opening directly before it, and with the quotation marks between them."""
    begin = with_word(context, start, _OPENING_BEFORE)
    if begin == start or context.text[start - 1] not in '“"':
        return begin, end
    closing = _CLOSING_MARK.match(context.text, end)
    return (begin, closing.end()) if closing else (start, end)


def with_word(context: Context, start: int, pattern: re.Pattern[str]) -> int:
    """Start of a name with the whole word directly before it that matches a pattern."""
    before = pattern.search(context.text, context.line(start)[0], start)
    return before.start() if before and before.start() in context.tokens.start_set else start


def past_opening(context: Context, start: int, end: int) -> int:
    """Start of a name without its opening (พิธีเปิด…), which only a ceremony's name includes (data/annotations/names.md)."""
    opening = _OPENING.match(context.text, start, end)
    return opening.end() if opening and end - opening.end() >= name_spans.MIN_LENGTH else start


def name_with_gloss(context: Context, start: int, end: int) -> tuple[Name, list[Mention]]:
    """The name in a span and the rest of a quotation opened in it, with its English gloss, and the mentions of both."""
    end = _with_quotation_rest(context.text, start, end)
    text = re.sub(r"\s+", " ", context.text[start:end]).strip()
    mentions = [context.mention(start, end)]
    if not re.search(r"[\u0e01-\u0e5b]", text):
        return Name(en=text), mentions
    gloss = _gloss(context, start, end)
    if gloss is None:
        return _name_with_title(context, start, end, text)
    bracket = context.text.rfind("(", start + name_spans.MIN_LENGTH, gloss.start)
    if 0 < bracket < end:
        if _AFTER_GLOSS.fullmatch(context.text, gloss.end, end):
            end = name_spans.trimmed(context.text, start, bracket)
            text = re.sub(r"\s+", " ", context.text[start:end]).strip()
        elif _LETTER.search(context.text, gloss.end, end) and not _EVENT_NOUN.search(
            gloss.text
        ):  # it glosses a part of the name
            return _name_with_title(context, start, end, text)
    return Name(th=text, en=gloss.text), [context.mention(start, end), gloss]


def _with_quotation_rest(text: str, start: int, end: int) -> int:
    """The end of a name, behind the mark that closes a quotation opened in it."""
    name = text[start:end]
    rest = _QUOTATION_REST.match(text, end) if name_spans.unclosed(name) and not name_spans.unclosed(f"{name}”") else None
    return rest.end() if rest else end


def _name_with_title(context: Context, start: int, end: int, text: str) -> tuple[Name, list[Mention]]:
    """A Thai name without a gloss; a title in Latin letters after its head noun is its English name."""
    span = latin_title(context.text, start, end)
    if span is None:
        return Name(th=text), [context.mention(start, end)]
    title = context.mention(*span)
    return Name(th=text, en=re.sub(r"\s+", " ", title.text)), [context.mention(start, end), title]


def latin_title(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the title in Latin letters in a name that has nothing else but a Thai head noun before it.

    Examples
    --------
    >>> latin_title("งาน “Kite Expo 2025”", 0, 20)
    (5, 19)
    """
    match = _HEAD_AND_TITLE.fullmatch(text, start, end)
    if match is None or not re.search("[A-Za-z]{3}", match["title"]):
        return None
    begin, stop = match.span("title")
    return begin, stop + (text.count("(", begin, stop) > text.count(")", begin, stop))  # its own bracket closes behind it


def _gloss(context: Context, start: int, end: int) -> Mention | None:
    """The English side of a term whose Thai side overlaps most of the name."""
    for term in context.terms:
        if term.th and term.en and term.th.start < end and start < term.th.end:
            shared = min(end, term.th.end) - max(start, term.th.start)
            if shared >= 0.6 * (term.th.end - term.th.start) and shared >= 0.5 * (min(end, term.en.start) - start):
                return term.en
    return None
