"""Check that corrections survive when a newer version has extracted the same articles. Exit code 1 if one is lost.

    python scripts/check_replay.py OLDER.jsonl NEWER.jsonl
    python scripts/check_replay.py OLDER.jsonl NEWER.jsonl --n 2000 --seed 2 --misfits left.csv

Draws random corrections of every kind that fit the older records, as the desk's tests do, writes them to a file, and replays
the file on the newer records. Each must be applied, already hold, or be listed with a reason; the value set by an event's last
correction must be in the corrected record; no record may have more contradictions than before.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

import newsextract as nx
from common import ROOT, table
from newsextract.desk import Correction, Log, Replay, append, apply, read, slots
from newsextract.desk.apply import write_misfits
from newsextract.desk.targets import anchored, find_event
from newsextract.pipeline.agreement import contradictions
from newsextract.records import Record
from training.shared import run

sys.path.append(str(ROOT / "tests"))
from desk_maker import draw_correction  # type: ignore[import-not-found]

STATUSES = ("applied", "already so", "not fitting")


def drawn(records: list[Record], wanted: int, seed: int) -> list[Correction]:
    """Draw random corrections that fit these records."""
    draw, found = random.Random(seed), list[Correction]()
    while len(found) < wanted:
        record = draw.choice(records)
        one = draw_correction(record, draw)
        if one and apply(record, [one]).applied:
            found.append(one.model_copy(update={"why": str(len(found))}))  # makes every line unique
    return found


def stands(record: Record, corrected: Record, one: Correction) -> bool:
    """Whether the corrected record has the value that a correction gave to a slot of an event."""
    moved = anchored(one, record)
    event = find_event(record, moved.target.event) if moved.target.event else None
    now = next((other for other in corrected.events if event and other.id == event.id), None)
    if now is None or moved.now is None or moved.target.slot is None:
        return False
    return slots.same(slots.current(now, moved.target.slot), slots.resolved(corrected, now, moved.target.slot, moved.now))


def lost(replay: Replay, before: dict[str, Record], corrected: dict[str, Record]) -> list[str]:
    """Corrections reported as applied, each the last of its event, whose value is missing from the corrected record."""
    last: dict[tuple[str, str | None], Correction] = {}
    for one in replay.account():
        if one.status != "not fitting" and one.correction.target.layer == "events":
            event = one.correction.target.event
            last[one.correction.record, event.model_dump_json() if event else None] = one.correction
    given = [one for one in last.values() if one.action in {"correct", "add"} and one.target.slot]
    return [
        f"{one.record} {one.path} = {one.shown}" for one in given if not stands(before[one.record], corrected[one.record], one)
    ]


def main(
    older: Annotated[Path, Argument(help="Records of an older version.", exists=True)],
    newer: Annotated[Path, Argument(help="Records of the same articles of a newer version.", exists=True)],
    n: Annotated[int, Option(help="Corrections to draw.")] = 500,
    seed: Annotated[int, Option(help="Seed of the draw.")] = 1,
    misfits: Annotated[Path | None, Option(help="Write those that do not fit as CSV.")] = None,
) -> None:
    """Draw, write, replay, count."""
    before, after = list(nx.read(older)), list(nx.read(newer))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corrections.jsonl")
        append(path, drawn(before, n, seed))
        log: Log = read(path)
    replay = Replay(log)
    contradicting = {record.id: Counter(contradictions(record)) for record in after}
    corrected = {record.id: record for record in replay(after)}
    worse = [key for key, record in corrected.items() if Counter(contradictions(record)) - contradicting[key]]
    account = replay.account()
    unsaid = [one.correction.path for one in account if one.status == "not fitting" and not one.reason]
    gone = lost(replay, {record.id: record for record in after}, corrected)
    counts: Counter[tuple[str, str]] = Counter((one.correction.target.layer, one.status) for one in account)
    layers = sorted({layer for layer, _ in counts})
    rows = [[layer, *(f"{counts[layer, status]:,}" for status in STATUSES)] for layer in layers]
    print(f"{len(before):,} records of {_version(before)}, {len(after):,} of {_version(after)}; {replay.summary()}\n")
    print(table(" | ".join(["layer", *STATUSES]), rows))
    print("\nwhy not:")
    for reason, many in Counter(one.misfit.message for one in account if one.misfit).most_common():
        print(f"{many:5,}  {reason}")
    if misfits:
        write_misfits(replay.misfits(), misfits)
    wrong = {"without a reason": unsaid, "applied, but not there": gone, "records that contradict themselves more": worse}
    for what, found in wrong.items():
        print(f"{what}: {len(found)}", *found[:10], sep="\n  ")
    raise SystemExit(bool(unsaid or gone or worse or len(account) != n))


def _version(records: list[Record]) -> str:
    return ", ".join(sorted({record.provenance.newsextract for record in records}))


if __name__ == "__main__":
    run(main)
