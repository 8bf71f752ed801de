"""The spaCy component ``newsextract_terms``."""

from spacy.language import Language
from spacy.tokens import Doc

from newsextract.layers.doc import news, set_spans, text_of
from newsextract.layers.terms.find import find, warnings
from newsextract.thai.tokens import tokenize


class TermsComponent:
    """Adds ``doc._.news.terms`` and draws ``doc.spans["terms"]``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Find the terms of a document."""
        found, text = news(doc), text_of(doc)
        found.terms = find(text, tokens=tokenize(text), entities=found.entities)
        found.warnings += warnings(found.terms)
        set_spans(doc, "terms", ((m, t.kind.upper()) for t in found.terms for m in (t.th or t.abbr,) if m is not None))
        return doc


@Language.factory("newsextract_terms")
def terms_component(nlp: Language, name: str) -> TermsComponent:  # noqa: ARG001  spaCy gives every factory its pipeline
    """Make the component."""
    return TermsComponent(name)
