"""Where a statement may begin: after a verb of saying, in a quotation, or at a paragraph that continues one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from newsextract.layers.statements.lexicon import Verb, before_mark, classes, verbs
from newsextract.layers.statements.scene import Scene

#: maximum characters between a verb and the opener (ว่า, that), the same for verbs of saying, and between verbs of a chain
MAX_TO_OPENER, MAX_SAY_TO_OPENER, MAX_CHAIN_GAP = 40, 260, 16
#: maximum characters between a verb with its occasion and the opener
MAX_OCCASION = 600
#: maximum characters between a verb with its topic and the opener
MAX_TO_TOPIC_END = 300
#: maximum characters from a verb to the opener behind the case that it is about
MAX_CASE = 500
#: minimum characters of a quotation, and of a paragraph without a cue, that may be a statement
MIN_QUOTATION, MIN_PARAGRAPH = 30, 40
#: maximum characters from ตามที่ to a verb of proposing: what follows it was decided, not said
MAX_TO_PROPOSED = 160
#: maximum characters from ชี้แจง to the end of a paragraph that announces the answer below
MAX_TO_ANSWER = 130

Kind = Literal["opened", "verb", "quote", "paragraph", "according"]

_WA = re.compile("ว่า")
#: words that begin with ว่า but do not open speech, and words that may be joined to an opening ว่า in one token
_NO_OPENER = re.compile(r"ว่า(?:ด้วย|ที่|ราชการ|จ้าง|ง)|(?:(?<=รัฐมนตรี)|(?<=รัฐมนตรีช่วย))ว่าการ")
_BEFORE_OPENER = re.compile(r"(?:ต่อ|อีก|ด้วย|เติม)$")
_NOT = re.compile(r"(?<!หรือ)ไม่\Z")
_BLANK = re.compile(r"[\s\xa0:\u200b]*(?:,\s*(?=[“\"]))?")
_ANSWERS = "(?:ตอบ)?ชี้แจง|มอบนโยบาย|กล่าวถึง|แถลง(?:ข่าว)?สรุป"
_ANSWER = re.compile(rf"(?:จึง)?(?:ขอเรียน|ขอ|ได้)?\s?(?P<verb>{_ANSWERS})(?!ว่า)[^\n]*?(?:ดังนี้|ดังต่อไปนี้|คือ)[\s:.]*\Z")
#: what the cabinet decided, told without ว่า (แถลงมติคณะรัฐมนตรี วันนี้ (7 มีนาคม 2566) เห็นชอบ …)
_RESOLUTION = re.compile(
    r"แถลง(?:ข่าว)?มติ\s?(?:ที่ประชุม)?\s?(?:คณะรัฐมนตรี|ครม\.)(?:\s*วันนี้)?(?:\s*\([^)\n]*\))?(?=\s*(?:เห็นชอบ|อนุมัติ|รับทราบ|มีมติ))"
)
_AS = re.compile("ตามที่")
#: "reports" as an item of a ceremony: what follows is told of others (in 22 of 25 articles)
_REPORTED = re.compile(r"กล่าวรายงาน\s")
_OCCASION = re.compile(r"\s?(?:ภายหลัง|หลัง|ในโอกาส|ถึง(?!กรณี)|เกี่ยวกับ|ในระหว่าง|ระหว่าง)")
_ABOUT = re.compile(r"\s?(?:ถึง|เกี่ยวกับ)\s?")
#: what a topic begins with
_TOPIC = re.compile(r"\s?(?:ถึง|เกี่ยวกับ|กรณี)")
#: a case that somebody speaks of, and the opener behind it, which stands apart: กล่าวถึงกรณีที่มีข่าวว่า … ว่า
_CASE = re.compile(r"\s?(?:ถึง)?\s?กรณี")
_APART = re.compile(r"(?<=\s)ว่า(?=[\s“\"])")
_THAT = re.compile(
    r"""
    (?P<gap> ,\s[^,;:.\n]{3,120}, | (?:\s+[\w'’.()-]+){0,12}?,? )  # an aside, or some words
    \s+that\b (?!\s(?:took|was|were|is|are|has|have|had|occurred)\b) [\s,:]*
    """,
    re.ASCII | re.VERBOSE,
)
#: what may stand between a verb and the "that" of speech: an occasion or a topic, for verbs of saying also an aside or a listener
_WHEN_SAID = re.compile(r"\s+(?:about|at|by|in|today|yesterday|this|earlier)\b")
_TO_WHOM = re.compile(r",\s|\s+(?:to|with)\b")
#: verbs with a listener before "that"
_TELLS = re.compile(r"inform|(?:re)?assur|told|remind|warn|gave an? (?:press|interview)")
#: the last word before a "that" that opens speech (expressed hope that, would like to inform you that); after others it is "which"
_TOLD = re.compile(
    r"""
    \b(?: hopes?|hoped|confidence|confident|beliefs?|believes?|views?|vision|opinion|position|pleasure|pleased|proud|delight
      | appreciation|regrets?|concerns?|fact|terms|clear|out|again|repeatedly|rumou?r|allegation|accusation|affirmation
      | learn|know|noted?|say|said|add(?:ed)?|share|announced?
      | acknowledged?|(?:re)?affirm(?:s|ed)?|confirm(?:ed)?|inform(?:ed)?|assured?|state[ds]?|emphasi[sz]ed?|stress(?:ed)?
      | clarify|clarified|report(?:ed)?|concurred|you|me|us|him|her|them )\Z
    """,
    re.VERBOSE,
)
#: laws and findings, which do not speak
_RULES = r"\b(?:Section|Article|Act|laws?|results?)\b"
#: findings, which do not speak themselves; and the place to which a guest is led
_FINDINGS = re.compile(r"\b(?:study|reports?|survey|data|figures|results?|research)(?:\s(?:also|has|have))?\s\Z")
_TO_PLACE = re.compile(r"(?:(?!\bto\s)[^.,]){0,80}\bto\s[A-Z]")
#: characters before a verb in which its subject stands
NEAR_SUBJECT = 24
#: words that open an English clause about somebody else
OTHER = r"(?:while|whereas|(?:on|to|in)\s+which)"
_ACCORDING = re.compile(rf"\b[Aa]ccording\s+to\s+(?P<who>(?:\([^()\n]*\)|(?!{_RULES})[^,(\n]){{3,160}}),\s*")


class Cue(NamedTuple):
    """A place where a statement may begin: the span from the verb through the opener, empty if there is none."""

    start: int
    end: int
    speech_start: int
    kind: Kind
    form: str = ""  # the verb as in the lexicon, or the word before the opener
    verb: str = ""  # its class
    direct: bool = False
    close: int | None = None  # offset of the closing mark, if the statement begins with a quotation
    speaker_span: tuple[int, int] | None = None  # of the speaker, if the cue contains it ("According to …,")


def find_cues(scene: Scene) -> list[Cue]:
    """All cues of an article in text order, at most one per start of a statement."""
    found = list(_thai_cues(scene) if scene.language == "th" else _english_cues(scene))
    found = [_moved_into_quotation(scene, cue) for cue in found]
    found += _quotation_cues(scene, found)
    found += [Cue(a, a, a, "paragraph") for a, b in scene.paragraphs if b - a >= MIN_PARAGRAPH]
    best: dict[int, Cue] = {}
    for cue in found:
        best.setdefault(cue.speech_start, cue)
    return [best[start] for start in sorted(best)]


def _after_blank(scene: Scene, at: int) -> int:
    match = _BLANK.match(scene.text, at)
    return match.end() if match else at


def _moved_into_quotation(scene: Scene, cue: Cue) -> Cue:
    """Move the start of a cue's statement inside the quotation marks that it begins with."""
    if (at := cue.speech_start) in scene.quotations:
        return cue._replace(speech_start=_after_blank(scene, at + 1), direct=True, close=scene.quotations[at])
    return cue


def _quotation_cues(scene: Scene, found: list[Cue]) -> Iterator[Cue]:
    for at, close in scene.quotations.items():
        if (close or scene.paragraphs[scene.paragraph(at)][1]) - at > MIN_QUOTATION:
            yield Cue(at, at, _after_blank(scene, at + 1), "quote", direct=True, close=close)
    named = [cue.start for cue in found if cue.kind == "opened" and scene.spot_beside(cue.start)]
    for number, close in scene.unopened.items():
        start = scene.paragraphs[number][0]
        if start not in scene.quotations and not any(start <= at < close for at in named):
            yield Cue(start, start, start, "quote", direct=True, close=close)


def _thai_cues(scene: Scene) -> Iterator[Cue]:
    for start, end in scene.paragraphs:
        found = scene.verbs(start, end)
        used = set[int]()
        for match in _RESOLUTION.finditer(scene.text, start, end):
            used.update(verb[0] for verb in found if match.start() <= verb[0] < match.end())
            yield Cue(*match.span(), _after_blank(scene, match.end()), "opened", "แถลง", "say")
        yield from _cues_with_opener(scene, start, end, found, used)
        yield from _cues_without_opener(scene, [verb for verb in found if verb[0] not in used], end)
    yield from _answer_cues(scene)


def _cues_with_opener(scene: Scene, start: int, end: int, found: list[Verb], used: set[int]) -> Iterator[Cue]:
    """Yield a cue for each ว่า of a paragraph that opens speech; the starts of its verbs are added to ``used``."""
    kinds, last, cases = classes("th"), start, _cases(scene.text, found, end)
    for match in _WA.finditer(scene.text, start, end):
        at = match.start()
        if not _is_opener(scene, at, found):
            continue
        chain = cases.get(at) or _governing_verb(scene, found, last, at)
        if chain and (_is_unsaid(scene, chain) or any(chain == verb and at < opener for opener, verb in cases.items())):
            continue
        used.update(_verbs_of_opener(scene, chain, at, found) if chain else ())
        verb = chain or (at, at, scene.word(at - 1))
        yield Cue(verb[0], match.end(), _after_blank(scene, match.end()), "opened", verb[2], kinds.get(verb[2], ""))
        last = match.end()


def _cases(text: str, found: list[Verb], end: int) -> dict[int, Verb]:
    """The openers of what is said of a case, each with its verb: a ว่า before it belongs to the case (right in 77 of 80 articles)."""
    cases: dict[int, Verb] = {}
    for verb in found:
        if classes("th")[verb[2]] == "say" and _CASE.match(text, verb[1]):
            opener = _APART.search(text, verb[1], min(end, verb[1] + MAX_CASE))
            if opener and not any(opener.start() - 1 <= other[1] for other in found if other[0] < opener.start()):
                cases.setdefault(opener.start(), verb)
    return cases


def _verbs_of_opener(scene: Scene, chain: Verb, at: int, found: list[Verb]) -> list[int]:
    """Starts of the verbs that a ว่า belongs to: those close to it, or one with an occasion or a topic between."""
    if at - chain[1] <= MAX_TO_OPENER:
        return [verb[0] for verb in found if chain[0] <= verb[0] < at]
    return [chain[0]] if _OCCASION.match(scene.text, chain[1]) or _TOPIC.match(scene.text, chain[1]) else []


def _is_opener(scene: Scene, at: int, found: list[Verb]) -> bool:
    """Whether ว่า at an offset is a word of its own or follows a verb without a space, and not one such as เรียก."""
    near = max(0, at - 20)
    if before_mark("no opener").search(scene.text, near, at) or _NOT.search(scene.text, near, at):
        return False
    if any(verb[1] == at for verb in found):
        return True
    if _NO_OPENER.match(scene.text, at):
        return False
    k = bisect_left(scene.tokens.starts, at)
    alone = at in scene.tokens.start_set and scene.tokens.norms[k] == "ว่า"
    return alone or _BEFORE_OPENER.search(scene.text, max(0, at - 12), at) is not None


def _governing_verb(scene: Scene, found: list[Verb], last: int, at: int) -> Verb | None:
    """The verb that ว่า belongs to: the first of a chain nearby, else the last verb of saying farther away.

    A verb of saying with its occasion goes before the verbs within that.
    """
    before = [verb for verb in found if verb[0] >= last and verb[1] <= at]
    if not before:
        return None
    gap = at - before[-1][1]
    if gap > 1 and (verb := _verb_with_occasion(scene.text, before, at) or _verb_with_topic(scene.text, before, at)):
        return verb
    if gap <= MAX_TO_OPENER:
        return _first_of_chain(before)
    return next((verb for verb in reversed(before) if _says(verb, at, MAX_SAY_TO_OPENER)), None)


def _verb_with_occasion(text: str, before: list[Verb], at: int) -> Verb | None:
    """The first verb of saying that its occasion follows (เปิดเผยภายหลังหารือกับ … ว่า)."""
    if not text[at - 1].isspace():
        return None
    return next((verb for verb in before if _says(verb, at, MAX_OCCASION) and _OCCASION.match(text, verb[1])), None)


def _verb_with_topic(text: str, before: list[Verb], at: int) -> Verb | None:
    """The last verb that a topic follows before a ว่า that stands apart from what is said, if one of saying (right in 11 of 12)."""
    if not text.startswith(("ว่า ", "ว่า“", 'ว่า"'), at) or before_mark("topic goes on").search(text, max(0, at - 20), at):
        return None
    last = next((verb for verb in reversed(before) if _TOPIC.match(text, verb[1])), None)
    return last if last and _says(last, at, MAX_TO_TOPIC_END) else None


def _says(verb: Verb, at: int, within: int) -> bool:
    """Whether a verb is one of saying and ends at most some characters before an offset."""
    return at - verb[1] <= within and classes("th")[verb[2]] == "say"


def _first_of_chain(found: list[Verb]) -> Verb:
    """The first of the verbs that follow one another closely up to the last one."""
    k = len(found) - 1
    while k and found[k][0] - found[k - 1][1] <= MAX_CHAIN_GAP:
        k -= 1
    return found[k]


def _cues_without_opener(scene: Scene, found: list[Verb], stop: int) -> Iterator[Cue]:
    """Yield a cue for each verb without ว่า: the statement begins after it, or with the last of a chain that is not of saying."""
    kinds, k = classes("th"), 0
    while k < len(found):
        first = last = found[k]
        while k + 1 < len(found) and found[k + 1][0] - last[1] <= 1:
            k += 1
            last = found[k]
        k += 1
        if _is_unsaid(scene, first) or _is_decided(scene, first) or _REPORTED.match(scene.text, first[0]):
            continue
        if kinds[last[2]] in {"say", "stress"}:
            about = _ABOUT.match(scene.text, last[1])
            end = about.end() if about else last[1]
        else:
            end = last[0] if last is not first else last[1]
        speech_start = _after_blank(scene, end)
        if stop - speech_start >= MIN_QUOTATION:
            yield Cue(first[0], max(end, first[1]), speech_start, "verb", last[2], kinds[last[2]])


def _answer_cues(scene: Scene) -> Iterator[Cue]:
    """Yield a cue for each "X ชี้แจง … ดังนี้" that ends a paragraph: the statement begins in the next one."""
    for (start, end), (below, _) in pairwise(scene.paragraphs):
        match = _ANSWER.search(scene.text, max(start, end - MAX_TO_ANSWER), end)
        if match and scene.spot_beside(match.start()) and not scene.opens_with_speaker(below):
            yield Cue(match.start("verb"), end, below, "opened", "ชี้แจง", "say")


def _is_unsaid(scene: Scene, verb: Verb) -> bool:
    """Whether a verb reports what no one named says: "ได้รับรายงาน", "มีรายงาน" without a name before it."""
    if verb[2] != "รายงาน":
        return False
    near = max(0, verb[0] - 20)
    if before_mark("unsaid").search(scene.text, near, verb[0]):
        return True
    there_is = before_mark("there is").search(scene.text, near, verb[0])
    return there_is is not None and scene.spot_beside(there_is.start()) is None


def _is_decided(scene: Scene, verb: Verb) -> bool:
    """Whether a verb of proposing follows ตามที่ in its paragraph: the cabinet decides "ตามที่กระทรวงเสนอ"."""
    start = max(scene.paragraphs[scene.paragraph(verb[0])][0], verb[0] - MAX_TO_PROPOSED)
    return verb[2].startswith("เสนอ") and _AS.search(scene.text, start, verb[0]) is not None


def _opening_that(scene: Scene, behind: int, end: int, form: str) -> int | None:
    """The end of the "that" which opens the speech of an English verb, in the verb's sentence; None for a relative one."""
    that = _THAT.match(scene.text, behind, end)
    if that is None or any(behind < stop < that.end() for stop in scene.sentences[scene.paragraph(behind)]):
        return None
    gap = that["gap"].rstrip()
    told = not gap or _TELLS.match(form) or _WHEN_SAID.match(gap) or _TOLD.search(gap)
    if not told and classes("en")[form] in {"say", "stress"}:
        told = _TO_WHOM.match(gap)
    return that.end() if told else None


def _is_no_speech(text: str, at: int, behind: int, form: str) -> bool:
    """Whether an English verb tells what findings show (the study reveals), or where a guest is led (invited her to the Hall)."""
    led = _TO_PLACE.match(text, behind) if form.startswith("invit") else None
    return led is not None or _FINDINGS.search(text, max(0, at - NEAR_SUBJECT), at) is not None


def _english_cues(scene: Scene) -> Iterator[Cue]:
    text, kinds = scene.text, classes("en")
    for start, end in scene.paragraphs:
        for match in _ACCORDING.finditer(text, start, end):
            yield Cue(match.start(), match.end(), match.end(), "according", "according", "say", speaker_span=match.span("who"))
        last = start
        for at, behind, form in verbs("en", text, start, end):
            if at < last or _is_no_speech(text, at, behind, form):
                continue
            opened = _opening_that(scene, behind, end, form)
            last = opened or behind
            speech_start = _after_blank(scene, last)
            if end - speech_start >= MIN_QUOTATION:
                yield Cue(at, last, speech_start, "opened" if opened else "verb", form, kinds[form])
