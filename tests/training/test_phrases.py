from newsextract.data import read_text
from training import phrases


def test_the_shipped_phrases_match_the_gazetteers() -> None:
    shipped = read_text("entities/phrases.tsv.gz")
    assert shipped.encode() == phrases.content(), "run python -m training.phrases"
