"""Calls of the operating system that fail when they are told to."""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

#: What a save or a journal may ask of the system that changes something on disk.
CALLS = ("fsync", "link", "replace", "rename", "unlink", "open", "mkdir", "chmod", "utime", "ftruncate")

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


class _File:
    """An open file whose writes may fail, some of the data being written all the same."""

    def __init__(self, file: Any, before_write: Callable[[], None]) -> None:
        self._file = file
        self._before_write = before_write

    def write(self, data: Any) -> int:
        try:
            self._before_write()
        except OSError:
            self._file.write(data[: len(data) // 2])
            raise
        return int(self._file.write(data))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Faults:
    """Counts the calls that concern a directory, and lets some of them fail.

    Parameters
    ----------
    directory
        Calls about other places are let through.
    """

    def __init__(self, directory: Path) -> None:
        self.calls: list[str] = []
        self._place = os.path.realpath(directory)
        self._failing: range = range(0)
        self._number = 0

    def arm(self, nth: int | None, number: int = errno.EIO, times: int = 1) -> None:
        """Count from here on; let the ``nth`` call fail, and as many as ``times`` from there on; or none."""
        self.calls.clear()
        self._failing = range(0) if nth is None else range(nth, nth + times)
        self._number = number

    def concerns(self, argument: Any) -> bool:
        if isinstance(argument, int):
            with contextlib.suppress(OSError):
                return str(Path(f"/proc/self/fd/{argument}").readlink()).startswith(self._place)
            return False
        return isinstance(argument, str | os.PathLike) and os.path.realpath(argument).startswith(self._place)

    def count(self, name: str, argument: Any) -> None:
        self.calls.append(f"{name} {argument}")
        if len(self.calls) - 1 in self._failing:
            raise OSError(self._number, os.strerror(self._number), str(argument))


@contextlib.contextmanager
def faults(directory: Path) -> Iterator[Faults]:
    """Stand between this process and the system, as far as a directory is concerned."""
    made = Faults(directory)

    def wrapped(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(first: Any, *args: Any, **kwargs: Any) -> Any:
            reads = name == "open" and not args[0] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if not reads and made.concerns(first):
                made.count(name, first)
            return original(first, *args, **kwargs)

        return call

    real_open = io.open

    def open_file(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        writes = any(letter in mode for letter in "wax+") and made.concerns(file)
        if writes and not isinstance(file, int):
            made.count("open", file)
        opened = real_open(file, mode, *args, **kwargs)
        return _File(opened, lambda: made.count("write", file)) if writes else opened

    originals = {name: getattr(os, name) for name in CALLS}
    try:
        for name, original in originals.items():
            setattr(os, name, wrapped(name, original))
        io.open = builtins.open = open_file  # type: ignore[assignment]
        yield made
    finally:
        io.open = builtins.open = real_open
        for name, original in originals.items():
            setattr(os, name, original)
