"""Random articles of the corpus, which is read once for all tests of the parser."""

import pytest

import eval_pages


@pytest.fixture(scope="session")
def articles(shared):
    return list(eval_pages.drawn(3000, seed=17))
