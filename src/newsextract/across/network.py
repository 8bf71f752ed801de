"""Who appears with whom, as GEXF or GraphML for Gephi, Cytoscape or networkx."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

from newsextract.across.linking import Linked
from newsextract.atomic import replacing
from newsextract.errors import ConfigError
from newsextract.optional import need

#: maximum people of a release; one with more is a list (of winners, of appointments), not a meeting
MAX_PEOPLE = 25
#: minimum number of records that two people share
MIN_RECORDS = 2
ENDINGS = (".gexf", ".graphml")
#: networkx writes the current date here; without it the same records give the same bytes
_META = re.compile(r"\s*<meta.*?</meta>", re.DOTALL)


def graph(found: Linked) -> Any:
    """The people of records as a networkx graph; an edge counts the records that name both, duplicate releases once."""
    networkx = need("networkx", '"newsextract[network]"')
    edges = {pair: count for pair, count in _shared_records(found).items() if count >= MIN_RECORDS}
    wanted = {one for pair in edges for one in pair}
    made = networkx.Graph()
    for person in found.persons:
        if person.id in wanted:
            name = person.name["th"] or person.name["en"] or person.forms[0]
            made.add_node(person.id, label=name, name_en=person.name["en"] or "", records=len(person.records))
    for (a, b), count in sorted(edges.items()):
        made.add_edge(a, b, weight=count)
    return made


def _shared_records(found: Linked) -> Counter[tuple[str, str]]:
    """Count the records that name each pair of people."""
    copies = {record for group in found.groups for record in group.records[1:]}
    present: dict[str, list[str]] = defaultdict(list)
    for person in found.persons:
        for record in person.records:
            if record not in copies:
                present[record].append(person.id)
    counts: Counter[tuple[str, str]] = Counter()
    for people in present.values():
        if len(people) <= MAX_PEOPLE:
            counts.update(combinations(sorted(people), 2))
    return counts


def write(found: Linked, path: Path, ending: str | None = None) -> None:
    """Write the graph in the format of ``ending``, by default the file's suffix."""
    form = ending or path.suffix.lower()
    if form not in ENDINGS:
        raise ConfigError(f"the ending {form!r} is not known", where=str(path), fix="end the name in .gexf or .graphml")
    made = graph(found)
    networkx = need("networkx")
    lines = networkx.generate_graphml(made) if form == ".graphml" else networkx.generate_gexf(made, version="1.2draft")
    text = "\n".join(lines) + "\n"
    with replacing(path) as part:
        part.write_text(text if form == ".graphml" else _META.sub("", text), encoding="utf-8")
