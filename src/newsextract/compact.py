"""A set of names in little memory."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable


class Names:
    """A set of names that keeps an eight-byte digest of each.

    Examples
    --------
    >>> "b.html" in Names(["a.html", "b.html"]), "c.html" in Names(["a.html"])
    (True, False)
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._digests = array("Q", map(_digest, names))
        self._digests = array("Q", sorted(self._digests))

    def __contains__(self, name: object) -> bool:
        wanted = _digest(str(name))
        place = bisect_left(self._digests, wanted)
        return place < len(self._digests) and self._digests[place] == wanted

    def __len__(self) -> int:
        return len(self._digests)


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())
