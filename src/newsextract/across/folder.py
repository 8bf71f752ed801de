"""Read a folder that ``link`` wrote, and export it as Popolo or as a network."""

from __future__ import annotations

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


def write_popolo(folder: Path, path: Path) -> int:
    """Write people, bodies and memberships as Popolo; return the number of people."""
    found = read(folder)
    popolo.write(found, path)
    return len(found.persons)


def _write_network(ending: str, folder: Path, path: Path) -> int:
    """Write the network of who appears with whom; return the number of people."""
    found = read(folder)
    network.write(found, path, ending)
    return len(found.persons)


write_gexf, write_graphml = partial(_write_network, ".gexf"), partial(_write_network, ".graphml")
