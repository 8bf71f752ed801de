"""MkDocs: the scores that `make eval` writes into the README are shown on the methods page too, so that they stand in one place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_BLOCK = re.compile(r"<!-- scores -->(.*?)<!-- /scores -->", re.DOTALL)


def on_page_markdown(markdown: str, config: Any, **_: Any) -> str:
    """Fill a page's scores from the README."""
    found = _BLOCK.search((Path(config["config_file_path"]).parent / "README.md").read_text(encoding="utf-8"))
    scores = found[1].strip() if found else ""
    return _BLOCK.sub(lambda _match: scores or "*Run `make eval` beside the gold files to fill this table.*", markdown)
