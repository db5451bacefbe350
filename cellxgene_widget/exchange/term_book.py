"""What the Cell Ontology of now says of the terms that go out: a draft may be older, or written by another program."""

from __future__ import annotations

from dataclasses import replace

from ..errors import DataError, LabelError
from ..ontology.cell_ontology import CellOntology, cell_ontology
from .subject import Subject


def with_checked_terms(subject: Subject) -> Subject:
    """Return what goes out with what is to be told of its terms; without the ontology they go out unchecked."""
    if not any(label.term for category in subject.categories for label in category.labels):
        return subject
    try:
        ontology = cell_ontology()
    except DataError as error:
        return replace(
            subject,
            synonyms=lambda _: (),
            notes=(*subject.notes, f"Terms are not checked, and go out without synonyms: {error}"),
        )
    return replace(subject, term_problem=lambda term_id: problem_with(ontology, term_id))


def problem_with(ontology: CellOntology, term_id: str) -> str | None:
    """Return why an id is not that of a term in use, and which is, if so; None: it is."""
    if ontology.has(term_id):
        return None
    try:
        return f"{term_id!r} is no id of a term: use {ontology.term(term_id).id}."
    except LabelError as error:
        return str(error)
