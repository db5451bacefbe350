"""What can't be read from disk is one sentence; what fails elsewhere is not taken for it."""

from __future__ import annotations

import contextlib

import anndata as ad
import numpy as np
import pytest
import scipy.sparse as sp

import cellxgene_widget as cxw
from cellxgene_widget.core.cores import in_threads
from cellxgene_widget.data.reading import reading
from cellxgene_widget.errors import DataError
from cellxgene_widget.statistics import comparison


@pytest.mark.parametrize("fault", [OSError("no such file"), KeyError("X"), FileNotFoundError(2, "gone")])
def test_data_that_is_gone(fault):
    sentence = r"^The graph 'near' could not be read \(.*\): was the data file moved"
    with pytest.raises(DataError, match=sentence) as told, reading("The graph 'near'"):
        raise fault
    assert told.value.__cause__ is fault


def test_a_system_without_threads_is_no_file_that_was_moved():
    with pytest.raises(DataError, match=r"could not be read \(can't start new thread\)\.$"), reading():
        raise RuntimeError("can't start new thread")


@pytest.mark.parametrize("fault", [ValueError("ours"), InterruptedError(), KeyboardInterrupt()])
def test_other_faults_stay_what_they_are(fault):
    with pytest.raises(type(fault)), reading():
        raise fault


@contextlib.contextmanager
def backed_session(folder):
    adata = ad.AnnData(sp.random(300, 20, 0.3, "csr", dtype=np.float32, random_state=0))
    adata.obsm["X_umap"] = np.random.default_rng(0).normal(size=(300, 2)).astype("f4")
    adata.write_h5ad(folder / "a.h5ad")
    backed = ad.read_h5ad(folder / "a.h5ad", backed="r")
    with contextlib.closing(cxw.open_session(backed, annotations_dir=folder / "drafts", dataset="a")) as session:
        session.select(np.arange(100))
        yield session


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("welch", "t-test"), ("welch", "wilcoxon"), ("wilcoxon", "wilcoxon"),
        ("agreement", "t-test"), ("agreement", "wilcoxon"),
    ],
)  # fmt: skip
def test_a_fault_in_a_test_is_not_taken_for_one_of_the_file(name, method, tmp_path, monkeypatch):
    def broken(*_arguments, **_options):
        raise KeyError("a fault of ours")

    with backed_session(tmp_path) as session:
        if name == "agreement":
            session.parts.table.adata.obs["donor"] = np.where(np.arange(300) % 2, "a", "b")
        monkeypatch.setattr(comparison, name, broken)
        options = {"samples": "donor"} if name == "agreement" else {}
        with pytest.raises(KeyError, match="a fault of ours"):
            session.markers(method=method, **options)


@pytest.mark.parametrize("method", ["t-test", "wilcoxon"])
def test_a_file_that_can_not_be_read_is_told_by_each_test(method, tmp_path, monkeypatch):
    def gone(*_arguments, **_options):
        raise OSError("the disk is gone")

    with backed_session(tmp_path) as session:
        monkeypatch.setattr("cellxgene_widget.data.stored_rows.SparseRows.read", gone)
        with pytest.raises(DataError, match=r"The values of genes could not be read \(the disk is gone\)"):
            session.markers(method=method)


def test_threads_that_end_early_hand_on_what_was_raised():
    def work(number):
        if number == 3:
            raise KeyError("X")
        return number

    with pytest.raises(DataError, match="could not be read"), reading():
        list(in_threads(work, range(8), 2))
