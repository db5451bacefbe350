"""Nested labels: no circles, families in one hue, and what selecting, coloring and merging make of levels."""

from __future__ import annotations

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget import AnnotationError, LabelError, MergeError, SelectionError
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.describing import set_parents
from cellxgene_widget.labels.edits import AddLabel, CreateCategory, MergeLabels
from cellxgene_widget.labels.nesting import MAX_LEVEL, above, families, n_levels, parents_of, sound, with_descendants

NAMES = ["a", "b", "c", "d", "e"]


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("ct")
    for number, name in enumerate(["T cell", "CD4 T", "Treg", "B cell"]):
        session.label(name, cells=range(number * 10, number * 10 + 10))
    session.set_parents("ct", {"CD4 T": "T cell", "Treg": "CD4 T"})
    return session


def parents(session):
    table = session.labels("ct")
    return {row.label: row.parent for row in table.itertuples() if row.parent is not None}


def hue(color):
    return colorsys.rgb_to_hls(*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0]


def test_nesting_is_one_edit_and_undone_with_its_colors(session):
    before = session.labels()
    session.set_parent("ct", "B cell", "T cell")
    assert session.history.iloc[-1]["text"] == "nest B cell under T cell"
    assert session.labels()["label"].tolist() == ["T cell", "CD4 T", "Treg", "B cell"]
    session.undo()
    assert session.labels().equals(before)


def test_a_family_has_one_hue_and_each_label_its_color(session):
    color = dict(zip(session.labels()["label"], session.labels()["color"], strict=True))
    for name in ("CD4 T", "Treg"):
        assert abs((hue(color[name]) - hue(color["T cell"]) + 0.5) % 1 - 0.5) < 0.06
    assert len(set(color.values())) == 4
    session.recolor_label("ct", "Treg", "#00ff00")
    session.set_parent("ct", "Treg", "T cell")
    assert session.labels().set_index("label").loc["Treg", "color"] == "#00ff00", "chosen by hand, within the family"
    session.recolor_label("ct", "B cell", "#00ee11")
    session.set_parent("ct", "B cell", "T cell")
    assert session.labels().set_index("label").loc["B cell", "color"] == "#00ee11", "in another family, too"
    session.set_parent("ct", "CD4 T", None)
    assert abs(hue(session.labels().set_index("label").loc["CD4 T", "color"]) - hue(color["T cell"])) > 0.02


@pytest.mark.parametrize(
    ("label", "parent", "sentence"),
    [
        ("T cell", "T cell", "under itself"),
        ("T cell", "Treg", "is nested under 'T cell'"),
        ("Treg", "nope", "has no label 'nope'"),
        ("nope", "Treg", "has no label 'nope'"),
        ("Treg", "unassigned", "stands for cells without a label"),
        ("unassigned", "Treg", "stands for cells without a label"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(session, label, parent, sentence):
    before = session.revision
    with pytest.raises(LabelError, match=sentence):
        session.set_parent("ct", label, parent)
    assert session.revision == before


def test_a_parent_of_another_category_is_refused(session):
    session.create_category("other")
    session.add_label("other", "Lymphocyte")
    with pytest.raises(LabelError, match="is a label of 'other', not of 'ct'"):
        session.set_parent("ct", "T cell", "Lymphocyte")


def test_twenty_levels_and_no_more(session):
    for number in range(MAX_LEVEL + 1):
        session.add_label("ct", f"l{number}")
        if 0 < number < MAX_LEVEL:
            session.set_parent("ct", f"l{number}", f"l{number - 1}")
    with pytest.raises(LabelError, match="21 levels deep, and 20 are the most"):
        session.set_parent("ct", f"l{MAX_LEVEL}", f"l{MAX_LEVEL - 1}")
    with pytest.raises(LabelError, match="levels deep"):
        session.set_parent("ct", "l0", "T cell")


def test_a_family_can_be_turned_round_in_one_edit(session):
    session.set_parents("ct", {"T cell": "Treg", "CD4 T": None, "Treg": "CD4 T"})
    assert parents(session) == {"T cell": "Treg", "Treg": "CD4 T"}
    with pytest.raises(LabelError):
        session.set_parents("ct", {"CD4 T": "T cell", "T cell": "CD4 T"})


def test_a_name_is_changed_for_those_under_it_too(session):
    session.rename_label("ct", "CD4 T", "CD4+ T")
    assert parents(session) == {"CD4+ T": "T cell", "Treg": "CD4+ T"}


def test_who_is_under_a_label_that_goes_comes_under_the_next(session):
    session.delete_label("ct", "CD4 T")
    assert parents(session) == {"Treg": "T cell"}
    session.undo()
    assert parents(session) == {"CD4 T": "T cell", "Treg": "CD4 T"}


@pytest.mark.parametrize(
    ("gone", "into", "after"),
    [
        (["CD4 T"], "B cell", {"Treg": "B cell"}),
        (["T cell"], "Treg", {"Treg": "CD4 T"}),
        (["T cell", "CD4 T"], "Treg", {}),
        (["Treg"], "T cell", {"CD4 T": "T cell"}),
        (["CD4 T"], "new one", {"Treg": "new one", "new one": "T cell"}),
        (["CD4 T", "Treg"], "new one", {"new one": "T cell"}),
        (["Treg", "B cell"], "new one", {"CD4 T": "T cell"}),
    ],
)
def test_merged_labels_leave_no_circle_and_nobody_behind(session, gone, into, after):
    before = session.labels()
    session.merge_labels("ct", gone, into)
    assert parents(session) == after
    session.undo()
    assert session.labels().equals(before)


def test_a_new_label_of_several_has_what_all_of_them_have(session):
    for name in ("CD4 T", "Treg"):
        session.set_term("ct", name, "CL:0000624")
        session.set_confidence("ct", name, "low")
    session.merge_labels("ct", ["CD4 T", "Treg"], "helper")
    row = session.labels().set_index("label").loc["helper"]
    assert (row["parent"], row["term_id"], row["confidence"]) == ("T cell", "CL:0000624", "low")
    assert session.select(where={"ct": ["T cell"]}, nested=True) == 30
    session.undo()
    session.set_term("ct", "Treg", "CL:0000815")
    session.set_confidence("ct", "Treg", None)
    session.merge_labels("ct", ["CD4 T", "Treg"], "helper")
    row = session.labels().set_index("label").loc["helper"]
    assert (row["parent"], row["term_id"], row["confidence"]) == ("T cell", None, None)


def test_merging_makes_no_label_deeper_than_twenty_levels(session):
    for number in range(24):
        session.add_label("ct", f"l{number}")
    chain = {f"l{number}": f"l{number - 1}" for number in range(1, 12)}
    other = {f"l{number}": f"l{number - 1}" for number in range(13, 24)}
    session.set_parents("ct", chain | other)
    before = session.labels()
    with pytest.raises(LabelError, match="levels deep"):
        session.merge_labels("ct", ["l12"], "l11")
    assert session.labels().equals(before)


def test_selecting_by_a_parent_takes_those_under_it_where_asked(session):
    assert session.select(where={"ct": ["T cell"]}) == 10
    assert session.select(where={"ct": ["T cell"]}, nested=True) == 30
    assert session.recipe == [{"where": {"ct": ["T cell", "CD4 T", "Treg"]}}]
    assert session.select(where={"ct": {"not": ["T cell"]}}, nested=True) == 700 - 30
    assert session.select(where={"ct": ["CD4 T", None], "louvain": ["0"]}, nested=True) > 0
    with pytest.raises(LabelError):
        session.select(where={"ct": ["nope"]}, nested=True)


def test_cells_are_colored_by_a_level(session):
    session.color_by("level 1: ct")
    assert session.color == "level 1: ct"
    assert session.select(where={"level 1: ct": ["T cell"]}) == 30
    table = session.confusion("level 1: ct", "level 2: ct")
    assert table.loc["T cell"].to_dict() == {"T cell": 10, "CD4 T": 20, "B cell": 0, "unassigned": 0}
    session.rename_category("ct", "cell_type")
    assert session.color == "level 1: cell_type"
    session.undo()
    assert session.color == "level 1: ct"
    with pytest.raises(SelectionError, match="can't be filtered on"):
        session.set_filter("level 1: ct", ["T cell"])
    session.delete_category("ct")
    assert session.color != "level 1: ct"


def test_a_picture_has_the_colors_of_a_level(session):
    figure = session.figure(color="level 1: ct")
    texts = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    texts += [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "Treg" not in " ".join(texts)


def test_a_column_of_that_name_is_the_column(adata, open_session):
    adata.obs["level 1: ct"] = adata.obs["louvain"].to_numpy()
    session = open_session(adata)
    session.create_category("ct")
    session.label("x", cells=[0])
    assert session.select(where={"level 1: ct": ["0"]}) == (adata.obs["louvain"] == "0").sum()


def test_merging_adds_a_column_a_level(adata, session):
    session.merge(levels=True)
    assert adata.obs["ct"].iloc[[0, 10, 20, 30]].tolist() == ["T cell", "CD4 T", "Treg", "B cell"]
    assert adata.obs["ct_level_1"].iloc[[0, 10, 20, 30]].tolist() == ["T cell", "T cell", "T cell", "B cell"]
    assert adata.obs["ct_level_2"].iloc[[0, 10, 20, 30]].tolist() == ["T cell", "CD4 T", "CD4 T", "B cell"]
    assert adata.obs["ct_level_3"].iloc[[0, 10, 20, 30]].tolist() == ["T cell", "CD4 T", "Treg", "B cell"]
    assert len(adata.uns["ct_level_1_colors"]) == adata.obs["ct_level_1"].cat.categories.size
    session.label("Treg", cells=[40])
    session.merge(levels=True)
    assert adata.obs["ct_level_1"].iloc[40] == "T cell"


def test_levels_are_merged_under_another_key(adata, session):
    session.create_category("flat", like="louvain")
    session.merge("ct", key_added="mine", levels=True)
    assert {"mine", "mine_level_1", "mine_level_3"} <= set(adata.obs)
    session.merge(["flat", "ct"], key_added={"ct": "yours"}, levels=True)
    assert {"flat", "yours", "yours_level_2"} <= set(adata.obs)
    assert not [name for name in adata.obs if name.startswith("flat_level")]
    with pytest.raises(MergeError, match="names one column for"):
        session.merge(key_added="one", levels=True)
    with pytest.raises(MergeError, match="which is not merged"):
        session.merge("ct", key_added={"nope": "x"}, levels=True)


def test_a_level_goes_over_no_other_category(adata, session):
    session.create_category("ct_level_1")
    session.label("own", category="ct_level_1", cells=[0])
    session.merge("ct_level_1")
    for overwrite in (False, True):
        with pytest.raises(MergeError, match="which is for the category 'ct_level_1'"):
            session.merge("ct", levels=True, overwrite=overwrite)
    assert adata.obs["ct_level_1"].iloc[0] == "own"
    session.merge("ct", levels=True, key_added="fine")
    assert adata.obs["fine_level_1"].iloc[20] == "T cell"


def test_levels_that_there_are_no_more_are_told(adata, session):
    session.merge("ct", levels=True)
    session.set_parents("ct", {"CD4 T": None, "Treg": None})
    (note,) = session.merge("ct", levels=True).notes
    assert "'ct_level_1', 'ct_level_2' and 'ct_level_3' in obs is of an earlier merge" in note or "3 more" not in note


def test_a_category_is_not_called_as_a_level_is(session):
    with pytest.raises(LabelError, match="choose another name"):
        session.create_category("level 1: ct")
    with pytest.raises(LabelError, match="choose another name"):
        session.rename_category("ct", "level 2: x")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s: s.set_parents("ct", None),
        lambda s: s.set_parents("ct", [("Treg", "T cell")]),
        lambda s: s.set_parent("ct", ["Treg"], "T cell"),
        lambda s: s.set_parent("ct", "Treg", 5),
        lambda s: s.set_terms("ct", ["CL:0000815"]),
        lambda s: s.set_term("ct", None, "CL:0000815"),
        lambda s: s.set_confidence("ct", "Treg", ["low"]),
        lambda s: s.select(where=5, nested=True),
    ],
)
def test_what_is_of_a_wrong_type_is_an_error_of_ours(session, wrong):
    before = session.revision
    with pytest.raises(AnnotationError):
        wrong(session)
    assert session.revision == before


def test_reserved_words_are_nothing_to_nest_under_and_grey_at_the_top(session):
    session.add_label("ct", "doublets", term="T cell")
    grey = session.labels().set_index("label").loc["doublets", "color"]
    session.set_parents("ct", {"CD4 T": None, "Treg": None})
    session.set_term("ct", "CD4 T", "CL:0000624")
    assert session.propose_parents("ct") == {}
    session.set_parent("ct", "doublets", "T cell")
    session.set_parent("ct", "doublets", None)
    assert session.labels().set_index("label").loc["doublets", "color"] == grey


def test_levels_go_into_a_file_too(adata, open_session, tmp_path):
    path = tmp_path / "cells.h5ad"
    adata.write_h5ad(path)
    session = open_session(path)
    session.create_category("ct")
    session.label("T cell", cells=[0])
    session.label("Treg", cells=[1])
    session.set_parent("ct", "Treg", "T cell")
    session.merge(into=tmp_path / "out.h5ad", levels=True)
    import anndata as ad

    assert ad.read_h5ad(tmp_path / "out.h5ad").obs["ct_level_1"].iloc[1] == "T cell"


def test_parents_are_proposed_by_terms(session):
    session.set_parents("ct", {"CD4 T": None, "Treg": None})
    assert session.propose_parents("ct") == {}
    terms = {"T cell": "T cell", "CD4 T": "CL:0000624", "Treg": "CL:0000792", "B cell": "B cell"}
    session.set_terms("ct", terms)
    found = session.propose_parents("ct")
    assert found == {"CD4 T": "T cell", "Treg": "CD4 T"}
    session.set_parents("ct", found)
    assert session.propose_parents("ct") == {}


def test_who_nested_the_other_way_round_is_not_overruled(session):
    session.set_parents("ct", {"CD4 T": None, "Treg": None, "T cell": "Treg"})
    session.set_terms("ct", {"T cell": "T cell", "Treg": "CL:0000815"})
    assert session.propose_parents("ct") == {}


def test_words_for_no_cell_type_are_grey_and_left_out_of_markers_on_demand(session):
    session.label("Doublets", cells=range(300, 400))
    color = session.labels().set_index("label").loc["Doublets", "color"]
    assert len({color[1:3], color[3:5], color[5:7]}) <= 3
    assert colorsys.rgb_to_hls(*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)))[2] < 0.12
    session.select(cells=range(100))
    plain, without = session.markers(), session.markers(without_reserved=True)
    assert without.attrs["n_out"] == plain.attrs["n_out"] - 100
    assert "without doublets" in without.attrs["against"]
    session.select(cells=range(300, 400))
    with pytest.raises(SelectionError, match="no cell type"):
        session.markers(without_reserved=True)


@pytest.mark.parametrize(("given", "kept"), [("High", "high"), (" low ", "low"), (None, None), ("", None)])
def test_a_confidence_is_one_of_three_words(session, given, kept):
    session.set_confidence("ct", "Treg", "medium")
    session.set_confidence("ct", "Treg", given)
    assert session.labels().set_index("label").loc["Treg", "confidence"] == kept
    with pytest.raises(LabelError, match="'high', 'medium', 'low' or None"):
        session.set_confidence("ct", "Treg", "rather")
    with pytest.raises(LabelError):
        session.set_confidence("ct", "Treg", 1)


def category(wanted=None):
    annotations = Annotations(len(NAMES))
    annotations.apply(CreateCategory("x"))
    for name in NAMES:
        annotations.apply(AddLabel("x", name, "#112233"))
    for name, parent in (wanted or {}).items():
        try:
            command = set_parents(annotations, "x", {name: parent})
        except LabelError:
            continue
        if command is not None:
            annotations.apply(command.edit)
    return annotations


wishes = st.dictionaries(st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES))


@given(wishes, wishes)
def test_however_labels_are_nested_there_is_never_a_circle(first, second):
    annotations = category(first)
    found = annotations.find("x")
    try:
        command = set_parents(annotations, "x", second)
    except LabelError:
        command = None
    if command is not None:
        inverse = annotations.apply(command.edit).inverse
        assert all(parents_of(found.labels).get(name) == parent for name, parent in second.items())
        assert len({label.color for label in found.labels}) >= 1
        assert [label for label, _ in families(found.labels)] == found.labels, "a family is together"
        annotations.apply(inverse)
        assert annotations == category(first)
    line = parents_of(found.labels)
    for name in NAMES:
        assert name not in above(name, line)
    assert sorted(label.name for label, _ in families(found.labels)) == NAMES
    assert n_levels(found.labels) == max(level for _, level in families(found.labels))
    assert with_descendants(found, NAMES) == [label.name for label in found.labels]


@given(wishes, st.lists(st.sampled_from(NAMES), unique=True, max_size=3), st.sampled_from(NAMES))
def test_however_labels_are_merged_the_rest_is_nested_soundly_and_comes_back(first, gone, into):
    annotations = category(first)
    before = category(first)
    inverse = annotations.apply(MergeLabels("x", tuple(gone), into)).inverse
    labels = annotations.find("x").labels
    assert sound(parents_of(labels), [label.name for label in labels]) == parents_of(labels)
    annotations.apply(inverse)
    assert annotations == before


@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*NAMES, "gone"])))
def test_what_a_file_says_is_made_sound_and_what_is_sound_stays(said):
    once = sound(said, NAMES)
    assert sound(once, NAMES) == once
    assert all(said[name] == parent for name, parent in once.items())
    assert all(name not in above(name, once) for name in NAMES)


def test_a_chain_too_deep_in_a_file_is_cut():
    names = [f"l{i}" for i in range(50)]
    chain = dict(zip(names[1:], names, strict=False))
    for order in (names, names[::-1]):
        assert max(len(above(name, sound(chain, order))) for name in names) < MAX_LEVEL
