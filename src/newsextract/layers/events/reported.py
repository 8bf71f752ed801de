"""Whether a page reports an event at all: questions and answers, explainers and plugs do not."""

from __future__ import annotations

import re

from newsextract.layers.events import kinds
from newsextract.layers.events.context import Context
from newsextract.layers.events.rank import model, true_traits

#: threshold for "reports no event": out of fold, errors of both kinds are about equally frequent
NO_EVENT_THRESHOLD = 0.2
#: characters of the body in which dates and people are counted
_NEAR = 1000
_STEP, _STEPS = 300, 6

_QA = re.compile(r"^[^\S\n]*+(?:Q|A|ถาม|ตอบ|คำถาม|คำตอบ)\s?[:.：]", re.MULTILINE)
_EXPLAINER = re.compile(
    r"เหตุผล\s*ทำไม|มาดูกัน|เรามี(?:วิธี|คำตอบ|เคล็ดลับ)|มาทบทวน|รู้หรือไม่|รู้ไหม|มาทำความรู้จัก|คืออะไร|วิธีการอย่างไร|มีวิธี|ทำอย่างไร|อินโฟกราฟิก|เกร็ดความรู้|\?\?"
)
_RADIO = re.compile(r"ขอเชิญรับฟัง")
_BULLET = re.compile(r"\n\s*[-•✔]")
_PLUG = re.compile(r"ขอเชิญรับฟัง|กดติดตาม|ช่องทางเผยแพร่|ติดตามรับชม|รับชมรายการ|ฟังรายการ|รับฟังรายการ|ติดตามชมรายการ")


def no_event(context: Context) -> str | None:
    r"""Why a page reports no event, by rule or else by the trained model; None if it does.

    Examples
    --------
    >>> no_event(Context("กินได้ไหม ??\nQ : กินได้ไหม ??\nA : ได้", 13, "th", None, None, [], [], [], [], []))
    'questions and answers'
    """
    reason = by_rule(context)
    if reason is None and model("no event").probability(features(context)) >= NO_EVENT_THRESHOLD:
        return "an explainer, by its words"
    return reason


def by_rule(context: Context) -> str | None:
    r"""Why a page reports no event according to the rules, or None.

    Examples
    --------
    >>> by_rule(Context("หัวข้อข่าว\n", 11, "th", None, None, [], [], [], [], []))
    'no body'
    """
    text, body = context.text, context.text[context.body :]
    if not re.search(r"\w", body):
        return "no body"
    questions = len(_QA.findall(body))
    if questions >= 2 or (questions and "?" in text):
        return "questions and answers"
    if _names_person_or_day(context):
        return None
    if len(body) < 450 and _PLUG.search(body):
        return "a plug for a programme"
    if not context.statements and _EXPLAINER.search(text[: context.body + 500]):
        return "an explainer"
    return None


def _names_person_or_day(context: Context) -> bool:
    """Whether the beginning of the body names a person or a day."""
    body = context.body
    return bool(context.spots_in(body, body + 700)) or any(time.start < body + 500 for time in context.dated[:1])


def features(context: Context) -> dict[str, float]:
    """Features of the event type, counts of what reports contain (dates, people, statements), and traits of explainers."""
    text, body = context.text, context.body
    dated = sum(time.start < body + _NEAR for time in context.dated)
    people = sum(spot.start < body + _NEAR for spot in context.spots)
    found = [
        f"length {min((len(text) - body) // _STEP, _STEPS)}",
        f"dated {min(dated, 3)}",
        f"people {min(people, 2)}",
        f"statements {min(len(context.statements), 2)}",
    ]
    traits = {
        "radio": _RADIO.search(text, body, body + 400),
        "asks": "?" in text[:body],
        "explains": _EXPLAINER.search(text, 0, body + 500),
        "hash": "#" in text[body:],
        "bullets": len(_BULLET.findall(text, body, body + 1200)) >= 3,
    }
    return kinds.features(context) | dict.fromkeys(found, 1.0) | true_traits(traits)
