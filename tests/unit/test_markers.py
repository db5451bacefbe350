"""Markers: equal to scanpy's in every storage, and one sentence for what can't be compared."""

from __future__ import annotations

import anndata as ad
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import scanpy as sc
import scipy.sparse as sp

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, DataError, SelectionError
from cellxgene_widget.data.matrix import ReadSize
from cellxgene_widget.session.marker_tables import MarkerTables
from cellxgene_widget.statistics import comparison
from cellxgene_widget.statistics.comparison import Comparer
from cellxgene_widget.statistics.welch import SumsReader, auc_of, benjamini_hochberg, sums_of, welch

from .stores import KINDS, real_cells, stored

# scanpy's own, where the tests call it
pytestmark = pytest.mark.filterwarnings(
    "ignore::pandas.errors.PerformanceWarning", "ignore::RuntimeWarning", "ignore:The inplace keyword"
)

COLUMNS = ["scores", "logfoldchanges", "pvals", "pvals_adj"]


@pytest.fixture(scope="module")
def cells():
    return real_cells()


def scanpys(adata, inside, method="t-test", dtype=np.float64):
    """Return scanpy's own table of the selection against the rest, in its order."""
    groups = pd.Categorical(np.where(inside, "in", "out"))
    # In float64: scanpy sums float32 values in part as such, and p-values of 1e-200 magnify the seventh digit of t.
    light = ad.AnnData(adata.X.astype(dtype), obs=pd.DataFrame({"g": groups}, index=adata.obs_names), var=adata.var[[]])
    sc.tl.rank_genes_groups(light, "g", groups=["in"], method=method, use_raw=False, pts=True)
    return sc.get.rank_genes_groups_df(light, "in").set_index("names")


def assert_equal(got, expected):
    expected = expected.loc[got.index]
    for column in COLUMNS:
        np.testing.assert_allclose(got[column], expected[column], rtol=1e-6, atol=1e-300, err_msg=column)
    np.testing.assert_allclose(got["pct_in"], expected["pct_nz_group"])
    np.testing.assert_allclose(got["pct_out"], expected["pct_nz_reference"])


@pytest.mark.parametrize("kind", KINDS)
def test_welch_equals_scanpy_in_every_storage(kind, cells, tmp_path, open_session):
    in_memory = stored(cells, "int", tmp_path) if kind == "int" else cells
    session = open_session(stored(cells, kind, tmp_path))
    parts = session.parts
    comparer = Comparer(parts.table.check_unchanged, ReadSize(n_bytes=200_000))  # several blocks
    markers = MarkerTables(
        parts.table, parts.columns, parts.selector, parts.sets, parts.shown, comparer, parts.gate, 1000
    )
    for where in ({"louvain": ["1"]}, {"louvain": ["2", "3"]}, {"louvain": {"not": ["4"]}}):  # totals are kept
        session.select(where=where)
        table = markers.of_selection(n_genes=765, layer="X")
        assert_equal(table, scanpys(in_memory, session.selected))
        as_stored = scanpys(in_memory, session.selected, dtype=in_memory.X.dtype).loc[table.index]
        for column in ("scores", "logfoldchanges"):
            np.testing.assert_allclose(table[column], as_stored[column], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(np.log(table["pvals"]), np.log(as_stored["pvals"]), rtol=1e-5, atol=1e-6)
        assert np.all(np.diff(table["scores"]) <= 0)
        assert table.attrs["n_in"] + table.attrs["n_out"] == 700
        assert bool(table.attrs["warnings"]) == (kind == "int")


@pytest.mark.parametrize("form", [sp.csr_matrix, sp.csc_matrix, sp.csr_array, np.asarray])
def test_welch_equals_scanpy_on_random_data(form):
    rng = np.random.default_rng(3)
    x = sp.random(500, 300, density=0.1, random_state=rng, format="csr", dtype=np.float64)
    x.data = np.log1p(x.data * 20)
    x = x.toarray()
    x[:, 5] = 0  # a gene that no cell expresses
    x[:, 6] = 1.5  # one that does not vary
    inside = rng.random(500) < 0.2
    x[~inside, 7] = 0  # one that only the selection has
    adata = ad.AnnData(form(x))
    got = welch(*SumsReader().read(adata.X, inside, ~inside)).set_axis(adata.var_names)
    expected = scanpys(ad.AnnData(sp.csr_matrix(x)), inside)
    assert_equal(got.drop(index="6"), expected)
    assert got.loc["6", "scores"] == got.loc["5", "scores"] == 0


def test_against_others_and_auc(cells, open_session):
    session = open_session(cells)
    session.create_category("mine", like="louvain")
    session.select(where={"louvain": ["1"]})
    table = session.markers(against=("mine", "2"), n_genes=3)
    assert table.attrs["against"] == "mine: 2"
    louvain = cells.obs["louvain"]
    some = cells[louvain.isin(["1", "2"]).to_numpy()]
    inside = (some.obs["louvain"] == "1").to_numpy()
    direct = welch(
        *SumsReader().read(some.X, inside, ~inside),
    ).set_axis(cells.var_names)
    np.testing.assert_allclose(table["scores"], direct["scores"].loc[table.index], rtol=1e-6)
    for other in ({"louvain": ["2"]}, (louvain == "2").to_numpy(), cells.obs_names[louvain == "2"]):
        pd.testing.assert_frame_equal(session.markers(against=other, n_genes=3), table)
    values = session.parts.table.gene_layers.table("raw").values(table.index[0])
    a, b = values[louvain == "1"], values[louvain == "2"]
    pairs = (a[:, None] > b).mean() + (a[:, None] == b).mean() / 2
    assert table["auc"].iloc[0] == pytest.approx(pairs)


@pytest.mark.parametrize("kind", ["csr", "backed csr", "backed csc", "lazy zarr", "dask"])
def test_wilcoxon_is_scanpys(kind, cells, tmp_path, open_session):
    session = open_session(stored(cells, kind, tmp_path))
    session.select(where={"louvain": ["1"]})
    table = session.markers(method="wilcoxon", layer="X", n_genes=50)
    expected = scanpys(cells, session.selected, "wilcoxon")
    assert_equal(table, expected)
    exact = auc_of(cells[:, list(table.index)].X.toarray(), session.selected, ~session.selected)
    np.testing.assert_allclose(table["auc"], exact)


def test_raw_is_where_scanpy_looks_first(adata, open_session):
    session = open_session(adata)  # X is scaled
    session.select(where={"louvain": ["1"]})
    table = session.markers()
    assert table.attrs["layer"] == "raw"
    assert list(table.columns) == [*COLUMNS, "pct_in", "pct_out", "auc"]
    assert table.index.name == "gene"
    assert len(table) == 20
    with pytest.warns(UserWarning, match="below 0, as after scaling"):
        scaled = session.markers(layer="X")
    assert scaled.attrs["layer"] == "X"
    assert "below 0" in scaled.attrs["warnings"][0]
    assert "assumed" in table.attrs["notes"][0]
    assert any("donors" in note for note in table.attrs["notes"])


def test_log_base(cells, open_session):
    adata = cells.copy()
    adata.uns["log1p"] = {"base": 2}
    session = open_session(adata)
    session.select(where={"louvain": ["1"]})
    gene = session.markers().index[0]
    first, second = SumsReader().read(adata.raw.X, session.selected, ~session.selected)
    at = adata.raw.var_names.get_loc(gene)
    expected = np.log2((2 ** first.mean[at] - 1 + 1e-9) / (2 ** second.mean[at] - 1 + 1e-9))
    assert session.markers().loc[gene, "logfoldchanges"] == pytest.approx(expected)


def test_counts_are_warned_of(cells, open_session):
    adata = cells.copy()
    adata.layers["counts"] = sp.csr_matrix((adata.X * 10).astype(int))
    session = open_session(adata)
    session.select(where={"louvain": ["1"]})
    with pytest.warns(UserWarning, match="look like raw counts"):
        session.markers(layer="counts")
    session.markers()


def test_the_matrix_changed_in_place(cells, open_session):
    adata = cells.copy()
    session = open_session(adata)
    session.select(where={"louvain": ["1"]})
    session.markers(layer="X")
    adata.X.data[:] = np.sqrt(adata.X.data)
    pd.testing.assert_series_equal(
        session.markers(layer="X")["scores"], open_fresh(adata, session.selected)["scores"], rtol=1e-9
    )


def open_fresh(adata, mask):
    table = welch(*SumsReader().read(adata.X, mask, ~mask)).set_axis(pd.Index(adata.var_names, name="gene"))
    return table.sort_values("scores", ascending=False, kind="stable").head(20)


def test_nothing_to_compare(cells, open_session):
    session = open_session(cells)
    with pytest.raises(SelectionError, match="No cell is selected"):
        session.markers()
    session.select([3])
    with pytest.raises(SelectionError, match="Only one cell"):
        session.markers()
    session.select_all()
    with pytest.raises(SelectionError, match="no cell to compare with"):
        session.markers()
    session.select(np.arange(699))
    with pytest.raises(SelectionError, match="only one cell to compare with"):
        session.markers()
    session.select(np.arange(100))
    with pytest.raises(SelectionError, match="not in the data"):
        session.markers(against=["nobody"])
    with pytest.raises(AnnotationError, match="'t-test' or 'wilcoxon'"):
        session.markers(method="magic")
    with pytest.raises(AnnotationError, match="1 or more"):
        session.markers(n_genes=0)
    with pytest.raises(DataError, match="no layer 'nope'"):
        session.markers(layer="nope")
    with pytest.raises(DataError, match="no obs column"):
        session.markers(against={"nope": ["1"]})


def test_genes_with_values_that_are_not_finite_come_last(cells, open_session):
    adata = cells.copy()
    adata.X = adata.X.toarray()
    adata.X[3, 0], adata.X[5, 1] = np.nan, np.inf
    session = open_session(adata)
    session.select(where={"louvain": ["1"]})
    table = session.markers(layer="X", n_genes=765)
    assert table.loc[adata.var_names[0], ["scores", "pvals"]].tolist() == [0, 1]
    assert np.isfinite(table["scores"]).all()


def test_of_all_genes_the_first_and_the_last_have_what_takes_reading_their_values(adata, open_session, monkeypatch):
    adata.obs["batch"] = pd.Categorical(np.array(["a", "b"])[np.arange(700) % 2])
    session = open_session(adata)
    session.select(where={"louvain": ["4"]})
    whole = session.markers(n_genes=765)
    pd.testing.assert_frame_equal(session.markers(n_genes=None), whole)
    monkeypatch.setattr(comparison, "_QUICK_VALUES", 700 * 40)
    ends = session.markers(n_genes=None)
    known = np.r_[:20, 745:765]
    for name in ("auc", "n_agree"):
        assert np.flatnonzero(ends[name].notna()).tolist() == known.tolist()
        np.testing.assert_array_equal(ends[name].iloc[known], whole[name].iloc[known])
    pd.testing.assert_frame_equal(ends.drop(columns=["auc", "n_agree"]), whole.drop(columns=["auc", "n_agree"]))


def test_work_can_be_stopped(cells):
    def stop(_):
        raise InterruptedError

    groups = np.ones(700, dtype=np.uint8)
    with pytest.raises(InterruptedError):
        sums_of(cells.X, groups, 1, stop)
    told = []
    sums_of(cells.X, groups, 1, told.append)
    assert told[-1] == 1


def test_benjamini_hochberg():
    from scipy.stats import false_discovery_control

    p = np.random.default_rng(0).random(50) ** 3
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p))


def test_a_cluster_does_the_reading(cells, tmp_path, open_session):
    distributed = pytest.importorskip("distributed")
    session = open_session(stored(cells, "lazy zarr", tmp_path))
    session.select(where={"louvain": ["1"]})
    here = session.markers(layer="X")
    session.close()
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        session = open_session(stored(cells, "lazy zarr csc", tmp_path))
        session.select(where={"louvain": ["1"]})
        pd.testing.assert_frame_equal(session.markers(layer="X"), here, rtol=1e-9)
        done = client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.transition_log))
        session.close()
    assert done > 0, "the cluster was used"


@pytest.mark.parametrize("kind", ["dense", "backed csr", "lazy zarr"])
def test_rank_genes_in_scanpys_structure(kind, cells, tmp_path, open_session):
    adata = stored(cells, kind, tmp_path)
    session = open_session(adata)
    session.create_category("mine", like="louvain")
    before = set(adata.uns)
    session.rank_genes(category="mine", key_added="mine_markers", layer="X")
    assert set(adata.uns) == before | {"mine_markers"}
    sc.tl.rank_genes_groups(cells, "louvain", method="wilcoxon", use_raw=False, key_added="theirs")
    for label in ("0", "3"):
        pd.testing.assert_frame_equal(
            sc.get.rank_genes_groups_df(adata, label, key="mine_markers").head(20),
            sc.get.rank_genes_groups_df(cells, label, key="theirs").head(20),
        )
    del cells.uns["theirs"]
    assert adata.uns["mine_markers"]["params"] == {
        "groupby": "mine",
        "reference": "rest",
        "method": "wilcoxon",
        "use_raw": False,
        "layer": None,
        "corr_method": "benjamini-hochberg",
    }


def test_rank_genes_of_the_selection_and_with_rare_labels(adata, open_session):
    session = open_session(adata)
    x = adata.X.copy()
    session.select(where={"louvain": ["1"]})
    session.rank_genes(method="t-test")
    assert adata.uns["rank_genes_groups"]["params"]["use_raw"] is True
    frame = sc.get.rank_genes_groups_df(adata, "selection")
    assert frame["names"].tolist()[:20] == session.markers().index.tolist()
    session.clear_selection()
    session.create_category("mine")
    session.label("rare", cells=[1])
    with pytest.raises(SelectionError, match="No label of 'mine' has two"):
        session.rank_genes()
    session.label("often", cells=np.arange(100, 300))
    before = adata.uns["rank_genes_groups"]
    with pytest.raises(AnnotationError, match="method= is one of"):
        session.rank_genes(method="magic")
    with pytest.raises(AnnotationError, match="scanpy could not"), pytest.warns(UserWarning, match="one cell"):
        session.rank_genes(reference="nobody")
    assert adata.uns["rank_genes_groups"] is before
    with pytest.warns(UserWarning, match="one cell are left out: rare"):
        session.rank_genes(category="mine", n_genes=10)
    assert adata.uns["rank_genes_groups"]["names"].dtype.names == ("often",)
    np.testing.assert_array_equal(adata.X, x)
    assert "mine" not in adata.obs


def test_scanpy_does_not_drop_our_stored_zeros(cells, open_session):
    adata = cells.copy()
    adata.X.data[:5] = 0
    n = adata.X.nnz
    session = open_session(adata)
    session.select(where={"louvain": ["1"]})
    session.rank_genes(layer="X", n_genes=5)
    assert adata.X.nnz == n


def test_dotplot_of_the_labels(adata, open_session):
    mpl.use("agg")
    session = open_session(adata)
    session.create_category("mine")
    session.label("B cell", cells=(adata.obs["bulk_labels"] == "CD19+ B").to_numpy())
    columns = set(adata.obs.columns)
    plot = session.dotplot(["CD79A", "CD3D"], return_fig=True)
    assert plot.dot_color_df.index.tolist() == ["B cell", "unassigned"]
    assert plot.dot_color_df.columns.tolist() == ["CD79A", "CD3D"]
    expected = adata.raw[:, ["CD79A"]].X.toarray()[:, 0][(adata.obs["bulk_labels"] == "CD19+ B").to_numpy()].mean()
    assert plot.dot_color_df.loc["B cell", "CD79A"] == pytest.approx(expected, rel=1e-5)
    grouped = session.dotplot({"B": ["CD79A"], "T": ["CD3D"]}, category="mine", return_fig=True)
    assert grouped.dot_color_df.columns.tolist() == ["CD79A", "CD3D"]
    assert set(adata.obs.columns) == columns
    with pytest.raises(DataError, match="Did you mean 'CD79A'"):
        session.dotplot(["CD79a"])
    with pytest.raises(DataError, match="needs genes"):
        session.dotplot([])


def test_the_widget_has_the_verbs(adata, tmp_path):
    widget = cxw.show(adata, annotations_dir=tmp_path)
    widget.select(where={"louvain": ["1"]})
    pd.testing.assert_frame_equal(widget.markers(n_genes=3), widget.session.markers(n_genes=3))
    widget.create_category("mine", like="louvain")
    widget.rank_genes(method="t-test", n_genes=3)
    assert widget.adata.uns["rank_genes_groups"]["names"].dtype.names == ("selection",)
    widget.dotplot("CD79A", return_fig=True)
    widget.close()
