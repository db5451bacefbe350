"""The embeddings of an AnnData: which arrays of ``obsm`` can be drawn, and their first two columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData

from ..errors import DataError, some
from .modalities import SEPARATOR, Modalities
from .obsm_arrays import arrays_in_obsm, first_two, why_not_drawn
from .placed_rows import PlacedRows
from .sections import Sections
from .watch import DataChange

#: Embeddings looked for first, as in scanpy and cellxgene; then any other, in order.
PREFERRED = ("X_umap", "X_tsne", "X_pca")
#: Words beside "spatial" in the names of places on tissue; any other ("spatial_pca") makes it an embedding like others.
_TISSUE_WORDS = frozenset(
    (
        "spatial", "coordinates", "coords", "xy", "2d", "3d", "centroid", "centroids", "fov", "global", "local",
        "um", "micron", "microns", "mm", "px", "pixel", "pixels", "fullres", "hires", "lowres",
        "aligned", "registered", "rotated", "scaled", "original", "raw",
    )
)  # fmt: skip


@dataclass(frozen=True)
class EmbeddingInfo:
    """What a view needs to know of an embedding before it is drawn.

    Attributes
    ----------
    key, title
        The key in ``obsm``, and what to call it.
    n_missing
        Cells without finite coordinates.
    y_down
        Whether y grows downwards on screen, as in the images of tissue.
    """

    key: str
    title: str
    n_missing: int
    y_down: bool


class Embeddings:
    """The arrays of ``obsm`` with two or more columns of numbers.

    Parameters
    ----------
    adata
        In memory, backed or lazy. Only the first two columns of what is shown are read.
    sections
        Cells of other sections than the one shown have no place on tissue. By default all are shown.
    """

    def __init__(self, adata: AnnData | Modalities, sections: Sections | None = None) -> None:
        self._adata = adata
        self.sections = Sections(adata) if sections is None else sections
        """The sections of tissue, and the one shown."""
        self._coordinates: dict[str, tuple[Any, npt.NDArray[np.float32]]] = {}

    @property
    def keys(self) -> list[str]:
        """Keys of ``obsm``, the usual ones first."""
        arrays, _ = arrays_in_obsm(self._adata)
        keys = [key for key, value in arrays.items() if why_not_drawn(value) is None]
        usual = {key: place for place, key in enumerate(PREFERRED)}
        # sorted() keeps the order of those that are alike; those of a modality come after those of the whole
        return sorted(keys, key=lambda key: (self._is_of_part(key), usual.get(_bare(key), len(usual))))

    def array(self, key: str) -> Any:
        """Return what ``obsm`` holds under a key."""
        return self._adata.obsm[key]

    def is_tissue(self, key: str) -> bool:
        """Tell whether an embedding is the places of cells on tissue, see :func:`is_tissue`; also of a modality."""
        split = self._adata.split(key) if isinstance(self._adata, Modalities) else None
        return is_tissue(key if split is None else split[1])

    def _is_of_part(self, key: str) -> bool:
        return isinstance(self._adata, Modalities) and self._adata.split(key) is not None

    @property
    def left_out(self) -> dict[str, str]:
        """What of ``obsm`` can't be drawn, by its key, and why."""
        arrays, refused = arrays_in_obsm(self._adata)
        reasons = {key: why_not_drawn(value) for key, value in arrays.items()}
        return {key: why for key, why in reasons.items() if why is not None} | refused

    def require(self) -> None:
        """Raise a :class:`DataError` if there is nothing to draw cells in, or no tissue to show a section of."""
        keys = self.keys
        if not keys:
            raise DataError(
                "There is no embedding to draw: adata.obsm holds no array with two or more columns of numbers"
                f"{self._reasons()}. "
                "Compute one first, for example with sc.pp.neighbors(adata); sc.tl.umap(adata)."
            )
        if self.sections.library_id is not None and not any(map(self.is_tissue, keys)):
            raise DataError(
                "library_id= shows one section of the tissue, and there is no adata.obsm['spatial'] with the places of "
                f"cells on it{self._reasons()}. Embeddings in adata.obsm: {some(keys, 20)}."
            )

    def describe(self) -> list[EmbeddingInfo]:
        """Return what a view needs to know of each, the usual ones first."""
        return [EmbeddingInfo(key, embedding_title(key), self.n_missing(key), self.is_tissue(key)) for key in self.keys]

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
        left_out = self.left_out
        for key in (basis, f"X_{basis}"):
            if key in left_out:
                raise DataError(f"{key!r} can't be drawn: {left_out[key]}. Embeddings in adata.obsm: {some(keys, 20)}.")
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
            Rows that are not finite in both columns are NaN, and on tissue those of cells of other sections than that
            shown. The browser has the same float32 values, so that a lasso holds the same cells there and here.
        """
        key = self.find(basis)
        source, points = self._coordinates.get(key, (None, None))
        now = self._adata.obsm[key]
        # In memory it is read each time, in a few milliseconds a million cells: it may have been written to.
        held = now.source if isinstance(now, PlacedRows) else now
        if points is None or source is not now or isinstance(held, np.ndarray | pd.DataFrame):
            read = self._read(key)
            if points is None or not np.array_equal(points, read, equal_nan=True):
                points = read
                points.flags.writeable = False
            self._coordinates[key] = (now, points)
        return points

    def overlap(self) -> str | None:
        """Return a sentence on sections of tissue that are drawn over each other; None: none are."""
        if self.sections.library_id is not None or len(self.sections.names) < 2:
            return None
        for key in filter(self.is_tissue, self.keys):
            over = self.sections.overlapping(self.coordinates(key))
            if over:
                return (
                    f"The sections {some(over)} lie over each other in {key!r}: a lasso there takes cells of all of "
                    f"them. To see one, call show() with its name, as in library_id={over[0]!r}."
                )
        return None

    def followed(self, change: DataChange) -> DataChange:
        """Return a change of the data with the embeddings in which other cells have a place after it."""
        if not change.columns.intersection(self.sections.columns):
            return change
        return replace(change, embeddings=change.embeddings.union(filter(self.is_tissue, self.keys)))

    def forget(self) -> None:
        """Read all anew when they are next asked for."""
        self._coordinates.clear()

    def n_missing(self, basis: str) -> int:
        """Return how many cells an embedding has no finite coordinates for."""
        key = self.find(basis)
        points = self.coordinates(key) if key in self._coordinates else self._read(key)
        return int(np.count_nonzero(np.isnan(points[:, 0])))

    def _read(self, key: str) -> npt.NDArray[np.float32]:
        xy = first_two(self._adata.obsm[key])
        # Values too large for float32 become inf, and so NaN below: they could not be drawn.
        with np.errstate(over="ignore"):
            points = np.array(xy, dtype=np.float32, order="C")
        finite = np.isfinite(points)
        points[~(finite[:, 0] & finite[:, 1])] = np.nan  # ten times as fast as all() of two
        shown = self.sections.shown() if self.is_tissue(key) else None
        if shown is not None:
            points[~shown] = np.nan
        return points

    def _reasons(self) -> str:
        left_out = self.left_out
        return f" ({'; '.join(f'{key!r}: {why}' for key, why in left_out.items())})" if left_out else ""


def embedding_title(key: str) -> str:
    """Return what to call an embedding in the view: ``X_umap`` is UMAP."""
    modality, separator, bare = key.rpartition(SEPARATOR)
    bare = bare.removeprefix("X_")
    known = {"umap": "UMAP", "tsne": "t-SNE", "pca": "PCA", "draw_graph_fa": "Force atlas", "diffmap": "Diffusion map"}
    title = known.get(bare, bare.replace("_", " "))
    return f"{modality}{separator} {title}" if separator else title


def _bare(key: str) -> str:
    return key.rpartition(SEPARATOR)[2]


def is_tissue(key: str) -> bool:
    """Tell whether an embedding is the places of cells on tissue, by its key: y is drawn downwards then.

    ``"spatial"`` is what squidpy, spatialdata and scanpy write, ``"X_spatial"`` what others do; also with the usual
    words for units and versions, as in ``"spatial_um"``, ``"spatial_fov"`` or ``"aligned_spatial"``.
    """
    words = [word for word in re.split(r"[\W_]+", key.removeprefix("X_").lower()) if word]
    return "spatial" in words and _TISSUE_WORDS.issuperset(words)
