"""Files as early versions of anndata wrote them, made with h5py alone."""

from __future__ import annotations

import warnings

import h5py
import numpy as np

N_CELLS, N_GENES = 12, 6


def values():
    return np.log1p(np.random.default_rng(0).poisson(1.5, (N_CELLS, N_GENES))).astype(np.float32)


def write_0_6(path, *, sparse=False):
    """Write ``obs``, ``var`` and ``obsm`` as tables of records, as anndata before 0.7 did."""
    with h5py.File(path, "w") as file:
        if sparse:
            import scipy.sparse as sp

            matrix, group = sp.csr_matrix(values()), file.create_group("X")
            group.attrs["h5sparse_format"], group.attrs["h5sparse_shape"] = "csr", np.array(matrix.shape)
            for part in ("data", "indices", "indptr"):
                group[part] = getattr(matrix, part)
        else:
            file["X"] = values()
        obs = np.zeros(N_CELLS, dtype=[("index", "S8"), ("louvain", "i1"), ("n_genes", "i8")])
        obs["index"] = [f"c{i:02d}".encode() for i in range(N_CELLS)]
        obs["louvain"], obs["n_genes"] = np.arange(N_CELLS) % 3, np.arange(N_CELLS)
        var = np.zeros(N_GENES, dtype=[("index", "S8")])
        var["index"] = [f"G{i}".encode() for i in range(N_GENES)]
        obsm = np.zeros(N_CELLS, dtype=[("X_umap", "f4", (2,))])
        obsm["X_umap"] = np.c_[np.arange(N_CELLS), np.arange(N_CELLS) % 3]
        file["obs"], file["var"], file["obsm"] = obs, var, obsm
        file["uns/louvain_categories"] = np.array([b"a", b"b", b"c"])
        file["uns/louvain_colors"] = np.array([b"#ff0000", b"#00ff00", b"#0000ff"])
        file["raw.X"], file["raw.var"] = values(), var


def write_0_7(path):
    """Write groups, with the levels of categoricals in ``__categories``, as anndata 0.7 did."""
    text = h5py.string_dtype()
    with h5py.File(path, "w") as file:
        file["X"] = values()
        for name, index, order in (("obs", "c{:02d}", ["louvain", "n"]), ("var", "G{}", [])):
            group = file.create_group(name)
            group.attrs.update({"encoding-type": "dataframe", "encoding-version": "0.1.0", "_index": "_index"})
            group.attrs["column-order"] = np.array(order, dtype=object if order else float)
            n = N_CELLS if name == "obs" else N_GENES
            group.create_dataset("_index", data=[index.format(i) for i in range(n)], dtype=text)
        levels = file["obs"].create_group("__categories").create_dataset("louvain", data=["a", "b", "c"], dtype=text)
        levels.attrs["ordered"] = False
        file["obs/louvain"], file["obs/n"] = (np.arange(N_CELLS) % 3).astype("i1"), np.arange(N_CELLS)
        file["obs/louvain"].attrs["categories"] = levels.ref
        file["obsm/X_umap"] = np.c_[np.arange(N_CELLS), np.arange(N_CELLS) % 3].astype("f4")
        file.create_group("uns").create_dataset("louvain_colors", data=["#ff0000", "#00ff00", "#0000ff"], dtype=text)
        for name in ("varm", "obsp", "varp", "layers"):
            file.create_group(name)


def write_0_7_zarr(adata, path):
    """Write a store with the levels of its column ``louvain`` in ``__categories``, as anndata 0.7 did."""
    import anndata as ad
    import zarr

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on what anndata will do one day
        with ad.settings.override(zarr_write_format=2):
            adata.write_zarr(path)
    obs = zarr.open_group(str(path), mode="r+", use_consolidated=False)["obs"]
    codes, levels = obs["louvain/codes"][:], [str(level) for level in obs["louvain/categories"][:]]
    del obs["louvain"]
    kept = obs.create_group("__categories").create_array("louvain", data=np.array(levels, dtype="U8"))
    kept.attrs["ordered"] = False
    obs.create_array("louvain", data=codes).attrs["categories"] = "__categories/louvain"
    obs.attrs["encoding-version"] = "0.1.0"
    zarr.consolidate_metadata(str(path))
