"""What an AnnData has of the values of genes: X, layers and raw, each of which may be missing."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, Protocol

from anndata import ImplicitModificationWarning

from ..errors import DataError, some
from .frames import computed

#: The name of ``adata.X`` where a layer is asked for.
X = "X"
#: The name of ``adata.raw`` there.
RAW = "raw"


def x_of(adata: Any) -> Any:
    """Return ``adata.X``, shape (n_cells, n_genes); None if there is none, in memory or in the file."""
    try:
        return adata.X
    except KeyError:  # what h5py says of a file without X
        return None


def has_x(adata: Any) -> bool:
    """Tell whether there is an X, without cutting out that of a view."""
    return x_of(adata._adata_ref if adata.is_view else adata) is not None  # noqa: SLF001 - a view says it no other way


def raw_matrix_of(adata: Any) -> Any:
    """Return ``adata.raw.X``, shape (n_cells, n_genes of raw); None if there is no raw, or it has names only."""
    raw = adata.raw
    try:
        return None if raw is None else raw.X
    except (AttributeError, KeyError):  # what anndata says of a file whose raw has no X
        return None


def has_raw(adata: Any) -> bool:
    """Tell whether there is a raw with values. ``Any``: the types of anndata 0.13 say that there always is a raw."""
    if adata.raw is not None and adata.isbacked:  # to ask a view for the values reads them
        return any(key in adata.file for key in ("raw/X", "raw.X"))
    return raw_matrix_of(adata) is not None


def layer_names(adata: Any) -> list[str]:
    """Return the names of the layers, without X: anndata 0.13 lists it among them, under the name None."""
    return [name for name in adata.layers.keys() if isinstance(name, str)]  # noqa: SIM118 - as anndata has it typed


class Places(Protocol):
    """Where values of genes can be taken from: the layers of an AnnData, or those of the modalities of a MuData."""

    @property
    def names(self) -> list[str]:
        """All of them, the usual one first."""

    def full(self, layer: str, near: str | None) -> str:
        """Return the name of a place as a person may shorten it while another is in use."""

    def raw_beside(self, place: str) -> str | None:
        """Return where raw values are of the genes of a place, if there are some."""

    def by_turn(self, place: str) -> list[str]:
        """Return the places in which a gene is looked for that the one in use has not, the likeliest first."""


class Layers:
    """The places of an AnnData: ``"X"`` is ``adata.X`` if there is one, ``"raw"`` a layer called so if there is one.

    Parameters
    ----------
    adata
        In memory, backed or lazy.
    """

    def __init__(self, adata: Any) -> None:
        self._adata = adata

    @property
    def names(self) -> list[str]:
        """``"X"``, the layers, ``"raw"``."""
        here = [X] if has_x(self._adata) else []
        raw = [RAW] if has_raw(self._adata) else []
        return list(dict.fromkeys([*here, *layer_names(self._adata), *raw]))

    def full(self, layer: str, near: str | None) -> str:  # noqa: ARG002 - there is nothing to shorten
        """Return the name itself.

        Raises
        ------
        DataError
            It is X, and there is none.
        """
        names = self.names
        if layer == X and X not in names and names:
            raise DataError(f"This AnnData has no X to take the values of genes from. Layers: {some(names)}.")
        return layer

    def raw_beside(self, place: str) -> str | None:  # noqa: ARG002 - there is one raw
        """Return ``"raw"``, if there is one or a layer of this name."""
        return RAW if RAW in self.names else None

    def by_turn(self, place: str) -> list[str]:
        """Return raw, X, then the layers."""
        names = self.names
        return [
            name for name in dict.fromkeys([*(each for each in (RAW, X) if each in names), *names]) if name != place
        ]


def log_base_of(adata: Any) -> float | None:
    """Return the base of the logarithm that values are in, as ``sc.pp.log1p`` noted it; None: e."""
    noted = adata.uns.get("log1p")
    base = computed(noted.get("base")) if isinstance(noted, Mapping) else None
    return None if base is None else float(base)


def note_in_uns(adata: Any, key: str, value: object) -> None:
    """Put something into ``uns`` of the caller's own object, which asked for it."""
    with warnings.catch_warnings():
        # A view becomes an object of its own when written to: that is what the caller asked for.
        warnings.simplefilter("ignore", ImplicitModificationWarning)
        adata.uns[key] = value
