"""What the view asks about genes: the search, and markers that are computed beside everything else."""

from __future__ import annotations

import json
import threading

import comm
import numpy as np
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.statistics import comparison
from cellxgene_widget.view import wire
from cellxgene_widget.view.handlers import evidence

from .gates import hold
from .test_widget import Page, Recorder


@pytest.fixture
def widget(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(adata, annotations_dir=tmp_path)
    yield widget
    widget.close()


@pytest.fixture
def page(widget):
    return Page(widget)


class Asked:
    """A request that is answered later."""

    number = 0

    def __init__(self, widget, page="later", **message):
        Asked.number += 1
        self.widget, self.id = widget, f"{page}-{Asked.number}"
        content = json.loads(json.dumps({"id": self.id, "kind": "markers", **message}))
        widget.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})

    def replies(self):
        contents = [
            data["content"] for _, data, _ in self.widget.comm.messages if (data or {}).get("method") == "custom"
        ]
        return [content for content in contents if content.get("id") == self.id]

    def reply(self):
        for thread in threading.enumerate():
            if thread.name.startswith("cellxgene_widget "):
                thread.join(120)  # scanpy compiles its test at the first call
        (reply,) = self.replies()
        return reply

    def numbers(self):
        """Those of markers, by what they are called."""
        body = self.reply()["body"]
        messages = self.widget.comm.messages
        sent = b"".join(b"".join(with_it) for _, data, with_it in messages if _id_of(data) == self.id)
        table = np.frombuffer(sent, dtype="<f8").reshape(-1, len(body["genes"]))
        return dict(zip(evidence._NUMBERS, table, strict=True))


def _id_of(data):
    return (data or {}).get("content", {}).get("id")


def test_genes(page, widget):
    body, _ = page.ask("genes", query="cd79", n=5)
    assert [gene["name"] for gene in body["genes"][:2]] == ["CD79A", "CD79B"]
    assert body["genes"][0] == {"name": "CD79A", "id": "CD79A", "key": "CD79A", "note": None, "alike": False}
    body, payload = page.ask("column", name="CD79A")
    np.testing.assert_array_equal(np.frombuffer(payload, "<f4"), widget.session.parts.table.column("CD79A").values)
    assert page.ask("genes", query="", n=5)[0] == {"genes": []}
    assert len(page.ask("genes", query="A", n=10**9)[0]["genes"]) < 766
    assert "does not fit this version" in page.ask("genes", query="A", n="many")[0]
    assert page.ask("hello")[0]["n_genes"] == 765


def test_markers(widget):
    widget.select(where={"louvain": ["1"]})
    asked = Asked(widget, n_genes=None)
    body, numbers = asked.reply()["body"], asked.numbers()
    table = widget.markers(n_genes=None)
    assert (len(table), table["scores"].iloc[-1] < 0) == (765, True)
    assert (body["genes"], body["ids"], body["keys"], body["n_samples"]) == (table.index.tolist(), None, None, None)
    for name in table:
        np.testing.assert_array_equal(numbers[name], table[name], err_msg=name)
    assert np.isnan(numbers["n_agree"]).all()
    assert Asked(widget, n_genes=5).reply()["body"]["genes"] == table.index[:5].tolist()
    assert (body["n_in"], body["n_out"]) == (int(widget.selected.sum()), int((~widget.selected).sum()))
    assert body["notes"]
    assert not body["warnings"]
    against = Asked(widget, n_genes=1, against=["louvain", "2"], layer="X").reply()["body"]
    assert (against["against"], against["layer"]) == ("louvain: 2", "X")
    json.dumps(against, allow_nan=False)
    conditions = Asked(widget, n_genes=1, against={"louvain": ["2"]}, layer="X").reply()["body"]
    assert conditions["genes"] == against["genes"]


def test_what_can_not_be_compared_is_one_sentence(widget):
    assert "No cell is selected" in Asked(widget, n_genes=5).reply()["error"]
    widget.select([1])
    assert "Only one cell" in Asked(widget, n_genes=5).reply()["error"]
    widget.select([1, 2])
    assert "does not fit" in Asked(widget, n_genes="five").reply()["error"]
    assert "no layer" in Asked(widget, n_genes=5, layer="nope").reply()["error"]


def test_only_the_newest_is_answered_and_labelling_goes_on_meanwhile(widget, page, monkeypatch):
    widget.create_category("mine")
    widget.select(where={"louvain": ["1"]})
    started, go_on = hold(monkeypatch, comparison, "welch")
    first = Asked(widget, n_genes=5)
    assert started.wait(60)
    body, _ = page.ask("edit", op="create_category", args={"name": "other"})
    assert body["message"], "the session is not held"
    assert not first.replies()
    second = Asked(widget, n_genes=5)
    go_on.set()
    assert first.reply()["error"] == "superseded"
    assert second.reply()["body"]["genes"]


def test_a_request_can_be_cancelled(widget, page, monkeypatch):
    widget.select(where={"louvain": ["1"]})
    started, go_on = hold(monkeypatch, comparison, "wilcoxon")
    messages = Asked(widget, n_genes=5, method="wilcoxon")
    assert started.wait(60)
    assert page.ask("cancel", request="another")[0] == {}
    assert page.ask("cancel", request=messages.id)[0] == {}
    go_on.set()
    assert messages.reply()["error"] == "superseded"
    again = Asked(widget, n_genes=5, method="wilcoxon")
    assert again.reply()["body"]["method"] == "wilcoxon"


def test_markers_against_a_selection_that_was_remembered(widget, page):
    widget.select(where={"louvain": ["1"]})
    assert page.ask("remember_selection", name="B")[0] == {"n": widget.n_selected}
    widget.select(where={"louvain": ["2"]})
    assert Asked(widget, n_genes=1, against="B", samples="").reply()["body"]["against"] == "the set B"


def test_evidence_is_kept_for_the_cells_that_were_shown(widget, page):
    widget.create_category("mine")
    widget.select(where={"louvain": ["4"]})
    widget.label("B cell")
    shown = widget.selected
    widget.select(where={"louvain": ["1"]})
    asked = {"label": "B cell", "category": "mine", "genes": ["CD79A"], "against": ["louvain", "1"]}
    cells, buffer = wire.pack_cells(np.flatnonzero(shown).astype(np.uint32), shown.size)
    body, _ = page.ask("edit", [buffer], cells=cells, op="keep_evidence", args=asked)
    assert body["message"] == "keep evidence for B cell: CD79A"
    assert widget.session.evidence["n_in"].tolist() == [int(shown.sum())]
    assert widget.session.evidence["against"].tolist() == ["louvain: 1"]
    assert widget.categories[0]["labels"][0]["evidence"] == ["CD79A"]


def test_closing_while_markers_are_computed(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(adata, annotations_dir=tmp_path)
    widget.select(where={"louvain": ["1"]})
    started, go_on = threading.Event(), threading.Event()

    def slow(*_):
        started.set()
        assert go_on.wait(60)
        raise RuntimeError("the file is closed")

    monkeypatch.setattr(comparison, "welch", slow)
    messages = Asked(widget, n_genes=5)
    assert started.wait(60)
    thread = next(thread for thread in threading.enumerate() if thread.name.startswith("cellxgene_widget "))
    channel = widget.comm
    widget.close()
    go_on.set()
    thread.join(120)  # scanpy compiles its test at the first call
    assert not thread.is_alive()
    assert messages.id not in {
        data["content"].get("id") for _, data, _ in channel.messages if "content" in (data or {})
    }


def test_gene_sets(page, widget):
    body, _ = page.ask("edit_gene_sets", op="create_gene_set", args={"name": "B", "genes": ["CD79A", "NOPE"]})
    assert body["unknown"] == ["NOPE"]
    expected = {
        "name": "B",
        "description": "",
        "genes": [{"name": "CD79A", "known": True}, {"name": "NOPE", "known": False}],
    }
    assert body["gene_sets"] == page.ask("gene_sets")[0]["gene_sets"] == [expected]
    head, payload = page.ask("column", name="set: B")
    assert head["kind"] == "number"
    np.testing.assert_array_equal(np.frombuffer(payload, "<f4"), widget.session.column("set: B").values)
    assert page.ask("edit_gene_sets", op="delete_gene_set", args={"name": "B"})[0]["gene_sets"] == []
    assert "no gene set" in page.ask("edit_gene_sets", op="delete_gene_set", args={"name": "B"})[0]
    assert "does not fit" in page.ask("edit_gene_sets", op="close", args={})[0]


def test_a_marker_whose_symbol_is_another_genes_too_is_asked_for_by_its_id(adata, open_session):
    data = adata.raw.to_adata()[:, :60].copy()
    data.var["feature_name"] = [f"gene{i}" for i in range(60)]
    ids = data.var_names.tolist()
    session = open_session(data, gene_symbols="feature_name")
    session.select(np.flatnonzero(adata.obs["louvain"] == "1"))
    best = session.parts.markers.of_selection(n_genes=3).attrs["ids"]
    first = next(name for name in ids if name not in best)
    data.var.loc[[first, best[0]], "feature_name"] = "SAME"
    later = open_session(data, gene_symbols="feature_name", name="later")
    later.select(np.flatnonzero(adata.obs["louvain"] == "1"))
    table = later.parts.markers.of_selection(n_genes=3)
    row = table.attrs["ids"].index(best[0])
    assert table.index[row] == "SAME"
    key = table.attrs["keys"][row]
    values = np.ravel(data[:, best[0]].X.toarray())
    np.testing.assert_array_equal(later.column(key).values, values.astype(np.float32))
    assert [k for k, name in zip(table.attrs["keys"], table.index, strict=True) if name != "SAME"] == [
        name for name in table.index if name != "SAME"
    ]
    # of all genes at once, also those that a column or a category is called like, and those that only raw has
    data.raw = data
    few = data[:, 20:].copy()
    few.obs["gene30"] = few.obs["gene2"] = 1.0
    last = open_session(few, gene_symbols="feature_name", name="last")
    last.create_category("gene40")
    last.select(np.flatnonzero(adata.obs["louvain"] == "1"))
    every = last.parts.markers.of_selection(n_genes=None)
    told = every.attrs
    assert (len(every), told["layer"]) == (60, "raw")
    one_by_one = map(last.parts.columns.key_of_gene, every.index, told["ids"])
    assert told["keys"] == list(one_by_one) != every.index.tolist()


def test_pages_do_not_supersede_each_other(widget, monkeypatch):
    widget.select(where={"louvain": ["1"]})
    started, go_on = hold(monkeypatch, comparison, "welch")
    here, there = Asked(widget, n_genes=5), Asked(widget, page="another", n_genes=5)
    assert started.wait(60)
    go_on.set()
    assert here.reply()["body"]["genes"] == there.reply()["body"]["genes"]
