"""Places of the real system where nothing can be written for a while: full, read-only, locked against changes."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for something; long, since machines that run tests are slow."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def run(*command: object) -> None:
    """Run a command of the system; skip the test where it is not to be had or not allowed."""
    try:
        subprocess.run([str(word) for word in command], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"{command[0]} does not work here: {error}")


@contextlib.contextmanager
def small_disk(directory: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a small file system in memory."""
    directory.mkdir()
    run("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", directory)
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=False)


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    """Fill a file system to its last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def locked(*places: Path) -> Iterator[None]:
    """Let nobody change directories, or a file: by permission bits, or for root, whom they don't bind, by chattr."""
    as_root = os.geteuid() == 0
    if as_root and shutil.which("chattr") is None:
        pytest.skip("root is bound by no permission bits, and there is no chattr")
    modes = {place: place.stat().st_mode for place in places}
    try:
        for place in places:
            if as_root:
                run("chattr", "+i", place)
            else:
                place.chmod(0o500 if place.is_dir() else 0o400)
        yield
    finally:
        for place, mode in modes.items():
            if as_root:
                subprocess.run(["chattr", "-i", str(place)], check=False, capture_output=True)
            else:
                place.chmod(mode)


@contextlib.contextmanager
def read_only_mount(directory: Path) -> Iterator[None]:
    """Make a directory read-only as a network drive or a damaged disk becomes it."""
    run("mount", "--bind", directory, directory)
    try:
        run("mount", "-o", "remount,ro,bind", directory)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=False)
