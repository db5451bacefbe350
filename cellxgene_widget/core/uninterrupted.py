"""Steps that must not be torn apart: Ctrl-C, or the stop button of a notebook, waits until they are done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self


class uninterrupted:  # noqa: N801 - used as a statement, as contextlib's are
    """Defer SIGINT while a block runs; what was pressed meanwhile is delivered at its end.

    Python runs signal handlers between any two bytecodes of the main thread, so ``KeyboardInterrupt`` can fall between
    a write and the line that remembers it. Blocks may be nested: the outermost one delivers the signal. On other
    threads, and where SIGINT has no handler written in Python, a block does nothing.

    Keep such blocks short, and take locks *before* entering one: whoever waits for a lock should be stoppable.
    """

    def __init__(self) -> None:
        self.pressed = False
        #: The handler whose place is taken; None while none is.
        self._former: Callable[[int, FrameType | None], object] | None = None

    def __enter__(self) -> Self:
        former = signal.getsignal(signal.SIGINT)
        if callable(former) and threading.current_thread() is threading.main_thread():
            # A signal that came before the swap ends the `with` here; after it nothing interrupts any more.
            signal.signal(signal.SIGINT, self._note)
            self._former = former
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        former, self._former = self._former, None
        if former is None:
            return
        signal.signal(signal.SIGINT, former)  # from here on one more press is delivered at once: no second is owed then
        if self.pressed:
            former(signal.SIGINT, None)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.pressed = True
