"""Where speech is introduced: the verb of saying with the word that opens what is said."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from newsextract.layers.statements.lexicon import Lexicon, lexicon
from newsextract.records import Language

#: the farthest that a verb and its ว่า stand apart in running text
NEAR, FAR = 36, 260
#: a verb that tells what was said without ว่า stands so early in its paragraph
EARLY = 140

_OPENER = re.compile(
    r"""
    (?<! สมญา ) (?<! ถือ ) (?<! หรือ ) ว่า
    (?! ด้วย | การ | ที่ร้อย | ที่พัน | ที่เรือ | จ้าง | ราชการ | ง | ความ | ฯ | นอน | ว )
    """,
    re.VERBOSE,
)
_AFTER_VERB = re.compile(
    r"\s*(?:ภายหลัง|หลัง|ถึง|เกี่ยวกับ|ผล|ใน|ระหว่าง|ต่อ|แก่|กับ|เมื่อ|สุนทรพจน์|คำ|ข่าว|พิเศษ|นโยบาย|เปิด|ปาฐกถา|รายละเอียด|สาระ|ตอน|ผ่าน|ความ|ราย)"
)
_ABOUT = re.compile(r"(?:กล่าว|เปิดเผย|เผย|แถลง|ย้ำ|ชี้แจง)(?:ว่า)?ถึง[\s\xa0]*")
_ENGLISH_AFTER = re.compile(r"(?:\s+[\w'’.-]+){0,12}?[\s,]+(?:that|as\s+follows)\b[\s,:]*", re.ASCII)
_ACCORDING = re.compile(r"\b[Aa]ccording\s+to\s+(?P<who>[^,\n]{3,120}),\s*")


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of saying.

    Attributes
    ----------
    start, end
        The cue, from the verb through the word that opens the speech.
    said
        Where the words said begin.
    who
        The span of the speaker's words, where the cue itself holds them ("According to …,").
    """

    start: int
    end: int
    said: int
    who: tuple[int, int] | None = None


def find_cues(text: str, body: int, language: Language) -> list[Cue]:
    """All cues from ``body`` on, in order.

    Examples
    --------
    >>> [cue.said for cue in find_cues("นายสมมุติ ดีงาม กล่าวเพิ่มเติมว่า งานเดินหน้า", 0, "th")]
    [34]
    """
    words = lexicon(language)
    found = _thai(text, body, words) if language == "th" else _english(text, body, words)
    return sorted(found, key=lambda cue: cue.start)


def _thai(text: str, body: int, words: Lexicon) -> list[Cue]:
    found: list[Cue] = []
    verbs = [(m.start(), m.end(), m[0]) for m in words.verb.finditer(text, body)]
    last = -1
    k = 0
    for opener in _OPENER.finditer(text, body):
        at = opener.start()
        while k < len(verbs) and verbs[k][1] <= at:
            k += 1
        near = [v for v in verbs[max(0, k - 4) : k] if v[0] > last and at - v[1] <= FAR and "\n" not in text[v[1] : at]]
        verb = _governing(text, near, at, words)
        if verb is None:
            continue
        said = opener.end()
        while said < len(text) and text[said] in " \xa0:":
            said += 1
        found.append(Cue(verb[0], opener.end(), said))
        last = opener.end()
    return found + _about(text, body, found)


def _about(text: str, body: int, found: list[Cue]) -> list[Cue]:
    """Speech that no ว่า opens: "เปิดเผยถึงแนวทาง …" early in a paragraph tells what was said."""
    ends = [cue.end for cue in found]
    cues = list[Cue]()
    for match in _ABOUT.finditer(text, body):
        at = match.start()
        k = bisect_right(ends, at)
        taken = k < len(found) and found[k].start < match.end()
        if not taken and (at < EARLY or text.rfind("\n", at - EARLY, at) >= 0):
            cues.append(Cue(at, match.end(), match.end()))
    return cues


def _governing(text: str, near: list[tuple[int, int, str]], at: int, words: Lexicon) -> tuple[int, int, str] | None:
    """The verb that ``ว่า`` at ``at`` belongs to: the leftmost of a chain close by, or a strong one farther off."""
    close = [verb for verb in near if at - verb[1] <= NEAR and not re.search(r"[”\"]|\s\S+\s\S+\s", text[verb[1] : at])]
    if close:
        return close[0]
    for verb in near:
        if (
            verb[2] in words.strong
            and at - verb[1] <= FAR
            and _AFTER_VERB.match(text, verb[1])
            and text[at - 1] in ' \xa0)”"ๆฯ'
        ):
            return verb
    return None


def _english(text: str, body: int, words: Lexicon) -> list[Cue]:
    found = []
    for verb in words.verb.finditer(text, body):
        opened = _ENGLISH_AFTER.match(text, verb.end())
        if (
            opened
            and "\n\n" not in text[verb.end() : opened.end()]
            and not text[verb.end() : opened.end()].rstrip(" ").endswith(":\n")
        ):
            found.append(Cue(verb.start(), opened.end(), opened.end()))
    found += [Cue(m.start(), m.end(), m.end(), m.span("who")) for m in _ACCORDING.finditer(text, body)]
    return found
