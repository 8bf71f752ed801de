"""English titles, only where the article itself gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsextract.layers.terms.tables import squeeze
from newsextract.records import Mention, Term

_LAST_BRACKET = re.compile(r"[(\[](?=[^A-Za-z]*+[A-Za-z])[^()\[\]]*+[)\]]\Z")


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
