"""Tokenisation: a regular expression splits the text into runs, a dictionary splits the Thai runs into words.

Splitting by script first makes entity boundaries fall on token boundaries more often than splitting whole sentences by the
dictionary, and keeps URLs, numbers and dotted abbreviations (ก.พ.) whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Literal

from newsextract.thai.view import ZERO_WIDTH, normalise
from newsextract.thai.words import cut

TokenKind = Literal["url", "abbreviation", "latin", "number", "space", "thai", "other"]

#: abbreviated offices, written with a full stop before the organisation they head
_ROLES = "รมว|รมช|รมต|ผวจ|ผบช|ผบก|ผบ|ผช|ผอ|อธ|ปล|ปกท|รอง|ผกก"
_RUNS = re.compile(
    rf"""
      (?P<url> (?:https?://|www\.) [^\s<>"()\u0e00-\u0e7f]+ | [\w.+-]{{1,64}}+@[\w-]++(?:\.[A-Za-z-]+)+ )
    | (?P<before> (?:และ|โดย|ใน|ของ|ตาม|จาก|กับ) (?=[\u0e01-\u0e2e]{{1,3}}\.) )    # และ|ร.ต.ท.
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
#: last word of a Thai run that the following full stop makes an abbreviation: และ|พม.
_LAST_CONSONANTS = re.compile("[\u0e01-\u0e2e]{1,5}")


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text as parallel lists: ``text[starts[i]:ends[i]]`` is the i-th one as written; there are no gaps."""

    text: str
    starts: list[int]
    ends: list[int]
    kinds: list[TokenKind]
    norms: list[str]  # each token normalised (see :mod:`newsextract.thai.view`)

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def start_set(self) -> frozenset[int]:
        """Start offsets of the tokens."""
        return frozenset(self.starts)

    @cached_property
    def nonspace(self) -> list[int]:
        """Indices of the tokens that are not whitespace."""
        return [k for k, kind in enumerate(self.kinds) if kind != "space"]

    @cached_property
    def gaps(self) -> list[int]:
        """Whitespace before each nonspace token: 0 none, 1 up to two characters, 2 more, 3 a line break or the text's start."""
        found = [_width(self.norms[here - 1]) if here - before > 1 else 0 for before, here in pairwise(self.nonspace)]
        return [3, *found][: len(self.nonspace)]

    def words(self) -> Iterator[str]:
        """Yield each token as written."""
        return (self.text[a:b] for a, b in zip(self.starts, self.ends, strict=True))


def _width(space: str) -> int:
    return 3 if "\n" in space else 1 if len(space) < 3 else 2


def _cut(text: str) -> tuple[list[str], list[TokenKind]]:
    """Split a normalised text into tokens; return them and their kinds."""
    norms: list[str] = []
    kinds: list[TokenKind] = []
    for match in _RUNS.finditer(text):
        kind: TokenKind | Literal["before"] = match.lastgroup  # type: ignore[assignment]
        if kind == "before":
            norms.append(match[0])
            kinds.append("thai")
        elif kind == "thai":
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


@lru_cache(maxsize=2)  # layer after layer asks for the same text; the tokens of a long one take 70 MB
def tokenize(text: str) -> Tokens:
    """Split a Thai or English text into tokens that cover every character; offsets are into ``text`` as given.

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
