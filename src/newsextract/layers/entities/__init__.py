"""Named entities: persons, organisations, places, buildings and events, with boundaries as a Thai reader cuts them."""

from __future__ import annotations

from newsextract.layers.entities.find import find
from newsextract.layers.entities.gazetteer import Gazetteer
from newsextract.layers.entities.gazetteer import load as load_gazetteer

__all__ = ["Gazetteer", "find", "load_gazetteer", "models"]


def models() -> dict[str, str]:
    """The models that the layer uses: name and SHA-256 of the file.

    Examples
    --------
    >>> list(models())
    ['th_ner']
    """
    from newsextract.layers.entities.crf import digest

    return {"th_ner": digest()}
