"""Read Label Studio's JSON export: tasks with annotations."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any, cast

from newsextract.annotated.changes import Returned
from newsextract.errors import InputError, os_errors_as
from newsextract.exports.label_studio import LABELS, TEXT
from newsextract.exports.regions import Layer, Region

_FIX = "export the project from Label Studio as JSON (not JSON-MIN), made of tasks that `newsextract export label-studio` wrote"
_ENTITY = re.compile(r"of (\S+)")


def read(path: Path) -> Iterator[Returned]:
    """Yield the annotations of an export, without the cancelled ones."""
    with os_errors_as(InputError, "the file cannot be read", where=path, fix="check the path"):
        content = path.read_bytes()
    try:
        tasks = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not JSON ({error})", where=str(path), fix=_FIX) from error
    for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
        try:
            yield from _task(task, f"{path}: task {number}")
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"this is not a newsextract task ({error!r})", where=f"{path}: task {number}", fix=_FIX) from error


def _task(task: dict[str, Any], where: str) -> Iterator[Returned]:
    data = task["data"]
    for annotation in task.get("annotations") or ():
        if annotation.get("was_cancelled"):
            continue
        who = annotation.get("completed_by")
        who = who.get("email") or who.get("id") if isinstance(who, dict) else who
        yield Returned(
            where=where,
            record=data["id"],
            text=data[TEXT],
            who=str(who) if isinstance(who, str) else f"annotator {who}" if who is not None else "annotator",
            when=str(annotation.get("updated_at") or annotation.get("created_at") or ""),
            regions=_result(annotation["result"], data[TEXT], where),
        )


def _result(result: list[dict[str, Any]], text: str, where: str) -> list[Region]:
    """The regions, each with the owner that its relations give."""
    links = {
        (label, item["from_id"]): item["to_id"]
        for item in result
        if item.get("type") == "relation"
        for label in item.get("labels") or ()
    }
    drawn = [item for item in result if item.get("from_name") in LABELS and (item.get("value") or {}).get("labels")]
    found = {str(item.get("id") or f"region {n}"): _region(item, text, where) for n, item in enumerate(drawn)}
    return [_owned(key, one, found, links) for key, one in found.items()]


def _owned(key: str, one: Region, found: dict[str, Region], links: dict[tuple[str, str], str]) -> Region:
    label = {"statement": "speaker", "slot": "of", "part": "of"}.get(one.layer, "")
    if target := links.get((label, key)):
        known = found.get(target)
        return replace(one, owner=known.owner if known and known.owner else f"@{target}")
    return replace(one, owner=None) if one.layer == "statement" else one


def _region(item: dict[str, Any], text: str, where: str) -> Region:
    value = item["value"]
    start, end = place(text, int(value["start"]), int(value["end"]), value.get("text"), where)
    notes = (item.get("meta") or {}).get("text") or ()
    of = next((match[1] for line in notes if (match := _ENTITY.fullmatch(str(line).strip()))), None)
    label = str(value["labels"][0])
    return Region(str(item.get("id") or ""), cast("Layer", item["from_name"]), label, start, end, text[start:end], of)


def place(text: str, start: int, end: int, quoted: str | None, where: str) -> tuple[int, int]:
    r"""The offsets in code points: unchanged, or converted from UTF-16 code units if only those give the quoted words.

    Examples
    --------
    >>> place("😀 ok", 2, 4, "ok", "a"), place("😀 ok", 3, 5, "ok", "a")
    ((2, 4), (2, 4))
    """
    # the editor writes a line break as \n in the quoted words
    words = None if quoted is None else quoted.replace("\\n", "\n")
    if 0 <= start < end <= len(text) and words in {None, text[start:end], text[start:end].replace("\r", "\n")}:
        return start, end
    units = [0, *accumulate(1 + (ord(char) > 0xFFFF) for char in text)]
    if start in units and end in units:
        points = bisect_left(units, start), bisect_left(units, end)
        if words is not None and points[0] < points[1] and text[slice(*points)] == words:
            return points
    if 0 <= start < end <= len(text):
        return start, end  # the quotation is informative; the offsets count
    raise InputError(f"the region {start} to {end} is not in the text", where=where, fix="export the project again")
