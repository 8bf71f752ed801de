"""Where the English words that say what happened begin and end: at the edges of a phrase, not inside it."""

from __future__ import annotations

import re
from collections.abc import Callable

from newsextract.layers.events.context import Context
from newsextract.layers.events.words import word_class

_WORD = re.compile(r"[ \xa0](?=[^\s\w]*\w)([^\s.,;:()“”\"]+(?:\.(?=\S)[^\s.,;:()“”\"]*)*)([.,;:)]?)")
_OCCASION = re.compile(r",? on (?:the |this |his |her |their )?occasion\Z")
_VERB = re.compile(r"(?<=\s)(?:instruct|commend|congratulate|denounce|condemn|urge|reaffirm|order)(?:s|d|ed)\s(?:the\s)?\Z")
#: the second of two capitalised words that are no name of their own (Chemicals and Waste)
_PAIRED = re.compile(r" [A-Z][a-z]+(?= |[.,;)]|\Z)(?! (?:of|Minister)\b)")
_TITLE = re.compile(r"\b(?:Mr|Ms|Mrs|Dr|Gen|Pol|Lt|Col)\Z")
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


def past_phrase(context: Context, end: int) -> int:
    """End of a phrase that is cut before "of …", inside a name or behind a title, or that soon ends anyway, moved to its own end."""
    text = context.text
    if _TITLE.search(text, max(0, end - 5), end) and text[end : end + 1] == ".":
        person = next((one for one in context.entities_in(end, end + 3) if one.type == "PERSON"), None)
        return person.end if person else end
    first = _WORD.match(text, end)
    if first is None or not (text[end - 1].isalnum() or (text[end - 1] in ")." and _capital(first[1]))):
        return end
    last = _last_word(text, end)
    if first[1] == "of":
        return _run_end(context, end, last, lambda word: word not in word_class("ends an English phrase"))[0]
    if _capital(last) and _capital(first[1]):
        return _run_end(context, end, last, _capital)[0]
    far, closed = _run_end(
        context, end, last, lambda word: word not in {"of", *word_class("ends an English phrase")}, MAX_PLAIN
    )
    return far if closed else end


def _run_end(context: Context, end: int, last: str, goes_on: Callable[[str], bool], most: int = MAX_WORDS) -> tuple[int, bool]:
    """End of the words from ``end`` that go on, and whether something else than their number ends them."""
    found, closed = [(end, last)], False
    for word in _WORD.finditer(context.text, end):
        pair = word[1] == "and" and _capital(found[-1][1]) and _PAIRED.match(context.text, word.end(1))
        closed = word.start() != found[-1][0] or word[2] == ")" or not (goes_on(word[1]) or (pair and most == MAX_WORDS))
        if closed or len(found) > most or context.times_in(word.start(1), word.end(1)):
            break
        found.append((word.end(1), word[1]))
        if word[2]:
            closed = True
            break
    else:
        closed = True
    while len(found) > 1 and found[-1][1] in _OPEN:
        found.pop()
    return found[-1][0], closed


def _capital(word: str) -> bool:
    return word[:1].isupper() and word not in word_class("capital joint")


def _last_word(text: str, end: int) -> str:
    return text[text.rfind(" ", max(0, end - 40), end) + 1 : end]
