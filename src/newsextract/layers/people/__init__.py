"""People: one entry a person, with the office that the article gives and every mention."""

from __future__ import annotations

from newsextract.layers.people.find import find

__all__ = ["find"]
