"""The columns that labels are proposed for: their levels, and whether these have the cells that they had then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ...core.cell_sets import cells_by_code
from ...core.counted import one_or_more
from ...data.cells import CellTable
from ...errors import AnnotationError, DataError, some
from ...labels.about import Proposal
from ..columns import Columns
from ..named_codes import NamedCodes, named_codes

_ASKED = "proposals are"


def levels_to_propose_for(columns: Columns, table: CellTable, of: str) -> dict[str, str | None]:
    """Return the levels of a column, and what stands for the cells that each has now.

    Those of a category of the draft stand for themselves: people label on. The caller holds the lock.

    Raises
    ------
    DataError
        There is no such column, it has no levels, or it was made in this session: it can't be told later what its
        levels were.
    """
    found = named_codes(columns, of, table.n_cells, _ASKED)
    if columns.is_category(of):
        return dict.fromkeys(found.names)
    if columns.is_made(of):
        raise DataError(
            f"{of!r} is in this session only, and may have other clusters soon: keep it first by "
            f"create_category(name, like={of!r}), and propose for of=name. Nothing was noted."
        )
    return dict(zip(found.names, _stamps(found, table.hashes), strict=True))


def standing(
    proposals: Sequence[Proposal], columns: Columns, table: CellTable
) -> tuple[list[Proposal], dict[str, NamedCodes], tuple[str, ...]]:
    """Return the proposals whose cells can be told, the columns they are for, and what to know of the others.

    The caller holds the lock.
    """
    levels: dict[str, NamedCodes] = {}
    notes: list[str] = []
    out = set[int]()
    for of in dict.fromkeys(each["of"] for each in proposals if each["of"] is not None):
        mine = [place for place, each in enumerate(proposals) if each["of"] == of]
        try:
            if not columns.is_category(of) and columns.is_made(of):
                raise DataError(f"{of!r} was made in this session.")
            named = named_codes(columns, of, table.n_cells, _ASKED)
        except AnnotationError as error:  # it is gone, or of another kind
            out.update(mine)
            notes.append(f"{error} {_left_out(proposals[place] for place in mine)}")
            continue
        levels[of] = named
        if columns.is_category(of):
            continue
        now = dict(zip(named.names, _stamps(named, table.hashes), strict=True))
        others = [place for place in mine if _is_other(proposals[place], now)]
        if others:
            out.update(others)
            which = list(dict.fromkeys(proposals[place]["level"] for place in others))
            n = len(which)
            notes.append(
                f"{one_or_more(n, 'Level', 'Levels')} {some(which)} of {of!r} {one_or_more(n, 'has', 'have')} other "
                f"cells than then. {_left_out(proposals[place] for place in others)}"
            )
    return [each for place, each in enumerate(proposals) if place not in out], levels, tuple(notes)


def _is_other(proposal: Proposal, now: Mapping[str, str]) -> bool:
    then = proposal["cells"]
    return then is not None and now.get(proposal["level"]) != then


def _left_out(proposals: Iterable[Proposal]) -> str:
    authors = list(dict.fromkeys(each["by"] for each in proposals))
    return f"What {', '.join(authors)} proposed for them is left out."


def _stamps(named: NamedCodes, hashes: npt.NDArray[np.uint64]) -> list[str]:
    """Return what stands for the cells of each level, in whatever order they are."""
    groups = cells_by_code(named.codes, len(named.names) + 1)[1:]
    return [f"{cells.size}-{int(hashes[cells].sum(dtype=np.uint64)):016x}" for cells in groups]
