"""What happened: the main event of an article and those in its background."""

from newsextract.layers.events.find import Events, find

__all__ = ["Events", "find"]
