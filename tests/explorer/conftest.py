"""One site for all tests of the explorer that only ask for pages."""

import pytest

from explorer_store import asker, write_store


@pytest.fixture(scope="session")
def store(sample_records, tmp_path_factory):
    from newsextract.explorer import build, index_path

    store = write_store(sample_records, tmp_path_factory.mktemp("explorer"))
    build(store, index_path(store))
    return store


@pytest.fixture(scope="session")
def ask(store):
    return asker(store)
