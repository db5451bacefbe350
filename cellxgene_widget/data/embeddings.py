"""The embeddings of an AnnData: which arrays of ``obsm`` can be drawn, and their first two columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData

from ..errors import DataError, some
from .modalities import SEPARATOR, Modalities

#: Embeddings looked for first, as in scanpy and cellxgene; then any other, in order.
PREFERRED = ("X_umap", "X_tsne", "X_pca")


class Embeddings:
    """The arrays of ``obsm`` with two or more columns of numbers.

    Parameters
    ----------
    adata
        In memory, backed or lazy. Only the first two columns of what is shown are read.
    """

    def __init__(self, adata: AnnData | Modalities) -> None:
        self._adata = adata
        self._coordinates: dict[str, tuple[Any, npt.NDArray[np.float32]]] = {}

    @property
    def keys(self) -> list[str]:
        """Keys of ``obsm``, the usual ones first."""
        keys = [key for key, value in self._adata.obsm.items() if _is_embedding(value)]
        usual = {key: place for place, key in enumerate(PREFERRED)}
        # sorted() keeps the order of those that are alike; those of a modality come after those of the whole
        return sorted(keys, key=lambda key: (self._is_of_part(key), usual.get(_bare(key), len(usual))))

    def _is_of_part(self, key: str) -> bool:
        return isinstance(self._adata, Modalities) and self._adata.split(key) is not None

    def find(self, basis: str | None) -> str:
        """Return the key of an embedding by its name as in scanpy (``"umap"`` or ``"X_umap"``); None: the usual one.

        Raises
        ------
        DataError
            There is none of this name.
        """
        keys = self.keys
        if basis is None:
            return keys[0]
        modality, separator, name = basis.rpartition(SEPARATOR)
        for wanted in (basis, f"{modality}{separator}X_{name}"):
            if wanted in keys:
                return wanted
        for key in keys:  # of a modality that is not named
            if self._is_of_part(key) and _bare(key) in (basis, f"X_{basis}"):
                return key
        raise DataError(f"There is no embedding {basis!r}. Embeddings in adata.obsm: {some(keys, 20)}.")

    def coordinates(self, basis: str | None = None) -> npt.NDArray[np.float32]:
        """Return the first two columns of an embedding.

        Parameters
        ----------
        basis
            Its name; None: the usual one.

        Returns
        -------
        ndarray of float32, shape (n_cells, 2)
            Rows that are not finite in both columns are NaN. The browser has the same float32 values, so that a lasso
            holds the same cells there and here.
        """
        key = self.find(basis)
        source, points = self._coordinates.get(key, (None, None))
        now = self._adata.obsm[key]
        # In memory it is read each time, in a few milliseconds a million cells: it may have been written to.
        if points is None or source is not now or isinstance(now, np.ndarray | pd.DataFrame):
            read = self._read(key)
            if points is None or not np.array_equal(points, read, equal_nan=True):
                points = read
                points.flags.writeable = False
            self._coordinates[key] = (now, points)
        return points

    def forget(self) -> None:
        """Read all anew when they are next asked for."""
        self._coordinates.clear()

    def n_missing(self, basis: str) -> int:
        """Return how many cells an embedding has no finite coordinates for."""
        key = self.find(basis)
        points = self.coordinates(key) if key in self._coordinates else self._read(key)
        return int(np.count_nonzero(np.isnan(points[:, 0])))

    def _read(self, key: str) -> npt.NDArray[np.float32]:
        value: Any = self._adata.obsm[key]
        if hasattr(value, "to_memory"):  # a lazy frame
            value = value[list(value.columns[:2])].to_memory()
        xy = value.iloc[:, :2].to_numpy() if isinstance(value, pd.DataFrame) else value[:, :2]
        if hasattr(xy, "compute"):
            xy = xy.compute()
        xy = xy.toarray() if hasattr(xy, "toarray") else np.asarray(xy)
        # Values too large for float32 become inf, and so NaN below: they could not be drawn.
        with np.errstate(over="ignore"):
            points = np.array(xy, dtype=np.float32, order="C")
        finite = np.isfinite(points)
        points[~(finite[:, 0] & finite[:, 1])] = np.nan  # ten times as fast as all() of two
        return points


def embedding_title(key: str) -> str:
    """Return what to call an embedding in the view: ``X_umap`` is UMAP."""
    modality, separator, bare = key.rpartition(SEPARATOR)
    bare = bare.removeprefix("X_")
    known = {"umap": "UMAP", "tsne": "t-SNE", "pca": "PCA", "draw_graph_fa": "Force atlas", "diffmap": "Diffusion map"}
    title = known.get(bare, bare.replace("_", " "))
    return f"{modality}{separator} {title}" if separator else title


def _bare(key: str) -> str:
    return key.rpartition(SEPARATOR)[2]


def _is_embedding(value: Any) -> bool:
    shape: tuple[int, ...] = getattr(value, "shape", ())
    if len(shape) != 2 or shape[1] < 2:
        return False
    dtypes = (
        [value[name].dtype for name in value.columns[:2]]
        if hasattr(value, "columns")
        else [getattr(value, "dtype", None)]
    )
    return all(
        dtype is not None and pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype)
        for dtype in dtypes
    )
