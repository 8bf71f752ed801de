"""Exports of a folder of links equal what `link` itself writes; all people are invented."""

import pytest

from newsextract import exports
from newsextract.across import folder as linked_folder
from newsextract.across import linking, network, popolo
from newsextract.errors import InputError
from tests.across.linked_records import body, person, record, write


@pytest.fixture
def linked(tmp_path):
    both = (person("สายลม ว่าวไกล", "อธิบดีกรมว่าว"), person("ใบไม้ ปลิวฟ้า", title="นาง"), body("กรมว่าว"))
    path = write(tmp_path / "r.jsonl", [record(f"demo:{n}", f"2020-01-0{n}", *both) for n in (1, 2, 3)])
    found = linking.link([path])
    linked_folder.write(found, tmp_path / "linked")
    return found, tmp_path


def test_a_folder_gives_the_same_popolo_and_graph(linked):
    found, folder = linked
    popolo.write(found, folder / "direct.json")
    assert exports.export(folder / "linked", "popolo", folder / "again.json") == len(found.persons) == 2
    assert (folder / "again.json").read_bytes() == (folder / "direct.json").read_bytes()
    for name in ("gexf", "graphml"):
        network.write(found, folder / f"direct.{name}")
        exports.export(folder / "linked", name, folder / "again")
        assert (folder / "again").read_bytes() == (folder / f"direct.{name}").read_bytes()


def test_a_folder_without_links_is_refused(tmp_path):
    with pytest.raises(InputError, match="not a folder of links"):
        exports.export(tmp_path, "popolo", tmp_path / "x.json")
