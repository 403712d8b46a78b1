"""Who does the tasks: this process, several on this machine, or the workers of a Dask cluster; all by the same functions, with the same results."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policydiff.errors import MissingLibrary, UsageError, WorkersLost
from policydiff.garbage import collect_rarely
from policydiff.repositories.work import Done

if TYPE_CHECKING:
    from distributed import Client

_LOSSES = 5  # how often the pool is built anew before a run is given up


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A function, its arguments, and what to do with its result in the process that leads the run."""

    function: Callable[..., Done]
    arguments: tuple[object, ...]
    then: Callable[[Done], None]


class Queue:
    """The tasks of a run. A result may bring further tasks, which are done before the ones that wait, so that little is begun and unfinished.

    What had better follow another task is on offer until that is done: only a worker with nothing else to do takes it before.
    """

    def __init__(self) -> None:
        self._waiting: deque[Task] = deque()
        self._urgent: deque[Task] = deque()
        self._offered: deque[Task] = deque()

    def add(self, task: Task, *, urgent: bool = False) -> None:
        """Put a task at the end, or before all that are not urgent."""
        (self._urgent if urgent else self._waiting).append(task)

    def offer(self, tasks: Iterable[Task]) -> None:
        """Put tasks where whoever is idle may take them, the last first."""
        self._offered.extend(tasks)

    def hasten(self, tasks: Iterable[Task]) -> None:
        """Call for the first of these tasks that is still on offer."""
        for task in tasks:
            if task in self._offered:
                self._offered.remove(task)
                self._urgent.append(task)
                return

    def take(self) -> Task | None:
        """The next task, None where there is none now."""
        queue = self._urgent or self._waiting
        if queue:
            return queue.popleft()
        return self._offered.pop() if self._offered else None


def run(queue: Queue, *, jobs: int = 1, scheduler: str | None = None) -> None:
    """Do all tasks of a queue and those that they bring: in this process, in `jobs` processes, or on the Dask cluster at the address `scheduler`.

    A worker that dies costs time only: its tasks are done again. Raises WorkersLost where they die again and again, UsageError where no scheduler answers,
    MissingLibrary for a cluster without Dask installed; what a task raises is raised here.
    """
    if scheduler is not None:
        with _cluster(scheduler) as (executor, size):
            _drive(queue, executor, size, [])
    elif jobs > 1:
        _in_processes(queue, jobs)
    else:
        while (task := queue.take()) is not None:
            task.then(task.function(*task.arguments))


def _in_processes(queue: Queue, jobs: int) -> None:
    # Spawned, not forked: libraries with threads of their own do not outlive a fork, and it is the same on every system.
    context = multiprocessing.get_context("spawn")
    left: list[Task] = []
    for _ in range(_LOSSES):
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=collect_rarely) as pool:
            try:
                _drive(queue, pool, jobs, left)
                return
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
    raise WorkersLost(f"worker processes were killed {_LOSSES} times over; give them more memory or fewer --jobs, the next run goes on from here")


def _drive(queue: Queue, executor: Executor, size: int, left: list[Task]) -> None:
    """Keep every worker busy until nothing is left. `left` holds the tasks that are begun: those of a pool that broke are begun again in the next one.

    No task waits at a worker: so what a result calls for goes to the worker that is free, which is the one that gave the result and has its texts at hand.
    """
    running: dict[Future[Done], Task] = {executor.submit(task.function, *task.arguments): task for task in left}
    while True:
        while len(running) < size and (task := queue.take()) is not None:
            left.append(task)
            running[executor.submit(task.function, *task.arguments)] = task
        if not running:
            return
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            done = future.result()
            task = running.pop(future)
            left.remove(task)
            task.then(done)


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client
    except ImportError:
        raise MissingLibrary('a cluster needs Dask; install it: pip install "policydiff[cluster]"') from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no Dask scheduler answers at {address} ({error}); give the address that it printed at its start") from None
    with client:
        yield client.get_executor(pure=False, retries=_LOSSES), _threads(client)


def _threads(client: Client) -> int:
    threads: dict[str, int] = client.nthreads()
    return max(1, sum(threads.values()))
