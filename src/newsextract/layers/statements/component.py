"""The statements layer as a spaCy component."""

from spacy.language import Language
from spacy.tokens import Doc

from newsextract.layers.doc import news, set_spans, text_of
from newsextract.layers.statements.find import find


class Statements:
    """Reads people and entities of a Doc; adds statements and ``doc.spans["statements"]``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Add the document's statements."""
        found = news(doc)
        found.statements = find(text_of(doc), found.people, found.entities, found.lead or found.language, body=found.body)
        set_spans(doc, "statements", ((s, s.kind) for s in found.statements))
        return doc


@Language.factory("newsextract_statements")
def create(nlp: Language, name: str) -> Statements:
    """Make the component."""
    del nlp  # spaCy passes it; the component needs nothing of it
    return Statements(name)
