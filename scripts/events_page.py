"""Put the figures into docs/methods.md: gold, out of fold, the articles and leads kept for measuring, and the types.

python scripts/events_page.py
"""

from __future__ import annotations

from eval_events import Sums, report, scored
from newsextract.models import artifact
from training.shared import MODELS, ROOT

PAGE = ROOT / "docs/methods.md"
HEAD = ["| figure | | value | interval | asked | |", "|---|---|---|---|---|---|"]


def table(sums: Sums) -> list[str]:
    """The figures as rows."""
    return HEAD + [
        f"| {name} | {kind} | {value:.3f} | {low:.3f}, {high:.3f} | {asked:.2f} | {'reached' if value >= asked else 'short'} |"
        for kind, name, value, low, high, asked in report(sums)
    ]


def readers_table(one: Sums, other: Sums) -> list[str]:
    """The figures by what each of two readers says of the same articles."""
    rows = [
        f"| {a[1]} | {a[0]} | {a[2]:.3f} | {a[3]:.3f}, {a[4]:.3f} | {b[2]:.3f} | {b[3]:.3f}, {b[4]:.3f} | {a[5]:.2f} |"
        for a, b in zip(report(one), report(other), strict=True)
    ]
    return [
        "| figure | | by the first reader | interval | by the second | interval | asked |",
        "|---|---|---|---|---|---|---|",
        *rows,
    ]


def types_table(gold: dict[str, list[str]], ours: dict[str, dict[str, int]]) -> list[str]:
    """By type: what the gold articles and, out of fold, ours were taken for."""
    rows = [
        "| type | gold: right of | taken for | annotated, out of fold: right of | most often taken for |",
        "|---|---|---|---|---|",
    ]
    for kind, counts in ours.items():
        said = gold.get(kind, [])
        wrong = ", ".join(sorted(one for one in said if one != kind))
        often = sorted(((n, one) for one, n in counts.items() if one != kind), reverse=True)[:3]
        most = ", ".join(f"{one} {n}" for n, one in often if n > 1)
        rows.append(
            f"| {kind} | {said.count(kind)} of {len(said)} | {wrong} | {counts.get(kind, 0)} of {sum(counts.values())} | {most} |"
        )
    return rows


def put(page: str, mark: str, rows: list[str]) -> str:
    """The page with other rows between ``<!-- mark -->`` and ``<!-- end -->``."""
    before, _, rest = page.partition(f"<!-- {mark} -->")
    _, _, after = rest.partition("<!-- end -->")
    return f"{before}<!-- {mark} -->\n\n" + "\n".join(rows) + f"\n\n<!-- end -->{after}"


def main() -> None:
    """Measure and write."""
    fold = artifact.read(MODELS / "events.npz", "choice").facts["out_of_fold"]
    gold, types = scored((), ("records", "events"))
    kept, _ = scored((ROOT / "data/annotations/test.jsonl",), ())
    page = PAGE.read_text(encoding="utf-8")
    page = put(page, "gold", table(gold))
    page = put(page, "test", table(kept))
    first, second = (scored((ROOT / f"data/annotations/test-leads-2{reader}.jsonl",), ())[0] for reader in "ab")
    page = put(page, "leads", readers_table(first, second))
    page = put(page, "types", types_table(types, fold["types"]))
    rows = [f"| {slot} | {what} | {value:.3f} | {low:.3f}, {high:.3f} |" for slot, what, value, low, high in fold["figures"]]
    page = put(page, "oof", ["| slot | | out of fold | interval |", "|---|---|---|---|", *rows])
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
