"""Score the library on the shared gold files and compare with tests/eval/baseline.json.

Usage: python scripts/evaluate.py [--check] [--write] [--errors FILE]

--check   exit 1 when a score has fallen below the baseline (by more than the tolerance)
--write   write the scores as the new baseline, and the tables of README.md and docs/methods.md
--errors  write every miss and false alarm to FILE

The gold files and the scorer are read from ../shared beside the project; they are not shipped. Without them the script says "skipped"
and exits 0, because .ci/run calls it in clones that cannot have them: that is no pass.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from newsextract import Page
from newsextract.config import Config
from newsextract.errors import Failure
from newsextract.runs.extraction import extract_page

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BASELINE = ROOT / "tests" / "eval" / "baseline.json"
#: the pages that show the table
SHOWN_IN = ("README.md", "docs/methods.md")
#: what is scored: name → the scorer's mode, gold files
SETS = {"records": ("records", ("records", "events")), "dates": ("dates", ("dates",)), "terms": ("terms", ("terms",))}
TOLERANCE = 0.0005
#: what the pages show: part → row → how it is called there
SHOWN = {
    "dates": {"value (recall)": "value right", "span": "span exact", "negative left alone": "traps left alone"},
    "records": {
        "time value": "times in running text, value right",
        "entity all": "entities, five types, span and type exact",
        "entity overlap": "entities, overlapping, type right",
        "entity PERSON": "persons exact",
        "person": "people found",
        "person role": "people with the right role",
        "slot type": "main event: type",
        "slot start": "main event: start",
        "slot main actor": "main event: main actor",
        "slot country": "main event: country",
        "event venue": "main event: venue",
        "event province": "main event: province",
        "event organisations": "main event: organisations",
        "event name": "main event: name",
        "event counterparts (recall)": "main event: counterparts (recall)",
        "event attendance": "main event: attendance (few articles give one)",
        "background events (recall)": "background events (recall)",
        "slot no event where there is none": "no event where there is none",
        "statement": "statements with their speakers",
    },
    "terms": {
        "pair strict": "bilingual pairs, both sides exact",
        "pair lenient": "bilingual pairs, an acceptable left boundary",
        "pair strict, posterior >= 0.7, precision": "precision where posterior ≥ 0.7",
        "gloss found": "glosses found",
    },
}

Scores = dict[str, dict[str, float]]


def pages(name: str) -> Iterator[Page]:
    """Yield the gold articles of a set as pages."""
    for line in (SHARED / "gold" / f"{name}.articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        url = article.get("url") or f"https://www.thaigov.go.th/news/contents/details/{article['id']}"
        yield Page(
            article["text"].encode(), name=f"{name}:{article['id']}", url=url, kind="corpus", section=article.get("category")
        )


def score(mode: str, names: tuple[str, ...], errors: Path | None) -> dict[str, float]:
    """Extract the articles of the sets and run the scorer over the records."""
    with tempfile.TemporaryDirectory() as folder:
        gold, articles, records = (Path(folder) / f"{part}.jsonl" for part in ("gold", "articles", "records"))
        for suffix, path in (("", gold), (".articles", articles)):
            lines = [(SHARED / "gold" / f"{name}{suffix}.jsonl").read_text(encoding="utf-8").rstrip("\n") for name in names]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with records.open("w", encoding="utf-8") as out:
            for page in (page for name in names for page in pages(name)):
                result = extract_page(page, Config())
                if isinstance(result, Failure):
                    print(result.message, file=sys.stderr)
                else:
                    out.write(result.line + "\n")
        command = [sys.executable, str(SHARED / "bench" / "score.py"), mode, str(gold), str(articles), str(records)]
        printed = subprocess.run([*command, "--json"], check=True, capture_output=True, text=True).stdout
        if errors:
            with errors.open("a", encoding="utf-8") as out:
                subprocess.run([*command, "--errors"], check=True, stdout=out)
    return flat(json.loads(printed))


def flat(table: dict[str, dict[str, dict[str, float]]]) -> dict[str, float]:
    """Give one number a row: F1 of a layer, share right of a slot; recall where only recall is judged."""
    rows: dict[str, float] = {}
    for name, row in table["layers"].items():
        only_recall = "recall" in name or "left alone" in name
        rows[name] = round(row["recall"] if only_recall else row["f1"], 4)
        if "posterior" in name:
            rows[f"{name}, precision"] = round(row["precision"], 4)
            rows[f"{name}, recall"] = round(row["recall"], 4)
        elif name.startswith("value ") or name == "value":
            rows[f"{name} (recall)"] = round(row["recall"], 4)
    return rows | {f"slot {name}": round(row["right"], 4) for name, row in table["slots"].items()}


def report(scores: Scores, baseline: Scores) -> list[str]:
    """Print the table; return the rows that have fallen."""
    fallen = []
    for part, rows in scores.items():
        print(f"\n{part}")
        for name, value in rows.items():
            before = baseline.get(part, {}).get(name)
            change = "" if before is None else f"{value - before:+.3f}"
            print(f"  {name:42s} {value:.3f}  {change}")
            if before is not None and value < before - TOLERANCE:
                fallen.append(f"{part}: {name} {before:.4f} -> {value:.4f}")
    return fallen


def readme_table(baseline: Scores) -> str:
    """Write the rows that the pages show."""
    rows = []
    for part, names in SHOWN.items():
        rows += [
            f"| {part} | {label} | {baseline[part][name]:.3f} |" for name, label in names.items() if name in baseline[part]
        ]
    return "\n".join(["| layer | measure | score |", "|---|---|---|", *rows])


def update_pages(baseline: Scores) -> None:
    """Put the table between the marks of each page that shows it."""
    for name in SHOWN_IN:
        path = ROOT / name
        before, _, rest = path.read_text(encoding="utf-8").partition("<!-- scores -->\n")
        _, _, after = rest.partition("<!-- /scores -->")
        path.write_text(f"{before}<!-- scores -->\n{readme_table(baseline)}\n<!-- /scores -->{after}", encoding="utf-8")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", type=Path)
    parser.add_argument("--only", choices=tuple(SETS))
    args = parser.parse_args()
    if not (SHARED / "gold").is_dir():
        print(
            f"skipped: the gold files are not shipped, and not at {SHARED / 'gold'}; nothing was scored (exit 0 so that CI goes on)"
        )
        return 0
    if args.errors:
        args.errors.write_text("", encoding="utf-8")
    scores = {part: score(*how, args.errors) for part, how in SETS.items() if args.only in (None, part)}
    baseline: Scores = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    fallen = report(scores, baseline)
    if args.write:
        BASELINE.write_text(json.dumps(baseline | scores, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        update_pages(baseline | scores)
    if fallen:
        print("\nbelow the baseline:", *fallen, sep="\n  ")
    return 1 if args.check and fallen else 0


if __name__ == "__main__":
    sys.exit(main())
