"""The embeddings of an AnnData: which arrays of ``obsm`` can be drawn, and their first two columns."""

from __future__ import annotations

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
from .tissue_keys import has_images, is_tissue, section_key, section_keys
from .watch import DataChange

#: Embeddings looked for first, as in scanpy and cellxgene; then any other, in order.
PREFERRED = ("X_umap", "X_tsne", "X_pca")

#: Sections that are offered one by one: more are fields of view, or no sections at all.
_MOST_SECTIONS = 500


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
    of
        The key in ``obsm``, also of one section of it.
    section
        The section that it shows alone; None: all cells.
    n_elsewhere
        Cells of other sections; they are not among ``n_missing``.
    library
        Whose images lie beneath these cells; None: none, or it is not known which.
    overlap
        A sentence on sections that lie over each other in it; None: none do.
    """

    key: str
    title: str
    n_missing: int
    y_down: bool
    of: str
    section: str | None = None
    n_elsewhere: int = 0
    library: str | None = None
    overlap: str | None = None


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

    def split(self, key: str) -> tuple[str, str | None]:
        """Return the key in ``obsm`` and the section that a key names, as in ``"spatial[V1_Heart]"``; None: none."""
        named = list(section_keys(key))
        keys = self.keys if named else []
        if key not in keys:
            for base, section in named:
                if base in keys and is_tissue(self._bare(base)):
                    return base, section
        return key, None

    def is_tissue(self, key: str) -> bool:
        """Tell whether an embedding is the places of cells on tissue, see :func:`is_tissue`; also of a modality."""
        return is_tissue(self._bare(self.split(key)[0]))

    def _bare(self, key: str) -> str:
        split = self._adata.split(key) if isinstance(self._adata, Modalities) else None
        return key if split is None else split[1]

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
        told: list[EmbeddingInfo] = []
        for key in self.keys:
            if self.is_tissue(key):
                told += self._describe_tissue(key)
            else:
                told.append(EmbeddingInfo(key, embedding_title(key), self.n_missing(key), y_down=False, of=key))
        return told

    def _describe_tissue(self, key: str) -> list[EmbeddingInfo]:
        """Return all cells on tissue, unless one section was chosen, and each section for itself where there are."""
        points = self._read(key)
        lost = np.isnan(points[:, 0])
        codes, names = self.sections.by_cell()
        title, pictured = embedding_title(key), self.sections.tissue.names if has_images(self._bare(key)) else []
        apart = len(names) > 1 or (len(names) == 1 and (codes < 0).any()) or self.sections.is_narrowed
        told: list[EmbeddingInfo] = []
        if not (apart and self.sections.is_narrowed):
            only = names[0] if len(names) == 1 and not apart and names[0] in pictured else None
            whole = f"{title} · all sections" if apart else title
            over = self._overlap_in(key, points) if len(names) > 1 else None
            told.append(EmbeddingInfo(key, whole, int(lost.sum()), y_down=True, of=key, library=only, overlap=over))
        if apart:
            n_cells = np.bincount(codes + 1, minlength=len(names) + 1)[1:]
            n_lost = np.bincount(codes + 1, lost, minlength=len(names) + 1)[1:]
            told += [
                EmbeddingInfo(
                    section_key(key, name),
                    f"{title} · {name}",
                    int(n_lost[place]),
                    y_down=True,
                    of=key,
                    section=name,
                    n_elsewhere=len(codes) - int(n_cells[place]),
                    library=name if name in pictured else None,
                )
                for place, name in enumerate(names[:_MOST_SECTIONS])
            ]
        return told

    def library_beneath(self, key: str) -> str | None:
        """Return whose image lies beneath an embedding; None: none does."""
        if not self.is_tissue(key):
            return None
        told = self._describe_tissue(self.split(key)[0])
        return next((info.library for info in told if info.key == key), None)

    def first_tissue(self) -> str:
        """Return the key of the places of cells on tissue; the first, where there are several.

        Raises
        ------
        DataError
            There is none.
        """
        for key in self.keys:
            if self.is_tissue(key):
                return key
        raise DataError(
            "There is no adata.obsm['spatial'] with the places of cells on tissue. "
            f"Embeddings in adata.obsm: {some(self.keys, 20)}."
        )

    def find(self, basis: str | None) -> str:
        """Return the key of an embedding by its name as in scanpy (``"umap"`` or ``"X_umap"``); None: the usual one.

        One section of tissue is named in brackets, as in ``"spatial[V1_Heart]"``; where one was chosen, ``"spatial"``
        is that one.

        Raises
        ------
        DataError
            There is none of this name.
        """
        key, section = self._find(basis)
        if section is None and self.sections.is_narrowed and self.is_tissue(key):
            section = self.sections.library_id
        if section is None:
            return key
        self.sections.require(section)
        # the only library, to which no column says which cells belong: all do
        return section_key(key, section) if self.sections.is_told(section) else key

    def _find(self, basis: str | None) -> tuple[str, str | None]:
        if basis is not None and basis not in self.keys:
            for name, section in section_keys(basis):
                try:
                    key = self._find_whole(name)
                except DataError:
                    continue
                if self.is_tissue(key):
                    return key, section
        return self._find_whole(basis), None

    def _find_whole(self, basis: str | None) -> str:
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
        base, _ = self.split(key)
        now = self._adata.obsm[base]
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
        found = (self._overlap_in(key, self.coordinates(key)) for key in self.keys if self.is_tissue(key))
        return next(filter(None, found), None)

    def _overlap_in(self, key: str, points: npt.NDArray[np.float32]) -> str | None:
        over = self.sections.overlapping(points)
        if not over:
            return None
        return (
            f"The sections {some(over)} lie over each other in {key!r}: a lasso there takes cells of all of them. To "
            f"see one, choose it in the view, as {section_key(key, over[0])!r}, or by library_id={over[0]!r}."
        )

    def followed(self, change: DataChange) -> DataChange:
        """Return a change of the data with the embeddings in which other cells have a place after it."""
        if not change.columns.intersection(self.sections.columns):
            return change
        self.sections.look_anew()
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
        base, section = self.split(key)
        xy = first_two(self._adata.obsm[base])
        # Values too large for float32 become inf, and so NaN below: they could not be drawn.
        with np.errstate(over="ignore"):
            points = np.array(xy, dtype=np.float32, order="C")
        finite = np.isfinite(points)
        points[~(finite[:, 0] & finite[:, 1])] = np.nan  # ten times as fast as all() of two
        if section is not None:
            points[~self.sections.of(section)] = np.nan
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
