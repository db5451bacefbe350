"""The process in which clusters are computed: asked and answering by pickles through its standard streams.

It keeps the graph of the cells that it was given last, so that another resolution only takes leiden. It ends when
whoever started it is gone or lets it go (its input ends), or when nothing was asked for some minutes.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any, BinaryIO

from .pynndescent_matrix import answer_with_matrices
from .steps import clusters_of, embedding_of, graph_of, with_neighbors


class _Work:
    """What is kept from one question to the next: the cells' graph."""

    def __init__(self) -> None:
        self._alone: Any = None

    def answer(self, asked: Mapping[str, Any]) -> Any:
        """Do one step."""
        options = {key: value for key, value in asked.items() if key != "step"}
        if asked["step"] == "neighbors":
            answer_with_matrices()
            self._alone = None  # two graphs at once may be too much
            self._alone = with_neighbors(**options)
            return None
        if asked["step"] == "graph":
            return graph_of(self._alone)
        if asked["step"] == "clusters":
            return clusters_of(self._alone, **options)
        return embedding_of(self._alone, **options)


def main(idle: float) -> None:
    """Answer until nobody asks any more; ``idle``: seconds to wait for the next question."""
    # The stop button of a notebook signals all its processes: whoever asked ends this one, or lets it go on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asking = sys.stdin.buffer
    answering = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    questions: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_listen, args=(asking, questions), daemon=True).start()
    try:
        import scanpy  # noqa: F401 - the longest part of the start
    except Exception as error:  # noqa: BLE001 - whatever keeps it from loading is told
        _tell(answering, {"error": str(error), "kind": type(error).__name__})
        return
    _tell(answering, {"answer": "ready"})
    work = _Work()
    while True:
        try:
            asked = questions.get(timeout=idle)
        except queue.Empty:
            return
        try:
            told = {"answer": work.answer(asked)}
        except Exception as error:  # noqa: BLE001 - whatever scanpy stumbles over is told in a sentence
            told = {"error": str(error), "kind": type(error).__name__}
        _tell(answering, told)


def _listen(asking: BinaryIO, questions: queue.Queue[Any]) -> None:
    """Take questions, also while a step runs: when there will be none any more the process ends at once."""
    try:
        while True:
            questions.put(pickle.load(asking))  # noqa: S301 - from the parent
    except BaseException:  # noqa: BLE001 - its end, or the half of a question
        os._exit(0)


def _tell(answering: BinaryIO, told: Mapping[str, Any]) -> None:
    pickle.dump(told, answering, protocol=5)
    answering.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]))
