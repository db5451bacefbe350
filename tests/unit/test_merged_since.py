"""What a merge wrote and somebody changed since is theirs; what only lost cells, or their order, is ours."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb

from cellxgene_widget import MergeError
from cellxgene_widget.merge import written
from cellxgene_widget.merge.written import CellNames, changed_cell, note_of


@pytest.fixture
def merged(adata, open_session):
    session = open_session(adata, dataset="pbmc")
    session.create_category("cell_type", like="louvain")
    session.label("B cell", cells=[0, 1])
    session.unlabel(category="cell_type", cells=[5])
    session.merge()
    return session


def again(session, adata, open_session, **options):
    """Merge into an object that was made of the one merged into."""
    session.close()
    return open_session(adata, dataset="pbmc").merge(**options)


def relabelled(adata):
    adata.obs.loc[adata.obs_names[7], "cell_type"] = "B cell"


def emptied(adata):
    adata.obs.loc[adata.obs_names[7], "cell_type"] = np.nan


def renamed(adata):
    adata.obs["cell_type"] = adata.obs["cell_type"].cat.rename_categories({"B cell": "plasma"})


def replaced(adata):
    adata.obs["cell_type"] = np.arange(adata.n_obs)


@pytest.mark.parametrize("change", [relabelled, emptied, renamed, replaced])
def test_a_column_changed_by_hand_is_written_over_only_when_told(change, merged):
    adata = merged.adata
    change(adata)
    before = adata.obs["cell_type"].copy()
    with pytest.raises(
        MergeError, match=r"obs\['cell_type'\] was changed since this draft.*overwrite=True.*key_added="
    ):
        merged.merge()
    pd.testing.assert_series_equal(adata.obs["cell_type"], before)
    merged.merge(key_added="mine")
    assert adata.obs["mine"].tolist()[:2] == ["B cell"] * 2
    merged.merge(overwrite=True)
    assert adata.obs["cell_type"].tolist() == adata.obs["mine"].tolist()
    merged.merge()


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
def test_the_same_in_a_file(suffix, adata, open_session, tmp_path):
    path = tmp_path / f"pbmc.{suffix}"
    write, read = getattr(ad.AnnData, f"write_{suffix}"), getattr(ad, f"read_{suffix}")
    write(adata, path)
    session = open_session(adata)
    session.create_category("cell_type", like="louvain")
    for _ in range(2):
        session.merge(into=path, inplace=True)
    changed = read(path)
    changed.obs.loc[changed.obs_names[0], "cell_type"] = next(
        level for level in changed.obs["cell_type"].cat.categories if level != changed.obs["cell_type"].iloc[0]
    )
    write(changed, path)
    with pytest.raises(MergeError, match="was changed since this draft wrote it"):
        session.merge(into=path, inplace=True)
    session.merge(into=path, inplace=True, overwrite=True)
    session.merge(into=path, inplace=True)
    assert read(path).obs["cell_type"].tolist() == session.annotations["cell_type"].astype(str).tolist()


def dropped(adata, _):
    del adata.obs["cell_type"]
    return adata


def read_back(adata, folder):
    adata.write_h5ad(folder / "x.h5ad")
    return ad.read_h5ad(folder / "x.h5ad")


@pytest.mark.parametrize(
    "change",
    [
        lambda adata, _: adata.copy(),
        lambda adata, _: adata[100:400].copy(),
        lambda adata, _: adata[::-1].copy(),
        lambda adata, _: adata[adata.obs["cell_type"] == "1"],
        dropped,
        read_back,
        lambda adata, folder: read_back(adata[::3].copy(), folder),
    ],
    ids=["copied", "subset", "reordered", "view of one label", "dropped", "file", "file of a subset"],
)
def test_what_is_no_change_of_a_label_is_no_alarm(change, merged, open_session, tmp_path):
    other = change(merged.adata, tmp_path)
    again(merged, other, open_session)
    assert "cell_type" in other.obs


def test_other_orders_of_levels_and_text_without_levels_are_no_change(merged):
    obs = merged.adata.obs
    obs["cell_type"] = obs["cell_type"].cat.reorder_categories(obs["cell_type"].cat.categories[::-1])
    merged.merge()
    obs["cell_type"] = obs["cell_type"].cat.add_categories(["without cells"])
    merged.merge()
    obs["cell_type"] = obs["cell_type"].astype(str)
    merged.merge()
    assert isinstance(obs["cell_type"].dtype, pd.CategoricalDtype)


def test_a_relabelled_cell_is_found_among_those_that_are_left(merged, open_session):
    part = merged.adata[:300].copy()
    part.obs.loc[part.obs_names[20:40], "cell_type"] = "B cell"
    with pytest.raises(MergeError, match="was changed since"):
        again(merged, part, open_session)


def test_a_column_from_before_there_were_notes_is_ours(merged):
    del merged.adata.uns["cellxgene_widget"]["written"]
    relabelled(merged.adata)
    merged.merge()
    assert merged.adata.obs["cell_type"].iloc[7] != "B cell"


def test_colours_changed_by_hand_are_kept_and_said(merged):
    adata = merged.adata
    level = adata.obs["cell_type"].cat.categories[0]
    adata.uns["cell_type_colors"] = ["#123456", *adata.uns["cell_type_colors"][1:]]
    merged.label("new", category="cell_type", cells=[9])
    report = merged.merge()
    colors = dict(zip(adata.obs["cell_type"].cat.categories, adata.uns["cell_type_colors"], strict=True))
    assert colors[level] == "#123456"
    assert colors["new"] == merged.find_category("cell_type").find("new").color
    assert "colours of '0' are kept" in repr(report)
    assert "kept" in repr(merged.merge()), "also the next time"
    assert "kept" not in repr(merged.merge(overwrite=True))
    assert adata.uns["cell_type_colors"][0] == merged.find_category("cell_type").find(level).color


@pytest.mark.parametrize("kind", ["tuples", "array", "Series", "by level", "names"])
def test_colours_of_any_kind_that_were_changed_by_hand_are_kept(kind, merged, open_session, tmp_path):
    adata = merged.adata
    levels = list(adata.obs["cell_type"].cat.categories)
    rgb = [(1.0, 0.0, 0.0), *map(to_rgb, adata.uns["cell_type_colors"][1:])]
    adata.uns["cell_type_colors"] = {
        "tuples": rgb,
        "array": np.array(rgb),
        "Series": pd.Series(list(map(to_hex, rgb))),
        "by level": {levels[0]: "red"},
        "names": ["red", *adata.uns["cell_type_colors"][1:]],
    }[kind]
    report = merged.merge()
    assert f"colours of {levels[0]!r} are kept" in repr(report)
    written = [to_hex(color) for color in adata.uns["cell_type_colors"]]
    assert written == [to_hex(color) for color in rgb]
    read_back(adata, tmp_path)


def test_colours_that_nobody_touched_go_with_their_labels(merged):
    """As text the levels have another order than their colours, which are not changed by hand for that."""
    adata = merged.adata
    wanted = dict(zip(adata.obs["cell_type"].cat.categories, adata.uns["cell_type_colors"], strict=True))
    for again in (lambda column: column.astype(str), lambda column: column.cat.set_categories(sorted(wanted)[::-1])):
        adata.obs["cell_type"] = again(adata.obs["cell_type"])
        assert "kept" not in repr(merged.merge())
        assert dict(zip(adata.obs["cell_type"].cat.categories, adata.uns["cell_type_colors"], strict=True)) == wanted


@pytest.mark.parametrize("colors", [5, {"a"}, "red", None, np.array(7), [["red"], 5]], ids=str)
def test_what_is_no_colours_stops_no_merge(colors, merged):
    wanted = list(merged.adata.uns["cell_type_colors"])
    merged.adata.uns["cell_type_colors"] = colors
    assert "kept" not in repr(merged.merge())
    assert list(merged.adata.uns["cell_type_colors"]) == wanted


def test_colours_changed_in_the_draft_are_written(merged):
    merged.recolor_label("cell_type", "B cell", "#abcdef")
    assert "kept" not in repr(merged.merge())
    adata = merged.adata
    assert "#abcdef" in adata.uns["cell_type_colors"]


def test_only_the_columns_named_are_written_over(merged):
    adata = merged.adata
    merged.create_category("other", like="cell_type")
    adata.obs["theirs"] = "mine alone"
    colors = ["#111111", *adata.uns["cell_type_colors"][1:]]
    adata.uns["cell_type_colors"] = list(colors)
    keys = {"cell_type": "cell_type", "other": "theirs"}
    with pytest.raises(MergeError, match="'theirs'"):
        merged.merge(key_added=keys, overwrite=["something else"])
    assert set(adata.obs["theirs"]) == {"mine alone"}
    merged.merge(key_added=keys, overwrite=["theirs"])
    assert set(adata.obs["theirs"]) != {"mine alone"}
    assert list(adata.uns["cell_type_colors"]) == colors


labels = st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=60)


@given(labels, st.randoms(use_true_random=False))
def test_any_subset_in_any_order_is_as_written_and_any_other_label_is_not(values, rng):
    names = pd.Index([f"cell-{i}" for i in range(len(values))], dtype=object)
    column = pd.Series(pd.Categorical(values, categories=["a", "b", "c"]), index=names)
    note = note_of(CellNames(names), column.array, ["#000000"] * 3)
    kept = rng.sample(range(len(values)), rng.randint(1, len(values)))
    part = column.iloc[kept]
    assert changed_cell(note, CellNames(part.index), part) is None
    other = column.copy()
    other.iloc[rng.randrange(len(values))] = rng.choice(["a", "b", "c", None])
    if not other.equals(column):
        assert changed_cell(note, CellNames(names), other) is not None


@given(labels, st.integers(1, 7))
def test_a_note_is_the_same_in_blocks_of_any_size(values, block):
    """Files have notes that were made of all cells at once."""
    names = pd.Index([f"cell-{i}" for i in range(len(values))], dtype=object)
    column = pd.Categorical(values, categories=["a", "b", "c"])
    whole = note_of(CellNames(names), column, ["#000000"] * 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(written, "_BLOCK", block)
        parts = note_of(CellNames(names), column, ["#000000"] * 3)
        assert changed_cell(whole, CellNames(names), pd.Series(column, index=names)) is None
    assert {key: np.array(value).tolist() for key, value in parts.items()} == {
        key: np.array(value).tolist() for key, value in whole.items()
    }


def test_a_note_of_before_is_read():
    """As version 0.2 wrote it."""
    names = pd.Index(["a", "b", "c", "d"], dtype=object)
    column = pd.Categorical(["x", "y", None, "x"])
    note = note_of(CellNames(names), column, ["#000000"] * 2)
    assert note["sum"] == "bb4248dd675e4350"
    assert note["cells"].tolist() == [1, 132, 4, 9, 0, 130, 10, 0]
