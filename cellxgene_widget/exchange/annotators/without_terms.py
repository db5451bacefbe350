"""Labels that are called differently and have no term, though the ontology knows one: they may be only coarser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ...core.counted import counted
from ...errors import some
from ...labels.reserved import is_reserved
from ...ontology.cell_ontology import cell_ontology
from ...ontology.search import search_terms
from .annotator import Annotator

#: From here on an expert would agree at once.
_SURE = 0.9
#: A search takes 2 ms: of more labels the first are looked at. It is a hint.
_MOST_SOUGHT = 200


def labels_without_terms(
    annotators: Sequence[Annotator], codes: Sequence[npt.NDArray[Any]], cells: npt.NDArray[np.bool_]
) -> dict[str, tuple[str, ...]]:
    """Return by annotator the labels of some cells that have no term, where the search of terms is sure of one."""
    found: dict[str, tuple[str, ...]] = {}
    left = _MOST_SOUGHT
    for each, own in zip(annotators, codes, strict=True):
        used = [each.labels[code - 1] for code in np.unique(own[cells]).tolist() if code]
        sought = [label for label in used if label not in each.terms][:left]
        left -= len(sought)
        known = tuple(label for label in sought if _has_a_sure_term(label))
        if known:
            found[each.name] = known
    return found


def hint(without: dict[str, tuple[str, ...]], way: str) -> str | None:
    """Say that terms are missing, and how they are found; None: none are."""
    names = list(dict.fromkeys(label for labels in without.values() for label in labels))
    if not names:
        return None
    have = "has" if len(names) == 1 else "have"
    told = f"{counted(len(names), 'label')} {have} no term of the Cell Ontology ({some(names, 3)})"
    return f"{told}: {way} may show that some are only coarser."


@lru_cache(maxsize=4096)
def _has_a_sure_term(label: str) -> bool:
    """Tell whether a search finds what is not there yet: a label that is called as a term counts as that already."""
    if is_reserved(label) or cell_ontology().named(label) is not None:
        return False
    best = next(iter(search_terms(label, n=1)), None)
    return best is not None and best.score >= _SURE
