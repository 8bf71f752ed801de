"""Snapshots of the sample's whole records: a change of any value shows in a review."""

import importlib.util

import pytest

from test_corpora import NAMES


@pytest.fixture(scope="module")
def snapshot(root):
    spec = importlib.util.spec_from_file_location("snapshots", root / "scripts" / "snapshots.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.snapshot


@pytest.mark.parametrize("name", NAMES)
def test_the_record_equals_its_snapshot(name, root, snapshot):
    kept = (root / "tests" / "snapshots" / f"{name}.json").read_text(encoding="utf-8")
    now = snapshot(root / "corpora" / "sample" / "text" / f"{name}.txt")
    assert now.splitlines() == kept.splitlines(), "when the change is meant: `make snapshots`, and read the diff"
