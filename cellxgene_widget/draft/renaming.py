"""Another name for a draft: at every instant a whole draft is found, under the old name or under the new one.

All files are linked (or copied) to their new names first, beside a mark ``NEW-ID.renaming``: as long as that is there,
what has the new name does not count. Then the mark is renamed to ``NEW-ID.renamed``, in one step: from now on what has
the old name does not count. It is removed then, and the mark last. Whoever opens the draft after a crash goes on, or
takes all back: by renaming the mark to ``NEW-ID.undone``, so that of two only one has their way.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path

from ..core.files import link, make_directory, remove_leftovers, sync, sync_directory, write_atomically
from ..core.trusted_files import parse_json, read_file, require_own_directory
from ..core.uninterrupted import uninterrupted
from ..errors import DraftError
from .draft import Draft
from .file_names import BACKUPS, name_in
from .journal import Journal
from .unsaved import UnsavedEdits
from .write_lock import WriteLock

_BEGUN, _UNDONE, _DONE = ".renaming", ".undone", ".renamed"


class Renaming:
    """One draft on its way from one name to another.

    Parameters
    ----------
    old, new
        The draft as it is, and as it will be.
    """

    def __init__(self, old: Draft, new: Draft) -> None:
        self._old = old
        self._new = new

    def require_free(self) -> None:
        """Raise a :class:`DraftError` if there is anything of the new name."""
        for path in (self._new.path, self._new.gene_sets_path, self._new.backup_directory):
            if path is not None and os.path.lexists(path) and not _is_empty(path):
                raise DraftError(f"There is a draft {self._new.name!r} already ({path}): choose another name.")

    def prepare(self) -> None:
        """Put everything there under the new name too, where it does not count yet.

        Raises
        ------
        OSError
            As the system says.
        """
        folder = self._new.backup_directory
        make_directory(folder)
        says = {"from": self._old.name, "folder": self._old.backup_directory.name}
        write_atomically(_mark(self._new, _BEGUN), json.dumps(says).encode())
        for source in _files(self._old, self._old.backup_directory):
            _link(source, _renamed(source, self._old, self._new))
        sync_directory(folder)
        sync_directory(self._new.directory)

    def commit(self) -> None:
        """Let the new name count, and the old one no more."""
        _mark(self._new, _BEGUN).rename(_mark(self._new, _DONE))
        sync_directory(self._new.backup_directory)

    def undo(self) -> None:
        """Remove what has the new name, which does not count: nothing has happened. Not if it counts by now."""
        mark = _mark(self._new, _UNDONE)
        with contextlib.suppress(OSError):
            _mark(self._new, _BEGUN).rename(mark)
        if mark.exists() and _remove(self._new, self._new.backup_directory):
            with contextlib.suppress(OSError):
                mark.unlink()
        with contextlib.suppress(OSError):  # if nothing is in it
            self._new.backup_directory.rmdir()

    def run(self, write_lock: WriteLock, unsaved: UnsavedEdits) -> None:
        """Let the draft, its lock and its journal have the new name, and remove what has the old one.

        Parameters
        ----------
        write_lock, unsaved
            Of the draft. Whoever calls has all locks that writers of its files take.

        Raises
        ------
        DraftError
            It could not be done; all is as before.
        """
        old, new, lock = self._old, self._new, None
        try:
            self.prepare()
            lock = write_lock.acquire_for(new)
            journal = Journal(new.journal_path, new.author)
            journal.read()
            journal.begin_term(lock.term)
            with uninterrupted():
                unsaved.close()
                self.commit()
                write_lock.move(lock, str(new.name))
                unsaved.journal = journal
                finish(new)
        except BaseException as error:
            if old.name == new.name:  # all was done when the stop button came
                raise
            self.undo()
            if lock is not None:
                lock.release()
            if isinstance(error, OSError):
                why = error.strerror or error
                raise DraftError(f"The draft can't be renamed: {why}. It is as it was.") from error
            raise


def superseded(directory: Path, identity: str) -> set[Path]:
    """Return the CSVs of drafts with an ID that do not count: not yet, or no more."""
    out = set()
    for mark in _marks(directory, identity):
        name = _said(mark).get("from") if mark.suffix == _DONE else name_in(mark.stem)
        if name is not None:
            out.add(directory / f"{name}-{identity}.csv")
    return out


def finish(draft: Draft) -> None:
    """Remove what an interrupted renaming left of a draft; called by who has the lock."""
    if draft.name is None or draft.fixed is not None:
        return
    for folder in draft.directory.glob(f"*-{draft.id}{BACKUPS}"):
        if folder != draft.backup_directory:  # made for another name, and nothing came of it
            remove_leftovers(folder)
            with contextlib.suppress(OSError):
                folder.rmdir()
    for mark in _marks(draft.directory, draft.id):
        said = _said(mark)
        new = _called(draft, name_in(mark.stem))
        # Of several drafts with one ID only that one which is renamed: its lock is that of the renaming.
        if mark.suffix != _DONE and said.get("from") == draft.name:
            Renaming(draft, new).undo()
        elif mark.suffix == _DONE and new.name == draft.name and "from" in said:
            old = _called(draft, said["from"])
            with contextlib.suppress(OSError):
                if _remove(old, draft.directory / said["folder"], renamed=(new, mark.stat().st_mtime_ns)):
                    sync_directory(draft.directory)
                    mark.unlink()


def current_name(draft: Draft) -> str | None:
    """Return what a draft is called now if someone gave it another name; None if it is as it was."""
    if draft.path is None or draft.fixed is not None or draft.path.exists() or draft.journal_path.exists():
        return None
    for path in draft.directory.glob(f"*{BACKUPS}/*-{draft.id}.journal"):
        return name_in(path.stem)
    return None


def _is_left(path: Path, twin: Path, since: int) -> bool:
    """Tell whether a file says no more than the one that was linked to it, or copied from it, for the new name."""
    with contextlib.suppress(OSError):
        if path.samefile(twin):  # written under its new name since, it is newer under the old one, too
            return True
    return path.lstat().st_mtime_ns <= since


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _called(draft: Draft, name: str) -> Draft:
    return Draft(draft.directory, draft.id, name, author=draft.author, backups=draft.backups)


def _mark(draft: Draft, suffix: str) -> Path:
    return draft.journal_path.with_suffix(suffix)


def _marks(directory: Path, identity: str) -> list[Path]:
    found: list[Path] = []
    for suffix in (_BEGUN, _UNDONE, _DONE):
        with contextlib.suppress(OSError):
            found += directory.glob(f"*{BACKUPS}/*-{identity}{suffix}")
    return found


def _said(mark: Path) -> dict[str, str]:
    """Return from which name, and from which folder; empty if the mark is none of ours."""
    try:
        said = parse_json(read_file(mark))
    except (OSError, ValueError):
        return {}
    if not isinstance(said, dict) or not {"from", "folder"} <= said.keys():
        return {}
    if not all(isinstance(text, str) and text and Path(text).name == text for text in said.values()):
        return {}
    return said


def _stems(draft: Draft) -> tuple[str, str]:
    sets = draft.gene_sets_path
    return "" if draft.path is None else draft.path.stem, "" if sets is None else sets.stem


def _files(draft: Draft, folder: Path) -> list[Path]:
    """Return the files of a draft, but for its lock and marks."""
    stems = _stems(draft)
    beginnings = tuple(f"{stem}{mark}" for stem in stems for mark in ".-")
    found = [draft.directory / f"{stem}.csv" for stem in stems]
    with contextlib.suppress(OSError):
        require_own_directory(folder)
        found += [path for path in folder.iterdir() if path.name.startswith(beginnings)]
    ours = {".lock", _BEGUN, _UNDONE, _DONE}
    return [path for path in found if path.suffix not in ours and os.path.lexists(path)]


def _renamed(path: Path, old: Draft, new: Draft) -> Path:
    """Return what a file of a draft is called under its other name."""
    to = new.directory if path.parent == old.directory else new.backup_directory
    for stem, other in zip(_stems(old), _stems(new), strict=True):
        if path.name.startswith((f"{stem}.", f"{stem}-")):
            return to / f"{other}{path.name.removeprefix(stem)}"
    raise ValueError(f"{path} is no file of the draft {old.name!r}")


def _link(source: Path, target: Path) -> None:
    if source.is_symlink():  # of the user's own, to their own place: it stays one
        target.symlink_to(source.parent / source.readlink())
        return
    try:
        link(source, target)
    except OSError:
        shutil.copy2(source, target)
        sync(target)


def _remove(draft: Draft, folder: Path, *, renamed: tuple[Draft, int] | None = None) -> bool:
    """Remove the files of a draft, the journal last, and tell whether all went.

    ``renamed``: the draft that it is now, and since when; what another program wrote to the old name since then stays.
    """
    all_went = True
    for path in sorted(_files(draft, folder), key=lambda path: path.suffix == ".journal"):
        try:
            if renamed is not None and not _is_left(path, _renamed(path, draft, renamed[0]), renamed[1]):
                all_went = False
                continue
            path.unlink()
        except OSError:
            all_went = False
    with contextlib.suppress(OSError):
        (folder / f"{_stems(draft)[0]}.lock").unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()
    return all_went
