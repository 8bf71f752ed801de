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

eval:  ## the gold scores as a table, against tests/eval/baseline.json
	$(PYTHON) scripts/evaluate.py --check

snapshots:  ## the sample's records anew into tests/snapshots, for a review of every value that changes
	$(PYTHON) scripts/snapshots.py

same:  ## one digest of the records: 18 settings, and the lowest versions that are allowed
	$(PYTHON) scripts/check_same.py settings
	$(PYTHON) scripts/check_same.py lowest

lock:  ## uv.lock after a change of the dependencies
	$(PYTHON) -m uv lock

docs-outputs:  ## the documentation's examples, help pages, tables, notebooks and pictures anew
	$(PYTHON) scripts/docs_outputs.py

docs-check:  ## whether they are up to date
	$(PYTHON) scripts/docs_outputs.py --check

docs:
	$(PYTHON) -m mkdocs build --strict

bench:  ## throughput and peers, as ratios of one run
	$(PYTHON) scripts/bench_pages.py
	$(PYTHON) scripts/bench.py dates
	$(PYTHON) scripts/bench.py terms --articles 300
	$(PYTHON) scripts/bench_pipeline.py --glue
