import json
import subprocess
import sys

import pytest


@pytest.mark.slow
@pytest.mark.eval
def test_no_score_on_the_gold_has_fallen_below_the_baseline(shared, root):
    command = [sys.executable, str(root / "scripts" / "evaluate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_baseline_has_every_layer(root):
    baseline = json.loads((root / "tests" / "eval" / "baseline.json").read_text(encoding="utf-8"))
    for part, rows in {
        "records": ("entity all", "person role", "time value", "statement", "slot type", "slot start"),
        "dates": ("value", "span", "negative left alone"),
        "terms": ("pair strict", "gloss found"),
    }.items():
        for row in rows:
            assert 0 < baseline[part][row] <= 1
