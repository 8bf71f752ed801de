"""Read annotations from Label Studio or INCEpTION back as corrections of the records."""

from __future__ import annotations

from newsextract.annotated.reading import FORMATS, Imported, corrections_of, read

__all__ = ["FORMATS", "Imported", "corrections_of", "read"]
