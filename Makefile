PYTHON ?= python
export PYTHONHASHSEED = 0

.PHONY: docs check format lint types test eval bench notebooks snapshots

check: format lint types test  ## what must pass before a commit

format:
	$(PYTHON) -m ruff format --check .

lint:
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest

eval:  ## the gold scores as a table, against tests/eval/baseline.json
	$(PYTHON) scripts/evaluate.py --check

snapshots:  ## the sample's records anew into tests/snapshots, for a review of every value that changes
	$(PYTHON) scripts/snapshots.py

notebooks:
	$(PYTHON) scripts/run_notebooks.py

docs:
	$(PYTHON) -m mkdocs build --strict

bench:  ## throughput and peers, as ratios of one run
	$(PYTHON) scripts/bench_pages.py
	$(PYTHON) scripts/bench_dates.py
	$(PYTHON) scripts/bench_terms.py 300
	$(PYTHON) scripts/bench_pipeline.py --glue
