"""A database of the records of a module's fixture."""

import shutil
from pathlib import Path

import pytest

from newsextract.stores import duck


@pytest.fixture(scope="module")
def written(records, tmp_path_factory):
    path = tmp_path_factory.mktemp("written") / "news.duckdb"
    duck.write(records, path)
    return path


@pytest.fixture
def base(written, tmp_path):
    return Path(shutil.copy(written, tmp_path))
