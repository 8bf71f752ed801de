"""One file format for all that is trained: named arrays and a JSON header in an ``.npz`` file, without pickle."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812

import numpy as np
from numpy.typing import NDArray  # noqa: TC002

from newsextract.errors import ModelMissingError

FORMAT = 1
_DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, SyntaxError, BadZipFile, ZlibError)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A trained model as its file has it.

    Attributes
    ----------
    name
        Name of the file, without its ending.
    kind
        What reads the arrays: ``tagger``, ``choice``, ``trees``, ``encoder`` or ``lookup``.
    trained_by
        The program in training/ that wrote it.
    facts
        What else the header says: settings, and figures of the training.
    arrays
        The arrays by name.
    """

    name: str
    kind: str
    trained_by: str
    facts: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]

    def strings(self, name: str) -> list[str]:
        """An array of strings."""
        return self.arrays[name].tobytes().decode().split("\0")[:-1]


def load(name: str, kind: str) -> Artifact:
    """Read a shipped model.

    Parameters
    ----------
    name
        Its name in data/models.
    kind
        The kind that the caller understands.

    Raises
    ------
    ModelMissingError
        When the file is missing, damaged, or of another kind.

    Examples
    --------
    >>> load("th_ner", "tagger").trained_by
    'training/ner.py'
    """
    return read(_shipped().joinpath(f"{name}.npz"), kind)


def read(path: Traversable | Path, kind: str) -> Artifact:
    """Read a model from a file of your own; like :func:`load`."""
    try:
        data = path.read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            header = json.loads(file["header"].tobytes())
            arrays = {name: file[name] for name in header["arrays"]}
        found = Artifact(header["name"], header["kind"], header["trained_by"], header["facts"], arrays)
        version = header["format"]
    except _DAMAGED as error:
        raise _unusable("the model file is missing or damaged", path) from error
    if version != FORMAT:
        raise _unusable(f"the model file has format {version}, this version reads {FORMAT}", path)
    if found.kind != kind:
        raise _unusable(f"the model file holds a {found.kind} model, not a {kind} model", path)
    return found


def _unusable(what: str, path: Traversable | Path) -> ModelMissingError:
    return ModelMissingError(what, where=str(path), fix="install newsextract again")


def write(path: Path, kind: str, trained_by: str, arrays: Mapping[str, NDArray[Any] | Sequence[str]], **facts: Any) -> None:
    r"""Write a model; the same arrays and facts give the same bytes.

    Parameters
    ----------
    path
        The file; whoever reads it meanwhile gets the whole old one or the whole new one.
    kind, trained_by, facts
        See :class:`Artifact`; facts must be JSON.
    arrays
        Arrays, and sequences of strings without the character ``\0``.
    """
    packed = {name: part if isinstance(part, np.ndarray) else _packed(part) for name, part in arrays.items()}
    header = {
        "format": FORMAT,
        "name": path.stem,
        "kind": kind,
        "trained_by": trained_by,
        "arrays": list(packed),
        "facts": facts,
    }
    text = json.dumps(header, ensure_ascii=False).encode()
    fresh = path.with_suffix(".part")
    with fresh.open("wb") as file:
        np.savez(file, allow_pickle=False, header=np.frombuffer(text, np.uint8), **packed)
    fresh.replace(path)


def _packed(strings: Sequence[str]) -> NDArray[np.uint8]:
    if any("\0" in string for string in strings):
        raise ValueError(r"a string of a model may not hold the character \0")
    return np.frombuffer("".join(f"{string}\0" for string in strings).encode(), np.uint8)


def _shipped() -> Traversable:
    return files("newsextract.data").joinpath("models")
