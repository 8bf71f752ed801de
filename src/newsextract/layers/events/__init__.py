"""What happened: the main event of an article and those in its background."""

from newsextract.layers.events.find import find

__all__ = ["find"]
