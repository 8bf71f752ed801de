"""Thai labels in matplotlib."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

#: families with Thai letters that systems carry, best first
FAMILIES = (
    "Sarabun",
    "Noto Sans Thai",
    "Noto Sans Thai Looped",
    "Loma",
    "Garuda",
    "Tlwg Typo",
    "Leelawadee UI",
    "Thonburi",
    "Tahoma",
)


def thai_font() -> str | None:
    """Make a font with Thai letters the first choice of matplotlib's labels.

    Returns
    -------
    str or None
        The family. Sarabun comes with ``pip install '.[notebooks]'``; without it a family of the system's; None when there
        is none, and Thai labels would be drawn as boxes.

    Raises
    ------
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> thai_font() in (*FAMILIES, None)
    True
    """
    import matplotlib as mpl
    from matplotlib import font_manager as fonts

    package = find_spec("fontpkg_sarabun")
    if package and package.origin:
        for file in sorted((Path(package.origin).parent / "files").glob("Sarabun-*.ttf")):
            fonts.fontManager.addfont(str(file))
    known = {font.name for font in fonts.fontManager.ttflist}
    family = next((name for name in FAMILIES if name in known), None)
    if family:
        mpl.rcParams["font.family"] = [family, "DejaVu Sans"]
    return family


def label(thai: str, otherwise: str, family: str | None) -> str:
    """Choose a label that can be drawn: the Thai one where a font has its letters.

    Examples
    --------
    >>> label("กระบี่", "Krabi", None)
    'Krabi'
    """
    return thai if family else otherwise
