"""Select elements by CSS selector; simple selectors are matched here, faster than by soupsieve and without compiling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import soupsieve
from bs4 import Tag

_PLAIN = re.compile(r"(?=.)(?P<name>[a-z][a-z0-9]*)?(?:\.(?P<of_class>[a-zA-Z][\w-]*)|#(?P<id>[a-zA-Z][\w-]*))?", re.ASCII)


class Plain(NamedTuple):
    """A simple selector: ``name``, ``.class``, ``#id``, ``name.class`` or ``name#id``."""

    name: str | None
    of_class: str | None
    id: str | None

    def fits(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element matches."""
        return (
            (self.name is None or self.name == name)
            and (self.of_class is None or self.of_class in attributes.get("class", "").split())
            and (self.id is None or self.id == attributes.get("id"))
        )


@cache
def plain(selector: str) -> Plain | None:
    """Parse a simple selector; None for any other.

    Examples
    --------
    >>> plain("div.news"), plain("a[href]")
    (Plain(name='div', of_class='news', id=None), None)
    """
    match = _PLAIN.fullmatch(selector)
    return Plain(**match.groupdict()) if match else None


def select(root: Tag, selector: str) -> Iterator[Tag]:
    """Yield the elements in ``root`` that match a selector, in document order.

    Raises
    ------
    soupsieve.SelectorSyntaxError
        When the selector is not valid CSS.
    """
    above, _, last = selector.rpartition(" > ")
    one, parent = plain(last), plain(above)
    if one is None or (above and parent is None):
        yield from soupsieve.iselect(selector, root)
        return
    for tag in root.descendants:
        if isinstance(tag, Tag) and one.fits(tag.name, tag.attrs):
            holder = tag.parent
            if parent is None or (holder is not None and parent.fits(holder.name, holder.attrs)):
                yield tag
