"""The events layer as a spaCy component."""

from spacy.language import Language
from spacy.tokens import Doc

from newsextract.layers.doc import news, set_spans, text_of
from newsextract.layers.events.find import find


class EventFinder:
    """Reads what all other layers found in a Doc; adds events, warnings and ``doc.spans["events"]`` (the triggers)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Add the document's events."""
        seen = news(doc)
        found = find(
            text_of(doc),
            article_id=seen.id,
            body=seen.body,
            language=seen.lead or seen.language,
            published=seen.published,
            entities=seen.entities,
            times=seen.times,
            people=seen.people,
            terms=seen.terms,
            statements=seen.statements,
            section=seen.section,
        )
        seen.events = found.events
        seen.warnings = [*seen.warnings, *found.warnings]
        set_spans(doc, "events", ((event.trigger, event.type) for event in found.events if event.trigger))
        return doc


@Language.factory("newsextract_events")
def create(nlp: Language, name: str) -> EventFinder:
    """Make the component."""
    del nlp  # spaCy passes it; the component needs nothing of it
    return EventFinder(name)
