"""The parent's side of the process that computes clusters: started when needed, ended at any moment."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import queue
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import IO, Any

from ...errors import AnnotationError

_log = logging.getLogger(__name__)

#: Seconds after which a process that nobody asks ends by itself, and the graph with it.
IDLE = 600.0
#: Seconds between two looks whether one should stop.
_LOOK = 0.1
#: Lines of what the process said last that are told when it dies.
_LAST_LINES = 8


class ProcessEnded(AnnotationError):  # noqa: N818 - it may have been asked to
    """The process is gone, before it answered."""


class ClusteringProcess:
    """A process of its own for scanpy, so that it can be stopped, and takes no memory of the notebook for longer.

    Not :mod:`multiprocessing`: that would import a script's main module again, and its forks inherit locks.

    Parameters
    ----------
    idle
        Seconds after which it ends by itself when nothing is asked.

    Raises
    ------
    AnnotationError
        No process can be started here, as in a browser.
    """

    def __init__(self, idle: float = IDLE) -> None:
        # What this Python can import the other can, also what a notebook added to its path.
        path = os.pathsep.join(map(str, sys.path))
        command = [sys.executable or "", "-P", "-m", f"{__package__}.worker", str(idle)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - see above
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "ignore"},
            )
        except (OSError, ValueError) as error:
            raise AnnotationError(
                f"Clusters are computed in a process of their own, and none can be started here ({error})."
            ) from error
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._said: deque[str] = deque(maxlen=_LAST_LINES)
        # Neither thread holds the object itself: when nobody has it any more the process is ended.
        _start(_read_answers, self._process.stdout, self._answers)
        _start(_read_words, self._process.stderr, self._said)
        self._end = weakref.finalize(self, _end, self._process)
        self._is_ready = False

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._end.alive and self._process.poll() is None

    def wait_until_ready(self, look: Callable[[], None]) -> None:
        """Wait until scanpy is loaded; ``look`` as in :meth:`ask`."""
        if not self._is_ready:
            self._answer(look)
            self._is_ready = True

    def ask(self, look: Callable[[], None], step: str, **options: Any) -> Any:
        """Have a step done, and return what comes of it.

        Parameters
        ----------
        look
            Called ten times a second meanwhile; it may raise, to stop waiting: then :meth:`end` the process, for it
            goes on with the step.
        step, options
            As :mod:`.worker` knows them.

        Raises
        ------
        ProcessEnded
            The process is gone: ended by another thread, or it died.
        AnnotationError
            scanpy refuses, and why.
        """
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        try:
            pickle.dump({"step": step, **options}, self._process.stdin, protocol=5)
            self._process.stdin.flush()
        except (OSError, ValueError) as error:  # it is gone; closed by end()
            raise self._gone() from error
        return self._answer(look)

    def _answer(self, look: Callable[[], None]) -> Any:
        while True:
            look()
            try:
                told = self._answers.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if told is None:
                self._answers.put(None)
                raise self._gone()
            if "error" in told:
                raise AnnotationError(f"scanpy could not do it: {told['kind']}: {told['error']}")
            return told["answer"]

    def _gone(self) -> ProcessEnded:
        if not self._end.alive:
            return ProcessEnded("The process that computes clusters was ended.")
        code = self._process.wait()
        said = "; ".join(self._said)
        _log.error("the process that computes clusters died (%s): %s", code, said)
        why = "it may have needed more memory than there is" if code in (-9, 137) else said or f"its code was {code}"
        return ProcessEnded(f"The process that computes clusters died: {why}. Nothing was changed.")

    def end(self) -> None:
        """End it now, whatever it does, and wait until it is gone. To end it again does nothing."""
        self._end()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            # The rest of a question has nobody to go to. A thread that reads ends by itself: the other end is closed.
            with contextlib.suppress(OSError, ValueError):
                stream.close()


def _start(target: Callable[..., None], *args: Any) -> None:
    threading.Thread(target=target, args=args, name="cellxgene_widget clusters", daemon=True).start()


def _read_answers(stream: IO[bytes], answers: queue.SimpleQueue[Any]) -> None:
    try:
        while True:
            answers.put(pickle.load(stream))  # noqa: S301 - from a process of ours
    except Exception:  # noqa: BLE001 - it ended, perhaps within an answer
        answers.put(None)


def _read_words(stream: IO[bytes], said: deque[str]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in stream:
            text = line.decode("utf-8", "replace").rstrip()
            said.append(text)
            _log.debug("clusters: %s", text)
