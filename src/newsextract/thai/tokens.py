"""Tokens: one regular expression cuts the text into runs, the dictionary engine cuts the Thai runs.

Cutting by script first makes entity boundaries fall on token boundaries more often than handing the engine whole
sentences, and keeps URLs, numbers and dotted abbreviations (ก.พ.) whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal

from newsextract.thai.view import ZERO_WIDTH, normalise
from newsextract.thai.words import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

TokenKind = Literal["url", "abbreviation", "latin", "number", "space", "thai", "other"]

#: offices that are written with a full stop before the body they head
_ROLES = "รมว|รมช|รมต|ผวจ|ผบช|ผบก|ผบ|ผช|ผอ|อธ|ปล|รอง|ผกก"
_RUNS = re.compile(
    rf"""
      (?P<url> (?:https?://|www\.) [^\s<>"()\u0e00-\u0e7f]+ | [\w.+-]{{1,64}}+@[\w-]++(?:\.[A-Za-z-]+)+ )
    | (?P<abbreviation>
        (?:{_ROLES})\.(?=[\u0e00-\u0e7f])                         # รมว.กต. is an office and a ministry
      | [\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e2e\u0e30-\u0e39\u0e47]{{0,3}}\.
        (?: [\u0e01-\u0e2e\u0e40-\u0e44]{{1,3}}\. )*
      | (?: [A-Z]\. ){{2,}} )
    | (?P<latin> [A-Za-z\u00c0-\u024f]+ (?: (?: ['’](?!s\b) | [&-](?=[a-z\u00df-\u00ff]) | &(?=[A-Z]) ) [A-Za-z\u00c0-\u024f]+ )* )
    | (?P<number> [0-9]+ (?: [.,:/][0-9]+ )* )
    | (?P<space> [\s{ZERO_WIDTH}]+ )
    | (?P<thai> ฯลฯ | ฯ | [\u0e00-\u0e2e\u0e30-\u0e7f]+ )           # ฯ ends a name that is cut short: สหรัฐ|ฯ
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
#: the end of a Thai run that a full stop makes an abbreviation: และ|พม.
_LAST_CONSONANTS = re.compile("[\u0e01-\u0e2e]{1,5}")


@dataclass(frozen=True)
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

    @cached_property
    def begins(self) -> frozenset[int]:
        """Where tokens begin."""
        return frozenset(self.starts)

    @cached_property
    def solid(self) -> list[int]:
        """The numbers of the tokens that are no white space."""
        return [k for k, kind in enumerate(self.kinds) if kind != "space"]

    @cached_property
    def gaps(self) -> list[int]:
        """What stands before each of these: 0 nothing, 1 a space, 2 wider white space, 3 a line break or the text's beginning."""
        found = [_width(self.norms[here - 1]) if here - before > 1 else 0 for before, here in pairwise(self.solid)]
        return [3, *found][: len(self.solid)]

    def words(self) -> Iterator[str]:
        """Each token as the text writes it."""
        return (self.text[a:b] for a, b in zip(self.starts, self.ends, strict=True))


def _width(space: str) -> int:
    return 3 if "\n" in space else 1 if len(space) < 3 else 2


def _cut(text: str) -> tuple[list[str], list[TokenKind]]:
    """The tokens of a normalised text, and what each is."""
    norms: list[str] = []
    kinds: list[TokenKind] = []
    for match in _RUNS.finditer(text):
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        if kind == "thai":
            words = cut(match[0])
            norms += words
            kinds += [kind] * len(words)
        elif match[0] == "." and kinds and kinds[-1] == "thai" and _LAST_CONSONANTS.fullmatch(norms[-1]):
            norms[-1] += "."
            kinds[-1] = "abbreviation"
        else:
            norms.append(match[0])
            kinds.append(kind)
    return norms, kinds


@lru_cache(maxsize=2)  # the layers ask for one text in turn; the tokens of a long one take 70 MB
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
    if text and not view.text:  # nothing but zero-width characters
        return Tokens(text, [0], [len(text)], ["space"], [""])
    norms, kinds = _cut(view.text)
    ends = list(accumulate(map(len, norms)))
    starts = [0, *ends[:-1]] if ends else []
    if view.starts is not None:
        starts, ends = [view.starts[i] for i in starts], [view.starts[i] for i in ends]
        if starts:
            starts[0], ends[-1] = 0, len(text)
    return Tokens(text, starts, ends, kinds, norms)
