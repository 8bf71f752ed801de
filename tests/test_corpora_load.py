"""The manifest of the public corpora, and their reader."""

import json
import lzma
import re
from dataclasses import replace
from pathlib import Path

import pytest

from newsextract import corpora
from newsextract.errors import ConfigError, InputError

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "sample"
NAMES = sorted(path.stem for path in (SAMPLE / "text").glob("*.txt"))


def test_the_manifest_explains_every_null():
    for corpus in corpora.manifest():
        assert corpus.articles is not None or corpus.articles_reason
        assert corpus.licence_reason
        assert corpus.files
        for file in corpus.files:
            assert (file.bytes is None) == bool(file.bytes_reason)
            assert (file.sha256 is None) == bool(file.sha256_reason)
            assert file.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert all(corpora.info(name) for name in corpus.derived_from)
    assert corpora.info("sample").articles == len(NAMES)


def test_load_a_folder_by_path_and_by_name():
    by_path = list(corpora.load(SAMPLE / "text"))
    by_name = list(corpora.load("sample", folder=ROOT / "corpora"))
    assert [page.kind for page in by_path] == ["corpus"] * len(NAMES)
    assert by_path == by_name
    assert by_path[0].content == (SAMPLE / "text" / "0001.txt").read_bytes()


def test_load_finds_the_folder_in_the_environment(monkeypatch):
    monkeypatch.setenv(corpora.FOLDER_VARIABLE, str(ROOT / "corpora"))
    assert len(list(corpora.load("sample"))) == len(NAMES)


def test_the_category_in_a_file_name_is_the_section(tmp_path):
    content = (SAMPLE / "text" / "0002.txt").read_bytes()
    for name in ("ด้านสังคม_10.txt", "plain.txt"):
        (tmp_path / name).write_bytes(content)
    assert {Path(page.name).name: page.section for page in corpora.load(tmp_path)} == {
        "ด้านสังคม_10.txt": "ด้านสังคม",
        "plain.txt": None,
    }


def test_load_says_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="known are thaigov-corpus"):
        corpora.load("thaigov-v9")
    with pytest.raises(InputError, match=r"get it from https://github\.com/PyThaiNLP/thaigov-corpus"):
        corpora.load("thaigov-corpus", folder=tmp_path)
    with pytest.raises(InputError, match="no such file or folder"):
        corpora.load(tmp_path / "missing.jsonl")
    with pytest.raises(ConfigError, match="has no checksum"):
        corpora.load("sample", folder=ROOT / "corpora", check=True)
    with pytest.raises(ConfigError, match="has no checksum for this path"):
        corpora.load(SAMPLE / "text", check=True)


def test_the_checksum_is_compared(tmp_path):
    known = corpora.info("thaigov-dev").files[0]
    path = tmp_path / known.path
    path.write_bytes(lzma.compress(json.dumps({"url": "https://www.thaigov.go.th/1", "text": "ก"}).encode()))
    with pytest.raises(InputError, match=r"bytes, the manifest says 63,244,360"):
        corpora.load("thaigov-dev", folder=tmp_path, check=True)
    with pytest.raises(InputError, match="SHA-256"):
        corpora.verify(path, replace(known, bytes=None, bytes_reason="x"))
    with pytest.raises(InputError, match="cannot be read"):
        corpora.verify(tmp_path / "missing", known)
    assert len(list(corpora.load("thaigov-dev", folder=tmp_path))) == 1


def test_the_shared_file_is_the_one_in_the_manifest(shared):
    pages = corpora.load("thaigov-dev", folder=shared / "corpus", check=True)
    assert next(pages).kind == "corpus"


@pytest.mark.slow
def test_the_shared_file_has_as_many_articles_as_the_manifest_says(shared):
    with lzma.open(shared / "corpus" / "thaigov-dev.jsonl.xz") as stream:
        assert sum(1 for _ in stream) == corpora.info("thaigov-dev").articles
