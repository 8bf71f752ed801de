"""From an article to its record: the layers in order, then the record that is written."""

from __future__ import annotations

from newsextract.pipeline.annotate import LAYERS, annotate, layers
from newsextract.pipeline.record import provenance, to_record, unlike

__all__ = ["LAYERS", "annotate", "layers", "provenance", "to_record", "unlike"]
