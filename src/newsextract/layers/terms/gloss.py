"""Parse the inside of a gloss: an English name, an abbreviation, both, or nothing that names a thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from newsextract.data import read_csv, read_lines
from newsextract.layers.terms.words import FUNCTION_WORDS, words
from newsextract.thai.text import SPACE, trim

GlossKind = Literal["en", "en_abbr", "abbr", "th_abbr", "person"]
Span = tuple[int, int]

_EDGE = SPACE + "“”‘’\"'"
_ABBR = r"[A-Z][A-Za-z0-9&./+’'-]{0,14}"
_ABBR_ONE = re.compile(rf"(?={_ABBR}\Z) (?=(?:[^A-Z0-9]*[A-Z0-9]){{2}}) \S+ | [a-z]{{1,3}}[A-Z][A-Za-z0-9-]{{1,8}}", re.VERBOSE)
_SEPARATOR = re.compile(r"\s*[:;：]\s*|\s*,\s*(?=[A-Z0-9&./-]{2,12}\s*\Z)|\s+[-–—]\s*|\s*[–—]\s*|\s*/\s*|\s+หรือ\s*|\s*=\s*")
_THAI_ABBR = re.compile(
    rf"""
      (?: {words("office_abbreviated")}\.?[ ]? )?
      (?: [\u0e01-\u0e2eเ-ไ][\u0e01-\u0e2eะ-ูเ-ไ็-์]{{0,7}} \.[ ]? ){{1,5}}
      (?: [\u0e01-\u0e2e]{{1,5}} )?
    """,
    re.VERBOSE,
)
_THAI_LETTERS = re.compile(f"{words('letter')}{{2,9}}")
_PERSON = re.compile(
    r"(?:H\.?\s?E\.?|Mr|Mrs|Ms|Miss|Mme|Dr|Prof|Professor|Gen|General|Lt|Col|Maj|Adm|Capt|Sir|Dato|Tan\sSri|Hon|Sheikh|(?:His|Her)\s(?:Excellency|Highness|Majesty))\b\.?[’']?\s*[A-Z]"
)
#: an office after a name of two words or more: Mr. Jan Novak, Secretary of Agriculture
_POST = re.compile(r"(?P<name>[^,]*?[A-Za-z]\.? ?[A-Z][A-Za-z’'-]+ [A-Z][A-Za-z’'-]+) ?, ?[A-Z][A-Za-z-]+ [A-Za-z]")
THAI = re.compile(r"[\u0e01-\u0e4e]")
#: English words followed by a Thai one (TK Park ยะลา); an English abbreviation with its Thai pronunciation (ITAP: ไอแทป)
_MIXED = re.compile(r"[A-Z][A-Za-z0-9&.-]*(?: [A-Za-z0-9&.-]+){0,4} ?(?P<tail>[\u0e01-\u0e4e]{3,16})")
_SPOKEN = re.compile(r"(?P<abbr>[A-Z][A-Za-z]{1,9}) ?[-–/:] ?(?P<thai>[\u0e01-\u0e4e]{2,14})")
_NOT_A_TAIL = re.compile(words("not_a_tail"))
_CODE = re.compile(
    r"""
      [A-Za-z] | [A-Za-z]?[\d.,/\s+-]+\s?[A-Za-z]{0,3} | [ivxIVX]{1,5} | [A-Z]{1,2}[-.]?\d{1,4}[A-Za-z]?
    | (?:Tier|Phase|Type|Class|Grade|Level|Zone|Part|Annex|Version|Ver|No|Lot|Line|Step|Model|Team|Group|Room|Hall|Gate|Plan|Option|Scenario)\.?\s?(?:[A-Z]?\d+|[A-Z]|[IVX]+)
    | [\d.,]+\s?(?:[µa-z]{1,3}/[a-z]{1,3}\d? | (?:million|billion|thousand|trillion)?\s?(?:dollars?|baht|euros?|people|persons|days|hours))
    | (?:US\$|USD|THB|EUR|RM|JPY|US|\$|€|£)\s?[\d.,]+.* | .*\d\s?%.* | %.*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAME_NUMBER = re.compile(r"[A-Z]/[A-Z]|[A-Z]\d[A-Z]|[A-Z]{2,8}[- ]?\d{1,4}(?:\.\d)?")
_ABBR_NUMBER = re.compile(r"[A-Z]{2,8} \d{1,5}")
_HEAD_ABBR = re.compile(rf"{words('abbreviated_head')}[ ]?(?=[^ ]*[A-Z][^ ]*[A-Z0-9])[A-Za-z][A-Za-z0-9&/-]{{1,11}}")
_EXAMPLE = re.compile(rf"\s{words('example')}\s")
_HYPHENED = re.compile(r"(?<=[a-z]) ?[-–] ?(?=[A-Za-z]?[A-Z]{2,8}\Z)")
_LEADING = re.compile(r"([A-Z]{2,8}s?) ?[-–] ?(?=[A-Z][a-z]+ )")
_WEB = re.compile(r"https?:|www\.|@|\.(?:go|co|or|com|net|ac)\b|\.th\b", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]")
#: an abbreviation with its province, not an address (จ.ลำปาง)
_OF_PROVINCE = re.compile(
    r"(?!(?:จ|อ|ต|ถ|ม)\.[ ]?[^.]+\Z)(?P<office>(?:[ก-ฮ]{1,4}\.){1,4}|[ก-ฮ]{2,4}\.?)[ ]?(?P<province>[ก-๙]{3,16})"
)
_MONTH = re.compile(r"(?:^|[\s\d])(?:ม\.ค|ก\.พ|มี\.ค|เม\.ย|พ\.ค|มิ\.ย|ก\.ค|ส\.ค|ก\.ย|ต\.ค|พ\.ย|ธ\.ค|พ\.ศ|ค\.ศ)\.\s*(?:\d|$)")
_INNER = re.compile(r"[(\[]\s*([^()\[\]]{2,24}?)\s*[)\]]")
# a Thai abbreviation next to an English gloss: only the English side is parsed
_BOTH_ABBR = re.compile(r"([^\u0e01-\u0e4e]{2,160}?)(?:\s*[:/,]\s*|\s+หรือ\s*|\s+)([\u0e01-\u0e2e.]{2,14})")


_COUNTRIES = {row["name"] for row in read_csv("gazetteers/countries.csv") if row["language"] == "th"}
_PLACE_NAMES = _COUNTRIES | {row["th"] for row in read_csv("gazetteers/provinces.csv")}
_NOT_GLOSSES = frozenset(line.casefold() for line in read_lines("terms/not_glosses.txt"))


@dataclass(frozen=True, slots=True)
class Gloss:
    """The English name and the abbreviation in a gloss, as spans of the text; either may be missing."""

    kind: GlossKind
    en: Span | None
    abbr: Span | None

    def english(self, text: str) -> str | None:
        """The English name."""
        return text[slice(*self.en)] if self.en else None

    def short(self, text: str) -> str | None:
        """The abbreviation."""
        return text[slice(*self.abbr)] if self.abbr else None

    def name(self, text: str) -> str:
        """The English name, else the abbreviation."""
        return self.english(text) or self.short(text) or ""


def parse(text: str, start: int, end: int) -> Gloss | None:
    """Parse the inside of a bracket; None for a date, a number, a code, a note or a Thai paraphrase.

    Examples
    --------
    >>> text = "(International Telecommunication Union: ITU)"
    >>> found = parse(text, 1, len(text) - 1)
    >>> text[slice(*found.en)], text[slice(*found.abbr)]
    ('International Telecommunication Union', 'ITU')
    """
    start, end = trim(text, start, end, _EDGE)
    inside = text[start:end]
    if not inside or len(inside) > 250 or _WEB.search(inside) or inside.casefold() in _NOT_GLOSSES:
        return None
    if THAI.search(inside):
        return _thai(text, start, end)
    if (_CODE.fullmatch(inside) and not _NAME_NUMBER.fullmatch(inside)) or len(_LETTERS.findall(inside)) < max(
        2, 0.3 * len(inside)
    ):
        return None
    if _PERSON.match(inside):
        post = _POST.match(inside)
        return Gloss("person", (start, start + post.end("name") if post else end), None)
    return _english(text, start, end)


def _thai(text: str, start: int, end: int) -> Gloss | None:
    inside = text[start:end]
    if ("." in inside and _THAI_ABBR.fullmatch(inside) and not _MONTH.search(inside)) or _of_province(inside):
        return Gloss("th_abbr", None, (start, end))
    if _THAI_LETTERS.fullmatch(inside) or _HEAD_ABBR.fullmatch(inside):
        return Gloss("abbr", None, (start, end))
    example = _EXAMPLE.search(inside)
    if example and not THAI.search(inside[: example.start()]):
        return parse(text, start, start + example.start())
    found = _joined_by_or(text, start, end) if "หรือ" in inside else None
    return found or _with_some_thai(text, start, end)


def _with_some_thai(text: str, start: int, end: int) -> Gloss | None:
    """Parse English followed by a little Thai: a Thai abbreviation, a pronunciation, or the end of a mixed name."""
    inside = text[start:end]
    spoken = _SPOKEN.fullmatch(inside)
    if spoken and is_abbreviation(spoken["abbr"].upper()) and spoken["thai"] not in _PLACE_NAMES:
        return Gloss("abbr", None, (start, start + spoken.end("abbr")))
    parts = _BOTH_ABBR.fullmatch(inside)
    if parts and _THAI_ABBR.fullmatch(parts[2]) and not _MONTH.search(parts[2]):
        return parse(text, start + parts.start(1), start + parts.end(1))
    mixed = _MIXED.fullmatch(inside)
    if mixed and not _NOT_A_TAIL.search(mixed["tail"]) and mixed["tail"] not in _PLACE_NAMES:
        return Gloss("en", (start, end), None)
    return None


def _of_province(inside: str) -> bool:
    """Whether an abbreviation is followed by its province or country: ``สอจ.ลำปาง``, ``สปป.ลาว``."""
    found = _OF_PROVINCE.fullmatch(inside)
    return found is not None and "." in inside and found["province"] in _PLACE_NAMES


def _joined_by_or(text: str, start: int, end: int) -> Gloss | None:
    """Parse names joined by หรือ: ``(Polylactic Acid หรือ PLA)`` and ``(ธพว. หรือ SME Development Bank)``."""
    cut = text.index("หรือ", start, end)
    left = trim(text, start, cut, _EDGE)
    right = trim(text, cut + 4, end, _EDGE)
    one, two = text[slice(*left)], text[slice(*right)]
    if not one or not two or THAI.search(two):
        return None
    if _THAI_ABBR.fullmatch(one):
        return Gloss("en_abbr", right, left)
    if THAI.search(one):
        return None
    return _split(text, left, right, ":")


def is_abbreviation(part: str) -> bool:
    """Whether one to three words have the form of an English abbreviation.

    Examples
    --------
    >>> is_abbreviation("UNODC"), is_abbreviation("SMEs"), is_abbreviation("Digital"), is_abbreviation("FinTech")
    (True, True, False, False)
    """
    parts = part.split()
    return 1 <= len(parts) <= 3 and len(part) <= 22 and all(_ABBR_ONE.fullmatch(w) and not _name_like(w) for w in parts)


def _name_like(word: str) -> bool:
    """Whether a word has too many lower-case letters for an abbreviation: FinTech, ThaID."""
    bare = word.removesuffix("s")
    small = sum(c.islower() for c in bare)
    return small > 1 and (small >= sum(c.isupper() for c in bare) or bool(re.search("[a-z]{2}", bare)))


def _english(text: str, start: int, end: int) -> Gloss | None:
    inside = text[start:end]
    if _ABBR_NUMBER.fullmatch(inside) or (is_abbreviation(inside) and (" " not in inside or len(inside) <= 12)):
        return Gloss("abbr", None, (start, end))
    inner = _bracketed_abbreviation(text, start, end)
    if inner:
        return inner
    for separator in reversed(list(_SEPARATOR.finditer(inside))):
        left = trim(text, start, start + separator.start(), _EDGE + ":;,")
        right = trim(text, start + separator.end(), end, _EDGE + ":;,()[]")
        found = _split(text, left, right, separator[0])
        if found:
            return found
    hyphen = _HYPHENED.search(inside)
    if hyphen and initials_in_order(inside[hyphen.end() :], inside[: hyphen.start()]):
        return Gloss("en_abbr", (start, start + hyphen.start()), (start + hyphen.end(), end))
    leading = _LEADING.match(inside)
    if leading and initials_in_order(leading[1], inside[leading.end() :]):
        return Gloss("en_abbr", (start + leading.end(), end), (start, start + leading.end(1)))
    start, end = trim(text, start, end, _EDGE + ":;,")
    return Gloss("en", (start, end), None)


def _split(text: str, left: Span, right: Span, separator: str) -> Gloss | None:
    """The gloss of a name and its abbreviation, in either order, on the two sides of a separator; else None."""
    one, two = text[slice(*left)], text[slice(*right)]
    if not one or not two:
        return None
    if len(one) > len(two) and (is_abbreviation(two) or (":" in separator and _half_abbreviation(two, one))):
        unsure = separator.strip() in "/," and (is_abbreviation(one) or not initials_in_order(two, one))
        return None if unsure else Gloss("en_abbr", left, right)
    return Gloss("en_abbr", right, left) if _precedes(one, two) else None


def _precedes(short: str, name: str) -> bool:
    """Whether an abbreviation stands before its name of several words."""
    several = not is_abbreviation(name) and re.search("[ -]", name) is not None
    return several and is_abbreviation(short) and initials_in_order(short, name)


def _half_abbreviation(part: str, name: str) -> bool:
    """Whether a part abbreviates some words of a name, as ``LTR Visa`` does of ``long-term resident visa``."""
    parts = part.split()
    return len(parts) in {2, 3} and any(_ABBR_ONE.fullmatch(w) for w in parts) and 2 * len(part) < len(name)


def _bracketed_abbreviation(text: str, start: int, end: int) -> Gloss | None:
    """Parse ``Name (ABBR)`` or a name that contains its abbreviation; the abbreviation of a part stays in the name."""
    found = [m for m in _INNER.finditer(text, start, end) if is_abbreviation(m[1].strip(_EDGE + ":"))]
    if len(found) != 1:
        return Gloss("en", trim(text, start, end, _EDGE + ":;,"), None) if found else None
    match = found[0]
    abbr = trim(text, *match.span(1), _EDGE + ":")
    name = trim(text, start, match.start(), _EDGE + ":,-–")
    rest = trim(text, match.end(), end, _EDGE + ":;,.")
    if name[1] <= name[0]:
        return None
    whole = rest[0] >= rest[1]
    if _abbreviates(text[slice(*abbr)], text[slice(*name)], whole=whole):
        return Gloss("en_abbr", name if whole else (start, end), abbr)
    return Gloss("en", (start, end), None)


def _abbreviates(short: str, name: str, *, whole: bool) -> bool:
    """Whether an abbreviation stands for the name before it, not only for the end of it; ``whole`` if nothing follows."""
    content = [w for w in re.findall(r"[A-Za-z0-9]+", name) if w.lower() not in FUNCTION_WORDS]
    begins_alike = bool(content) and content[0][0].lower() == short[0].lower()
    if whole:
        return begins_alike or initials_in_order(short, " ".join(content[:2]))
    return begins_alike and len(short) >= 3 and len(content) >= 2 and initials_in_order(short, name)


def initials_in_order(abbr: str, name: str) -> bool:
    """Whether the letters of an abbreviation occur in order in the name, the first at the start of a word.

    Examples
    --------
    >>> initials_in_order("UNODC", "UN Office on Drugs and Crime"), initials_in_order("UNDOC", "UN Office on Drugs and Crime")
    (True, False)
    """
    letters = re.sub(r"[^a-z0-9]", "", re.sub(r"s$", "", abbr).lower())
    parts = re.findall(r"[a-z0-9]+", name.lower())
    return bool(letters) and any(in_order(letters, "".join(parts[k:])) for k, part in enumerate(parts) if part[0] == letters[0])


def in_order(letters: str, text: str) -> bool:
    """Whether a text contains some letters in order.

    Examples
    --------
    >>> in_order("กข", "กาขา"), in_order("ขก", "กาขา")
    (True, False)
    """
    at = 0
    for letter in letters:
        at = text.find(letter, at) + 1
        if at == 0:
            return False
    return True
