"""Referents: coreference of an article's mentions, and for persons the title, the office and the mentions by office."""

from __future__ import annotations

from newsextract.layers.referents.find import find

__all__ = ["find"]
