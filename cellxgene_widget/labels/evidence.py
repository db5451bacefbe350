"""Evidence: genes kept with a label, and what a comparison of its cells with others said of each."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..errors import AnnotationError

#: Genes that a label keeps at the most: they travel with every save.
MAX_EVIDENCE = 50


@dataclass(frozen=True)
class Evidence:
    """What speaks for a label in one gene.

    Attributes
    ----------
    gene, id
        The name as shown, and that in ``var_names``.
    logfoldchanges, scores, pct_in, pct_out, auc
        As in the table of markers; None where there is no finite number.
    against
        What the cells were compared with, in words.
    method, layer
        The test, and where the values were.
    n_in, n_out
        How many cells were compared.
    revision
        Of the draft at that time.
    time
        In ISO 8601, UTC.
    """

    gene: str
    id: str
    logfoldchanges: float | None = None
    scores: float | None = None
    pct_in: float | None = None
    pct_out: float | None = None
    auc: float | None = None
    against: str = ""
    method: str = ""
    layer: str = ""
    n_in: int = 0
    n_out: int = 0
    revision: int = 0
    time: str = ""


def rounded(value: float) -> float | None:
    """Return a number with the six digits that are kept; None for one that is not finite."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def evidence_to_json(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Write evidence as JSON objects, without what is not known."""
    return [{key: value for key, value in vars(one).items() if value is not None} for one in evidence]


def evidence_from_json(value: Any) -> tuple[Evidence, ...]:
    """Read what :func:`evidence_to_json` wrote; fields of later versions are passed over.

    Raises
    ------
    AnnotationError
        It is something else.
    """
    if not isinstance(value, list):
        raise AnnotationError("The evidence of a label could not be read: it is no list.")
    return tuple(_one(item) for item in value)


def _one(item: Any) -> Evidence:
    if isinstance(item, Mapping) and {"gene", "id"} <= set(item):
        known = {field.name: item[field.name] for field in fields(Evidence) if field.name in item}
        types = {field.name: str(field.type) for field in fields(Evidence)}
        if all(_fits(value, types[name]) for name, value in known.items()):
            return Evidence(**known)
    raise AnnotationError("The evidence of a label could not be read: a gene in it is not as it should be.")


def _fits(value: Any, kind: str) -> bool:
    if kind == "str":
        return isinstance(value, str)
    if isinstance(value, bool):
        return False
    if kind == "int":
        return isinstance(value, int) and value >= 0
    return value is None or (isinstance(value, int | float) and abs(value) <= sys.float_info.max)
