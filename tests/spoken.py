"""People, organisations and offices in articles, as the layers of statements and events see them, for the tests of those."""

from newsextract.layers import names, referents
from newsextract.layers.drafts import Entity, Office, Referent
from newsextract.layers.events.context import Context
from newsextract.layers.findings import Findings
from newsextract.layers.statements.cues import find_cues
from newsextract.layers.statements.scene import Scene
from newsextract.layers.statements.starts import Speech
from newsextract.page import Article
from newsextract.records import Mention


def places(text, *surfaces):
    """Every mention of some words in a text."""
    found = []
    for surface in surfaces:
        at = text.find(surface)
        while at >= 0:
            found.append(Mention.of(text, at, at + len(surface)))
            at = text.find(surface, at + 1)
    return found


def place(text, words, n=0):
    """A mention of some words in a text, by default the first."""
    return places(text, words)[n]


def offices_of(role):
    """The only office of a person, if any, wherever it stands."""
    return [Office(at=Mention(start=0, end=len(role), text=role))] if role else []


def body_of(person):
    """The words for the organisation in a person's first office."""
    return person.roles[0].body.text if person.roles and person.roles[0].body else None


def offices(referents):
    """Role and organisation of each person, by name."""
    return {one.name: (one.role, body_of(one)) for one in referents if one.is_named_person}


def all_mentions(person):
    """The mentions of a person by name and by office, in text order."""
    return sorted((*person.mentions, *person.offices), key=lambda m: m.start)


def person(text, name, *surfaces, role=None, offices=(), **more):
    """Somebody, wherever the text has one of the surfaces (by default the name)."""
    mentions = places(text, *(surfaces or (name,)))
    return Referent("PERSON", mentions, places(text, *offices), names=[name], roles=offices_of(role), **more)


def body(text, name):
    """An organisation, wherever the text names it."""
    return Referent("ORGANIZATION", places(text, name), names=[name])


def referents_of(text, entities=None, terms=(), language="th"):
    """The referents of a text with these entities, by default those whose names are found in it."""
    given = Findings(entities=names.search(text) if entities is None else entities, terms=list(terms))
    return referents.find(Article.of(text, language=language), given).items


def scene(text, *referents):
    """The article of some referents, as the layer of statements sees it."""
    language = "th" if any("ก" <= letter <= "๙" for letter in text) else "en"
    return Scene.of(Article.of(text, language=language), Findings(referents=list(referents)))


def speech(text, *referents):
    """The cues of speech in the article of some referents."""
    here = scene(text, *referents)
    return Speech(here, find_cues(here))


def opening_cues(text, *referents):
    """The words of the cues that open speech, or tell of it by a verb."""
    return [text[cue.start : cue.end] for cue in speech(text, *referents).cues if cue.kind in {"opened", "verb"}]


def context(text, *referents, statements=(), language="th"):
    """A headline and an article of some referents, as the layer of events sees it."""
    entities = sorted((Entity(**dict(m), type=one.type) for one in referents for m in one.mentions), key=lambda e: e.start)
    return Context(text, text.index("\n") + 1, language, None, None, entities, [], [], statements, referents)
