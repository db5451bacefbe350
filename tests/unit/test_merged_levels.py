"""Levels of nested labels beside a category that is called as one of them, as a file may bring it."""

import pytest

import cellxgene_widget as cxw


def test_a_category_called_as_a_level_is_told_of(adata, open_session, tmp_path):
    path = tmp_path / "drafts.csv"
    labels = adata.obs[["louvain", "phase"]].astype(str).set_axis(["a", "level 1: a"], axis=1)
    labels.to_csv(path)
    session = open_session(adata, annotations_file=path, annotations_dir=None)
    session.set_parent("a", "1", "0")
    with pytest.raises(cxw.MergeError, match="There is a category 'level 1: a', which is what a level is called"):
        session.merge(levels=True)
    assert "a" not in adata.obs
    session.rename_category("level 1: a", "phases")
    session.merge(levels=True)
    assert {"a", "a_level_1", "a_level_2", "phases"} <= set(adata.obs.columns)
