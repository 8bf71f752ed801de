"""Records as UIMA CAS for INCEpTION, one document per record, written with dkpro-cassis.

UIMA counts offsets in UTF-16 code units, as Java does; cassis converts them from and to code points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from newsextract.atomic import replacing
from newsextract.exports.files import put, xml_text
from newsextract.exports.regions import Region, regions, tokens
from newsextract.optional import need
from newsextract.records import Record

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
SENTENCE = f"{_DKPRO}.segmentation.type.Sentence"
TOKEN = f"{_DKPRO}.segmentation.type.Token"
NAME = f"{_DKPRO}.ner.type.NamedEntity"
DOCUMENT = f"{_DKPRO}.metadata.type.DocumentMetaData"
#: layer → UIMA type of its regions; entities have DKPro's type for named entities, which INCEpTION knows
TYPES = {
    "entity": NAME,
    "event": "webanno.custom.NewsEvent",
    "slot": "webanno.custom.NewsSlot",
    "part": "webanno.custom.NewsPart",
    "statement": "webanno.custom.NewsStatement",
    "cue": "webanno.custom.NewsCue",
    "time": "webanno.custom.NewsTime",
}
#: features: label, id of the entity or event it belongs to, region key, id of the participant's or speaker's entity, other values
LABEL, IDENTIFIER, ITEM, ENTITY, INFO = "value", "identifier", "item", "entity", "info"
TYPE_SYSTEM = "TypeSystem.xml"


@cache
def type_system() -> Any:
    """The type system: DKPro's types for names, tokens, sentences and the document, and our own for the other layers."""
    cassis = need("cassis", "dkpro-cassis")
    types = cassis.TypeSystem()
    features = {
        SENTENCE: (),
        TOKEN: (),
        NAME: (LABEL, IDENTIFIER),
        DOCUMENT: ("documentTitle", "documentId", "documentUri", "collectionId"),
    }
    for name in (*features, *(one for one in TYPES.values() if one != NAME)):
        supertype = "DocumentAnnotation" if name == DOCUMENT else "Annotation"
        made = types.create_type(name=name, supertypeName=f"uima.tcas.{supertype}")
        for feature in features.get(name, (LABEL, IDENTIFIER, ITEM, ENTITY, INFO)):
            types.create_feature(made, feature, "uima.cas.String")
    return types


def cas_of(record: Record) -> Any:
    """A record as a CAS; characters that XML cannot hold are replaced one by one, so offsets stay."""
    cassis = need("cassis", "dkpro-cassis")
    types = type_system()
    text = xml_text(record.text)
    cas = cassis.Cas(types, sofa_string=text, sofa_mime="text/plain")
    # INCEpTION reads the language from here; "x-unspecified" stands for a mix of both
    language = record.language if record.language != "mixed" else "x-unspecified"
    head = {"documentTitle": record.title.text, "documentId": record.id, "documentUri": record.source.url or ""}
    cas.add(types.get_type(DOCUMENT)(begin=0, end=len(text), language=language, **{k: xml_text(v) for k, v in head.items()}))
    found, links = regions(record)
    at = 0
    for line in text.split("\n"):
        if line.strip():
            cas.add(types.get_type(SENTENCE)(begin=at, end=at + len(line)))
        at += len(line) + 1
    for start, end in tokens(record, found):
        cas.add(types.get_type(TOKEN)(begin=start, end=end))
    speakers = {one.source: one.target for one in links if one.label == "speaker"}
    for one in found:
        cas.add(_annotation(types, one, speakers.get(one.key)))
    return cas


def _annotation(types: Any, one: Region, speaker: str | None) -> Any:
    features = {LABEL: one.label, IDENTIFIER: one.owner}
    if one.layer != "entity":
        values = {name: value for name, value in one.values.items() if name != "entity"}
        info = "; ".join(f"{name} {value}" for name, value in values.items())
        entity = one.owner if speaker and one.layer == "statement" else one.values.get("entity")
        features |= {ITEM: one.key, ENTITY: entity, INFO: info or None}
        if one.layer == "statement":
            features[IDENTIFIER] = None
    kept = {name: xml_text(value) for name, value in features.items() if value is not None}
    return types.get_type(TYPES[one.layer])(begin=one.start, end=one.end, **kept)


def write(records: Iterable[Record], path: Path) -> None:
    """Write a zip file of XMI documents and the type system."""
    _write(records, path, "xmi", lambda cas: cas.to_xmi().encode())


def write_json(records: Iterable[Record], path: Path) -> None:
    """Write a zip file of documents in UIMA's JSON and the type system."""
    _write(records, path, "json", lambda cas: cas.to_json(ensure_ascii=False).encode())


def _write(records: Iterable[Record], path: Path, suffix: str, serialise: Callable[[Any], bytes]) -> None:
    names: Counter[str] = Counter()
    system = type_system().to_xml().encode()
    with replacing(path) as part, ZipFile(part, "w", ZIP_DEFLATED) as out:
        put(out, TYPE_SYSTEM, system)
        for record in records:
            name = re.sub(r"[^\w.-]+", "-", record.id)[:100]
            names[name] += 1
            again = f".{names[name]}" if names[name] > 1 else ""  # two captures of a page share its id
            put(out, f"{name}{again}.{suffix}", serialise(cas_of(record)))
