from newsextract.data import read_text
from training import phrases


def test_the_shipped_phrases_match_the_gazetteers() -> None:
    same = read_text("entities/phrases.tsv.gz").encode() == phrases.content()
    assert same, "run python -m training.phrases"  # a difference of the two would fill 20,000 lines
