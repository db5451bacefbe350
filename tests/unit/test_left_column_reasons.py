"""Why a column is left alone, as a person is told after another program wrote other values into it."""

from __future__ import annotations

import inspect

import anndata as ad
import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.draft.left_columns import USUAL_MOST

from .test_left_columns import SCORES, N, column, opened, write

IDS = [f"id-{i}" for i in range(N)]
FEW = ["yes" if i % 2 else "no" for i in range(N)]
WHOLE = [str(i % 3) for i in range(N)]
CELL_TYPES = ["B" if i % 2 else "T" for i in range(N)]

NUMBERS = "holds numbers"
MANY = f"has {N} different values, more than 10"
BEFORE = "was no category when the draft was opened: it stays in the file as it is. If its values are labels now, call"


@pytest.mark.parametrize(
    ("first", "then", "reason"),
    [
        (IDS, FEW, BEFORE),
        (SCORES, FEW, BEFORE),
        (SCORES, WHOLE, BEFORE),
        (IDS, [f"{i % 3}.5" for i in range(N)], NUMBERS),
        (IDS, [f"other-{i}" for i in range(N)], MANY),
        (SCORES[:10] + SCORES[:10] + SCORES[:4], IDS, MANY),
    ],
    ids=["few", "words for numbers", "whole", "numbers", "as many", "many for numbers"],
)
def test_the_reason_is_that_of_the_file_as_it_is(first, then, reason, tmp_path):
    path, options = tmp_path / "l.csv", {"autosave": None, "max_category_items": 10}
    write(path, {"ct": CELL_TYPES, "x": first})
    with opened(path, **options) as session:
        write(path, {"ct": CELL_TYPES, "x": then})
        session.save()
        (told,) = [said for said in session.warnings if said.startswith("The draft's column")]
        assert told.startswith(f"The draft's column 'x' {reason}")
        session.label("B", category="ct", cells=[0])
        session.save()
        assert list(column(path, "x").values()) == then
    with opened(path, **options) as session:  # as the sentence says
        assert ("x" in session.annotations) == (reason == BEFORE)


def test_a_file_that_names_some_of_the_cells_gives_no_other_reason(tmp_path):
    path, options = tmp_path / "l.csv", {"autosave": None, "max_category_items": 10}
    write(path, {"ct": CELL_TYPES, "x": IDS})
    with opened(path, **options) as session:
        write(path, {"ct": CELL_TYPES[:12], "x": FEW[:12]}, [f"cell-{i}" for i in range(12)])
        session.save()
        (told,) = [said for said in session.warnings if said.startswith("The draft's column")]
        assert told.startswith(f"The draft's column 'x' {MANY}")
        assert list(column(path, "x").values()) == FEW[:12] + IDS[12:]


@pytest.mark.parametrize(
    ("value", "is_category"),
    [("label {}", True), ("{}", False), ("{}.5", False)],
)
def test_thousands_of_labels_are_labels_where_each_is_on_some_cells(tmp_path, value, is_category):
    n = 2400
    cells = [f"c{i}" for i in range(n)]
    adata = ad.AnnData(obs=pd.DataFrame(index=cells), obsm={"X_umap": np.arange(2.0 * n).reshape(n, 2)})
    labels = [value.format(i % 1200) for i in range(n)]
    path = tmp_path / "labels.csv"
    path.write_text("index,m\n" + "".join(f"{cell},{label}\n" for cell, label in zip(cells, labels, strict=True)))
    for limit, wanted in ((1000, is_category), (1001, False)):  # another limit is somebody's word
        session = cxw.open_session(adata, annotations_file=path, autosave=None, max_category_items=limit)
        assert (session.annotations.columns.tolist() == ["m"]) is wanted
        session.close()
        path.write_text("index,m\n" + "".join(f"{cell},{label}\n" for cell, label in zip(cells, labels, strict=True)))


def test_the_usual_limit_is_that_of_show():
    for opens in (cxw.show, cxw.open_session, cxw.Session):
        assert inspect.signature(opens).parameters["max_category_items"].default == USUAL_MOST
