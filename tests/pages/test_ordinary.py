"""The general reader on 24 layouts in which Thai public bodies really publish, written before its code was read.

The first twelve were read once before anything was mended, the second twelve once after that; see the figures in the changes.
"""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "fixtures" / "ordinary"
STORIES = json.loads((FOLDER / "stories.json").read_text(encoding="utf-8"))
GOLD = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))


def page(name: str, story: str) -> bytes:
    """The layout of that name, filled with a story."""
    title, *lines = STORIES[story]
    html = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    fills = {
        "t": title,
        "br": "<br />\n".join(lines),
        "fontbr": "<br><br>\n&nbsp;&nbsp;&nbsp;&nbsp;".join(lines),
        "div": "".join(f"<div>{line}</div>" for line in lines),
        "divs": "".join(f'<div><span style="font-size:14pt">{line}</span></div><div>&nbsp;</div>' for line in lines),
        **{str(number): line for number, line in enumerate(lines, 1)},
    }
    for key, value in fills.items():
        html = html.replace("{{" + key + "}}", value)
    assert "{{" not in html, name
    return html.encode()
