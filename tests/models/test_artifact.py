"""The file format of models: round trips, and errors for damaged files."""

from __future__ import annotations

import random
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from newsextract.errors import ModelMissingError
from newsextract.models import artifact

ARRAYS = {"numbers": np.array([1.5, 2.5]), "names": ["ว่าว", "", "a\nb"], "none": []}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "kites.npz"
    artifact.write(file, "choice", "a test", ARRAYS, figures={"right": 0.5})
    return file


def test_a_file_is_read_as_it_was_written(path: Path) -> None:
    found = artifact.read(path, "choice")
    assert (found.name, found.kind, found.trained_by, found.facts) == ("kites", "choice", "a test", {"figures": {"right": 0.5}})
    assert found.arrays["numbers"].tolist() == [1.5, 2.5]
    assert found.strings("names") == ["ว่าว", "", "a\nb"]
    assert found.strings("none") == []
    assert [file.name for file in path.parent.iterdir()] == ["kites.npz"]


def test_a_truncated_or_altered_file_is_refused(path: Path) -> None:
    whole, dice = path.read_bytes(), random.Random(1)
    for size in (0, 1, 50, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(ModelMissingError, match=r"kites\.npz: the model file is missing or damaged; install newsextract"):
            artifact.read(path, "choice")
    for _ in range(300):
        broken = bytearray(whole)
        broken[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        path.write_bytes(broken)
        try:
            found = artifact.read(path, "choice")
        except ModelMissingError:
            continue
        # only unused parts of the container, such as a timestamp, may change unnoticed
        assert found.arrays["numbers"].tolist() == [1.5, 2.5]
        assert found.strings("names") == ARRAYS["names"]


def test_other_kinds_formats_and_missing_files_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelMissingError, match="holds a choice model, not a tagger model"):
        artifact.read(path, "tagger")
    with pytest.raises(ModelMissingError, match="missing or damaged"):
        artifact.load("no such model", "tagger")
    monkeypatch.setattr(artifact, "FORMAT", 2)
    with pytest.raises(ModelMissingError, match="has format 1, this version reads 2"):
        artifact.read(path, "choice")


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    np.savez(tmp_path / "evil.npz", header=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ModelMissingError):
        artifact.read(tmp_path / "evil.npz", "choice")


def test_a_string_may_not_contain_the_terminator(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="may not hold"):
        artifact.write(tmp_path / "x.npz", "choice", "a test", {"names": ["a\0b"]})


KINDS = {
    "events": "choice",
    "background_choice": "choice",
    "happenings_choice": "choice",
    "marks": "encoder",
    "participants": "choice",
    "statements": "choice",
    "terms": "choice",
    "terms_reader": "encoder",
    "terms_statistics": "lookup",
    "th_clusters": "lookup",
    "th_ner": "tagger",
}


def test_every_shipped_model_loads_and_together_they_stay_small() -> None:
    shipped = [file for file in files("newsextract.data").joinpath("models").iterdir() if file.name.endswith(".npz")]
    assert {file.name[:-4] for file in shipped} == set(KINDS)
    assert all(artifact.load(name, kind).trained_by for name, kind in KINDS.items())
    assert sum(len(file.read_bytes()) for file in shipped) < 28_000_000
