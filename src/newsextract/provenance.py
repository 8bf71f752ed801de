"""What made a record, and what reviewers decided about it; used by the record's types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class Reviewed(BaseModel):
    """What reviewers decided of a record: the SHA-256 of the corrections that were applied, and what each path's value is from.

    ``paths`` maps ``events[thaigov:26729#1].start`` to the action that decided it: confirm, correct, reject or add.
    """

    model_config = ConfigDict(extra="forbid")

    sha256: str
    paths: dict[str, str] = {}


def _optional_review(schema: dict[str, Any]) -> None:
    """Make ``review`` optional in the schema: the key is written only if there was a review."""
    schema["required"] = [name for name in schema["properties"] if name != "review"]


class Provenance(BaseModel):
    """What made the record; no clock, no host: same input and same version give the same bytes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_optional_review)

    newsextract: str
    models: dict[str, str] = {}
    config: str
    libraries: dict[str, str] = {}
    review: Reviewed | None = None

    @model_serializer(mode="wrap")
    def _without_review(self, serialise: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def]  # noqa: ANN202  the schema is that of the fields
        written = serialise(self)
        if self.review is None:
            written.pop("review", None)
        return written
