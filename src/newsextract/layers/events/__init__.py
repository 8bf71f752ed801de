"""What happened: the main event of an article and the background events."""

from newsextract.layers.events.find import find

__all__ = ["find"]
