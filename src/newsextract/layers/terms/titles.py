"""English names for headlines and events, only where the article itself gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsextract.layers.terms.tables import squeeze
from newsextract.layers.terms.words import WORDS, words
from newsextract.records import Mention, Term

_LAST_BRACKET = re.compile(r"[(\[](?=[^A-Za-z]*+[A-Za-z])[^()\[\]]*+[)\]]\Z")
_EDITION = re.compile(rf"{words('edition')}[0-9๐-๙/.]+$")


def _key(name: str) -> str:
    """A name as it is compared: without its edition and what begins it."""
    key = _EDITION.sub("", squeeze(name))
    heads = (head for head in WORDS["name_head"] if key.startswith(head) and len(key) > len(head) + 6)
    return key.removeprefix(next(heads, ""))


def english_name(th_name: str, terms: Sequence[Term]) -> tuple[str, Mention] | None:
    """The English name of a Thai name that some term of the article glosses, and the words that say it.

    Examples
    --------
    >>> from newsextract.layers.terms import search
    >>> terms = search("เปิดการประชุมสุดยอดผู้นำเมืองเล็ก (Small Towns Summit) ที่เชียงใหม่")
    >>> english_name("การประชุมสุดยอดผู้นำเมืองเล็ก", terms)[0]
    'Small Towns Summit'
    """
    key = _key(th_name)
    glosses = [(t.posterior or 0.0, t.en) for t in terms if t.th is not None and t.en is not None and _key(t.th.text) == key]
    if not glosses:
        return None
    _, english = max(glosses, key=lambda pair: pair[0])
    return english.text, english


def title_gloss(text: str, body: int, terms: Sequence[Term]) -> tuple[str, Mention] | None:
    r"""The English title, where the gloss of the whole headline stands anywhere in the article.

    None where the headline only contains a glossed name. The body begins at ``body``.

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
