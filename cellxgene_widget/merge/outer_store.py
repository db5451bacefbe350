"""The zarr store around a group that is replaced: what it says at its top of all groups within it.

Consolidated metadata is a copy of what describes each group and array, kept at the top of a store, and readers go by
it. While a group is replaced it would be wrong about that group, so it is taken away first and made again afterwards:
a reader in between, or after a kill, looks at the groups themselves.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..core.files import write_atomically
from ..data.stores import is_group

#: The file of version 2, and the one that spatialdata kept for remote readers.
_COPIES = (".zmetadata", "zmetadata")
_KEY = "consolidated_metadata"


@contextmanager
def consolidated_again(group: Path, notes: list[str]) -> Iterator[Callable[[], None]]:
    """Make the consolidated metadata of the stores around a group anew at the end, if it was taken away.

    Parameters
    ----------
    group
        Which is not itself among them; a file has none around it.
    notes
        A sentence is added where it could not be made: readers do without, the group itself is as it should be.

    Yields
    ------
    function
        Takes it away: to be called just before the group is replaced.
    """
    taken: list[tuple[Path, list[str]]] = []

    def take_away() -> None:
        for folder in group.absolute().parents:
            if not is_group(folder):
                return
            kept: list[str] = []
            taken.append((folder, kept))  # before, so that what a failure left half done is made whole too
            _take_away(folder, kept)

    try:
        yield take_away
    finally:
        for folder, kept in reversed(taken):
            try:
                if kept:
                    _make_again(folder, kept)
            except Exception as error:  # noqa: BLE001 - zarr raises many kinds for what it can't read of other groups
                reason = (str(error).splitlines() or [type(error).__name__])[0]
                notes.append(
                    f"The consolidated metadata of {folder.name!r} could not be made anew ({reason}); readers look at "
                    "its groups themselves. zarr.consolidate_metadata() makes it."
                )


def _take_away(folder: Path, kept: list[str]) -> None:
    for name in _COPIES:
        if (folder / name).is_file():
            kept.append(name)
            (folder / name).unlink()
    described = folder / "zarr.json"
    if described.is_file():
        said = json.loads(described.read_text(encoding="utf-8"))
        if said.get(_KEY) is not None:
            kept.append(described.name)
            del said[_KEY]
            write_atomically(described, json.dumps(said, indent=2).encode())


def _make_again(folder: Path, kept: list[str]) -> None:
    import zarr

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # on the form itself, and on files that are no groups
        zarr.consolidate_metadata(str(folder))
    made = folder / ".zmetadata"
    if made.is_file():
        content = made.read_bytes()
        for name in kept:
            write_atomically(folder / name, content)
        if made.name not in kept:
            made.unlink()
