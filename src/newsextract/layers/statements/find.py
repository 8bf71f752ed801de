"""The statements layer: where statements begin, where they end, and who says them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from newsextract.layers.drafts import Statement
from newsextract.layers.findings import Findings, Found
from newsextract.layers.statements.choose import ChosenStatement, choose
from newsextract.layers.statements.cues import Cue, find_cues
from newsextract.layers.statements.ends import MIN_CHARS
from newsextract.layers.statements.lexicon import marks, models
from newsextract.layers.statements.paragraphs import gists, in_full, joined
from newsextract.layers.statements.scene import SAYS, Scene
from newsextract.layers.statements.starts import Speech, cue_features
from newsextract.models.choice import Choice
from newsextract.page import Article
from newsextract.records import Mention
from newsextract.thai.text import any_of

#: maximum characters of a title or term in marks that begins a statement, which goes on more than so many characters beyond it
MAX_TITLE, BEYOND_TITLE = 60, 15
#: maximum characters from the name of a speaker behind a statement to the end of the line
MAX_SPEAKER_BEHIND = 90
#: what stands between an English verb and what is said: disclosed about …, agreed, as …
_ABOUT = re.compile(r"(?:[,;:]\s*)?(?:about\s+)?")
#: what stands behind the name of a speaker who is named after the statement
_SAYS_BEHIND = re.compile(rf"[ \xa0ฯ)]*(?:ได้)?{SAYS}\s*{any_of(marks('at the end'))}?[\s.]*")
#: characters that pages draw rules with below an article
_RULE = "/*=-–—_"


def find(article: Article, findings: Findings) -> Found[Statement]:
    """Find the statements of an article's body and their speakers: persons, organisations and posts.

    They are in text order, without overlap but for a spokesman's gist and what others say in it.

    Examples
    --------
    >>> from newsextract.layers.drafts import Referent
    >>> article = Article.of("นายสมมุติ ดีงาม กล่าวว่า โครงการนี้จะเริ่มในเดือนหน้า")
    >>> person = Referent("PERSON", mentions=[Mention.of(article.text, 0, 15)], names=["สมมุติ ดีงาม"])
    >>> [(s.speaker.names, s.text) for s in find(article, Findings(referents=[person])).items]
    [(['สมมุติ ดีงาม'], 'โครงการนี้จะเริ่มในเดือนหน้า')]
    """
    return Found(read(Scene.of(article, findings), models()))


def read(scene: Scene, trained: Mapping[str, Choice]) -> list[Statement]:
    """The statements of an article, by trained models."""
    cues = find_cues(scene)
    speech = Speech(scene, cues)
    chances = [trained["yes"].probability(cue_features(speech, k)) for k in range(len(cues))]
    chosen = list(joined(scene, choose(speech, chances, trained)))
    around = list(gists(scene, chosen))
    if whole := in_full(scene):
        chosen, around = [one for one in chosen if one.referent not in {None, whole.referent}], [whole]
    found = [_statement(speech, one) for one in chosen]
    found += [replace(_statement(speech, one), gist=True) for one in around]
    return sorted(found, key=lambda said: said.start)


def _closes(text: str, start: int, end: int, *, direct: bool) -> bool:
    """Whether a span ends with a quotation mark to strip: any if the statement is direct, else a closing one not opened in it."""
    last = text[end - 1]
    if last not in '"”' or direct:
        return last in '"”'
    opened, closed = text.count("“", start, end), text.count("”", start, end)
    return closed > opened if last == "”" else closed == opened and text.count('"', start, end) % 2 == 1


def _trimmed(text: str, start: int, end: int, *, direct: bool) -> int:
    """The end of a statement without spaces, rules and a quotation mark that is not part of it."""
    while end > start and (text[end - 1].isspace() or text[end - 1] in _RULE or _closes(text, start, end, direct=direct)):
        end -= 1
    return end


def _after_about(text: str, cue: Cue) -> int:
    """Where a statement begins: without "about", as in all of 59 annotated ones that stand behind it."""
    about = _ABOUT.match(text, cue.speech_start) if cue.kind == "verb" and not cue.direct else None
    return about.end() if about else cue.speech_start


def _begins_with_title(text: str, cue: Cue, end: int) -> bool:
    """Whether the marks that a statement begins with are those of a title or term in it, not of the statement itself."""
    if not cue.close or cue.close - cue.speech_start > MAX_TITLE or end <= cue.close + BEYOND_TITLE:
        return False
    return not any(mark in text[end - 1 : end + 1] for mark in '”"')


def _before_speaker(scene: Scene, start: int, end: int) -> int:
    """The end of a statement without the speaker named behind it (… นายสมชาย กล่าวทิ้งท้าย): right in 9 of 9 annotated ones."""
    spots = scene.between(max(start + MIN_CHARS, end - MAX_SPEAKER_BEHIND), end)
    return spots[-1].start if spots and _SAYS_BEHIND.fullmatch(scene.text, spots[-1].end, end) else end


def _statement(speech: Speech, chosen: ChosenStatement) -> Statement:
    scene, text, cue = speech.scene, speech.scene.text, chosen.cue
    verb = (cue.start, cue.end)
    if cue.kind == "quote" and (after := speech.verb_after_quotation(cue)):
        verb = after[:2]
    start, end, direct = _after_about(text, cue), chosen.end, cue.direct
    if cue.kind in {"opened", "verb"} and _begins_with_title(text, cue, end):
        start, direct = max(text.rfind(mark, cue.start, start) for mark in '“"'), False
    end = _before_speaker(scene, start, end)
    end = _trimmed(text, start, end, direct=direct)
    return Statement(
        start=start,
        end=end,
        text=text[start:end],
        speaker=None if chosen.referent is None else scene.referents[chosen.referent],
        cue=Mention.of(text, *verb) if verb[1] > verb[0] else None,
        kind="direct" if direct else "reported",
    )
