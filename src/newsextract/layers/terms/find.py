"""The layer: find the terms of an article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from newsextract.layers.drafts import Entity
from newsextract.layers.findings import Findings, Found
from newsextract.layers.terms.abbreviations import bare_uses, check_abbreviation
from newsextract.layers.terms.candidates import Candidate, find_candidates, is_thai
from newsextract.layers.terms.kinds import kind_of, relation_of
from newsextract.layers.terms.ranker import Ranking, rank
from newsextract.layers.terms.tables import squeeze, weights
from newsextract.layers.terms.window import Place, left_window
from newsextract.page import Article
from newsextract.records import Mention, Term, Warning_
from newsextract.thai.tokens import Tokens, tokenize

#: minimum probability of a pair; below it, more pairs are wrong than right in the samples of docs/methods.md
MIN_POSTERIOR = 0.2
_LAST_BRACKET = re.compile(r"[(\[](?=[^A-Za-z]*+[A-Za-z])[^()\[\]]*+[)\]]\Z")
#: maximum number of glosses read in an article; the longest of 82,515 news pages have fewer than 300
MAX_GLOSSES = 3_000


def find(article: Article, findings: Findings) -> Found[Term]:
    """Find the article's terms (see :func:`search`), with a warning for each abbreviation that does not match its name.

    Entities found before help to place the start of the Thai side.
    """
    candidates = find_candidates(article.text)
    terms = _terms(article.text, candidates[:MAX_GLOSSES], tokenize(article.text), findings.entities)
    return Found(terms, [*warnings(terms), *_truncation_warnings(article.text, candidates[MAX_GLOSSES:])])


def search(text: str, *, tokens: Tokens | None = None, entities: Sequence[Entity] = ()) -> list[Term]:
    """Find the bilingual and abbreviated names of a text.

    Parameters
    ----------
    text
        Thai or English.
    tokens
        The text's tokens, if available.
    entities
        Entities found by another layer; they help to place the start of the Thai side.

    Returns
    -------
    list of Term
        In reading order. ``known_from`` is ``glossary`` for a bare abbreviation that the article does not define;
        ``posterior`` is the calibrated probability that gloss and both boundaries are right.

    Examples
    --------
    >>> term = search("ร่วมกับองค์การอนามัยโลก (World Health Organization: WHO) จัดอบรม")[0]
    >>> term.th.text, term.en.text, term.abbr.text
    ('องค์การอนามัยโลก', 'World Health Organization', 'WHO')
    """
    return _terms(text, find_candidates(text)[:MAX_GLOSSES], tokens or tokenize(text), entities)


def _terms(text: str, candidates: Sequence[Candidate], tokens: Tokens, entities: Sequence[Entity]) -> list[Term]:
    spans = sorted((e.start, e.end) for e in entities)
    threshold = weights().threshold
    places = []
    for candidate in candidates:
        window = left_window(text, candidate, tokens)
        if window.possible:
            near = spans[bisect_left(spans, (window.starts[0], 0)) : bisect_left(spans, (window.end, 0))]
            places.append(Place(candidate, window, near))
    found: list[Term] = []
    starts: dict[int, int] = {}
    for place, ranking in zip(places, rank(text, places), strict=True):
        if ranking.pair < threshold or ranking.posterior < MIN_POSTERIOR:
            continue
        start = starts.get(place.candidate.after, ranking.start)
        starts[place.candidate.start] = start
        if is_thai(text[start : place.candidate.th_end]):
            found.append(_term(text, place.candidate, ranking, start))
    found += bare_uses(text, found)
    found.sort(key=lambda t: min(m.start for m in (t.th, t.en, t.abbr) if m is not None))
    return found


def _truncation_warnings(text: str, unread: Sequence[Candidate]) -> list[Warning_]:
    if not unread:
        return []
    message = f"only the first {MAX_GLOSSES:,} glosses were read"
    return [Warning_(code="text_truncated", message=message, start=unread[0].start, end=len(text))]


def _term(text: str, candidate: Candidate, ranking: Ranking, start: int) -> Term:
    gloss = candidate.gloss
    en, abbr = (Mention.of(text, *span) if span else None for span in (gloss.en, gloss.abbr))
    th = Mention.of(text, start, end_with_bracket(text, start, candidate.th_end))
    english = en.text if en else None
    return Term(
        th=th,
        en=en,
        abbr=abbr,
        kind=kind_of(th.text, english, gloss.kind),
        rel=relation_of(th.text, english),
        posterior=ranking.posterior,
        next_start=ranking.next_start,
        check=check_abbreviation(th.text, english, abbr.text) if abbr else None,
    )


def end_with_bracket(text: str, start: int, end: int) -> int:
    """The end of a Thai side, extended to the bracket that closes one opened inside it.

    Examples
    --------
    >>> end_with_bracket("ระบบบัญชี (งบกลาง) (Accounting)", 0, 17)
    18
    """
    inner = text.count("(", start, end) - text.count(")", start, end)
    return end + 1 if inner == 1 and text.startswith(")", end) else end


def warnings(found: Sequence[Term]) -> list[Warning_]:
    """A warning for each abbreviation whose letters do not follow its name (UNDOC).

    Examples
    --------
    >>> text = "สำนักงานสหประชาชาติว่าด้วยยาเสพติด (UN Office on Drugs and Crime: UNDOC)"
    >>> [w.code for w in warnings(search(text))]
    ['abbr_mismatch']
    """
    return [
        Warning_(
            code="abbr_mismatch",
            message=f"{t.abbr.text} does not abbreviate {t.en.text if t.en else t.th.text if t.th else ''}",
            start=t.abbr.start,
            end=t.abbr.end,
        )
        for t in found
        if t.check == "abbr_mismatch" and t.abbr is not None
    ]


def title_gloss(text: str, body: int, terms: Sequence[Term]) -> tuple[str, Mention] | None:
    r"""The English title: the gloss of the whole headline, wherever it stands in the article.

    None if only a name inside the headline is glossed. ``body`` is the offset at which the body begins.

    Examples
    --------
    >>> from newsextract.layers.terms import search
    >>> text = "วันสุขภาพใจโลก (World Mind Health Day)\nวันนี้มีกิจกรรม"
    >>> title_gloss(text, text.index("\n") + 1, search(text))[0]
    'World Mind Health Day'
    """
    headline = text[:body].strip().split("\n", 1)[0].strip()
    if not headline:
        return None
    bracket = _LAST_BRACKET.search(headline, max(headline.rfind("("), headline.rfind("["), 0))
    whole = squeeze((headline[: bracket.start()] if bracket else headline).strip(' “”"'))
    for term in terms:
        if term.th is not None and term.en is not None and squeeze(term.th.text) == whole:
            return term.en.text, term.en
    return None
