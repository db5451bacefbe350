"""The widget without a kernel: traits, messages, one reply a request; a comm that keeps what it is given."""

from __future__ import annotations

import gc
import json
import weakref

import anndata as ad
import comm
import numpy as np
import pytest
from comm.base_comm import BaseComm

import cellxgene_widget as cxw
from cellxgene_widget.view import wire
from cellxgene_widget.widget import ViewError


class Recorder(BaseComm):
    """What a browser would get."""

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **_):
        self.__dict__.setdefault("messages", []).append((msg_type, data, [bytes(b) for b in buffers or ()]))


class Page:
    """A page on a widget: asks, and reads what came."""

    def __init__(self, widget):
        self.widget = widget
        self.asked = 0

    @property
    def custom(self):
        return [
            (data["content"], buffers)
            for _, data, buffers in self.widget.comm.messages
            if (data or {}).get("method") == "custom"
        ]

    def ask(self, kind, buffers=(), **body):
        self.asked += 1
        request = f"r{self.asked}"
        message = {"method": "custom", "content": {"id": request, "kind": kind, **body}}
        self.widget.comm.handle_msg(
            {"content": {"data": json.loads(json.dumps(message))}, "buffers": [memoryview(b) for b in buffers]}
        )
        parts = [(head, got) for head, got in self.custom if head.get("id") == request]
        assert len(parts) == parts[0][0]["parts"], "one reply"
        assert [head["part"] for head, _ in parts] == list(range(len(parts)))
        if "error" in parts[0][0]:
            return parts[0][0]["error"], b""
        return parts[0][0]["body"], b"".join(b for _, got in parts for b in got)

    def set(self, **state):
        self.widget.comm.handle_msg(
            {"content": {"data": {"method": "update", "state": state, "buffer_paths": []}}, "buffers": []}
        )

    def events(self, kind):
        return [(head, buffers) for head, buffers in self.custom if head.get("event") == kind]


@pytest.fixture(autouse=True)
def comms(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)


@pytest.fixture
def widget(adata, tmp_path):
    widget = cxw.show(adata, annotations_dir=tmp_path)
    yield widget
    widget.close()


@pytest.fixture
def page(widget):
    return Page(widget)


def test_no_trait_holds_an_array_of_cells(widget):
    widget.create_category("cell_type", like="louvain")
    widget.select(where={"louvain": ["1"]})
    state = {key: value for key, value in widget.get_state().items() if key not in {"_esm", "layout"}}
    own = {key for key in state if not key.startswith("_")} - {"layout", "tabbable", "tooltip"}
    assert own == {
        "embedding",
        "color",
        "category",
        "categories",
        "n_selected",
        "revision",
        "status",
        "theme",
        "height",
    }
    assert len(json.dumps(state)) < 4000


def test_hello_and_the_arrays(widget, page, adata):
    widget.select([0, 3])
    body, payload = page.ask("hello")
    assert body["dataset"]["n_cells"] == 700
    assert [e["name"] for e in body["embeddings"]] == ["UMAP", "PCA"]
    assert {c["name"]: c["kind"] for c in body["columns"]}["n_genes"] == "number"
    assert np.flatnonzero(np.unpackbits(np.frombuffer(payload, np.uint8), bitorder="little")).tolist() == [0, 3]
    _, payload = page.ask("coordinates", embedding="X_umap")
    np.testing.assert_array_equal(np.frombuffer(payload, "<f4").reshape(-1, 2), adata.obsm["X_umap"].astype("f4"))
    body, payload = page.ask("column", name="louvain")
    assert body["dtype"] == "uint8"
    np.testing.assert_array_equal(np.frombuffer(payload, "u1"), adata.obs["louvain"].cat.codes + 1)
    body, payload = page.ask("column", name="n_counts")
    np.testing.assert_array_equal(np.frombuffer(payload, "<f4"), adata.obs["n_counts"])
    assert body["min"] <= body["low"] <= body["high"] <= body["max"]
    body, _ = page.ask("names", block=0)
    assert body["names"] == adata.obs_names.tolist()


def pick(widget, cells):
    return wire.pack_cells(np.array(cells, dtype=np.uint32), widget.session.parts.table.n_cells)


def test_an_edit_labels_the_cells_that_were_seen(widget, page):
    page.ask("edit", op="create_category", args={"name": "cell_type"})
    widget.select([400])
    head, buffer = pick(widget, [1, 5, 9])
    body, _ = page.ask("edit", [buffer], op="label", args={"label": "B cell", "category": "cell_type"}, cells=head)
    assert body == {"revision": 2, "changed": 3, "message": "label 3 cells as B cell", "former": [(None, 3)]}
    assert np.flatnonzero(widget.annotations["cell_type"] == "B cell").tolist() == [1, 5, 9]
    event, buffers = page.events("codes")[-1]
    assert (event["base"], event["revision"]) == (1, 2)
    (part,) = event["parts"]
    assert part["category"] == widget.categories[0]["id"]
    assert wire.unpack_cells(part["cells"], buffers, 700).tolist() == [1, 5, 9]
    label = {"code": 1, "name": "B cell", "color": "#1f77b4", "count": 3, "note": "", "evidence": []}
    label |= {"term": None, "parent": None, "level": 1, "confidence": None, "reserved": False, "region": None}
    assert widget.categories[0]["labels"] == [label]
    assert widget.categories[0]["unassigned"] == 697
    body, _ = page.ask(
        "edit",
        [pick(widget, range(600))[1]],
        op="unlabel",
        args={"category": "cell_type"},
        cells=pick(widget, range(600))[0],
    )
    assert body["changed"] == 3
    assert page.ask("undo")[0]["message"] == "remove the label of 600 cells"
    assert page.ask("redo")[0]["revision"] == 5
    assert widget.status["undo"] == "remove the label of 600 cells"


def test_events_come_before_the_reply_and_after_the_traits(widget, page):
    page.ask("edit", op="create_category", args={"name": "cell_type"})
    page.ask("select", mode="replace", where={"louvain": ["1"]})
    order = []
    for _, data, _ in widget.comm.messages:
        if (data or {}).get("method") == "update":
            order.extend(key for key in ("revision", "n_selected") if key in data["state"])
        elif (data or {}).get("method") == "custom":
            order.append(data["content"].get("event") or f"reply {data['content']['id']}")
    assert order == ["revision", "codes", "reply r1", "n_selected", "selection", "reply r2"]


def test_what_code_does_is_told_to_the_pages(widget, page):
    widget.select(where={"louvain": ["1"]})
    widget.session  # noqa: B018
    widget._bridge.flush()
    event, buffers = page.events("selection")[-1]
    assert event["n"] == widget.n_selected
    mask = np.unpackbits(np.frombuffer(buffers[0], np.uint8), bitorder="little")[:700].astype(bool)
    np.testing.assert_array_equal(mask, widget.selected)
    widget.clear_selection()
    widget._bridge.flush()
    event, buffers = page.events("selection")[-1]
    assert event == {
        "event": "selection",
        "browser": None,
        "n": 0,
        "serial": 2,
        "request": None,
        "steps": [],
        "filters": {},
        "can_undo": True,
        "can_redo": False,
    }
    assert buffers == []


def test_many_edits_by_a_program_become_few_messages(widget, page):
    widget.create_category("cell_type")
    for number in range(200):
        widget.label(f"label {number % 20}", cells=[number])
    widget._bridge.flush()
    assert len(widget.comm.messages) < 100, "the server drops what is over 1,000 a second"
    assert page.events("codes")[-1][0]["revision"] == widget.revision == 201
    assert sum(label["count"] for label in widget.categories[0]["labels"]) == 200


LABEL = {"kind": "edit", "op": "label", "args": {"label": "x", "category": "c"}}


def cells(encoding, n):
    return {**LABEL, "cells": {"encoding": encoding, "n": n}}


REFUSED = [
    ("nothing of the kind", {"kind": "sing"}, (), "does not know"),
    ("unknown edit", {"kind": "edit", "op": "close", "args": {}}, (), "does not know"),
    ("missing argument", {"kind": "edit", "op": "add_label", "args": {}}, (), "does not fit"),
    ("argument too many", {"kind": "edit", "op": "delete_category", "args": {"name": "c", "x": 1}}, (), "does not fit"),
    ("no cells", LABEL, (), "do not fit"),
    ("bits of other data", cells("bitset", 1), (b"\1",), "do not fit"),
    ("count is wrong", cells("list", 2), (b"\1\0\0\0",), "do not fit"),
    ("cell outside", cells("list", 1), (b"\xff\xff\0\0",), "do not fit"),
    ("unsorted", cells("list", 2), (b"\2\0\0\0\1\0\0\0",), "do not fit"),
    ("label of nothing", cells("list", 0), (b"",), "names no cell"),
    ("unknown embedding", {"kind": "coordinates", "embedding": "X_nope"}, (), "no embedding"),
    ("unknown category", {"kind": "codes", "category": 99}, (), "is gone"),
    ("impossible draft name", {"kind": "name_draft", "name": "../x"}, (), "can't hold"),
    ("missing mode", {"kind": "select", "lasso": []}, (), "does not fit"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "buffers", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_request_that_is_refused_gets_one_sentence(widget, page, body, buffers, said):
    before = widget.revision
    error, _ = page.ask(buffers=buffers, **body)
    assert isinstance(error, str)
    assert said in error
    assert widget.revision == before


def test_messages_that_are_no_requests_are_passed_over(widget):
    for content in ({}, [], "x", None, {"event": "x"}):
        widget.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})


def test_traits_set_by_a_page(widget, page):
    page.set(embedding="X_pca", color="n_genes", height=700)
    assert (widget.session.embedding, widget.session.color, widget.height) == ("X_pca", "n_genes", 700)
    page.set(color=None)
    assert widget.session.color is None
    page.set(color="no such column")
    assert widget.color is None
    assert widget.comm.messages[-1][1]["state"] == {"color": None}, "the page is told what holds"


def test_what_only_the_session_sets_stays_what_it_is_when_a_host_sends_it_back(widget, page):
    names = ["categories", "n_selected", "revision", "status"]

    def told():
        return [data["state"] for _, data, _ in widget.comm.messages if data.get("method") == "update"]

    before = json.loads(json.dumps(widget.get_state(names)))
    widget.create_category("a")
    widget.label("y", cells=[2, 3])
    widget.save()
    now, n_told = json.loads(json.dumps(widget.get_state(names))), len(told())
    page.set(**now)
    assert len(told()) == n_told, "there is nothing to say, or it would never come to an end"
    page.set(**before)
    assert widget.categories[0]["labels"][0]["name"] == "y"
    assert widget.get_state(names) == now == now | told()[-1], "whoever shows what was before is told what holds"


def test_traits_set_by_code(widget):
    widget.embedding = "pca"
    assert widget.embedding == widget.session.embedding == "X_pca"
    widget.color = "CD79A"
    assert widget.session.color == "CD79A"
    for trait in ("embedding", "color", "category"):
        before = getattr(widget, trait)
        with pytest.raises(ViewError, match="There is no"):
            setattr(widget, trait, "nope")
        assert getattr(widget, trait) == before == getattr(widget.session, trait)
    widget.create_category("a")
    widget.create_category("b")
    widget.category = "a"
    assert widget.label("x", cells=[0]) == 1
    assert widget.annotations["a"].iloc[0] == "x"


def test_public_traits_can_be_observed(widget):
    seen = []
    widget.observe(lambda change: seen.append((change["name"], change["new"])), ["revision", "n_selected"])
    widget.select([1, 2])
    widget._bridge.flush()
    widget.create_category("a")
    widget._bridge.flush()
    assert seen == [("n_selected", 2), ("revision", 1)]


@pytest.mark.parametrize("trait", ["embedding", "color", "category", "categories", "n_selected", "revision", "status"])
def test_an_observer_that_fails_keeps_nothing_from_the_pages(widget, page, trait, caplog):
    def fail(change):
        raise ZeroDivisionError(change["name"])

    widget.observe(fail, trait)
    body, _ = page.ask("edit", op="create_category", args={"name": "cell_type"})
    assert body["revision"] == 1, "an edit that was made is not told as a fault"
    widget.select([1, 5])
    widget.show_embedding("X_pca")
    widget.label("B cell")
    page.ask("hello")
    told = {}
    for _, data, _ in widget.comm.messages:
        told |= data["state"] if (data or {}).get("method") == "update" else {}
    assert (told["embedding"], told["color"], told["category"]) == ("X_pca", "cell_type", "cell_type")
    assert (told["n_selected"], told["revision"], told["status"]["undo"]) == (2, 2, "label 2 cells as B cell")
    assert json.loads(told["categories"][0]["labels"])["count"] == [2]
    assert page.events("codes")[-1][0]["revision"] == 2
    assert page.events("selection")[-1][0]["n"] == 2
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("options", [{"theme": "pink"}, {"height": 10}, {"height": "tall"}])
def test_impossible_views(adata, tmp_path, options):
    with pytest.raises(cxw.AnnotationError):
        cxw.show(adata, annotations_dir=tmp_path, **options)


def test_show_and_session_have_the_same_options():
    import inspect

    shown = inspect.signature(cxw.show).parameters
    opened = inspect.signature(cxw.Session).parameters
    assert {k: v for k, v in shown.items() if k not in ("theme", "height")} == dict(opened)


def test_a_closed_widget_lets_go_of_the_data(tmp_path):
    data = ad.AnnData(np.ones((5, 1), dtype=np.float32), obsm={"X_umap": np.ones((5, 2))})
    alive = weakref.ref(data)
    widget = cxw.show(data, annotations_dir=tmp_path)
    widget.create_category("a")
    widget.label("x", cells=[0])
    del data
    widget.close()
    gc.collect()
    assert alive() is None
    assert repr(widget) == "<AnnotationWidget: closed>"
    with pytest.raises(cxw.AnnotationError, match="closed"):
        widget.label("y")
    assert (tmp_path / f"my-labels-{widget_id(tmp_path)}.csv").exists()


def widget_id(folder):
    (file,) = folder.glob("my-labels-*.csv")
    return file.stem[-8:]


def test_the_output_has_a_picture_for_places_without_a_widget(widget):
    import base64

    widget.create_category("cell_type", like="louvain")
    widget.add_label("cell_type", "_$x^$ <b> 細胞")
    widget.label("_$x^$ <b> 細胞", cells=[1, 2])
    data, _ = widget._repr_mimebundle_()
    assert {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"} <= data.keys()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert len(data["image/png"]) < 300_000


def test_figure(widget):
    figure = widget.figure(color="CD79A", basis="pca", size=(4, 3))
    assert figure.get_size_inches().tolist() == [4, 3]
    assert figure.axes[0].get_xlabel() == "PCA 1"
    with pytest.raises(cxw.AnnotationError, match="size="):
        widget.figure(size=(0, 1))
    with pytest.raises(cxw.DataError):
        widget.figure(color="nope")


def test_a_trait_set_right_after_a_verb_is_not_lost(widget, page):
    widget.create_category("one")
    page.ask("hello")  # what was to be told is told: of the next verb the traits hear a moment later
    widget.create_category("two")
    widget.color = widget.category = "one"
    assert (widget.session.color, widget.session.category) == ("one", "one")
    page.ask("hello")
    assert (widget.color, widget.category) == ("one", "one")


def test_a_category_is_told_before_its_name_is_the_colour(widget, page):
    widget.select([1])  # told just now: what comes next may wait a moment
    widget.create_category("fresh")
    widget.color = "fresh"
    states = [data["state"] for _, data, _ in widget.comm.messages if (data or {}).get("method") == "update"]
    first = next(state for state in states if state.get("color") == "fresh")
    before = states[: states.index(first) + 1]
    assert any("fresh" in [c["name"] for c in state.get("categories", [])] for state in before)


def test_a_saved_notebook_holds_little_of_a_widget(widget):
    # saved with its state it has the traits and the loader, and of the data nothing
    assert len(json.dumps(widget.get_state())) < 20_000


def test_who_reads_a_trait_gets_what_is_so(widget):
    # faster than pages are told
    for level in "3456":
        widget.select(where={"louvain": [level]})
        assert widget.n_selected == widget.session.n_selected == widget.selected.sum()
    widget.create_category("a")
    widget.label("x", cells=[0, 1, 2], category="a")
    before = widget.revision
    widget.label("y", cells=[3], category="a")
    widget.restore_to(before)
    assert widget.annotations["a"].value_counts()["x"] == 3
    widget.color_by("phase")
    assert widget.color == "phase"
    assert [each["name"] for each in widget.categories] == widget.session.parts.history.annotations.names


def test_what_a_page_chose_last_is_not_undone_by_what_was_to_be_told(widget, page):
    widget.color_by("phase")
    widget.color_by("louvain")  # waits to be told
    page.set(color="bulk_labels", category=widget.category)
    assert widget.color == widget.session.color == "bulk_labels"
