"""Lower limits of the figures that the parser was built for; the scripts print all figures."""

import pytest

import eval_pages

pytestmark = [
    pytest.mark.eval,
    pytest.mark.skipif(not eval_pages.SHARED.exists(), reason="needs the shared folder beside the project"),
]


@pytest.mark.parametrize("dress", eval_pages.DRESSES)
def test_rebuilt_pages(dress: str) -> None:
    found = eval_pages.score_rebuilt(eval_pages.DRESSES[dress])
    assert found["title"] == found["published"] == found["pages"] == 20
    assert found["wrong_date"] == 0
    assert found["body_f1"] >= 0.99
    assert found["text_f1_5grams"] >= 0.99


def test_real_page() -> None:
    found = eval_pages.score_real()
    assert found["title"]
    assert found["published"] == "2019-01-21"
    assert found["body_f1"] >= 0.95


def test_random_articles_of_the_corpus() -> None:
    found = eval_pages.score_corpus(eval_pages.drawn(3000, seed=17))
    read = found["articles"] - found["no_such_article"]
    assert found.get("refused", 0) == found["doubted"] == 0
    assert found["published"] == found["with_header"] == read
    assert found["title_is_headline"] >= 0.995 * read
    assert found["text_begins_with_title"] == found["in_order"] == read
