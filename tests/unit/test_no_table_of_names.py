"""No table of all names is made where the cells are the same in the same order: pandas takes half a second for one."""

from __future__ import annotations

import pandas as pd
import pytest

from cellxgene_widget.core.cell_names import places_among


def has_table(names: pd.Index) -> bool:
    return bool(names._engine.is_mapping_populated)


@pytest.fixture
def session(adata, open_session):
    adata.obs_names = [f"cell-{name}" for name in adata.obs_names]  # an index that no other test has
    session = open_session(adata, dataset="pbmc")
    session.create_category("cell_type", like="louvain")
    session.save()
    return session


ACTS = {
    "merge": lambda session, _: (session.merge(), session.merge()),
    "mask": lambda session, _: session.select(cells=session.adata.obs["louvain"] == "1"),
    "import of a column": lambda session, _: session.import_labels(
        pd.Series(["x"] * session.adata.n_obs, index=session.adata.obs_names, name="tool")
    ),
    "import of a table": lambda session, _: session.import_labels(session.adata.obs[["bulk_labels"]]),
    "export": lambda session, folder: session.export(folder / "labels.json", category="cell_type"),
    "save": lambda session, _: (session.rename_category("cell_type", "type"), session.undo(), session.save()),
}


@pytest.mark.parametrize("act", ACTS)
def test_of_the_data_none_is_made(act, session, tmp_path):
    ACTS[act](session, tmp_path)
    assert not has_table(session.adata.obs_names)


def test_a_draft_is_opened_again_without_one(session, open_session):
    adata = session.adata
    session.close()
    again = open_session(adata, dataset="pbmc")
    assert [category.name for category in again.categories] == ["cell_type"]
    assert not has_table(adata.obs_names)


def test_places_are_those_that_a_table_has():
    names = pd.Index(["a", "b", "c"], dtype=object)
    for others in (names, names.copy(), names[::-1], names[1:], pd.Index(["b"], dtype=object)):
        assert places_among(others, names).tolist() == names.get_indexer(others).tolist()
