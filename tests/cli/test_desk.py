"""What a researcher does at the terminal: list tables, read wide rows, find a record by its id."""

from __future__ import annotations

import pytest

import newsextract as nx
from command_line import call, succeed

pytest.importorskip("duckdb")


def run(*args: object, **more: str) -> str:
    return str(succeed(*args, **({"COLUMNS": "80"} | more)).stdout)


@pytest.fixture(scope="module")
def store(sample_records, tmp_path_factory):
    path = tmp_path_factory.mktemp("desk") / "news.duckdb"
    nx.write(sample_records, path)
    return path


def test_without_sql_the_tables_are_listed_with_rows_and_columns(store, sample_records):
    shown = run("query", store, COLUMNS="300")
    (articles,) = [line for line in shown.splitlines() if line.startswith("│ articles ")]
    assert f"│ {len(sample_records)} " in articles
    assert "article, article_id, url" in articles


def test_a_row_too_wide_for_the_terminal_is_shown_one_value_per_line(store, sample_records):
    lines = run("query", store, "SELECT * FROM events WHERE main ORDER BY article", "--limit", "2").splitlines()
    assert sum(line.startswith("row ") for line in lines) == 2
    assert ["type", sample_records[0].events[0].type] in [line.split() for line in lines]
    assert "│" not in "".join(lines)


def test_a_narrow_row_stays_a_row(store):
    assert "│" in run("query", store, "SELECT type, count(*) AS n FROM events GROUP BY type")


@pytest.mark.usefixtures("in_process")
def test_a_runs_folder_is_queried_like_a_store(sample, tmp_path):
    run("run", "--from", sample / "text/0001.txt", "--to", tmp_path / "out", "--workers", "1")
    assert "thaigov:9000001" in run("query", tmp_path / "out", "SELECT article_id FROM articles")


def test_show_finds_a_record_by_its_id(store, sample_records):
    one = sample_records[3]
    shown = run("show", store, one.id)
    assert one.title.text[:20] in shown.replace("\n", "")
    done = call("show", store, "thaigov:0")
    assert done.exit_code == 2
    assert "has no record thaigov:0" in done.output


def test_a_record_prints_as_a_few_lines(sample_records):
    for record in sample_records:
        lines = repr(record).splitlines()
        assert len(lines) <= 10
        assert lines[0] == f"Record {record.id}, published {record.published or 'unknown'}"
        assert f"{len(record.events)} events" in lines[-1]
        assert str(record) == repr(record)
