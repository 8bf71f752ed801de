"""The layers in a spaCy pipeline: the same records, also after a round trip through the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

import newsextract as nx
from newsextract import pages
from newsextract.api import read_page
from newsextract.config import Config
from newsextract.integrations.spacy import load, make_doc, to_record
from newsextract.layers import names
from newsextract.page import Article
from newsextract.pipeline import LAYERS


@pytest.fixture(scope="module")
def article(sample: Path) -> Article:
    return pages.parse(read_page(str(sample / "html/0001.html"), Config()))


def test_the_components_give_the_record_that_extract_gives(sample: Path) -> None:
    for path in sorted((sample / "text").glob("*.txt"))[:6]:
        article = pages.parse(read_page(str(path), Config()))
        nlp = load(article.language)
        assert to_record(nlp(make_doc(nlp, article))).to_json() == nx.extract(article).to_json()


def test_a_saved_pipeline_and_a_stored_document_give_the_same_record(article: Article, tmp_path: Path) -> None:
    wanted = nx.extract(article)
    load("th").to_disk(tmp_path / "pipeline")
    nlp = spacy.load(tmp_path / "pipeline")
    doc = nlp(make_doc(nlp, article))
    assert to_record(doc) == wanted
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    [again] = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert to_record(again) == wanted
    assert [span.text for span in again.spans["times"]] == [span.text for span in doc.spans["times"]]


def test_a_saved_pipeline_keeps_the_users_gazetteer(tmp_path: Path) -> None:
    own = tmp_path / "names.csv"
    own.write_text("name,type\nโครงข่ายลูกหว้า,ORGANIZATION\n", encoding="utf-8")
    load("th", Config(gazetteers=(str(own),))).to_disk(tmp_path / "pipeline")
    own.unlink()
    names.load_gazetteer.cache_clear()
    doc = spacy.load(tmp_path / "pipeline")("เยี่ยมชมโครงข่ายลูกหว้า")
    assert [(e.text, e.type) for e in doc._.news.entities] == [("โครงข่ายลูกหว้า", "ORGANIZATION")]


def test_spacy_knows_what_each_component_reads() -> None:
    nlp = spacy.blank("th")
    nlp.add_pipe("newsextract_referents")
    assert nlp.analyze_pipes()["problems"] == {"newsextract_referents": ["doc._.news_entities", "doc._.news_terms"]}
    assert not any(load("th").analyze_pipes()["problems"].values())


def test_a_custom_pipeline(article: Article) -> None:
    nlp = spacy.blank("en")
    for layer in LAYERS:
        nlp.add_pipe(f"newsextract_{layer}")
    doc = nlp("Mr. Somchai Jaidee, Government Spokesperson, visited Malaysia.")
    assert [e.text for e in doc._.news.entities] == [span.text for span in doc.spans["entities"]]
    assert [(p.name, p.role) for p in doc._.news.people] == [("Somchai Jaidee", "Government Spokesperson")]
    assert nlp.make_doc(article.text).text == article.text


def test_each_loaded_pipeline_is_ones_own() -> None:
    nx.load().remove_pipe("newsextract_times")
    assert "newsextract_times" in nx.load(config=Config(gazetteers=())).pipe_names


def test_a_document_stored_without_its_findings_gives_no_empty_record() -> None:
    nlp = load("th")
    [bare] = DocBin().from_bytes(DocBin(docs=[nlp("ประชุมวันที่ 12 มีนาคม 2567")]).to_bytes()).get_docs(nlp.vocab)
    with pytest.raises(nx.InputError, match="no findings"):
        to_record(bare)
