"""Requests that cluster a part of the cells, and what the view is told of it."""

from __future__ import annotations

import math

import numpy as np

from ...core.readable import readable
from ...errors import SelectionError
from ...merge.clusters_into_obs import ClustersInTheWayError
from ...session.clusterings import FEWEST, Clustering
from ...session.parts import Parts
from ...session.session import Session
from ...statistics.clustering.estimate import in_words
from .. import wire
from ..bodies import Nothing
from ..cluster_bodies import (
    ClusterBody,
    ClusterChoicesBody,
    ClusterMarkersBody,
    DropClustersBody,
    KeepClustersBody,
    LabelClustersBody,
    ReclusterBody,
)
from ..cluster_replies import (
    CancelledReply,
    ClusterChoicesReply,
    ClusteredReply,
    ClusteringsState,
    ClusteringState,
    ClusterMarkersReply,
    KeptClustersReply,
)
from ..registry import Call, Reply, handles
from ..replies import EditReply
from .labels import edited


@handles("cluster_choices")
def cluster_choices(session: Session, body: ClusterChoicesBody) -> Reply[ClusterChoicesReply]:
    """Answer with what can be clustered by and how long it takes; the process is started, for it is asked soon."""
    parts = session.parts
    n = max(0, min(body["n"], parts.table.n_cells))  # no page sees more
    found = parts.clusterings.representations.all()
    if found:
        parts.clustering_runs.warm_up()
    return Reply(
        {
            "representations": [{"key": each.key, "n_columns": each.n_columns} for each in found],
            "estimate": in_words(n, embed=False),
            "estimate_embedded": in_words(n, embed=True),
            "fewest": FEWEST,
        }
    )


@handles("cluster", locked=False, thread=True, of_cells=True)
def cluster(session: Session, body: ClusterBody, call: Call) -> Reply[ClusteredReply]:
    """Cluster the cells that the person saw selected, or those of a label."""
    category, label = body.get("of") or (None, None)
    cells = wire.unpack_cells(body["cells"], call.buffers, session.parts.table.n_cells) if "cells" in body else None
    table = session.cluster(
        cells,
        label=label,
        category=category,
        resolution=body["resolution"],
        use_rep=body["use_rep"],
        n_neighbors=body["n_neighbors"],
        embed=body["embed"],
        seed=body["seed"],
    )
    return Reply({"name": table.attrs["name"]})


@handles("recluster", locked=False, thread=True)
def recluster(session: Session, body: ReclusterBody) -> Reply[ClusteredReply]:
    """Cluster the same cells at another resolution."""
    table = session.recluster(body["clusters"], resolution=body["resolution"])
    return Reply({"name": table.attrs["name"]})


@handles("cancel_clustering", locked=False)
def cancel_clustering(session: Session, _: Nothing) -> Reply[CancelledReply]:
    """End the clustering under way, whoever began it."""
    return Reply({"cancelled": session.cancel_clustering()})


@handles("clusterings")
def clusterings(session: Session, _: Nothing) -> Reply[ClusteringsState]:
    """Answer with what was clustered in this session."""
    return Reply(clusterings_state(session.parts))


@handles("cluster_markers", locked=False, thread=True, newest=True)
def cluster_markers(session: Session, body: ClusterMarkersBody, call: Call) -> Reply[ClusterMarkersReply]:
    """Answer with the genes that tell each cluster from the others."""
    table = session.parts.cluster_markers.of(body["clusters"], n_genes=body["n_genes"], progress=call.progress)
    about = table.attrs
    rows = zip(table["cluster"], table["gene"], about["keys"], table["logfoldchanges"], strict=True)
    return Reply(
        {
            "clusters": about["name"],
            "serial": about["serial"],
            "layer": about["layer"],
            "genes": [
                {"cluster": cluster, "name": name, "key": key, "change": change if math.isfinite(change) else None}
                for cluster, name, key, change in rows
            ],
        }
    )


@handles("label_clusters", of_cells=True)
def label_clusters(session: Session, body: LabelClustersBody, call: Call) -> Reply[EditReply]:
    """Give clusters labels, unless they are others by now than the person saw. Sent again it is made once."""
    parts = session.parts
    if parts.editor.knows(call.id):
        return edited(session, parts.history.revision)
    if parts.clusterings.find(body["clusters"]).serial != body["serial"]:
        raise SelectionError("The clusters are others by now: look again. No label was given.")
    before = parts.history.revision
    changed = session.label_clusters(body["labels"], clusters=body["clusters"], category=body["category"])
    return edited(session, before, changed)


@handles("keep_clusters")
def keep_clusters(session: Session, body: KeepClustersBody) -> Reply[KeptClustersReply]:
    """Write clusters to ``obs``; a column in the way is asked about."""
    try:
        column = session.keep_clusters(body["key_added"], clusters=body["clusters"], overwrite=body["overwrite"])
    except ClustersInTheWayError as error:
        return Reply({"column": None, "problem": readable(str(error))})
    return Reply({"column": column, "problem": None})


@handles("drop_clusters")
def drop_clusters(session: Session, body: DropClustersBody) -> Reply[ClusteredReply]:
    """Have clusters no more."""
    return Reply({"name": session.drop_clusters(body["clusters"])})


def clusterings_state(parts: Parts) -> ClusteringsState:
    """Return what the view knows of clusters; under the session's lock."""
    running = parts.clustering_runs.running
    return {
        "clusterings": [_state(parts, each) for each in parts.clusterings.all],
        "running": None
        if running is None
        else {
            "name": running.name,
            "step": running.step,
            "n_cells": running.n_cells,
            "seconds": running.seconds,
            "embed": running.embed,
        },
    }


def _state(parts: Parts, clustering: Clustering) -> ClusteringState:
    column, how = parts.clusterings.column(clustering), clustering.settings
    counts = np.bincount(column.codes, minlength=len(column.levels) + 1)[1:].tolist()
    return {
        "name": clustering.name,
        "serial": clustering.serial,
        "clusters": [
            {"name": name, "color": color, "n": n}
            for name, color, n in zip(column.levels, column.colors, counts, strict=True)
        ],
        "use_rep": how.use_rep,
        "n_neighbors": how.n_neighbors,
        "resolution": how.resolution,
        "seed": how.seed,
        "embedded": how.embed,
        "notes": list(clustering.notes),
    }
