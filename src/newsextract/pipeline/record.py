"""From an article and its findings to the record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from newsextract._version import build
from newsextract.config import Config, settings_of
from newsextract.data import digests
from newsextract.layers import drafts, terms
from newsextract.layers.drafts import Referent
from newsextract.layers.findings import Findings
from newsextract.layers.referents.posts import is_office
from newsextract.page import Article
from newsextract.pages.language import language_of
from newsextract.pipeline.agreement import Names, settle
from newsextract.pipeline.annotate import annotate
from newsextract.pipeline.collector import gc_paused
from newsextract.pipeline.entities import Entities, places_in
from newsextract.provenance import Provenance
from newsextract.records import Event, Participant, Record, Source, Statement, Term, Title, Warning_

#: libraries whose version can change a value: the text of a page, romanised names, confidences, offsets abroad
DECIDING = ("beautifulsoup4", "lxml", "numpy", "onnxruntime", "pythainlp", "tzdata")


def to_record(article: Article, config: Config | None = None, findings: Findings | None = None) -> Record:
    """Build the record of an article."""
    with gc_paused():
        return _to_record(article, settings_of(config), findings)


def _to_record(article: Article, settings: Config, findings: Findings | None) -> Record:
    found = findings or annotate(article, settings)
    entities = Entities(article.text, found.referents, settings.names)
    entities.abbreviate(found.terms)
    events = settle(Names(article.text, entities.by_span, found.terms), found.events, entities.provinces)
    speakers = [entities.of_referent(said.speaker) if said.speaker else None for said in found.statements]
    parties = [[entities.of_referent(one.referent) for one in event.participants] for event in events]
    return Record(
        id=article.id,
        source=Source(**{name: getattr(article, name) for name in Source.model_fields}),
        language=article.language,
        title=_title(article, found.terms),
        published=article.published,
        published_from=article.published_from,
        text=article.text,
        entities=entities.numbered(),
        times=list(found.times),
        terms=[_term(entities, term) for term in found.terms],
        statements=[_statement(draft, speaker) for draft, speaker in zip(found.statements, speakers, strict=True)],
        events=[_event(entities, event, those) for event, those in zip(events, parties, strict=True)],
        warnings=sorted([*article.warnings, *found.warnings], key=_place),
        # a copy, so that a user's change to one record does not reach others
        provenance=Provenance(**vars(provenance(settings))),
    )


def _term(entities: Entities, term: Term) -> Term:
    spans = [(m.start, m.end) for m in (term.th, term.en, term.abbr) if m is not None]
    named = next((entities.by_span[span] for span in spans if span in entities.by_span), None) or entities.of_term(term)
    changed: dict[str, str] = {"entity": named.id} if named else {}
    if term.kind == "organisation" and term.th and is_office(term.th.text):  # รองปลัดกระทรวง… (รองปลัด …) is not an organisation
        changed["kind"] = "other"
    return term.model_copy(update=changed) if changed else term


def _statement(draft: drafts.Statement, speaker: Referent | None) -> Statement:
    who = speaker.id if speaker else None
    return Statement(start=draft.start, end=draft.end, text=draft.text, speaker=who, cue=draft.cue, kind=draft.kind)


def _event(entities: Entities, event: drafts.Event, parties: Sequence[Referent]) -> Event:
    named = entities.of_event(event.name, next(iter(event.slots.get("name", ())), None))
    filled = _filled(event)
    own: dict[str, Any] = {
        "entity": named.id if named else None,
        "place": event.place.model_copy(update={"entities": places_in(entities.by_span, event.slots)}),
        "participants": [
            Participant(entity=one.id, part=draft.part, mention=draft.mention, confidence=draft.confidence)
            for one, draft in zip(parties, event.participants, strict=True)
        ],
        "confidence": {slot: value for slot, value in event.confidence.items() if slot in filled},
        "silence": {slot: value for slot, value in event.confidence.items() if slot not in filled},
    }
    return Event(**{name: getattr(event, name) for name in Event.model_fields if name not in own}, **own)


def _filled(event: drafts.Event) -> set[str]:
    """The slots that have a value."""
    values: dict[str, object] = {"actor": event.participants, "name": event.name.th or event.name.en}
    values |= {slot: getattr(event, slot) for slot in ("type", "status", "start", "about", "attendance")}
    values |= {slot: getattr(event.place, slot) for slot in ("venue", "province", "country", "mode")}
    return {slot for slot, value in values.items() if value}


def _place(w: Warning_) -> tuple[bool, int, int, str, str]:
    return w.start is not None, w.start or 0, w.end or 0, w.code, w.message


def _title(article: Article, found: Sequence[Term]) -> Title:
    """The headline, with its English gloss if the article glosses the whole of it."""
    if language_of(article.title) == "en":
        return Title(text=article.title, en=article.title)
    name, span = terms.title_gloss(article.text, article.body, found) or (None, None)
    return Title(text=article.title, th=article.title, en=name, en_span=span)


@lru_cache(maxsize=8)
def provenance(config: Config) -> Provenance:
    """What a record depends on: our version, the checksums of models and data, the configuration and the deciding libraries."""
    return Provenance(newsextract=build(), models=digests(), config=config.digest(), libraries=_libraries())


def _libraries() -> dict[str, str]:
    from importlib.metadata import version

    from lxml.etree import LIBXML_VERSION  # bundled with lxml's wheels; a distribution's package uses the system's

    found = {name: version(name) for name in DECIDING} | {"libxml2": ".".join(map(str, LIBXML_VERSION))}
    return dict(sorted(found.items()))


def differences(before: object, now: object, at: str = "") -> str:
    """The differences between two JSON values, by path: ``libraries.numpy: '1.26.4', now '2.4.6'``."""
    if not (isinstance(before, dict) and isinstance(now, dict)):
        return f"{at}: {_shown(before)}, now {_shown(now)}".removeprefix(": ")
    keys = [key for key in before | now if before.get(key) != now.get(key)]
    return "; ".join(differences(before.get(key), now.get(key), f"{at}.{key}".removeprefix(".")) for key in keys)


def _shown(value: object) -> str:
    """A value as a message shows it: a list by its parts, a digest by its beginning."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value):
        return f"{value[:8]}…"
    return "none" if value is None else repr(value)
