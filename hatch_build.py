"""Stores the commit of a git checkout in its sdists and wheels; a wheel built from an sdist has it too."""

from __future__ import annotations

import runpy
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CommitHook(BuildHookInterface[Any]):
    """Adds the file that ``newsextract._version.build`` reads. An editable install asks git each time instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each build."""
        root = Path(self.root)
        ours = runpy.run_path(str(root / "src/newsextract/_version.py"))
        commit = ours["commit_of"](root)
        if version == "editable" or not commit:
            return
        self.folder = tempfile.TemporaryDirectory()
        written = Path(self.folder.name) / ours["COMMIT"]
        written.write_text(f"{commit}\n", encoding="utf-8")
        package = "newsextract" if self.target_name == "wheel" else "src/newsextract"
        build_data["force_include"][str(written)] = f"{package}/{written.name}"
