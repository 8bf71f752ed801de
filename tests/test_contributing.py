"""The four extensions in docs/contributing.md work as printed there, in a copy of the package."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

PROBE = """
import json
from newsextract import api, extract, extract_many
from newsextract.page import Article, Page
from newsextract.pipeline import annotate
from newsextract.integrations.spacy import load
from newsextract.stores import to_frame

html = open("tests/pages/fixtures/weaving.html", "rb").read()
record = extract(Page(html, name="weaving.html", url="https://www.weaving.example/news/7"))
[saved] = extract_many(["page.mhtml"])
found = annotate(Article.of("ติดต่อ somsri@weaving.example หรือโทร. 02"))
doc = load("th")("ติดต่อ somsri@weaving.example")
print(json.dumps({
    "site": [record.id, record.published, record.source.publisher],
    "layer": [mention.text for mention in found.part("emails")],
    "spacy": [[span.text, span.label_] for span in doc.spans["emails"]],
    "input": [saved.id, saved.title.text, saved.source.archive.uri],
    "column": [to_frame([record], "articles")["characters"].tolist(), len(record.text)],
}))
"""
MHTML = """From: <Saved by a browser>
Snapshot-Content-Location: https://www.weaving.example/news/8
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----x"

------x
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

{html}
------x--
"""


def blocks(root):
    """The language, file name and text of each code block with a title."""
    page = (root / "docs" / "contributing.md").read_text(encoding="utf-8")
    return re.findall(r'^```(\w+) title="([^"]+)"\n(.+?)^```', page, re.DOTALL | re.MULTILINE)


def apply(path, diff):
    """Apply a diff to a file in which its old lines occur once."""
    lines = diff.splitlines()
    before = "\n".join(line[1:] for line in lines if line[0] in " -")
    after = "\n".join(line[1:] for line in lines if line[0] in " +")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name}: {before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def extended(root, tmp_path_factory):
    """A copy of the package with the page's code blocks applied."""
    copy = tmp_path_factory.mktemp("extended")
    shutil.copytree(root / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for kind, name, text in blocks(root):
        path = copy / name
        if kind == "diff":
            apply(path, text)
        else:
            assert not path.exists(), name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    html = (copy / "tests/pages/fixtures/weaving.html").read_text(encoding="utf-8")
    (copy / "page.mhtml").write_text(MHTML.format(html=html), encoding="utf-8")
    return copy


def test_the_extensions_touch_the_files_that_the_layout_names_and_no_others(root):
    assert sorted({name for _, name, _ in blocks(root) if name.startswith("src/")}) == [
        "src/newsextract/data/profiles/weaving.toml",
        "src/newsextract/data/stores/columns.csv",
        "src/newsextract/layers/emails/__init__.py",
        "src/newsextract/pipeline/annotate.py",
        "src/newsextract/sources/__init__.py",
        "src/newsextract/sources/mhtml.py",
        "src/newsextract/stores/columns.py",
    ]


def test_a_site_a_layer_an_input_and_a_column_work_as_printed(extended):
    pytest.importorskip("pandas", reason="the extra `stores` is not installed")
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=extended,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONPATH": str(extended / "src"), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["site"] == ["weaving:7", "2024-03-12", "กรมทอผ้า"]
    assert found["layer"] == ["somsri@weaving.example"]
    assert found["spacy"] == [["somsri@weaving.example", "EMAILS"]]
    assert found["input"] == ["weaving:8", "อธิบดีเปิดงานวันผ้าทอ", "page.mhtml"]
    assert found["column"][0] == [found["column"][1]]


def test_the_site_s_page_gives_the_values_printed_beside_it(extended):
    code = (
        "import json, sys; from newsextract.page import Page; from newsextract.pages import parse\n"
        "wanted = json.load(open('tests/pages/fixtures/weaving.json', encoding='utf-8'))\n"
        "page = open('tests/pages/fixtures/weaving.html', 'rb').read()\n"
        "article = parse(Page(page, name='weaving', url=wanted.pop('given_url')))\n"
        "assert [w.code for w in article.warnings] == wanted.pop('warnings'), article.warnings\n"
        "found = {key: getattr(article, key) for key in wanted}\n"
        "assert found == wanted, found\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=extended,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONPATH": str(extended / "src"), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
