"""The spaCy component ``newsextract_entities``."""

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from newsextract.layers.doc import news, set_spans, text_of
from newsextract.layers.entities.find import find
from newsextract.layers.entities.gazetteer import load


class EntitiesComponent:
    """Fills ``doc._.news.entities`` and ``doc.spans["entities"]``.

    Parameters
    ----------
    gazetteers
        Paths of a user's CSV files.
    """

    def __init__(self, gazetteers: Sequence[str] = ()) -> None:
        self.gazetteer = load(*gazetteers) if gazetteers else None

    def __call__(self, doc: Doc) -> Doc:
        """Find the document's entities."""
        facts = news(doc)
        facts.entities = find(text_of(doc), facts.language, gazetteer=self.gazetteer)
        set_spans(doc, "entities", ((entity, entity.type) for entity in facts.entities))
        return doc


@Language.factory("newsextract_entities", default_config={"gazetteers": []})
def make(nlp: Language, name: str, gazetteers: Sequence[str]) -> EntitiesComponent:  # noqa: ARG001  spaCy's signature
    """Make the component; ``gazetteers`` are paths of CSV files (see :mod:`newsextract.layers.entities.gazetteer`)."""
    return EntitiesComponent([str(path) for path in gazetteers])
