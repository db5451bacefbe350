"""Zarr stores as folders: which one a folder is in, and which AnnData are in a store.

A SpatialData store has its tables in ``tables/NAME``, a MuData store its modalities in ``mod/NAME``: each is an AnnData
of its own, within a store that is what a person calls the data.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.trusted_files import parse_json

#: What describes a group of a store in version 3 and 2; each group has one of them.
_GROUP_FILES = ("zarr.json", ".zgroup")
#: How deep in a store AnnData are looked for.
_DEPTH = 3


def is_group(folder: Path) -> bool:
    """Tell whether a folder is a group of a zarr store, whatever it is called."""
    return any((folder / name).is_file() for name in _GROUP_FILES)


def outermost(path: Path) -> Path:
    """Return the store that a group is in: the folder that a person sees. A file, or a store, is itself."""
    found = path.absolute()
    if found.is_dir():
        while is_group(found.parent):
            found = found.parent
    return found


def name_within(path: Path) -> str:
    """Return what a data file or store is called: its name, or that of the store and the way within it."""
    return path.absolute().relative_to(outermost(path).parent).as_posix()


def kind_of_group(group: Path) -> str | None:
    """Return what a group says it holds (``"anndata"``, ``"MuData"``, ``"dataframe"`` ...); None: it does not say."""
    said = _attributes(group).get("encoding-type")
    return said if isinstance(said, str) else None


def is_spatial(group: Path) -> bool:
    """Tell whether a group is the root of a SpatialData store."""
    return "spatialdata_attrs" in _attributes(group) or (group / "tables").is_dir()


def tables_in(store: Path, depth: int = _DEPTH) -> list[Path]:
    """Return the groups within a store that are AnnData, by name."""
    found: list[Path] = []
    for folder in sorted(path for path in store.iterdir() if path.is_dir() and is_group(path)):
        if kind_of_group(folder) == "anndata":
            found.append(folder)
        elif depth > 1:
            found += tables_in(folder, depth - 1)
    return found


def _attributes(group: Path) -> dict[str, Any]:
    for name, key in (("zarr.json", "attributes"), (".zattrs", None)):
        try:
            said = parse_json((group / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        found = said.get(key) if key is not None and isinstance(said, dict) else said
        if isinstance(found, dict):
            return found
    return {}
