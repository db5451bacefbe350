"""A file with labels is read back before it takes the place of the one without."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
import pandas as pd
from anndata import AnnData, io

from ..data.frames import series_of
from ..data.obs_columns import MERGED_KEY
from ..errors import MergeError


@dataclass(frozen=True)
class Contents:
    """What is in a file: each element two levels deep, with its shape."""

    shapes: dict[str, Any]

    @classmethod
    def of(cls, path: Path) -> Self:
        """Look into a file."""
        with _opened(path) as store:
            return cls({name: _shape(item) for name, item in _elements(store)})


def require_written(path: Path, before: Contents, expected: AnnData, keys: Sequence[str]) -> None:
    """Check that a file holds what was written, and all that was there before.

    Raises
    ------
    MergeError
        It does not.
    """
    now = Contents.of(path).shapes
    ours = {"uns", f"uns/{MERGED_KEY}", *(f"obs/{key}" for key in keys), *(f"uns/{key}_colors" for key in keys)}
    lost = [name for name, shape in before.shapes.items() if name not in ours and now.get(name, ...) != shape]
    with _opened(path) as store:
        obs = cast("pd.DataFrame", io.read_elem(store["obs"]))
        colors = {key: [str(color) for color in cast("Any", io.read_elem(store[f"uns/{key}_colors"]))] for key in keys}
    as_meant = (
        obs.index.equals(expected.obs_names)
        and list(obs.columns) == list(expected.obs.columns)
        and all(_same(obs[key], series_of(expected.obs, key)) for key in keys)
        and all(colors[key] == list(expected.uns[f"{key}_colors"]) for key in keys)
    )
    if lost or not as_meant:
        raise MergeError(
            "The file with the labels does not read as it was written; it may be damaged, or the disk is. "
            "It was removed, and the data file is as before."
        )


def _same(one: pd.Series[Any], other: pd.Series[Any]) -> bool:
    return bool(
        np.array_equal(one.cat.codes, other.cat.codes) and list(one.cat.categories) == list(other.cat.categories)
    )


def _elements(store: Any) -> list[tuple[str, Any]]:
    found = []
    for name in store:
        item = store[name]
        found.append((name, item))
        if not hasattr(item, "shape"):
            found += [(f"{name}/{inner}", item[inner]) for inner in item]
    return found


def _shape(item: Any) -> Any:
    return tuple(getattr(item, "shape", ())) or [int(n) for n in item.attrs.get("shape", ())]


@contextmanager
def _opened(path: Path) -> Any:
    if path.is_dir():
        import zarr

        yield zarr.open_group(str(path), mode="r")
        return
    import h5py

    with h5py.File(path, "r") as file:
        yield file
