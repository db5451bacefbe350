"""Several labels given at once, each to cells of its own: one edit, taken back as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core.cell_sets import Cells, distinct
from ..core.counted import counted
from ..core.names import as_name, clean_name
from ..core.palettes import next_color
from ..errors import LabelError
from .annotations import Annotations
from .commands import Command
from .edits import AddLabel, Assign, Batch, Edit
from .reserved import color_of_reserved


def label_groups(
    annotations: Annotations, category: str, groups: Mapping[str, tuple[str, Cells]], operation: str, of: str,
    call: Mapping[str, Any],
) -> Command | None:  # fmt: skip
    """Give groups of cells labels, made where they are new; groups of one label are one.

    Parameters
    ----------
    annotations, category
        Where.
    groups
        By the name of a group its label and its cells; no cell is in two.
    operation, call
        The verb that asks for it, and its arguments.
    of
        What the groups are called together, for the history.

    Returns
    -------
    Command or None
        None: nothing would change.

    Raises
    ------
    LabelError
        There is no such category, or a label can't be one.
    """
    if not groups:
        raise LabelError("No label is given: name one for each group, as in {'0': 'CD4 T'}.")
    found = annotations.find(category)
    cells_of: dict[str, list[Cells]] = {}
    for label, cells in groups.values():
        name = as_name(label)
        cells_of.setdefault(name if name and found.has(name) else clean_name(label, "label"), []).append(cells)
    parts: list[Edit] = []
    colors = [each.color for each in found.labels]
    total, names = 0, list[str]()
    for name, several in cells_of.items():
        cells = distinct(np.concatenate(several))
        if not found.has(name):
            color = color_of_reserved(name) or next_color(colors)
            colors.append(color)
            parts.append(AddLabel(found.name, name, color))
        else:
            cells = cells[found.codes[cells] != found.find(name).code]
            if not cells.size:
                continue
        parts.append(Assign(found.name, name, cells))
        total += cells.size
        names.append(name)
    if not parts:
        return None
    said = names[0] if len(names) == 1 else counted(len(names), "label")
    text = f"label {counted(total)} of {of} as {said}"
    only = names[0] if len(names) == 1 else None
    return Command(Batch(tuple(parts)), operation, text, found.name, only, call)
