"""From outlines on tissue to the edit that keeps them: labels with their cells, in one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...core.cell_sets import Cells
from ...core.names import clean_name
from ...core.palettes import told_apart
from ...errors import LabelError, some
from ..annotations import Annotations
from ..beside import require_labels
from ..category import Category
from ..commands import Command, free_category_name
from ..edits import AddLabel, Assign, Batch, CreateCategory, Edit, SetRegion
from ..reserved import color_of_reserved
from .region import MAX_POINTS_IN_ALL, Region


class Outlined(NamedTuple):
    """A region to keep.

    Attributes
    ----------
    name, color
        Of its label; None, or that of a label there is: the next color of the palette.
    region
        Where it is.
    cells
        Those in it.
    """

    name: str
    color: str | None
    region: Region
    cells: Cells


def keep_regions(
    annotations: Annotations,
    reserved: Collection[str],
    category: object,
    outlined: Sequence[Outlined],
    operation: str,
    text: str,
    call: Mapping[str, Any],
) -> Command:
    """Make labels with an outline; cells in several get the label of the last.

    A label of this name that has no outline yet gets one, and the cells in it besides its own.

    Parameters
    ----------
    annotations, reserved
        The labels as they are; names that no new category can have.
    category
        Made if it is new.
    outlined
        The regions, with clean names.
    operation, text, call
        For the history: the verb, in words, and its arguments.

    Raises
    ------
    LabelError
        A name is taken or can't be one, the category is no one's to label, or it would be too much to save.
    """
    found = annotations.find(str(category)) if isinstance(category, str) and annotations.has(category) else None
    if found is not None:
        require_labels(found)
    name = free_category_name(annotations, reserved, category) if found is None else found.name
    _check_names(found, name, [each.name for each in outlined])
    _check_size(found, [each.region for each in outlined])
    edits: list[Edit] = [CreateCategory(name)] if found is None else []
    new = [each for each in outlined if found is None or not found.has(each.name)]
    used = [] if found is None else [label.color for label in found.labels]
    for each, color in zip(new, told_apart([each.color for each in new], used), strict=True):
        edits.append(AddLabel(name, each.name, color_of_reserved(each.name) or color))
    edits += [Assign(name, each.name, each.cells) for each in outlined if each.cells.size]
    edits += [SetRegion(name, each.name, each.region) for each in outlined]
    label = outlined[0].name if len(outlined) == 1 else None
    return Command(Batch(tuple(edits)), operation, text, name, label, {**call, "category": name})


def clean_names(names: Iterable[object]) -> list[str]:
    """Return names of regions as labels have them; see :func:`.clean_name`."""
    return [clean_name(name, "label") for name in names]


def _check_names(found: Category | None, category: str, names: Sequence[str]) -> None:
    taken = [name for name in names if found is not None and found.has(name) and found.find(name).region is not None]
    if taken:
        which = f"a region {taken[0]!r}" if len(taken) == 1 else f"regions {some(taken)}"
        raise LabelError(
            f"There {'is' if len(taken) == 1 else 'are'} {which} in {category!r} already: choose another name, another "
            "category, or delete it first."
        )


def _check_size(found: Category | None, regions: Sequence[Region]) -> None:
    kept = [] if found is None else [label.region for label in found.labels if label.region is not None]
    n = sum(region.n_points for region in (*kept, *regions))
    if n > MAX_POINTS_IN_ALL:
        raise LabelError(
            f"These would be {n:,} corners in one category; at most {MAX_POINTS_IN_ALL:,} are kept, for they are "
            "written at each save: simplify the outlines, or keep fewer."
        )
