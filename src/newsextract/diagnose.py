"""What is installed: versions, models, optional parts."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from newsextract._version import __version__


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
    "pandas": "tables in notebooks",
    "datasette": "the explorer",
    "altair": "charts in notebooks",
    "openpyxl": "Excel files",
    "dkpro-cassis": "UIMA CAS for INCEpTION",
    "ray": "many machines",
}
_REQUIREMENTS = {"ray": "'ray[data]'", "datasette": "'datasette<1'"}


def checks() -> list[Check]:
    """Check Python, the required packages, the shipped models and the optional packages."""
    found = [Check("newsextract", __version__, needed=True), Check("python", platform.python_version(), needed=True)]
    found += [Check(name, _version(name), needed=True, fix=f"pip install {name}") for name in _required()]
    found.append(_data())
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
    lines = [line for line in requires("newsextract") or [] if "extra ==" not in line]
    return [re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0] for line in lines]


def _data() -> Check:
    from newsextract.data import digests

    fix = "install newsextract again"
    try:
        return Check("data", ", ".join(f"{name} {digest[:8]}…" for name, digest in digests().items()), needed=True, fix=fix)
    except OSError as error:
        return Check("data", None, needed=True, fix=f"{fix} ({error})")
