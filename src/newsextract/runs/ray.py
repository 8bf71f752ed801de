"""The same extraction on Ray Data, for more machines than one.

Pages go to the cluster in datasets of a few thousand, and come back in order. Each actor keeps one worker process with
the models loaded, in which a page may take too long or die without ending the dataset. A run on a cluster is resumed by
:func:`newsextract.runs.run_to` like any other, and can be finished on a laptop.
"""

from __future__ import annotations

import pickle
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsextract.errors import Failure, ModelMissingError, WorkerError
from newsextract.page import Page
from newsextract.runs.extraction import MEND, Extracted
from newsextract.runs.workers import Pool

if TYPE_CHECKING:
    from newsextract.config import Config
    from newsextract.runs.shards import Runner

#: pages in one dataset, per worker: enough that loading the models in its actors does not count, few enough for memory
PAGES_PER_WORKER = 2000
#: pages that an actor is given at once
BATCH = 32


def ray_runner(
    config: Config, *, workers: int = 2, timeout: float = 120.0, address: str | None = None, chunk: int | None = None
) -> Runner:
    """Give a runner for :func:`newsextract.runs.run_to` that works on a Ray cluster.

    Parameters
    ----------
    config, timeout
        Settings, and seconds for one page; gazetteers must lie under the same path on every machine.
    workers
        Actors over the whole cluster, one core each.
    address
        Of the cluster; by default the one in ``RAY_ADDRESS``, or a cluster of this machine's cores.
    chunk
        Pages in one dataset; :data:`PAGES_PER_WORKER` for each worker by default.
    """
    try:
        import ray.data  # noqa: F401
    except ImportError as error:
        raise ModelMissingError("Ray is not installed", fix="pip install 'ray[data]'") from error
    size = chunk or PAGES_PER_WORKER * workers

    def extract(items: Iterable[Page | Failure]) -> Generator[Extracted | Failure]:
        started = _connect(address, workers)
        try:
            waiting = iter(items)
            while part := list(islice(waiting, size)):
                yield from _dataset(part, config, workers, timeout)
        finally:
            if started:
                import ray

                ray.shutdown()

    return extract


def _connect(address: str | None, workers: int) -> bool:
    """Join the cluster, or start one here; whether this call started it."""
    import os

    import ray

    if ray.is_initialized():
        return False
    options: dict[str, Any] = {"log_to_driver": False, "include_dashboard": False, "logging_level": "ERROR"}
    if address or os.environ.get("RAY_ADDRESS"):
        options = {"address": address, "log_to_driver": False, "logging_level": "ERROR"}
    else:
        # one more than the actors: Ray needs a core for what feeds them
        options["num_cpus"] = workers + 1
    ray.init(**options)
    return True


def _dataset(part: list[Page | Failure], config: Config, workers: int, timeout: float) -> Iterator[Extracted | Failure]:
    import ray

    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    rows = [{"item": pickle.dumps(item)} for item in part]
    found = ray.data.from_items(rows, override_num_blocks=max(1, -(-len(rows) // BATCH))).map_batches(
        Extractor,
        fn_constructor_kwargs={"config": config, "timeout": timeout},
        compute=ray.data.ActorPoolStrategy(size=min(workers, max(1, len(rows) // BATCH))),
        batch_size=BATCH,
        num_cpus=1,
    )
    try:
        for row in found.iter_rows():
            # our own pickles, of two of our own classes, from our own actors
            yield pickle.loads(row["result"])  # noqa: S301
    except ray.exceptions.RayError as error:
        raise _plain(error) from error


def _plain(error: BaseException) -> WorkerError:
    """Find the error of a worker inside that of Ray."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, WorkerError):
        cause = getattr(cause, "cause", None) or cause.__cause__
    return cause or WorkerError(f"Ray ended ({type(error).__name__}: {error})", fix=MEND)


class Extractor:
    """What one actor does: batches of pickled pages to batches of pickled results."""

    def __init__(self, config: Config, timeout: float) -> None:
        self.workers = Pool(config, 1, timeout)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Extract a batch; its order is kept."""
        items = (pickle.loads(item) for item in batch["item"])  # noqa: S301
        return {"result": [pickle.dumps(result) for result in self.workers.extract(items)]}
