"""Known words of names as token classes: head words, titles, offices, places and agencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from newsextract.data import read_csv, read_text
from newsextract.thai.tokens import tokenize


@cache
def word_classes() -> dict[str, str]:
    """The class letters of each known word, sorted: "title" and "org" give ``OT``."""
    letters = {"title": "T", "royal": "Y", "role": "R", "org": "O", "fac": "F", "place": "L", "event": "E", "speech": "S"}
    found: dict[str, set[str]] = {}
    for row in read_csv("entities/lexicon.csv"):
        for word in row["words"].split():
            found.setdefault(word, set()).add(letters[row["class"]])
    return {word: "".join(sorted(classes)) for word, classes in found.items()}


@cache
def words_of(kind: str) -> frozenset[str]:
    """The words of a class at which the name of a person begins or ends, or before which a country's name is no place."""
    return frozenset(word for row in read_csv("entities/words.csv") if row["class"] == kind for word in row["words"].split())


@dataclass(frozen=True)
class Phrases:
    """Names of several tokens, found by longest match."""

    labels: dict[tuple[str, ...], str]  # label of each name, by its tokens
    longest: dict[str, dict[str, int]]  # length of the longest name, by its first and second token ("" for none)

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> Phrases:
        """Build the table from (name, label) pairs; the first label for a name wins."""
        return cls.of_words((tuple(w for w in tokenize(name).norms if not w.isspace()), label) for name, label in names)

    @classmethod
    def of_words(cls, names: Iterable[tuple[tuple[str, ...], str]]) -> Phrases:
        """Build the table from names that are already split into words."""
        labels: dict[tuple[str, ...], str] = {}
        longest: dict[str, dict[str, int]] = {}
        for words, label in names:
            if words:
                labels.setdefault(words, label)
                sizes, second = longest.setdefault(words[0], {}), words[1] if len(words) > 1 else ""
                sizes[second] = max(sizes.get(second, 0), len(words))
        return cls(labels, longest)

    def beginning(self, words: Sequence[str], i: int) -> Iterator[tuple[int, str]]:
        """Yield the names that begin at a word, longest first: the number of words and the label."""
        sizes, left = self.longest.get(words[i]), len(words) - i
        if sizes:
            for k in range(min(sizes.get(words[i + 1], 1) if left > 1 else 1, left), 0, -1):
                label = self.labels.get(tuple(words[i : i + k]))
                if label is not None:
                    yield k, label

    def within(self, words: Sequence[str], places: Iterable[int] | None = None) -> Iterator[tuple[int, int, str]]:
        """Yield the longest names, without overlaps: index of the first word, index after the last word, and label.

        ``places`` are the indices of the words at which a name may begin, if known.
        """
        end = 0
        for i in range(len(words)) if places is None else places:
            if i >= end and words[i] in self.longest and (name := next(self.beginning(words, i), None)):
                end = i + name[0]
                yield i, end, name[1]

    def match(self, words: Sequence[str], places: Iterable[int] | None = None) -> list[str]:
        """Tag each word with ``b`` or ``i`` and the label of the name that it is in, or with an empty string."""
        tags = [""] * len(words)
        for i, end, label in self.within(words, places):
            tags[i:end] = ["b" + label, *["i" + label] * (end - i - 1)]
        return tags


@cache
def phrases() -> Phrases:
    """Places, countries and agencies of the shipped gazetteers, split into words by ``training/phrases.py``."""
    rows = (line.split("\t") for line in read_text("entities/phrases.tsv.gz").splitlines())
    return Phrases.of_words((tuple(words), label) for label, *words in rows)
