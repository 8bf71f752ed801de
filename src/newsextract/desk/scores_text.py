"""Scores of a sheet as a table, as JSON, and as a paragraph for a paper."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

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


def markdown(rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]]) + "\n"


def notes(scores: Scores) -> list[str]:
    """Caveats for a reader of the scores, a line each."""
    found = []
    if left := scores.rows - scores.judged:
        found.append(
            f"{left:,} of {scores.rows:,} rows are not judged and do not count; {scores.complete:,} of {scores.records:,} records are complete."
        )
    if scores.unsure:
        found.append(f"{scores.unsure:,} rows are judged unsure and left out.")
    if scores.missing > 0.0005:
        found.append(
            f"Nothing is judged of strata with {100 * scores.missing:.1f} % of the records: they are counted with those most like them."
        )
    if len(scores.coders) > 1:
        shares = ", ".join(f"{count:,} of {name}" for name, count in scores.coders.items())
        found.append(f"What counts are the judgements of the first coder of each row: {shares}.")
    few = [one.slot for one in scores.slots if one.precision and one.precision.judged - one.precision.right < 5]
    if few:
        found.append(
            f"Fewer than 5 values are wrong in {', '.join(few)}: there the intervals may hold the truth in 90 to 99 of 100 samples."
        )
    return found


def methods(scores: Scores) -> str:
    """A paragraph for the methods section of a paper."""
    plan = scores.plan
    strata = len(plan["strata"])
    how = (
        f"stratified by {' and '.join(plan['by'])} ({strata} strata, {plan['allocation']} allocation)"
        if plan["by"]
        else "without strata"
    )
    figures = "; ".join(
        f"{one.slot}: precision {percent(one.precision)}" + (f", recall {percent(one.recall)}" if one.recall else "")
        for one in scores.slots
        if one.precision
    )
    coders = {1: "One coder", 2: "Two coders"}.get(len(scores.coders), f"{len(scores.coders)} coders")
    text = (
        f"We extracted event records with newsextract {', '.join(plan['made_with'])} and drew {plan['drawn']:,} of {plan['records']:,} records "
        f"at random, {how}, with seed {plan['seed']} (newsextract {plan['newsextract']}; SHA-256 of the records {plan['sha256'][:16]}). "
        f"{coders} judged {scores.judged:,} of {scores.rows:,} values and empty slots against the articles"
        f"{f' ({scores.unsure:,} unsure, left out)' if scores.unsure else ''}. "
    )
    if scores.agreement:
        every = scores.agreement[-1]
        alpha = "" if every.alpha is None else f" (Krippendorff's alpha {every.alpha:.2f})"
        text += f"They agreed on {100 * every.agreed:.0f} % of {every.units:,} rows{alpha}; of each row the first coder's judgement counts. "
    return text + (
        f"Shares are weighted by stratum; 95 % intervals are score intervals (Wilson's, with the shares of the strata most likely under the "
        f"share tested), with the design effect of records and finite population correction. In per cent: {figures}.\n"
    )


def as_json(scores: Scores) -> dict[str, Any]:
    """The scores with notes and methods, as JSON values."""
    return asdict(scores) | {"notes": notes(scores), "methods": methods(scores)}


def page(scores: Scores) -> str:
    """The scores with notes, agreement and methods, as a Markdown page."""
    parts = ["# Scores\n", markdown(table(scores)), *(f"- {line}" for line in notes(scores)), ""]
    if scores.agreement:
        rows = [
            [a.slot, str(a.units), f"{100 * a.agreed:.0f}", "–" if a.alpha is None else f"{a.alpha:.2f}"]
            for a in scores.agreement
        ]
        parts += ["## Agreement of the coders\n", markdown([["slot", "rows", "agreed %", "alpha"], *rows])]
    if scores.apart:
        parts += ["## Judged differently\n", markdown([["row", *scores.coders], *map(list, scores.apart)])]
    return "\n".join([*parts, "## Methods\n", methods(scores)])
