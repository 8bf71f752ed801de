"""Tasks for Label Studio: the text, the record's annotations as a prediction, and the labelling interface.

Label Studio counts offsets of text in Unicode code points, as records do (``charsToCodePoints`` in its editor, since
version 1.5); earlier versions counted UTF-16 code units.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from newsextract._version import __version__
from newsextract.data import templates
from newsextract.exports.files import text_file, write_json_list
from newsextract.exports.regions import Region, regions
from newsextract.records import EntityType, EventType, Part, Record

#: name of the text in the interface
TEXT = "text"
_SLOTS = ("name", "start", "end", "venue", "district", "province", "country", "countries", "mode", "about", "attendance")
#: layer → its heading, its colour and its labels, in the order of the interface
_LAYERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "entity": ("Names", "#0072b2", get_args(EntityType)),
    "event": ("Events: the words that say that it happened", "#d55e00", get_args(EventType)),
    "slot": ("Values of an event", "#009e73", _SLOTS),
    "part": ("Who takes part in an event", "#cc79a7", get_args(Part)),
    "statement": ("What somebody said", "#e69f00", ("direct", "reported")),
    "cue": ("Speech verb", "#56b4e9", ("cue",)),
    "time": ("Dates and times", "#666666", ("time",)),
}
LABELS = {layer: labels for layer, (_, _, labels) in _LAYERS.items()}
_RELATIONS = ("speaker", "of", "cue")


def task(record: Record) -> dict[str, Any]:
    """A record as a task with one prediction.

    The task's data identify the record; the ``meta`` of each region names the entity it mentions or the event it belongs to.
    """
    found, links = regions(record)
    data = {
        TEXT: record.text,
        "id": record.id,
        "text_sha256": hashlib.sha256(record.text.encode()).hexdigest(),
        "headline": record.title.text,
        "published": record.published or "",
        "url": record.source.url or "",
    }
    result = [_result(one) for one in found]
    result += [
        {"type": "relation", "from_id": one.source, "to_id": one.target, "direction": "right", "labels": [one.label]}
        for one in links
    ]
    return {"data": data, "predictions": [{"model_version": f"newsextract {__version__}", "result": result}]}


def _result(one: Region) -> dict[str, Any]:
    notes = [f"of {one.owner}"] if one.owner else []
    notes += [f"{name} {value}" for name, value in one.values.items()]
    return {
        "id": one.key,
        "from_name": one.layer,
        "to_name": TEXT,
        "type": "labels",
        "value": {"start": one.start, "end": one.end, "text": one.text, "labels": [one.label]},
        "meta": {"text": notes},
    }


def labelling_config() -> str:
    """The labelling interface for :func:`task`: paste it into the project's settings under Labeling Interface, Code.

    Examples
    --------
    >>> labelling_config().splitlines()[0]
    '<View>'
    """
    template = templates().get_template("label_studio.config")
    return template.render(relations=_RELATIONS, layers=_LAYERS, text=TEXT) + "\n"


def config_path(path: Path) -> Path:
    """Path of the labelling interface, beside the file of tasks.

    Examples
    --------
    >>> config_path(Path("tasks.json")).name
    'tasks.config.xml'
    """
    return path.with_name(f"{path.name.removesuffix('.json')}.config.xml")


def write(records: Iterable[Record], path: Path) -> None:
    """Write the tasks, and the labelling interface beside them."""
    write_json_list(records, path, lambda record: [task(record)])
    with text_file(config_path(path)) as out:
        out.write(labelling_config())
