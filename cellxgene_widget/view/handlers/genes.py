"""Requests for genes: the search, gene sets, and the layer that values are taken from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...data.gene_names import Gene
from ...session.columns import Columns
from ...session.parts import Parts
from ...session.session import Session
from ..bodies import EditGeneSetsBody, GenesBody, Nothing, UseLayerBody
from ..checked import MalformedRequest, check_arguments
from ..registry import Call, Reply, handles
from ..replies import EditGeneSetsReply, FoundGene, GeneSetsReply, GenesReply, LayerState

#: Genes that one answer has at most.
_MOST_FOUND = 1000


@handles("genes", locked=False)
def genes(session: Session, body: GenesBody) -> Reply[GenesReply]:
    """Answer with the genes that a person typing ``query`` most likely means, the likeliest first."""
    n = max(0, min(body.get("n", 20), _MOST_FOUND))
    parts = session.parts
    found = parts.table.gene_layers.search(body["query"], n)
    return Reply({"genes": [_found(gene, parts.columns) for gene in found]})


def _found(gene: Gene, columns: Columns) -> FoundGene:
    """Return a gene as a page has it."""
    said = [gene.note] if gene.note else []
    if gene.id == gene.name and not columns.is_of_genes(gene.name):
        said.append(f"{gene.name!r} is a column too, and that is what is shown.")
    key = columns.key_of_gene(gene.name, gene.id)
    return {"name": gene.name, "id": gene.id, "key": key, "note": " ".join(said) or None, "alike": gene.alike}


@handles("use_layer")
def use_layer(session: Session, body: UseLayerBody) -> Reply[LayerState]:
    """Take the values of genes from another layer."""
    session.use_layer(body["layer"])
    return Reply(layer_state(session.parts))


def layer_state(parts: Parts) -> LayerState:
    """Return where the values of genes are taken from, and how many genes there are."""
    return {"layer": parts.columns.layer, "n_genes": parts.table.gene_layers.n_genes}


@handles("gene_sets")
def gene_sets(session: Session, _: Nothing) -> Reply[GeneSetsReply]:
    """Answer with the gene sets."""
    return Reply(_sets(session.parts))


#: The verbs that the front end may call by name.
SET_EDITS: dict[str, Callable[..., Any]] = {
    "create_gene_set": Session.create_gene_set,
    "change_gene_set": Session.change_gene_set,
    "delete_gene_set": Session.delete_gene_set,
}


@handles("edit_gene_sets")
def edit_gene_sets(session: Session, body: EditGeneSetsBody, call: Call) -> Reply[EditGeneSetsReply]:
    """Change the gene sets; answer with them, and with those of the genes concerned that are not in the data."""
    verb = SET_EDITS.get(body["op"])
    if verb is not None:
        check_arguments(verb, body["args"])
        unknown = verb(session, **body["args"])
    elif body["op"] == "read_gene_sets":  # a file that was chosen in the browser: its bytes
        unknown = session.read_gene_sets(bytes(call.buffers[0]) if call.buffers else b"")
    else:
        raise MalformedRequest(f"op can't be {body['op']!r}")
    return Reply({**_sets(session.parts), "unknown": unknown or []})


def _sets(parts: Parts) -> GeneSetsReply:
    path = parts.gene_sets.path
    return {"gene_sets": parts.gene_sets.table(), "path": None if path is None else str(path)}
