"""Every export is read by a third-party library, with the sample and with hostile text inserted into it."""

from __future__ import annotations

import csv
import io
import json
import lzma
import random
import warnings
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import hostile
from newsextract import exports
from newsextract.errors import ConfigError, InputError
from newsextract.exports.files import xml_text
from newsextract.exports.regions import regions
from newsextract.exports.tei import documents
from newsextract.exports.web_annotation import annotations_of
from newsextract.records import Archive, Record
from stuffed import JUNK, stuffed

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@pytest.fixture(scope="session")
def odd_records(sample_records):
    """The sample with junk inserted into its texts, a record with empty layers, and an archived copy of the first page."""
    rng = random.Random(19)
    made = [stuffed(r, [(rng.randrange(10**6), rng.choice(JUNK)) for _ in range(40)]) for r in sample_records]
    again = made[0].model_copy(deep=True)
    uri = "https://web.archive.org/web/20240401000000/https://example.org/1?a={b}"
    again.source.archive = Archive(kind="wayback", uri=uri, captured="2024-04-01T00:00:00Z")
    again.title.text = '50% {of} $x_1 & "y" \\end ~ ^ # </script> \x00 ก'
    nothing = {"entities": [], "times": [], "terms": [], "statements": [], "events": [], "text": "หัวข้อ"}
    return [*made, made[1].model_copy(update={**nothing, "id": "x:0"}), again]


@pytest.fixture
def written(tmp_path, odd_records):
    def write(name: str, records: list[Record] = odd_records) -> Path:
        path = tmp_path / f"news{exports.FORMATS[name].suffix}"
        assert exports.export(iter(records), name, path) == len(records)
        return path

    return write


@pytest.mark.parametrize("name", sorted(exports.FORMATS))
def test_the_same_records_give_the_same_bytes_and_no_records_give_a_file(name, tmp_path, sample_records):
    if exports.FORMATS[name].source_kind != "records":
        pytest.skip("made of a linked folder")
    suffix = exports.FORMATS[name].suffix
    for file in ("a", "b", "none"):
        exports.export(sample_records[:3] if file != "none" else [], name, tmp_path / f"{file}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    assert (tmp_path / f"none{suffix}").exists()


@pytest.mark.parametrize("name", sorted(exports.FORMATS))
def test_an_interrupted_export_leaves_the_old_file(name, tmp_path, sample_records):
    def stopped():
        yield sample_records[0]
        raise KeyboardInterrupt

    path = tmp_path / "news"
    path.write_text("before", encoding="utf-8")
    if exports.FORMATS[name].source_kind == "records":
        with pytest.raises(KeyboardInterrupt):
            exports.export(stopped(), name, path)
    assert path.read_text(encoding="utf-8") == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["news"]


def test_hostile_values_break_no_format(tmp_path, sample_records):
    bad = [hostile.record_of(sample_records[0], evil) for evil in hostile.STRINGS]
    for record in bad:
        for event in record.events:
            event.start = event.end = None
    for name, form in exports.FORMATS.items():
        if form.source_kind == "records":
            exports.export(bad, name, tmp_path / name)
    assert len(json.loads((tmp_path / "csl-json").read_bytes())) == len(bad)
    json.loads((tmp_path / "web-annotation").read_bytes())
    tei = etree.parse(str(tmp_path / "tei"), etree.XMLParser(resolve_entities=False, collect_ids=False))
    assert {e.tag.partition("}")[0] + "}" for e in tei.iter()} == {TEI}
    assert not list(tei.iter(f"{TEI}script"))


def test_every_format_is_documented(root):
    page = (root / "docs" / "exchange.md").read_text(encoding="utf-8")
    assert [name for name in exports.FORMATS if f"`{name}`" not in page] == []


def test_an_unknown_format_is_refused():
    with pytest.raises(ConfigError, match="give one of table, xlsx"):
        exports.export([], "word", "news.doc")


def test_table(written, odd_records):
    with written("table").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(len(r.events) for r in odd_records)
    assert {row["event_id"] for row in rows} == {event.id for r in odd_records for event in r.events}


def test_workbook(written, odd_records):
    openpyxl = pytest.importorskip("openpyxl")
    odd_records[0].events[0].place.venue = "=HYPERLINK(1)"
    book = openpyxl.load_workbook(written("xlsx"))
    rows = list(book["events"].iter_rows(values_only=True))
    venue = rows[0].index("venue")
    assert len(rows) == 1 + sum(len(r.events) for r in odd_records)
    assert rows[1][venue] == "=HYPERLINK(1)"
    cells = [cell for row in book["events"].iter_rows(min_row=2) for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book["people"].max_row == 1 + sum(len(r.people) for r in odd_records)


def test_a_workbook_on_a_full_disk(tmp_path, sample_records, monkeypatch):
    pytest.importorskip("openpyxl")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsextract.exports.xlsx.put", full)
    with pytest.raises(InputError, match="No space left on device"):
        exports.export(sample_records, "xlsx", tmp_path / "a.xlsx")
    assert not any(tmp_path.iterdir())


def triples(document):
    """The RDF graph of a JSON-LD document, expanded by pyld and parsed by rdflib."""
    pyld = pytest.importorskip("pyld")
    quads = pyld.jsonld.to_rdf(document, {"format": "application/n-quads"})
    return pytest.importorskip("rdflib").Graph().parse(data=quads, format="nt")


def test_json_ld_as_triples(written, sample_records):
    rdflib = pytest.importorskip("rdflib")
    made = json.loads(written("json-ld", sample_records).read_bytes())
    for event in made:  # the context is on the network: only this rule of it matters here
        assert event.pop("@context") == "https://schema.org"
        event["@context"] = {"@vocab": "https://schema.org/"}
    graph = triples(made)
    schema = rdflib.Namespace("https://schema.org/")
    assert {str(o) for o in graph.objects(None, schema.identifier)} == {event["identifier"] for event in made}
    starts = {str(o) for o in graph.objects(None, schema.startDate)}
    assert starts == {event["startDate"] for event in made if "startDate" in event}


def test_calendar(written, odd_records):
    icalendar = pytest.importorskip("icalendar")
    calendar = icalendar.Calendar.from_ical(written("icalendar").read_bytes())
    planned = [e for r in odd_records for e in r.events if e.status == "scheduled" and e.start and len(e.start) >= 10]
    assert Counter(str(one["UID"]) for one in calendar.walk("VEVENT")) == Counter(f"{e.id}@newsextract" for e in planned)
    days = {str(one["UID"]): one.decoded("DTSTART") for one in calendar.walk("VEVENT")}
    assert all(str(days[f"{e.id}@newsextract"])[:10] == e.start for e in planned if "T" not in e.start)


def test_plover(written, odd_records):
    with written("plover").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    coded = [e for r in odd_records for e in r.events if exports.plover(e)]
    assert [row["event_id"] for row in rows] == [e.id for e in coded]
    assert [row["plover_type"] for row in rows] == [exports.plover(e)[0] for e in coded]


def test_bibtex(written, odd_records):
    bibtexparser = pytest.importorskip("bibtexparser")
    library = bibtexparser.parse_string(written("bibtex").read_text(encoding="utf-8"))
    assert not library.failed_blocks
    assert len(library.entries) == len(odd_records) == len({entry.key for entry in library.entries})
    last = {key: field.value for key, field in library.entries[-1].fields_dict.items()}
    assert last["url"] == "https://web.archive.org/web/20240401000000/https://example.org/1?a=%7Bb%7D"
    assert last["urldate"] == "2024-04-01"
    assert last["title"].startswith(r"{50\% \textbraceleft{}of\textbraceright{} \$x\_1 \& ")
    assert f"original: {odd_records[-1].source.url}".replace("_", r"\_") in last["note"]


def test_csl_json(written, odd_records):
    citeproc = pytest.importorskip("citeproc")
    from citeproc.source.json import CiteProcJSON

    items = json.loads(written("csl-json", odd_records[-1:]).read_bytes())
    assert items[0]["accessed"] == {"date-parts": [[2024, 4, 1]]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about fields that its styles do not use
        source = CiteProcJSON(items)
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        page = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
        page.register(citeproc.Citation([citeproc.CitationItem(items[0]["id"])]))
        (printed,) = map(str, page.bibliography())
    assert "รัฐบาลไทย" in printed
    assert "web.archive.org/web/20240401000000" in printed


def test_conllu(written, odd_records):
    conllu = pytest.importorskip("conllu")
    sentences = conllu.parse(written("conllu").read_text(encoding="utf-8"))
    texts = iter(odd_records)
    record, names = next(texts), []
    for sentence in sentences:
        if "newdoc id" in sentence.metadata and names:
            record, names = next(texts), []
        for token in sentence:
            start, end = int(token["misc"]["start_char"]), int(token["misc"]["end_char"])
            said = record.text[start:end]
            assert token["form"] == said or not said.isprintable()
            names.append((start, end, token["misc"].get("NER", "O")))
        begun = {start for start, _, tag in names if tag.startswith("B-")}
    assert next(texts, None) is None
    flat = {m.start for e in record.entities for m in e.mentions if m.start < m.end}
    assert begun <= flat
    assert len(begun) > 3


def test_web_annotations(written, odd_records):
    rdflib = pytest.importorskip("rdflib")
    page = json.loads(written("web-annotation").read_bytes())
    assert page["type"] == "AnnotationPage"
    assert len(page["items"]) == sum(len(regions(r, context=True)[0]) for r in odd_records)
    for record in odd_records:
        for one in annotations_of(record):
            page_, text = one["target"]
            quote, (position, again) = page_["selector"], text["selector"]
            assert record.text[position["start"] : position["end"]] == quote["exact"] == again["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in record.text
            assert page_["source"] == record.source.url
    assert page["items"][-1]["target"][0]["state"]["cached"].startswith("https://web.archive.org/")
    # the context is on the network: only these of its terms matter here
    page["@context"] = {
        "@vocab": "http://www.w3.org/ns/oa#",
        "id": "@id",
        "type": "@type",
        "target": {"@id": "hasTarget"},
        "selector": {"@id": "hasSelector"},
        "source": {"@id": "hasSource", "@type": "@id"},
        "items": {"@id": "items", "@container": "@list"},
    }
    page["items"] = page["items"][:200]
    graph = triples(page)
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    assert len(set(graph.subjects(rdflib.RDF.type, oa.Annotation))) == 200
    assert len(set(graph.subjects(rdflib.RDF.type, oa.TextPositionSelector))) == 200


def spans_of(tei, record):
    """Each stand-off span with the words that its pointers select (None if they end before they start)."""
    by_id = {element.get(XML_ID): element for element in tei.iter() if element.get(XML_ID)}
    order = [e for e in tei.iter(f"{TEI}head", f"{TEI}p") if e.get(XML_ID)]

    def place(pointer):
        key, at = pointer.removeprefix("#string-index(").removesuffix(")").split(",")
        return by_id[key], int(at)

    for span in tei.iter(f"{TEI}span"):
        (first, start), (last, end) = place(span.get("from")), place(span.get("to"))
        texts = ["".join(e.itertext()) for e in order]
        one, other = order.index(first), order.index(last)
        if one == other:
            yield span, texts[one][start:end]
        else:
            yield span, None if other < one else "\n".join([texts[one][start:], *texts[one + 1 : other], texts[other][:end]])


def test_tei_pointers_select_the_words(odd_records):
    for record, element in zip(odd_records, documents(odd_records), strict=True):
        tei = etree.fromstring(element)
        for span, words in spans_of(tei, record):
            if words is not None and "\n" not in (span.text or ""):
                assert words == (span.text or "")
        ids = [e.get(XML_ID) for e in tei.iter() if e.get(XML_ID)]
        assert len(ids) == len(set(ids))
        refs = {e.get(name).removeprefix("#") for e in tei.iter() for name in ("ref", "corresp", "active") if e.get(name)}
        assert refs <= set(ids)
        lines = [line for n, line in enumerate(xml_text(record.text).split("\n")) if not n or line.strip()]
        assert ["".join(e.itertext()) for e in tei.iter(f"{TEI}head", f"{TEI}p") if e.get(XML_ID)] == lines


@pytest.mark.slow
def test_tei_is_valid(written):
    """TEI's own schema for all of TEI, edition 4.3.0, which its authors offer under BSD-2 and CC BY."""
    schema = lzma.decompress((Path(__file__).parent / "tei_all.rng.xz").read_bytes())
    validator = etree.RelaxNG(etree.fromstring(schema))
    assert validator.validate(etree.parse(str(written("tei")))), validator.error_log


def test_cas_offsets_are_utf_16_code_units(written, odd_records):
    with ZipFile(written("cas")) as archive:
        names = archive.namelist()
        assert names[0] == "TypeSystem.xml"
        assert len(names) == len(set(names)) == 1 + len(odd_records)
        for record, name in zip(odd_records, names[1:], strict=True):
            root = etree.fromstring(archive.read(name))
            text = next(e.get("sofaString") for e in root if e.tag.endswith("}Sofa"))
            assert text == xml_text(record.text)
            units = text.encode("utf-16-le")
            named = [e for e in root if e.tag.endswith("}NamedEntity")]
            said = Counter(units[2 * int(e.get("begin")) : 2 * int(e.get("end"))].decode("utf-16-le") for e in named)
            mentions = (m for e in record.entities for m in e.mentions if m.start < m.end)
            assert said == Counter(xml_text(m.text) for m in mentions)


def test_cas_json_is_read_by_cassis(written, odd_records):
    cassis = pytest.importorskip("cassis")
    with ZipFile(written("cas-json")) as archive:
        cas = cassis.load_cas_from_json(io.BytesIO(archive.read(archive.namelist()[1])))
    assert cas.sofa_string == xml_text(odd_records[0].text)
    names = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    assert Counter(one.get_covered_text() for one in names) == Counter(
        xml_text(m.text) for e in odd_records[0].entities for m in e.mentions if m.start < m.end
    )


places = st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(JUNK) | st.text(max_size=4)), max_size=8)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(junk=places, number=st.integers(0, 17))
def test_regions_are_whole_tokens_whatever_is_inserted_into_a_text(sample_records, junk, number):
    from newsextract.exports.regions import tokens

    record = stuffed(sample_records[number], junk)
    found, links = regions(record, context=True)
    assert all(record.text[one.start : one.end] == one.text for one in found)
    keys = {one.key for one in found}
    assert {end for link in links for end in (link.source, link.target)} <= keys
    edges = [edge for span in tokens(record, found) for edge in span]
    assert edges == sorted(edges)
    for one in found:
        if one.text.strip() == one.text and not any(ch.isspace() or ch in "\u200b\ufeff" for ch in (one.text[0], one.text[-1])):
            assert {one.start, one.end} <= set(edges)
