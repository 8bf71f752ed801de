"""Find statements: where words said begin, how far they reach, and who says them."""

from __future__ import annotations

from collections.abc import Mapping

from newsextract.layers.drafts import Statement
from newsextract.layers.findings import Findings, Found
from newsextract.layers.statements.choose import Said, chances_of, choose
from newsextract.layers.statements.cues import find_cues
from newsextract.layers.statements.lexicon import models
from newsextract.layers.statements.scene import Scene
from newsextract.layers.statements.starts import Speech
from newsextract.models.choice import Choice
from newsextract.page import Article
from newsextract.records import Mention

#: signs of which pages draw rules below an article
_RULE = "/*=-–"


def find(article: Article, findings: Findings) -> Found[Statement]:
    """Find what was said, and by whom.

    Parameters
    ----------
    article
        The article; its headline is left alone.
    findings
        Referents: persons, bodies and posts may speak.

    Returns
    -------
    Found[Statement]
        In order of the text, not overlapping; ``speaker`` is None where it is not plain.

    Examples
    --------
    >>> from newsextract.layers.drafts import Person, Referent
    >>> article = Article.of("นายสมมุติ ดีงาม กล่าวว่า โครงการนี้จะเริ่มในเดือนหน้า")
    >>> person = Person(name="สมมุติ ดีงาม", mentions=[Mention.of(article.text, 0, 15)])
    >>> [(s.speaker.names, s.text) for s in find(article, Findings(referents=[Referent.of(person)])).items]
    [(['สมมุติ ดีงาม'], 'โครงการนี้จะเริ่มในเดือนหน้า')]
    """
    return Found(read(Scene.of(article, findings), models()))


def read(scene: Scene, trained: Mapping[str, Choice]) -> list[Statement]:
    """The statements of an article, by some models."""
    cues = find_cues(scene)
    speech = Speech(scene, cues)
    chances = chances_of(speech, trained["yes"])
    return [_statement(speech, said) for said in choose(speech, chances, trained)]


def _closes(text: str, start: int, end: int, *, direct: bool) -> bool:
    """Whether words end with a quotation mark that is not theirs: of a direct statement any, else one that they do not open."""
    last = text[end - 1]
    return (last in '"”' and direct) or (last == "”" and text.count("”", start, end) > text.count("“", start, end))


def _statement(speech: Speech, said: Said) -> Statement:
    scene, text, cue = speech.scene, speech.scene.text, said.cue
    verb = (cue.start, cue.end)
    if cue.kind == "quote" and (behind := speech.verb_behind(cue)):
        verb = behind[:2]
    start, end = cue.said, said.end
    while end > start and (text[end - 1].isspace() or text[end - 1] in _RULE or _closes(text, start, end, direct=cue.direct)):
        end -= 1
    return Statement(
        start=start,
        end=end,
        text=text[start:end],
        speaker=None if said.who is None else scene.referents[said.who],
        cue=Mention.of(text, *verb) if verb[1] > verb[0] else None,
        kind="direct" if cue.direct else "reported",
    )
