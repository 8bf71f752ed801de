"""The notebooks run top to bottom on the sample, and their committed outputs can be read without running them."""

import importlib.util
from pathlib import Path

import pytest

from newsextract.view.charts import MIME

ROOT = Path(__file__).resolve().parents[1]
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: maximum bytes of a committed notebook, which is read in a browser and in diffs
MAX_BYTES = 600_000

nbformat = pytest.importorskip("nbformat", reason="the extra `notebooks` is not installed")
pytest.importorskip("nbclient", reason="the extra `notebooks` is not installed")


def runner():
    spec = importlib.util.spec_from_file_location("run_notebooks", ROOT / "scripts" / "run_notebooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(book):
    return [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]


def ids(path):
    return path.stem


FIRST = [path for path in BOOKS if path.name.startswith("01")]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    "path", [*FIRST, *(pytest.param(path, marks=pytest.mark.slow) for path in BOOKS if path not in FIRST)], ids=ids
)
def test_a_notebook_runs_top_to_bottom(path):
    book = runner().execute(path)
    assert not [o for o in outputs(book) if o.output_type == "error"]
    loud = [o.text for o in outputs(book) if o.output_type == "stream" and o.name == "stderr"]
    assert not loud, loud
    kept = nbformat.read(path, as_version=4)
    assert runner().texts(book) == runner().texts(kept), "run `make docs-outputs`"


@pytest.mark.parametrize("path", BOOKS, ids=ids)
def test_committed_outputs_are_light_and_complete(path):
    assert path.stat().st_size < MAX_BYTES
    book = nbformat.read(path, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert code
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "run `make docs-outputs`"
    assert outputs(book)
    assert book.cells[0].source.startswith("# ")


@pytest.mark.parametrize("path", BOOKS, ids=ids)
def test_committed_outputs_name_no_local_path(path):
    text = path.read_text(encoding="utf-8")
    for trace in ("/home/", "/root/", "/tmp/", str(ROOT)):  # noqa: S108  looked for, not used
        assert trace not in text, trace


def test_the_first_record_shows_its_text_and_its_event():
    book = nbformat.read(FIRST[0], as_version=4)
    html = next(o.data["text/html"] for o in outputs(book) if "text/html" in o.get("data", {}))
    assert "โรงแรมธาราเพลส" in html
    assert "2024-03-12T09:30+07:00" in html


def test_the_text_of_a_chart_changes_with_its_numbers_and_words():
    def says(count=2, share=0.1234567, title="Days"):
        spec = {"title": title, "data": {"values": [{"count": count, "share": share}]}}
        output = nbformat.v4.new_output("display_data", {MIME: spec, "image/png": "differs by font"})
        return runner().texts(
            runner().normalised(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])]))
        )

    assert says() == says(share=0.1234568)  # machines differ in the last digits
    assert len({str(one) for one in (says(), says(count=3), says(share=0.124), says(title="Months"))}) == 4


@pytest.mark.parametrize("path", BOOKS, ids=ids)
def test_every_chart_is_a_picture_that_says_what_it_draws(path):
    for output in outputs(nbformat.read(path, as_version=4)):
        assert MIME not in output.get("data", {}), "run `make docs-outputs`"
        if "image/png" in output.get("data", {}):
            assert output.data["text/plain"].startswith("<chart, "), "run `make docs-outputs`"
