"""The spaCy component ``newsextract_people``; it reads the entities that the component before it found."""

from spacy.language import Language
from spacy.tokens import Doc

from newsextract.layers.doc import news, set_spans, text_of
from newsextract.layers.people.find import find


class PeopleComponent:
    """Fills ``doc._.news.people`` and ``doc.spans["people"]``."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the document's people."""
        facts = news(doc)
        facts.people = find(text_of(doc), facts.entities, facts.language, as_of=facts.published)
        set_spans(doc, "people", ((mention, person.name) for person in facts.people for mention in person.mentions))
        return doc


@Language.factory("newsextract_people")
def make(nlp: Language, name: str) -> PeopleComponent:  # noqa: ARG001  spaCy's signature
    """Make the component."""
    return PeopleComponent()
