"""Find statements: each cue with its speaker and the extent of what is said."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from newsextract.data import read_csv
from newsextract.layers.drafts import Statement
from newsextract.layers.findings import Findings, Found
from newsextract.layers.statements.cues import Cue, find_cues
from newsextract.layers.statements.extent import OPEN, Behind, end_of_speech, line_end, line_start, quoted_before, verbs_behind
from newsextract.layers.statements.speakers import Cast, speaker
from newsextract.page import Article
from newsextract.records import Language, Mention

#: what is said has at least so many characters
SHORTEST = 20
#: a quotation that goes on has so many: shorter ones are names and slogans
LONG_QUOTE = 60

#: the name of who speaks, and where it stands
Speaker = tuple[str, tuple[int, int]]

_GIST = re.compile(r"(?:ดังนี้|as\s+follows|สาระสำคัญ|รายละเอียด)[\s:]*$")
_PRONOUN = re.compile(r"(?:ตน|ท่าน|โดย|ทั้งนี้|นอกจากนี้|พร้อม|ซึ่ง|และ|ได้|ยัง|\bhe|\bshe|\bHe|\bShe)[^\n]{0,40}$")
#: characters that the longest of these can take up before a cue
_BEFORE_CUE = 60
_SENTENCE_START = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z])")


def find(article: Article, findings: Findings) -> Found[Statement]:
    """Find what was said, and by whom.

    Parameters
    ----------
    article
        The article; its headline is left alone.
    findings
        People, to whom names and offices are resolved, and entities: a body may speak, too.

    Returns
    -------
    Found[Statement]
        In order of the text, not overlapping; ``start`` and ``end`` are code points, end exclusive. ``speaker`` is
        the person's name where it is plain, else the office or body as written, else None.

    Examples
    --------
    >>> from newsextract.layers.drafts import Person, Referent
    >>> article = Article.of("นายสมมุติ ดีงาม กล่าวว่า โครงการนี้จะเริ่มในเดือนหน้า")
    >>> person = Person(name="สมมุติ ดีงาม", mentions=[Mention.of(article.text, 0, 15)])
    >>> [(s.speaker, s.text) for s in find(article, Findings(referents=[Referent.of(person)])).items]
    [('สมมุติ ดีงาม', 'โครงการนี้จะเริ่มในเดือนหน้า')]
    """
    text, body, language = article.text, article.body, article.lead or article.language
    cast = Cast(text, language, findings.people, findings.entities)
    drafts = _before(cast, find_cues(text, body, language))
    drafts = _behind(cast, drafts, verbs_behind(text, body, language), body)
    drafts += _continued(text, drafts, language)
    drafts += _gists(cast, drafts, body)
    drafts.sort(key=lambda s: (s.start, s.end))
    return Found(_apart(text, drafts))


def _clause(text: str, at: int, sentences: list[tuple[int, int]]) -> int:
    """Where the paragraph that holds a cue begins, or the sentence, given what stands between sentences."""
    start = line_start(text, at)
    k = bisect_left(sentences, at, key=lambda gap: gap[1]) - 1
    return sentences[k][1] if k >= 0 and sentences[k][0] >= start else start


def _before(cast: Cast, cues: list[Cue]) -> list[Statement]:
    """Statements whose cue stands before them; a cue inside speech counts only with a speaker of its own."""
    text, found = cast.text, list[Statement]()
    sentences = [match.span() for match in _SENTENCE_START.finditer(text)] if cast.language == "en" else []
    for cue in cues:
        before = found[-1] if found else None
        who = _who(cast, cue, before, sentences)
        if who is None:
            continue
        end = end_of_speech(text, cue.said, cast.language)
        start = cue.said + (text[cue.said : cue.said + 1] in OPEN)
        if end - start < SHORTEST:
            continue
        if before and cue.start < before.end:
            found[-1] = _cut(text, before, who[1][0])
        found.append(_said(text, (start, end), who, Mention.of(text, cue.start, cue.end), direct=start > cue.said))
    return [s for s in found if s.end - s.start >= SHORTEST]


def _who(cast: Cast, cue: Cue, before: Statement | None, sentences: list[tuple[int, int]]) -> Speaker | None:
    """Who speaks at a cue; inside speech only somebody who breaks it, and behind it a pronoun means the last speaker."""
    text = cast.text
    if before and cue.start < before.end:
        who = speaker(cast, *(cue.who or (before.start, cue.start)))
        return who if who and _breaks(text, before, who, cue) else None
    left = _clause(text, cue.start, sentences)
    who = speaker(cast, *(cue.who or (left, cue.start)))
    if who or before is None or not before.speaker:
        return who
    goes_on = cue.start - left <= 4 or _PRONOUN.search(text[max(left, cue.start - _BEFORE_CUE) : cue.start])
    return (before.speaker, (cue.start, cue.end)) if goes_on else None


def _breaks(text: str, before: Statement, who: Speaker, cue: Cue) -> bool:
    """Whether a cue inside speech ends it: another speaker, far enough in, after a space."""
    name, (at, _) = who
    far = at - before.start >= 120 and cue.start - at <= 200
    return before.kind != "direct" and name != before.speaker and far and at > 0 and text[at - 1] in " \xa0\n"


def _cut(text: str, statement: Statement, at: int) -> Statement:
    end = at
    while end > statement.start and text[end - 1].isspace():
        end -= 1
    return statement.model_copy(update={"end": end, "text": text[statement.start : end]})


def _said(text: str, span: tuple[int, int], who: Speaker, cue: Mention, *, direct: bool) -> Statement:
    """The statement of a span, without white space behind it."""
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    name, at = who
    return Statement(
        start=start,
        end=end,
        text=text[start:end],
        speaker=name,
        speaker_at=Mention.of(text, *at),
        cue=cue,
        kind="direct" if direct else "reported",
    )


def _behind(cast: Cast, found: list[Statement], verbs: list[Behind], body: int) -> list[Statement]:
    """Add statements whose verb stands behind them; shorten those that ran into it."""
    text, starts = cast.text, [s.start for s in found]
    for verb in verbs:
        line = max(verb.line, body)
        named, cue_end = ((verb.start, verb.end), verb.end) if verb.start < verb.end else ((line, verb.start), verb.start + 5)
        whose = speaker(cast, *named)
        quoted = quoted_before(text, verb, body)
        at = whose[1][0] if whose else verb.start
        free = _make_room(text, found, bisect_left(starts, verb.start) - 1, verb.start, quoted, at)
        start, end = quoted or (line, at)
        if whose and free and end - start >= SHORTEST and (quoted or cast.language == "th"):
            cue = Mention.of(text, verb.start, cue_end)
            found.append(_said(text, (start, end), whose, cue, direct=quoted is not None))
    return found


def _make_room(text: str, found: list[Statement], last: int, start: int, quoted: tuple[int, int] | None, stop: int) -> bool:
    """Shorten the last statement if it runs into a verb; whether what was said before the verb stands behind it."""
    if last < 0 or start > found[last].end:
        return True
    end = quoted[1] if quoted and quoted[1] > found[last].start + SHORTEST else stop
    found[last] = _cut(text, found[last], end)
    return quoted is not None and quoted[0] > found[last].end


def _continued(text: str, drafts: list[Statement], language: Language) -> list[Statement]:
    """Paragraphs that open with a quotation mark right after a statement: the speaker goes on."""
    found, starts, opened = list[Statement](), sorted(s.start for s in drafts), set[int]()
    for before in drafts:
        last = before
        while True:
            at = line_end(text, last.end) + 1
            if at >= len(text) or text[at] not in '“"' or bisect_left(starts, at) != bisect_left(starts, line_end(text, at)):
                break
            end = end_of_speech(text, at, language)
            if end - at < LONG_QUOTE or at in opened:
                break
            opened.add(at)
            last = last.model_copy(update={"start": at + 1, "end": end, "text": text[at + 1 : end], "kind": "direct"})
            found.append(last)
    return found


@cache
def _gist_verbs(language: Language) -> re.Pattern[str]:
    verbs = sorted(
        (row["verb"] for row in read_csv("statements/gist.csv") if row["language"] == language), key=len, reverse=True
    )
    return re.compile(r"[\s\xa0]*(?:ได้)?(?:" + "|".join(map(re.escape, verbs)) + ")")


def _gists(cast: Cast, found: list[Statement], body: int) -> list[Statement]:
    """Paragraphs of a summary of talks: after "ดังนี้", "The Prime Minister expressed …" reports what was said."""
    text, extra = cast.text, list[Statement]()
    verb = _gist_verbs(cast.language)
    starts = sorted(s.start for s in found)
    ends = sorted(s.end for s in found)
    at, open_ = body, False
    while at < len(text):
        end = line_end(text, at)
        # as many statements end before the line as begin before its end: none reaches into it
        if open_ and bisect_right(ends, at) == bisect_left(starts, end):
            opened = _gist(cast, verb, at, end)
            if opened:
                extra.append(opened)
        open_ = open_ or bool(_GIST.search(text[max(at, end - 40) : end]))
        at = end + 1
    return extra


def _gist(cast: Cast, verb: re.Pattern[str], at: int, end: int) -> Statement | None:
    text = cast.text
    limit = min(end, at + 170)
    for match in verb.finditer(text, at + 2, limit):
        who = speaker(cast, at, match.start())
        if who and who[1][0] - at <= 24 and match.start() - who[1][1] <= 110:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            stop = end_of_speech(text, start, "th")
            if stop - start >= 2 * SHORTEST:
                return _said(text, (start, stop), who, Mention.of(text, start, match.end()), direct=False)
        break
    return None


def _apart(text: str, drafts: list[Statement]) -> list[Statement]:
    """Statements in order without overlaps: a later one begins where the earlier ends."""
    kept: list[Statement] = []
    for draft in drafts:
        if kept and draft.start < kept[-1].end:
            continue
        if text[draft.start : draft.end].strip():
            kept.append(draft)
    return kept
