"""The bridge without a widget: what an event changes, and answers to requests, faults included."""

from __future__ import annotations

import threading
from collections import Counter

import anndata as ad
import numpy as np
import pytest

from cellxgene_widget.statistics import comparison
from cellxgene_widget.view import traits
from cellxgene_widget.view.bridge import Bridge
from cellxgene_widget.view.handlers import labels
from cellxgene_widget.view.registry import HANDLERS, handles

from .gates import hold

SHOWN = {"embedding", "color", "category"}


class Pages:
    """What all pages of one widget were told, in order."""

    def __init__(self):
        self.states, self.sent, self.again = [], [], []

    def send_state(self, key):
        self.again += key

    def update(self, state):
        self.states.append(dict(state))

    def send(self, content, buffers=None):
        self.sent.append((content, [bytes(b) for b in buffers or ()]))

    def told(self):
        """Give the traits that were set since the last look."""
        names = {name for state in self.states for name in state}
        self.states.clear()
        return names

    def events(self):
        return [content["event"] for content, _ in self.sent if "event" in content]

    def replies(self, request):
        return [content for content, _ in self.sent if content.get("id") == request]


@pytest.fixture
def session(adata, open_session):
    return open_session(adata, autosave=None)


@pytest.fixture
def pages():
    return Pages()


@pytest.fixture
def bridge(session, pages):
    bridge = Bridge(session, pages, interval=0)
    bridge.state()
    bridge.listen()
    return bridge


def ask(bridge, pages, kind, buffers=(), request="page-1", **body):
    bridge.asked({"id": request, "kind": kind, **body}, buffers)
    replies = pages.replies(request)
    assert len(replies) == 1, "one reply"
    return replies[0].get("error") or replies[0]["body"]


# -- what an event changes


@pytest.fixture
def labelled(bridge, session, pages):
    session.create_category("mine")
    session.label("a", cells=[1, 2])
    session.create_gene_set("B", ["CD79A"])
    session.color = "mine"
    pages.told()
    pages.sent.clear()
    return session


CHANGES = {
    "a label": (lambda s: s.label("b", cells=[3]), {"color", "category", "categories", "revision", "status"}),
    "undo": (lambda s: s.undo(), {"color", "category", "categories", "revision", "status"}),
    "a selection": (lambda s: s.select([1]), {"n_selected"}),
    "a filter": (lambda s: s.set_filter("louvain", ["1"]), {"n_selected"}),
    "an embedding": (lambda s: s.show_embedding("pca"), SHOWN),
    "a color": (lambda s: s.color_by("louvain"), SHOWN),
    "a layer": (lambda s: s.use_layer("raw"), {"color"}),
    "a gene set": (lambda s: s.create_gene_set("T", ["CD3D"]), {"color", "status"}),
    "a save": (lambda s: s.save(), {"status"}),
}


@pytest.mark.parametrize(("act", "names"), CHANGES.values(), ids=CHANGES)
def test_only_what_an_event_can_change_is_told(labelled, pages, act, names):
    act(labelled)
    assert pages.told() == names


@pytest.mark.parametrize(("act", "names"), CHANGES.values(), ids=CHANGES)
def test_and_nothing_else_is_out_of_date(bridge, labelled, pages, act, names):
    before = bridge.state()
    act(labelled)
    fresh = traits.TraitReader(labelled.parts).read(traits.ALL)
    assert {name for name in fresh if fresh[name] != before[name]} <= names
    assert bridge.state() == fresh


def test_traits_are_read_as_often_as_they_may_have_changed(session, pages, monkeypatch):
    reads = Counter()
    bridge = Bridge(session, pages, interval=0)
    readers = bridge._traits._readers

    def counted(name, reader):
        def read():
            reads[name] += 1
            return reader()

        return read

    monkeypatch.setattr(bridge._traits, "_readers", {name: counted(name, r) for name, r in readers.items()})
    bridge.state()
    assert reads == dict.fromkeys(traits.ALL, 1), "whole once, at the start"
    bridge.listen()
    reads.clear()
    for n in range(5):
        session.select([n])
    assert reads == {"n_selected": 5}, "a lasso counts no labels"
    ask(bridge, pages, "select", mode="replace", where={"louvain": ["1"]})
    ask(bridge, pages, "names", block=0, request="page-2")
    assert reads == {"n_selected": 6}


def test_a_filter_on_labels_changes_the_selection_with_an_edit(labelled, pages):
    labelled.set_filter("mine", [None])
    pages.told()
    pages.sent.clear()
    n = labelled.n_selected
    labelled.label("b", cells=[10, 11])
    assert labelled.n_selected == n - 2
    assert [state["n_selected"] for state in pages.states if "n_selected" in state] == [n - 2]
    assert pages.events() == ["codes", "selection"]


def test_counts_follow_the_labels(labelled, bridge):
    def counts():
        return [[(x["name"], x["count"]) for x in category["labels"]] for category in bridge.state()["categories"]]

    assert counts() == [[("a", 2)]]
    labelled.label("b", cells=[2, 3])
    assert counts() == [[("a", 1), ("b", 2)]]
    labelled.undo()
    labelled.create_category("other", like="mine")
    assert counts() == [[("a", 2)], [("a", 2)]]


def test_a_draft_that_was_taken_over_is_read_whole(adata, open_session, pages):
    ours = open_session(adata)
    ours.create_category("mine")
    ours.label("a", cells=[1])
    bridge = Bridge(ours, pages, interval=0)
    bridge.state()
    bridge.listen()
    theirs = open_session(adata)
    theirs.take_over()
    theirs.label("b", cells=[2, 3])
    theirs.save()
    pages.sent.clear()
    ours.take_over()
    state = {name: value for told in pages.states for name, value in told.items()}
    assert state.keys() == set(traits.ALL)
    assert [x["count"] for x in state["categories"][0]["labels"]] == [1, 2]
    assert {"codes", "gene_sets"} <= set(pages.events())


def test_what_is_to_be_known_of_a_gene_is_told_when_it_was_read(bridge, session, pages):
    session.parts.table.notes["CD79A"] = "There are two of it."
    ask(bridge, pages, "names", block=0)
    assert pages.told() == {"status"}


# -- answers


def test_big_arrays_come_in_parts(session, pages):
    Bridge(session, pages, max_part=1000).asked({"id": "p-1", "kind": "coordinates", "embedding": "X_umap"}, None)
    assert [content["part"] for content in pages.replies("p-1")] == list(range(6))
    assert [content.get("bytes") for content in pages.replies("p-1")] == [5600, *[None] * 5]
    parts = [b for _, buffers in pages.sent for b in buffers]
    assert max(map(len, parts)) == 1000
    assert np.frombuffer(b"".join(parts), "<f4").shape == (1400,)


def test_a_request_tells_how_far_it_is(open_session, pages):
    x = np.random.default_rng(0).poisson(1, (60, 1600)).astype(np.float32)  # more genes than are ranked in one step
    session = open_session(ad.AnnData(x, obsm={"X_umap": x[:, :2]}), autosave=None)
    session.select(range(20))
    bridge = Bridge(session, pages, progress_interval=-1)
    bridge.asked({"id": "p-1", "kind": "markers", "n_genes": 5, "method": "wilcoxon"}, ())
    join("markers")
    assert pages.replies("p-1")[0]["body"]["genes"]
    done = [content["done"] for content, _ in pages.sent if content.get("event") == "progress"]
    assert len(done) > 3
    assert done[-1] == 1


def join(kind):
    for thread in threading.enumerate():
        if thread.name == f"cellxgene_widget {kind}":
            thread.join(120)  # scanpy compiles its test at the first call
            assert not thread.is_alive()


# -- faults

FAULTS = [KeyError("louvain"), TypeError("unhashable type"), AttributeError("no 'x'"), ZeroDivisionError("division")]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_fault_of_the_kernel_is_logged_and_told_as_such(bridge, session, pages, monkeypatch, caplog, fault):
    def failing(*_, **__):
        raise fault

    monkeypatch.setattr(type(session), "undo", failing)
    said = ask(bridge, pages, "undo")
    assert said == f"Something went wrong in the kernel ({type(fault).__name__}: {fault}). Nothing was changed."
    assert "reload" not in said
    assert "in failing" in caplog.text, "with its traceback"


def test_a_fault_inside_a_verb_with_sound_arguments_is_not_the_pages(bridge, session, pages, monkeypatch, caplog):
    def failing(self, name: str, *, like: str | None = None):
        return {}[name]

    monkeypatch.setitem(labels.EDITS, "create_category", failing)
    said = ask(bridge, pages, "edit", op="create_category", args={"name": "mine"})
    assert said.startswith("Something went wrong in the kernel (KeyError: 'mine')")
    assert "in failing" in caplog.text


def test_a_fault_on_a_thread_is_told_too(bridge, session, pages, monkeypatch, caplog):
    def failing(*_):
        raise KeyError("auc")

    monkeypatch.setattr(comparison, "auc_of", failing)
    session.select([1, 2, 3])
    bridge.asked({"id": "p-1", "kind": "markers"}, ())
    join("markers")
    (reply,) = pages.replies("p-1")
    assert reply["error"] == "Something went wrong in the kernel (KeyError: 'auc'). Nothing was changed."
    assert "in failing" in caplog.text


def test_nothing_was_changed_is_said_only_where_it_is_so(bridge, session, pages, monkeypatch):
    session.create_category("mine")
    whole = type(session).undo

    def failing_late(self):
        whole(self)
        raise KeyError("late")

    monkeypatch.setattr(type(session), "undo", failing_late)
    assert ask(bridge, pages, "undo") == "Something went wrong in the kernel (KeyError: 'late')."
    for changes in (lambda: session.select([1]), lambda: session.create_gene_set("B", ["CD3D"])):

        def failing(self, changes=changes):
            changes()
            raise KeyError("late")

        monkeypatch.setattr(type(session), "undo", failing)
        assert "Nothing" not in ask(bridge, pages, "undo", request=f"page-{id(changes)}")


def test_an_interrupted_request_is_answered(bridge, session, pages, monkeypatch):
    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(session), "undo", stopped)
    with pytest.raises(KeyboardInterrupt):
        bridge.asked({"id": "p-1", "kind": "undo"}, ())
    assert [reply["error"] for reply in pages.replies("p-1")] == ["The kernel was interrupted. Nothing was changed."]


MALFORMED = {
    "missing": ("names", {}),
    "of another type": ("names", {"block": "0"}),
    "a truth value for a number": ("names", {"block": True}),
    "not known": ("names", {"block": 0, "blocks": 1}),
    "another mode": ("select", {"mode": "toggle", "where": {}}),
    "a name for a list": ("dots", {"by": "louvain", "genes": "CD3D"}),
    "numbers for names": ("dots", {"by": "louvain", "genes": [1]}),
    "no header of cells": ("select", {"mode": "add", "cells": [1, 2]}),
    "an argument that a verb has not": ("edit", {"op": "delete_category", "args": {"name": "c", "x": 1}}),
    "an argument of another type": ("edit", {"op": "delete_category", "args": {"name": 1}}),
    "no argument": ("edit", {"op": "delete_category", "args": {}}),
    "no arguments": ("edit", {"op": "delete_category"}),
    "a verb for gene sets that is none": ("edit_gene_sets", {"op": "close", "args": {}}),
    "an argument of gene sets": ("edit_gene_sets", {"op": "create_gene_set", "args": {"genes": "CD3D"}}),
}


@pytest.mark.parametrize(("kind", "body"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_request_changes_nothing(bridge, session, pages, caplog, kind, body):
    said = ask(bridge, pages, kind, **body)
    assert said.startswith("The view sent a request that does not fit this version (")
    assert said.endswith("): reload the page.")
    assert (session.revision, session.n_selected, session.gene_sets) == (0, 0, {})
    assert caplog.text == ""


def test_a_closed_session_says_so(bridge, session, pages):
    session.close()
    for n, (kind, body) in enumerate(
        [("hello", {}), ("save", {}), ("genes", {"query": "C"}), ("column", {"name": "CD3D"})]
    ):
        assert "closed" in ask(bridge, pages, kind, request=f"p-{n}", **body)


def test_a_kind_has_one_handler():
    with pytest.raises(ValueError, match="two handlers"):
        handles("undo")(HANDLERS["undo"].answer)


def test_a_newer_request_lets_the_one_before_it_go(bridge, session, pages, monkeypatch):
    session.select(where={"louvain": ["1"]})
    started, go_on = hold(monkeypatch, comparison, "welch")
    bridge.asked({"id": "p-1", "kind": "markers"}, ())
    assert started.wait(60)
    bridge.asked({"id": "p-2", "kind": "markers"}, ())
    go_on.set()
    join("markers")
    assert pages.replies("p-1")[0]["error"] == "superseded"
    assert pages.replies("p-2")[0]["body"]["genes"]


def test_what_was_told_from_a_thread_is_told_again_with_the_next_answer(bridge, session, pages):
    thread = threading.Thread(target=lambda: (session.create_category("aside"), session.save(), bridge.flush()))
    thread.start()
    thread.join()
    assert pages.again == []
    bridge.asked({"id": "r1", "kind": "known", "requests": []}, [])
    bridge.asked({"id": "r2", "kind": "known", "requests": []}, [])
    assert pages.again == ["status"]
