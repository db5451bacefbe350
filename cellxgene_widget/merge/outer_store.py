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
def consolidated_again(group: Path) -> Iterator[Callable[[], None]]:
    """Make the consolidated metadata of the stores around a group anew at the end, if it was taken away.

    Parameters
    ----------
    group
        Which is not itself among them; a file has none around it.

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
            taken.append((folder, _take_away(folder)))

    try:
        yield take_away
    finally:
        for folder, kept in reversed(taken):
            if kept:
                _make_again(folder, kept)


def _take_away(folder: Path) -> list[str]:
    kept = [name for name in _COPIES if (folder / name).is_file()]
    for name in kept:
        (folder / name).unlink()
    described = folder / "zarr.json"
    if described.is_file():
        said = json.loads(described.read_text(encoding="utf-8"))
        if said.get(_KEY) is not None:
            del said[_KEY]
            write_atomically(described, json.dumps(said, indent=2).encode())
            kept.append(described.name)
    return kept


def _make_again(folder: Path, kept: list[str]) -> None:
    import zarr

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Consolidated metadata", category=UserWarning)
        zarr.consolidate_metadata(str(folder))
    made = folder / ".zmetadata"
    if made.is_file():
        content = made.read_bytes()
        for name in kept:
            write_atomically(folder / name, content)
        if made.name not in kept:
            made.unlink()
