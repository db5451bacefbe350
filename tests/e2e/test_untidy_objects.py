"""The main job on objects as tools leave them: a marker is clicked, its values are shown, the labels are merged."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .test_main_job import B_CELLS, shown

#: scanpy's tutorial: all genes in raw, X cut to the variable ones and scaled, clusters made text by hand.
TUTORIAL = """
import numpy as np, scanpy as sc
import cellxgene_widget as cxw
data = sc.datasets.pbmc68k_reduced()
data.raw = data.raw.to_adata()
data = data[:, np.arange(data.n_vars) % 5 == 0].copy()
sc.pp.scale(data, max_value=10)
data.obs["louvain"] = data.obs["louvain"].astype(str)
w = cxw.show(data)
"""

#: A download from CELLxGENE Discover: ids for names, symbols in a column, counts in raw, log values in X.
DISCOVER = """
import numpy as np, pandas as pd, scanpy as sc, anndata as ad, scipy.sparse as sp
import cellxgene_widget as cxw
real = sc.datasets.pbmc68k_reduced()
counts = np.expm1(real.raw.X.toarray()).round().astype("float32")
ids = [f"ENSG{i:011d}" for i in range(real.n_vars)]
var = pd.DataFrame({"feature_name": pd.Categorical(real.var_names), "feature_is_filtered": False}, index=ids)
obs = real.obs[["bulk_labels"]].rename(columns={"bulk_labels": "cell_type"})
obs["donor_id"] = pd.Categorical(np.array(["d1", "d2"])[np.arange(700) % 2])
data = ad.AnnData(sp.csr_matrix(real.raw.X), obs=obs, var=var, obsm={"X_umap": real.obsm["X_umap"]})
data.raw = ad.AnnData(sp.csr_matrix(counts), obs=obs, var=var[["feature_name"]])
data.uns["title"] = "Blood"
data.write_h5ad("discover.h5ad")
w = cxw.show("discover.h5ad")
"""

#: SeuratDisk: genes of raw are called 0, 1, 2 and their names are in a column, clusters are whole numbers.
SEURAT = """
import numpy as np, pandas as pd, scanpy as sc, anndata as ad, scipy.sparse as sp
import cellxgene_widget as cxw
real = sc.datasets.pbmc68k_reduced()
names = real.raw.var_names
obs = pd.DataFrame({"orig.ident": 0, "seurat_clusters": real.obs["louvain"].cat.codes.to_numpy()}, real.obs_names)
some = np.arange(len(names)) % 5 == 0
data = ad.AnnData(np.asarray(real.X)[:, some], obs=obs, var=pd.DataFrame({"features": names[some]}, names[some]))
raw_var = pd.DataFrame({"_index": names.to_numpy()}, index=[str(i) for i in range(len(names))])
data.raw = ad.AnnData(sp.csr_matrix(real.raw.X), obs=obs, var=raw_var)
data.obsm["X_umap"] = real.obsm["X_umap"]
w = cxw.show(data)
"""

#: RNA and proteins, each of some of the cells.
MUDATA = """
import numpy as np, pandas as pd, scanpy as sc, anndata as ad, warnings
from mudata import MuData
import cellxgene_widget as cxw
real = sc.datasets.pbmc68k_reduced()
rna = ad.AnnData(real.raw.X, obs=real.obs[["louvain"]], var=real.raw.var, obsm={"X_umap": real.obsm["X_umap"]})
rna.uns["louvain_colors"] = real.uns["louvain_colors"]
measured = 2 * real.raw[:, ["CD3D", "CD79A"]].X.toarray()
proteins = ad.AnnData(measured, obs=pd.DataFrame(index=real.obs_names), var=pd.DataFrame(index=["CD3", "CD79A"]))
proteins = proteins[::-1][:650].copy()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    data = MuData({"rna": rna, "prot": proteins})
data.obsm["X_umap"] = real.obsm["X_umap"]
w = cxw.show(data)
"""

OBJECTS = {"tutorial": TUTORIAL, "discover": DISCOVER, "seurat": SEURAT, "mudata": MUDATA}


@pytest.mark.parametrize("kind", OBJECTS)
def test_label_a_marker_and_merge(open_notebook, page, kind):
    notebook = open_notebook([OBJECTS[kind], "w"])
    notebook.run_all()
    view = shown(notebook)
    view.lasso(B_CELLS)
    notebook.wait_kernel("w.n_selected > 0")
    picked = notebook.kernel_eval("w.selected.nonzero()[0].tolist()")
    assert 50 < len(picked) < 200

    # the markers are those of the tidy object, by symbol, and each can be clicked
    view.box.get_by_role("tab", name="Markers").click()
    genes = view.box.get_by_role("table", name="Marker genes").get_by_role("button", name="Colour by ")
    first = notebook.kernel_eval("w.markers(n_genes=15).index.tolist()")
    expect(genes.first).to_be_visible()
    shown_first = genes.all_inner_texts()[: min(15, genes.count())]
    assert shown_first == [name.rpartition(":")[2] for name in first][: len(shown_first)]
    notebook.kernel_exec(
        "tidy = cxw.open_session(sc.datasets.pbmc68k_reduced(), annotations_dir='tidy', autosave=None)\n"
        "tidy.select(cells=w.selected)"
    )
    tidy = notebook.kernel_eval("tidy.markers(n_genes=15).index.tolist()")
    assert [name.rpartition(":")[2] for name in first] == tidy
    assert notebook.kernel_eval("float(w.markers(n_genes=15)['logfoldchanges'].max())") < 20
    view.toggle_aside()
    for name in first[:3]:
        view.box.get_by_role("button", name=f"Colour by {name}", exact=True).last.click()
        notebook.wait_kernel(f"w.color == {name!r}")
        block = view.box.get_by_role("region", name=f"Gene {name}", exact=True)
        block.scroll_into_view_if_needed()  # what is out of sight is not drawn
        expect(block.get_by_role("slider", name=f"Highest {name}")).to_be_visible()
        shown_values = notebook.kernel_eval(f"np.nan_to_num(w.column({name!r}).values).tolist()")
        plain = name.rpartition(":")[2]
        assert shown_values == pytest.approx(notebook.kernel_eval(TRUE[kind].format(gene=repr(plain))), abs=1e-5)

    view.toggle_aside()
    view.label_selection("B cell", category="my_labels")
    notebook.wait_kernel("w.revision == 2")
    notebook.screenshot(f"untidy_{kind}", view.box)
    report = notebook.kernel_eval("repr(w.merge())")
    assert re.search(r"obs\['my_labels'\]: 1 label", report)
    merged = "(w.adata.obs['my_labels'] == 'B cell').to_numpy().nonzero()[0].tolist()"
    assert notebook.kernel_eval(merged) == picked
    assert not any(view.errors())


#: The values of a gene as they should be shown, found in another way than the widget does.
TRUE = {
    "tutorial": "np.asarray(data.raw[:, [{gene}]].X.todense()).ravel().tolist()"
    " if {gene} not in data.var_names else data.obs_vector({gene}).tolist()",
    "discover": "data.obs_vector(data.var_names[data.var['feature_name'] == {gene}][0]).tolist()",
    "seurat": "data.raw.X[:, list(names).index({gene})].toarray().ravel().tolist()"
    " if {gene} not in data.var_names else data.obs_vector({gene}).tolist()",
    "mudata": "rna.obs_vector({gene}).tolist()",
}
