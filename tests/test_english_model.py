import pytest

from newsextract import diagnose
from newsextract.data import digest


@pytest.fixture
def folder():
    found = diagnose.english_folder()
    if found is None:
        pytest.skip("the optional English model is not installed (extra: en)")
    return found


def test_the_pinned_model_has_the_recorded_checksum(folder):
    assert digest(folder) == diagnose.ENGLISH_SHA256


def test_a_changed_file_changes_the_checksum(folder, tmp_path):
    import shutil

    copy = tmp_path / "model"
    shutil.copytree(folder, copy)
    (copy / "meta.json").write_text("{}", encoding="utf-8")
    assert digest(copy) != diagnose.ENGLISH_SHA256


def test_the_pinned_model_loads_and_finds_names(folder):
    import spacy

    assert f"{diagnose.ENGLISH} 3.8.0 (checksum right)" in [check.found for check in diagnose.checks()]
    nlp = spacy.load(diagnose.ENGLISH, enable=["tok2vec", "ner"])
    assert [(e.text, e.label_) for e in nlp("The meeting was held in Singapore.").ents] == [("Singapore", "GPE")]
