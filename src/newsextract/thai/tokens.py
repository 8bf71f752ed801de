"""Tokens: one regular expression cuts the text into runs, the dictionary engine cuts the Thai runs.

Cutting by script first makes entity boundaries fall on token boundaries more often than handing the engine whole
sentences, and keeps URLs, numbers and dotted abbreviations (ก.พ.) whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from newsextract.data import read_csv, read_lines, read_text
from newsextract.thai.view import ZERO_WIDTH, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pythainlp.util import Trie

TokenKind = Literal["url", "abbreviation", "latin", "number", "space", "thai", "other"]

#: offices that are written with a full stop before the body they head
_ROLES = "รมว|รมช|รมต|ผวจ|ผบช|ผบก|ผบ|ผช|ผอ|อธ|ปล|รอง|ผกก"
#: a run of Thai longer than this is cut piece by piece, and the end of a piece once more with the next: the dictionary engine
#: takes time with the square of the length. The longest run of 82,515 articles has 992 characters
_LONGEST_RUN, _PIECE_END = 2000, 50
_RUNS = re.compile(
    rf"""
      (?P<url> (?:https?://|www\.) [^\s<>"()\u0e00-\u0e7f]+ | [\w.+-]{{1,64}}+@[\w-]++(?:\.[A-Za-z-]+)+ )
    | (?P<role> (?:{_ROLES})\.(?=[\u0e00-\u0e7f]) )                # รมว.กต. is an office and a ministry
    | (?P<abbreviation> [\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e2e\u0e30-\u0e39\u0e47]{{0,3}}\.
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
    from pythainlp.util import Trie

    places = [row["name"] for row in read_csv("gazetteers/countries.csv") if row["language"] == "th"]
    places += [row["th"] for name in ("provinces", "districts") for row in read_csv(f"gazetteers/{name}.csv")]
    names = {name for name in places if len(name) > 4 and all("\u0e00" < letter < "\u0e7f" for letter in name)}
    # a list of our own: each release of pythainlp adds words, and cuts would change with the one that is installed
    words = set(read_text("tokens/dictionary.txt.gz").splitlines())
    return Trie((words | names) - set(read_lines("tokens/not_words.txt")) | set(read_lines("tokens/words.txt")))


def cut(run: str) -> tuple[str, ...]:
    """Cut a stretch without spaces into words by the dictionary.

    Examples
    --------
    >>> cut("ฝนตกหนัก")
    ('ฝน', 'ตกหนัก')
    """
    found: list[str] = []
    at = 0
    while len(run) - at > _LONGEST_RUN:
        words = _cut(run[at : at + _LONGEST_RUN])
        kept = max(1, len(words) - bisect_left([*accumulate(map(len, reversed(words)))], _PIECE_END) - 1)
        found += words[:kept]
        at += sum(map(len, words[:kept]))
    return (*found, *_cut(run[at:])) if at else _cut(run)


@lru_cache(maxsize=20_000)
def _cut(run: str) -> tuple[str, ...]:
    from pythainlp.tokenize.newmm import segment

    return tuple(segment(run, _dictionary()))


def _glued(word: str, mark: str) -> bool:
    """Whether a full stop makes the last consonants of a Thai run an abbreviation: และ|พม."""
    return mark == "." and len(word) < 6 and all("\u0e01" <= letter <= "\u0e2e" for letter in word)


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
    starts: list[int] = []
    kinds: list[TokenKind] = []
    norms: list[str] = []
    for match in _RUNS.finditer(view.text):
        group = match.lastgroup
        kind: TokenKind = "abbreviation" if group == "role" else group  # type: ignore[assignment]
        at = match.start()
        if kinds and starts[-1] + len(norms[-1]) == at and kinds[-1] == "thai" and _glued(norms[-1], match[0]):
            norms[-1] += match[0]
            kinds[-1] = "abbreviation"
            continue
        pieces = cut(match[0]) if kind == "thai" else (match[0],)
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
