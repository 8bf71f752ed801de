"""From an article to its record: the layers run in order, then the record is built."""

from __future__ import annotations

from newsextract.pipeline.annotate import LAYERS, annotate, layers
from newsextract.pipeline.record import differences, provenance, to_record

__all__ = ["LAYERS", "annotate", "differences", "layers", "provenance", "to_record"]
