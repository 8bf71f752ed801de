"""Small helpers for Thai text and patterns over it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from os.path import commonprefix

from newsextract.data import read_csv
from newsextract.thai.view import ZERO_WIDTH

SPACE = " \t\r\n\xa0" + ZERO_WIDTH
#: characters that join to the one before, as combining marks do: ZWJ, variation selectors, skin tones, Thai vowels written behind
_BEHIND = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\u0e30\u0e32\u0e33\u0e45]")
#: characters that join to the one after: ZWJ, Thai vowels written ahead
_AHEAD = re.compile("[\u200d\u0e40-\u0e44]")
#: where the parts of an English name meet: Chon Buri, Phang-nga
_JOINTS = re.compile(r"[ -]")


def any_of(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of some words, with common beginnings factored out.

    Examples
    --------
    >>> any_of(["ปี", "ปีงบ", "วัน"])
    '(?:ปี(?:งบ)?|วัน)'
    """
    return _branches(sorted(set(words)))


def _branches(names: list[str]) -> str:
    """An alternation of sorted names, with common prefixes factored out."""
    found = []
    for _, same in groupby((name for name in names if name), key=lambda name: name[0]):
        group = list(same)
        shared = commonprefix([group[0], group[-1]])  # noqa: RUF071 - not of paths
        rest = [name[len(shared) :] for name in group]
        found.append(re.escape(shared) + (_branches(rest) if len(rest) > 1 else ""))
    whole = "|".join(found)
    if names[0]:
        return f"(?:{whole})"
    return f"(?:{whole})?"


@cache
def name_rules(table: str, kind: str, *actions: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The patterns of a table of data/entities for names of a type, action by action, each with its replacement if there is one.

    Examples
    --------
    >>> pattern, by = name_rules("same", "ORGANIZATION", "short")[0]
    >>> pattern.sub(by, "ธ.ออมสิน")
    'ธนาคารออมสิน'
    """
    rows = [row for row in read_csv(f"entities/{table}.csv") if kind in row["type"].split("|")]
    return tuple((re.compile(row["pattern"]), row.get("by") or "") for act in actions for row in rows if row["action"] == act)


@cache
def any_name_rule(table: str, kind: str, *actions: str) -> re.Pattern[str]:
    """The same patterns joined into one: most names match none of them, and a single call shows it."""
    return re.compile("|".join(f"(?:{rule.pattern})" for rule, _ in name_rules(table, kind, *actions)) or r"(?!)")


def trim(text: str, start: int, end: int, drop: str = SPACE) -> tuple[int, int]:
    """Strip the characters in ``drop`` (whitespace by default) from both ends of a span."""
    while start < end and text[start] in drop:
        start += 1
    while end > start and text[end - 1] in drop:
        end -= 1
    return start, end


def is_latin(letter: str) -> bool:
    """Whether a letter, accented or not, is Latin.

    Examples
    --------
    >>> [is_latin(letter) for letter in ("n", "ý", "ễ", "น")]
    [True, True, True, False]
    """
    return letter < "\u0e00" or "\u1e00" <= letter < "\u1f00"  # Thai stands between the letters of Czech and of Vietnamese


def is_joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of an offset within a text belong together.

    Examples
    --------
    >>> [is_joined("ดีไหม", at) for at in (1, 2, 3)]
    [True, False, True]
    """
    joins = unicodedata.category(text[at]) in {"Mn", "Mc", "Me"} or _BEHIND.match(text[at])
    return bool(joins or _AHEAD.match(text[at - 1]))


def shortened(text: str, most: int) -> str:
    """A text of more than ``most`` characters by its beginning and its end, cut between whole letters.

    Examples
    --------
    >>> shortened("การประชุมวิชาการน้ำ", 9), shortened("ประชุม", 9)
    ('การประ … น้ำ', 'ประชุม')
    """
    if len(text) <= most:
        return text
    first, last = most * 2 // 3, len(text) - most // 3
    while first > 0 and is_joined(text, first):
        first -= 1
    while last < len(text) and is_joined(text, last):
        last += 1
    return f"{text[:first]} … {text[last:]}"


def body_key(name: str) -> str:
    """The English name of a body as it is looked up: in whatever case, without "the", and without the Kingdom of Thailand.

    Examples
    --------
    >>> body_key("Office of the Council of State"), body_key("Ministry of Labour of the Kingdom of Thailand")
    ('office of council of state', 'ministry of labour')
    """
    return name.replace("’", "'").casefold().replace(" of the ", " of ").removesuffix(" of kingdom of thailand")


def joined(name: str) -> str:
    """An English name as it is looked up in whatever case and however its parts are joined.

    Examples
    --------
    >>> joined("Chon Buri"), joined("Phang-nga")
    ('chonburi', 'phangnga')
    """
    return _JOINTS.sub("", name.casefold())


def is_unit(full: str, name: str) -> bool:
    """Whether an English name in brackets after another one is a part of that body: Ministry of Kites (Department of Strings)."""
    return full.isascii() and name.isascii() and " of " in name
