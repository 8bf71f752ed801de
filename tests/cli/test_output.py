"""Output of the commands: control characters are made visible, inputs are never overwritten, system errors are one line."""

import io
import json
import os
import re
import subprocess
import sys

import pytest

import hostile
import newsextract as nx
from command_line import call, succeed
from newsextract.cli import extract, main

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
EVIL = [text for text in hostile.STRINGS if CONTROLS.search(text)]


def cli(monkeypatch, capsys, *args):
    monkeypatch.setattr(sys, "argv", ["newsextract", *map(str, args)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capsys.readouterr().err


@pytest.fixture(scope="module")
def evil_store(sample_records, tmp_path_factory):
    folder = tmp_path_factory.mktemp("evil")
    records = [hostile.record_of(sample_records[0], evil) for evil in EVIL]
    nx.write(records, folder / "a.jsonl")
    nx.write(records, folder / "a.duckdb")
    return folder


def test_show_and_query_print_no_control_characters(evil_store):
    sql = "SELECT a.title, name, a.text FROM articles a JOIN entities USING (article)"
    for args in (("show", "a.jsonl"), ("query", "a.duckdb", sql), ("query", "a.duckdb", sql, "--json")):
        shown = succeed(args[0], evil_store / args[1], *args[2:])
        assert not CONTROLS.search(shown.stdout)
        assert "owned" in shown.stdout


def test_the_json_of_a_query_keeps_its_values_and_the_csv_is_not_escaped(evil_store):
    asked = ("query", evil_store / "a.duckdb", "SELECT title FROM articles ORDER BY article")
    found = [json.loads(line)["title"] for line in call(*asked, "--json").stdout.splitlines()]
    assert found == EVIL
    assert "\x1b[31m" in call(*asked, "--csv").stdout


def test_the_table_of_extract_prints_no_control_characters(sample_records):
    from rich.console import Console

    rows = [extract.row(json.loads(hostile.record_of(sample_records[0], evil).to_json())) for evil in EVIL]
    console = Console(width=300, file=io.StringIO(), color_system=None)
    with console.capture() as caught:
        console.print(extract.table(rows))
    assert not CONTROLS.search(caught.get())


@pytest.mark.skipif(os.name != "posix", reason="names in other encodings are POSIX")
def test_messages_have_no_control_characters_and_are_one_line_each(tmp_path, monkeypatch, capsys):
    name = str(tmp_path / os.fsdecode(b"\x1b[31m\nnewsextract: all well\xff.html"))
    for command in ("extract", "show", "report -o x.html", "query", "explore", "store"):
        word, *rest = command.split()
        more = {"query": ["SELECT 1"], "store": [tmp_path / "t.jsonl"]}.get(word, [])
        done = call(word, name, *rest, *more)
        if done.exception and not isinstance(done.exception, SystemExit):
            code, shown = cli(monkeypatch, capsys, word, name, *rest, *more)
        else:
            code, shown = done.exit_code, done.stderr
        assert code in {1, 2}, command
        assert not CONTROLS.search(shown), command
        assert "\nnewsextract: all well" not in shown, command
        assert "Traceback" not in shown


def test_no_command_overwrites_its_own_input(tmp_path, sample_records, monkeypatch, capsys):
    pages = tmp_path / "pages.jsonl"
    pages.write_text('{"text": "ข่าว\\nเนื้อ"}\n', encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to(pages)
    records = tmp_path / "records.jsonl"
    nx.write(sample_records[:2], records)
    before = pages.read_bytes(), records.read_bytes()
    for args in (
        ("extract", pages, "-o", pages),
        ("extract", pages, "-o", tmp_path / "link.jsonl"),
        ("extract", pages, "--errors", pages),
        ("report", records, "-o", records),
        ("store", records, records, "--force"),
    ):
        code, said = cli(monkeypatch, capsys, *args)
        assert code == 2, args
        assert "is an input and would be overwritten" in said
    assert before == (pages.read_bytes(), records.read_bytes())


@pytest.mark.parametrize(
    "args",
    [
        ("extract", "a" * 5000 + ".html", "-o", "x" * 5000 + ".jsonl"),
        ("extract", "-o", "/no/such/folder/a.jsonl", "a.html"),
        ("store", "a" * 5000, "b.duckdb"),
        ("show", "a" * 5000),
        ("query", "a" * 5000, "SELECT 1"),
        ("explore", "a" * 5000 + ".duckdb"),
        ("report", "a" * 5000, "-o", "x.html"),
        ("run", "--from", "a" * 5000, "--to", "out"),
        ("run", "--from", "a\0b", "--to", "out"),
    ],
)
def test_errors_of_the_system_are_one_line(tmp_path, monkeypatch, capsys, args):
    monkeypatch.chdir(tmp_path)
    code, said = cli(monkeypatch, capsys, *args)
    assert code in {1, 2}
    assert re.search(r"^newsextract: |failed$", said, re.MULTILINE)
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("export",), "newsextract: Missing argument 'FORMAT'; `newsextract export -h` explains it\n"),
        (("exprt",), "newsextract: No such command 'exprt'. Did you mean 'export'"),
        (("check", "."), "newsextract: . is not the folder of a run; `newsextract check -h` explains it\n"),
        (
            ("export", "tei", "none.jsonl", "-o", "x"),
            "newsextract: none.jsonl: there is no such file or folder; check the path\n",
        ),
        (
            ("glossary", "none.jsonl", "-o", "x.csv"),
            "newsextract: none.jsonl: there is no such file or folder; check the path\n",
        ),
        (
            ("extract", "x", "--archive", "nearest=soon"),
            "newsextract: --archive: 'soon' is not a valid date or time; write 2020, 2020-02 or 2020-02-25\n",
        ),
        (
            ("extract", ".", "-o", "x.csv"),
            "newsextract: x.csv: extract writes JSON Lines; write records.jsonl, then `newsextract export table records.jsonl -o x.csv`\n",
        ),
        (("export", "word", ".", "-o", "x"), "newsextract: there is no format 'word'; give one of table, "),
    ],
)
def test_errors_have_one_form(tmp_path, monkeypatch, capsys, args, said):
    monkeypatch.chdir(tmp_path)
    code, shown = cli(monkeypatch, capsys, *args)
    assert code == 2
    assert shown.startswith(said)
    assert "?;" not in shown
    assert shown.count("\n") == 1


def test_a_glossary_in_a_missing_folder_says_what_to_do(sample_records, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    nx.write(sample_records[:1], "a.jsonl")
    code, said = cli(monkeypatch, capsys, "glossary", "a.jsonl", "-o", "none/x.csv")
    assert code == 2
    assert said.endswith("give a path in a folder that exists\n")


def test_a_file_without_records_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.jsonl").touch()
    assert cli(monkeypatch, capsys, "show", "empty.jsonl") == (
        2,
        "newsextract: empty.jsonl has no records; `newsextract show -h` explains it\n",
    )


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json"])
def test_a_file_of_records_can_be_queried(sample_records, tmp_path, name):
    nx.write(sample_records[:3], tmp_path / name)
    shown = call("query", tmp_path / name, "SELECT count(*) AS n FROM articles", "--json")
    assert shown.stdout == '{"n": 3}\n'


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of a process's memory is Linux's")
def test_a_single_value_may_not_fill_the_memory(evil_store):
    sql = "SELECT repeat('x', 4000000000)"
    command = [sys.executable, "-m", "newsextract", "query", evil_store / "a.duckdb", sql, "--memory", "0.2", "--timeout", "5"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 2
    assert re.search(r"^newsextract: the query (needs more|took longer) than", done.stderr), done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
@pytest.mark.parametrize("command", ["extract {0}/0001.html {0}/0002.html", "show a.jsonl", "schema"])
def test_output_that_is_closed_early_ends_the_command_quietly_with_the_code_of_a_closed_pipe(sample, evil_store, command):
    words = [sys.executable, "-m", "newsextract", *command.format(sample / "html").split()]
    ours, theirs = os.pipe()
    os.close(ours)
    ended = subprocess.run(words, stdout=theirs, stderr=subprocess.PIPE, check=False, cwd=evil_store)
    os.close(theirs)
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_a_glossary_and_a_report_replace_a_file_only_with_force(monkeypatch, capsys, tmp_path, sample_records):
    monkeypatch.chdir(tmp_path)
    nx.write(sample_records[:2], "a.jsonl")
    for command, name in (("glossary", "g.csv"), ("report", "r.html")):
        (tmp_path / name).write_text("edited by hand", encoding="utf-8")
        code, said = cli(monkeypatch, capsys, command, "a.jsonl", "-o", name)
        assert (code, (tmp_path / name).read_text("utf-8")) == (2, "edited by hand")
        assert "exists already; give another name, or --force" in said
        assert cli(monkeypatch, capsys, command, "a.jsonl", "-o", name, "--force")[0] == 0
        assert (tmp_path / name).read_text("utf-8") != "edited by hand"
        code, said = cli(monkeypatch, capsys, command, "a.jsonl", "-o", ".", "--force")
        assert (code, said.count("\n")) == (2, 1)
        assert "is a directory" in said


def test_a_query_may_begin_with_a_comment(monkeypatch, capsys, tmp_path, sample_records):
    pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    nx.write(sample_records[:1], tmp_path / "a.duckdb")
    assert cli(monkeypatch, capsys, "query", tmp_path / "a.duckdb", "-- all articles\nSELECT count(*) FROM articles") == (0, "")


def test_ctrl_c_during_the_imports_ends_without_a_traceback():
    code = """
import sys
class Interrupt:
    def find_spec(self, name, *_):
        if name == "newsextract.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
from newsextract.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")


def test_a_loop_of_symbolic_links_is_one_line_and_stays(tmp_path, sample_records, monkeypatch, capsys):
    loop, records = tmp_path / "loop", tmp_path / "records.jsonl"
    loop.symlink_to(loop)
    nx.write(sample_records[:1], records)
    for args in (("store", records, loop), ("export", "bibtex", records, "-o", loop), ("run", "--from", records, "--to", loop)):
        code, said = cli(monkeypatch, capsys, *args)
        assert code == 2, args
        assert said.startswith(f"newsextract: {loop}"), args
        assert said.count("\n") == 1, args
        assert loop.is_symlink()
