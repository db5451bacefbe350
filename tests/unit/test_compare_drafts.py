"""Labels of a session against drafts, columns and Series: whose they are, and a column of agreement in the view."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, DataError, DraftError, LabelError
from tests.annotators import COARSE, FINE, RENAMED, RENAMED_TO, as_ben, draft_of, with_terms


@pytest.fixture
def ana(adata, open_session):
    """Open the session of Ana, beside whose draft is that of Ben."""
    draft_of(open_session, adata, "ben", as_ben)
    session = open_session(adata, user="ana", name="ana", autosave=None, dataset="pbmc")
    session.create_category("ct", like="bulk_labels")
    with_terms(session)
    return session


def test_two_drafts_are_compared_by_what_their_labels_mean(ana, adata):
    found = ana.compare()
    assert found.names == ("ana", "ben")
    assert found.relation_of(RENAMED, RENAMED_TO) == "same"
    assert {found.relation_of(fine, COARSE) for fine in FINE} == {"finer"}
    # 5 % were called like a cluster beside theirs; where that is a finer kind of the same, it is no conflict
    assert 0 < found.n_disagree <= 0.05 * adata.n_obs
    assert found.n_nested >= adata.obs["bulk_labels"].isin(list(FINE)).sum() - 0.05 * adata.n_obs
    assert found.n_agree + found.n_nested + found.n_disagree == adata.n_obs
    assert found.per_label["annotator"].tolist()[0] == "ana"
    assert found.alpha_nested > found.alpha


def test_colleagues_are_those_with_a_draft_of_these_cells(ana, adata, open_session):
    draft_of(open_session, adata[:300], "cem")
    draft_of(open_session, adata[:3], "dora")
    other = adata.copy()
    other.obs_names = [f"other{n}" for n in range(other.n_obs)]
    draft_of(open_session, other, "eve")
    folder = ana.parts.draft.folder
    (folder / "notes.csv").write_text("a,b\n1,2\n")
    (folder / "dangling.csv").symlink_to(folder / "nowhere.csv")
    os.mkfifo(folder / "pipe.csv")  # who opened it would wait for ever
    deep = "[" * 10_000
    (folder / "deep.csv").write_text(f"# Annotations generated on x\n# Input\n# cellxgene_widget {deep}\nindex\n")
    found = ana.colleagues()
    assert found["name"].tolist() == ["dora", "cem", "ben"]
    assert found["n_cells"].tolist() == [3, 300, 700]
    assert found["categories"].tolist() == [["ct"]] * 3
    assert found["saved_at"].is_monotonic_decreasing
    assert ana.compare("cem").n_compared == 300
    ana.save()
    assert ana.colleagues()["name"].tolist() == found["name"].tolist()


def test_a_copy_or_a_link_is_no_second_person(ana, adata, open_session):
    draft_of(open_session, adata, "cem")
    folder = ana.parts.draft.folder
    (ben,) = folder.glob("ben-*.csv")
    foreign = folder / "dora.csv"  # as cellxgene writes it: nobody is named in it
    foreign.write_bytes(b"# Annotations generated on x\n# Input\n" + ben.read_bytes().split(b"\n", 3)[3])
    os.utime(foreign, (1, 1))
    shutil.copy2(ben, folder / "ben copy.csv")
    shutil.copy2(foreign, folder / "dora copy.csv")
    (folder / "a latest.csv").symlink_to(ben)
    (folder / "z latest.csv").symlink_to(ben)
    found = ana.colleagues()
    paths = [Path(path) for path in found["path"]]
    assert sorted(re.split(r"\W", path.name)[0] for path in paths) == ["ben", "cem", "dora"]
    assert not any(path.is_symlink() for path in paths)
    assert ana.compare(category="ct").names == ("ana", *found["name"])


def test_a_draft_written_anew_is_looked_at_anew(ana, adata, open_session):
    assert ana.colleagues()["categories"].tolist() == [["ct"]]
    ben = open_session(adata.copy(), user="ben", autosave=None, dataset="pbmc")
    ben.create_category("more")
    ben.save()
    assert ana.colleagues()["categories"].tolist() == [["ct", "more"]]


def test_the_drafts_of_one_account_are_told_apart_by_their_names(adata, open_session, monkeypatch):
    """Two people on one account, as in a container: who edited last says nothing."""
    path = draft_of(open_session, adata, "ben")
    session = open_session(adata, user="ana", name="ben", autosave=None, dataset="pbmc")
    session.create_category("ct", like="bulk_labels")
    session.save()
    found = session.compare(path)
    assert found.names == (session.draft.path.stem, path.stem)


def test_people_with_accounts_of_their_own_are_called_by_these(adata, open_session, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "ben-account")
    draft_of(open_session, adata, "ben")
    monkeypatch.setattr("getpass.getuser", lambda: "ana-account")
    session = open_session(adata, user="ana", autosave=None, dataset="pbmc")
    session.create_category("ct", like="bulk_labels")
    assert session.colleagues()["name"].tolist() == ["ben-account"]
    assert session.compare("ben-account").names == ("ana-account", "ben-account")


def test_columns_categories_and_series_are_annotators_too(ana, adata):
    ana.create_category("mine", like="louvain")
    series = adata.obs["bulk_labels"].rename("tool")
    found = ana.compare("bulk_labels", "mine", series, category="ct")
    assert [each.kind for each in found.annotators] == ["category", "column", "category", "series"]
    assert found.between("ana", "bulk_labels").kappa == 1
    assert found.between("ana", "tool").kappa == 1
    assert found.annotators[0].terms[RENAMED] == "CL:0001054"
    assert ana.compare({"by tool": series}, category="ct").names == ("ana", "by tool")


def test_a_draft_of_cellxgene_is_read(ana, adata, tmp_path):
    path = tmp_path / "pbmc-cell-labels-ABCDEFGH.csv"
    rows = "".join(f"{name},{label}\n" for name, label in adata.obs["bulk_labels"][:100].items())
    head = "# Annotations generated on 2021-01-01 using cellxgene version 1.3.0\n# Input data file was pbmc.h5ad\n"
    path.write_text(f"{head}index,cell_type\n{rows}")
    found = ana.compare((path, "cell_type"), category="ct")
    assert (found.n_compared, found.n_agree) == (100, 100)
    assert found.annotators[1].where == str(path)


def test_what_stands_beside_a_category_is_none_to_compare(ana):
    ana.review("ct")
    ana.review_next()
    ana.accept()
    with pytest.raises(LabelError, match="holds what was decided in the review"):
        ana.compare("ben", category="review: ct")
    with pytest.raises(LabelError, match="holds what was decided in the review"):
        ana.compare("review: ct", category="ct")
    ana.save()
    with pytest.raises(DataError, match=r"has no category 'review: ct', it has 'ct'"):
        cxw.compare((ana.draft.path, "review: ct"), ana.adata.obs["bulk_labels"])


def test_there_is_a_column_of_agreement_to_color_and_filter_by(ana):
    found = ana.compare("ben", category="ct")
    column = ana.column("agreement: ct")
    assert column.levels == ("agree", "coarser or finer", "disagree", "only one")
    np.testing.assert_array_equal(column.codes, found.states)
    ana.color_by("agreement: ct")
    ana.select(where={"agreement: ct": ["disagree"]})
    assert ana.n_selected == found.n_disagree
    ana.clear_selection()
    ana.rename_category("ct", "cell type")
    assert ana.column("agreement: cell type").codes.sum() == found.states.sum()
    assert "agreement: ct" not in ana.parts.made.columns
    assert ana.parts.comparisons.category == "cell type"
    assert ana.parts.comparisons.current is found
    ana.undo()
    assert ana.parts.comparisons.column == "agreement: ct"
    ana.delete_category("ct")
    assert not [name for name in ana.parts.made.columns if name.startswith("agreement")]


def test_one_square_can_be_selected_and_compared(ana):
    found = ana.compare("ben", category="ct")
    row = next(pair for pair in found.confusion.stack().sort_values(ascending=False).index if pair[0] != pair[1])
    ana.select(cells=found.select(*row))
    assert ana.n_selected == found.confusion.loc[row]


def test_nobodys_draft_is_changed_and_a_comparison_of_before_stays(ana):
    folder = ana.parts.draft.folder
    ben = next(folder.glob("ben-*.csv"))
    before, revision = ben.read_bytes(), ana.revision
    found = ana.compare(ben, category="ct")
    with pytest.raises(AnnotationError):
        ana.compare("nobody", category="ct")
    assert ana.parts.comparisons.current is found
    assert (ben.read_bytes(), ana.revision) == (before, revision)


def other_cells(ana, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("index,ct\nx1,T\nx2,B\n")
    return path


def nothing_given(ana, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("index,ct\n" + "".join(f"{name},unassigned\n" for name in ana.adata.obs_names))
    return path


def fifo(ana, tmp_path):
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    return path


def binary(ana, tmp_path):
    path = tmp_path / "data.h5ad"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    return path


def twice(ana, tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("index,ct\n" + f"{ana.adata.obs_names[0]},T\n" * 2)
    return path


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        (other_cells, DataError, "labelled none of these cells: it is about other data. It has 'x1', 'x2'"),
        (nothing_given, DataError, "gave no label yet: all its cells are unassigned"),
        (fifo, DataError, "there is neither a file nor a folder"),
        (binary, DraftError, "data.h5ad"),
        (twice, DraftError, "1 cells more than once"),
        (lambda ana, tmp_path: tmp_path, DataError, "is a folder: name the file of the draft in it"),
        (lambda ana, _: "nobody", DataError, "neither a file, a column nor a colleague's draft 'nobody'.* 'ben'"),
        (lambda ana, _: ("ben", "zz"), DataError, "has no category 'zz', it has 'ct': .* compare"),
        (lambda ana, _: "ct", DataError, "'ct' is what is compared"),
        (lambda ana, _: "percent_mito", DataError, "'percent_mito' holds numbers"),
        (
            lambda ana, _: {"x": "bulk_labels", "x ": "louvain"},
            DataError,
            "Two annotators are called 'x'",
        ),
        (lambda ana, _: {"": "ben"}, DataError, "has a name in words"),
        (lambda ana, _: ana, DataError, "Session is none of them"),
    ],
)
def test_bad_input_is_a_sentence_and_changes_nothing(ana, tmp_path, source, error, message):
    given = source(ana, tmp_path)
    with pytest.raises(error, match=message):
        ana.compare(given, category="ct")
    assert ana.parts.comparisons.current is None
    assert not [name for name in ana.parts.made.columns if name.startswith("agreement")]


def test_a_category_that_only_one_has_is_told_with_what_there_is(ana):
    ana.create_category("mine", like="louvain")
    with pytest.raises(DataError, match=r"ben-.*has no category 'mine', it has 'ct'"):
        ana.compare("ben", category="mine")
    with pytest.raises(DataError, match=r"No other draft of these cells in .* has a category 'mine'"):
        ana.compare(category="mine")
    with pytest.raises(LabelError, match="no category 'nothing'"):
        ana.compare("ben", category="nothing")
    ana.create_category("empty")
    with pytest.raises(DataError, match=r"'ana' .* gave no label yet"):
        ana.compare("bulk_labels", category="empty")


def test_cells_that_changed_meanwhile_are_not_compared(ana, adata):
    found = ana.compare("ben", category="ct")
    ana.adata._inplace_subset_obs(np.arange(300))
    assert ana.compare("ben", category="ct").n_compared == 300
    assert found.n_compared == 700
    assert len(ana.column("agreement: ct").codes) == 300


def test_drafts_are_compared_without_a_session(ana, adata):
    ana.save()
    ben = next(ana.parts.draft.folder.glob("ben-*.csv"))
    found = cxw.compare(ana.draft.path, ben)
    assert found.names == ("ana", "ben")
    assert found.n_disagree == ana.compare(ben, category="ct").n_disagree
    with pytest.raises(DataError, match="takes two annotators or more"):
        cxw.compare(ben)
