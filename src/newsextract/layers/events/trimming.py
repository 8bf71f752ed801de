"""Trim a span of text to words that say what happened: whole names and numbers, no stray punctuation, time or preposition."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from newsextract.layers.events.context import Context
from newsextract.layers.events.english_phrases import past_pair, past_phrase, with_english_verb, without_occasion
from newsextract.layers.events.happenings import whole_names, word_before
from newsextract.layers.events.parties import parties_of
from newsextract.layers.events.when import DATE_LENGTH
from newsextract.layers.events.words import word_class
from newsextract.records import Mention, Time

#: minimum and maximum characters of ``about``; one in seventy of 1,624 annotated is longer
MIN_ABOUT, MAX_ABOUT = 8, 140
_AND = frozenset({"and", "และ"})
#: signs that go on the word before them
_AFTER_WORDS = "ฯๆ"
_OPEN, _CLOSE = '([“"', ')]”"'
#: characters that end the search for a bracket's partner; a bracket or quotation mark
_PARTNER_STOPS, _SIGNS = f"{_OPEN}{_CLOSE}\n", re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
#: maximum unmatched brackets that are cut off; the span ends before the next one
MAX_CUTS = 8
#: what begins the year or month of one of a series, a year left open, a serial number; characters searched for the first two
_SERIES_MARK = re.compile(r"(?:(?<!ประจำ)ปี(?:การศึกษา|การผลิต|งบประมาณ)?|พ\.ศ\.|(?:ประจำ)?เดือน)[ \xa0]?")
_YEAR_LEFT_OPEN = re.compile(r"[ \xa0]?พ\.\s?ศ\.?[ \xa0]?(?:[.…]{2,}|…)")
_ORDINAL = re.compile(r"ที่[ \xa0]?[\d๐-๙]+(?:/[\d๐-๙]+)?")
SERIES_REACH = 18
#: characters in which the next word begins
NEXT_REACH = 3
#: maximum characters of a span that is a verb without its object; maximum characters of the rest of its phrase
MAX_SHORT, MAX_FURTHER = 12, 40
#: the rest of a phrase up to a space; what a span may not begin with
_PHRASE = re.compile(r"[ก-๎ฯ](?:[^\s()“”\"]){0,14}(?=\s)")
_SPACES = frozenset(" \xa0")
_TITLE = re.compile(r"[“\"][^\n“”\"]{3,100}[”\"]")
_APOSTROPHES = ("’", "'")
_STRAY = {
    "en": re.compile(r"[’']s |(?:of|in|on|for|with|by|that|(?:the )?occasion of(?: (?:his|her|their|the))?) "),
    "th": re.compile(
        r"(?:กรณี(?:ที่)?|ของ(?!ใช้|ขวัญ|กลาง|ดี)|ว่า(?!การ|ด้วย)|จะ|ไป(?!ยัง|แล้ว)|ได้(?!รับ|แก่|ฤกษ์)"
        r"|ถึง(?!แก่|มือ|ท่า|สนามบิน|ประเทศ|กรุง)|เพื่อ(?!น)|กับ(?!ข้าว|ดัก)|แก่(?![นงก])|เกี่ยวกับ|ในหัวข้อ(?:เรื่อง)?"
        r"|ที่(?!ประชุม|ปรึกษา|ดิน|ทำการ|พัก|ว่าการ|นั่ง|นา|[ \xa0]?[\d๐-๙]))[ \xa0]?"
    ),
}
#: a bracket that glosses the words before a span (but not a draft), and what stands before the words that it belongs to
_GLOSS = re.compile(r"\((?!ร่าง)[^()\n]*\)[ \xa0]?")
_RECEIVED = re.compile(r"ได้รับ[ \xa0]?\Z")
#: the beginning of a clause, or a word that needs a number, at the end of an English span; the rest of a sentence
_TAIL = re.compile(
    r"(?:,? (?:which|who|that)(?: \w+)?|, which(?: \w+){2,3}|, (?:and )?(?:\w+ed|according|is|are|was|were)"
    r"|(?: at| by)? approx\.?|,? (?:No|B\.E)\.?)\Z"
)
_SENTENCE_REST = re.compile(r" [^.;\nก-๎]{1,35}(?=[.;](?:\s|\Z)|\n|\Z)")
#: words behind a time that is cut off
_BEHIND_TIME = re.compile(r"\s*(?:ที่ผ่านมา|เรื่อง)?\s*")
#: the number of the next item of a list at the end of a span
_NEXT_ITEM = re.compile(r"\s\d{1,2}\Z")
#: the rest of words joined by a hyphen or a slash, and of an English name in a Thai text, on either side of a span
_JOINED_BEFORE = re.compile(r"(?<!\S)[^\s()“”\"\d][^\s()“”\"]{0,24}[-/]\Z")
_JOINED_BEHIND = re.compile(r"[-/][^\s()“”\"]{1,40}(?![^\s()“”\"])")
_NAME_BEFORE = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][A-Za-z\d&'’-]* ){1,8}\Z")
_NAME_BEHIND = re.compile(r"(?: (?:[A-Za-z][A-Za-z\d'’-]*|&)){1,8}(?![A-Za-z])")
#: the English name that a Thai word at the end of a span introduces (จากนิตยสาร | The Banker)
_NAME_OF_THAI = re.compile(
    r"(?<=[ก-๎ฯ])(?<!จากนั้น)(?: |(?= ?[“‘]))(?: ?[“‘])?[A-Z][A-Za-z\d&'’.-]*(?: [A-Z\d][A-Za-z\d&'’.-]*){0,6}[”’]?(?![A-Za-z])"
)
_THAI, _LATIN = re.compile(r"[ก-๎]+"), re.compile(r"[A-Za-z]+")
#: characters outside a span searched for a bracket's partner; minimum characters of a span before its next clause
PARTNER_REACH, MIN_CLAUSE = 60, 20


def trim_span(context: Context, start: int, end: int) -> Mention:
    """The mention of a span, shortened and trimmed: no punctuation, time or preposition at its ends, no unmatched bracket."""
    text = context.text
    start = _with_verb(text, _past_and(context, _past_office(context, start, end), end))
    start = _past_time(context, _past_stray(context, start, end), end)
    start, end = _without_signs(text, *_balanced(text, start, _shortened_end(context, start, end)))
    if _GLOSS.match(text, start, end - MIN_CLAUSE):  # whose opening bracket has been added
        start = _past_and(context, _past_stray(context, start, end), end)
    item = _NEXT_ITEM.search(text, start, end) if text[end : end + 1] == ")" else None
    end = item.start() if item else end
    tail = _TAIL.search(text, start + MIN_ABOUT, end) if context.language == "en" and start + MIN_ABOUT < end else None
    shorter = tail.start() if tail else _end_without_time(context, start, end)
    if shorter < end:
        return trim_span(context, start, shorter)
    if context.language == "en" and start < end:
        start, end = _english_phrase(context, start, end)
    start, end = _whole_words(context, start, end)
    return context.mention(start, _past_number(context, start, end))


def _english_phrase(context: Context, start: int, end: int) -> tuple[int, int]:
    """An English span from its verb to the end of the phrase that it cuts, if that is not too long."""
    start = with_english_verb(context.text, start)
    shorter = without_occasion(context.text, start, end)
    if shorter < end and shorter - start >= MIN_ABOUT:
        return start, shorter
    further = whole_names(context, start, past_pair(context, start, end) or past_phrase(context, end))[1]
    return start, further if further - start <= MAX_ABOUT else end


def _without_signs(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without spaces and signs at its ends, but for an opening bracket or quotation mark."""
    while start < end and text[start] not in _OPEN and (not text[start].isalnum() or text[start] in _AFTER_WORDS):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:-–•"):
        end -= 1
    if text[end - 1 : end] == "." and text[end - 2 : end - 1].islower():  # a full stop, not the dot of a Thai abbreviation
        end -= 1
    return start, end


def to_next_space(context: Context, start: int, end: int) -> int:
    """End of a span that ends inside a phrase, moved to the next space: Thai writes the words of a phrase together.

    In English, to the end of the sentence if that is near.
    """
    if start >= end:
        return end
    if context.language != "th":
        rest = _SENTENCE_REST.match(context.text, end)
        return rest.end() if rest and not context.times_in(end, rest.end()) else end
    further = _past_name(context, start, _past_open_word(context, start, end))
    rest = _PHRASE.match(context.text, end)
    if further > end or rest is None or rest[0].startswith(word_class("begins a phrase")):
        return further
    return end if any(w in rest[0] for w in word_class("in a phrase")) else rest.end()


def _past_name(context: Context, start: int, end: int) -> int:
    """End of a span that stops inside a name, or across a space from the one it leads to (หารือกับ | นายว่าว, เนื่องใน | “วันว่าว”)."""
    text, begins = context.text, end
    if not text.endswith(word_class("needs a name"), start, end):
        return whole_names(context, start, end)[1]
    while text[begins : begins + 1] in _SPACES:
        begins += 1
    title = _TITLE.match(text, begins)
    people = [spot.end for spot in context.spots_in(begins, begins + 1)]
    names = [one.end for one in context.entities_in(begins, begins + 1)]
    return max(end, title.end() if title else end, *people, *names)


def _past_open_word(context: Context, start: int, end: int) -> int:
    """End of a span that stops behind a word that needs more (ไม่, ผู้) or is very short, moved on by whole words."""
    tokens, text = context.tokens, context.text
    k = bisect_left(tokens.starts, end)
    if not 0 < k < len(tokens.starts) or not _THAI.match(text, end) or tokens.ends[k - 1] != end:
        return end
    needs_more = tokens.norms[k - 1] in word_class("needs more")
    if not needs_more and (end - start > MAX_SHORT or tokens.norms[k] in word_class("begins a phrase")):
        return end
    last = k
    while last + 1 < len(tokens.starts) and tokens.ends[last + 1] - end <= MAX_FURTHER:
        if tokens.kinds[last + 1] != "thai" or tokens.norms[last + 1] in word_class("in a phrase"):
            break
        last += 1
    return whole_names(context, start, tokens.ends[last])[1]


def _whole_words(context: Context, start: int, end: int) -> tuple[int, int]:
    """A span widened to whole words joined by a hyphen or a slash, and to whole English names in a Thai line."""
    low, high = context.line(start)
    if start >= end:
        return start, end
    found = [
        _JOINED_BEFORE.search(context.text, max(low, start - MAX_ABOUT), start),
        _JOINED_BEHIND.match(context.text, end, high),
    ]
    first, last = (_LATIN.match(context.text, at) for at in (start, end - 1))
    if _is_thai_line(context, low, high):
        found.append(_NAME_BEFORE.search(context.text, max(low, start - MAX_ABOUT), start) if first else None)
        found.append((_NAME_BEHIND if last else _NAME_OF_THAI).match(context.text, end, high))
    for more in found:
        if more and (more[0][-1] in "”’" or not context.times_in(more.start(), more.end())):
            start, end = min(start, more.start()), max(end, more.end())
    return start, end


def _is_thai_line(context: Context, low: int, high: int) -> bool:
    """Whether a line of a Thai article has more Thai than Latin letters."""
    thai, latin = (len("".join(script.findall(context.text, low, high))) for script in (_THAI, _LATIN))
    return context.language == "th" and thai > latin


def _past_stray(context: Context, start: int, end: int) -> int:
    """Start of a span without a word that belongs to what stands before it: a preposition, a gloss, a genitive 's, กรณีที่, จะ."""
    for stray in (_GLOSS, _STRAY[context.language]):
        at = start - 1 if context.text[max(0, start - 1) : start] in _APOSTROPHES else start
        lead = stray.match(context.text, at, end)
        start = lead.end() if lead and end - lead.end() >= MIN_ABOUT else start
    return start


def _past_time(context: Context, start: int, end: int) -> int:
    """Start of a span without a time that it begins with."""
    k = bisect_right(context.time_starts, start) - 1
    time = context.times[k] if k >= 0 else None
    if time is None or time.end <= start or time.kind == "duration" or end - time.end < MIN_ABOUT:
        return start
    behind = _BEHIND_TIME.match(context.text, time.end, end)
    return start if context.in_name(time.start, time.end) or _in_series(context, time) else behind.end() if behind else time.end


def _with_verb(text: str, start: int) -> int:
    """Start of a span, moved before the verb that its first word belongs to: ลง|พื้นที่, ได้รับ|การรับรอง."""
    verbs = (start - len(before) for before in ("ลง", "ลงพื้น") if text.startswith("ลงพื้นที่", max(0, start - len(before))))
    received = _RECEIVED.search(text, max(0, start - 7), start)
    return received.start() if received else next(verbs, start)


def before_next_clause(context: Context, start: int, end: int) -> int:
    """End of a span, moved before the first clause that says how, why or with whom (โดย…, เพื่อ…), outside names and brackets.

    Annotators stop there in four of five cases.
    """
    tokens, text = context.tokens, context.text
    first, last = bisect_left(tokens.starts, start + MIN_CLAUSE), bisect_left(tokens.starts, end)
    for k in range(max(first, 1), last):
        at = tokens.starts[k]
        if tokens.kinds[k - 1] != "space" or tokens.norms[k] not in word_class("next clause"):
            continue
        edge = tokens.starts[k - 1]
        if _unmatched(text[start:edge]) is None and whole_names(context, start, edge)[1] == edge:
            return end if context.entities_in(at, end, "EVENT") else edge
    return end


def _past_number(context: Context, start: int, end: int) -> int:
    """End of a span; if a year, a month, a serial number or a measure ends or follows it, the end of that."""
    text = context.text
    series = _series_end(context, end)
    if series:
        return series
    ordinal = _ORDINAL.match(text, end) if text.endswith(("ครั้ง", "ฉบับ", "รุ่น", "ระยะ"), start, end) else None
    if ordinal:
        return ordinal.end()
    if text[end - 1 : end] == "%" or text[end - 1 : end].isdigit() or text[end : end + 1].isdigit():
        return _measured(context, end)[0]
    if not _number_follows(context, end):
        return end
    measured, unit = _measured(context, end + 1)
    return measured if unit or text.endswith(word_class("counts on"), start, end) else end


def _number_follows(context: Context, end: int) -> bool:
    """Whether a space and a number come next, and the number is in no time but a duration."""
    text, number = context.text, end + 1
    if not (text[end:number].isspace() and text[number : number + 1].isdigit()):
        return False
    return all(t.end <= number or t.kind == "duration" for t in context.times_in(end, number + 1))


def _measured(context: Context, at: int) -> tuple[int, bool]:
    """End of the number at an offset, with its unit if that is a whole word and begins no name, and whether it has one.

    Of หมู่ 3 ตำบลริมน้ำ the number alone: ตำบล is no unit there.
    """
    rest = _MEASURE.match(context.text, at)
    if rest is None or not rest["unit"]:
        return rest.end() if rest else at, False
    whole = rest.end() == len(context.text) or rest.end() in context.tokens.start_set
    whole = whole and all(one.end <= rest.end() for one in context.entities_in(rest.start("unit"), rest.end()))
    return rest.end() if whole else rest.start("unit"), whole


_UNITS = "|".join(map(re.escape, sorted(word_class("measure"), key=len, reverse=True)))
_UNIT = rf"(?P<unit>[ \xa0]?(?:{_UNITS})+(?!ที่\s?[\d๐-๙]|[A-Za-z]))?(?:[ \xa0]?ต่อ(?:{_UNITS}))?"
_MEASURE = re.compile(rf"(?:[+.,/:-]?[\d๐-๙]+)*{_UNIT}")


def _past_office(context: Context, start: int, end: int) -> int:
    """Start of a span, moved to the end of an office that it begins inside."""
    offices = parties_of(context).offices
    k = bisect_right(offices, (start, 0)) - 1
    return offices[k][1] if k >= 0 and offices[k][0] < start < offices[k][1] < end - MIN_ABOUT else start


def _past_and(context: Context, start: int, end: int) -> int:
    """Start of a span that must not begin with "and": a name right before it (Thailand and Chile have …), else the next token."""
    tokens = context.tokens
    k = bisect_left(tokens.starts, start)
    if k + 2 >= len(tokens.starts) or tokens.norms[k].lower() not in _AND or tokens.starts[k + 2] > end - MIN_ABOUT:
        return start
    before = context.entities[bisect_left(context.starts, start) - 1 :][:1]
    beside = [one.start for one in before if start - 2 <= one.end <= start and "\n" not in context.text[one.end : start]]
    return beside[0] if beside else tokens.starts[k + 1]


def says_what_happened(context: Context, at: Mention) -> bool:
    """Whether a span says what happened: it contains an event's name, or a content word outside names, offices and times."""
    if context.entities_in(at.start, at.end, "EVENT"):
        return True
    parties, empty = parties_of(context), word_class("empty")
    names = [(one.start, one.end) for one in (*context.entities_in(at.start, at.end), *context.times_in(at.start, at.end))]
    starts, words = context.long_words
    for k in range(bisect_left(starts, at.start), bisect_left(starts, at.end)):
        named = parties.in_office(starts[k]) or any(start <= starts[k] < end for start, end in names)
        again = words[k] in word_class("head") and words[k + 1 : k + 2] == ["ดังกล่าว"]
        if not (named or again or words[k] in empty):
            return True
    return False


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Balance a span's brackets: include a partner just outside it, else drop the bracket and the shorter side."""
    for turn in range(MAX_CUTS):
        unmatched = _unmatched(text[start:end])
        if unmatched is None:
            return start, end
        at = start + unmatched
        wider = _with_partner(text, start, end, at) if turn == 0 else None
        start, end = wider or ((at + 1, end) if at - start < end - at else (start, at))
    unmatched = _unmatched(text[start:end])
    return start, end if unmatched is None else start + unmatched


def _with_partner(text: str, start: int, end: int, at: int) -> tuple[int, int] | None:
    """The span extended to its bracket's partner, if no other bracket or line break comes first."""
    if text[at] in _OPEN:
        partner = next((k for k in range(end, min(len(text), end + PARTNER_REACH)) if text[k] in _PARTNER_STOPS), end)
        return (start, partner + 1) if text[partner : partner + 1] == _CLOSE[_OPEN.index(text[at])] else None
    opener = next((k for k in range(start - 1, max(-1, start - PARTNER_REACH), -1) if text[k] in _PARTNER_STOPS), None)
    return (opener, end) if opener is not None and text[opener] == _OPEN[_CLOSE.index(text[at])] else None


def _unmatched(words: str) -> int | None:
    """Index of a bracket or quotation mark without a partner, or None."""
    opened: list[int] = []
    for at, sign in ((found.start(), found[0]) for found in _SIGNS.finditer(words)):
        if opened and sign in _CLOSE and words[opened[-1]] == _OPEN[_CLOSE.index(sign)]:
            opened.pop()
        elif sign in _OPEN:
            opened.append(at)
        else:
            return at
    return opened[0] if opened else None


def _shortened_end(context: Context, start: int, end: int) -> int:
    """End of a span; if it is too long, its last space outside names that leaves it short enough."""
    if end - start <= MAX_ABOUT:
        return end
    spaces = [at for at in range(start + MAX_ABOUT, start + MIN_ABOUT, -1) if context.text[at].isspace()]
    return next((at for at in spaces if whole_names(context, start, at)[1] == at), end)


def _end_without_time(context: Context, start: int, end: int) -> int:
    """End of a span without a final time and the words that lead on (ในวันที่, และ, of the); unchanged if little is left."""
    tokens = context.tokens
    time = next((t for t in context.times_in(start, end) if t.end >= end and not context.in_name(t.start, t.end)), None)
    if time and (time.kind == "duration" or _in_series(context, time)):
        return end
    last = time.start if time else end
    k = bisect_left(tokens.starts, last)
    while k > 1 and (tokens.kinds[k - 1] == "space" or _leads_on(context, k - 1)):
        k -= 1
    shorter = min(last, tokens.ends[k - 1])
    return shorter if shorter - start >= MIN_ABOUT else end


def _leads_on(context: Context, k: int) -> bool:
    """Whether a token only leads on to what follows it, always or beside certain words (to be held, พบว่า)."""
    tokens, word = context.tokens, context.tokens.norms[k].lower()
    if len(word) > 1 and tokens.norms[k].isupper():  # WHO
        return False
    before = word_before(context, tokens.starts[k])
    if word in word_class("leads on"):
        return f"{before}{word}" != "ไม่ได้"
    if word in word_class("leads on to a time"):
        return before not in word_class("goes to") and bool(context.times_in(tokens.ends[k], tokens.ends[k] + 2))
    behind = next(iter(context.words_in(tokens.ends[k], tokens.ends[k] + NEXT_REACH)), "")
    pairs = word_class("leads on beside")
    return f"{word}…{behind}" in pairs or f"{before}…{word}" in pairs


def _in_series(context: Context, time: Time) -> bool:
    """Whether a year or month tells one of a series from the others (ปีการศึกษา 2563, ประจำเดือนมีนาคม), not when it happened."""
    if not time.value or (len(time.value) >= DATE_LENGTH and time.kind != "fiscal_year"):
        return False
    low = max(context.line(time.start)[0], time.start - SERIES_REACH)
    marks = (mark for mark in _SERIES_MARK.finditer(context.text, low, time.end) if mark.start() <= time.start <= mark.end())
    mark = next(marks, None)
    return mark is not None and not context.text.endswith(("ใน", "ตั้งแต่", "ระหว่าง", "เมื่อ", "ช่วง"), low, mark.start())


def _series_end(context: Context, end: int) -> int | None:
    """End of the year or month of one of a series that a span cuts or that follows it, or None."""
    low, high = context.line(max(0, end - 1))
    for left_open in _YEAR_LEFT_OPEN.finditer(context.text, max(low, end - SERIES_REACH), min(high, end + SERIES_REACH)):
        if left_open.start() <= end < left_open.end():
            return left_open.end()
    k = bisect_left(context.time_starts, end)
    for time in context.times[max(0, k - 1) : k + 1]:
        gap = context.text[end : time.start].strip(" \xa0")
        if end < time.end and (not gap or _SERIES_MARK.fullmatch(gap)) and _in_series(context, time):
            return time.end
    return None
