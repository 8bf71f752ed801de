"""The Ray runner on a local cluster: the same bytes as processes, failures as lines, resumable."""

import pytest

import varied
from newsextract import runs
from newsextract.config import Config
from newsextract.errors import Failure, WorkerError
from newsextract.sources import open_source

pytest.importorskip("ray", reason="Ray is an extra: pip install 'newsextract[ray]'")

pytestmark = [
    pytest.mark.slow,
    # Ray's own warnings: files and sockets that its client leaves open until the interpreter exits, and upcoming settings
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning:ray"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def cluster():
    import ray

    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield
    ray.shutdown()


def shards(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.json*") if path.is_file()}


def go(folder, source, runner=None):
    config = Config()
    return runs.run_to(folder, open_source(str(source)), inputs=[str(source)], config=config, shard=20, runner=runner)


@pytest.mark.usefixtures("cluster")
def test_ray_writes_what_processes_write_and_resumes_where_it_was_stopped(sample, tmp_path, monkeypatch):
    from newsextract.runs.ray import ray_runner

    monkeypatch.setattr("newsextract.runs.ray.PAGES_PER_WORKER", 32)
    source = varied.write(sample, tmp_path / "pages.jsonl", 110)
    with source.open("a", encoding="utf-8") as out:
        out.write("no json\n")
        out.write('{"url": "https://x.example/1", "text": "\\u0000\\u0001\\u0002\\u0000"}\n')
    go(tmp_path / "processes", source)
    on_ray = ray_runner(Config(), workers=2)

    class StoppedError(Exception):
        pass

    def stopping(items):
        for n, result in enumerate(on_ray(items)):
            if n == 50:
                raise StoppedError
            yield result

    with pytest.raises(StoppedError):
        go(tmp_path / "ray", source, stopping)
    summary = go(tmp_path / "ray", source, on_ray)
    assert summary.skipped == 40
    assert summary.errors == 2
    assert shards(tmp_path / "ray") == shards(tmp_path / "processes")


@pytest.mark.usefixtures("cluster")
def test_on_ray_a_page_that_takes_too_long_is_an_error_line(sample, tmp_path):
    from newsextract.runs.ray import ray_runner

    source = varied.write(sample, tmp_path / "pages.jsonl", 3)
    results = list(ray_runner(Config(), workers=1, timeout=0.001)(open_source(str(source))))
    assert [r.reason for r in results if isinstance(r, Failure)] == ["timeout"] * 3


@pytest.mark.usefixtures("cluster")
def test_an_error_of_a_worker_is_raised_in_its_own_words(sample, tmp_path, monkeypatch):
    from newsextract.runs.ray import ray_runner

    class Broken:
        def __init__(self, **_):
            pass

        def __call__(self, _batch):
            raise WorkerError("no worker process can start (signal 9)", fix="mend that")

    monkeypatch.setattr("newsextract.runs.ray.Extractor", Broken)
    source = varied.write(sample, tmp_path / "pages.jsonl", 3)
    with pytest.raises(WorkerError, match="signal 9"):
        list(ray_runner(Config(), workers=1)(open_source(str(source))))
