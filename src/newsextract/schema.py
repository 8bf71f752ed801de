"""The JSON Schema of a record."""

from __future__ import annotations

from typing import Any

from newsextract.records import SCHEMA_VERSION, Record


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record; every key that a record is written with is required."""
    names = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:newsextract:record:{SCHEMA_VERSION}"}
    return names | Record.model_json_schema(mode="serialization")
