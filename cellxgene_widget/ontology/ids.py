"""An id of a term, in any of the ways in which ids are written."""

from __future__ import annotations

import re

_ID = re.compile(r"(?:https?://\S+/)?(?P<ontology>[A-Za-z]+)[:_](?P<number>\d{5,})/?")
#: What a group of cells is never called: ``leiden_12345`` is no term of an ontology of that name.
_OTHER_ONTOLOGY = re.compile(r"[A-Z]{2,}:\d{5,}|[A-Z]{2,}_\d{7}")


def id_parts(text: str) -> tuple[str, str] | None:
    """Return the ontology and the number of an id: ``CL:0000084``, ``cl_0000084``, a PURL; None of other text."""
    found = _ID.fullmatch(text.strip())
    return (found["ontology"].upper(), found["number"]) if found else None


def is_of_another_ontology(text: str) -> bool:
    """Tell whether a text is an id, and none of the Cell Ontology: ``UBERON:0000955``."""
    parts = id_parts(text)
    if parts is None or parts[0] == "CL":
        return False
    return "://" in text or bool(_OTHER_ONTOLOGY.fullmatch(text.strip()))
