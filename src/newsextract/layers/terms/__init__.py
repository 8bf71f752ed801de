"""Bilingual terms: a Thai term with the English name or abbreviation that glosses it, at exact character offsets.

Rules find the gloss, a log-linear ranker finds where its Thai side begins, and a lookup table of official abbreviations
resolves abbreviations that an article uses without defining them.
"""

from __future__ import annotations

from newsextract.layers.terms.find import find, search, title_gloss, warnings

__all__ = ["find", "search", "title_gloss", "warnings"]
