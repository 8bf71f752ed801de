"""One file format for all trained models: named arrays and a JSON header in an ``.npz`` file, without pickle."""

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

from newsextract.atomic import replacing
from newsextract.errors import ModelMissingError

FORMAT = 1
_READ_ERRORS = (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, SyntaxError, BadZipFile, ZlibError)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A trained model, read from its file."""

    name: str  # of the file, without its suffix
    kind: str  # ``tagger``, ``choice``, ``trees``, ``encoder`` or ``lookup``
    trained_by: str  # the program in training/ that wrote the file
    facts: Mapping[str, Any]  # other fields of the header: settings, and figures from training
    arrays: Mapping[str, NDArray[Any]]

    def strings(self, name: str) -> list[str]:
        """Decode an array of strings."""
        return self.arrays[name].tobytes().decode().split("\0")[:-1]


def load(name: str, kind: str) -> Artifact:
    """Read the shipped model in a file of data/models, named without its suffix.

    ModelMissingError is raised if the file is missing or damaged, or has another kind or format version.

    Examples
    --------
    >>> load("th_ner", "tagger").trained_by
    'training/ner.py'
    """
    return read(files("newsextract.data").joinpath("models", f"{name}.npz"), kind)


def read(path: Traversable | Path, kind: str) -> Artifact:
    """Read a model from any file; see :func:`load`."""
    try:
        data = path.read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            header = json.loads(file["header"].tobytes())
            arrays = {name: file[name] for name in header["arrays"]}
        found = Artifact(header["name"], header["kind"], header["trained_by"], header["facts"], arrays)
        version = header["format"]
    except _READ_ERRORS as error:
        raise _model_error("the model file is missing or damaged", path) from error
    if version != FORMAT:
        raise _model_error(f"the model file has format {version}, this version reads {FORMAT}", path)
    if found.kind != kind:
        raise _model_error(f"the model file holds a {found.kind} model, not a {kind} model", path)
    return found


def _model_error(what: str, path: Traversable | Path) -> ModelMissingError:
    return ModelMissingError(what, where=str(path), fix="install newsextract again")


def write(path: Path, kind: str, trained_by: str, arrays: Mapping[str, NDArray[Any] | Sequence[str]], **facts: Any) -> None:
    r"""Write a model atomically; the same arrays (or strings without ``\0``) and JSON facts give the same bytes."""
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
    with replacing(path) as part, part.open("wb") as file:
        np.savez(file, allow_pickle=False, header=np.frombuffer(text, np.uint8), **packed)


def _packed(strings: Sequence[str]) -> NDArray[np.uint8]:
    if any("\0" in string for string in strings):
        raise ValueError(r"a string of a model may not hold the character \0")
    return np.frombuffer("".join(f"{string}\0" for string in strings).encode(), np.uint8)
