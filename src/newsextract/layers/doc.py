"""What the layers have found in a document so far, kept on the spaCy Doc as ``doc._.news``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsextract.records import Entity, Event, Language, Mention, Person, Statement, Term, Time, Warning_

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(slots=True)
class News:
    """An article's facts and what each layer has added to them.

    Attributes
    ----------
    id
        The article's id, the prefix of its events' ids.
    published
        ISO 8601 date on which the article was published, if known.
    body
        Offset of the body's first character; the headline stands before it.
    lead
        The language of the body's beginning, where it is not that of its larger part (a Thai release with its
        translation behind it).
    text
        The document's text, once a component has asked for it.
    title_gloss
        The English name of the whole headline, where the article itself gives it.
    """

    language: Language = "th"
    id: str = "text"
    published: str | None = None
    section: str | None = None
    body: int = 0
    entities: list[Entity] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)
    title_gloss: tuple[str, Mention] | None = None
    lead: Language | None = None
    text: str | None = None


def news(doc: Doc) -> News:
    """The document's findings, made on first use (a Doc that came from a pipeline of the user's own)."""
    from spacy.tokens import Doc as SpacyDoc

    if not SpacyDoc.has_extension("news"):
        SpacyDoc.set_extension("news", default=None)
    if doc._.news is None:
        doc._.news = News(language="en" if doc.lang_ == "en" else "th")
    found: News = doc._.news
    return found


def text_of(doc: Doc) -> str:
    """The document's text, put together from its tokens once and not at each component."""
    found = news(doc)
    if found.text is None:
        found.text = doc.text
    return found.text


def set_spans(doc: Doc, group: str, mentions: Iterable[tuple[Mention, str]]) -> None:
    """Draw mentions into ``doc.spans[group]``, widened to token boundaries where they cut a token.

    Parameters
    ----------
    doc
        The document.
    group
        Name of the span group.
    mentions
        Each mention with its label.
    """
    spans = (doc.char_span(m.start, m.end, label=label, alignment_mode="expand") for m, label in mentions)
    doc.spans[group] = [span for span in spans if span is not None]
