"""What is inside illico is as it is called; where it is not, or illico is missing, scanpy ranks."""

from __future__ import annotations

import importlib.util
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scanpy as sc
import scipy.sparse as sp

import cellxgene_widget as cxw
from cellxgene_widget.statistics import illico_kernels, rank_sums

needs_illico = pytest.mark.skipif(importlib.util.find_spec("illico") is None, reason="illico is not installed")


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    illico_kernels.are_usable.cache_clear()
    yield
    illico_kernels.are_usable.cache_clear()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[cxw.Session]:
    rng = np.random.default_rng(0)
    adata = ad.AnnData(sp.csr_matrix(rng.poisson(1, (60, 5)) * rng.random((60, 5))))
    adata.obs["kind"] = pd.Categorical(np.array(["a", "b", "c"])[np.arange(60) % 3])
    adata.obsm["X_umap"] = rng.normal(size=(60, 2))
    opened = cxw.open_session(adata, annotations_dir=tmp_path, dataset="ranked")
    opened.create_category("ct", like="kind")
    opened.select(where={"kind": ["a"]})
    yield opened
    opened.close()


def ranked(session: cxw.Session) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what Wilcoxon's test says of the selection, and of all labels."""
    session.rank_genes(category="ct", key_added="ranked")
    with warnings.catch_warnings(action="ignore"):  # of pandas, about what scanpy does
        table = sc.get.rank_genes_groups_df(session.adata, None, key="ranked")
    return session.markers(method="wilcoxon", n_genes=None), table


def expect_the_same(session: cxw.Session, expected: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    for mine, other in zip(ranked(session), expected, strict=True):
        keys = ["group", "names"] if "names" in mine else []
        one, two = (table.set_index(keys).sort_index() if keys else table.sort_index() for table in (mine, other))
        pd.testing.assert_frame_equal(one, two, check_dtype=False, rtol=1e-5, atol=1e-6)


@needs_illico
def test_the_inside_of_illico_is_as_it_is_called() -> None:
    from illico.utils.groups import GroupContainer

    assert GroupContainer._fields == (
        "n_selected_groups",
        "encoded_groups",
        "counts",
        "indices",
        "included_cell_indices",
        "indptr",
        "encoded_ref_group",
    )
    assert illico_kernels.are_usable(), "another illico: see the first lines of statistics/illico_kernels.py"


@needs_illico
@pytest.mark.parametrize("kind", ["missing", "renamed", "other arguments", "other numbers"])
def test_scanpy_ranks_where_illico_is_missing_or_another_inside(
    session: cxw.Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    from illico.utils import groups, registry

    rs_dispatcher_registry = registry.rs_dispatcher_registry
    expected = ranked(session)
    session.select(where={"kind": ["b"]})  # or the answer is at hand
    session.markers()
    session.select(where={"kind": ["a"]})
    illico_kernels.are_usable.cache_clear()
    if kind == "missing":  # as where no wheel is: it can be neither found nor imported
        monkeypatch.setattr(illico_kernels, "is_installed", lambda name: name != "illico")
        for name in [name for name in sys.modules if name.partition(".")[0] == "illico"]:
            monkeypatch.setitem(sys.modules, name, None)
    elif kind == "renamed":
        monkeypatch.delattr(groups, "GroupContainer")
    else:

        def get(*asked: Any) -> Any:
            rank = rs_dispatcher_registry.get(*asked)

            def other(*args: Any) -> Any:
                if kind == "other arguments":
                    return rank(*args[:-1])
                found = rank(*args)
                return (*found[:2], found[2] + 1, *found[3:])

            return other

        monkeypatch.setattr(registry, "rs_dispatcher_registry", SimpleNamespace(get=get))
    assert not illico_kernels.are_usable()
    assert ("illico is of a version that is not known here" in caplog.text) == (kind != "missing")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("illico's kernels are called")

    monkeypatch.setattr(rank_sums, "ranker", never)
    expect_the_same(session, expected)
