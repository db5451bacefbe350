"""The same cells in every kind of storage that people have."""

from __future__ import annotations

import warnings

import anndata as ad
import scanpy as sc
import scipy.sparse as sp

IN_MEMORY = ("dense", "float64", "int", "csr", "csc")
ON_DISK = ("backed dense", "backed csr", "backed csc")
LAZY = ("lazy h5ad", "lazy h5ad csc", "lazy zarr", "lazy zarr dense", "lazy zarr csc", "dask")
KINDS = (*IN_MEMORY, *ON_DISK, *LAZY)


def real_cells():
    """Return 700 cells with log-normalised values (those of ``raw``) in X, as CSR."""
    cells = sc.datasets.pbmc68k_reduced()
    cells.X = cells.raw[:, cells.var_names].X.tocsr()
    return cells


def stored(cells, kind, folder):
    """Return cells in storage of some kind."""
    from anndata.experimental import read_lazy

    cells = cells.copy()
    if "dense" in kind or kind in {"float64", "int"}:
        cells.X = cells.X.toarray() if sp.issparse(cells.X) else cells.X
    elif "csc" in kind:
        cells.X = sp.csc_matrix(cells.X)
    if kind == "float64":
        cells.X = cells.X.astype("float64")
    elif kind == "int":
        cells.X = (cells.X * 10).astype("int32")
    if kind in IN_MEMORY:
        return cells
    if kind == "dask":
        import dask.array as da

        cells.X = da.from_array(cells.X.toarray(), chunks=(160, 300))
        return cells
    path = folder / f"{kind}.{'zarr' if 'zarr' in kind else 'h5ad'}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (cells.write_zarr if "zarr" in kind else cells.write_h5ad)(path)
    return ad.read_h5ad(path, backed="r") if kind.startswith("backed") else read_lazy(path)
