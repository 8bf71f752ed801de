"""The comparison of settings runs the code that PYTHONPATH names, also from another folder."""

import sys

import check_same


def test_every_run_imports_the_checkout_of_a_relative_pythonpath(tmp_path, monkeypatch):
    (tmp_path / "src" / "newsextract").mkdir(parents=True)
    (tmp_path / "src" / "newsextract" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "src" / "newsextract" / "__main__.py").write_text(
        "import sys\nopen(sys.argv[sys.argv.index('-o') + 1], 'w', encoding='utf-8').write('{\"provenance\":{\"libraries\":{}}}\\n')\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "src")
    for settings in check_same.RUNS:
        for name, given in settings.items():
            out = tmp_path / f"{name}.jsonl"
            assert check_same.extract(sys.executable, out, **given) == ['{"provenance":{}}'], name
