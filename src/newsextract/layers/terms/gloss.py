"""The inside of a gloss: an English name, an abbreviation, both, or nothing that names a thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from newsextract.data import read_csv, read_lines

GlossKind = Literal["en", "en_abbr", "abbr", "th_abbr", "person"]
Span = tuple[int, int]

_SPACE = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad"
_EDGE = _SPACE + "“”‘’\"'"
_ABBR = r"[A-Z][A-Za-z0-9&./+’'-]{0,14}"
_ABBR_ONE = re.compile(rf"(?={_ABBR}\Z) (?=(?:[^A-Z0-9]*[A-Z0-9]){{2}}) \S+ | [a-z]{{1,3}}[A-Z][A-Za-z0-9-]{{1,8}}", re.VERBOSE)
_SEPARATOR = re.compile(r"\s*[:;：]\s*|\s*,\s*(?=[A-Z0-9&./-]{2,12}\s*\Z)|\s+[-–—]\s*|\s*[–—]\s*|\s*/\s*|\s+หรือ\s*|\s*=\s*")
_THAI_ABBR = re.compile(
    r"""
      (?: (?: ปลัด|อธิบดี|รองปลัด|รองอธิบดี|รมต|ผอ|ผู้ว่าการ|ผู้ว่า|เลขาธิการ|ประธาน|นายก|ก|กระทรวง|กรม|สำนักงาน|สนง|ศูนย์|กองทุน|คกก )\.?[ ]? )?
      (?: [\u0e01-\u0e2eเ-ไ][\u0e01-\u0e2eะ-ูเ-ไ็-์]{0,7} \.[ ]? ){1,5}
      (?: [\u0e01-\u0e2e]{1,5} )?
    """,
    re.VERBOSE,
)
_THAI_LETTERS = re.compile(
    r"""
      (?: เอฟ|เอช|เอ็กซ์|เอ็ม|เอ็น|เอส|เอ|บี|ซี|ดับเบิลยู|ดับเบิ้ลยู|ดี|อี|จี|ไอ|เจ|เค|แอล|โอ|พี|คิว|อาร์|ที|ยู|วี|วาย|แซด|แซท ){2,9}
    """,
    re.VERBOSE,
)
_PERSON = re.compile(
    r"(?:H\.?\s?E\.?|Mr|Mrs|Ms|Miss|Mme|Dr|Prof|Professor|Gen|General|Lt|Col|Maj|Adm|Capt|Sir|Dato|Tan\sSri|Hon|Sheikh|(?:His|Her)\s(?:Excellency|Highness|Majesty))\b\.?[’']?\s*[A-Z]"
)
#: behind a name of two words or more: Mr. Jan Novak, Secretary of Agriculture
_POST = re.compile(r"(?P<name>[^,]*?[A-Za-z]\.? ?[A-Z][A-Za-z’'-]+ [A-Z][A-Za-z’'-]+) ?, ?[A-Z][A-Za-z-]+ [A-Za-z]")
_THAI = re.compile(r"[\u0e01-\u0e4e]")
#: English words with a Thai one behind them (TK Park ยะลา); an English abbreviation and how it is said (ITAP: ไอแทป)
_MIXED = re.compile(r"[A-Z][A-Za-z0-9&.-]*(?: [A-Za-z0-9&.-]+){0,4} ?(?P<tail>[\u0e01-\u0e4e]{3,16})")
_SPOKEN = re.compile(r"(?P<abbr>[A-Z][A-Za-z]{1,9}) ?[-–/:] ?(?P<said>[\u0e01-\u0e4e]{2,14})")
_NO_TAIL = re.compile(r"และ|หรือ|เดิม|เท่ากับ|ต่อ|ปี|ครั้ง|ฉบับ|ของ|ใน|เป็น|เพื่อ|ที่")
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
_HEAD_ABBR = re.compile(
    r"(?:ทีม|ศูนย์|มาตรการ|บอร์ด|เครื่อง|โครงการ|กองทุน|กลุ่ม|สำนักงาน|คณะกรรมการ|คณะทำงาน|กรรมการ|ธนาคาร|ประกาศ|แผน|สถาบัน|ชมรม)[ ]?"
    r"(?=[^ ]*[A-Z][^ ]*[A-Z0-9])[A-Za-z][A-Za-z0-9&/-]{1,11}"
)
_EXAMPLE = re.compile(r"\s(?:เช่น|อาทิ|ได้แก่)\s")
_HYPHENED = re.compile(r"(?<=[a-z]) ?[-–] ?(?=[A-Za-z]?[A-Z]{2,8}\Z)")
_LEADING = re.compile(r"([A-Z]{2,8}s?) ?[-–] ?(?=[A-Z][a-z]+ )")
_WEB = re.compile(r"https?:|www\.|@|\.(?:go|co|or|com|net|ac)\b|\.th\b", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Gloss:
    """What a gloss says, as spans of the text: the English name and the abbreviation, either may be missing."""

    kind: GlossKind
    en: Span | None
    abbr: Span | None


@cache
def _never() -> frozenset[str]:
    return frozenset(line.casefold() for line in read_lines("terms/not_glosses.txt"))


def parse(text: str, start: int, end: int) -> Gloss | None:
    """Split the inside of a bracket.

    Parameters
    ----------
    text
        The article.
    start, end
        The inside, without the brackets.

    Returns
    -------
    Gloss or None
        None where the inside is a date, a number, a code, a note or a Thai paraphrase.

    Examples
    --------
    >>> text = "(International Telecommunication Union: ITU)"
    >>> found = parse(text, 1, len(text) - 1)
    >>> text[slice(*found.en)], text[slice(*found.abbr)]
    ('International Telecommunication Union', 'ITU')
    """
    start, end = _trim(text, start, end, _EDGE)
    inside = text[start:end]
    if not inside or len(inside) > 250 or _WEB.search(inside) or inside.casefold() in _never():
        return None
    if _THAI.search(inside):
        return _thai(text, start, end)
    if (_CODE.fullmatch(inside) and not _NAME_NUMBER.fullmatch(inside)) or len(_LETTERS.findall(inside)) < max(
        2, 0.3 * len(inside)
    ):
        return None
    if _PERSON.match(inside):
        post = _POST.match(inside)
        return Gloss("person", (start, start + post.end("name") if post else end), None)
    return _english(text, start, end)


def _trim(text: str, start: int, end: int, drop: str) -> Span:
    while start < end and text[start] in drop:
        start += 1
    while end > start and text[end - 1] in drop:
        end -= 1
    return start, end


def _thai(text: str, start: int, end: int) -> Gloss | None:
    inside = text[start:end]
    if ("." in inside and _THAI_ABBR.fullmatch(inside) and not _MONTH.search(inside)) or _of_province(inside):
        return Gloss("th_abbr", None, (start, end))
    if _THAI_LETTERS.fullmatch(inside) or _HEAD_ABBR.fullmatch(inside):
        return Gloss("abbr", None, (start, end))
    example = _EXAMPLE.search(inside)
    if example and not _THAI.search(inside[: example.start()]):
        return parse(text, start, start + example.start())
    found = _either(text, start, end) if "หรือ" in inside else None
    return found or _beside(text, start, end)


def _beside(text: str, start: int, end: int) -> Gloss | None:
    """English with a little Thai behind it: its Thai abbreviation, how it is said, or the end of a mixed name."""
    inside = text[start:end]
    spoken = _SPOKEN.fullmatch(inside)
    if spoken and is_abbreviation(spoken["abbr"].upper()) and spoken["said"] not in _places():
        return Gloss("abbr", None, (start, start + spoken.end("abbr")))
    # a Thai abbreviation beside an English one: the English side carries the span
    parts = re.fullmatch(r"([^\u0e01-\u0e4e]{2,160}?)(?:\s*[:/,]\s*|\s+หรือ\s*|\s+)([\u0e01-\u0e2e.]{2,14})", inside)
    if parts and _THAI_ABBR.fullmatch(parts[2]) and not _MONTH.search(parts[2]):
        return parse(text, start + parts.start(1), start + parts.end(1))
    mixed = _MIXED.fullmatch(inside)
    if mixed and not _NO_TAIL.search(mixed["tail"]) and mixed["tail"] not in _places():
        return Gloss("en", (start, end), None)
    return None


#: an office, not an address (จ.ลำปาง)
_OF_PROVINCE = re.compile(
    r"(?!(?:จ|อ|ต|ถ|ม)\.[ ]?[^.]+\Z)(?P<office>(?:[ก-ฮ]{1,4}\.){1,4}|[ก-ฮ]{2,4}\.?)[ ]?(?P<province>[ก-๙]{3,16})"
)


@cache
def _places() -> frozenset[str]:
    countries = frozenset(row["name"] for row in read_csv("gazetteers/countries.csv") if row["language"] == "th")
    return countries | {row["th"] for row in read_csv("gazetteers/provinces.csv")}


def _of_province(inside: str) -> bool:
    """``สอจ.ลำปาง``, ``สปป.ลาว``: an office's abbreviation with its province, a state's with its country."""
    found = _OF_PROVINCE.fullmatch(inside)
    return found is not None and "." in inside and found["province"] in _places()


def _either(text: str, start: int, end: int) -> Gloss | None:
    """``(Polylactic Acid หรือ PLA)`` and ``(ธพว. หรือ SME Development Bank)``."""
    cut = text.index("หรือ", start, end)
    left = _trim(text, start, cut, _EDGE)
    right = _trim(text, cut + 4, end, _EDGE)
    one, two = text[slice(*left)], text[slice(*right)]
    if not one or not two or _THAI.search(two):
        return None
    if _THAI_ABBR.fullmatch(one):
        return Gloss("en_abbr", right, left)
    if _THAI.search(one):
        return None
    return _split(text, left, right, ":")


_MONTH = re.compile(r"(?:^|[\s\d])(?:ม\.ค|ก\.พ|มี\.ค|เม\.ย|พ\.ค|มิ\.ย|ก\.ค|ส\.ค|ก\.ย|ต\.ค|พ\.ย|ธ\.ค|พ\.ศ|ค\.ศ)\.\s*(?:\d|$)")


def is_abbreviation(part: str) -> bool:
    """Whether a word has the form of an English abbreviation.

    Examples
    --------
    >>> is_abbreviation("UNODC"), is_abbreviation("SMEs"), is_abbreviation("Digital"), is_abbreviation("FinTech")
    (True, True, False, False)
    """
    words = part.split()
    return (
        bool(words) and len(words) <= 3 and len(part) <= 22 and all(_ABBR_ONE.fullmatch(w) and not _name_like(w) for w in words)
    )


def _name_like(word: str) -> bool:
    """More small letters than an abbreviation has: FinTech, ThaID."""
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
        left = _trim(text, start, start + separator.start(), _EDGE + ":;,")
        right = _trim(text, start + separator.end(), end, _EDGE + ":;,()[]")
        found = _split(text, left, right, separator[0])
        if found:
            return found
    hyphen = _HYPHENED.search(inside)
    if hyphen and initials_in_order(inside[hyphen.end() :], inside[: hyphen.start()]):
        return Gloss("en_abbr", (start, start + hyphen.start()), (start + hyphen.end(), end))
    leading = _LEADING.match(inside)
    if leading and initials_in_order(leading[1], inside[leading.end() :]):
        return Gloss("en_abbr", (start + leading.end(), end), (start, start + leading.end(1)))
    start, end = _trim(text, start, end, _EDGE + ":;,")
    return Gloss("en", (start, end), None)


def _split(text: str, left: Span, right: Span, separator: str) -> Gloss | None:
    if left[0] >= left[1] or right[0] >= right[1]:
        return None
    one, two = text[slice(*left)], text[slice(*right)]
    loose = separator.strip() in "/,"
    if len(one) > len(two) and (is_abbreviation(two) or (":" in separator and _half_abbreviation(two, one))):
        if loose and (is_abbreviation(one) or not initials_in_order(two, one)):
            return None
        return Gloss("en_abbr", left, right)
    if is_abbreviation(one) and re.search("[ -]", two) and not is_abbreviation(two) and initials_in_order(one, two):
        return Gloss("en_abbr", right, left)
    return None


def _half_abbreviation(part: str, name: str) -> bool:
    """``LTR Visa`` beside ``long-term resident visa``."""
    words = part.split()
    return len(words) in {2, 3} and any(_ABBR_ONE.fullmatch(w) for w in words) and 2 * len(part) < len(name)


_INNER = re.compile(r"[(\[]\s*([^()\[\]]{2,24}?)\s*[)\]]")


def _bracketed_abbreviation(text: str, start: int, end: int) -> Gloss | None:
    """``Name (ABBR)``, or a name with its abbreviation inside it; an abbreviation of a part stays in the name."""
    found = [m for m in _INNER.finditer(text, start, end) if is_abbreviation(m[1].strip(_EDGE + ":"))]
    if len(found) != 1:
        return Gloss("en", _trim(text, start, end, _EDGE + ":;,"), None) if found else None
    match = found[0]
    abbr = _trim(text, match.start(1), match.end(1), _EDGE + ":")
    name = _trim(text, start, match.start(), _EDGE + ":,-–")
    if name[1] <= name[0]:
        return None
    words = [w for w in re.findall(r"[A-Za-z0-9]+", text[slice(*name)]) if w.lower() not in SMALL]
    first = bool(words) and words[0][0].lower() == text[abbr[0]].lower()
    rest = _trim(text, match.end(), end, _EDGE + ":;,.")
    if rest[0] >= rest[1]:
        whole_name = first or initials_in_order(text[slice(*abbr)], " ".join(words[:2]))
        return Gloss("en_abbr", name, abbr) if whole_name else Gloss("en", (start, end), None)
    whole = first and abbr[1] - abbr[0] >= 3 and len(words) >= 2 and initials_in_order(text[slice(*abbr)], text[slice(*name)])
    return Gloss("en_abbr", (start, end), abbr) if whole else Gloss("en", (start, end), None)


SMALL = frozenset({"of", "and", "the", "for", "on", "in", "to", "a", "an", "at", "by", "with", "from", "or"})


def initials_in_order(abbr: str, name: str) -> bool:
    """Whether the letters of an abbreviation occur in the name in their order, the first at the start of a word.

    Examples
    --------
    >>> initials_in_order("UNODC", "UN Office on Drugs and Crime"), initials_in_order("UNDOC", "UN Office on Drugs and Crime")
    (True, False)
    """
    letters = re.sub(r"[^a-z0-9]", "", re.sub(r"s$", "", abbr).lower())
    words = re.findall(r"[a-z0-9]+", name.lower())
    if not letters or not words:
        return False
    starts = [k for k, word in enumerate(words) if word[0] == letters[0]]
    return any(_subsequence(letters, "".join(words[k:])) for k in starts)


def _subsequence(letters: str, text: str) -> bool:
    at = 0
    for letter in letters:
        at = text.find(letter, at) + 1
        if at == 0:
            return False
    return True
