"""The mode of an event: in person, online, hybrid or by telephone."""

from __future__ import annotations

import re
from typing import get_args

from newsextract.data import read_csv
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import model, true_traits
from newsextract.layers.events.venues import Venue
from newsextract.layers.events.words import lead_words, scanner
from newsextract.records import EventType, Mode

MODES: tuple[str, ...] = (*get_args(Mode), "")
#: probability of talks by telephone if the text says so; no annotated article has any to learn it from
PHONE = 0.5
#: what makes an event hybrid: right behind its venue, also held through a system (15 of 15 annotated ones); or said in a word
_ALSO_ONLINE = re.compile(
    r"\s*และ(?:การ|ทาง)?\s?(?:ประชุม|ถ่ายทอด(?:สด)?)?\s?(?:ผ่าน|ทาง)\s?(?:ทาง)?(?:ระบบ|สื่ออิเล็กทรอนิกส์|โปรแกรม|แอปพลิเคช)"
)
_HYBRID = re.compile(
    r"ออนไซต์และออนไลน์|[Oo]n-?[Ss]ite\)?\s?และ(?:รูปแบบ)?\s?(?:ออนไลน์|[Oo]nline)|[Hh]ybrid (?:Meeting|Conference)"
)
#: probability of both; characters before and after a venue searched for the word
BOTH, HYBRID_BEFORE, HYBRID_AFTER = 0.94, 200, 140
#: characters of the anchor, and of the text from its beginning, searched for the mode
NEAR, FAR = 700, 2500


#: finds the words of all modes
_scan = scanner({word: row["class"] for row in read_csv("events/modes.csv") for word in row["words"].split("|")})


def features(context: Context, kind: EventType, venue: bool, province: bool, sure: float) -> dict[str, float]:
    """Features of the mode; ``sure`` is the probability that the event has a venue at all."""
    start, end = context.anchor
    near, where = min(end, start + NEAR), f"venue {venue}"
    places = _scan(context.text[: start + FAR])
    gathered, online, phone = ([at for at, _, what in places if what == name] for name in ("gathered", "online", "phone"))
    at_once = any(start <= at < near for at in online)
    traits = true_traits(
        {
            "online": at_once,
            f"online|{where}": at_once,
            "online in headline": any(at < context.body for at in online),
            "online later": not at_once and any(context.body <= at < start + FAR for at in online),
            "phone": any(at < near for at in phone),
            f"gathered|{where}": any(at < near for at in gathered),
            f"province|{where}": province,
            f"person|{where}": context.spots_in(start, near),
        }
    )
    plain = {"bias": 1.0, where: 1.0, f"{kind}|{where}": 1.0, kind: 1.0, "some venue": sure, f"some venue|{kind}": sure}
    return plain | traits | lead_words(context)


def is_hybrid(context: Context, venue: Venue) -> bool:
    """Whether the text says that an event with a venue was held online too."""
    if _ALSO_ONLINE.match(context.text, venue.end):
        return True
    return _HYBRID.search(context.text, max(0, venue.start - HYBRID_BEFORE), venue.end + HYBRID_AFTER) is not None


def mode(features: dict[str, float], hybrid: bool = False) -> tuple[Mode | None, float]:
    """The likeliest mode and its confidence; talks are by telephone, events with a venue ``hybrid``, if the text says so."""
    if hybrid:
        return "hybrid", model("mode").calibrated(BOTH)
    if {"phone", "talks"} <= features.keys():
        return "phone", model("mode").calibrated(PHONE)
    chances = model("mode").class_probabilities(features)
    best = max(MODES, key=chances.__getitem__)
    return (best or None), model("mode").calibrated(chances[best], bool(best))  # type: ignore[return-value]
