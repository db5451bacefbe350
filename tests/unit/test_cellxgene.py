"""Files exactly as cellxgene 1.3.0 writes them, and ours as its reader reads them.

Checked against cellxgene 1.3.0 itself (``AnnotationsLocalFile.write_labels`` and ``read_labels``), which is too old to
depend on. It quotes as little as it can, does not quote ``#`` (and so cuts its own names there when it reads), writes
cells without a label as empty fields, and names the first column as the index of ``obs``, or not at all.
"""

from __future__ import annotations

import io

import anndata as ad
import numpy as np
import pandas as pd
import pytest

CELLS = ["c,2", '"c3"', "α 4", "NA", "001", "c8"]

WRITTEN = (
    "# Annotations generated on 2026-11-22T08:34:22 using cellxgene version 1.3.0\n"
    "# Input data file was data/pbmc68k.h5ad, which was last modified on 2026-11-22T08:11:05\n"
    'index,"cell type, ""odd""",plain\n'
    '"c,2","CD4+ T, naïve",x\n'
    '"""c3""","""odd""",unassigned\n'
    "α 4,NA,unassigned\n"
    "NA,α/β #1,unassigned\n"
    "001,001,\n"
    "c8,unassigned,True\n"
)
ODD = ["CD4+ T, naïve", '"odd"', "NA", "α/β #1", "001", "unassigned"]
PLAIN = ["x", "unassigned", "unassigned", "unassigned", "unassigned", "True"]

FORMS = {
    "as written": WRITTEN.encode(),
    "CRLF": WRITTEN.replace("\n", "\r\n").encode(),
    "BOM": b"\xef\xbb\xbf" + WRITTEN.encode(),
    "BOM and CRLF": b"\xef\xbb\xbf" + WRITTEN.replace("\n", "\r\n").encode(),
    "without comments": WRITTEN.split("\n", 2)[2].encode(),
    "index without a name": WRITTEN.replace("index,", ",").encode(),
    "index of another name": WRITTEN.replace("index,", "barcode,").encode(),
    "other order of rows": "\n".join([*WRITTEN.split("\n")[:3], *sorted(WRITTEN.split("\n")[3:-1]), ""]).encode(),
    "0.13": WRITTEN.replace("version 1.3.0", "version 0.13.0").encode(),
    "no last line end": WRITTEN.rstrip("\n").encode(),
}


def few_cells(names=CELLS):
    made = ad.AnnData(np.zeros((len(names), 2), dtype=np.float32), obs=pd.DataFrame(index=list(names)))
    made.obsm["X_umap"] = np.arange(2 * len(names), dtype=np.float32).reshape(-1, 2)
    return made


def as_cellxgene_reads(path):
    """Do what ``read_labels`` of cellxgene 1.3.0 does."""
    with open(path) as file:  # noqa: PTH123 - as cellxgene does it
        return pd.read_csv(file, dtype="category", index_col=0, header=0, comment="#", keep_default_na=False)


def as_cellxgene_writes(path, label):
    """Write a file of ours as cellxgene does, without our line, with one cell more that has a label."""
    lines = path.read_text().splitlines(keepends=True)
    row = max(place for place, line in enumerate(lines) if line.endswith(",unassigned\n"))
    lines[row] = lines[row].replace("unassigned", label)
    path.write_text("".join(lines[:2] + lines[3:]))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["labels.csv", "pbmc-cell-labels-7QK2M4XA.csv"])
def test_files_of_cellxgene_open_are_edited_and_open_there_again(form, name, open_session, tmp_path):
    path = tmp_path / name
    path.write_bytes(FORMS[form])
    session = open_session(few_cells(), annotations_dir=None, annotations_file=path)
    assert session.annotations['cell type, "odd"'].tolist() == ODD
    assert session.annotations["plain"].tolist() == PLAIN
    assert session.draft.n_matched == 6
    assert path.read_bytes() == FORMS[form], "looking changes nothing"
    session.label("B, #2", category="plain", cells=[1])
    session.close()
    read = as_cellxgene_reads(path).loc[CELLS]
    assert read['cell type, "odd"'].tolist() == ODD
    assert read["plain"].tolist() == [PLAIN[0], "B, #2", *PLAIN[2:]]
    (backup,) = (tmp_path / f"{path.stem}-backups").glob("*.csv")
    assert backup.read_bytes() == FORMS[form], "what it was is kept"


@pytest.mark.parametrize("change", ["extra", "missing"])
def test_files_of_cellxgene_about_more_or_fewer_cells(change, open_session, tmp_path):
    path = tmp_path / "labels.csv"
    text = WRITTEN + "extra,z,z\n" if change == "extra" else WRITTEN.replace("c8,unassigned,True\n", "")
    path.write_text(text, "utf-8")
    session = open_session(few_cells(), annotations_dir=None, annotations_file=path)
    assert session.annotations['cell type, "odd"'].tolist() == ODD
    assert ("1 cell that is not in this data" if change == "extra" else "1 of the 6 cells had no row") in (
        session.warnings[0]
    )
    session.label("new", category="plain", cells=[0])
    session.close()
    assert ("extra,z,z\n" in path.read_text("utf-8")) == (change == "extra")


def test_odd_labels_are_read_exactly_by_the_recipe_by_cellxgene_and_by_a_new_session(open_session, tmp_path):
    odd = ["CD4+ T, naïve", "α/β #1", '"odd"', "NA", "001", "True", "Tfh/Th1", "nan", "-", "x\ty"[:1]]
    names = ["c#1", "c,2", '"c3"', "α 4", "NA", "001", "True", " c 8", "#9", "c10", "c11"]
    session = open_session(few_cells(names), annotations_dir=tmp_path, dataset="odd")
    session.create_category("cell_type")
    for cell, label in enumerate(odd):
        session.label(label, cells=[cell])
    path, shown = session.save().path, session.annotations
    session.close()
    expected = [*odd, "unassigned"]
    recipe = pd.read_csv(path, comment="#", dtype="category", index_col=0, keep_default_na=False)
    for read in (
        recipe,
        as_cellxgene_reads(path),
        pd.read_csv(io.BytesIO(path.read_bytes()), comment="#", dtype=str, keep_default_na=False, index_col=0),
    ):
        assert read["cell_type"].astype(str).tolist() == expected
        assert read.index.astype(str).tolist() == names
    again = open_session(few_cells(names), annotations_dir=tmp_path, dataset="odd")
    pd.testing.assert_frame_equal(again.annotations, shown)
    assert again.annotations["cell_type"].cat.categories.tolist() == expected
