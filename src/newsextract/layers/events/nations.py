"""Countries named in a span, found among the entities and in the gazetteer."""

from __future__ import annotations

import re

from newsextract.layers.events import geography as geo
from newsextract.layers.events.context import Context, per_article
from newsextract.records import EventType, Mention

_CLEAR = re.compile(r"(?:ประเทศ|แห่ง|ราชอาณาจักร|สาธารณรัฐ|สหพันธรัฐ|สปป\.?|กับ|ของ|และ|ณ|ไทย\s?[-–]|[\s(,–/-])\s?$")
_JOIN = re.compile(
    r"\s*(?:,|และ|รวมทั้ง|รวมถึง|\sand\s|/|-|–)?\s*(?:and\s|ประเทศ|สาธารณรัฐ|สหพันธรัฐ|สาธารณรัฐประชาธิปไตยประชาชน|ราชอาณาจักร|the\s)?\s*$"
)
#: minimum number of countries in a list
MIN_LISTED = 3


def countries_in(context: Context, start: int, end: int) -> list[geo.Named]:
    """Countries named in ``text[start:end]``, in order: entities and separate gazetteer names, Thailand only as an entity."""
    places = context.entities_in(start, end, "LOCATION")
    found = {e.start: geo.Named(e.start, e.end, e.iso) for e in places if e.iso and len(e.iso) == 2}
    covered = [(e.start, e.end) for e in context.entities_in(start, end)]
    for one in gazetteer(context, start, end):
        if _is_separate(context, covered, one):
            found.setdefault(one.start, one)
    return [found[at] for at in sorted(found)]


def _is_separate(context: Context, covered: list[tuple[int, int]], one: geo.Named) -> bool:
    """Whether a gazetteer name is a word of its own and not part of a longer entity; Thailand has to be an entity."""
    around = [(start, end) for start, end in covered if start <= one.start < end]
    if any(start < one.start or one.end < end for start, end in around) or (one.code == "TH" and not around):
        return False
    return context.language == "en" or _CLEAR.search(context.text[max(0, one.start - 14) : one.start]) is not None


def gazetteer(context: Context, start: int, end: int) -> list[geo.Named]:
    """The gazetteer's countries in ``text[start:end]``; those of headline and lead are cached."""
    reach = context.lead[1] + 60
    if end > reach:
        return geo.countries(context.text, start, end, context.language)
    return [one for one in _countries(context, min(reach, len(context.text))) if start <= one.start and one.end <= end]


@per_article
def _countries(context: Context, end: int) -> list[geo.Named]:
    return geo.countries(context.text, 0, end, context.language)


def listed_countries(context: Context, start: int, end: int) -> list[geo.Named]:
    """The countries that stand in lists ("กัมพูชา อินโดนีเซีย ลาว และไทย") in ``text[start:end]``."""
    spots = gazetteer(context, start, end)
    found: list[geo.Named] = []
    run: list[geo.Named] = []
    for one in spots:
        if run and one.start - run[-1].end <= 30 and _JOIN.match(context.text[run[-1].end : one.start]):
            run.append(one)
            continue
        found += run if len(run) >= MIN_LISTED else []
        run = [one]
    return found + (run if len(run) >= MIN_LISTED else [])


def concerned_countries(context: Context, kind: EventType) -> list[Mention]:
    """First mention of each country that an event concerns: in the lead's lists, or as a side of talks, agreements, visits."""
    start, end = context.lead
    found = listed_countries(context, start, end)
    if kind in {"talks", "agreement", "visit"} or found:
        anchor = context.anchor[0]
        found += countries_in(context, 0, context.body) + countries_in(context, anchor, min(end, anchor + 700))
    mentions: dict[str, Mention] = {}
    for one in found:
        mentions.setdefault(one.code, context.mention(one.start, one.end))
    return list(mentions.values())
