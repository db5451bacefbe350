"""Names that UTF-8 has no bytes for, of old file systems or text read amiss: a sentence, or all goes on with them."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import closing

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, DataError
from cellxgene_widget.core.readable import is_readable, readable, readable_within
from cellxgene_widget.draft.csv_reader import parse_csv

from ..faults.small import small_cells

LATIN_1 = os.fsdecode(b"caf\xe9")
HALF = "x\ud800"

any_text = st.text(st.characters(exclude_categories=()))


@given(any_text)
def test_a_text_made_readable_can_be_written_and_stays_if_it_could(text):
    made = readable(text)
    assert made.encode().decode() == made
    assert (made == text) == is_readable(text)


@given(st.recursive(any_text | st.integers() | st.none(), lambda of: st.lists(of) | st.dictionaries(any_text, of)))
def test_all_that_is_sent_can_be_written(content):
    made = readable_within(content)
    json.dumps(made, ensure_ascii=False).encode()
    if is_readable(json.dumps(content, ensure_ascii=False)):
        assert made is content


@pytest.mark.skipif(os.fsencode(LATIN_1) != b"caf\xe9", reason="file names here are not bytes")
@pytest.mark.parametrize("suffix", [".h5ad", ".zarr"])
def test_work_on_a_file_named_in_an_old_encoding_is_found_again(suffix, tmp_path):
    small = small_cells()
    folder = tmp_path / LATIN_1
    folder.mkdir()
    made, path = tmp_path / f"data{suffix}", folder / f"{LATIN_1}{suffix}"
    (small.write_zarr if suffix == ".zarr" else small.write_h5ad)(made)
    shutil.move(made, path)
    with closing(cxw.open_session(path, autosave=None)) as session:
        session.create_category("ct")
        session.label("B", cells=[1, 2])
        session.create_gene_set("set", [small.var_names[0]])
        session.save()
        session.label("T", cells=[3])
        session.save()
        draft = session.draft.path
    for file in draft.parent.glob("*.csv"):
        file.read_text("utf-8")
    with closing(cxw.open_session(path, autosave=None)) as session:
        assert session.annotations["ct"].value_counts()[["B", "T"]].tolist() == [2, 1]
        assert list(session.gene_sets) == ["set"]
        assert len(session.versions()) == 1
        session.merge(inplace=True)
        session.rename_draft("new")
        assert session.draft.path.is_file()


def test_a_widget_on_such_a_folder_sends_what_can_be_sent(tmp_path):
    folder = tmp_path / HALF.replace("\ud800", "\udce9")
    folder.mkdir()
    widget = cxw.show(small_cells(), dataset="d", annotations_dir=folder, autosave=None)
    widget.create_category("ct")
    widget.save()
    assert "\\udce9" in widget.get_state()["status"]["path"]
    json.dumps(widget.get_state(), default=str, ensure_ascii=False).encode()
    widget.close()


def unreadable_object(values):
    """Make an index or column of objects: pandas 3 has no text with such characters by default."""
    return pd.array(values, dtype=object)


def test_cells_with_such_names_are_refused_before_they_are_labelled(tmp_path):
    cells = small_cells()
    names = cells.obs_names.to_numpy().astype(object)
    names[2] = HALF
    cells.obs.index = pd.Index(unreadable_object(names), dtype=object)
    with pytest.raises(DataError, match=r"^1 cell names are no text \('x\\ud800'\)"):
        cxw.open_session(cells, annotations_dir=tmp_path, autosave=None)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("as_category", [True, False])
def test_labels_copied_from_such_a_column_are_found_again(as_category, tmp_path):
    cells = small_cells()
    values = unreadable_object([(HALF, "x\\ud800", "b")[i % 3] for i in range(cells.n_obs)])
    if as_category:
        levels = pd.Index(unreadable_object([HALF, "b", "x\\ud800"]), dtype=object)
        values = pd.Categorical.from_codes(np.arange(cells.n_obs) % 3, levels)
    cells.obs["predicted"] = values if as_category else pd.Series(values, cells.obs_names, dtype=object)
    options = {"dataset": "d", "annotations_dir": tmp_path, "autosave": None}
    with closing(cxw.open_session(cells, **options)) as session:
        session.create_category("ct", like="predicted")
        expected = session.annotations["ct"].tolist()
        session.save()
        path = session.draft.path
    assert set(expected) == {"x\\ud800", "b"}
    assert "x\\ud800" in [label.name for label in parse_csv(path.read_bytes(), "it").categories[0].labels]
    with closing(cxw.open_session(cells, **options)) as session:
        assert session.annotations["ct"].tolist() == expected


PATHS = {
    "NUL": "a\0b",
    "half a character": HALF,
    "too long": "x" * 300,
    "of nobody": "~nobody_has_this_name/x",
    "a number": 7,
    "bytes": b"abc",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_path_that_can_not_be_is_refused_in_a_sentence(path, tmp_path):
    def ending(suffix):
        return f"{path}{suffix}" if isinstance(path, str) else path

    cells = small_cells()
    with closing(cxw.open_session(cells, dataset="d", annotations_dir=tmp_path, autosave=None)) as session:
        session.create_category("ct")
        session.label("B", cells=[1])
        asks = {
            "annotations_dir": lambda: cxw.open_session(cells, annotations_dir=path, autosave=None),
            "annotations_file": lambda: cxw.open_session(cells, annotations_file=ending(".csv"), autosave=None),
            "show": lambda: cxw.open_session(ending(".h5ad"), autosave=None),
            "into": lambda: session.merge(into=ending(".h5ad")),
            "read_gene_sets": lambda: session.read_gene_sets(ending(".csv")),
        }
        for name, ask in asks.items():
            with pytest.raises(AnnotationError) as refused:
                ask()
            assert str(refused.value).endswith((".", ").")), name
        assert not session.gene_sets


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_is_not_waited_for(tmp_path):
    for suffix in (".h5ad", ".csv"):
        os.mkfifo(tmp_path / f"fifo{suffix}")
    with closing(cxw.open_session(small_cells(), dataset="d", annotations_dir=tmp_path, autosave=None)) as session:
        for ask in (
            lambda: cxw.open_session(tmp_path / "fifo.h5ad"),
            lambda: cxw.open_session(small_cells(), annotations_file=tmp_path / "fifo.csv"),
            lambda: session.read_gene_sets(tmp_path / "fifo.csv"),
        ):
            with pytest.raises(AnnotationError, match="neither a file nor a folder"):
                ask()
