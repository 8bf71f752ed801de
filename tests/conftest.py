from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# the same examples in each run, and no limit of time: neither chance nor a busy machine decides whether a change passes
settings.register_profile("newsextract", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsextract")

# as the command line does: with NumPy's threads running, a single worker would be a fresh interpreter instead of a fork
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", type=Path, help="folder to which the tests in a browser write a picture of each page")


@pytest.fixture(scope="session")
def pictures(pytestconfig: pytest.Config) -> Path | None:
    return pytestconfig.getoption("pictures")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Path:
    return ROOT / "corpora" / "sample"


@pytest.fixture(scope="session")
def shared() -> Path:
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip(f"the shared corpus and gold files are not at {path}")
    return path


@pytest.fixture(scope="session")
def sample_records(sample: Path):
    from newsextract import Config
    from newsextract.errors import Failure
    from newsextract.records import Record
    from newsextract.runs.workers import run
    from newsextract.sources import open_source

    results = list(run(open_source(str(sample / "text")), config=Config()))
    assert not [r for r in results if isinstance(r, Failure)]
    return [Record.model_validate_json(r.line) for r in results]


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are extracted in the tests' own process: a worker process would spend seconds on loading the models anew.

    For tests of what the commands read and write; tests/runs has those of the workers.
    """
    from newsextract.runs import workers

    for name in ("start", "begin"):
        monkeypatch.setattr(workers.Pool, name, lambda *_: None)
    monkeypatch.setattr(workers.Pool, "extract", lambda pool, items: workers._in_this_process(items, pool.loop.config))
