"""The country of an event (Thailand, unless venue, lead or headline put it abroad), and those that it concerns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsextract.layers.events import geography as geo
from newsextract.layers.events import provinces, zones
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import true_traits
from newsextract.layers.events.venues import Venue
from newsextract.layers.events.words import opening_words, words_of
from newsextract.records import EventType, Mention

_NATIONWIDE = re.compile(
    r"(?=[ทภใจ\dnapt])(?:ทั่วประเทศ|ทั่วไทย|ภาคใต้|ภาคเหนือ|ภาคกลาง|ภาคตะวันออก|ภาคอีสาน|ในพื้นที่|ในเขต|จังหวัดชายแดน|\d+ จังหวัด"
    r"|nationwide|across the country|\bprovinces|the (?:North|South|Northeast)\b)"
)
_CLEAR = re.compile(r"(?:ประเทศ|แห่ง|ราชอาณาจักร|สาธารณรัฐ|สหพันธรัฐ|สปป\.?|กับ|ของ|และ|ณ|ไทย\s?[-–]|[\s(,–/-])\s?$")
#: what leads from "local time" to the place whose time it is, and from a place to it: (ตามเวลาท้องถิ่นกรุงปารีส), (Malaysia local time)
_TIME_OF = re.compile(
    r"(?:เวลาท้องถิ่น(?:ของ|ณ|ที่|ใน)?\s?(?:กรุง|เมือง|นคร|รัฐ|ประเทศ|สาธารณรัฐ(?:ประชาชน)?|เขตปกครองพิเศษ)?|local\stime\s(?:in|of)\s(?:the\s)?)\Z"
)
_LOCAL_TIME = re.compile(r"(?:[’']s)?\s(?:standard\s|local\s)?time\b")
_JOIN = re.compile(
    r"\s*(?:,|และ|รวมทั้ง|รวมถึง|\sand\s|/|-|–)?\s*(?:and\s|ประเทศ|สาธารณรัฐ|สหพันธรัฐ|สาธารณรัฐประชาธิปไตยประชาชน|ราชอาณาจักร|the\s)?\s*$"
)
#: minimum number of countries in a list
MIN_LISTED = 3
#: the last words of a venue that name the country or city it is in
_LAND = re.compile(r"(?:(?<=\s)|\A)(?:ประเทศ|สาธารณรัฐ|สปป|กรุง|นคร|ราชอาณาจักร|สหรัฐ|สหพันธ)\S*\Z")
#: what stands before the last word where that is the name alone (กรุงโตเกียว ญี่ปุ่น, but not ชายแดนไทย - ลาว)
_BEFORE_LAST = re.compile(r"(?<![-–])\s(?:ของ|แห่ง)?(?=\S+\Z)")
#: characters of the anchor searched for signs of a nationwide event, and for countries
GROUND_REACH, COUNTRY_REACH = 700, 500
#: maximum foreign countries of the lead, and of the headline
MAX_IN_LEAD, MAX_IN_HEADLINE = 3, 2
#: weight of a word of the lead relative to a trait
WORD = 0.5
#: feature prefix of Thailand and of no country; all other countries share "foreign"
_WHICH = {"TH": "TH", None: "none"}


def foreign_places(context: Context, venue: Venue | None) -> list[geo.Named]:
    """Foreign countries and cities named in a venue, or right after it."""
    if venue is None:
        return []
    end = min(context.line(venue.end)[1], venue.end + 40)
    found = [*geo.cities(context.text, venue.start, end), *countries_in(context, venue.start, venue.end)]
    return sorted(_foreign(found), key=lambda one: one.start)


def of_venue(context: Context, venue: Venue) -> tuple[str, list[Mention]] | None:
    """The only foreign country that a venue names, if it or its city ends the venue, and the words that name it."""
    if context.language == "th":
        code = of_thai_venue(context.text[venue.start : venue.end])
    else:
        end = venue.end - context.text.endswith(")", venue.start, venue.end)  # Jakarta (Indonesia)
        code = _at_end([one for one in foreign_places(context, venue) if one.end <= end], end)
    if code is None:
        return None
    named = [(one.start, one.end) for one in context.entities_in(venue.start, venue.end, "LOCATION") if one.iso == code]
    return code, [context.mention(*span) for span in named[:1] or [(venue.start, venue.end)]]


def of_thai_venue(text: str) -> str | None:
    """The only foreign country that a Thai venue names, if it or its city ends the venue.

    Examples
    --------
    >>> [of_thai_venue(venue) for venue in ("หอประชุม สปป.ลาว", "กรุงโตเกียว ญี่ปุ่น", "สถานทูตญี่ปุ่น", "ญี่ปุ่น ลาว", "กรุงเทพฯ")]
    ['LA', 'JP', None, None, None]
    """
    named = _foreign([*geo.countries(text, 0, len(text), "th"), *geo.cities(text, 0, len(text))])
    last = [one.start for one in named if one.end == len(text)]
    land, before = _LAND.search(text), _BEFORE_LAST.search(text)
    behind = land is not None and any(land.start() <= start for start in last)
    alone = before is not None and before.end() in last
    return _at_end(named, len(text)) if behind or alone else None


def of_clock(context: Context, time: Sequence[Mention]) -> tuple[str, list[Mention]] | None:
    """The foreign country by whose local time an event's time is given, and the words that name it, or None."""
    first, last = (time[0].start, time[-1].end) if time else (0, 0)
    if zones.own_clock(context.text, first, last) != "local":
        return None
    low, high = context.line(last)
    low, high = max(low, first - zones.BESIDE[0]), min(high, last + zones.BESIDE[1])
    named = [*geo.cities(context.text, low, high), *geo.countries(context.text, low, high, context.language)]
    for one in sorted(_foreign(named), key=lambda one: one.start):
        if _TIME_OF.search(context.text, low, one.start) or _LOCAL_TIME.match(context.text, one.end, high):
            return one.code, [context.mention(one.start, one.end)]
    return None


def _at_end(named: list[geo.Named], end: int) -> str | None:
    """The code of places that are all in one country, if one of them ends there."""
    codes = {one.code for one in named}
    return codes.pop() if len(codes) == 1 and any(one.end == end for one in named) else None


def _foreign(named: list[geo.Named]) -> list[geo.Named]:
    return [one for one in named if one.code != "TH"]


def _places(context: Context, venue: Venue | None) -> Iterator[tuple[str, geo.Named]]:
    """Foreign countries and cities, each with where it is named: venue, lead or headline."""
    start, end = context.anchor
    yield from (("venue", one) for one in foreign_places(context, venue)[-1:])
    stop = min(end, start + COUNTRY_REACH)
    near = [*geo.cities(context.text, context.body, stop), *countries_in(context, context.body, stop)]
    yield from (("lead", one) for one in sorted(_foreign(near), key=lambda one: one.start)[:MAX_IN_LEAD])
    title = [*geo.cities(context.text, 0, context.body), *countries_in(context, 0, context.body)]
    yield from (("headline", one) for one in sorted(_foreign(title), key=lambda one: one.start)[:MAX_IN_HEADLINE])


def features(
    context: Context, kind: EventType, venue: Venue | None, province: str | None, sure: tuple[float, float]
) -> tuple[list[str | None], list[dict[str, float]], list[Mention | None]]:
    """Candidate countries (Thailand, those of venue, lead and headline, none) with features and mentions.

    ``sure`` holds the probabilities that the event has a venue, and a province, at all.
    """
    inside = bool(foreign_places(context, venue))
    has = f"{'venue' if venue else 'no venue'}{', province' if province else ''}"
    home = {"TH": 1.0, f"TH|{has}": 1.0, f"TH|{kind}": 1.0, f"TH|abroad {inside}": 1.0, f"TH|{context.language}": 1.0}
    home.update((f"TH|w:{word}", WORD) for word in opening_words(context))
    home.update((f"TH|t:{word}", WORD) for word in words_of(context, 0, context.body))
    found: dict[str | None, tuple[dict[str, float], Mention | None]] = {"TH": (home, None)}
    for at, one in _places(context, venue):
        two = context.words_in(max(0, one.start - 24), one.start)[-2:]  # the words before it (เยือน, ณ, in)
        names = (at, f"{at}|{has}", f"foreign|{kind}", f"{at}|{kind}", *(f"{at} behind {word}" for word in two[-1:]))
        row = found.setdefault(one.code, ({}, context.mention(one.start, one.end)))[0]
        row.update(dict.fromkeys((*names, f"behind two {' '.join(two)}"), 1.0))
    found[None] = ({"none": 1.0, f"none|{has}": 1.0, f"none|{kind}": 1.0}, found.pop(None, ({}, None))[1])
    traits = _ground_features(context, has[:5])
    for code, (row, _) in found.items():
        which = _WHICH.get(code, "foreign")
        row.update((f"{which}|{trait}", 1.0) for trait in traits)
        row.update({f"{which}|some venue": sure[0], f"{which}|some province": sure[1]})
    return list(found), [row for row, _ in found.values()], [words for _, words in found.values()]


def _ground_features(context: Context, has: str) -> list[str]:
    """Features of the lead's provinces, and of Thai places, local time and signs of a nationwide event in the anchor."""
    start, end = context.anchor
    stop = min(end, start + GROUND_REACH)
    near = any(not place.iso or place.iso.startswith("TH") for place in context.entities_in(start, stop, "LOCATION"))
    some, places = f"provinces {min(len(provinces.named(context, *context.lead)), 2)}", f"places {near}"
    ground = f"ground {bool(_NATIONWIDE.search(context.text, start, stop))}"
    times = context.times_in(start, stop)
    local = true_traits({"local time": any(zones.clock_reference(context.text, t.start, t.end) == "local" for t in times)})
    return [some, f"{some}|{has}", places, f"{places}|{has}", ground, *local]


def countries_in(context: Context, start: int, end: int) -> list[geo.Named]:
    """Countries named in ``text[start:end]``, in order: entities and separate gazetteer names, Thailand only as an entity."""
    places = context.entities_in(start, end, "LOCATION")
    found = {e.start: geo.Named(e.start, e.end, e.iso) for e in places if e.iso and len(e.iso) == 2}
    covered = [(e.start, e.end) for e in context.entities_in(start, end)]
    for one in geo.countries(context.text, start, end, context.language):
        if _is_separate(context, covered, one):
            found.setdefault(one.start, one)
    return [found[at] for at in sorted(found)]


def _is_separate(context: Context, covered: list[tuple[int, int]], one: geo.Named) -> bool:
    """Whether a gazetteer name is a word of its own and not part of a longer entity; Thailand has to be an entity."""
    around = [(start, end) for start, end in covered if start <= one.start < end]
    if any(start < one.start or one.end < end for start, end in around) or (one.code == "TH" and not around):
        return False
    return context.language == "en" or _CLEAR.search(context.text[max(0, one.start - 14) : one.start]) is not None


def listed_countries(context: Context, start: int, end: int) -> list[geo.Named]:
    """The countries that stand in lists ("กัมพูชา อินโดนีเซีย ลาว และไทย") in ``text[start:end]``."""
    spots = geo.countries(context.text, start, end, context.language)
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
