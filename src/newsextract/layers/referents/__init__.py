"""Referents: which mentions are one thing; of a person also the title, the office and every other mention."""

from __future__ import annotations

from newsextract.layers.referents.find import find

__all__ = ["find"]
