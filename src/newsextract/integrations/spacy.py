"""The layers as spaCy components, and the tokenizer of their pipeline.

spaCy finds them through the package's entry points: ``nlp.add_pipe("newsextract_times")`` needs no import. Findings are kept
in ``doc.user_data`` as plain values, so that ``DocBin(store_user_data=True)`` stores them, and are read as ``doc._.news``,
a :class:`~newsextract.layers.findings.Findings`.
"""
# no `from __future__ import annotations`: spaCy before 3.8.12 does not resolve a factory's annotations that are strings

import csv
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self, get_args

import spacy
from pydantic import TypeAdapter
from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from newsextract.config import Config, settings_of
from newsextract.errors import ConfigError, InputError
from newsextract.layers import names
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.pipeline import LAYERS
from newsextract.pipeline import to_record as _to_record
from newsextract.records import Language, Mention, Record
from newsextract.thai.tokens import tokenize

_KEY = "newsextract"
_NAMES = "names.csv"
_ARTICLES, _FINDINGS = TypeAdapter(Article), TypeAdapter(Findings)
#: the earlier layers that each layer reads
_READS = {
    "times": (),
    "entities": (),
    "terms": ("entities",),
    "referents": ("entities", "terms"),
    "statements": ("entities", "referents"),
    "events": ("times", "entities", "terms", "referents", "statements"),
}
_Spans = Callable[[Any], Iterator[tuple[Mention | None, str]]]
#: an item's spans in ``doc.spans[layer]``, with labels; items of other layers are mentions, labelled with the layer's name
_SPANS: dict[str, _Spans] = {
    "times": lambda time: iter([(time, time.kind)]),
    "entities": lambda entity: iter([(entity, entity.type)]),
    "terms": lambda term: iter([(term.th or term.abbr, term.kind.upper())]),
    "referents": lambda one: (
        (mention, one.names[0] if one.names else mention.text) for mention in (*one.mentions, *one.offices)
    ),
    "statements": lambda statement: iter([(statement, statement.kind)]),
    "events": lambda event: iter([(event.trigger, event.type)]),
}


def load(language: Language = "th", config: Config | None = None) -> Pipeline:
    """Build the spaCy pipeline of a language with all layers.

    Parameters
    ----------
    language
        ``th`` or ``en``.
    config
        Settings; the defaults when None.

    Returns
    -------
    spacy.language.Language
        Its components are ``newsextract_times`` and so on. What they find is in ``doc._.news`` and ``doc.spans``.

    Raises
    ------
    ConfigError
        When a user's gazetteer cannot be read, or the language is another.

    Examples
    --------
    >>> doc = load("th")("วันนี้ (25 ก.พ. 63) เวลา 08.45 น.")
    >>> doc._.news.times[0].value
    '2020-02-25T08:45'
    """
    settings = settings_of(config)
    if language not in get_args(Language):
        raise ConfigError(f"language: {language!r} has no pipeline", fix="give 'th' or 'en'")
    nlp = spacy.blank(language, config={"nlp": {"tokenizer": {"@tokenizers": "newsextract.News.v1"}}})
    nlp.max_length = 100_000_000
    for layer in LAYERS:
        options = {"gazetteers": list(settings.gazetteers)} if layer == "entities" else {}
        nlp.add_pipe(f"newsextract_{layer}", config=options)
    return nlp


def make_doc(nlp: Pipeline, article: Article) -> Doc:
    """Tokenise an article, keeping its headline and its day of publication for ``nlp(doc)``.

    Examples
    --------
    >>> nlp = load("th")
    >>> doc = nlp(make_doc(nlp, Article.of("เมื่อวานนี้มีการประชุม", published="2024-03-12")))
    >>> doc._.news.times[0].value
    '2024-03-11'
    """
    doc = nlp.make_doc(article.text)
    doc.user_data[_KEY] = {"article": _ARTICLES.dump_python(article, mode="json")}
    return doc


def to_record(doc: Doc, config: Config | None = None) -> Record:
    """Make the record of a document that all components have processed.

    Raises
    ------
    InputError
        When no component has processed it, or its findings were not stored with it.
    """
    if "findings" not in doc.user_data.get(_KEY, {}):
        what = "the document has no findings"
        raise InputError(what, fix="run the pipeline of nx.load() on it; store documents with DocBin(store_user_data=True)")
    return _to_record(_article(doc), config, doc._.news)


def _article(doc: Doc) -> Article:
    kept = doc.user_data.get(_KEY, {}).get("article")
    return _ARTICLES.validate_python(kept) if kept else Article.of(doc.text, language="en" if doc.lang_ == "en" else "th")


def _news(doc: Doc) -> Findings:
    return _FINDINGS.validate_python(doc.user_data.get(_KEY, {}).get("findings", {}))


def _part(doc: Doc, layer: str) -> Sequence[Any]:
    return _news(doc).part(layer)


class Component:
    """One layer in a spaCy pipeline: fills ``doc._.news`` and ``doc.spans[layer]``; a saved one includes the user's gazetteers."""

    def __init__(self, layer: str, gazetteers: Sequence[str] = ()) -> None:
        self.layer = layer
        self.gazetteers = Config(gazetteers=tuple(gazetteers)).gazetteers

    def __call__(self, doc: Doc) -> Doc:
        """Run the layer over a document."""
        article, before = _article(doc), _news(doc)
        options = {"gazetteer": names.load_gazetteer(*self.gazetteers)} if self.gazetteers else {}
        found = LAYERS[self.layer](article, before, **options)
        kept = doc.user_data.setdefault(_KEY, {})
        kept["findings"] = _FINDINGS.dump_python(before.plus(self.layer, found), mode="json")
        spans_of: _Spans = _SPANS.get(self.layer, lambda item: iter([(item, self.layer.upper())]))
        marks = [mark for item in found.items for mark in spans_of(item)]
        spans = (doc.char_span(m.start, m.end, label=label, alignment_mode="expand") for m, label in marks if m is not None)
        doc.spans[self.layer] = [span for span in spans if span is not None]
        return doc

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write the user's gazetteers to one file."""
        if self.gazetteers:
            own = names.load_gazetteer(*self.gazetteers)
            Path(path).mkdir(parents=True, exist_ok=True)
            with (Path(path) / _NAMES).open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([("name", "type", "canonical", "iso"), *((n, *row) for n, row in own.rows.items())])

    def from_disk(self, path: str | Path, **_: object) -> Self:
        """Use the saved gazetteer, if any, in place of the original files."""
        kept = Path(path) / _NAMES
        self.gazetteers = Config(gazetteers=(str(kept),) if kept.exists() else ()).gazetteers
        return self


def _factory(layer: str) -> Callable[..., Component]:
    """Register with spaCy the factory that ``nlp.add_pipe`` calls, with what it requires and assigns, and return it."""

    def make(nlp: Pipeline, name: str) -> Component:  # noqa: ARG001  spaCy's signature
        return Component(layer)

    def make_entities(nlp: Pipeline, name: str, gazetteers: list[str]) -> Component:  # noqa: ARG001
        return Component(layer, gazetteers)

    made = make_entities if layer == "entities" else make
    Pipeline.factory(
        f"newsextract_{layer}",
        assigns=[f"doc._.news_{layer}", "doc.spans"],
        requires=[f"doc._.news_{name}" for name in _READS.get(layer, ())],
        default_config={"gazetteers": []} if layer == "entities" else {},
        func=made,
    )
    return made


class NewsTokenizer:
    """spaCy tokenizer over :func:`newsextract.thai.tokens.tokenize`; ``doc.text`` equals the text given.

    The layers' spans end at its token boundaries, in English too; spaCy's own tokenizer takes quadratic time on a run of signs.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokenise a text."""
        words: list[str] = []
        spaces: list[bool] = []
        for word in tokenize(text).words():
            if word == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Return no bytes: the tokenizer has no state."""
        return b""

    def to_disk(self, _path: object, **_: object) -> None:
        """Store nothing."""

    def from_disk(self, _stored: object, **_: object) -> Self:
        """Restore nothing."""
        return self

    from_bytes = from_disk


@registry.tokenizers("newsextract.News.v1")  # type: ignore[untyped-decorator]
def news_tokenizer() -> Callable[[Pipeline], NewsTokenizer]:
    """Return the function with which spaCy makes the tokenizer of a pipeline."""
    return lambda nlp: NewsTokenizer(nlp.vocab)


Doc.set_extension("news", getter=_news, force=True)
for _layer in LAYERS:
    Doc.set_extension(f"news_{_layer}", getter=partial(_part, layer=_layer), force=True)
_FACTORIES = {layer: _factory(layer) for layer in LAYERS}
times, entity, terms, referents, statements, events = (_FACTORIES[layer] for layer in _READS)
