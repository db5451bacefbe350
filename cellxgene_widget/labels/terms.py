"""A term of the Cell Ontology beside a label: the label stays the words of the person who gave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..errors import AnnotationError


@dataclass(frozen=True)
class LabelTerm:
    """What a label is called in the Cell Ontology.

    Attributes
    ----------
    id
        Such as ``CL:0000815``: it stays.
    name
        Of the term at that time: names move under ids from release to release.
    release
        Of the ontology when the term was given, such as ``2026-03-26``.
    """

    id: str
    name: str
    release: str = ""


def term_to_json(term: LabelTerm | None) -> dict[str, str] | None:
    """Write a term as a JSON object."""
    return None if term is None else {key: value for key, value in vars(term).items() if value or key != "release"}


def term_from_json(value: Any) -> LabelTerm | None:
    """Read what :func:`term_to_json` wrote; fields of later versions are passed over.

    Raises
    ------
    AnnotationError
        It is something else.
    """
    if value is None:
        return None
    if isinstance(value, Mapping) and {"id", "name"} <= set(value):
        known = {field.name: value[field.name] for field in fields(LabelTerm) if field.name in value}
        if all(isinstance(text, str) for text in known.values()) and known["id"]:
            return LabelTerm(**known)
    raise AnnotationError("The term of a label could not be read: its id or its name is missing.")
