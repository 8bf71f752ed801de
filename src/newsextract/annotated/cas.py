"""Read INCEpTION's exports: UIMA CAS as XMI or JSON, as single files, in zip files or in folders."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile, ZipFile

from newsextract.annotated.changes import Returned
from newsextract.errors import InputError, os_errors_as
from newsextract.exports.cas import DOCUMENT, ENTITY, IDENTIFIER, ITEM, LABEL, TYPE_SYSTEM, TYPES
from newsextract.exports.regions import Layer, Region
from newsextract.optional import need

_FIX = "export documents from INCEpTION as UIMA CAS XMI or JSON, made of those that `newsextract export cas` wrote"
#: maximum nesting of zip files: a project's, a document's, an annotator's
_DEPTH = 3
#: names of INCEpTION's files that are not an annotator's work
_NO_ANNOTATOR = re.compile(r"INITIAL_CAS|CURATION_USER|TypeSystem", re.IGNORECASE)


def read(path: Path) -> Iterator[Returned]:
    """Yield every annotated document of a file or folder."""
    with os_errors_as(InputError, "the file cannot be read", where=path, fix="check the path"):
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        found = [(str(file), file.read_bytes(), datetime.fromtimestamp(file.stat().st_mtime, UTC)) for file in files]
    systems: dict[str, Any] = {}
    count = 0
    for name, content, when in _unpacked(found, _DEPTH, systems):
        count += 1
        yield _document(name, content, when, systems.get(_folder(name)) or systems.get(""))
    if not count:
        raise InputError("there is no CAS in it", where=str(path), fix=_FIX)


def _folder(name: str) -> str:
    return name.replace("!", "/").rpartition("/")[0]


def _unpacked(
    found: list[tuple[str, bytes, datetime]], depth: int, systems: dict[str, Any]
) -> Iterator[tuple[str, bytes, datetime]]:
    """Yield documents with name and time; type systems are added to ``systems`` by folder."""
    cassis = need("cassis", "dkpro-cassis")
    for name, content, _ in found:
        if name.endswith(TYPE_SYSTEM):
            systems[_folder(name)] = systems[""] = cassis.load_typesystem(io.BytesIO(content))
    for name, content, when in found:
        if name.lower().endswith(".zip") and depth:
            try:
                with ZipFile(io.BytesIO(content)) as archive:
                    inside = [
                        (f"{name}!{info.filename}", archive.read(info), datetime(*info.date_time, tzinfo=UTC))
                        for info in archive.infolist()
                        if not info.is_dir()
                    ]
            except BadZipFile as error:
                raise InputError(f"the zip file is damaged ({error})", where=name, fix=_FIX) from error
            yield from _unpacked(inside, depth - 1, systems)
        elif _is_annotation(name, content):
            yield name, content, when


def _is_annotation(name: str, content: bytes) -> bool:
    """Whether it is an annotator's document; a project also has its settings, as JSON, and the imported source documents."""
    if "!source/" in name:
        return False
    return name.lower().endswith(".xmi") or (name.lower().endswith(".json") and b"%FEATURE_STRUCTURES" in content)


def _document(name: str, content: bytes, when: datetime, system: Any) -> Returned:
    cassis = need("cassis", "dkpro-cassis")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # cassis only warns about an offset at no character
            if name.lower().endswith(".json"):
                cas = cassis.load_cas_from_json(io.BytesIO(content))
            else:
                cas = cassis.load_cas_from_xmi(io.BytesIO(content), typesystem=system, lenient=True)
        text = cas.sofa_string or ""
        head = next(iter(cas.select(DOCUMENT)))
        found = [region for layer, type_ in TYPES.items() for region in _regions(cas, cast("Layer", layer), type_)]
    except Exception as error:  # cassis and lxml raise many kinds of errors for a damaged file
        raise InputError(f"this is not a newsextract CAS ({type(error).__name__}: {error})", where=name, fix=_FIX) from error
    who = Path(name.rpartition("!")[2] or name).stem
    return Returned(
        where=name,
        record=head.documentId,
        text=text,
        who="annotator" if _NO_ANNOTATOR.search(who) or who == head.documentId else who,
        when=when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        regions=found,
    )


def _regions(cas: Any, layer: Layer, type_name: str) -> Iterator[Region]:
    if not cas.typesystem.contains_type(type_name):
        return
    for one in cas.select(type_name):
        label = getattr(one, LABEL, None)
        if not label or one.begin >= one.end:
            continue
        of = getattr(one, ENTITY if layer == "statement" else IDENTIFIER, None) or None
        key = getattr(one, ITEM, None) or ""
        yield Region(key, layer, label, one.begin, one.end, cas.sofa_string[one.begin : one.end], of)
