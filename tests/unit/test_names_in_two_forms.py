"""Names with accents in one piece or apart (NFC, NFD) are one; names are as long as all files of a draft bear."""

from __future__ import annotations

import shutil
import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, DraftError, LabelError
from cellxgene_widget.core.cell_names import respelled
from cellxgene_widget.draft.csv_reader import parse_csv
from cellxgene_widget.draft.file_names import clean_draft_name, suggested_draft_name
from tests.draft_store import store_of

from ..faults.small import small_cells


def apart(text):
    return unicodedata.normalize("NFD", text)


CATEGORY, LABEL, OTHER = "catégorie", "lymphocyte B naïf", "macrophage mûr"


@pytest.fixture
def spelled(tmp_path, adata):
    """Open a CSV whose names have their accents apart, as macOS may leave them; some labels in both forms."""
    path = tmp_path / "l.csv"
    levels = [apart(LABEL), LABEL, apart(OTHER), "x"]
    values = [levels[i % 4] for i in range(adata.n_obs)]
    pd.DataFrame({apart(CATEGORY): values}, index=adata.obs_names).to_csv(path, index_label="index")
    session = cxw.open_session(adata, annotations_file=path, autosave=None)
    yield session
    session.close()


def test_two_labels_of_one_look_are_one_label(spelled):
    assert spelled.annotations.columns.tolist() == [CATEGORY]
    assert spelled.annotations[CATEGORY].tolist()[:4] == [LABEL, LABEL, OTHER, "x"]


@pytest.mark.parametrize("form", [str, apart], ids=["in one piece", "apart"])
def test_every_verb_takes_either_form(form, spelled):
    category, label, other = form(CATEGORY), form(LABEL), form(OTHER)
    n = spelled.parts.table.n_cells
    spelled.use_category(category)
    assert spelled.category == CATEGORY
    spelled.color_by(category)
    assert spelled.color == CATEGORY
    assert spelled.label(label, category=category, cells=[3]) == 1
    assert spelled.label(form("é"), cells=[3]) == 1
    assert spelled.label(form("é"), cells=[3]) == 0
    with pytest.raises(LabelError, match="already"):
        spelled.add_label(category, label)
    with pytest.raises(LabelError, match="already"):
        spelled.create_category(category)
    spelled.select(where={category: [label]})
    assert spelled.n_selected >= n // 2
    spelled.set_note(category, label, "a note")
    spelled.recolor_label(category, label, "red")
    spelled.rename_label(category, label, label)
    spelled.rename_category(category, category)
    spelled.merge_labels(category, [label, other], form(LABEL))
    assert OTHER not in [x.name for x in spelled.find_category(category).labels]
    spelled.undo()
    spelled.delete_label(category, other)
    spelled.rename_label(category, label, form("ï"))
    assert [x.name for x in spelled.find_category(category).labels].count("ï") == 1
    spelled.rename_category(category, form("ö"))
    assert spelled.annotations.columns.tolist() == ["ö"]
    while spelled.undo() is not None:
        pass
    assert spelled.annotations[CATEGORY].tolist()[:4] == [LABEL, LABEL, OTHER, "x"]


def test_names_are_written_as_they_were(spelled):
    path = spelled.draft.path
    spelled.label("new é", category=CATEGORY, cells=[0])
    spelled.save()
    text = path.read_text("utf-8")
    table = text[text.index("index,") :]
    assert apart(CATEGORY) in table
    assert CATEGORY not in table
    assert apart(LABEL) in table
    assert "new é" in table


def test_labels_of_a_column_are_one_category(adata, open_session):
    adata.obs["ct"] = pd.Categorical([("é", apart("é"), "x")[i % 3] for i in range(adata.n_obs)])
    session = open_session(adata, autosave=None)
    session.create_category("mine", like="ct")
    assert session.annotations["mine"].tolist()[:3] == ["é", "é", "x"]


def test_a_column_of_obs_is_in_the_way_in_either_form(adata, open_session):
    adata.obs[apart(CATEGORY)] = "a"
    session = open_session(adata, autosave=None)
    with pytest.raises(LabelError, match="has a column"):
        session.create_category(CATEGORY)


def test_gene_sets(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_gene_set(apart("naïf"), ["CD3D"])
    session.change_gene_set("naïf", add=["CD79A"])
    session.change_gene_set(apart("naïf"), add=["CD8A"])
    session.color_by(f"set: {apart('naïf')}")
    session.delete_gene_set(apart("naïf"))
    assert session.gene_sets == {}


def test_two_categories_of_one_look_are_refused_by_name(adata, tmp_path):
    path = tmp_path / "l.csv"
    frame = pd.DataFrame({CATEGORY: "a", apart(CATEGORY): "b"}, index=adata.obs_names)
    frame.to_csv(path, index_label="index")
    with pytest.raises(DraftError, match="same name"):
        cxw.open_session(adata, annotations_file=path)


# -- cells


def cells_named(names):
    data = small_cells(len(names))
    data.obs_names = names
    return data


def test_cells_are_found_in_either_form(tmp_path):
    names = [f"é{i}" for i in range(50)]
    options = {"dataset": "d", "annotations_dir": tmp_path, "autosave": None}
    session = cxw.open_session(cells_named(names), **options)
    session.create_category("ct")
    session.label("B", cells=[0, 1])
    session.save()
    session.label("journal", cells=[2])
    session.select(cells=[apart("é7")])
    assert session.selected_names.tolist() == ["é7"]
    session.parts.store.close()
    other = cells_named([apart(name) for name in reversed(names)])
    again = cxw.open_session(other, **options)
    assert again.annotations["ct"].tolist()[-3:] == ["journal", "B", "B"]
    assert not any("not in this data" in warning for warning in again.warnings)
    assert again.undo() == "label 1 cell as journal"
    again.label("T", cells=["é5"])
    again.close()
    last = cxw.open_session(cells_named(names), **options)
    assert last.annotations["ct"].tolist()[:6] == ["B", "B", "unassigned", "unassigned", "unassigned", "T"]
    last.close()


def test_an_object_in_memory_is_found_by_its_cells_in_either_form(tmp_path):
    names = [f"é{i}" for i in range(50)]
    session = cxw.open_session(cells_named(names), annotations_dir=tmp_path)
    session.create_category("ct")
    session.close()
    again = cxw.open_session(cells_named(list(map(apart, names))), annotations_dir=tmp_path)
    assert again.draft.path == session.draft.path
    again.close()


texts = st.text(st.sampled_from("aeé́̈ïö1"), min_size=1, max_size=4)


@given(st.lists(texts, unique=True, max_size=8), st.lists(texts, unique=True, max_size=8))
def test_laws_of_respelling(names, like):
    names, like = pd.Index(names, dtype=object), pd.Index(like, dtype=object)
    out = respelled(names, like)
    assert len(out) == len(names)
    assert out.is_unique, "no two cells become one"
    for before, after in zip(names, out, strict=True):
        assert unicodedata.normalize("NFC", before) == unicodedata.normalize("NFC", after)
        assert after == before or after in like
    kept = names.isin(like)
    assert (out[kept] == names[kept]).all()


@given(st.lists(texts, min_size=1, max_size=8))
def test_labels_read_are_in_one_form_each(labels):
    rows = "".join(f"c{i},{label}\n" for i, label in enumerate(labels))
    table = parse_csv(f"index,ct\n{rows}".encode(), "it")
    (category,) = table.categories
    names = [label.name for label in category.labels]
    assert len(set(names)) == len(names)
    read = [names[code - 1] for code in category.codes]
    assert read == [unicodedata.normalize("NFC", label) for label in labels]


# -- length


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=300))
def test_any_suggestion_can_be_a_name(stem):
    assert clean_draft_name(suggested_draft_name(stem)) == suggested_draft_name(stem)


@pytest.mark.parametrize("letter", ["x", "é", "細", "😀", "ก"])
def test_a_name_of_the_greatest_length_is_a_whole_draft(letter, tmp_path):
    longest = max(n for n in range(1, 200) if accepted(letter * n))
    with pytest.raises(DraftError, match=f"room for {longest}"):
        clean_draft_name(letter * (longest + 1))
    options = {"annotations_dir": tmp_path, "dataset": "d", "autosave": None}
    session = cxw.open_session(small_cells(), name=letter * longest, **options)
    session.create_category("ct")
    for label in "abc":
        session.label(label, cells=[1])
        session.save()
    session.create_gene_set("set", ["x"])
    session.change_gene_set("set", add=["y"])
    session.take_over()
    draft = store_of(session).draft
    for label in "def":
        session.label(label, cells=[2])
    session.parts.store.close()
    assert len(draft.gene_set_versions().all()) == 1
    lines = draft.journal_path.read_bytes().splitlines(keepends=True)
    draft.journal_path.write_bytes(b"".join([*lines[:-2], lines[-1]]))
    again = cxw.open_session(small_cells(), **options)
    assert list(draft.backup_directory.glob("*.damaged-*")), again.warnings
    again.parts.store._outside._copy_aside(draft.path)
    again.close()
    shutil.rmtree(tmp_path)


def accepted(name):
    try:
        clean_draft_name(name)
    except DraftError:
        return False
    return True


@pytest.mark.parametrize("length", [200, 230, 251])
def test_a_long_file_of_ones_own_works_or_is_refused_in_words(length, tmp_path):
    path = tmp_path / f"{'y' * length}.csv"
    try:
        session = cxw.open_session(small_cells(), annotations_file=path, autosave=None)
    except AnnotationError as error:
        assert "too long" in str(error)  # noqa: PT017 - either is fine
        return
    for label in "ab":
        session.create_category(label)
        session.save()
    session.create_gene_set("set", ["x"])
    session.change_gene_set("set", add=["y"])
    assert len(session.versions()) == 1
    session.close()
    assert np.isin(["a", "b"], parse_csv(path.read_bytes(), "it").categories[0].name).any()
