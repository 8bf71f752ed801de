"""Countries that a stretch of text names, by the entities where there are any and by the gazetteer in lists."""

from __future__ import annotations

import re

from newsextract.layers.events import geography as geo
from newsextract.layers.events.context import Context
from newsextract.records import EventType, Mention

_CLEAR = re.compile(r"(?:ประเทศ|แห่ง|ราชอาณาจักร|สาธารณรัฐ|สหพันธรัฐ|สปป\.?|กับ|ของ|และ|ณ|ไทย\s?[-–]|[\s(,–/-])\s?$")
_JOIN = re.compile(
    r"\s*(?:,|และ|รวมทั้ง|รวมถึง|\sand\s|/|-|–)?\s*(?:and\s|ประเทศ|สาธารณรัฐ|สหพันธรัฐ|สาธารณรัฐประชาธิปไตยประชาชน|ราชอาณาจักร|the\s)?\s*$"
)
#: minimum number of countries in a list
LIST = 3


def named(context: Context, start: int, end: int) -> list[geo.Named]:
    """Countries named in ``text[start:end]``, in order, Thailand among them only as a noun.

    An entity's code counts; so does a gazetteer name that stands as a word of its own.
    """
    found = {
        e.start: geo.Named(e.start, e.end, e.iso) for e in context.within(start, end, "LOCATION") if e.iso and len(e.iso) == 2
    }
    covered = [(e.start, e.end) for e in context.within(start, end)]
    for one in gazetteer(context, start, end):
        if _alone(context, covered, one):
            found.setdefault(one.start, one)
    return [found[at] for at in sorted(found)]


def _alone(context: Context, covered: list[tuple[int, int]], one: geo.Named) -> bool:
    """Whether a gazetteer name is a word of its own and within no longer entity, Thailand's only where an entity begins."""
    around = [(start, end) for start, end in covered if start <= one.start < end]
    if any(start < one.start or one.end < end for start, end in around) or (one.code == "TH" and not around):
        return False
    return context.language == "en" or _CLEAR.search(context.text[max(0, one.start - 14) : one.start]) is not None


def gazetteer(context: Context, start: int, end: int) -> list[geo.Named]:
    """The gazetteer's countries in ``text[start:end]``; headline and lead are read once."""
    reach = context.lead[1] + 60
    if end > reach:
        return geo.countries(context.text, start, end, context.language)
    known = context.once("countries", lambda: geo.countries(context.text, 0, min(reach, len(context.text)), context.language))
    return [one for one in known if start <= one.start and one.end <= end]


def listed(context: Context, start: int, end: int) -> list[geo.Named]:
    """The countries of lists ("กัมพูชา อินโดนีเซีย ลาว และไทย") in ``text[start:end]``."""
    spots = gazetteer(context, start, end)
    found: list[geo.Named] = []
    run: list[geo.Named] = []
    for one in spots:
        if run and one.start - run[-1].end <= 30 and _JOIN.match(context.text[run[-1].end : one.start]):
            run.append(one)
            continue
        found += run if len(run) >= LIST else []
        run = [one]
    return found + (run if len(run) >= LIST else [])


def concerned(context: Context, kind: EventType) -> list[Mention]:
    """The words for the countries that an event concerns: those of lists in the lead, and of both sides.

    Examples
    --------
    A list ("กัมพูชา อินโดนีเซีย ลาว …") counts each of its countries.
    """
    start, end = context.lead
    found = listed(context, start, end)
    if kind in {"talks", "agreement", "visit"} or found:
        found += named(context, 0, context.body) + named(context, context.anchor[0], min(end, context.anchor[0] + 700))
    words: dict[str, Mention] = {}
    for one in found:
        words.setdefault(one.code, context.mention(one.start, one.end))
    return list(words.values())
