"""Where the English words that say what happened begin and end: at the edges of a phrase, not inside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from newsextract.layers.events.context import Context
from newsextract.layers.events.words import word_class

_WORD = re.compile(r"[ \xa0](?=[^\s\w]*\w)([^\s.,;:()“”\"]+(?:\.(?=\S)[^\s.,;:()“”\"]*)*)([.,;:)]?)")
_OCCASION = re.compile(r",? on (?:the |this |his |her |their )?occasion\Z")
_VERB = re.compile(r"(?<=\s)(?:instruct|commend|congratulate|denounce|condemn|urge|reaffirm|order)(?:s|d|ed)\s(?:the\s)?\Z")
#: the second of two capitalised words that are no name of their own (Chemicals and Waste)
_PAIRED = re.compile(r" [A-Z][a-z]+(?= |[.,;)]|\Z)(?! (?:of|Minister)\b)")
_BETWEEN = re.compile(r"\bbetween\b(?!.*\band\b)", re.DOTALL)
_AND = re.compile(r"[ \xa0]and[ \xa0](?:the[ \xa0])?")
_OWNER = re.compile(r"[’']s(?=[ \xa0])")
#: words that no phrase ends with
_OPEN = frozenset({"of", "the", "and", "a", "an", "its", "their", "his", "her"})
#: maximum words that are added to a phrase, in a name or behind "of", else; characters before it searched for its verb
MAX_WORDS, MAX_PLAIN, VERB_REACH = 10, 4, 20


def with_english_verb(text: str, start: int) -> int:
    """Start of a phrase, moved before the verb whose object it is (commended | the success of …)."""
    verb = _VERB.search(text, max(0, start - VERB_REACH), start)
    return verb.start() if verb else start


def without_occasion(text: str, start: int, end: int) -> int:
    """End of a phrase without "on the occasion", whose occasion is not in it."""
    occasion = _OCCASION.search(text, start, end)
    return occasion.start() if occasion else end


def past_pair(context: Context, start: int, end: int) -> int | None:
    """End of the second of two names, where a phrase is cut behind the first (between Thailand | and Japan)."""
    joint = _AND.match(context.text, end) if _BETWEEN.search(context.text[start:end]) else None
    return next((one.end for one in context.entities_in(joint.end(), joint.end() + 1)), None) if joint else None


def past_phrase(context: Context, end: int) -> int:
    """End of a phrase that is cut before "of …", inside a name or behind an owner, or that soon ends, moved to its own end."""
    text = context.text
    owner = _OWNER.match(text, end - text.endswith(("’", "'"), 0, end))
    end = owner.end() if owner else end
    first = _WORD.match(text, end)
    if first is None or not _may_go_on(text[end - 1], first[1]):
        return end
    if first[1] == "of":
        return _run_end(context, end, _in_of_phrase, MAX_WORDS)[0]
    if _capital(_last_word(text, end)) and _capital(first[1]):
        return _run_end(context, end, lambda word: _capital(word[1]), MAX_WORDS)[0]
    far, closed = _run_end(
        context, end, lambda word: word[1] != "of" and word[1] not in word_class("ends an English phrase"), MAX_PLAIN
    )
    return far if closed or owner else end


def _may_go_on(last: str, word: str) -> bool:
    """Whether a phrase whose last character is given may go on with a word: behind a bracket or a dot, a name may (U.S. President)."""
    return last.isalnum() or (last in ")." and _capital(word))


def _run_end(context: Context, end: int, goes_on: Callable[[re.Match[str]], bool], most: int) -> tuple[int, bool]:
    """End of the words behind ``end`` that go on, and whether something else than their number or a time ends them."""
    ends, closed = [end], True
    for word in _words_behind(context.text, end):
        if not goes_on(word):
            break
        if len(ends) > most or context.times_in(word.start(1), word.end(1)):
            closed = False
            break
        ends.append(word.end(1))
    while len(ends) > 1 and _last_word(context.text, ends[-1]) in _OPEN:
        ends.pop()
    return ends[-1], closed


def _words_behind(text: str, end: int) -> Iterator[re.Match[str]]:
    """Yield the words right behind an offset, up to a sign; one before a closing bracket is no more of them."""
    for word in _WORD.finditer(text, end):
        if word.start() != end or word[2] == ")":
            return
        yield word
        if word[2]:
            return
        end = word.end()


def _in_of_phrase(word: re.Match[str]) -> bool:
    """Whether a word is part of what "of" adds: no word that ends a phrase, but for the "and" of Chemicals and Waste."""
    paired = word[1] == "and" and _capital(_last_word(word.string, word.start())) and _PAIRED.match(word.string, word.end(1))
    return bool(paired) or word[1] not in word_class("ends an English phrase")


def _capital(word: str) -> bool:
    return word[:1].isupper() and word not in word_class("capital joint")


def _last_word(text: str, end: int) -> str:
    return text[text.rfind(" ", max(0, end - 40), end) + 1 : end]
