"""What Python answers has the fields that the front end's types say, kind by kind: asked of a real widget."""

import os
import time

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import cellxgene_widget as cxw
from tests.answers import PageAnswer
from tests.js_sources import replies, scripts, shapes

FILES = (
    "values",
    "messages",
    "selectionMessages",
    "evidenceMessages",
    "neighborMessages",
    "pageMessages",
    "pastMessages",
    "placeMessages",
    "termMessages",
    "geneMessages",
    "regionMessages",
    "reviewMessages",
    "sampleMessages",
    "importMessages",
    "answerMessages",
    "clusterMessages",
    "compareMessages",
)
MESSAGES = "\n".join(scripts()[f"wire/{name}.ts"] for name in FILES)
SELECT = {"kind": "select", "mode": "replace", "where": {"louvain": ["a"]}}
#: Stands for the id of the newest version, as the reply before told it.
NEWEST = object()
#: Stands for the revision of the draft.
SHOWN = object()
#: Stands for the path of a file that is not there yet.
FILE = object()
#: The same, of a page.
PAGE = object()
#: Stands for the path of a file of regions, and for the id of a category that has some.
REGIONS = object()
OF_REGIONS = object()
#: Stands for the path of a file with an answer to a page of the draft as it is.
ANSWER = object()
#: Stands for the path of a draft of other data that knows these cells.
OTHER = object()
#: In this order; a later request needs what an earlier one did.
ASKED = [
    {"kind": "front_end"},
    {"kind": "hello"},
    {"kind": "name_draft", "name": "named"},
    {"kind": "rename_draft", "name": "renamed"},
    {"kind": "coordinates", "embedding": "X_umap"},
    {"kind": "sample", "embedding": "X_umap", "color": "louvain"},
    {"kind": "tissue_image", "library": "V1"},
    {"kind": "column", "name": "louvain"},
    {"kind": "column", "name": "n_counts"},
    {"kind": "column", "name": "g1"},
    {"kind": "names", "block": 0},
    {"kind": "genes", "query": "g", "n": 3},
    {"kind": "gene_sets"},
    {"kind": "edit_gene_sets", "op": "create_gene_set", "args": {"name": "s", "genes": "g1, nope"}},
    {"kind": "use_layer", "layer": "X"},
    SELECT,
    {"kind": "remember_selection", "name": "B"},
    {"kind": "rename_selection", "old": "B", "new": "C"},
    {"kind": "forget_selection", "name": "C"},
    {"kind": "recall_selection", "name": "C"},
    {"kind": "isolate", "cells": {"encoding": "list", "n": 1}},
    {"kind": "show_all"},
    {"kind": "select_all"},
    {"kind": "invert_selection"},
    {"kind": "clear_selection", "keep_filters": True},
    {"kind": "filter", "column": "louvain", "wanted": ["a"]},
    {"kind": "undo_selection"},
    {"kind": "redo_selection"},
    SELECT,
    {"kind": "graphs"},
    {"kind": "representations"},
    {"kind": "along_graph", "way": "grow", "graph": "connectivities"},
    {"kind": "doubt", "category": "louvain", "graph": "connectivities"},
    SELECT,
    {"kind": "markers", "n_genes": None, "method": "t-test", "against": "rest"},
    {"kind": "dots", "by": "louvain", "genes": ["g1", "nope"], "order": "clustered"},
    {"kind": "distributions", "by": "louvain", "names": ["g1", "n_counts", "nope"]},
    {"kind": "confusion", "a": "louvain", "b": "louvain"},
    {
        "kind": "picture",
        "what": "plot",
        "format": "png",
        "scale": 0.5,
        "size": [400, 300],
        "theme": "light",
        "transparent": False,
        "title": "",
        "names": True,
        "legend": True,
        "counts": True,
        "selected": False,
    },
    {"kind": "cancel", "request": "page-0"},
    {"kind": "edit", "op": "create_category", "args": {"name": "mine"}},
    {"kind": "codes", "category": 1},
    {"kind": "edit", "op": "add_label", "args": {"category": "mine", "label": "one"}},
    {"kind": "undo"},
    {"kind": "redo"},
    {"kind": "code"},
    {"kind": "known", "requests": ["page-1"]},
    {
        "kind": "foresee",
        "edits": [
            {
                "request": "x",
                "kind": "edit",
                "op": "delete_label",
                "args": {"category": "mine", "label": "one"},
                "after": [],
            }
        ],
    },
    {"kind": "save"},
    {"kind": "edit", "op": "create_category", "args": {"name": "copy", "like": "louvain"}},
    {"kind": "save"},
    {"kind": "versions"},
    {"kind": "version_changes", "version": NEWEST},
    {"kind": "version_codes", "version": NEWEST},
    {"kind": "smoothing", "category": "copy", "graph": "connectivities", "share": 0.8},
    {"kind": "smooth", "category": "copy", "graph": "connectivities", "share": 0.8, "revision": SHOWN},
    {"kind": "history", "query": "create", "n": 1},
    {"kind": "history_cells", "revision": 5},
    {"kind": "restore_to", "revision": 1},
    {"kind": "merge", "keys": {"mine": "theirs"}, "agreed": [], "levels": True},
    {"kind": "edit", "op": "create_category", "args": {"name": "types"}},
    *(
        {"kind": "edit", "op": "add_label", "args": {"category": "types", "label": name}}
        for name in ("T cell", "Treg", "junk")
    ),
    {"kind": "cluster_choices", "n": 6},
    {
        "kind": "cluster",
        "of": ["louvain", "a"],
        "use_rep": "X_umap",
        "n_neighbors": 3,
        "resolution": 1.0,
        "embed": False,
        "seed": 0,
    },
    {"kind": "recluster", "clusters": "clusters 1", "resolution": 0.5},
    {"kind": "clusterings"},
    {"kind": "cluster_markers", "clusters": "clusters 1", "n_genes": 2},
    {
        "kind": "label_clusters",
        "clusters": "clusters 1",
        "serial": 2,
        "category": "types",
        "labels": {"0": "B cell"},
    },
    {"kind": "keep_clusters", "clusters": "clusters 1", "key_added": "kept", "overwrite": False},
    {"kind": "cancel_clustering"},
    {"kind": "drop_clusters", "clusters": "clusters 1"},
    {"kind": "terms", "query": "treg", "n": 2},
    {"kind": "term", "term": "CL:0000815"},
    {"kind": "propose_terms", "category": "types"},
    {"kind": "edit", "op": "set_term", "args": {"category": "types", "label": "T cell", "term": "CL:0000084"}},
    {"kind": "edit", "op": "set_terms", "args": {"category": "types", "terms": {"Treg": "CL:0000815"}}},
    {"kind": "propose_parents", "category": "types"},
    {"kind": "edit", "op": "set_parent", "args": {"category": "types", "label": "Treg", "parent": "T cell"}},
    {"kind": "edit", "op": "set_parents", "args": {"category": "types", "parents": {"Treg": None}}},
    {"kind": "edit", "op": "set_confidence", "args": {"category": "types", "label": "Treg", "confidence": "low"}},
    {"kind": "edit", "op": "create_category", "args": {"name": "again", "like": "louvain"}},
    {"kind": "review", "category": "again", "by": "disagreement", "other": "types", "begin": 0, "n": 5, "shown": 1},
    {"kind": "review_group", "group": 1},
    {"kind": "review_markers", "group": 1, "n_genes": 3, "other": "b"},
    {
        "kind": "edit",
        "op": "decide",
        "args": {
            "category": "again",
            "decision": "accept",
            "group": 1,
            "label": "a",
            "suggested": None,
            "score": None,
            "reason": "",
        },
        "cells": {"encoding": "list", "n": 1},
    },
    {"kind": "review_back"},
    {"kind": "annotators"},
    {"kind": "compare_with", "category": "again", "others": [{"column": "louvain"}]},
    {"kind": "compare_square", "serial": 1, "a": 0, "b": 1, "row": "a", "mode": "replace"},
    {"kind": "compare_markers", "serial": 1, "a": 0, "b": 1, "row": "a", "column": "a", "n_genes": 2},
    {"kind": "rules", "serial": 1},
    {"kind": "reconcile", "serial": 1, "into": "agreed", "rule": "agree"},
    {"kind": "predictions", "column": "louvain"},
    {"kind": "import_labels", "column": "louvain", "category": "predicted", "score": "n_counts", "by": "a tool"},
    {
        "kind": "keep_region",
        "name": "core",
        "category": "regions",
        "recipe": [{"lasso": [[[0, 0], [9, 0], [9, 9]]], "basis": "spatial"}],
    },
    {"kind": "outlines", "category": OF_REGIONS},
    {"kind": "regions_file", "category": "regions", "format": "geojson"},
    {"kind": "read_regions", "category": "read", "path": REGIONS, "basis": "spatial", "scale": 2.0},
    {"kind": "take_answer", "path": ANSWER},
    {"kind": "other_drafts"},
    {"kind": "carry_labels", "path": OTHER},
    {"kind": "report", "category": "types"},
    {"kind": "page_size", "genes": ["g1"], "columns": [], "category": ["types"], "title": "A page"},
    {"kind": "write_page", "path": PAGE, "columns": ["louvain"], "overwrite": True},
    {"kind": "export", "path": FILE, "format": "cas", "category": "types", "version": "1.0", "url": "doi:10.1/x"},
]


@pytest.fixture(scope="module")
def widget(tmp_path_factory):
    numbers = np.random.default_rng(0).poisson(1.0, (12, 4)).astype(np.float32)
    obs = pd.DataFrame({"louvain": pd.Categorical(list("ab") * 6), "n_counts": numbers.sum(1)})
    obs.index = [f"cell{i}" for i in range(12)]
    adata = ad.AnnData(numbers, obs=obs, var=pd.DataFrame(index=[f"g{i}" for i in range(4)]))
    adata.obsm["X_umap"] = np.arange(24, dtype=np.float32).reshape(12, 2)
    adata.obsm["spatial"] = adata.obsm["X_umap"] / 2
    adata.obsp["connectivities"] = sp.csr_matrix(np.roll(np.eye(12, dtype=np.float32), 1, axis=1))
    adata.uns["spatial"] = {
        "V1": {"images": {"hires": np.zeros((4, 4, 3), np.uint8)}, "scalefactors": {"tissue_hires_scalef": 0.5}}
    }
    drafts = tmp_path_factory.mktemp("drafts")
    before = cxw.open_session(adata.copy(), dataset="before", annotations_dir=drafts, name="before")
    before.create_category("elsewhere", like="louvain")
    before.close()
    widget = cxw.show(adata, dataset="twelve", annotations_dir=drafts)
    yield widget
    widget.close()


@pytest.fixture(scope="module")
def told(widget, tmp_path_factory):
    """Return the requests with their replies, and the events."""
    sent = []
    widget.send = lambda content, buffers=None: sent.append(content)
    asked = []
    for number, given in enumerate(ASKED):
        name, request = f"page-{number}", dict(given)
        if request.get("version") is NEWEST:
            versions = next(reply["body"]["versions"] for one, reply in asked if one["kind"] == "versions")
            request["version"] = versions[0]["version"]
        if request.get("revision") is SHOWN:
            request["revision"] = widget.revision
        if request.get("path") is FILE:
            request["path"] = str(tmp_path_factory.mktemp("exported") / "types.json")
        if request.get("path") is PAGE:
            request["path"] = str(tmp_path_factory.mktemp("pages") / "page.html")
        if request.get("category") is OF_REGIONS:
            request["category"] = next(each["id"] for each in widget.categories if each["name"] == "regions")
        if request.get("path") is REGIONS:
            request["path"] = os.fspath(widget.session.write_regions(tmp_path_factory.mktemp("regions") / "a.geojson"))
        if request.get("path") is OTHER:
            drafts = next(reply["body"]["drafts"] for one, reply in asked if one["kind"] == "other_drafts")
            request["path"] = drafts[0]["path"]
        if request.get("path") is ANSWER:
            page = PageAnswer(widget.session).base("types").label("types", "Treg", ["cell3"])
            request["path"] = str(page.write(tmp_path_factory.mktemp("answers") / "answer.jsonl"))
        buffers = [b"\0\0\0\0"] if "cells" in request else []  # the first cell
        widget._handle_custom_msg({"id": name, **request}, buffers)
        until = time.monotonic() + 120  # a process has to be started
        while not (found := [one for one in sent if one.get("id") == name]) and time.monotonic() < until:
            time.sleep(0.01)
        asked.append((request, found[0]))
    return asked, [one for one in sent if "event" in one]


def fits(body, choices):
    return any(choice.always <= set(body) and set(body) - choice.always <= choice.perhaps for choice in choices)


#: Python tells more than the page reads of these.
MORE = {"hello": {"protocol", "version"}, "markers": {"method"}}


def test_every_reply_has_the_fields_of_its_type(told):
    expected = replies(MESSAGES)
    for request, reply in told[0]:
        kind = request["kind"]
        assert "error" not in reply, (request, reply)
        body = {key: value for key, value in reply["body"].items() if key not in MORE.get(kind, ())}
        assert fits(body, expected[kind]), (kind, sorted(body), expected[kind])
    # these need the serial of a selection, another version, another process, or more cells
    alone = {"drop_step", "restore", "take_over", "compute_neighbors"}
    assert {request["kind"] for request, _ in told[0]} == set(expected) - alone


def test_every_event_has_the_fields_of_its_type(told):
    head = "{" + MESSAGES.split("export interface Events {")[1].split("\n}")[0] + "}"
    named = {name.strip(): kind for name, _, kind in (line.partition(": ") for line in head[1:-1].split(";\n"))}
    for event in told[1]:
        body = {key: value for key, value in event.items() if key != "event"}
        assert fits(body, shapes(named[event["event"]].rstrip(";"), MESSAGES)), event
    assert {"codes", "selection", "gene_sets"} <= {event["event"] for event in told[1]}


def test_rows_and_matches_have_the_fields_of_their_types(told):
    bodies = {request["kind"]: reply["body"] for request, reply in told[0]}
    for kind, rows in {
        "AnnotatorMessage": bodies["compare_with"]["annotators"],
        "ComparedPairMessage": bodies["compare_with"]["pairs"],
        "RuleMessage": bodies["rules"]["rules"],
        "TermMatch": bodies["terms"]["matches"],
        "TermsProposedMessage": bodies["propose_terms"]["rows"],
        "ParentProposed": bodies["propose_parents"]["rows"],
        "Term": bodies["term"]["path"],
    }.items():
        assert rows
        assert all(fits(row, shapes(kind, MESSAGES)) for row in rows), (kind, rows)


def test_labels_have_the_fields_of_their_type(widget, told):
    labels = [label for category in widget.categories for label in category["labels"]]
    assert all(fits(label, shapes("Label", MESSAGES)) for label in labels)
    assert {label["confidence"] for label in labels} == {None, "low"}
    regions = [label["region"] for label in labels if label["region"] is not None]
    assert len(regions) == 2
    assert all(fits(region, shapes("RegionMessage", MESSAGES)) for region in regions)
    (outline,) = next(reply["body"]["outlines"] for request, reply in told[0] if request["kind"] == "outlines")
    assert fits(outline, shapes("OutlineMessage", MESSAGES))


@pytest.mark.parametrize(("trait", "kind"), [("status", "StatusMessage"), ("categories", "Category")])
def test_traits_have_the_fields_of_their_types(widget, told, trait, kind):
    value = getattr(widget, trait)
    assert fits(value[0] if isinstance(value, list) else value, shapes(kind, MESSAGES))
