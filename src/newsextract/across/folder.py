"""Read a folder that ``link`` wrote, and export it as Popolo or as a network."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from newsextract.across import network, popolo
from newsextract.across.bodies import Body
from newsextract.across.duplicates import Group
from newsextract.across.linking import Linked
from newsextract.across.memberships import Evidence, Membership
from newsextract.across.persons import Person
from newsextract.stores.linked import lines


def read(folder: Path) -> Linked:
    """The people, bodies, offices and groups of a folder.

    Raises
    ------
    InputError
        If the folder was not written by ``link``, or a line cannot be read.
    """
    return Linked(
        groups=[Group(**row) for row in lines(folder, "groups")],
        persons=[Person(**row) for row in lines(folder, "persons")],
        bodies=[Body(**row) for row in lines(folder, "bodies")],
        memberships=[
            Membership(**row | {"evidence": [Evidence(**one) for one in row["evidence"]]})
            for row in lines(folder, "memberships")
        ],
    )


def _write(form: Callable[[Linked, Path], None], folder: Path, path: Path) -> int:
    """Write a folder in another form; return the number of people."""
    found = read(folder)
    form(found, path)
    return len(found.persons)


#: people, bodies and memberships as Popolo, and the network of who appears with whom
write_popolo = partial(_write, popolo.write)
write_gexf, write_graphml = (partial(_write, partial(network.write, ending=ending)) for ending in network.ENDINGS)
