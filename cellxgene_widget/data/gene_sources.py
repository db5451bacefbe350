"""The layers of genes of whatever was given to ``show``: an AnnData, or the modalities of a MuData."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from anndata import AnnData

from ..errors import DataError
from .gene_layers import GeneLayers
from .genes import GeneTable
from .matrix import ReadSize
from .modalities import Modalities
from .modality_genes import Modality, ModalityPlaces
from .stored import Layers, has_raw


def gene_layers_of(
    data: AnnData | Modalities,
    *,
    layer: str | None,
    modality: str | None,
    gene_symbols: str | None,
    path: Path | None,
    check: Callable[[], None],
    size: ReadSize,
) -> GeneLayers:
    """Return the layers of genes.

    Parameters
    ----------
    data
        Where they are.
    layer
        The one to use; None: X.
    modality
        Of a MuData, the one whose genes come first.
    gene_symbols, path, check, size
        As for :class:`GeneTable`.

    Raises
    ------
    DataError
        There is no such layer, modality, or column of symbols.
    """
    make = partial(GeneTable, check=check, size=size)
    if not isinstance(data, Modalities):
        if modality is not None:
            raise DataError("modality= is for a MuData: this is an AnnData, which has none.")
        return GeneLayers(
            Layers(data), lambda place: make(data, layer=place, gene_symbols=gene_symbols, path=path), layer
        )
    places = ModalityPlaces(data, modality)
    named = {name for name, adata in data.mod.items() if gene_symbols in _columns_of_var(adata)}
    if gene_symbols is not None and not named:
        raise DataError(f"No modality has a column {gene_symbols!r} in var with the symbols of genes.")

    def make_of_modality(place: str) -> GeneTable:
        name, of_modality = places.split(place)
        symbols = gene_symbols if name in named else None
        return make(data.mod[name], layer=of_modality, gene_symbols=symbols, modality=Modality(data, name))

    return GeneLayers(places, make_of_modality, layer)


def _columns_of_var(adata: AnnData) -> list[str]:
    return [*adata.var.columns, *(adata.raw.var.columns if has_raw(adata) else [])]
