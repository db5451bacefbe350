"""The power goes: what was not waited for (fsync) may be lost, file by file and name by name; no acknowledged edit is.

A session's calls are recorded. Then a disk is made from them up to some instant, as a file system may leave it: of a
file the bytes at its last fsync, of a directory the names at its last fsync. Names that are not on disk are dropped or
kept at random, and so are bytes.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cellxgene_widget import Session

from .small import small_cells


class Disk:
    """What is in memory of a file system, and what is on its disk.

    A file is an inode: ``bytes`` now, and ``synced`` at its last fsync. A directory: its entries now, and at its last.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[int, tuple[bytes, bytes]] = {}
        self.entries: dict[str, dict[str, int]] = {}
        self.synced: dict[str, dict[str, int]] = {str(root): {}}

    def look(self) -> None:
        """Take what the real file system holds for what is in memory."""
        self.entries = {}
        for folder in [self.root, *(path for path in self.root.rglob("*") if path.is_dir())]:
            here = self.entries[str(folder)] = {}
            for path in folder.iterdir():
                here[path.name] = path.stat().st_ino
                if path.is_file():
                    _, synced = self.files.get(path.stat().st_ino, (b"", b""))
                    self.files[path.stat().st_ino] = path.read_bytes(), synced

    def fsync(self, path: Path) -> None:
        self.look()
        if path.is_dir():
            self.synced[str(path)] = dict(self.entries[str(path)])
        else:
            inode = path.stat().st_ino
            self.files[inode] = self.files[inode][0], self.files[inode][0]

    def after_power_loss(self, rng: random.Random, target: Path) -> None:
        """Write to another folder what a disk may hold."""
        self.look()
        self._write(str(self.root), target, rng)

    def _write(self, folder: str, target: Path, rng: random.Random) -> None:
        target.mkdir()
        now, synced = self.entries.get(folder, {}), self.synced.get(folder, {})
        for name in sorted({*now, *synced}):
            lost = now.get(name) != synced.get(name)
            inode = (synced if lost and rng.random() < 0.5 else now).get(name)
            if inode is None:
                continue
            if inode in self.files:
                data, safe = self.files[inode]
                (target / name).write_bytes(data if rng.random() < 0.3 else safe)
            elif f"{folder}/{name}" in {*self.entries, *self.synced}:
                self._write(f"{folder}/{name}", target / name, rng)


@contextlib.contextmanager
def recorded(disk: Disk) -> Iterator[None]:
    """Follow the fsyncs of this process, as far as they concern the disk."""
    real = os.fsync

    def fsync(handle: Any) -> None:
        real(handle)
        path = Path(f"/proc/self/fd/{handle if isinstance(handle, int) else handle.fileno()}").readlink()
        if path == disk.root or disk.root in path.parents:
            disk.fsync(path)

    os.fsync = fsync
    try:
        yield
    finally:
        os.fsync = real


def opened(folder, **options):
    return Session(small_cells(), annotations_dir=folder / "deep" / "drafts", dataset="d", autosave=None, **options)


STEPS = {
    "create": lambda s, n: s.create_category(f"category {n}"),
    "label": lambda s, n: s.label(f"label {n % 4}", cells=[n % 20]),
    "again": lambda s, n: s.label("again", cells=[(n * 7) % 20]),
    "undo": lambda s, n: s.undo() if str(s.undo_text).startswith("label") else None,
    "save": lambda s, n: s.save(),
    "rename": lambda s, n: s.rename_draft(f"name {n}"),
    "reorder": lambda s, n: s.create_gene_set(f"set {n}", ["x"]),
}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
@pytest.mark.parametrize("seed", range(12))
def test_no_acknowledged_edit_is_lost_with_the_power(seed, fast_dir, soak, figures):
    for number in range(20 if soak else 1):
        rng = random.Random(seed * 1000 + number)
        root = fast_dir / f"disk {number}"
        root.mkdir()
        disk = Disk(root)
        with recorded(disk):
            session = opened(root, name="mine")
            for n in range(25):
                step = "create" if n == 0 else rng.choice(list(STEPS))
                STEPS[step](session, n)
                shown, revision = session.annotations, session.revision
                for attempt in range(2):
                    after = fast_dir / f"after {number} {n} {attempt}"
                    disk.after_power_loss(rng, after)
                    figures["losses of power"] = figures.get("losses of power", 0) + 1
                    for lock in after.rglob("*.lock"):
                        lock.unlink()
                    again = opened(after)
                    assert again.revision >= revision, f"after {step}"
                    assert again.annotations.equals(shown), f"after {step}"
                    assert not any("damaged" in warning for warning in again.warnings)
                    again.parts.store.close()
            session.parts.store.close()


def test_the_recorder_loses_what_was_not_waited_for(fast_dir):
    root = fast_dir / "disk"
    root.mkdir()
    disk = Disk(root)
    with recorded(disk):
        (root / "lost").write_bytes(b"x")
        (root / "kept").write_bytes(b"y")
        for path in (root / "kept", root):
            handle = os.open(path, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        with io.open(root / "kept", "ab") as file:  # noqa: UP020
            file.write(b"z")
        (root / "folder").mkdir()
        (root / "folder" / "a").write_bytes(b"1")
    seen = set()
    for seed in range(40):
        disk.after_power_loss(random.Random(seed), fast_dir / str(seed))
        seen.add(tuple((path.name, path.read_bytes()) for path in sorted((fast_dir / str(seed)).glob("*[!r]"))))
    assert {dict(each)["kept"] for each in seen} == {b"y", b"yz"}
    assert {dict(each)["lost"] for each in seen} == {b"", b"x"}
    assert {(fast_dir / str(seed) / "folder").exists() for seed in range(40)} == {True, False}
