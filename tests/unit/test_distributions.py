"""How numbers are spread by label: the quartiles of pandas, the density of scipy, and what the view is told."""

from __future__ import annotations

import comm
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gaussian_kde

import cellxgene_widget as cxw
from cellxgene_widget.statistics.distributions import N_POINTS, SUMMARY, density, distributions_of
from cellxgene_widget.statistics.dots import Grouping

from .test_gene_requests import Asked
from .test_widget import Recorder

VALUES = st.floats(-5, 5, width=32) | st.sampled_from([0.0, np.nan, np.inf, -np.inf])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3), VALUES), min_size=1, max_size=40))
def test_numbers_are_those_of_pandas_and_what_is_not_finite_is_left_out(cells):
    codes = np.array([code for code, _ in cells])
    values = np.array([value for _, value in cells], dtype=np.float32)
    grouping = Grouping.of(["a", "b", None, "d"], codes)
    found = distributions_of([values], grouping)
    numbers = dict(zip(SUMMARY, found.summary[0].T, strict=True))
    known = pd.Series(np.where(np.isfinite(values), values, np.nan).astype(float))
    by = known.groupby(codes)
    np.testing.assert_array_equal(found.n_cells, by.size())
    np.testing.assert_array_equal(numbers["n"], by.count())
    for name, expected in {
        "mean": by.mean(), "median": by.median(), "min": by.min(), "max": by.max(),
        "q25": by.quantile(0.25), "q75": by.quantile(0.75),
        "pct_above_0": (known > 0).where(known.notna()).astype(float).groupby(codes).mean(),
    }.items():  # fmt: skip
        np.testing.assert_allclose(numbers[name], expected, rtol=1e-5, atol=1e-6, err_msg=name)
    order = ("min", "whisker_low", "q25", "q75", "whisker_high", "max")
    inside = np.stack([numbers[name] for name in order])[:, numbers["n"] > 0]
    assert (np.diff(inside, axis=0) >= 0).all()
    has_two = by.nunique().to_numpy() > 1
    np.testing.assert_array_equal(found.curves[0].max(axis=1) > 0, has_two)


@pytest.mark.parametrize("n", [60, 5000])
def test_the_density_is_scipys_counted_in_bins_or_not(n):
    values = np.sort(np.random.default_rng(0).gamma(3, 1, n).astype(np.float32))
    expected = gaussian_kde(values)(np.linspace(values[0], values[-1], N_POINTS))
    np.testing.assert_allclose(density(values), expected, atol=0.01 * expected.max())


def test_huge_numbers_have_a_shape_too():
    values = np.linspace(0, 3e38, 50, dtype=np.float32)
    assert np.isfinite(density(values)).all()
    assert (density(values) > 0).all()


def test_genes_numbers_and_means_by_label(open_session, adata):
    session = open_session(adata)
    session.create_category("mine")
    session.label("B", cells=np.flatnonzero(adata.obs["louvain"] == "4"))
    session.add_label("mine", "nobody")
    session.create_gene_set("few", ["CD79A", "CD3D", "gone"])
    table = session.distributions(["CD79A", "n_genes", "set: few"])
    assert table["label"].tolist() == ["B", "unassigned"] * 3
    assert table["name"].tolist() == ["CD79A"] * 2 + ["n_genes"] * 2 + ["set: few"] * 2
    inside = (adata.obs["louvain"] == "4").to_numpy()
    gene, number, mean = (table[table["label"] == "B"].iloc[place] for place in range(3))
    # as for the dot plot: values of raw
    raw = {name: adata.raw[:, name].X.toarray().ravel()[inside] for name in ("CD79A", "CD3D")}
    assert gene["median"] == pytest.approx(np.median(raw["CD79A"]))
    assert gene["pct_above_0"] == pytest.approx((raw["CD79A"] > 0).mean())
    assert number["max"] == adata.obs["n_genes"][inside].max()
    assert mean["mean"] == pytest.approx((raw["CD79A"] + raw["CD3D"]).mean() / 2, rel=1e-5)
    x = adata[:, "CD79A"].X.ravel()[inside]
    assert session.distributions("CD79A", layer="X")["median"][0] == pytest.approx(np.median(x))
    # of the selected cells; what has no value is counted
    adata.obs["gappy"] = np.where(np.arange(700) % 2, np.nan, 1.0)
    session.select(cells=np.flatnonzero(inside)[:10])
    table = session.distributions("gappy", by="louvain", selected=True)
    missing = int(np.isnan(adata.obs["gappy"][inside][:10]).sum())
    assert table[["label", "n_cells", "n_missing"]].to_numpy().tolist() == [["4", 10, missing]]


def test_what_has_no_distribution_is_said(open_session, adata):
    session = open_session(adata)
    with pytest.raises(cxw.LabelError):
        session.distributions("CD3D")
    for names, options, message in (
        ("CD3DD", {}, "no gene or column of numbers 'CD3DD'. Did you mean"),
        ("phase", {}, "'phase' holds labels, not numbers"),
        ("CD3D", {"by": "n_genes"}, "violins go by labels"),
        ("CD3D", {"layer": "nope"}, "no layer 'nope'"),
        ("set: nope", {}, "no gene set"),
        ([], {}, "Name genes, columns"),
    ):
        with pytest.raises(cxw.DataError, match=message):
            session.distributions(names, **{"by": "louvain", **options})
    with pytest.raises(cxw.SelectionError, match="No cell is selected"):
        session.distributions("CD3D", by="louvain", selected=True)


def test_scanpys_violins_in_the_colors_of_the_labels(open_session, adata):
    mpl.use("agg")
    session = open_session(adata)
    session.create_category("mine")
    session.label("B", cells=np.arange(60))
    session.label("T", cells=np.arange(60, 200))
    before = adata.copy()
    axes = session.violin(["CD79A", "n_genes"], stripplot=False, show=False)
    assert [axis.get_ylabel() for axis in axes] == ["CD79A", "n_genes"]
    assert [text.get_text() for text in axes[0].get_xticklabels()] == ["B", "T", "unassigned"]
    assert list(adata.uns) == list(before.uns)
    mpl.pyplot.close("all")


def test_the_view_gets_numbers_and_curves(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(adata, annotations_dir=tmp_path)
    widget.create_gene_set("gone", ["nope"])
    asked = Asked(widget, kind="distributions", by="louvain", names=["CD3D", "nope", "phase", "set: gone", "n_genes"])
    body = asked.reply()["body"]
    assert (body["names"], body["places"]) == (["CD3D", "n_genes"], ["raw", None])
    assert body["unknown"] == ["nope", "phase", "set: gone"]
    payload = next(
        b"".join(buffers)
        for _, data, buffers in widget.comm.messages
        if (data or {}).get("content", {}).get("id") == asked.id
    )
    numbers = np.frombuffer(payload, dtype=np.float32).reshape(2, 11, len(SUMMARY) + N_POINTS)
    expected = widget.distributions(["CD3D", "n_genes"], by="louvain")
    np.testing.assert_allclose(numbers[..., SUMMARY.index("median")].ravel(), expected["median"], rtol=1e-6)
    assert (numbers[..., len(SUMMARY) :].max(axis=2) > 0).all()
    body = Asked(widget, kind="distributions", by="louvain", names=["nope"]).reply()["body"]
    assert (body["names"], body["unknown"]) == ([], ["nope"])
    assert (
        "No cell is selected" in Asked(widget, kind="confusion", a="louvain", b="phase", selected=True).reply()["error"]
    )
    widget.close()
