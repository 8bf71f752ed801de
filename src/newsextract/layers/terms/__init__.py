"""Bilingual terms: a Thai term with the English name or the abbreviation that glosses it, to the character.

Rules find the gloss; a log-linear ranker finds where its Thai side begins; a table of official abbreviations resolves
those that an article uses without defining them.
"""

from __future__ import annotations

from newsextract.layers.terms.find import find, search, title_gloss, warnings

__all__ = ["find", "search", "title_gloss", "warnings"]
