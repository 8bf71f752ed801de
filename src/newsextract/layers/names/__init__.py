"""Named entities: persons, organisations, places, buildings and events, with boundaries as a Thai reader cuts them."""

from __future__ import annotations

from newsextract.layers.names.find import find, search
from newsextract.layers.names.gazetteer import Gazetteer
from newsextract.layers.names.gazetteer import load as load_gazetteer

__all__ = ["Gazetteer", "find", "load_gazetteer", "search"]
