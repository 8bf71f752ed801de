"""Whether a name is glossed or abbreviated by the name after it."""

from __future__ import annotations

import re

from newsextract.thai.text import is_unit

#: minimum letters of a name that is too long for an abbreviation
FULL_LENGTH = 12
_OPEN = re.compile(r"(?:\s?\((?:องค์การมหาชน|มหาชน)\))?\s*\(\s*(?:หรือ)?\s*")
_CLOSE = re.compile(r"\s?[):]|\s?[–,/-]\s?[A-Z][A-Za-z-]+\)")
#: the abbreviation after a short name that stands for a long one (… หรือซีมีโอ (SEAMEO))
_BEHIND = re.compile(r"\s?\([A-Z][A-Z-]{2,}\)")
_OR = re.compile(r"\s*(?:หรือ|or|/)\s*")
_ABBREVIATION = re.compile(r"(?:[ก-ฮ]{1,5}\.){1,4}|[A-Z][A-Za-z-]{0,3}[A-Z-]{0,6}")
_THAI_ABBREVIATION = re.compile(r"(?:[ก-ฮ]{1,5}\.?){1,4}")


def is_short(form: str) -> bool:
    """Whether a form is an abbreviation."""
    return _ABBREVIATION.fullmatch(form) is not None


def capitals(name: str) -> str:
    """The capital letters with which words of a name begin."""
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def glosses(text: str, first: tuple[int, int], then: tuple[int, int], *, alike: bool) -> bool:
    """Whether a name is glossed or abbreviated by the next; ``alike`` if both are of one type, but not places."""
    full, short = text[slice(*first)], text[slice(*then)]
    if _OR.fullmatch(text, first[1], then[0]):
        return _is_other_name(text, full, then, alike=alike)
    opened = _OPEN.fullmatch(text, first[1], then[0]) is not None and _CLOSE.match(text, then[1]) is not None
    if opened and short.isascii() and not is_unit(full, short):
        return alike or short in {capitals(full), capitals(full)[1:]}
    beside = full.endswith("มหาชน)") and not text[first[1] : then[0]].strip()
    of_body = not alike and full.startswith(("การประชุม", "ประชุม"))  # การประชุมคณะรัฐมนตรี (ครม.), and ครม. is the cabinet
    return (opened or beside) and not of_body and fits_abbreviation(short, full)


def _is_other_name(text: str, full: str, then: tuple[int, int], *, alike: bool) -> bool:
    """Whether what follows "or" names the same thing: an abbreviation, or a name with an abbreviation of its own."""
    short = text[slice(*then)]
    if is_short(full):
        return is_short(short)
    behind = _BEHIND.match(text, then[1]) is not None
    return fits_abbreviation(short, full) or (alike and behind)


def fits_abbreviation(short: str, full: str) -> bool:
    """Whether the consonants of a Thai abbreviation occur in order in a name.

    Examples
    --------
    >>> fits_abbreviation("สพร.", "สำนักงานพัฒนารัฐบาลดิจิทัล"), fits_abbreviation("นบส.รง.", "กระทรวงแรงงาน")
    (True, False)
    """
    letters = iter(full)
    return _THAI_ABBREVIATION.fullmatch(short) is not None and all(letter in letters for letter in short if letter != ".")
