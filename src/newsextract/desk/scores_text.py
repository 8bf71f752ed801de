"""Scores of a sheet as a table, as JSON, and as a paragraph for a paper."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from newsextract.data import templates
from newsextract.desk.intervals import Share
from newsextract.desk.score import Scores, SlotScore, Threshold


def percent(share: Share | None) -> str:
    """A share with its interval, in per cent.

    Examples
    --------
    >>> percent(Share(0.912, 0.853, 0.949, 91, 100, 98.0)), percent(None)
    ('91 (85–95)', '–')
    """
    if share is None:
        return "–"
    # rounding moves a limit by half a point at most; 100 % is written only if all values are right
    value, low, high = (100 * one for one in (share.value, share.low, share.high))
    return f"{_whole(value)} ({_whole(low)}–{_whole(high)})"


def _whole(value: float) -> str:
    return f"{value:.0f}" if value == 100 or value < 99.5 else f"{value:.1f}".replace("100.0", "99.9")


def table(scores: Scores) -> list[list[str]]:
    """The scores as rows of a table, header first."""
    target = f"{100 * scores.wanted:.3g} %"
    head = ["slot", "precision %", "n", "recall %", "n", f"≥ {target} at", f"surely ≥ {target} at", "unsure"]
    return [head, *(_row(slot) for slot in scores.slots)]


def _row(one: SlotScore) -> list[str]:
    counts = [str(share.judged) if share else "–" for share in (one.precision, one.recall)]
    shares = [percent(one.precision), counts[0], percent(one.recall), counts[1]]
    return [one.slot, *shares, _threshold(one.at), _threshold(one.surely), str(one.unsure or "–")]


def _threshold(at: Threshold | None) -> str:
    return "–" if at is None else f"{at.confidence or 'any'}: {percent(at.precision)}, keeps {100 * at.kept:.0f} %"


def _template() -> Any:
    return templates().get_template("scores.md").module


def notes(scores: Scores) -> list[str]:
    """Caveats for a reader of the scores, a line each."""
    few = [one.slot for one in scores.slots if one.precision and one.precision.judged - one.precision.right < 5]
    return [line for line in _template().notes(scores, few).splitlines() if line]


def agreement(scores: Scores) -> list[str]:
    """How far the coders agree, a line for each slot."""
    return [line for line in _template().agreement(scores.agreement).splitlines() if line]


def methods(scores: Scores) -> str:
    """A paragraph for the methods section of a paper."""
    return f"{' '.join(_template().methods(scores, scores.plan, percent).split())}\n"


def as_json(scores: Scores) -> dict[str, Any]:
    """The scores with notes and methods, as JSON values."""
    return asdict(scores) | {"notes": notes(scores), "methods": methods(scores)}


def page(scores: Scores) -> str:
    """The scores with notes, agreement and methods, as a Markdown page."""
    rendered: str = _template().page(scores, table(scores), notes(scores), methods(scores))
    return rendered
