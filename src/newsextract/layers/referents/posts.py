"""Posts: mentions of an office that stand for the person who holds it ("รมว.แรงงาน", "the Prime Minister of Japan")."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from newsextract.data import read_csv
from newsextract.layers.drafts import Entity
from newsextract.layers.referents.known import country_of, known_as, words
from newsextract.layers.referents.scene import Scene
from newsextract.records import Mention
from newsextract.thai.text import any_of

_BODIES = frozenset({"ORGANIZATION", "LOCATION", "FACILITY"})
#: how the body of an office is found (the province with whose name it ends); another word in posts.csv is the body itself
_KINDS = frozenset({"state", "needed", "known", "field", "none", "province"})
#: between an office's organisation and a further organisation or place
_TAIL = re.compile(r"\s?(?:ประจำ|ณ|แห่ง)\s?|(?= )?")
#: between a Thai head and its state
_OF_STATE = re.compile(r"(?:แห่ง|ของ)\s?")
#: the rest of an office after its organisation; the next word may be joined to a division (ฝ่ายการเมืองได้กล่าว)
_WORDS_BEHIND = re.compile(
    r"\s?(?:ฝ่าย(?:การเมือง|บริหาร|ความมั่นคง|เศรษฐกิจ|สังคม|กฎหมาย|วิชาการ|ก่อสร้าง|บำรุงรักษา|ปฏิบัติการ|ต่างประเทศ)|คนที่\s?[0-9๐-๙]+|คนใหม่)"
)
#: what begins the next office of a list: a head, the Thai head, and the Australian head
_HEADS = r"(?:Prime|Deputy|First|Vice|Minister|Chair|President|Permanent|Secretary|Director|Commander|Governor|Ambassador|Speaker|Representative|CEO|Government[ \xa0]Spokes)"
_NEXT = rf",[ \xa0]the|,?[ \xa0](?:(?:and[ \xa0])?(?:the[ \xa0])?(?:Thai[ \xa0])?{_HEADS}|and[ \xa0]the[ \xa0](?:Charg|[A-Z][a-z]+[ \xa0]{_HEADS}))"
_OF = re.compile(
    r",?[ \xa0](?:of|for|to)[ \xa0](?:the[ \xa0])?(?:Prime[ \xa0]Minister(?:[’']s[ \xa0]Office)?|(?!US\$)(?:\d+[a-z]{2}[ \xa0])?[A-Z][\w’'-]*"
    rf"(?:(?!{_NEXT}),?[ \xa0](?:(?:of|and|for|the|&)[ \xa0]){{0,2}}[A-Z][\w’'-]*){{0,9}})"
)
_LEFT = re.compile(
    r"(?<![^\s(])(?!The |This |His |Her |Their |Our |Thai |Acting |Madam )"
    r"(?:(?:South|North|Sri|Saudi) )?[A-Z][a-z]+(?:-[A-Z][a-z]+)?[ \xa0]$"
)
_HOME, _OF_THAILAND = ("Thai ", "Thailand’s ", "Thailand's "), re.compile(r"\sof\s(?:the\sKingdom\sof\s)?Thailand\b")
_TO_THAILAND = re.compile(r"\sto\s(?:the\s)?(?:Kingdom\sof\s)?Thailand\b")
#: between the name of a head of government and the country (Prime Minister Kaito of Japan)
_OF_COUNTRY = re.compile(r"\sof\s(?:the\s)?")
_PREPOSITION = re.compile(r"^,?\s(?:of|for|to)\s(?:the\s)?")
#: what may stand before a word before an office that is no country's adjective: nothing ends there
_AMID = re.compile(r"[\w,;(]\s\Z")
#: between a minister and his country: the field of a ministry (of Foreign Affairs of the Republic of …); and a minister's field
_FIELD_OF = re.compile(r",?\s(?:of|for)\s(?:the\s)?(?P<field>[A-Z].*?)\s(?:of|to)\s(?:the\s)?")
_MINISTER_OF = re.compile(r"(?P<head>(?:Deputy )?Minister) of (?P<field>.+)")
#: the country of an office's organisation, alone or before its field
STATE = re.compile(r"[a-z]{2}(?=:|\Z)")
#: characters before an office in which words before its head are looked for
_REACH = 40
_AND = re.compile(r"\s*(?:และ|ในฐานะ)\s*|,?\sand\s(?:the\s)?")
_MINISTER = re.compile(r"รัฐมนตรี|Minister")
_BESIDE, _BESIDE_THAI = re.compile(r"[\s\xa0,(“]*"), re.compile(r"[ \t\u200b\xa0ฯ,(“]*")
#: not dust: PM 2.5, PM (10)
_NO_DUST = r"(?!(?<=PM)\s?\(?(?:2\.5|10\b|๒|๑))"
#: the words that show that somebody named has an office or acts in it
_OF_ANOTHER = re.compile(rf"(?:{any_of(words('th', 'lead'))}(?:แทน|เป็น|ในตำแหน่ง)?|ตำแหน่ง(?:เป็น)?)\s?$")
_POSSESSIVE = re.compile(r"[’']s? [A-Z]")
#: the word for a deputy apart from the office behind it, and its maximum length
_DEPUTY, _DEPUTY_LENGTH = re.compile(r"(?:(?<![ก-๙])|(?<=และ))รอง(?:\.\s?|\s)$"), 5

Key = tuple[str, str | None]
Same = Callable[[Entity], str]


@dataclass(frozen=True)
class Post:
    """A mention of an office; it has several keys if offices of one person are written together."""

    start: int
    end: int
    #: the head in full ("รัฐมนตรีว่าการ" for รมว.) and its organisation or place: empty for Thailand, None if left out
    keys: tuple[Key, ...]
    home: bool = False  # whether it is said to be Thailand's (the Thai Foreign Minister, the Foreign Minister of Thailand)


@cache
def _heads(language: str) -> dict[str, dict[str, str]]:
    """The rows of people/posts.csv, by head."""
    return {row["head"]: row for row in read_csv("people/posts.csv") if row["language"] == language}


_FINDER = AhoCorasick([*_heads("th"), *_heads("en")], matchkind=MatchKind.LeftmostLongest)
_ENGLISH_HEADS = re.compile(rf"(?<![\w-]){any_of(_heads('en'))}(?![\w-]){_NO_DUST}".replace(r"\ ", r"[ \n]"))


def find(scene: Scene, same: Same) -> list[Post]:
    """Find the posts of a text, in order, none inside a longer post or a name; ``same`` maps an entity to its referent's name."""
    every = [
        post
        for _, start, end in _FINDER.find_matches_as_indexes(scene.text.replace("\n", " "))
        if (post := (_english(scene, start, same) if scene.text[start].isascii() else _thai(scene, start, end, same)))
    ]
    found: list[Post] = []
    for post in sorted(every, key=lambda post: (post.start, -post.end)):
        last = found[-1] if found else None
        if last and post.start < last.end:
            continue
        if last and _same_holder(scene.text, last, post):
            found[-1] = replace(last, end=post.end, keys=_of_one_state((*last.keys, *post.keys)))
        else:
            found.append(post)
    return [_with_deputy(scene.text, post) for post in found]


def head_before(scene: Scene, offset: int) -> str | None:
    """The head of an office that ends at an offset, written in full, or None."""
    rows, starts = _heads("th"), scene.tokens.starts
    for k in range(bisect_left(starts, offset) - 1, max(-1, bisect_left(starts, offset) - 4), -1):
        if row := rows.get(scene.text[starts[k] : offset]):
            return row["full"]
    return None


def is_office(name: str) -> bool:
    """Whether a name begins with the head of an office (รองปลัดกระทรวง…)."""
    return name.startswith(tuple(_heads("th"))) or _ENGLISH_HEADS.match(name) is not None


def _with_deputy(text: str, post: Post) -> Post:
    """A post with the word for a deputy that stands apart before it (รอง นรม.)."""
    deputy = _DEPUTY.search(text, max(0, post.start - _DEPUTY_LENGTH), post.start)
    (head, body), *more = post.keys
    return replace(post, start=deputy.start(), keys=(("รอง" + head, body), *more)) if deputy else post


def _same_holder(text: str, first: Post, then: Post) -> bool:
    """Whether two offices are one person's: a prime minister or deputy prime minister who is also a minister."""
    heads = first.keys[-1][0], then.keys[0][0]
    if text[then.start].isascii() and not _ENGLISH_HEADS.match(text, then.start):  # a country's name before the office
        return False
    return heads[0] in words("th", "whole") | {"Prime Minister", "Deputy Prime Minister"} and (
        bool(_MINISTER.search(heads[1])) and heads[0] != heads[1] and bool(_AND.fullmatch(text, first.end, then.start))
    )


def _of_one_state(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """The English offices of one person, the country that one of them names as that of all."""
    states = {found[0] for _, body in keys if (found := STATE.match(body or ""))}
    if len(states) != 1 or not keys[0][0].isascii():
        return keys
    state = states.pop()
    return tuple((head, body if STATE.match(body or "") else _in_state(state, body or "")) for head, body in keys)


def _in_state(state: str, body: str) -> str:
    """An organisation or field with the code of its country."""
    return f"{state}:{body}" if state and body else state or body


def _inside(scene: Scene, start: int, end: int) -> bool:
    """Whether a name overlaps a span and begins before it or ends inside it."""
    return any(e.start < start or start < e.end < end for e in scene.touching(start, end))


def _thai(scene: Scene, start: int, end: int, same: Same) -> Post | None:
    text, row, k = scene.text, _heads("th")[scene.text[start:end].replace("\n", " ")], scene.index(start)
    own = scene.starting.get(start) if row["body"] not in _KINDS else None  # the ministry in มท.1
    if scene.tokens.starts[k : k + 1] != [start] or _inside(scene, own.end if own else start, end):
        return None
    if _no_post(scene, k, "th") or _inside_token(scene, end):
        return None
    behind = _behind(scene, end, row["body"])
    body, end = _body(scene, behind, row["body"], same)
    if (body is None and text[end : end + 1] != "ฯ") or _of_countries(text, start, behind, end):
        return None
    more = _WORDS_BEHIND.match(text, end)
    end = more.end() if more else end + (text[end : end + 1] == "ฯ")
    return Post(start, end, ((row["full"].removesuffix(row["body"]) + (more[0].strip() if more else ""), body),))


def _behind(scene: Scene, end: int, kind: str) -> int:
    """Where the organisation or place of a Thai head may begin: the name of the province in it, or behind it."""
    if kind != "province":
        return end
    places = (scene.starting.get(at) for at in (end - len("จังหวัด"), end))
    return next((place.start for place in places if place and place.iso), len(scene.text))


def _of_countries(text: str, start: int, behind: int, end: int) -> bool:
    """Whether an office, whose head ends at ``behind``, is a country's turn or that of all ministers of a group (ประธานอาเซียน)."""
    return text[start:behind] in {"ประธาน", "รัฐมนตรี"} and text[behind:end].strip() in words("th", "group")


def _inside_token(scene: Scene, at: int) -> bool:
    """Whether an offset is inside a token and no name begins there."""
    if at in scene.starting or scene.text[at : at + 1].isspace():
        return False
    k = bisect_right(scene.tokens.starts, at) - 1
    return scene.tokens.starts[k] < at < scene.tokens.ends[k]


def _no_post(scene: Scene, k: int, language: str) -> bool:
    """Whether the word before a token shows that no holder is meant, or a longer office."""
    j = k
    while j and (scene.blank(j - 1) or scene.tokens.norms[j - 1] == "ฯ"):
        j -= 1
    word = scene.tokens.norms[j - 1] if j else ""
    if j < k and language == "th":
        return word in words("th", "no_post_apart")
    return word in words(language, "no_post") or (language == "th" and word.endswith(tuple(words("th", "no_post_behind"))))


def _body(scene: Scene, end: int, kind: str, same: Same) -> tuple[str | None, int]:
    """The organisation or place of a Thai head, None if missing, and its end."""
    if kind == "none":
        return "", end
    if kind not in _KINDS:
        return _squeeze(kind), end
    text = scene.text
    end = _past_of(scene, end)
    first = scene.starting.get(end) or scene.starting.get(end + (kind != "state" and text[end : end + 1].isspace()))
    names: list[str] = []
    if first and first.type in _BODIES:
        names, end = [_name(first, same)], first.end
    elif kind == "state":
        return "", end + len("ไทย") * text.startswith("ไทย", end)
    elif first:
        return None, end
    elif kind == "field":
        return _field(scene, end)
    for following in _tail(scene, end):
        names.append(_name(following, same))
        end = following.end
    return ("".join(names) if names else None), end


def _past_of(scene: Scene, end: int) -> int:
    """Where a state begins that "of" joins to a Thai head (นายกรัฐมนตรีแห่งราชอาณาจักรภูฏาน); else the head's ``end``."""
    of = _OF_STATE.match(scene.text, end)
    state = scene.starting.get(of.end()) if of else None
    return of.end() if of and state and state.type == "LOCATION" and len(state.iso or "") == len("TH") else end


def _tail(scene: Scene, end: int) -> Iterator[Entity]:
    """Yield the further organisations and places after the one that ends at an offset."""
    while more := _TAIL.match(scene.text, end):
        following = scene.starting.get(more.end())
        if following is None or following.type not in _BODIES or more[0].isspace():
            return
        if more[0].strip() in {"", "ณ"} and following.type != "LOCATION":  # ณ ห้องรับรอง is the venue
            return
        yield following
        end = following.end


def _field(scene: Scene, end: int) -> tuple[str | None, int]:
    """The single word that names a head's organisation (รมว.คลัง), and its end."""
    k = scene.skip(scene.index(end))
    if k == scene.size or scene.tokens.kinds[k] not in {"thai", "abbreviation", "number"}:
        return None, end
    if scene.tokens.norms[k] in words("th", "stop"):
        return None, end
    word = scene.tokens.norms[k]
    return _squeeze(known_as(word) or word), scene.tokens.ends[k]


def _name(entity: Entity, same: Same) -> str:
    """The name of an organisation or place for comparison; empty for Thailand."""
    name = same(entity)
    return "" if name == "TH" else _squeeze(name)


def _squeeze(words: str) -> str:
    same = re.sub(r"[\s\u200b\xa0]+|ฯ|^กระทรวง|the (?=[A-Z])", "", words).casefold()
    return same.replace("defence", "defense").replace("labour", "labor")


def _english(scene: Scene, start: int, same: Same) -> Post | None:
    """The post with an English head at an offset, or None."""
    text, match = scene.text, _ENGLISH_HEADS.match(scene.text, start)
    if match is None or _inside(scene, start, match.end()) or _no_post(scene, scene.index(start), "en"):
        return None
    row = _heads("en")[match[0].replace("\n", " ")]
    found = _english_body(scene, start, match.end(), row["body"], same)
    if found is None:
        return None
    start, end, body = found
    if body is not None and _POSSESSIVE.match(text, end):
        return None
    of = _MINISTER_OF.fullmatch(row["full"])  # Foreign Minister, Minister of Foreign Affairs
    key = (of["head"], _in_state(body or "", _squeeze(of["field"]))) if of else (row["full"], body)
    return Post(start, end, (key,), home=text.endswith(_HOME, 0, start) or _OF_THAILAND.search(text, start, end) is not None)


def _english_body(scene: Scene, start: int, end: int, kind: str, same: Same) -> tuple[int, int, str | None] | None:
    """The organisation or country of an English head, and the office's start and end with it; None if it is no office.

    The body is None where "the Ambassador" is whoever alone holds the office in the article.
    """
    text, named = scene.text, _named_before(scene, start)
    left, country = _left_of(text, start)
    begin = left.start() if left else start
    if kind != "state" or text.startswith("of", end + 1):
        of = None if named and _TO_THAILAND.match(text, end) else _OF.match(text, end)
        if of:
            body, end = _body_behind(scene, end, of.end(), same)
            return (begin, end, _in_state(country.casefold(), body)) if country else (start, end, body)
    if named:
        return named.start, end, _name(named, same)
    if left:
        return begin, end, _squeeze(country or left[0])
    return _without_body(scene, start, end, kind, same)


def _left_of(text: str, start: int) -> tuple[re.Match[str] | None, str | None]:
    """The word before an English head that may belong to it, and its country; only an adjective may begin a sentence."""
    left = _LEFT.search(text, max(0, start - _REACH), start)
    country = country_of(left[0].strip()) if left else None
    return (left, country) if left and (country or _AMID.search(text, max(0, left.start() - 2), left.start())) else (None, None)


def _without_body(scene: Scene, start: int, end: int, kind: str, same: Same) -> tuple[int, int, str | None] | None:
    """An English head without an organisation: of a state, "the Ambassador", or before a name (President Kaito)."""
    holder = next((e for e in scene.touching(end, end + 2) if e.type == "PERSON"), None)
    country = _country_behind(scene, holder, same) if holder else ""
    if kind == "state":
        return start, end, country
    alone = kind == "known" and (holder or scene.text.endswith(("the ", "The "), 0, start))
    return (start, end, country or None) if alone else None


def _country_behind(scene: Scene, holder: Entity, same: Same) -> str:
    """The country behind the name of an office's holder (Prime Minister Kaito of Japan), or ""."""
    of = _OF_COUNTRY.match(scene.text, holder.end)
    country = scene.starting.get(of.end()) if of else None
    return _name(country, same) if country and country.type == "LOCATION" else ""


def _named_before(scene: Scene, start: int) -> Entity | None:
    """The organisation or place right before an English head (U.S. Ambassador, Bangkok Governor, Bhutan’s PM), or None."""
    before = [e for e in scene.touching(start - len("’s ") - 1, start) if e.type in {"ORGANIZATION", "LOCATION"}]
    owned = (e for e in before if e.iso not in {None, "TH"} and scene.text[e.end : start] in {"’s ", "'s "})
    return next((e for e in before if scene.text[e.end : start] in {" ", "\xa0"}), None) or next(owned, None)


def _body_behind(scene: Scene, end: int, until: int, same: Same) -> tuple[str, int]:
    """The organisation between the end of an English head and ``until``, and its end."""
    names = [e for e in scene.touching(end, until) if e.start > end]
    until = next((e.start for e in names if e.type == "PERSON"), until)
    named = [e for e in names if e.type in _BODIES]
    rest = scene.text[end:until].rstrip(" ,")
    if not named:
        return _squeeze(_PREPOSITION.sub("", rest)), end + len(rest)
    return _in_state("".join(_name(e, same) for e in named[:2]), _field_before(scene, end, named[0])), end + len(rest)


def _field_before(scene: Scene, end: int, named: Entity) -> str:
    """The field between a minister's head and the country of the ministry, or ""."""
    minister = scene.text.endswith("Minister", 0, end) and not scene.text.endswith("Prime Minister", 0, end)
    field = _FIELD_OF.fullmatch(scene.text, end, named.start) if minister and named.iso else None
    return _squeeze(field["field"]) if field else ""


def of_another(text: str, at: Mention) -> bool:
    """Whether the words before an office show that somebody named has it or acts in it (ในฐานะ, ดำรงตำแหน่ง, ปฏิบัติหน้าที่แทน)."""
    return _OF_ANOTHER.search(text, max(0, at.start - _REACH), at.start) is not None


def beside(scene: Scene, post: Post) -> list[Entity]:
    """The persons named right before and right after a post, on the same line if it is Thai."""
    gap = _BESIDE if scene.text[post.end - 1].isascii() else _BESIDE_THAI
    people = [e for e in scene.touching(post.start - 24, post.end + 24) if e.type == "PERSON"]
    return [e for e in people if gap.fullmatch(scene.text, min(e.end, post.end), max(e.start, post.start))]
