"""What tools write is recognized by its columns, and each cell gets its own label and score, whatever the order."""

import gzip

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.errors import DataError, LabelError
from cellxgene_widget.exchange.predictions.files import table_of_bytes, table_of_path
from cellxgene_widget.exchange.predictions.predictions import read_predictions
from cellxgene_widget.exchange.predictions.tables import table_of_frame
from tests.predicted import (
    TYPES,
    celltypist_obs,
    cytetype_obs,
    labels_for,
    popv_obs,
    scores_for,
    write_azimuth,
    write_celltypist,
    write_cellxgene,
    write_mapmycells,
)

KNOWN = pd.Index([f"{letter}AAC-{number}" for number in (1, 2) for letter in "ACGT"])


def read(table, *, label=None, score=None, most=1000):
    return read_predictions(table, KNOWN, label=label, score=score, most=most)


def of_frame(frame, **options):
    return read(table_of_frame(frame, KNOWN, "The DataFrame", "a DataFrame"), **options)


def by_cell(found):
    """Give the label of each cell of the data by its name; None for no label."""
    names = [None, *found.labels]
    return {cell: names[code] for cell, code in zip(KNOWN, found.codes, strict=True)}


def expected(cells=KNOWN):
    return dict(zip(cells, labels_for(cells), strict=True))


def test_azimuth(tmp_path):
    shuffled = KNOWN[::-1]
    found = read(table_of_path(write_azimuth(tmp_path / "azimuth_pred.tsv", shuffled), KNOWN))
    assert (found.by, found.name) == ("Azimuth", "azimuth_celltype.l2")
    assert found.source == "azimuth_pred.tsv, predicted.celltype.l2"
    assert by_cell(found) == expected(shuffled)
    np.testing.assert_allclose(found.scores.values, scores_for(KNOWN)[::-1], rtol=1e-6)
    assert found.scores.column == "predicted.celltype.l2.score"
    assert found.scores.note is None
    assert found.notes == ("Other labels there: 'predicted.celltype.l1'; label= takes one of them.",)
    coarse = read(table_of_path(tmp_path / "azimuth_pred.tsv", KNOWN), label="predicted.celltype.l1")
    assert (coarse.name, set(coarse.labels)) == ("azimuth_celltype.l1", {"B", "CD4+", "NK"})
    assert coarse.scores.column == "predicted.celltype.l1.score"


def test_the_app_of_azimuth_before_it_had_levels():
    rows = [f"{cell}\t{label}\t0.5" for cell, label in expected().items()]
    text = "\n".join(["cell\tpredicted.id\tpredicted.score", *rows])
    found = read(table_of_bytes(text.encode(), KNOWN, "The file", "azimuth_pred.tsv"))
    assert (found.by, found.scores.column) == ("Seurat", "predicted.score")
    assert by_cell(found) == expected()


def test_mapmycells(tmp_path):
    cells = [*KNOWN[:6], "elsewhere-1"]
    found = read(table_of_path(write_mapmycells(tmp_path / "mapping.csv", cells), KNOWN))
    assert (found.by, found.name) == ("MapMyCells", "mapmycells_subclass")
    assert by_cell(found) == expected(KNOWN[:6]) | dict.fromkeys(KNOWN[6:])
    assert (found.n_unknown, found.unknown, found.n_missing) == (1, ("elsewhere-1",), 2)
    assert found.scores.column == "subclass_bootstrapping_probability"
    assert np.isnan(found.scores.values[6:]).all()


def test_mapmycells_without_bootstrapping_has_correlations(tmp_path):
    path = write_mapmycells(tmp_path / "mapping.csv", KNOWN, score="correlation_coefficient")
    found = read(table_of_path(path, KNOWN))
    assert "'subclass_correlation_coefficient' is a correlation, not a probability." in found.notes


def test_cells_that_are_called_by_numbers_stay_as_they_are(tmp_path):
    known = pd.Index(["1015221640100510476", "1015221640100510477", "007"])
    table = table_of_path(write_mapmycells(tmp_path / "mapping.csv", known), known)
    found = read_predictions(table, known, label=None, score=None, most=10)
    assert [found.labels[code - 1] for code in found.codes] == labels_for(known)


def test_popv_counts_stay_counts():
    found = of_frame(popv_obs(KNOWN))
    assert (found.by, found.name) == ("popV", "popv")
    assert by_cell(found) == expected()
    assert found.scores.counted == "methods that agree"
    assert found.scores.values.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert "The scores in 'popv_prediction_score' are counts of methods that agree, not from 0 to 1." in found.notes
    assert "'popv_majority_vote_prediction', 'popv_parent'" in found.notes[0]
    one = of_frame(popv_obs(KNOWN), label="popv_rf_prediction")
    assert (one.name, one.scores.column, one.scores.counted) == ("popv_rf", "popv_rf_prediction_probabilities", None)


def test_counts_that_anndata_made_a_category_of_are_read():
    frame = popv_obs(KNOWN).astype({"popv_prediction_score": "category"})
    assert of_frame(frame).scores.values.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_cytetype_comes_with_terms():
    found = of_frame(cytetype_obs(KNOWN))
    assert (found.by, found.name, found.scores) == ("CyteType", "cytetype_leiden", None)
    assert by_cell(found) == expected() | {KNOWN[0]: "Unknown"}
    assert found.terms == {"B cell": "CL:0000236", "CD4+ T cell": "CL:0000624", "NK cell": "CL:0000623"}


def test_a_label_with_two_terms_has_none():
    frame = cytetype_obs(KNOWN).astype(str)
    frame.iloc[3, 2] = "CL:0000785"
    assert "B cell" not in of_frame(frame).terms


@pytest.mark.parametrize("prefix", ["", "Immune_Low_"])
def test_celltypist_in_obs(prefix):
    found = of_frame(celltypist_obs(KNOWN, prefix))
    assert (found.by, found.name) == ("celltypist", "celltypist_Immune_Low" if prefix else "celltypist")
    assert found.source == f"a DataFrame, {prefix}majority_voting"
    assert found.scores.column == f"{prefix}conf_score"
    assert f"'{prefix}conf_score' is of '{prefix}predicted_labels', cell by cell" in found.notes[0]
    own = of_frame(celltypist_obs(KNOWN, prefix), label=f"{prefix}predicted_labels")
    assert by_cell(own) == expected() | {KNOWN[0]: None}
    assert own.notes == ("1 cell that celltypist left Unassigned has no label.",)


def test_the_folder_of_celltypist(tmp_path):
    found = read(table_of_path(write_celltypist(tmp_path, KNOWN), KNOWN))
    labels = by_cell(found)
    assert labels == expected() | {KNOWN[0]: None, KNOWN[1]: "B cell|NK cell"}
    # its own label's probability; where it has no column the highest of the row, as celltypist makes conf_score
    scores = np.array(scores_for(KNOWN))
    scores[:2] /= 10
    np.testing.assert_allclose(found.scores.values, scores, rtol=1e-6)
    assert found.scores.column == "probability_matrix.csv"
    beside = read(table_of_path(tmp_path / "predicted_labels.csv", KNOWN))
    np.testing.assert_array_equal(beside.scores.values, found.scores.values)
    (tmp_path / "probability_matrix.csv").unlink()
    assert read(table_of_path(tmp_path, KNOWN)).scores is None
    (tmp_path / "predicted_labels.csv").unlink()
    with pytest.raises(DataError, match=r"has no 'predicted_labels\.csv', as celltypist writes it"):
        table_of_path(tmp_path, KNOWN)


def test_a_draft_of_cellxgene(tmp_path):
    found = read(table_of_path(write_cellxgene(tmp_path / "draft.csv", KNOWN), KNOWN))
    assert (found.by, found.name) == ("a colleague", "cell_type")
    assert by_cell(found) == expected() | {KNOWN[0]: None}
    assert found.notes == ("Other labels there: 'quality'; label= takes one of them.",)


def test_obs_as_cellxgene_wants_it():
    frame = pd.DataFrame(
        {
            "donor": "D1",
            "cell_type_ontology_term_id": ["CL:0000236", "CL:0000623"] * 4,
            "cell_type": ["B cell", "natural killer cell"] * 4,
        },
        index=KNOWN,
    )
    found = of_frame(frame)
    assert (found.by, found.name) == ("CELLxGENE", "cell_type")
    assert found.terms == {"B cell": "CL:0000236", "natural killer cell": "CL:0000623"}


def test_any_pair_of_columns():
    frame = pd.DataFrame(
        {"barcode": KNOWN[::-1], "mine": labels_for(KNOWN), "batch": "b1", "sure": [str(x) for x in scores_for(KNOWN)]}
    )
    with pytest.raises(
        DataError, match=r"not known as what a tool writes: say .* Its columns: 'mine', 'batch', 'sure'"
    ):
        of_frame(frame)
    found = of_frame(frame, label="mine", score="sure")
    assert by_cell(found) == expected(KNOWN[::-1])
    np.testing.assert_allclose(found.scores.values, scores_for(KNOWN)[::-1], rtol=1e-6)
    with pytest.raises(DataError, match=r"no column 'yours' for label=\. Its columns: 'mine', 'batch', 'sure'"):
        of_frame(frame, label="yours")
    with pytest.raises(DataError, match="The scores in 'batch' are no numbers: there is 'b1' among them"):
        of_frame(frame, label="mine", score="batch")
    single = of_frame(frame[["barcode", "mine", "sure"]])
    assert by_cell(single) == expected(KNOWN[::-1])
    assert single.scores is None


def test_scores_that_are_not_from_0_to_1_say_so():
    frame = pd.DataFrame({"x": labels_for(KNOWN), "n": range(8), "z": np.linspace(-2, 2, 8)}, index=KNOWN)
    counts, other = of_frame(frame, label="x", score="n").scores, of_frame(frame, label="x", score="z").scores
    assert (counts.counted is not None, counts.note) == (True, "The scores in 'n' are counts, from 0 to 7.")
    assert (other.counted, other.note) == (None, "The scores in 'z' go from -2 to 2, not from 0 to 1.")


def test_labels_are_in_the_order_of_their_size():
    frame = pd.DataFrame({"x": ["a", "b", "b", "c", "c", "c", "", "NA"]}, index=KNOWN)
    found = of_frame(frame)
    assert found.labels == ("c", "b", "a")
    assert found.codes.tolist() == [3, 2, 2, 1, 1, 1, 0, 0]
    there = frame["x"].where(frame["x"].isin(["a", "b", "c"]))
    ordered = frame.assign(x=there.astype(pd.CategoricalDtype(["a", "b", "c", "never"], ordered=True)))
    assert of_frame(ordered).labels == ("a", "b", "c")


def test_clusters_beside_missing_values_are_called_by_whole_numbers():
    frame = pd.DataFrame({"x": [1.0, 2.0, np.nan, 2.0, 10.0, 10.0, 10.0, 1.5]}, index=KNOWN)
    assert set(of_frame(frame, label="x").labels) == {"10", "2", "1", "1.5"}


# -- what is refused


def test_a_cell_that_is_there_twice_is_refused():
    frame = pd.DataFrame({"x": labels_for(KNOWN)}, index=[*KNOWN[:-1], KNOWN[0]])
    with pytest.raises(DataError, match="names 1 cell more than once"):
        of_frame(frame)


def test_other_cells_are_refused():
    frame = pd.DataFrame({"x": labels_for(KNOWN)}, index=[f"other-{n}" for n in range(8)])
    with pytest.raises(DataError, match="names no cell of this data: it has 'other-0', 'other-1', the data has 'AAAC"):
        of_frame(frame)


def test_too_many_labels_are_ids():
    frame = pd.DataFrame({"x": [f"id {n}" for n in range(8)]}, index=KNOWN)
    with pytest.raises(DataError, match="'x' has 8 different values, more than 5"):
        of_frame(frame, label="x", most=5)


def test_an_impossible_label_is_refused():
    frame = pd.DataFrame({"x": ["B\ncell", *labels_for(KNOWN)[1:]]}, index=KNOWN)
    with pytest.raises(LabelError, match="holds a control character"):
        of_frame(frame, label="x")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rest", "an Excel workbook, or another file packed as zip"),
        (b"\x89HDF\r\n", "an HDF5 file such as .h5ad: read it, and pass its obs"),
        (b'{"results": []}', "JSON: of what MapMyCells writes, the CSV is read"),
        (gzip.compress(b"cell,x\n", mtime=0)[:-6], "can't be unpacked: it is damaged, or cut short"),
        (b"cell,x\n\xff\xfe", "no text in UTF-8"),
        (b"", "no header with the names of columns"),
        (b"# only\n# lines\n", "no header with the names of columns"),
        (b"cell,x\n", "a header, but no row of a cell"),
        (b"cell,x,x\nAAAC-1,1,2\n", "several columns called 'x'"),
        (b"cell,x\nAAAC-1,1,2,3\nAAAC-2,1\n", "its rows have more fields than the 2 of its header"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(data, said):
    with pytest.raises(DataError, match=said):
        table_of_bytes(data, KNOWN, "The file 'x.csv'", "x.csv")


@given(st.binary(max_size=200))
def test_any_bytes_are_labels_or_one_sentence(data):
    try:
        read(table_of_bytes(b"cell,x\nAAAC-1," + data, KNOWN, "The file", "x.csv"))
    except (DataError, LabelError):
        return


# -- as files come


def test_a_packed_file_and_one_of_r(tmp_path):
    rows = [f'"{cell}"\t"{label}"' for cell, label in expected().items()]
    text = "\n".join(['"labels"', *rows])  # write.table(sep = "\t"): the names of rows have no header
    packed = tmp_path / "labels.tsv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert by_cell(read(table_of_path(packed, KNOWN))) == expected()


def test_an_odd_quote_in_a_table_of_r_is_a_character():
    rows = [f"{cell}\t{label}" for cell, label in expected().items()]
    rows[2] = rows[2].replace("NK cell", 'NK "cell')
    found = read(table_of_bytes("\n".join(["cell\tx", *rows]).encode(), KNOWN, "The file", "x.tsv"))
    assert by_cell(found) == expected() | {KNOWN[2]: 'NK "cell'}


def test_names_in_the_other_form_of_unicode_are_the_same():
    known = pd.Index(["ne\u0301-1", "b-1"])
    table = table_of_bytes("cell,x\nn\u00e9-1,B\nb-1,T\n".encode(), known, "The file", "x.csv")
    found = read_predictions(table, known, label=None, score=None, most=5)
    assert [found.labels[code - 1] for code in found.codes] == ["B", "T"]


_LABELS = st.sampled_from([*TYPES, "α/β T", "T cell, cycling", 'the "odd" one', "B|NK", "unassigned", ""])


@given(
    st.lists(st.tuples(st.integers(0, 11), _LABELS, st.floats(0, 1, width=32)), unique_by=lambda row: row[0]),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_each_cell_gets_its_own_label_and_score(rows, as_file, random):
    """Any cells in any order, some not in the data, as a frame or by way of a file."""
    names = [*KNOWN, "x-1", "x-2", "x-3", "x-4"]
    random.shuffle(rows)
    frame = pd.DataFrame(
        {"predicted_labels": [label for _, label, _ in rows], "conf_score": [score for *_, score in rows]},
        index=pd.Index([names[at] for at, *_ in rows], dtype=object),
    )
    here = {names[at]: (label, score) for at, label, score in rows if names[at] in KNOWN}
    if not here:
        return
    text = frame.to_csv(sep="\t" if random.random() < 0.5 else ",")
    table = (
        table_of_bytes(text.encode(), KNOWN, "The file", "x.csv")
        if as_file
        else table_of_frame(frame, KNOWN, "The DataFrame", "a DataFrame")
    )
    found = read(table)
    for cell, label in by_cell(found).items():
        wanted = here.get(cell, (None, np.nan))[0]
        assert label == (wanted if wanted not in ("", "unassigned") else None)
    scores = [here.get(cell, (None, np.nan))[1] for cell in KNOWN]
    np.testing.assert_allclose(found.scores.values, np.array(scores, dtype=np.float32), rtol=1e-6)
    assert found.n_unknown == len(rows) - len(here)
    assert found.n_missing == len(KNOWN) - len(here)
