"""Extraction on Ray Data, for more than one machine.

Pages go to the cluster in datasets of a few thousand and come back in order. Each actor keeps one worker process with
the models loaded, so that a page that takes too long or kills its worker does not end the dataset. A run on a cluster is
resumed by :func:`newsextract.runs.run_to` like any other, and can be finished on a laptop.
"""

from __future__ import annotations

import pickle
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsextract.errors import Failure, WorkerError
from newsextract.optional import need
from newsextract.page import Page
from newsextract.runs.extraction import MACHINE_FIX, Extracted
from newsextract.runs.workers import Pool

if TYPE_CHECKING:
    from newsextract.config import Config
    from newsextract.runs.shards import Runner

#: pages in one dataset, per worker: enough to outweigh loading the models in its actors, few enough for memory
PAGES_PER_WORKER = 2000
#: pages that an actor gets at once
BATCH = 32


def ray_runner(config: Config, *, workers: int = 2, timeout: float = 120.0) -> Runner:
    """Return a runner for :func:`newsextract.runs.run_to` on the Ray cluster in ``RAY_ADDRESS``, or a new one on this machine.

    Parameters
    ----------
    config, timeout
        Settings, and seconds per page; gazetteers, profiles and tables of names must have the same path on every machine.
    workers
        Actors in the whole cluster, one core each.
    """
    need("ray.data", "'ray[data]'")

    def extract(items: Iterable[Page | Failure]) -> Generator[Extracted | Failure]:
        started = _connect(workers)
        try:
            waiting = iter(items)
            while part := list(islice(waiting, PAGES_PER_WORKER * workers)):
                yield from _dataset(part, config, workers, timeout)
        finally:
            if started:
                import ray

                ray.shutdown()

    return extract


def _connect(workers: int) -> bool:
    """Connect to a cluster, or start one here; return False if Ray was already initialised."""
    import os

    import ray

    if ray.is_initialized():
        return False
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if not os.environ.get("RAY_ADDRESS"):
        # one more than the actors: Ray needs a core for the tasks that feed them
        options |= {"include_dashboard": False, "num_cpus": workers + 1}
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
        raise _worker_error(error) from error


def _worker_error(error: BaseException) -> WorkerError:
    """Return the WorkerError inside a Ray error, or a new one."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, WorkerError):
        cause = getattr(cause, "cause", None) or cause.__cause__
    return cause or WorkerError(f"Ray ended ({type(error).__name__}: {error})", fix=MACHINE_FIX)


class Extractor:
    """The callable of a Ray actor: batches of pickled pages to batches of pickled results."""

    def __init__(self, config: Config, timeout: float) -> None:
        self.workers = Pool(config, 1, timeout)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Extract a batch, in order."""
        items = (pickle.loads(item) for item in batch["item"])  # noqa: S301
        return {"result": [pickle.dumps(result) for result in self.workers.extract(items)]}
