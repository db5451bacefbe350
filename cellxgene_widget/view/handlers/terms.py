"""Requests about the Cell Ontology: terms for what is typed, and what terms say of labels."""

from __future__ import annotations

from ...ontology.cell_ontology import cell_ontology
from ...ontology.search import Match
from ...session.session import Session
from ..bodies import CategoryBody, TermBody, TermsBody
from ..label_replies import FoundTerm, ProposeParentsReply, ProposeTermsReply, TermReply, TermsReply
from ..registry import Reply, handles

#: Terms that one answer has at the most.
_MOST_FOUND = 50


@handles("terms", locked=False)
def terms(session: Session, body: TermsBody) -> Reply[TermsReply]:
    """Answer with the terms that a person typing ``query`` may mean."""
    n = max(1, min(body.get("n", 5), _MOST_FOUND))
    return Reply({"matches": [_found(match) for match in session.parts.terms.search(body["query"], n)]})


@handles("term", locked=False)
def term(_: Session, body: TermBody) -> Reply[TermReply]:
    """Answer with what is known of a term."""
    ontology = cell_ontology()
    found = ontology.term(body["term"])
    return Reply(
        {
            "id": found.id,
            "name": found.name,
            "definition": found.definition,
            "synonyms": list(found.synonyms),
            "path": [{"id": each.id, "name": each.name} for each in ontology.path(found.id)],
            "release": ontology.release,
            # the address under which the OBO Foundry keeps a term for good
            "url": f"http://purl.obolibrary.org/obo/{found.id.replace(':', '_')}",
        }
    )


@handles("propose_terms")
def propose_terms(session: Session, body: CategoryBody) -> Reply[ProposeTermsReply]:
    """Answer with the labels of cell types that have no term, and the best terms for each."""
    parts = session.parts
    category = parts.history.annotations.find(body["category"])
    counts = category.counts(parts.table.n_cells)
    rows = parts.terms.proposals(category)
    return Reply(
        {
            "rows": [
                {
                    "label": label.name,
                    "n_cells": counts[label.code],
                    "matches": [_found(match) for match in matches],
                }
                for label, matches in rows
            ]
        }
    )


@handles("propose_parents")
def propose_parents(session: Session, body: CategoryBody) -> Reply[ProposeParentsReply]:
    """Answer with the labels that belong under others by their terms."""
    found = session.propose_parents(body["category"])
    return Reply({"rows": [{"label": label, "parent": parent} for label, parent in found.items()]})


def _found(match: Match) -> FoundTerm:
    return {
        "id": match.term_id,
        "name": match.term,
        "matched": match.matched,
        "score": match.score,
        "definition": match.definition,
    }
