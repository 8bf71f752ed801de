"""The Thai tokenizer of the pipeline, and the import that makes every layer's factory known to spaCy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc

import newsextract.layers.entities.component
import newsextract.layers.events.component
import newsextract.layers.people.component
import newsextract.layers.statements.component
import newsextract.layers.terms.component
import newsextract.layers.times.component  # noqa: F401
from newsextract.thai.tokens import tokenize

if TYPE_CHECKING:
    from spacy.vocab import Vocab


class ThaiTokenizer:
    """spaCy tokenizer over :func:`newsextract.thai.tokens.tokenize`; ``doc.text`` equals the text given.

    Parameters
    ----------
    vocab
        The pipeline's vocabulary.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokenize a text."""
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
        """Give spaCy nothing to store: the tokenizer has no state."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> ThaiTokenizer:
        """Restore from nothing."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Store nothing."""

    def from_disk(self, _path: object, **_: object) -> ThaiTokenizer:
        """Restore from nothing."""
        return self
