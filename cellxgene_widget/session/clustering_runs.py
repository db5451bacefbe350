"""One clustering at a time, in a process of its own: what it is about, how far it is, and its end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..errors import AnnotationError, DataError, SelectionError
from ..statistics.clustering.process import ClusteringProcess, ProcessEnded
from .events import ClusteringsChanged, Events
from .gate import Gate


class ClusteringCancelled(AnnotationError):  # noqa: N818 - it was asked to
    """Nobody wants the clusters any more."""

    def __init__(self) -> None:
        super().__init__("The clustering was cancelled: nothing was kept of it.")


@dataclass(frozen=True)
class Running:
    """A clustering under way.

    Attributes
    ----------
    name
        The one that is made again at another resolution; None: it is a new one.
    step
        ``starting``, ``neighbors``, ``clusters`` or ``embedding``.
    n_cells, seconds, embed
        Of how many cells, about how long it takes in all, and whether an embedding is made too.
    """

    name: str | None
    step: str
    n_cells: int
    seconds: float
    embed: bool


class Run:
    """A run under way, for whoever does its steps: ``with runs.begin(...) as run``."""

    def __init__(self, runs: ClusteringRuns, about: Running, process: ClusteringProcess | None) -> None:
        self._runs = runs
        self.about = about
        self.process = process
        self.is_cancelled = self.is_done = False

    def ask(self, step: str, **options: Any) -> Any:
        """Have a step done by the process, and return what comes of it; everyone is told of the step.

        Raises
        ------
        ClusteringCancelled
            It is not wanted any more.
        AnnotationError
            scanpy refuses, and why; or the session was closed.
        """
        process = self._runs.process_of(self)
        process.wait_until_ready(self.look)
        self._runs.tell(self, step)
        return process.ask(self.look, step, **options)

    def look(self) -> None:
        """Raise if the run should stop."""
        if self.is_cancelled:
            raise ClusteringCancelled
        self._runs.require_open()

    def finish(self) -> None:
        """Come to the point from which it is done: what is computed is put in place. Raises as :meth:`look` does."""
        self._runs.finish(self)


class ClusteringRuns:
    """Owns the process that clusters are computed in, which is kept for the next run.

    Parameters
    ----------
    gate
        Whether the session is open.
    events
        Told of each step.
    """

    def __init__(self, gate: Gate, events: Events) -> None:
        self._gate = gate
        self._events = events
        #: For what is below; nothing else is locked within it.
        self._lock = threading.Lock()
        self._run: Run | None = None
        #: A process that waits for the next question, and the clustering whose graph it has.
        self._warm: ClusteringProcess | None = None
        self.graph: str | None = None
        """The name of the clustering whose graph the process has; set while a run is under way."""

    @property
    def running(self) -> Running | None:
        """The clustering under way, if one is."""
        run = self._run
        return None if run is None else run.about

    @contextmanager
    def begin(self, name: str | None, n_cells: int, seconds: float, *, embed: bool) -> Iterator[Run]:
        """Be the only run meanwhile. Whatever stops it ends the process, unless it was merely refused.

        Raises
        ------
        AnnotationError
            Another one is under way.
        """
        with self._lock:
            if self._run is not None:
                raise AnnotationError("Clusters are being computed already: wait, or cancel_clustering() first.")
            run = self._run = Run(self, Running(name, "starting", n_cells, seconds, embed), self._warm)
            self._warm = None
        try:
            try:
                self.tell(run, "starting")
                yield run
            except ProcessEnded:
                if run.is_cancelled:
                    raise ClusteringCancelled from None
                raise
        except BaseException as error:
            # it waits for the next question where scanpy refused this one; else it may be in the midst of a step
            if type(error) not in (AnnotationError, DataError, SelectionError):
                self._end(run)
            raise
        finally:
            with self._lock:
                self._run = None
                self._warm = run.process if run.process is not None and run.process.is_alive else None
                run.process = None
            if run.is_cancelled or self._gate.closed:
                self.close()
            self._events.publish(ClusteringsChanged())

    def tell(self, run: Run, step: str) -> None:
        """Tell everyone that a run is at a step."""
        run.about = Running(run.about.name, step, run.about.n_cells, run.about.seconds, run.about.embed)
        self._events.publish(ClusteringsChanged())
        run.look()

    def process_of(self, run: Run) -> ClusteringProcess:
        """Return the process of a run, started if there is none."""
        with self._lock:
            run.look()
            if run.process is None or not run.process.is_alive:
                run.process, self.graph = ClusteringProcess(), None
            return run.process

    def has_graph(self, run: Run, name: str) -> bool:
        """Tell whether the process has the graph of a clustering still."""
        return self.graph == name and run.process is not None and run.process.is_alive

    def finish(self, run: Run) -> None:
        """Let a run not be cancelled any more, unless it was."""
        with self._lock:
            run.look()
            run.is_done = True

    def require_open(self) -> None:
        """Raise if the session was closed."""
        self._gate.require_open()

    def cancel(self) -> bool:
        """End the run under way, and its process; return whether there was one. Nothing is left of it."""
        with self._lock:
            run = self._run
            if run is None or run.is_done:
                return False
            run.is_cancelled = True
            if run.process is not None:
                run.process.end()
        return True

    def warm_up(self) -> None:
        """Start the process now, so that it is ready when something is asked."""
        with self._lock:
            if self._run is None and not self._gate.closed and (self._warm is None or not self._warm.is_alive):
                self._warm, self.graph = ClusteringProcess(), None

    def close(self) -> None:
        """End the process, and the run if one is under way."""
        self.cancel()
        with self._lock:
            if self._warm is not None:
                self._warm.end()
                self._warm = None

    def _end(self, run: Run) -> None:
        with self._lock:
            if run.process is not None:
                run.process.end()
