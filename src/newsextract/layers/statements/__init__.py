"""Who said what: direct quotes and reported speech with their speakers."""

from newsextract.layers.statements.find import find

__all__ = ["find"]
