"""Inputs of a run that lie elsewhere when it is resumed: their items keep the names that they had at first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from newsextract.errors import Failure
from newsextract.page import Page
from newsextract.printable import writable

_ADDRESS = re.compile(r"https?://|-\Z", re.IGNORECASE)


def may_have_moved(before: object, now: Sequence[str]) -> bool:
    """Whether these may be the same inputs in another place: folders, and files of the same name.

    Examples
    --------
    >>> may_have_moved(["/a/urls.txt"], ["/b/urls.txt"]), may_have_moved(["/a/urls.txt"], ["/b/list.txt"])
    (True, False)
    """
    if not isinstance(before, list) or len(before) != len(now):
        return False
    return all(old == new or _same_file(old, new) for old, new in zip(before, now, strict=True))


def _same_file(before: str, now: str) -> bool:
    if _ADDRESS.match(before) or _ADDRESS.match(now):
        return False
    return Path(before).name == Path(now).name or Path(now).is_dir()


def under_first_names(items: Iterable[Page | Failure], now: Sequence[str], before: Sequence[str]) -> Iterator[Page | Failure]:
    """Yield items under the names that they had when the inputs ``now`` were ``before``."""
    moved = [pair for pair in zip(now, before, strict=True) if pair[0] != pair[1]]
    # items of a folder are named by its path without "./" and the like, lines of a file by the path as it was given
    names = {writable(form(new)): writable(form(old)) for form in (str, _plain) for new, old in moved}
    if not names:
        yield from items
        return
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    begins = re.compile(rf"(?P<place>{longest_first})(?=[/\\:!@]|\Z)")
    for item in items:
        old = item.input if isinstance(item, Failure) else item.name
        new = begins.sub(lambda match: names[match["place"]], old, count=1) if begins.match(old) else old
        if isinstance(item, Failure):
            message = new + item.message.removeprefix(old) if item.message.startswith(old) else item.message
            yield replace(item, input=new, message=message)
        else:
            yield replace(item, name=new)


def _plain(path: str) -> str:
    return str(Path(path))
