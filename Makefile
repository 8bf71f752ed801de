PYTHON ?= python
export PYTHONHASHSEED = 0

.PHONY: docs docs-outputs docs-check check format lint types contracts test eval same lock bench snapshots

check: format lint types contracts test  ## what must pass before a commit

format:
	$(PYTHON) -m ruff format --check .

lint:
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy

contracts:
	$(dir $(PYTHON))lint-imports

test:
	$(PYTHON) -m pytest

eval:  ## compare the gold scores with tests/eval/baseline.json
	$(PYTHON) scripts/evaluate.py --check

snapshots:  ## rewrite tests/snapshots from the sample, to review every value that changes
	$(PYTHON) scripts/snapshots.py

same:  ## the same bytes in 18 settings and with the lowest versions allowed
	$(PYTHON) scripts/check_same.py settings
	$(PYTHON) scripts/check_same.py lowest

lock:  ## update uv.lock after a change of dependencies
	$(PYTHON) -m uv lock

docs-outputs:  ## regenerate the documentation's examples, help pages, tables, notebooks and pictures
	$(PYTHON) scripts/docs_outputs.py

docs-check:  ## check that they are up to date
	$(PYTHON) scripts/docs_outputs.py --check

docs:
	$(PYTHON) -m mkdocs build --strict

bench:  ## speed of the parts and of their peers; compare only within one run
	$(PYTHON) scripts/eval_pages.py --rounds 5
	$(PYTHON) scripts/bench.py dates
	$(PYTHON) scripts/bench.py terms --articles 300
	$(PYTHON) scripts/bench_pipeline.py --glue
