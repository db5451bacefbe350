"""What a colleague did in a page comes as labels of theirs: exactly that, in one edit."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget.core.names import clean_name, clean_note
from cellxgene_widget.errors import DataError, DraftError, LabelError
from cellxgene_widget.exchange.answer.as_annotators import annotators_of_answer
from cellxgene_widget.exchange.answer.pasted import pasted_name, pasted_note
from tests.answers import PageAnswer, written
from tests.page.data import cells

NAMES = cells().obs_names


def labelled(session):
    session.create_category("ct")
    session.label("T", cells=list(range(100)), term="T cell")
    session.label("Treg", cells=list(range(100, 130)))
    session.label("B", cells=list(range(200, 300)))
    session.set_parent("ct", "Treg", "T")
    session.recolor_label("ct", "B", "#123456")
    session.set_note("ct", "B", "mine")
    return session


@pytest.fixture
def session(adata, open_session):
    return labelled(open_session(adata, name="mine"))


def names_of(session):
    return [category.name for category in session.categories]


def column(session, category):
    """Give the labels of a category, None for none."""
    return [None if name == "unassigned" else name for name in session.annotations[category]]


def test_the_category_in_use_stays_in_use(session, tmp_path):
    path = PageAnswer(session).base("ct").label("ct", "NK", NAMES[50:60]).write(tmp_path / "answer.jsonl")
    session.create_category("other")
    session.use_category("ct")
    session.color_by("other")
    session.take_answer(path)
    assert (session.category, session.color) == ("ct", "other")
    session.undo()
    assert (session.category, session.color) == ("ct", "other")
    session.redo()
    assert (session.category, session.color) == ("ct", "other")
    session.use_category("ct (Ana)")
    session.color_by("ct (Ana)")
    session.take_answer(path, replace=True)  # what takes its place is in use, too
    assert (session.category, session.color) == ("ct (Ana)", "ct (Ana)")
    session.undo()
    assert (session.category, session.color) == ("ct (Ana)", "ct (Ana)")


def test_where_none_was_in_use_the_first_that_came_is(adata, open_session, tmp_path):
    session = open_session(adata, name="mine")
    page = PageAnswer(session)
    for name in ("one", "two"):
        page.base(name)
    page.label("one", "NK", NAMES[50:60]).label("two", "B", NAMES[:3])
    session.take_answer(page.write(tmp_path / "answer.jsonl"))
    assert (session.category, session.color) == ("one (Ana)", "one (Ana)")
    session.undo()
    assert session.category is None


def test_the_cells_are_exactly_those(session, tmp_path):
    page = PageAnswer(session).base("ct")
    page.label("ct", "NK", NAMES[50:60]).label("ct", None, NAMES[200:205]).label("ct", "B", NAMES[400:402])
    page.comment("ct", "NK", "CD3-").comment("ct", "T", "sure?").comment("ct", "NK", "CD3-, NKG7+")
    before, own = session.revision, column(session, "ct")
    table = session.take_answer(page.write(tmp_path / "answer.jsonl"))
    assert column(session, "ct (Ana)") == page.labels_of("ct")
    assert column(session, "ct") == own
    assert session.revision == before + 1
    said = {row.label: (row.n_cells, row.n_changed, row.comment) for row in table.itertuples()}
    assert said == {
        "T": (90, 0, "sure?"),
        "Treg": (30, 0, ""),
        "B": (97, 2, ""),
        "NK": (10, 10, "CD3-, NKG7+"),
        "unassigned": (473, 5, ""),
    }
    assert set(table["category"]) == {"ct (Ana)"}
    rows = session.labels("ct (Ana)").set_index("label")
    assert rows.loc["T", "term_id"] == "CL:0000084"
    assert rows.loc["Treg", "parent"] == "T"
    assert rows.loc["B", "color"] == "#123456"
    assert rows.loc["NK", "note"] == "CD3-, NKG7+"
    assert rows.loc["B", "note"] == ""  # mine is not theirs
    session.undo()
    assert names_of(session) == ["ct"]
    session.redo()
    assert column(session, "ct (Ana)") == page.labels_of("ct")


def test_it_is_kept_in_the_draft_and_says_who_gave_it(session, adata, open_session, tmp_path):
    page = PageAnswer(session).base("ct").label("ct", "NK", NAMES[:3])
    session.take_answer(page.write(tmp_path / "a.jsonl"))
    text = session.report()
    assert "given by Ana (answer of Ana to the page of" in text
    assert "predicted by Ana" not in text
    session.close()
    again = open_session(adata)
    assert column(again, "ct (Ana)") == page.labels_of("ct")
    said = again.parts.history.annotations.find("ct (Ana)").about["predicted"]
    assert said["by"] == "Ana"
    assert said["source"].startswith("answer of Ana to the page of")
    assert again.history["operation"].iloc[-1] == "take_answer"


def test_new_categories_and_several_come_in_one_edit(session, tmp_path):
    page = PageAnswer(session).base("ct").base("state")
    page.label("ct", "T", NAMES[300:310]).label("state", "cycling", NAMES[:7]).comment("state", "resting", "none seen")
    before = session.revision
    table = session.take_answer(page.write(tmp_path / "a.jsonl"))
    assert session.revision == before + 1
    assert list(dict.fromkeys(table["category"])) == ["ct (Ana)", "state (Ana)"]
    assert column(session, "state (Ana)") == page.labels_of("state")
    assert session.labels("state (Ana)").set_index("label").loc["resting", "note"] == "none seen"


def test_the_code_of_it_takes_it_again(session, tmp_path):
    path = PageAnswer(session).base("ct").label("ct", "NK", NAMES[:3]).write(tmp_path / "a.jsonl")
    session.take_answer(path, author="Ana B.")
    assert session.code == f"w.take_answer(path={str(path)!r}, author='Ana B.')"
    assert names_of(session) == ["ct", "ct (Ana B.)"]


def test_two_colleagues_of_one_name_are_told_apart(session, tmp_path):
    first = PageAnswer(session).base("ct").label("ct", "NK", NAMES[:3]).write(tmp_path / "a.jsonl")
    page = PageAnswer(session).base("ct").label("ct", "NK", NAMES[5:9])
    second = page.write(tmp_path / "b.jsonl")
    session.take_answer(first)
    with pytest.raises(LabelError, match=r"There is a category 'ct \(Ana\)' already, given by Ana.*author=") as caught:
        session.take_answer(second)
    assert "by hand" not in str(caught.value)
    session.label("B", category="ct (Ana)", cells=[7, 8])
    with pytest.raises(LabelError, match="and 2 cells were given another label by hand since"):
        session.take_answer(second)
    session.take_answer(second, author="Ana 2")
    assert names_of(session) == ["ct", "ct (Ana)", "ct (Ana 2)"]
    kept = column(session, "ct (Ana)")
    session.take_answer(second, replace=True)
    assert column(session, "ct (Ana)") == page.labels_of("ct")
    session.undo()
    assert column(session, "ct (Ana)") == kept


def test_labels_that_moved_on_are_said_and_taken_as_they_were(session, tmp_path):
    page = PageAnswer(session).base("ct").label("ct", "NK", NAMES[:3])
    path = page.write(tmp_path / "a.jsonl")
    session.label("B", category="ct", cells=[0, 1, 500])
    session.rename_category("ct", "cell_type")
    with pytest.raises(DraftError, match="2 edits were made since this page was, 'ct' is not as it was: older=True"):
        session.take_answer(path)
    assert names_of(session) == ["cell_type"]
    session.take_answer(path, older=True)
    assert column(session, "ct (Ana)") == page.labels_of("ct")


def test_edits_of_something_else_ask_nothing(session, tmp_path):
    page = PageAnswer(session).base("ct").label("ct", "NK", NAMES[:3])
    path = page.write(tmp_path / "a.jsonl")
    session.recolor_label("ct", "T", "#00ff00")
    session.create_category("other")
    session.take_answer(path)
    assert column(session, "ct (Ana)") == page.labels_of("ct")
    assert session.labels("ct (Ana)").set_index("label").loc["T", "color"] == "#00ff00"


def test_an_answer_before_any_label_names_the_draft(adata, open_session, tmp_path):
    session = open_session(adata)
    page = PageAnswer(session).base("mine").label("mine", "B", NAMES[:4])
    session.take_answer(page.write(tmp_path / "a.jsonl"))
    assert column(session, "mine (Ana)") == page.labels_of("mine")
    assert session.draft.path is not None


def test_a_category_called_as_a_level_is_refused(session, tmp_path):
    page = PageAnswer(session).base("level 1: ct").label("level 1: ct", "B", NAMES[:3])
    with pytest.raises(LabelError, match="a level of nested labels"):
        session.take_answer(page.write(tmp_path / "a.jsonl"))
    assert names_of(session) == ["ct"]


def test_names_with_markup_are_text(session, tmp_path):
    odd = "CD4 <low>, a < b > c <b>bold</b>"
    page = PageAnswer(session, "<b>Ana</b>").base("ct").label("ct", odd, NAMES[:3])
    page.comment("ct", odd, "<script>alert(1)</script>")
    session.take_answer(page.write(tmp_path / "a.jsonl"))
    assert session.labels("ct (<b>Ana</b>)").iloc[-1]["label"] == odd


PASTED = {
    "line one\x0bline two": "line one\nline two",
    "a\rb\r\nc\x85d\u2028e": "a\nb\nc\nd\ne",
    "\0CD3-\x07\tand \x1b[1mNKG7+": "CD3-\tand [1mNKG7+",
    "half \ud800 a letter": "half  a letter",
    "x" * 5000: "x" * 3999 + "…",
    "\0": "",
}


@pytest.mark.parametrize("pasted", PASTED, ids=ascii)
def test_a_comment_as_it_was_pasted_costs_nobody_the_labels(session, tmp_path, pasted):
    page = PageAnswer(session).base("ct").label("ct", "NK", NAMES[:5]).comment("ct", "NK", pasted)
    path = tmp_path / "a.jsonl"
    path.write_bytes(written(page.whole, in_ascii=True))  # half a letter as JSON can say it
    table = session.take_answer(path).set_index("label")
    assert table.loc["NK", "comment"] == PASTED[pasted]
    assert column(session, "ct (Ana)") == page.labels_of("ct")


@given(st.text(max_size=5000))
def test_whatever_was_pasted_is_a_note_and_a_name(text):
    assert clean_note(pasted_note(text)) == pasted_note(text)
    assert pasted_name(text) in ("", clean_name(pasted_name(text) or "-", "colleague"))


def test_a_name_as_it_was_pasted_is_one_line(session, tmp_path):
    page = PageAnswer(session, "Ana\x0b Bell\t\n").base("ct").label("ct", "NK", NAMES[:5])
    session.take_answer(page.write(tmp_path / "a.jsonl"))
    assert names_of(session) == ["ct", "ct (Ana Bell)"]


@pytest.mark.parametrize("n", [80, 195, 196, 200, 300])
def test_a_long_name_of_a_colleague_is_cut(session, tmp_path, n):
    page = PageAnswer(session, "A" * n).base("ct").label("ct", "NK", NAMES[:5])
    session.take_answer(page.write(tmp_path / "a.jsonl"))
    assert names_of(session)[1] == f"ct ({'A' * n if n <= 195 else 'A' * 79 + '…'})"
    assert column(session, names_of(session)[1]) == page.labels_of("ct")


def test_long_names_of_categories_are_cut_and_told_apart(adata, open_session, tmp_path):
    session = open_session(adata, name="mine")
    long = ["c" * 196 + "x", "c" * 196 + "y"]
    for name in long:
        session.create_category(name)
    page = PageAnswer(session)
    for name in long:
        page.base(name)
    for name in long:
        page.label(name, "NK", NAMES[:5])
    session.take_answer(page.write(tmp_path / "a.jsonl"))
    taken = names_of(session)[2:]
    assert [len(name) for name in taken] == [200, 200]
    assert [name[-8:] for name in taken] == ["c… (Ana)", "… (Ana) 2"[-8:]]


def reopened(session, open_session, data):
    session.close()
    return open_session(data, dataset="pbmc")


@pytest.fixture
def named(adata, open_session):
    return labelled(open_session(adata, dataset="pbmc", name="mine"))


def test_cells_are_known_by_name_whatever_their_order_is_now(named, open_session, tmp_path):
    page = PageAnswer(named).base("ct").label("ct", "NK", NAMES[50:60]).label("ct", None, NAMES[200:205])
    path = page.write(tmp_path / "a.jsonl")
    again = reopened(named, open_session, cells()[::-1].copy())
    table = again.take_answer(path)
    assert column(again, "ct (Ana)") == page.labels_of("ct")[::-1]
    assert (table["n_gone"] == 0).all()


def test_cells_that_are_gone_get_their_labels_and_it_is_said(named, open_session, tmp_path):
    page = PageAnswer(named).base("ct").label("ct", "NK", NAMES[590:610]).label("ct", "T", NAMES[:3])
    path = page.write(tmp_path / "a.jsonl")
    fewer = reopened(named, open_session, cells()[:600].copy())
    table = fewer.take_answer(path).set_index("label")
    assert column(fewer, "ct (Ana)") == page.labels_of("ct")[:600]
    assert table.loc["NK", ["n_cells", "n_changed", "n_gone"]].tolist() == [20, 20, 10]
    assert fewer.history["text"].iloc[-1] == "take the answer of Ana (20 cells changed, 10 of them not in the data now)"
    whole = reopened(fewer, open_session, cells())
    assert column(whole, "ct (Ana)") == page.labels_of("ct")


def test_a_page_of_fewer_cells_than_the_data_has_now_says_nothing_of_the_others(open_session, tmp_path):
    fewer = labelled(open_session(cells()[:600].copy(), dataset="pbmc", name="mine"))
    page = PageAnswer(fewer).base("ct").label("ct", "NK", NAMES[50:60])
    path = page.write(tmp_path / "a.jsonl")
    whole = reopened(fewer, open_session, cells())
    whole.take_answer(path)
    assert column(whole, "ct (Ana)") == page.labels_of("ct") + [None] * 100
    whole.label("T", category="ct", cells=[1, 2, 250])
    with pytest.raises(DraftError, match="'ct' is not as it was"):
        whole.take_answer(path, author="Ana 2")


def test_a_page_of_other_cells_is_refused_though_the_draft_is_called_the_same(named, open_session, tmp_path):
    path = PageAnswer(named).base("ct").label("ct", "NK", NAMES[50:60]).write(tmp_path / "a.jsonl")
    other = cells()
    other.obs_names = [f"other-{n}" for n in range(other.n_obs)]
    session = labelled(open_session(other, dataset="pbmc", name="other", annotations_dir=tmp_path / "elsewhere"))
    with pytest.raises(DataError, match=r"page of other data: it names cells that are not known here, .*compare\(\)"):
        session.take_answer(path)
    assert names_of(session) == ["ct"]


LABELS = st.sampled_from(["T", "B", "Treg", "NK", "a/b", "naïve", None])
EDITS = st.lists(st.tuples(LABELS, st.lists(st.integers(0, 699), min_size=1, max_size=40, unique=True)), max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS.filter(bool))
def test_whatever_was_done_comes_as_it_was_drawn(edits):
    with tempfile.TemporaryDirectory() as folder:
        session = labelled(cxw.open_session(cells(), annotations_dir=folder, name="mine", autosave=None))
        try:
            page = PageAnswer(session).base("ct")
            for label, positions in edits:
                page.label("ct", label, NAMES[positions])
            session.take_answer(page.write(Path(folder) / "a.jsonl"))
            assert column(session, "ct (Ana)") == page.labels_of("ct")
        finally:
            session.close()


def test_as_many_changed_as_the_table_says(session, tmp_path):
    page = PageAnswer(session).base("ct").label("ct", "T", NAMES[90:210]).label("ct", "B", NAMES[205:210])
    table = session.take_answer(page.write(tmp_path / "a.jsonl"))
    ours, theirs = column(session, "ct"), column(session, "ct (Ana)")
    assert table["n_changed"].sum() == np.count_nonzero([a != b for a, b in zip(ours, theirs, strict=True)])


@pytest.mark.parametrize("wrong", ["", "nowhere.jsonl", 7, None])
def test_what_is_no_file_is_refused(session, wrong, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError):
        session.take_answer(wrong)


def test_an_answer_can_be_compared_by_cell_name_alone(session, tmp_path):
    page = PageAnswer(session).base("ct").base("state")
    page.label("ct", "NK", NAMES[50:60]).label("ct", None, NAMES[200:205]).label("state", "cycling", NAMES[400:402])
    ct, state = annotators_of_answer(page.write(tmp_path / "a.jsonl"))
    assert (ct.name, ct.kind, ct.category, state.category) == ("Ana", "answer", "ct", "state")
    assert ct.labels == ("T", "Treg", "B", "NK")
    assert ct.terms == {"T": "CL:0000084"}
    assert ct.parents == {"Treg": "T"}
    assert ct.colors["B"] == "#123456"
    for each in (ct, state):
        codes = each.on(NAMES)
        named = [each.labels[code - 1] if code else None for code in codes]
        assert named == page.labels_of(each.category)


def test_an_answer_that_was_changed_is_no_annotator(session, tmp_path):
    path = PageAnswer(session).base("ct").label("ct", "NK", NAMES[:3]).write(tmp_path / "a.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"NK"', b'"MK"'))
    with pytest.raises(DataError, match="does not fit its check"):
        annotators_of_answer(path)


def test_what_a_page_wrote_in_a_browser_is_taken(adata, open_session):
    """The file is Ben's: lassos, one of them undone, a label without cells, a new category, comments."""
    session = open_session(adata, dataset="pbmc68k_reduced", name="mine", user="ana")
    session.create_category("cell_type", like="louvain")
    session.rename_label("cell_type", "0", "T cell")
    session.set_term("cell_type", "T cell", "CL:0000084")
    session.add_label("cell_type", "CD4")
    session.set_parent("cell_type", "CD4", "T cell")
    session.set_note("cell_type", "1", "seen in blood")
    session.create_category("untouched")
    table = session.take_answer(Path(__file__).with_name("answer_of_a_page.jsonl"))
    assert names_of(session) == ["cell_type", "untouched", "cell_type (Ben)", "mine (Ben)"]
    said = [json.loads(line) for line in Path(__file__).with_name("answer_of_a_page.jsonl").read_text().splitlines()]
    given, taken, odd, empty = (record for record in said if record["kind"] == "edit")
    expected = dict(zip(NAMES, column(session, "cell_type"), strict=True))
    expected |= dict.fromkeys(given["cells"], "my label") | dict.fromkeys(taken["cells"])
    assert dict(zip(NAMES, column(session, "cell_type (Ben)"), strict=True)) == expected
    assert session.annotations.query("`mine (Ben)` == 'odd'").index.tolist() == sorted(odd["cells"], key=[*NAMES].index)
    assert (empty["label"], empty["cells"]) == ("empty", [])
    rows = table.set_index(["category", "label"])
    assert rows.loc[("mine (Ben)", "empty"), "n_cells"] == 0
    assert rows.loc[("cell_type (Ben)", "my label"), "comment"] == "CD3E is low\nsecond line"
    assert rows.loc[("cell_type (Ben)", "1"), "comment"] == "I would say NK"
    assert rows.loc[("cell_type (Ben)", "my label"), "n_changed"] == given["changed"]
