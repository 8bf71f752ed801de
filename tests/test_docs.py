"""The documents are tested: every command and option is described, every example runs."""

import doctest
import importlib
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import typing
from datetime import date
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

import evaluate
import newsextract
from docs_outputs import flat
from newsextract import errors, records
from newsextract.cli import app
from newsextract.layers.times import search

#: every page that a reader may copy from
PAGES = sorted(
    path.relative_to(root).as_posix()
    for root in [Path(__file__).resolve().parents[1]]
    for path in [*root.glob("README*.md"), *(root / "docs").glob("*.md")]
)


def commands():
    group = typer.main.get_command(app)
    return sorted(flat(group))


def test_every_command_and_option_is_documented(root):
    pages = {path.name: path.read_text(encoding="utf-8") for path in (root / "docs").glob("*.md")}
    for name, command in commands():
        assert f"`newsextract {name}" in pages["cli.md"], name
        section = pages["cli.md"].split(f"## `newsextract {name}")[1].split("\n## ")[0]
        linked = "".join(pages[page] for page in re.findall(r"\]\((\w[\w-]*\.md)\)", section))
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert option in section + linked, f"{name} {option}"


def modules():
    found = pkgutil.walk_packages(newsextract.__path__, "newsextract.")
    return sorted(m.name for m in found if not m.name.endswith("__main__"))


@pytest.mark.parametrize("name", modules())
def test_docstring_examples_run(name, root, monkeypatch):
    monkeypatch.chdir(root)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert result.failed == 0


def test_everything_public_is_importable_and_has_a_docstring():
    for name in newsextract.__all__:
        value = getattr(newsextract, name)
        assert name == "__version__" or value.__doc__
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = newsextract.nonsense


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_pages_run_as_printed(page, root, monkeypatch):
    monkeypatch.chdir(root)
    shown = len(re.findall(r"^ *>>> ", (root / page).read_text(encoding="utf-8"), re.MULTILINE))
    result = doctest.testfile(str(root / page), module_relative=False, encoding="utf-8")
    assert result.attempted == shown
    assert result.failed == 0


@pytest.fixture(scope="module")
def outputs(root):
    """The script that makes the documentation's outputs."""
    sys.path.insert(0, str(root / "scripts"))
    try:
        yield importlib.import_module("docs_outputs")
    finally:
        sys.path.remove(str(root / "scripts"))


@pytest.mark.parametrize("page", PAGES)
def test_generated_tables_and_help_pages_are_up_to_date(page, root, outputs):
    wanted = outputs.generated(root / page)
    assert (root / page).read_text(encoding="utf-8").splitlines() == wanted.splitlines(), "run `make docs-outputs`"


def test_a_changed_output_replaces_the_old_one(outputs):
    page = "Some words.\n\n```pycon\n>>> 1 + 1\n3\n>>> a = [\n...     1]\n>>> a; a\nold\nlines\n\n```\n\nMore.\n"
    assert outputs.examples(page, "p") == page.replace("\n3\n", "\n2\n").replace("old\nlines", "[1]\n[1]")
    assert outputs.replaced("a\n<!-- m -->\nold\n<!-- /m -->\nb", "m", "new") == "a\n<!-- m -->\nnew\n<!-- /m -->\nb"
    with pytest.raises(RuntimeError, match="p, line 1"):
        outputs.examples(">>> 1 / 0\n0\n", "p")


def test_every_page_has_its_pictures_and_none_is_left_over(root):
    from browser import PAGES, PICTURED, REVIEWS

    wanted = {f"{name}-{look}.png" for name in (*PAGES, *REVIEWS) for look in PICTURED}
    assert {path.name for path in (root / "docs" / "img").glob("*.png")} == wanted, "run `make docs-outputs`"


def test_the_changelog_can_be_built_from_its_fragments(root):
    pytest.importorskip("towncrier", reason="the extra `dev` is not installed")
    for path in (root / "changes").iterdir():
        assert re.fullmatch(r"(\d+|\+[\w-]+)\.(added|changed|fixed|removed)(\.\d+)?\.md|\.gitkeep", path.name), path.name
    done = subprocess.run(
        [sys.executable, "-m", "towncrier", "build", "--draft"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"## {newsextract.__version__}" in done.stdout


def test_the_first_pages_show_examples(root):
    for page in (
        "README.md",
        "README.th.md",
        "docs/tutorial.md",
        "docs/record.md",
        "docs/dates.md",
        "docs/how-to-glossary.md",
        "docs/how-it-works.md",
    ):
        assert ">>> " in (root / page).read_text(encoding="utf-8"), page


def test_the_readme_s_scripts_run_as_files(root, tmp_path):
    """Each block runs as a script: only there does a missing ``__main__`` guard break the workers."""
    blocks = re.findall(r"^```python\n(.+?)^```", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks
    (tmp_path / "saved_pages").mkdir()
    for name in ("0001", "0002"):
        shutil.copy(root / "corpora" / "sample" / "html" / f"{name}.html", tmp_path / "saved_pages")
    for block in blocks:
        (tmp_path / "script.py").write_text(block, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "script.py"],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        assert done.returncode == 0, done.stderr
        assert "2024-03-12T09:30+07:00 meeting" in done.stdout


def test_every_command_that_the_pages_name_exists(root):
    known = {name for name, _ in commands()}
    options = {name: {o for p in c.params for o in (*p.opts, *p.secondary_opts)} for name, c in commands()}
    books = [path.relative_to(root).as_posix() for path in (root / "notebooks").glob("*.ipynb")]
    for page in [*PAGES, *books]:
        lines = (root / page).read_text(encoding="utf-8").splitlines()
        quoted = [found for line in lines for found in re.findall(r"`newsextract ([^`]+)`", line)]
        blocks = [found[1] for line in lines if (found := re.match(r"^(?: {4})?newsextract ([^=(].*)", line))]
        for command in [*quoted, *blocks]:
            words = command.partition(" #")[0].split()
            if words[0].startswith("-"):
                continue
            if " ".join(words[:2]) in known:
                words[:2] = [" ".join(words[:2])]
            assert words[0] in known, f"{page}: newsextract {command}"
            for word in words[1:]:
                if re.match(r"-{1,2}[a-z]", word):
                    assert word.partition("=")[0] in options[words[0]] | {"-h", "--help"}, f"{page}: newsextract {command}"


#: scripts and trainers of the folder that it runs in, with their exit codes; in one process, as most of a run are its imports
_ALONE = """
import runpy, sys
for code, name, *more in map(str.split, sys.argv[1:]):
    sys.argv = [name, *more]
    sys.path[0] = "scripts" if name.endswith(".py") else "."
    try:
        (runpy.run_path if name.endswith(".py") else runpy.run_module)(name, run_name="__main__")
        ended = None
    except SystemExit as error:
        ended = error.code
    if ended and not isinstance(ended, int):
        print(ended)
        ended = 1
    assert (ended or 0) == int(code), (name, ended)
"""


def test_a_script_without_the_articles_says_so_in_one_line(root, tmp_path):
    """The articles are not shipped; `docs/methods.md` says which figures a reader can print without them."""
    for folder in ("scripts", "training"):
        shutil.copytree(root / folder, tmp_path / "alone" / folder)
    commands = [
        "0 scripts/evaluate.py --check",
        "1 scripts/draw.py dates --seed 1",
        "1 scripts/bench.py dates",
        "1 training.ner",
        "1 scripts/measure.py sizes ../shared/corpus/none.jsonl.xz",
    ]
    words = [sys.executable, "-c", _ALONE, *commands]
    done = subprocess.run(words, cwd=tmp_path / "alone", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, *others = (done.stdout + done.stderr).splitlines()
    assert len(others) == len(commands) - 1
    assert first.startswith("skipped")
    assert all("not shipped" in line for line in (first, *others))


def test_the_queries_on_the_stores_page_return_rows(root, tmp_path):
    duck = pytest.importorskip("newsextract.stores.duck", reason="the extra `stores` is not installed")
    pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    found = newsextract.extract_many([root / "corpora" / "sample" / "text"])
    duck.write(found, tmp_path / "news.duckdb")
    text = (root / "docs" / "stores.md").read_text(encoding="utf-8")
    questions = text.split("```sql\n")[1].split("```")[0].split(";")
    assert len(questions) > 3
    for question in filter(str.strip, questions):
        assert len(list(duck.query(tmp_path / "news.duckdb", question))) > 1, question


def literals():
    """Each field with a closed list of codes, and the codes."""
    models = [m for m in vars(records).values() if isinstance(m, type) and issubclass(m, BaseModel) and m is not BaseModel]
    for one in models:
        for name, field in one.model_fields.items():
            stack = [field.annotation]
            while stack:
                kind = stack.pop()
                if typing.get_origin(kind) is typing.Literal:
                    yield f"{one.__name__}.{name}", frozenset(typing.get_args(kind))
                else:
                    stack += typing.get_args(kind)


def codes(section):
    return re.findall(r"^\| `([^`]+)` \| ([^|]*)", section, re.MULTILINE)


def test_the_codebook_defines_every_code_and_no_other(root):
    text = (root / "docs" / "codebook.md").read_text(encoding="utf-8")
    tables = {}
    for section in re.split(r"^##+ ", text, flags=re.MULTILINE)[1:]:
        rows = codes(section)
        if rows:
            assert all(what.strip() for _, what in rows), section
            assert len(rows) == len(set(rows))
            tables[frozenset(code for code, _ in rows)] = section.splitlines()[0]
    asked = {name: found for name, found in literals() if name != "Record.schema_version"}
    assert len(asked) > 15
    for name, found in asked.items():
        assert found in tables, f"{name}: no table of the codebook has just these codes"
    assert set(tables) == set(asked.values())


def test_every_reason_of_an_error_is_explained(root):
    section = (root / "docs" / "scale.md").read_text(encoding="utf-8").split("## Reasons")[1].split("\n## ")[0]
    assert [code for code, _ in codes(section)] == list(typing.get_args(errors.Reason))


def test_the_codebook_s_times_are_read_as_it_says(root):
    text = (root / "docs" / "codebook.md").read_text(encoding="utf-8")
    section = text.split("### `kind` of a time")[1].split("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    assert len(rows) == len(typing.get_args(records.TimeKind))
    for kind, example, value in rows:
        [time] = search(example, reference=date(2024, 3, 12))
        ends = [time.value] if time.end_value is None else [time.value, time.end_value]
        assert (time.kind, ends) == (kind, re.findall(r"`([^`]+)`", value)), example


@pytest.mark.parametrize("page", ["README.md", "docs/methods.md"])
def test_the_scores_of_the_pages_are_the_baselines(page, root):
    baseline = json.loads((root / "tests" / "eval" / "baseline.json").read_text(encoding="utf-8"))
    assert page in evaluate.SHOWN_IN
    text = (root / page).read_text(encoding="utf-8")
    assert text.partition("<!-- scores -->\n")[2].partition("<!-- /scores -->")[0].strip() == evaluate.readme_table(baseline)
    assert not [figure for figure in evaluate.FIGURES if figure.name not in baseline[figure.part]]


def test_links_between_pages_resolve(root):
    for page in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        for target, anchor in re.findall(
            r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#([^)\s]+))?", page.read_text(encoding="utf-8")
        ):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
            if anchor:
                headings = re.findall(r"^#+ (.+)$", (page.parent / target).read_text(encoding="utf-8"), re.MULTILINE)
                assert anchor in {slug(heading) for heading in headings}, f"{page.name}: {target}#{anchor}"


def slug(heading):
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def test_no_file_names_a_local_path(root):
    files = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    for name in files:
        if (root / name).exists() and name.endswith((".py", ".md", ".toml", ".csv", ".json", ".jsonl", ".yml", ".ipynb")):
            text = (root / name).read_text(encoding="utf-8")
            assert not re.search(r"(?<![\w/.])/(?:work|farm)/", text), name
