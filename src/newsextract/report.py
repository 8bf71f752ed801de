"""The report of a run: one self-contained HTML page with what was read, what was found, what failed and why."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsextract._version import __version__
from newsextract.atomic import replacing
from newsextract.data import templates
from newsextract.errors import InputError, os_errors_as
from newsextract.opening import open_regular
from newsextract.records import Record
from newsextract.stores.linked import source as source_of
from newsextract.stores.linked import tables_of
from newsextract.view.bars import bars, levels
from newsextract.view.charts import tile_map, timeline
from newsextract.view.html import GLOBALS
from newsextract.view.spans import slots

#: slots whose coverage among main events is counted, in display order
SLOTS = ("name", "start", "venue", "province", "country", "actor", "counterparts", "organisations", "countries", "attendance")
LAYERS = ("entities", "times", "terms", "statements")
#: number of records shown in full at the end
MAX_SAMPLES = 3
#: confidence levels, highest first: minimum and label of each
LEVELS = ((0.95, "0.95 and more"), (0.8, "0.8 to 0.95"), (0.5, "0.5 to 0.8"), (0.0, "below 0.5"))


@dataclass(slots=True)
class Summary:
    """The counts of a report, taken in one pass over the records; only counts and samples stay in memory."""

    records: int = 0
    events: int = 0
    main: int = 0
    first: str = ""
    last: str = ""
    languages: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    sections: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    provinces: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)  # slot → main events that fill it
    confidences: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))  # slot → sum of its confidences
    levels: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # slot → values at each level
    items: Counter[str] = field(default_factory=Counter)
    with_layer: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    reviewed: Counter[str] = field(default_factory=Counter)  # records and values that reviewers decided
    models: Counter[tuple[str, str]] = field(default_factory=Counter)  # name and digest → records
    samples: list[Record] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Count a record."""
        self.records += 1
        self.languages[record.language] += 1
        self.sections[record.source.section or "(none given)"] += 1
        self.warnings.update(w.code for w in record.warnings)
        self.versions[f"{record.provenance.newsextract}, settings {record.provenance.config[:12]}"] += 1
        if record.provenance.review:
            self.reviewed.update({"records": 1, "values": len(record.provenance.review.paths)})
        self.models.update((name, digest[:12]) for name, digest in record.provenance.models.items())
        if record.published:
            self.first = min(self.first or record.published, record.published)
            self.last = max(self.last, record.published)
        for layer in LAYERS:
            found = len(getattr(record, layer))
            self.items[layer] += found
            self.with_layer[layer] += bool(found)
        self.events += len(record.events)
        self._add_main(record)
        if len(self.samples) < MAX_SAMPLES:
            self.samples.append(record)

    def _add_main(self, record: Record) -> None:
        main = next((event for event in record.events if event.main), None)
        if main is None:
            self.types["(no event)"] += 1
            return
        self.main += 1
        self.types[main.type] += 1
        if main.start and len(main.start) >= 7:
            self.months[main.start[:7]] += 1
        if main.place.iso_3166_2:
            self.provinces[main.place.iso_3166_2] += 1
        for slot in slots(main):
            self.filled[slot.name] += 1
            if slot.confidence is not None:
                self.confidences[slot.name] += slot.confidence
                self.levels[slot.name][next(name for least, name in LEVELS if slot.confidence >= least)] += 1


@dataclass(slots=True)
class Linked:
    """Counts by kind."""

    #: groups of releases, and the releases in them beyond the first
    groups: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    #: pairs of releases: one event, or events that belong together
    links: Counter[str] = field(default_factory=Counter)
    #: number of events that several releases report, and of these releases
    clusters: int = 0
    clustered: int = 0

    def __bool__(self) -> bool:
        return bool(self.groups or self.links or self.clusters)


def linked_counts(source: Path, folder: Path | None = None) -> Linked:
    """Count groups, links and clusters by kind, in the files beside the records or the tables of their store.

    If a linked folder is given, it is read in their place; raise InputError if it holds no links or a line is damaged.
    """
    where, found = folder or source, Linked()
    held = tables_of(where)
    if folder and not (folder.is_dir() and held):
        what = "there is nothing linked in it" if folder.is_dir() else "this is not a folder"
        raise InputError(what, where=str(folder), fix="give the folder that `newsextract link` wrote")
    if held:
        _count(found, held, source_of(where))
    return found


def _count(found: Linked, held: set[str], rows: Callable[[str], Iterator[dict[str, Any]]]) -> None:
    groups, links, clusters = (rows(name) if name in held else iter(()) for name in ("groups", "links", "clusters"))
    for row in groups:
        (found.groups if row["first"] else found.repeats)[row["kind"]] += 1
    found.links.update(row["kind"] for row in links)
    sizes = [size for size in Counter(row["cluster"] for row in clusters).values() if size > 1]
    found.clusters, found.clustered = len(sizes), sum(sizes)


#: inputs without a record: stage and reason → number, and an example of the message
Failures = dict[tuple[str, str], tuple[int, str]]


def failures(lines: Iterable[str]) -> Failures:
    """Count the lines of an error file, the most frequent reason first.

    Examples
    --------
    >>> failures(['{"stage": "read", "reason": "empty", "input": "a.html", "message": "a.html: the page is empty"}'])
    {('read', 'empty'): (1, 'a.html: the page is empty')}
    """
    counted: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for line in filter(str.strip, lines):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        row = row if isinstance(row, dict) else {}
        key = str(row.get("stage") or "unknown"), str(row.get("reason") or "not a line of an error file")
        counted[key] += 1
        examples.setdefault(key, str(row.get("message") or line)[:300])
    return {key: (n, examples[key]) for key, n in counted.most_common()}


def summarise(records: Iterable[Record]) -> Summary:
    """Count records, one at a time.

    Examples
    --------
    >>> summarise([]).records
    0
    """
    summary = Summary()
    for record in records:
        summary.add(record)
    return summary


#: transforms the records before they are counted
Transform = Callable[[Iterable[Record]], Iterable[Record]]


def report(
    source: str | Path,
    errors: str | Path | None = None,
    *,
    check: bool = True,
    linked: str | Path | None = None,
    through: Transform = iter,
) -> str:
    """Make the report of a run as HTML.

    Parameters
    ----------
    source
        A run's folder, or any store that :func:`newsextract.read` reads.
    errors
        The error file; by default the one in the folder.
    check
        As in :func:`newsextract.read`.
    through
        Transforms the records before they are counted, such as by applying corrections.
    linked
        A folder that ``newsextract link`` wrote; by default the files beside the records, or the tables of the store.

    Returns
    -------
    str
        A complete HTML page that fetches nothing.

    Raises
    ------
    InputError
        When the records cannot be read.
    """
    from newsextract.stores import read

    if not (source := Path(source)).exists():
        raise InputError("there is no such file or folder", where=str(source), fix="give a run's folder or a file of records")
    found, files = linked_counts(source, Path(linked) if linked else None), [Path(errors)] if errors else _error_files(source)
    failed = failures(_error_lines(files)) if files else None
    return page(summarise(through(read(source, check=check))), failed, source.name, found)


def _error_files(folder: Path) -> list[Path]:
    """The error files of a run's folder; none for a store or a file of records, which do not say what gave no record."""
    whole = folder / "errors.jsonl"  # a run gathers its shards' errors here when it ends
    return [whole] if whole.is_file() else sorted(folder.glob("errors-*.jsonl"))


def _error_lines(files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        try:
            lines = open_regular(path, str(path))
        except InputError as error:
            raise InputError(f"the error file: {error.what}", where=str(path), fix="name it with --errors") from error
        with lines:
            for line in lines:
                yield line.decode("utf-8", "replace")


def page(summary: Summary, failed: Failures | None, name: str, linked: Linked | None = None) -> str:
    """Render a report as HTML; ``failed`` is None if nothing says which inputs gave no record."""
    functions = (_coverage, _share, _shares, _sureness, tile_map, timeline)
    known = GLOBALS | {one.__name__.removeprefix("_"): one for one in functions}
    template = templates().get_template("report.html", globals=known)
    reasons = [(f"{stage}: {reason}", n) for (stage, reason), (n, _) in (failed or {}).items()]
    return template.render(
        found=summary, failed=failed, reasons=reasons, linked=linked, name=name, version=__version__, layers=LAYERS
    )


def _share(n: int, of: int) -> str:
    return f"{n / of:.1%}" if of else "–"


def _shares(counts: list[tuple[str, int]], of: int, title: str, heading: str) -> str:
    """A bar chart, and a table of the counts with their shares of the total."""
    more = {"share": [_share(n, of) for _, n in counts]}
    return bars(counts, title, heading=heading, number="number", more=more).static_html()


def _sureness(summary: Summary) -> str:
    """The number of values of each slot at each confidence level: what a confidence threshold would keep."""
    counts = {slot: summary.levels[slot] for slot in ("type", *SLOTS) if summary.levels[slot]}
    return levels(counts, [name for _, name in LEVELS], "values by confidence", heading="slot").static_html()


def _coverage(summary: Summary) -> str:
    means = [(summary.confidences[slot], summary.levels[slot].total()) for slot in SLOTS]
    more = {
        "share": [_share(summary.filled[slot], summary.main) for slot in SLOTS],
        "mean confidence": [f"{total / n:.2f}" if n else "–" for total, n in means],
    }
    counts = [(slot, summary.filled[slot]) for slot in SLOTS]
    return bars(counts, "main events that fill a slot", heading="slot", number="filled", more=more).static_html()


def write_report(
    source: Path,
    output: Path,
    errors: Path | None = None,
    *,
    check: bool = True,
    linked: Path | None = None,
    through: Transform = iter,
) -> int:
    """Write the report of a run to a file and return its size in bytes."""
    content = report(source, errors, check=check, linked=linked, through=through).encode()
    fix = "give a path in a folder that exists"
    with os_errors_as(InputError, "the report cannot be written", where=output, fix=fix), replacing(output) as part:
        return part.write_bytes(content)
