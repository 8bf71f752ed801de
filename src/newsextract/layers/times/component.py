"""The spaCy component ``newsextract_times``."""

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from newsextract.layers.doc import news, set_spans, text_of
from newsextract.layers.times.find import find, warnings


class TimesComponent:
    """Writes ``doc._.news.times`` and ``doc.spans["times"]``; the reference is ``doc._.news.published``."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the document's time expressions."""
        facts = news(doc)
        reference = date.fromisoformat(facts.published[:10]) if facts.published else None
        facts.times = find(text_of(doc), reference)
        facts.warnings.extend(warnings(facts.times))
        set_spans(doc, "times", ((time, time.kind) for time in facts.times))
        return doc


@Language.factory("newsextract_times")
def make_times(nlp: Language, name: str) -> TimesComponent:  # noqa: ARG001  spaCy passes both
    """The component, for ``nlp.add_pipe("newsextract_times")``."""
    return TimesComponent()
