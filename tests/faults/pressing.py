"""The stop button of a notebook, pressed at the k-th line that runs in the package."""

from __future__ import annotations

import _thread
import contextlib
import gc
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import cellxgene_widget

from ..stop_button import stop_button

PACKAGE = str(Path(cellxgene_widget.__file__).parent)


def pressed_at(line: int | None, work: Callable[[], object]) -> tuple[bool, int]:
    """Do something, and press the button at a line of the package, counted from 1; None: never.

    Returns whether it was interrupted, and how many lines ran up to then.
    """
    seen = 0

    def on_line(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal seen
        if event == "line":
            seen += 1
            if seen == line:
                sys.settrace(None)
                _thread.interrupt_main()
                return None
        return on_line

    def on_call(frame: FrameType, event: str, argument: object) -> Any:
        return on_line if frame.f_code.co_filename.startswith(PACKAGE) else None

    former = sys.gettrace()
    gc.disable()  # a press that falls into a finalizer of an earlier draft is lost, as a person's would be
    with stop_button():
        try:
            sys.settrace(on_call)
            work()
            sys.settrace(None)
        except KeyboardInterrupt:
            return True, seen
        finally:
            sys.settrace(former)
            gc.enable()
    return False, seen


def pressed_while_waiting(
    lock: contextlib.AbstractContextManager[Any], work: Callable[[], object]
) -> tuple[bool, float]:
    """Do something that needs a lock which another thread holds, and press the button while it waits.

    Returns whether it was interrupted, and after how many seconds.
    """
    taken, go_on = threading.Event(), threading.Event()

    def busy() -> None:
        with lock:
            taken.set()
            go_on.wait(60)

    thread = threading.Thread(target=busy)
    thread.start()
    assert taken.wait(60)
    timer = threading.Timer(0.2, signal.pthread_kill, (threading.get_ident(), signal.SIGINT))
    began, interrupted = time.monotonic(), False
    with stop_button():
        timer.start()
        try:
            work()
        except KeyboardInterrupt:
            interrupted = True
    seconds = time.monotonic() - began
    go_on.set()
    thread.join()
    return interrupted, seconds
