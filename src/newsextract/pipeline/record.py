"""From an article and its findings to the record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from newsextract._version import __version__
from newsextract.config import Config
from newsextract.data import digests
from newsextract.layers import drafts, terms
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.pages.language import language_of
from newsextract.pipeline.annotate import annotate
from newsextract.pipeline.referents import Referents, Thing
from newsextract.records import (
    Event,
    Part,
    Participant,
    Place,
    Provenance,
    Record,
    Source,
    Statement,
    Term,
    Title,
    Warning_,
)

#: libraries whose release can change a value: what a page says, names in Latin letters, confidences
DECIDING = ("beautifulsoup4", "lxml", "numpy", "pythainlp")


def to_record(article: Article, config: Config | None = None, findings: Findings | None = None) -> Record:
    """Make the record of an article.

    Parameters
    ----------
    article
        What a page says, as :func:`newsextract.pages.parse` gives it.
    config
        Settings.
    findings
        What the layers found in it; they are run when None.

    Returns
    -------
    Record
        Valid against the JSON Schema of :func:`newsextract.records.json_schema`.
    """
    settings = config or Config()
    found = findings or annotate(article, settings)
    things = Referents(article.text, found)
    speakers = [things.of(s.speaker, s.speaker_at, "PERSON", post=True) if s.speaker else None for s in found.statements]
    parties = [_parties(things, event) for event in found.events]
    named = things.entities()
    return Record(
        id=article.id,
        source=Source(
            url=article.url,
            site=article.site,
            publisher=article.publisher,
            section=article.section,
            archive=article.archive,
            sha256=article.sha256,
        ),
        language=article.language,
        title=_title(article, found.terms),
        published=article.published,
        published_from=article.published_from,
        text=article.text,
        entities=named,
        times=list(found.times),
        terms=[_term(things, term) for term in found.terms],
        statements=[
            Statement(
                start=said.start,
                end=said.end,
                text=said.text,
                speaker=thing.id if thing else None,
                cue=said.cue,
                kind=said.kind,
            )
            for said, thing in zip(found.statements, speakers, strict=True)
        ],
        events=[_event(things, event, those) for event, those in zip(found.events, parties, strict=True)],
        warnings=_in_order([*article.warnings, *found.warnings]),
        provenance=provenance(settings),
    )


def _term(things: Referents, term: Term) -> Term:
    spans = [(m.start, m.end) for m in (term.th, term.en, term.abbr) if m is not None]
    thing = next((things.at[span] for span in spans if span in things.at), None)
    return term.model_copy(update={"entity": thing.id}) if thing else term


Party = tuple[Thing, drafts.Actor, Part]


def _parties(things: Referents, event: drafts.Event) -> list[Party]:
    """Who takes part, once in each part: those who did it, the other side, the bodies."""
    others: list[tuple[drafts.Actor, Part]] = [
        (actor, "counterpart" if actor.part == "participant" else actor.part) for actor in event.counterparts
    ]
    everybody = [*((actor, actor.part) for actor in event.actors), *others, *((o, o.part) for o in event.organisations)]
    found: dict[tuple[Thing, Part], Party] = {}
    for actor, part in everybody:
        thing = things.of_actor(actor)
        if part != "participant" or not any(known is thing for known, _ in found):
            found.setdefault((thing, part), (thing, actor, part))
    return list(found.values())


def _event(things: Referents, event: drafts.Event, parties: Sequence[Party]) -> Event:
    place = event.place
    words = [m for slot in ("venue", "district", "province") for m in event.slots.get(slot, ())]
    within = dict.fromkeys(
        thing.id
        for (start, end), thing in (things.at.items() if words else ())
        if thing.type in {"LOCATION", "FACILITY"} and any(m.start <= start and end <= m.end for m in words)
    )
    own = things.of_event(event.name, next(iter(event.slots.get("name", ())), None))
    filled = _filled(event)
    sure = event.confidence.get("actor")
    return Event(
        **event.model_dump(
            include={"id", "main", "type", "status", "name", "start", "end", "precision", "attendance", "attendance_unit"}
        ),
        entity=own.id if own else None,
        trigger=event.trigger,
        place=Place(**place.model_dump(exclude={"entities"}), entities=list(within)),
        participants=[
            Participant(entity=thing.id, part=part, mention=actor.at, confidence=None if k else sure)
            for k, (thing, actor, part) in enumerate(parties)
        ],
        evidence=event.evidence,
        confidence={slot: value for slot, value in event.confidence.items() if slot in filled},
        silence={slot: value for slot, value in event.confidence.items() if slot not in filled},
        slots=event.slots,
    )


def _filled(event: drafts.Event) -> set[str]:
    """The slots that have a value."""
    values = {
        "type": event.type,
        "start": event.start,
        "actor": event.actors,
        "name": event.name.th or event.name.en,
        "attendance": event.attendance,
        "venue": event.place.venue,
        "province": event.place.province,
        "country": event.place.country,
    }
    return {slot for slot, value in values.items() if value}


def _in_order(warnings: Sequence[Warning_]) -> list[Warning_]:
    return sorted(warnings, key=lambda w: (w.start is not None, w.start or 0, w.end or 0, w.code, w.message))


def _title(article: Article, found: Sequence[Term]) -> Title:
    """The headline; its English name where the article itself glosses the whole of it."""
    if language_of(article.title) == "en":
        return Title(text=article.title, en=article.title)
    name, span = terms.title_gloss(article.text, article.body, found) or (None, None)
    return Title(text=article.title, th=article.title, en=name, en_span=span)


@lru_cache(maxsize=8)
def provenance(config: Config) -> Provenance:
    """What made a record: our version, the digests of models and data, the settings, the libraries that have a say."""
    return Provenance(newsextract=__version__, models=digests(), config=config.digest(), libraries=_libraries())


def _libraries() -> dict[str, str]:
    from importlib.metadata import version

    from lxml.etree import LIBXML_VERSION  # lxml's wheels carry one, a distribution's package uses the system's

    found = {name: version(name) for name in DECIDING} | {"libxml2": ".".join(map(str, LIBXML_VERSION))}
    return dict(sorted(found.items()))


def unlike(before: object, now: object, at: str = "") -> str:
    """What differs between two values as JSON has them, by path: ``libraries.numpy: '1.26.4', now '2.4.6'``."""
    if not (isinstance(before, dict) and isinstance(now, dict)):
        return f"{at}: {before!r}, now {now!r}".removeprefix(": ")
    keys = [key for key in before | now if before.get(key) != now.get(key)]
    return "; ".join(unlike(before.get(key), now.get(key), f"{at}.{key}".removeprefix(".")) for key in keys)
