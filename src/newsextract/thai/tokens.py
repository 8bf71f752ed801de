"""Tokens: one regular expression cuts the text into runs, the dictionary engine cuts the Thai runs.

Cutting by script first makes entity boundaries fall on token boundaries more often than handing the engine whole
sentences, and keeps URLs, numbers and dotted abbreviations (ก.พ.) whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from newsextract.data import read_lines
from newsextract.thai.view import ZERO_WIDTH, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pythainlp.util import Trie

TokenKind = Literal["url", "abbreviation", "latin", "number", "space", "thai", "other"]

_RUNS = re.compile(
    rf"""
      (?P<url> (?:https?://|www\.) [^\s<>"()\u0e00-\u0e7f]+ | [\w.+-]+@[\w-]+(?:\.[A-Za-z-]+)+ )
    | (?P<abbreviation> [\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e2e\u0e30-\u0e39\u0e47]{{0,3}}\.
        (?: [\u0e01-\u0e2e\u0e40-\u0e44]{{1,3}}\. )* )
    | (?P<latin> [A-Za-z\u00c0-\u024f]+ (?: ['’&.-][A-Za-z\u00c0-\u024f]+ )* )
    | (?P<number> [0-9]+ (?: [.,:/][0-9]+ )* )
    | (?P<space> [\s{ZERO_WIDTH}]+ )
    | (?P<thai> [\u0e00-\u0e7f]+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: parallel lists; ``text[starts[i]:ends[i]]`` is the i-th as written.

    Attributes
    ----------
    text
        The text as given.
    starts, ends
        Offsets into ``text``; tokens follow each other without gaps.
    kinds
        What each token is, see :data:`TokenKind`.
    norms
        Each token normalised (see :mod:`newsextract.thai.view`).
    """

    text: str
    starts: list[int]
    ends: list[int]
    kinds: list[TokenKind]
    norms: list[str]

    def __len__(self) -> int:
        return len(self.starts)

    def words(self) -> Iterator[str]:
        """Each token as the text writes it."""
        return (self.text[a:b] for a, b in zip(self.starts, self.ends, strict=True))


@cache
def _dictionary() -> Trie:
    from pythainlp.corpus.common import thai_words
    from pythainlp.util import Trie

    return Trie((thai_words() - set(read_lines("tokens/not_words.txt"))) | set(read_lines("tokens/words.txt")))


@lru_cache(maxsize=20_000)
def _cut(run: str) -> tuple[str, ...]:
    from pythainlp.tokenize.newmm import segment

    return tuple(segment(run, _dictionary()))


@lru_cache(maxsize=8)
def tokenize(text: str) -> Tokens:
    """Cut a text into tokens that cover every character.

    Parameters
    ----------
    text
        Thai, English or both.

    Returns
    -------
    Tokens
        With offsets into ``text``.

    Examples
    --------
    >>> list(tokenize("รมว.แรงงาน 25 ก.พ.").words())
    ['รมว.', 'แรงงาน', ' ', '25', ' ', 'ก.พ.']
    """
    view = normalise(text)
    starts: list[int] = []
    kinds: list[TokenKind] = []
    norms: list[str] = []
    for match in _RUNS.finditer(view.text):
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        at = match.start()
        pieces = _cut(match[0]) if kind == "thai" else (match[0],)
        for piece in pieces:
            starts.append(at)
            kinds.append(kind)
            norms.append(piece)
            at += len(piece)
    ends = [*starts[1:], len(view.text)] if starts else []
    if view.starts is not None:
        starts, ends = [view.starts[i] for i in starts], [view.starts[i] for i in ends]
        if starts:
            starts[0], ends[-1] = 0, len(text)
    return Tokens(text, starts, ends, kinds, norms)
