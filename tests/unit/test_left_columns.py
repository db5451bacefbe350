"""Columns of a draft's file that are no categories (scores, areas, ids): left alone, through all that happens to it."""

from __future__ import annotations

import csv
import io
import shutil
from contextlib import closing

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import LabelError
from cellxgene_widget.draft.csv_reader import parse_csv
from cellxgene_widget.draft.csv_writer import csv_parts
from cellxgene_widget.draft.left_columns import ColumnRule, are_numbers
from tests.draft_store import store_of

from ..faults.small import small_cells
from .test_draft_csv import meaning, tables

TEXTS = ["0.970", "NA", "", '"q"', "#1", " 1.50 ", "1,5", "a\nb", "α", "unassigned", "-0", "1e-3"]
N = 24


def rows(path):
    """Return the header and the rows of a draft, without its comment lines."""
    text = path.read_text("utf-8")
    while text.startswith("# "):
        text = text.split("\n", 1)[1]
    return list(csv.reader(io.StringIO(text, newline="")))


def column(path, name):
    header, *lines = rows(path)
    return {line[0]: line[header.index(name)] for line in lines}


def write(path, columns, names=None, index="index"):
    """Write a CSV as another program does."""
    names = [f"cell-{i}" for i in range(N)] if names is None else names
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([index, *columns])
        writer.writerows(zip(names, *columns.values(), strict=True))


SCORES = [f"{i / 7:.4f}" for i in range(N)]
LABELS = ["B" if i < 4 else "unassigned" for i in range(N)]


@pytest.fixture
def path(tmp_path):
    """Return a CSV as celltypist writes it, with one score a cell."""
    write(tmp_path / "l.csv", {"label": LABELS, "conf_score": SCORES, "second": LABELS})
    return tmp_path / "l.csv"


def opened(path, data=None, **options):
    return closing(cxw.open_session(small_cells() if data is None else data, annotations_file=path, **options))


# -- which columns


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        (["0.97", "0.5"], True),
        (["0.97", "NA", ""], True),
        (["1e-3", "5"], True),
        (["inf", "0.5"], True),
        ([" .5", "-1.", "+2e-1"], True),
        (["0", "1", "3,0", "3,1"], False),
        (["3,0", "3,1,0"], False),
        (["0,97", "0.5"], False),
        (["0", "1", "11"], False),
        (["-1", "0"], False),
        (["0.0", "1.0", ""], False),
        (["1e5"], False),
        (["B", "0.5"], False),
        (["3.1.2", "3.1.4"], False),
        (["CD4+", "1.5"], False),
        (["NA"], False),
        ([], False),
        (["١.٥"], False),
    ],
)
def test_numbers_with_decimals_are_no_labels(values, numbers):
    assert are_numbers(values) == numbers


def test_clusters_are_labels_and_ids_are_not():
    lines = [f"c{i},{i % 12},{i},{i % 10}.5" for i in range(1500)]
    table = parse_csv(("index,leiden,id,area\n" + "\n".join(lines) + "\n").encode(), "it")
    assert [(c.name, len(c.labels)) for c in table.categories] == [("leiden", 12)]
    assert [(c.name, c.n_different, c.place) for c in table.left] == [("id", 1500, 1), ("area", None, 2)]


def test_1000_labels_are_a_category_and_one_more_is_none():
    for n, left in ((1000, 0), (1001, 1)):
        text = "index,ct\nx,unassigned\ny,\n" + "".join(f"c{i},L{i}\n" for i in range(n))
        assert len(parse_csv(text.encode(), "it").left) == left
        assert len(parse_csv(text.encode(), "it", rule=ColumnRule(5000)).left) == 0


# -- its text


@given(tables(), st.data())
def test_the_text_of_every_cell_comes_back_in_its_place(table, data):
    header = ["index", *(f"column {i}" for i in range(4))]
    columns = [
        data.draw(
            st.lists(
                st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
                min_size=3,
                max_size=3,
            )
        )
        for _ in range(4)
    ]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([header, *zip(["a", "b", "c"], *columns, strict=True)])
    left = data.draw(st.sets(st.sampled_from(header[1:])))
    rule = ColumnRule(categories=set(header) - left, left=left)
    read = parse_csv(file.getvalue().encode(), "it", rule=rule)
    assert {one.name for one in read.left} == left
    again = parse_csv(b"".join(csv_parts(read, [])), "it", rule=rule)
    assert meaning(again) == meaning(read)
    for one, other in zip(read.left, again.left, strict=True):
        assert one.texts.to_pylist() == other.texts.to_pylist() == columns[header.index(one.name) - 1]
        assert one.place == other.place == header.index(one.name) - 1


def test_it_stays_through_edits_saves_versions_and_names(path, tmp_path):
    before = rows(path)
    values = column(path, "conf_score")
    with opened(path, autosave=None) as session:
        assert list(session.annotations) == ["label", "second"]
        (warning,) = [said for said in session.warnings if "conf_score" in said]
        assert "holds numbers: it is no category, and stays in the file as it is" in warning
        session.label("T", category="label", cells=[5])
        session.save()
        assert rows(path)[0] == before[0]
        assert column(path, "conf_score") == values
        session.undo()
        session.save()
        assert rows(path) == before
        session.delete_category("label")
        session.create_category("third")
        session.save()
        assert column(path, "conf_score") == values
        (oldest, *_) = reversed(session.versions()["version"].tolist())
        session.restore(oldest)
        session.save()
        assert column(path, "conf_score") == values
        assert column(path, "label") == column(path, "second")
    with opened(path, autosave=None) as session:
        assert any("conf_score" in said for said in session.warnings)
        assert "conf_score" not in session.annotations


def test_it_goes_with_a_draft_that_gets_another_name(path, tmp_path):
    with closing(cxw.open_session(small_cells(), dataset="d", annotations_dir=tmp_path, name="a")) as session:
        session.create_category("ct")
        session.save()
        file = session.draft.path
        write(file, {"ct": LABELS, "conf_score": SCORES})
        session.save()
        session.rename_draft("b")
        assert column(session.draft.path, "conf_score") == column(path, "conf_score")
        assert not file.exists()
    for version in session.draft.path.with_suffix("").parent.glob("b-*-backups/*.csv"):
        parse_csv(version.read_bytes(), "a version")


@pytest.mark.parametrize("saved", [True, False])
def test_edits_that_are_only_in_the_journal_leave_it(saved, path):
    values = column(path, "conf_score")
    with opened(path, autosave=None) as session:
        session.label("T", category="label", cells=[5])
        if saved:
            session.save()
        session.label("NK", category="label", cells=[6])
        session.create_category("more")
        store_of(session).write_lock.release()  # as after a kill: nothing is saved
        copy = path.with_name("copy.csv")
        shutil.copy(path, copy)
        shutil.copytree(path.with_name("l-backups"), path.with_name("copy-backups"))
        for file in path.with_name("copy-backups").glob("l*"):
            file.rename(file.with_name("copy" + file.name[1:]))
    with opened(copy, autosave=None) as again:
        assert again.annotations["label"].tolist()[5:7] == ["T", "NK"]
        again.save()
        assert column(copy, "conf_score") == values


def test_a_draft_that_is_gone_is_put_together_with_it(path):
    values = column(path, "conf_score")
    with opened(path, autosave=None) as session:
        for label in "TU":
            session.label(label, category="label", cells=[5])
            session.save()
    path.unlink()
    with opened(path, autosave=None) as session:
        session.save()
    assert column(path, "conf_score") == values


# -- its cells


def test_cells_that_are_not_in_the_data_keep_their_values(path):
    values = column(path, "conf_score")
    part = small_cells()[[7, 3, 20, *range(8, 18)]].copy()
    with opened(path, part, autosave=None) as session:
        session.label("T", category="label", cells=["cell-3"])
        session.save()
        assert column(path, "conf_score") == values
        assert column(path, "label")["cell-0"] == "B"


def test_cells_without_a_row_have_an_empty_field(path):
    values = column(path, "conf_score")
    with opened(path, small_cells(N + 3), autosave=None) as session:
        session.label("T", category="label", cells=[N])
        session.save()
        assert column(path, "conf_score") == {**values, **{f"cell-{i}": "" for i in range(N, N + 3)}}


def test_it_follows_the_cells_when_the_data_changes(path):
    values = column(path, "conf_score")
    data = small_cells()
    with opened(path, data, autosave=None) as session:
        data._inplace_subset_obs(np.arange(N)[::-2])
        session.label("T", category="label", cells=[0])
        session.save()
        assert column(path, "conf_score") == values
        assert column(path, "label")[f"cell-{N - 1}"] == "T"


# -- other programs


def test_another_program_adds_changes_and_takes_away_a_column(tmp_path):
    path = tmp_path / "l.csv"
    with opened(path, autosave=None) as session:
        session.create_category("ct")
        session.label("B", cells=[0, 1, 2, 3])
        session.save()
        write(path, {"ct": LABELS, "area": SCORES})
        session.label("T", cells=[9])
        session.save()
        assert list(session.annotations) == ["ct"]
        assert column(path, "area") == dict(zip(session.annotations.index, SCORES, strict=True))
        assert column(path, "ct")["cell-9"] == "T"
        assert any("'area'" in said and "no category" in said for said in session.warnings)
        other = [str(i) for i in range(N)]  # whole now: what is no category does not become one meanwhile
        labels = list(column(path, "ct").values())
        write(path, {"area": other[:5], "ct": labels[:5]}, [f"cell-{i}" for i in range(5)])
        session.label("U", cells=[10])
        session.save()
        assert list(column(path, "area").values()) == [*other[:5], *SCORES[5:]]
        assert list(session.annotations) == ["ct"]
        write(path, {"ct": list(column(path, "ct").values())})
        session.label("V", cells=[11])
        session.save()
        assert list(column(path, "area").values()) == [*other[:5], *SCORES[5:]]
        assert session.annotations["ct"].tolist()[9:12] == ["T", "U", "V"]


def test_only_its_values_changed_by_another_program_are_kept(path):
    with opened(path, autosave=None) as session:
        session.label("T", category="label", cells=[5])
        session.save()
        lines = path.read_text().replace(f",{SCORES[8]},", ",0.123,")
        path.write_text(lines)
        session.save()
        assert column(path, "conf_score")["cell-8"] == "0.123"
        session.label("T", category="label", cells=[6])
        session.save()
        assert column(path, "conf_score")["cell-8"] == "0.123"


# -- a category of ours is one whatever it holds


@pytest.mark.parametrize("labels", [["0.5", "1.25"], [f"L{i}" for i in range(6)]], ids=["numbers", "many"])
@pytest.mark.parametrize("running", [True, False])
def test_a_category_of_ours_is_one_also_when_another_program_wrote_the_file(labels, running, tmp_path):
    path, options = tmp_path / "l.csv", {"autosave": None, "max_category_items": 4}
    given_to = [labels[i % len(labels)] for i in range(N)]

    def rewrite():
        values = list(column(path, "ct").values())
        write(path, {"ct": [labels[0], *values[1:]], "score": SCORES})

    with opened(path, **options) as session:
        session.create_category("ct")
        for label in labels:
            session.label(label, cells=np.array(given_to) == label)
            session.save()
        if running:
            rewrite()
            session.save()
            assert session.annotations["ct"].tolist() == given_to
    if not running:
        with opened(path, **options) as session:
            assert session.annotations["ct"].tolist() == given_to
        rewrite()
    with opened(path, **options) as session:
        assert session.annotations["ct"].tolist() == given_to
        session.restore(session.versions()["version"].iloc[-1])
        assert session.annotations["ct"].nunique() < len(labels) + 2
        session.undo()
        assert session.annotations["ct"].tolist() == given_to


# -- two columns of one name


def test_no_category_gets_its_name(path):
    with opened(path, autosave=None) as session:
        for ask in (
            lambda: session.create_category("conf_score"),
            lambda: session.create_category(" conf_score "),
            lambda: session.rename_category("label", "conf_score"),
        ):
            with pytest.raises(LabelError, match="has a column 'conf_score' that is no category"):
                ask()
        assert session.revision == 0
        session.rename_category("label", "label")


def test_a_category_that_comes_back_by_undo_stands_beside_it(tmp_path):
    path = tmp_path / "l.csv"
    with opened(path, autosave=None) as session:
        session.create_category("ct")
        session.create_category("score")
        session.label("good", category="score", cells=[1])
        session.delete_category("score")
        session.save()
        write(path, {"ct": LABELS, "score": SCORES, "score_": LABELS})
        session.save()
        while "score" not in session.annotations:
            session.undo()
        session.save()
        assert column(path, "score")["cell-1"] == "good"
        others = [name for name in rows(path)[0] if list(column(path, name).values()) == SCORES]
        assert len(others) == 1
        assert others[0].startswith("score_")
        session.redo()
        session.label("T", category="ct", cells=[9])
        session.save()
    with opened(path, autosave=None) as session:
        assert list(column(path, others[0]).values()) == SCORES


def test_a_column_of_the_name_of_a_category_made_meanwhile(tmp_path):
    path = tmp_path / "l.csv"
    with opened(path, autosave=None) as session:
        session.create_category("ct")
        session.save()
        session.create_category("score")
        session.label("good", category="score", cells=[1])
        write(path, {"ct": LABELS, "score": SCORES})
        session.save()
        assert column(path, "score")["cell-1"] == "good"
        assert list(column(path, "score_").values()) == SCORES


def test_a_column_of_obs_of_its_name_is_no_obstacle(path):
    data = small_cells()
    data.obs["conf_score"] = np.linspace(0, 1, N)
    with opened(path, data, autosave=None) as session:
        session.label("T", category="label", cells=[5])
        session.merge()
    assert data.obs["conf_score"].dtype == float


# -- the view


def test_the_view_tells_of_it(path):
    widget = cxw.show(small_cells(), annotations_file=path, autosave=None)
    try:
        assert any("conf_score" in said for said in widget.get_state()["status"]["warnings"])
        assert "conf_score" not in [category["name"] for category in widget.categories]
        write(path, {"label": LABELS, "conf_score": SCORES, "area": SCORES, "second": LABELS})
        widget.label("T", category="label", cells=[5])
        widget.save()
        assert any("'area'" in said for said in widget.get_state()["status"]["warnings"])
    finally:
        widget.close()


def test_as_pandas_reads_it(path):
    with opened(path, autosave=None) as session:
        session.label("T", category="label", cells=[5])
        session.save()
    read = pd.read_csv(path, comment="#", index_col=0)
    assert read["conf_score"].tolist() == [float(score) for score in SCORES]
