"""Measure the named-entity recogniser on articles that it was not trained on, and write what docs/entities.md shows.

    python scripts/eval_ner.py                 # held-out scores, confusion table, error kinds, people: about five minutes
    python scripts/eval_ner.py --curve         # and the learning curve: four more trainings
    python scripts/eval_ner.py --curve --write # and put the tables into docs/entities.md

The held-out articles are those of data/annotations that were drawn at random; training takes ../shared/data/govnews and the annotated
articles on which an earlier model was uncertain. The shipped model is trained on the random ones too; were some marked ``test``, the shipped
weights themselves would be measured on these.
``--keep FOLDER`` keeps the trained weights there and uses those that it finds for the same articles and the same code.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import io
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import shared_folder  # noqa: F401
from newsextract.layers import people
from newsextract.layers.findings import Findings
from newsextract.layers.names import canonical, crf, features
from newsextract.layers.names.crf import Crf
from newsextract.layers.names.spans import Span
from newsextract.layers.names.titles import split as without_title
from newsextract.page import Article
from newsextract.thai.tokens import tokenize
from training import ner
from training.ner import SEED, Lead
from training.shared import MODELS, ROOT, lines

#: the module, not the function of the same name
layer = importlib.import_module("newsextract.layers.names.find")

TYPES = ("PERSON", "ORGANIZATION", "LOCATION", "FACILITY", "EVENT")
MAIN = TYPES[:3]
SIZES = (75, 150, 300, 508)


def rows() -> dict[str, dict[str, Any]]:
    """The annotated articles as data/annotations has them."""
    return {f"a{row['id']}": row for row in lines(ROOT / "data/annotations/entities.jsonl")}


def trained(leads: Sequence[Lead], keep: Path | None) -> Crf:
    """The model that these articles give, from the folder where an earlier run has left it if it has."""
    if keep is None:
        with tempfile.TemporaryDirectory() as folder:
            return trained(leads, Path(folder))
    sample = [features.attributes(line) for lead in leads[:9] for line in features.lines(lead.text, tokenize(lead.text))]
    stamp = hashlib.sha256(repr((list(leads), ner.SETTINGS, ner.ENTRY, sample)).encode())
    path = keep / f"{stamp.hexdigest()[:20]}.npz"
    if not path.exists():
        ner.train(leads, path)
    return ner.read(path)


def split() -> tuple[list[Lead], list[Lead]]:
    """The articles drawn at random, to measure on, and all others, to train on: the leads first."""
    return ner.annotated("random", "test"), ner.govnews() + ner.annotated("uncertain")


def read(lead: Lead) -> list[Span]:
    """What the whole layer (model, consistency, repairs) finds."""
    found: list[Span] = layer.spans(lead.text)
    return found


def use(model: Crf) -> None:
    """Let the layer tag with this model."""
    crf.model = lambda: model  # type: ignore[assignment]


def scores(pairs: Sequence[tuple[list[Span], list[Span]]], types: Iterable[str]) -> tuple[float, float, float, float]:
    """Exact precision, recall and F1, and overlap F1."""
    hit = near = gold = got = 0
    for want, found in pairs:
        left = [span for span in found if span.type in types]
        wanted = [span for span in want if span.type in types]
        gold, got = gold + len(wanted), got + len(left)
        hit += len(set(wanted) & set(left))
        for span in wanted:
            match = next((s for s in left if s.type == span.type and s.start < span.end and span.start < s.end), None)
            if match:
                left.remove(match)
                near += 1
    precision, recall = hit / got if got else 0.0, hit / gold if gold else 0.0
    return precision, recall, 2 * hit / (gold + got) if gold + got else 0.0, 2 * near / (gold + got) if gold + got else 0.0


def table(pairs: Sequence[tuple[list[Span], list[Span]]]) -> None:
    """Scores by type."""
    print("| types | annotated | precision | recall | exact F1 | overlap F1 |\n|---|---|---|---|---|---|")
    for name, types in (("PER/ORG/LOC", MAIN), ("all five", TYPES), *((kind, (kind,)) for kind in TYPES)):
        count = sum(span.type in types for want, _ in pairs for span in want)
        precision, recall, exact, near = scores(pairs, types)
        print(f"| {name} | {count} | {precision:.3f} | {recall:.3f} | {exact:.3f} | {near:.3f} |")


def confusion(pairs: Sequence[tuple[list[Span], list[Span]]]) -> None:
    """For each annotated span the type of what was found on the same characters (most overlap), or nothing."""
    cells: Counter[tuple[str, str]] = Counter()
    for want, found in pairs:
        for span in want:
            best = max(found, key=lambda s: min(s.end, span.end) - max(s.start, span.start), default=None)
            touches = best is not None and best.start < span.end and span.start < best.end
            cells[span.type, best.type if best and touches else "none"] += 1
        for span in found:
            if not any(s.start < span.end and span.start < s.end for s in want):
                cells["none", span.type] += 1
    columns = (*TYPES, "none")
    print("| annotated \\ found | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    for row in columns:
        print(f"| {row} | " + " | ".join(str(cells[row, column]) for column in columns) + " |")


def kinds(pairs: Sequence[tuple[list[Span], list[Span]]], texts: Sequence[str]) -> Counter[str]:
    """What went wrong with each annotated span that was not found exactly, and with each span found beside them."""
    counts: Counter[str] = Counter()
    for (want, found), text in zip(pairs, texts, strict=True):
        gold, got = set(want), set(found)
        for span in gold - got:
            counts[_kind(span, found, text)] += 1
        for span in got - gold:
            if not any(s.start < span.end and span.start < s.end for s in want):
                counts[f"{span.type}: found where nothing is annotated"] += 1
    return counts


def _kind(span: Span, found: Sequence[Span], text: str) -> str:
    touching = [s for s in found if s.start < span.end and span.start < s.end]
    surface = text[span.start : span.end]
    script = "Latin letters" if surface[:1].isascii() else "abbreviation" if surface.rstrip().endswith(".") else "Thai"
    if not touching:
        return f"{span.type}: missed, {script}"
    if len(touching) > 1:
        return f"{span.type}: split into several"
    other = touching[0]
    if (other.start, other.end) == (span.start, span.end):
        return f"{span.type}: taken for {other.type}"
    if other.type != span.type:
        return f"{span.type}: inside or across {other.type}"
    left = "" if other.start == span.start else "begins early" if other.start < span.start else "begins late"
    right = "" if other.end == span.end else "ends late" if other.end > span.end else "ends early"
    return f"{span.type}: {' and '.join(part for part in (left, right) if part)}"


def spacy_spans(text: str, nlp: Any) -> list[Span]:
    """What an installed English spaCy model finds, in our types."""
    kinds = {
        "PERSON": "PERSON",
        "ORG": "ORGANIZATION",
        "GPE": "LOCATION",
        "LOC": "LOCATION",
        "FAC": "FACILITY",
        "EVENT": "EVENT",
    }
    return [Span(e.start_char, e.end_char, kinds[e.label_]) for e in nlp(text).ents if e.label_ in kinds]  # type: ignore[arg-type]


def english(pairs: Sequence[tuple[list[Span], list[Span]]], texts: Sequence[str]) -> None:
    """The English articles alone, beside an installed ``en_core_web_*`` model."""
    import spacy
    from spacy.util import get_installed_models

    chosen = [
        i for i, text in enumerate(texts) if sum(letter.isascii() and letter.isalpha() for letter in text) > len(text) / 2
    ]
    print(f"\n## English\n\n{len(chosen)} of the held-out articles.\n")
    table([pairs[i] for i in chosen])
    names = [name for name in get_installed_models() if name.startswith("en_core_web")]
    if names:
        nlp = spacy.load(names[0])
        print(f"\n{names[0]} on the same articles:\n")
        table([(pairs[i][0], spacy_spans(texts[i], nlp)) for i in chosen])


def persons(held: Sequence[Lead], found: Sequence[list[Span]]) -> None:
    """People found, and with the right office: names equal without title and white space, offices equal without white space."""
    shipped, hit, right, annotated, extra = rows(), 0, 0, 0, 0
    for lead, spans in zip(held, found, strict=True):
        start = shipped[lead.id]["window"][0]
        want = {}
        for name_start, name_end, *office in shipped[lead.id]["people"]:
            role = lead.text[office[0] - start : office[1] - start] if office else ""
            want[_bare(lead.text[name_start - start : name_end - start])] = _bare(role)
        got = {
            _bare(without_title(person.name)[1]): _bare(person.role or "")
            for person in people.find(Article.of(lead.text), Findings(entities=canonical.entities(spans, lead.text))).items
        }
        annotated, extra = annotated + len(want), extra + len(set(got) - set(want))
        hit += len(set(want) & set(got))
        right += sum(got.get(name) == role for name, role in want.items())
    print("\n| persons | found (F1) | office exactly as annotated, of those found | of all |\n|---|---|---|---|")
    print(f"| {annotated} | {2 * hit / (annotated + hit + extra):.3f} | {right / hit:.3f} | {right / annotated:.3f} |")


def _bare(text: str) -> str:
    return "".join(text.replace("\u200b", "").split()).casefold()


def report(*, curve: bool, keep: Path | None) -> None:
    """Print everything."""
    held, others = split()
    use(trained(others, keep))
    found = [read(lead) for lead in held]
    pairs = [(lead.spans, spans) for lead, spans in zip(held, found, strict=True)]
    texts = [lead.text for lead in held]
    print(f"\n## Held-out articles\n\n{len(held)} articles drawn at random; trained on {len(others)} others.\n")
    table(pairs)
    english(pairs, texts)
    print("\n## People")
    persons(held, found)
    shipped(held)
    print("\n## Confusion\n\nEach annotated span (row) beside the span found on most of its characters (column).\n")
    confusion(pairs)
    print("\n## The twenty worst error kinds\n\n| kind | count |\n|---|---|")
    for kind, count in kinds(pairs, texts).most_common(20):
        print(f"| {kind} | {count} |")
    if curve:
        learning(held, others, keep)


def learning(held: Sequence[Lead], others: Sequence[Lead], keep: Path | None) -> None:
    """Scores of models trained on a part of the leads, on all of them, and on the uncertain articles too."""
    print("\n## Learning curve\n\n| trained on | PER/ORG/LOC exact | all five exact | all five overlap |\n|---|---|---|---|")
    leads = [lead for lead in others if lead.id.startswith("g")]
    shuffled = list(leads)
    Random(SEED).shuffle(shuffled)
    runs = [(f"{size} leads", shuffled[:size]) for size in SIZES]
    runs.append((f"{len(leads)} leads and the {len(others) - len(leads)} uncertain articles", list(others)))
    for name, chosen in runs:
        use(trained(chosen, keep))
        point(name, [(lead.spans, read(lead)) for lead in held])


def shipped(held: Sequence[Lead]) -> None:
    """The shipped weights on the articles that no weights have seen."""
    test = [lead for lead in held if rows()[lead.id]["drawn"] == "test"]
    if not test:
        return
    use(ner.read(MODELS / "th_ner.npz"))
    print(f"\n## The shipped weights\n\nOn the {len(test)} of these articles that are in no weights.\n")
    found = [read(lead) for lead in test]
    table([(lead.spans, spans) for lead, spans in zip(test, found, strict=True)])
    persons(test, found)


def point(name: str, pairs: Sequence[tuple[list[Span], list[Span]]]) -> None:
    """One row of the learning curve."""
    _, _, exact, _ = scores(pairs, MAIN)
    _, _, five, near = scores(pairs, TYPES)
    print(f"| {name} | {exact:.3f} | {five:.3f} | {near:.3f} |", flush=True)


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--curve", action="store_true", help="train on parts of the data too")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/entities.md")
    parser.add_argument("--keep", type=Path, help="folder for trained weights; those of an earlier run are used again")
    args = parser.parse_args()
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
    if not args.write:
        report(curve=args.curve, keep=args.keep)
        return 0
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        report(curve=args.curve, keep=args.keep)
    path = ROOT / "docs/entities.md"
    begin, end = "<!-- begin: scripts/eval_ner.py -->\n", "<!-- end: scripts/eval_ner.py -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    path.write_text(f"{before}{begin}{out.getvalue()}\n{end}{rest.partition(end)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
