"""Checks before worker processes are started: a script without a ``__main__`` guard would start them without end."""

from __future__ import annotations

import ast
import sys
from inspect import currentframe
from multiprocessing import process
from pathlib import Path
from types import FrameType, ModuleType

from newsextract.errors import ConfigError

_FIX = 'put the script\'s work under `if __name__ == "__main__":`, or leave `workers` at 1'


def check_main() -> None:
    """Refuse to start workers from the top level of a script without a ``__main__`` guard.

    A worker is a fresh interpreter that imports the script, so that work at its top level would start further workers.
    """
    if getattr(process.current_process(), "_inheriting", False):
        raise ConfigError("a worker process tried to start workers", where=sys.argv[0] or None, fix=_FIX)
    main = sys.modules.get("__main__")
    script = _script(main) if main else None
    if script is not None and _at_top_level(currentframe()) and not has_main_guard(script):
        raise ConfigError("worker processes import this script, and it has no __main__ guard", where=script, fix=_FIX)


def has_main_guard(script: str) -> bool:
    """Whether a script has a top-level ``if`` on how it is run; a script that cannot be read counts as guarded.

    Examples
    --------
    >>> has_main_guard("no/such/script.py")
    True
    """
    try:
        tree = ast.parse(Path(script).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return True
    tests = (part for node in tree.body if isinstance(node, ast.If) for part in ast.walk(node.test))
    words = {getattr(part, "id", None) or getattr(part, "attr", None) for part in tests}
    return not words.isdisjoint({"__name__", "parent_process", "current_process"})


def _script(main: ModuleType) -> str | None:
    """The file that a spawned process would import as the main module; None for a prompt, a notebook or a package."""
    name = getattr(main.__spec__, "name", "") if getattr(main, "__spec__", None) else ""
    if name == "__main__" or name.endswith(".__main__"):
        return None
    found = getattr(main, "__file__", None)
    return found if isinstance(found, str) else None


def _at_top_level(frame: FrameType | None) -> bool:
    """Whether the main module is still executing: its own code, or a module that it imports."""
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_globals.get("__name__") == "__main__":
            return True
        frame = frame.f_back
    return False
