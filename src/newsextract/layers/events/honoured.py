"""Persons whom a ceremony honours (เนื่องในวันคล้ายวันสวรรคตของ…), such as a late king, and who take no part in it."""

from __future__ import annotations

import re

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.events.context import Context

#: characters searched before a name, before a name that follows another one, and after a name
_BEFORE, _FAR, _BEHIND = 100, 240, 60
#: text allowed between the words of honour and the name
_LINK = r"(?:[ \xa0\n]*ครบ(?:รอบ)?[ \xa0]*[\d๐-๙]+[ \xa0]*ปี)?[ \xa0\n]*(?:ของ|แด่|แก่|ใน|แห่ง)?[ \xa0\n\"“]*(?:(?:สมเด็จ|พระ)[ก-๙]{2,30}[ \xa0\n]+)?"
#: the deed of a royal, after a name or at the start of an event's words (พระองค์ทรง…, ได้เสด็จ…)
_NUMBER = r"(?:รัชกาลที่[ \xa0]*[\d๐-๙]+)?"
_DEED = re.compile(rf"[ \xa0(]*{_NUMBER}[ \xa0)]*(?:พระองค์(?:ท่าน)?|ได้|เคย|ไป|มา)*[ \xa0]*(?:ทรง|โปรด|เสด็จ(?!สวรรคต))")
_ALSO = re.compile(r"(?:และ|แด่)[ \xa0]*\Z")


_WORDS = {
    use: "|".join(row["pattern"] for row in read_csv("events/honoured.csv") if row["use"] == use)
    for use in ("before", "elsewhere", "acts", "past")
}
#: honour right before a name, honour anywhere before it, acting, and persons of the past
_NEAR = re.compile(rf"(?:{_WORDS['before']}){_LINK}\Z")
_ANYWHERE, _ACTS, _PAST = (re.compile(_WORDS[use]) for use in ("before", "acts", "past"))
#: honour, loyalty, mourning and reigns right before a name; what is done by a grace has an agent
_ELSEWHERE = re.compile(rf"(?<!ด้วยพระมหา)(?<!ด้วยพระ)(?:{_WORDS['before']}|{_WORDS['elsewhere']}){_LINK}\Z")


#: titles of those who are no royals and attend the ceremony (นาย)
_CIVIL_TITLES = {title for row in read_csv("entities/titles.csv") if row["kind"] == "civil" for title in row["words"].split()}


def named_in_honour(context: Context, start: int) -> bool:
    """Whether words of honour stand right before a name."""
    return bool(_ELSEWHERE.search(context.text, max(0, start - _BEFORE), start))


def is_royal_deed(context: Context, at: int) -> bool:
    """Whether the words at an offset tell a royal's deed: kings of the past act in past events."""
    return bool(_DEED.match(context.text, at))


def honoured(context: Context, one: Referent) -> bool:
    """Whether the article names a person without a civil title only as honoured by the event, or a person of the past."""
    if one.type != "PERSON" or one.title in _CIVIL_TITLES:
        return False
    if any(_PAST.search(context.text, m.start, m.end) for m in one.mentions):
        return True
    told = [_in_honour(context, m.start) for m in one.mentions]
    return any(told) and not any(_acts(context, m.end) for m, is_told in zip(one.mentions, told, strict=True) if not is_told)


def _in_honour(context: Context, start: int) -> bool:
    text = context.text
    if _NEAR.search(text, max(0, start - _BEFORE), start):
        return True
    low = max(context.line(start)[0], start - _FAR)
    return bool(_ALSO.search(text, low, start) and _ANYWHERE.search(text, low, start) and not _ACTS.search(text, low, start))


def _acts(context: Context, end: int) -> bool:
    return bool(_ACTS.search(context.text, end, min(context.line(end)[1], end + _BEHIND)))
