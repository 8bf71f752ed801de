"""Elements by CSS selector: the plain ones are matched here, which is quicker than soupsieve and compiles nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import soupsieve
from bs4 import Tag

_PLAIN = re.compile(r"(?=.)(?P<name>[a-z][a-z0-9]*)?(?:\.(?P<of_class>[a-zA-Z][\w-]*)|#(?P<id>[a-zA-Z][\w-]*))?", re.ASCII)


class Plain(NamedTuple):
    """``name``, ``.class``, ``#id``, ``name.class`` or ``name#id``."""

    name: str | None
    of_class: str | None
    id: str | None

    def fits(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element is one."""
        return (
            (self.name is None or self.name == name)
            and (self.of_class is None or self.of_class in attributes.get("class", "").split())
            and (self.id is None or self.id == attributes.get("id"))
        )


@cache
def plain(selector: str) -> Plain | None:
    """A selector that is plain, None for one that says more.

    Examples
    --------
    >>> plain("div.news"), plain("a[href]")
    (Plain(name='div', of_class='news', id=None), None)
    """
    match = _PLAIN.fullmatch(selector)
    return Plain(**match.groupdict()) if match else None


def select(root: Tag, selector: str) -> Iterator[Tag]:
    """The elements in ``root`` that a selector finds, in document order.

    Raises
    ------
    soupsieve.SelectorSyntaxError
        When the selector is not CSS.
    """
    above, _, last = selector.rpartition(" > ")
    one, parent = plain(last), plain(above)
    if one is None or (above and parent is None):
        yield from soupsieve.iselect(selector, root)
        return
    for tag in root.descendants:
        if isinstance(tag, Tag) and one.fits(tag.name, tag.attrs) and (parent is None or _in(tag, parent)):
            yield tag


def _in(tag: Tag, parent: Plain) -> bool:
    return tag.parent is not None and parent.fits(tag.parent.name, tag.parent.attrs)
