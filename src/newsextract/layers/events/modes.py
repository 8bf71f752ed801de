"""How the people of an event met: in person, online, both, or by telephone."""

from __future__ import annotations

import re
from typing import get_args

from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import holding, model
from newsextract.records import EventType, Mode

MODES: tuple[str, ...] = (*get_args(Mode), "")
_ONLINE = re.compile(
    r"(?=[ผปวรทออZWVvTtoMF])(?:ผ่านระบบ|ประชุมทางไกล|วิดีโอคอนเฟอ|วีดีโอคอนเฟอ|วีดิทัศน์ทางไกล|วิดิทัศน์ทางไกล|รูปแบบออนไลน์|ระบบออนไลน์|ทางออนไลน์|Zoom|ZOOM|Webex"
    r"|Facebook Live|[Vv]ideo\s?[Cc]onferenc|[Tt]eleconferenc|\bvirtual|\bonline (?:meeting|format|platform)|Microsoft Teams)"
)
_PHONE = re.compile(r"หารือทางโทรศัพท์|สนทนาทางโทรศัพท์|ทางโทรศัพท์|[Tt]elephone|\bphone call|\bby phone")
_GATHERED = re.compile(r"ลงพื้นที่|เยี่ยม|เป็นประธาน|เข้าร่วม|ต้อนรับ|เยือน|เข้าพบ|\b(?:visit|chair|attend|welcom|presid|met with)")
#: probability of talks by telephone where the text says so: no annotated article has any to learn it from
PHONE = 0.5
#: characters of the anchor, and behind it, in which is said how they met
NEAR, FAR = 700, 2500


def features(context: Context, kind: EventType, venue: bool, province: bool, sure: float) -> dict[str, float]:
    """The features of a way to meet; ``sure`` is how probable it is that the event has a venue at all."""
    text = context.text
    start, end = context.anchor
    online = _ONLINE.search(text, start, min(end, start + NEAR))
    where = f"venue {venue}"
    traits = holding(
        {
            "online": online,
            f"online|{where}": online,
            "online in headline": _ONLINE.search(text, 0, context.body),
            "online later": not online and _ONLINE.search(text, context.body, min(len(text), start + FAR)),
            "phone": _PHONE.search(text, 0, min(end, start + NEAR)),
            f"gathered|{where}": _GATHERED.search(text, 0, min(end, start + NEAR)),
            f"province|{where}": province,
            f"person|{where}": context.spots_in(start, min(end, start + NEAR)),
        }
    )
    return {"bias": 1.0, where: 1.0, f"{kind}|{where}": 1.0, kind: 1.0, "some venue": sure, f"some venue|{kind}": sure} | traits


def mode(features: dict[str, float]) -> tuple[Mode | None, float]:
    """The likeliest mode, and how often such a choice is right; talks of which headline or lead say so are by telephone."""
    if {"phone", "talks", "venue False"} <= features.keys():
        return "phone", model("mode").calibrated(PHONE)
    chances = model("mode").class_probabilities(features)
    best = max(MODES, key=chances.__getitem__)
    return (best or None), model("mode").calibrated(chances[best], bool(best))  # type: ignore[return-value]
