"""What the text says of each person, body and country that may take part in an event."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from ahocorasick_rs import AhoCorasick

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.events.context import Context
from newsextract.layers.events.words import any_of
from newsextract.records import Language

#: mentions of one thing that are read, words around each, and characters around it in which cues are looked for
MENTIONS, WORDS, BEFORE, AFTER = 6, 3, 160, 200
#: classes of cues that say little by themselves
_WEAK = frozenset({"with", "by", "to", "of", "from", "that", "and", "at", "represent", "between"})
_ROLES = {
    "spokes": re.compile(r"โฆษก|[Ss]pokes"),
    "pm": re.compile(r"^(?:นายกรัฐมนตรี|Prime Minister)"),
    "minister": re.compile(r"^(?:รอง)?(?:นายกรัฐมนตรี|รัฐมนตรี|รมว|รมช)|^(?:Deputy )?(?:Prime )?Minister"),
    "head": re.compile(r"^(?:ปลัด|อธิบดี|เลขาธิการ|ผู้อำนวยการ|ผู้ว่าราชการ|Permanent|Director|Governor|Secretary)"),
    "deputy": re.compile(r"^(?:รอง|ผู้ช่วย|Deputy|Vice|Assistant)"),
    "abroad": re.compile(r"เอกอัครราชทูต|ประธานาธิบดี|อุปทูต|[Aa]mbassador|สาธารณรัฐ|ราชอาณาจักร|Republic|Kingdom|ประจำประเทศไทย|สหประชาชาติ|H\.E\."),
}
_NAMES = (
    ("cabinet", re.compile(r"^(?:คณะรัฐมนตรี|ครม\.?|[Cc]abinet|ที่ประชุมคณะรัฐมนตรี)$")),
    ("government", re.compile(r"^(?:รัฐบาล|.*[Gg]overnment)")),
    ("short", re.compile(r"^[ก-ฮ]{1,5}\.(?:[ก-ฮ]{1,4}\.?)*$|^[A-Z]{2,8}$")),
    ("ministry", re.compile(r"^(?:กระทรวง|Ministry)")),
    ("department", re.compile(r"^(?:กรม|สำนักงาน|Department|Office)")),
    ("committee", re.compile(r"^(?:คณะกรรมการ|คณะอนุ|คณะทำงาน|Commission|Board)|Committee")),
    ("school", re.compile(r"^(?:มหาวิทยาลัย|โรงเรียน|วิทยาลัย|สถาบัน|วัด)|University|School|College")),
    ("company", re.compile(r"^(?:บริษัท|ธนาคาร|สมาคม|มูลนิธิ|สภา|หอการค้า|บมจ)|Bank|Company|Association|Foundation|Chamber")),
    ("police", re.compile(r"ตำรวจ|ทหาร|กองทัพ|[Pp]olice|Army|Navy")),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One mention of a candidate, by the candidate's number."""

    start: int
    end: int
    number: int
    office: bool


@dataclass
class Scene:
    """The candidates of an article, and where each is mentioned."""

    context: Context
    candidates: Sequence[Referent]
    spots: list[Spot] = field(init=False)
    cues: list[tuple[int, int, str]] = field(init=False)

    def __post_init__(self) -> None:
        spots = [
            Spot(m.start, m.end, number, office)
            for number, one in enumerate(self.candidates)
            for office, mentions in ((False, one.mentions), (True, one.offices))
            for m in mentions
        ]
        self.spots = sorted(spots, key=lambda s: (s.start, -s.end, s.number))
        self.starts = [spot.start for spot in self.spots]
        self.cues = _cues(self.context)
        self.cue_starts = [cue[0] for cue in self.cues]
        roles = [(p.role_at.start, p.role_at.end) for p in self.context.people if p.role_at]
        self.roles = sorted(roles)

    def in_role(self, at: int) -> bool:
        """Whether an offset is within somebody's office."""
        k = bisect_left(self.roles, (at + 1, 0)) - 1
        return k >= 0 and at < self.roles[k][1]

    def behind(self, spot: Spot) -> int:
        """Where a mention ends, and the office behind it."""
        k = bisect_left(self.roles, (spot.end, 0))
        if k < len(self.roles) and self.roles[k][0] - spot.end <= 3:
            return self.roles[k][1]
        return spot.end


@cache
def _scan(language: Language) -> tuple[AhoCorasick, list[list[tuple[int, str]]]]:
    found: dict[str, list[str]] = {}
    for row in read_csv("events/participation.csv"):
        if row["language"] == language:
            for word in row["words"].split("|"):
                found.setdefault(word, []).append(row["class"])
    from ahocorasick_rs import MatchKind
    return AhoCorasick(found, matchkind=MatchKind.LeftmostLongest), [names for names in found.values()]


def _cues(context: Context):
    scan, classes = _scan(context.language)
    text = context.text.lower() if context.language == "en" else context.text
    starts = set(context.tokens.starts) if context.language == "th" else None
    out = []
    for k, start, end in scan.find_matches_as_indexes(text):
        if starts is not None and start not in starts:
            continue
        out += [(start, end, name) for name in classes[k]]
    return out


def mention_features(scene: Scene, spot: Spot, zone) -> list[str]:
    context = scene.context
    line = context.line(spot.start)
    tokens = context.tokens
    start = spot.start
    # words before
    i = bisect_left(tokens.starts, start) - 1
    before = []
    while i >= 0 and tokens.starts[i] >= line[0] and len(before) < WORDS:
        if tokens.kinds[i] != "space":
            before.append(tokens.norms[i].lower())
        i -= 1
    end = scene.behind(spot)
    j = bisect_left(tokens.starts, end)
    after = []
    while j < len(tokens) and tokens.starts[j] < line[1] and len(after) < WORDS:
        if tokens.kinds[j] != "space":
            after.append(tokens.norms[j].lower())
        j += 1
    out = [f"<1 {before[0] if before else '^'}", f">1 {after[0] if after else '$'}"]
    out += [f"< {w}" for w in before[:WORDS]] + [f"> {w}" for w in after[:WORDS]]
    if len(before) > 1:
        out.append(f"<2 {before[1]} {before[0]}")
    if len(after) > 1:
        out.append(f">2 {after[0]} {after[1]}")
    # cues before
    low = max(line[0], start - 400)
    k = bisect_left(scene.cue_starts, start) - 1
    seen = 0
    strong = None
    weak = None
    chain = []
    while k >= 0 and scene.cue_starts[k] >= low and seen < 12:
        s, e, name = scene.cues[k]
        if e <= start and not scene.in_role(s):
            if name in _WEAK:
                weak = weak or (s, e, name)
            else:
                chain.append((s, e, name))
                if len(chain) == 2:
                    break
        seen += 1
        k -= 1
    def between(a, b):
        return bisect_left(scene.starts, b) - bisect_left(scene.starts, a)
    if chain:
        s, e, name = chain[0]
        n = between(e, start)
        out.append(f"cue {name}")
        out.append(f"cue {name} {min(n, 2)}")
        if start - e <= 3: out.append(f"cue at {name}")
        if len(chain) > 1:
            out.append(f"cues {chain[1][2]} {name}")
    else:
        out.append("cue none")
    if weak:
        s, e, name = weak
        if start - e <= 4: out.append(f"weak {name}")
    # cues after
    k = bisect_left(scene.cue_starts, end)
    high = min(line[1], end + 400)
    found = []
    n = 0
    while k < len(scene.cues) and scene.cue_starts[k] < high and len(found) < 2 and n < 14:
        s, e, name = scene.cues[k]
        if name not in _WEAK and not scene.in_role(s):
            found.append((s, e, name))
        n += 1
        k += 1
    if found:
        s, e, name = found[0]
        nb = between(end, s)
        out.append(f"then {name}")
        out.append(f"then {name} {min(nb, 2)}")
        if s - end <= 3: out.append(f"then at {name}")
        if len(found) > 1:
            out.append(f"thens {name} {found[1][2]}")
        if chain: out.append(f"amid {chain[0][2]} {name}")
    else:
        out.append("then none")
    if start - line[0] <= 4: out.append("opens")
    if scene.in_role(start): out.append("in role")
    if spot.office: out.append("by office")
    if context.in_statement(start, 1000): out.append("said")
    return out


def features(scene: Scene, kind: str) -> list[dict[str, float]]:
    context = scene.context
    mine: list[list[Spot]] = [[] for _ in scene.candidates]
    for spot in scene.spots:
        mine[spot.number].append(spot)
    order_of = {}
    counts = {}
    body_first = []
    for number, spots in enumerate(mine):
        body = [s for s in spots if s.start >= context.body]
        body_first.append(body[0].start if body else 10**9)
    for number in sorted(range(len(mine)), key=lambda k: (body_first[k], k)):
        t = scene.candidates[number].type
        order_of[number] = counts.get(t, 0)
        counts[t] = counts.get(t, 0) + 1
    said = [0] * len(mine)
    spot_at = {(s.start, s.end): s.number for s in scene.spots}
    speakers = []
    for st in context.statements:
        if st.speaker_at:
            n = spot_at.get((st.speaker_at.start, st.speaker_at.end))
            if n is None:
                n = next((k for k, c in enumerate(scene.candidates) if st.speaker and st.speaker in c.names), None)
            if n is not None:
                said[n] += 1
                speakers.append(n)
    rows = []
    for number, one in enumerate(scene.candidates):
        rows.append(_row(scene, kind, one, number, mine[number], order_of[number], counts, said[number], speakers))
    return rows


def bucket(n, steps):
    return next((k for k, s in enumerate(steps) if n <= s), len(steps))


def _row(scene, kind, one, number, spots, order, counts, said, speakers):
    context = scene.context
    body = [s for s in spots if s.start >= context.body]
    anchor = [s for s in body if context.in_anchor(s.start)]
    free = [s for s in anchor if not scene.in_role(s.start)] 
    lead = [s for s in body if s.start < context.lead[1]]
    bare = [s for s in body if not scene.in_role(s.start)]
    key = next(iter([*free, *anchor, *[s for s in lead if s in bare], *bare, *body, *spots]))
    t = {"PERSON": "P", "ORGANIZATION": "O", "LOCATION": "L"}[one.type]
    row: dict[str, float] = {}
    def on(*names):
        for n in names:
            row[n] = 1.0
            row[f"{t} {n}"] = 1.0
    on("bias", f"order {min(order, 5)}", f"n {bucket(counts[one.type], (1,2,4,8,16))}")
    row[f"{t} {kind}"] = 1.0
    row[f"{t} {kind} order {min(order,1)}"] = 1.0
    on(f"mentions {bucket(len(spots), (1,2,3,5))}", f"said {bucket(said, (0,1,3))}")
    on(f"at {bucket(key.start - context.body, (0,60,150,300,600,1000,2000,4000))}")
    on("headline" if len(body) < len(spots) else "no headline")
    if anchor: on("anchor")
    if lead: on("lead")
    if speakers and speakers[0] == number: on("first speaker")
    if speakers: on(f"speakers {said > 0}")
    for s in spots[:1] if not body else ():
        on("headline only")
    inrole = sum(scene.in_role(s.start) for s in spots)
    if inrole == len(spots): on("all in role")
    elif inrole: on("some in role")
    if all(context.in_statement(s.start, 1000) for s in spots): on("all said")
    if one.person:
        role = one.person.role or ""
        roles = [n for n, p in _ROLES.items() if p.search(role)]
        for n in roles or (["other"] if role else ["none"]):
            row[f"role {n}"] = 1.0
            row[f"{kind} role {n}"] = 1.0
        if context.language == "th" and re.fullmatch(r"[A-Za-z .'’-]+", one.person.name): on("latin")
    if one.post: on("post")
    if t == "O":
        name = max((m.text for m in one.mentions), key=len)
        for n, p in _NAMES:
            if p.search(name): 
                row[f"body {n}"] = 1.0
                row[f"{kind} body {n}"] = 1.0
    for f in mention_features(scene, key, None):
        row[f"{t} k {f}"] = 1.0
        row[f"k {f}"] = 1.0
        if f.startswith(("cue ", "then ", "weak")):
            row[f"{kind} k {f}"] = 1.0
    for s in spots[:MENTIONS]:
        if s is not key:
            for f in mention_features(scene, s, None):
                row["m " + f] = 1.0
    row[context.language] = 1.0
    return row
