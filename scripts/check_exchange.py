"""Check that Label Studio's own library accepts and converts our labelling interface and tasks. Exit code 1 if it does not.

    python scripts/check_exchange.py    # the sample's records

The library (label-studio-sdk) needs image libraries and an older numpy, so uv runs it in an environment of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import newsextract as nx
from common import ROOT
from newsextract.exports import export
from newsextract.exports.label_studio import config_path
from training.shared import run

SDK = "label-studio-sdk==2.1.2"
#: program that runs in the library's environment
CHECK = """
import json, pathlib, sys
from label_studio_sdk.converter import Converter
from label_studio_sdk.converter.converter import Format
from label_studio_sdk.label_interface import LabelInterface
interface = LabelInterface(open(sys.argv[1], encoding="utf-8").read())
interface.validate()
wrong = []
tasks = json.load(open(sys.argv[2], encoding="utf-8"))
for task in tasks:
    interface.validate_task({"data": task["data"]})
    for prediction in task["predictions"]:
        wrong += interface.validate_prediction(prediction, return_errors=True)
print(f"{len(tasks)} tasks, {sum(len(t['predictions'][0]['result']) for t in tasks)} regions and relations: {len(wrong)} wrong")
for number, task in enumerate(tasks, 1):  # as an annotator who submits what was predicted
    task |= {"id": number, "annotations": [{"id": number, "completed_by": 1, "result": task.pop("predictions")[0]["result"]}]}
project = pathlib.Path(sys.argv[2]).with_name("project.json")
project.write_text(json.dumps(tasks), encoding="utf-8")
converter = Converter(config=open(sys.argv[1], encoding="utf-8").read(), project_dir=None)
for form in (Format.JSON_MIN, Format.CSV, Format.CONLL2003):
    converter.convert(str(project), str(project.with_name(form.name)), form, is_dir=False)
made = json.load(open(project.with_name("JSON_MIN") / "result.json", encoding="utf-8"))
spans = [(one["text"], span) for one in made for layer in one.values() if isinstance(layer, list) for span in layer if "start" in span]
moved = [span for text, span in spans if text[span["start"]:span["end"]] != span["text"]]
print(f"{len(spans)} regions converted: {len(moved)} elsewhere")
wrong += moved
print(*wrong[:20], sep="\\n")
sys.exit(bool(wrong) or not tasks)
"""


def main() -> None:
    """Export the records and have the library check the files."""
    found = map(nx.extract, sorted((ROOT / "corpora/sample/text").glob("*.txt")))
    with tempfile.TemporaryDirectory() as folder:
        tasks = Path(folder, "tasks.json")
        export(found, "label-studio", tasks)
        command = [sys.executable, "-m", "uv", "run", "--isolated", "--no-project", "--with", SDK, "python", "-c", CHECK]
        done = subprocess.run([*command, str(config_path(tasks)), str(tasks)], check=False)
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    run(main)
