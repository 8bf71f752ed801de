"""The notebooks run top to bottom on the sample, and what is committed shows without running."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: bytes; a committed notebook is read in a browser and in a diff
LIGHT = 600_000

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
    assert path.stat().st_size < LIGHT
    book = nbformat.read(path, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert code
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "run `make docs-outputs`"
    assert outputs(book)
    assert book.cells[0].source.startswith("# ")


@pytest.mark.parametrize("path", BOOKS, ids=ids)
def test_committed_outputs_name_no_machine(path):
    text = path.read_text(encoding="utf-8")
    for trace in ("/home/", "/root/", "/tmp/", str(ROOT)):  # noqa: S108  looked for, not used
        assert trace not in text, trace


def test_the_first_record_shows_its_text_and_its_event():
    book = nbformat.read(FIRST[0], as_version=4)
    html = next(o.data["text/html"] for o in outputs(book) if "text/html" in o.get("data", {}))
    assert "โรงแรมธาราเพลส" in html
    assert "2024-03-12T09:30+07:00" in html


def test_a_plot_of_other_numbers_or_words_says_something_else():
    pytest.importorskip("matplotlib", reason="the extra `notebooks` is not installed")
    from matplotlib.figure import Figure

    from plotted import drawn

    def plot(heights=(1, 2), title="Days", at=0.5, point=3.0, word="n=2"):
        axes = Figure().subplots()
        axes.bar([0, 1], heights)
        axes.plot([0, 1], [at, 1])
        axes.scatter([1], [point])
        axes.annotate(word, (1, 1))
        axes.set(title=title)
        return "\n".join(drawn(axes.figure))

    assert plot() == plot()
    others = {plot(heights=(1, 3)), plot(title="Months"), plot(at=0.6), plot(point=4.0), plot(word="n=3")}
    assert len(others - {plot()}) == 5


@pytest.mark.parametrize("path", BOOKS, ids=ids)
def test_every_plot_says_what_it_draws(path):
    for output in outputs(nbformat.read(path, as_version=4)):
        if "image/png" in output.get("data", {}):
            assert output.data["text/plain"].startswith("<figure of "), "run `make docs-outputs`"
