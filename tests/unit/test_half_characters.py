"""Half a surrogate pair, which UTF-8 can't write, at every door: refused in a sentence or spelled out.

After each the draft opens again, from the journal and from the CSV, with the same labels.
"""

from __future__ import annotations

import json
import shutil
import struct
import zlib
from contextlib import closing, suppress

import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, SelectionError
from cellxgene_widget.core.cell_choice import cells_of_choice
from cellxgene_widget.draft.author import display_name
from cellxgene_widget.draft.csv_reader import parse_csv
from cellxgene_widget.view.requests import answer
from tests.draft_store import store_of

from ..faults.small import N_CELLS, small_cells

HALF = "x\ud83d"
SPELLED = "x\\ud83d"


def cells():
    made = small_cells()
    made.X[:] = np.arange(N_CELLS)[:, None] / 7
    texts = np.array([HALF, "b", SPELLED] * (N_CELLS // 3), dtype=object)
    made.obs["predicted"] = pd.Series(texts, made.obs_names, dtype=object)
    levels = pd.Index(["b", HALF], dtype=object)
    made.obs["levels"] = pd.Categorical.from_codes(np.arange(N_CELLS) % 2, levels)
    return made


@pytest.fixture
def session(tmp_path):
    with closing(open_one(tmp_path / "drafts")) as session:
        session.create_category("ct")
        session.label("B", cells=[0, 1])
        session.create_gene_set("set", ["0"])
        yield session


def open_one(folder, data=None, **options):
    options = {"dataset": "d", "name": "n", **options}
    return cxw.open_session(cells() if data is None else data, annotations_dir=folder, autosave=None, **options)


def opens_again(session, folder):
    """Check that the draft is whole, as it is in the journal and as it is in the CSV."""
    labels, edits = session.annotations.astype(str), session.history
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.lock"))
    session.save()
    for place in (copy, folder):
        for file in place.rglob("*.csv"):
            file.read_text("utf-8")
        if place == folder:
            session.close()
        with closing(open_one(place)) as again:
            assert again.annotations.astype(str).equals(labels)
            assert again.history["text"].tolist() == edits["text"].tolist()
            assert not [said for said in again.warnings if "journal" in said or "gene sets" in said]
            if len(edits) > 2:
                again.undo()
                again.redo()
            assert again.annotations.astype(str).equals(labels)


def select_and_label(session, **what):
    session.select(**what)
    session.label("T")


def as_page(session, kind, positions=None, **body):
    """Ask as a page does: JSON carries such text."""
    message = {"id": "p-1", "kind": kind, "seen": 0, **body}
    buffers = []
    if positions is not None:
        message["cells"] = {"encoding": "list", "n": len(positions)}
        buffers = [memoryview(struct.pack(f"<{len(positions)}I", *positions))]
    return answer(session, json.loads(json.dumps(message)), buffers).body


def edit(session, op, positions=None, **args):
    return as_page(session, "edit", positions, op=op, args=args)


REFUSED = {
    "create_category": lambda s: s.create_category(HALF),
    "rename_category": lambda s: s.rename_category("ct", HALF),
    "add_label": lambda s: s.add_label("ct", HALF),
    "color": lambda s: s.add_label("ct", "a", color=HALF),
    "rename_label": lambda s: s.rename_label("ct", "B", HALF),
    "label": lambda s: s.label(HALF, cells=[3]),
    "label of a category": lambda s: s.label("B", category=HALF, cells=[3]),
    "cells": lambda s: s.label("B", cells=[HALF]),
    "cells in an Index": lambda s: s.label("B", cells=pd.Index([HALF, "cell-1"], dtype=object)),
    "set_note": lambda s: s.set_note("ct", "B", HALF),
    "merge_labels": lambda s: s.merge_labels("ct", ["B"], HALF),
    "like": lambda s: s.create_category("new", like=HALF),
    "remember_selection": lambda s: (s.select([1]), s.remember_selection(HALF)),
    "where of ours": lambda s: select_and_label(s, where={"ct": [HALF]}),
    "where of no column": lambda s: select_and_label(s, where={HALF: [HALF]}),
    "against": lambda s: (s.select([1, 2]), s.keep_evidence("B", against=HALF)),
    "genes": lambda s: (s.select([1, 2]), s.keep_evidence("B", [HALF])),
    "gene set": lambda s: s.create_gene_set(HALF, ["0"]),
    "gene of a set": lambda s: s.create_gene_set("other", [HALF]),
    "gene set renamed": lambda s: s.change_gene_set("set", rename=HALF),
    "gene sets of a dict": lambda s: s.read_gene_sets({HALF: ["0"]}),
    "key_added": lambda s: s.merge("ct", key_added=HALF),
    "key_added of scanpy": lambda s: (s.label("T", cells=[5, 6]), s.rank_genes(key_added=HALF)),
    "rename_draft": lambda s: s.rename_draft(HALF),
    "restore": lambda s: s.restore(HALF),
    "page: label": lambda s: edit(s, "label", [3], label=HALF, category="ct"),
    "page: label of a category": lambda s: edit(s, "label", [3], label="B", category=HALF),
    "page: create_category": lambda s: edit(s, "create_category", name=HALF),
    "page: rename_label": lambda s: edit(s, "rename_label", category="ct", old="B", new=HALF),
    "page: rename_category": lambda s: edit(s, "rename_category", old="ct", new=HALF),
    "page: add_label": lambda s: edit(s, "add_label", category="ct", label=HALF),
    "page: set_note": lambda s: edit(s, "set_note", category="ct", label="B", text=HALF),
    "page: merge_labels": lambda s: edit(s, "merge_labels", category="ct", labels=["B"], into=HALF),
    "page: remember_selection": lambda s: (s.select([1]), as_page(s, "remember_selection", name=HALF)),
    "page: gene set": lambda s: as_page(s, "edit_gene_sets", op="create_gene_set", args={"name": HALF, "genes": ["0"]}),
    "page: rename_draft": lambda s: as_page(s, "rename_draft", name=HALF),
}


@pytest.mark.parametrize("door", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_in_a_sentence_and_nothing_is_changed(door, session, tmp_path):
    before, gene_sets = session.annotations.astype(str), dict(session.gene_sets)
    with pytest.raises(AnnotationError) as refused:
        door(session)
    assert str(refused.value).endswith(".")
    assert session.annotations.astype(str)["ct"].isin(["T"]).sum() in (0, 2)
    if "T" not in session.annotations["ct"].tolist():
        assert session.annotations.astype(str).equals(before)
    assert dict(session.gene_sets) == gene_sets
    opens_again(session, tmp_path / "drafts")


ALLOWED = {
    "like text": (lambda s: s.create_category("new", like="predicted"), {"new": {SPELLED: 16, "b": 8}}),
    "like levels": (lambda s: s.create_category("new", like="levels"), {"new": {SPELLED: 12, "b": 12}}),
    "page: like": (lambda s: edit(s, "create_category", name="new", like="levels"), {"new": {SPELLED: 12, "b": 12}}),
    "where": (lambda s: select_and_label(s, where={"levels": [HALF]}), {"ct": {"T": 12}}),
    "where one": (lambda s: select_and_label(s, where={"predicted": HALF}), {"ct": {"T": 16}}),
    "where as it is shown": (lambda s: select_and_label(s, where={"predicted": [SPELLED]}), {"ct": {"T": 16}}),
    "where not": (lambda s: select_and_label(s, where={"levels": {"not": [HALF]}}), {"ct": {"T": 12}}),
    "filter": (lambda s: (s.set_filter("predicted", [HALF]), s.label("T")), {"ct": {"T": 16}}),
    "against": (lambda s: (s.select([1, 3]), s.keep_evidence("B", against={"levels": [HALF]})), {}),
    "against a level": (lambda s: (s.select([1, 3]), s.keep_evidence("B", against=("predicted", HALF))), {}),
    "description": (lambda s: s.create_gene_set("other", ["0"], description=HALF), {}),
}


@pytest.mark.parametrize(("door", "counts"), ALLOWED.values(), ids=ALLOWED)
def test_it_is_spelled_out_and_found_again(door, counts, session, tmp_path):
    door(session)
    for category, labels in counts.items():
        found = session.annotations[category].value_counts()
        assert {label: int(found[label]) for label in labels} == labels
    opens_again(session, tmp_path / "drafts")


def test_a_copy_is_selected_by_the_level_it_was_copied_from(session):
    session.create_category("new", like="levels")
    assert session.select(where={"new": [HALF]}) == session.select(where={"levels": [HALF]}) == N_CELLS // 2


@pytest.mark.parametrize("option", ["user", "dataset"])
def test_a_user_and_a_dataset_called_so_find_their_draft_again(option, tmp_path):
    options = {option: HALF}
    with closing(open_one(tmp_path, **options)) as session:
        session.create_category("ct")
        session.label("B", cells=[1])
        path = session.draft.path
    path.read_text("utf-8")
    with closing(open_one(tmp_path, **options)) as session:
        assert session.draft.path == path
        assert session.annotations["ct"].iloc[1] == "B"


def test_no_draft_is_called_so(tmp_path):
    with pytest.raises(AnnotationError, match="draft name"):
        open_one(tmp_path, name=HALF)


def test_an_account_of_such_a_name_writes_drafts(tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "caf\udce9")
    assert display_name() == "caf\\udce9"
    with closing(open_one(tmp_path / "drafts")) as session:
        session.create_category("ct")
        session.label("B", cells=[0])
        assert set(session.history["user"]) == {"caf\\udce9"}
        opens_again(session, tmp_path / "drafts")


def test_masks_whose_names_have_it():
    names = small_cells(3).obs_names
    mask = pd.Series([True, False, True, True], index=pd.Index([*names, HALF], dtype=object))
    with suppress(SelectionError):  # pandas 3 can't look it up
        assert cells_of_choice(mask, names).tolist() == [0, 2]


# -- files that others wrote


def test_a_journal_with_such_a_label_is_read_with_it_spelled_out(tmp_path):
    folder = tmp_path / "drafts"
    with closing(open_one(folder)) as session:
        session.create_category("ct")
        session.label("PLAIN", cells=[0])
        session.label("PLAIN", cells=[1])
        path = store_of(session).draft.journal_path
        copy = folder.with_name("copy")
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.lock"))
    journal = copy / path.relative_to(folder)
    lines = []
    for line in journal.read_bytes().splitlines():
        text = line.partition(b" ")[2].replace(b"PLAIN", rb"x\ud83d")
        lines.append(b"%08x %s\n" % (zlib.crc32(text), text))
    journal.write_bytes(b"".join(lines))
    with closing(open_one(copy)) as session:
        assert session.annotations["ct"].tolist()[:2] == [SPELLED] * 2
        assert session.undo() is not None
        assert session.annotations["ct"].tolist()[:2] == [SPELLED, "unassigned"]
        assert len(session.history) == 4
        session.save()
    with closing(open_one(copy)) as session:
        assert session.annotations["ct"].tolist()[:2] == [SPELLED, "unassigned"]


def test_a_comment_line_with_such_a_label_means_the_one_that_is_spelled_out():
    said = {"categories": [{"name": "ct", "labels": [{"name": HALF, "color": "#aabbcc", "note": HALF}]}]}
    table = parse_csv(f"# cellxgene_widget {json.dumps(said)}\nindex,ct\na,{SPELLED}\n".encode(), "it")
    (label,) = table.categories[0].labels
    assert (label.name, label.color, label.note) == (SPELLED, "#aabbcc", SPELLED)
