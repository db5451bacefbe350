"""What is known of one kind of cell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the Cell Ontology.

    Attributes
    ----------
    id
        Such as ``"CL:0000815"``; it stays when the name is changed.
    name
        What the ontology calls it in this release.
    synonyms
        What it is called elsewhere, as the ontology has it.
    parents
        The ids of the terms that it is a kind of, the nearest only.
    definition
        A sentence or some; empty where the ontology has none.
    """

    id: str
    name: str
    synonyms: tuple[str, ...]
    parents: tuple[str, ...]
    definition: str


@dataclass(frozen=True, slots=True)
class DeprecatedTerm:
    """An id that is not to be used any more.

    Attributes
    ----------
    id, name
        What it was. Of some the name is not known any more.
    replaced_by
        The id to use instead; None where the ontology names no one.
    consider
        Ids that may be meant instead, where it names several.
    """

    id: str
    name: str
    replaced_by: str | None
    consider: tuple[str, ...]
