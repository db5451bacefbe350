"""From what annotators agree on to the edit that makes categories of it: what is settled, and what was said else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Codes, cells_by_code
from ..core.counted import counted
from ..core.names import MAX_NAME
from ..core.palettes import told_apart
from .about import Opinions, Reconciled
from .annotations import Annotations
from .beside import deletions, require_labels
from .commands import Command, free_category_name
from .edits import AddLabel, Assign, Batch, CreateCategory, DeleteCategory, Edit, SetAbout, SetParent, SetTerm
from .reserved import color_of_reserved
from .terms import LabelTerm


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is to be made of a comparison.

    Attributes
    ----------
    labels, codes
        The labels that were settled, in order; of each cell ``k`` for ``labels[k - 1]``, 0: not settled.
    opinions, opinion_codes
        The same of what was said of cells that are not: readable, and as data in ``said``.
    said, means
        See :class:`Opinions`.
    colors, terms, parents
        By label, where they are known; a color that a label before has is not taken.
    """

    labels: Sequence[str]
    codes: Codes | npt.NDArray[np.int64]
    opinions: Sequence[str]
    opinion_codes: Codes | npt.NDArray[np.int64]
    said: dict[str, list[list[str]]]
    means: Mapping[str, str] = field(default_factory=dict)
    colors: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, LabelTerm] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)


def reconcile(
    annotations: Annotations,
    reserved: Collection[str],
    is_taken: Callable[[str], bool],
    name: str,
    verdict: Verdict,
    about: Reconciled,
    *,
    replace: bool = False,
) -> Command:
    """Make a category of what is settled, and one beside it of what was said of the rest; one edit.

    Parameters
    ----------
    annotations, reserved, is_taken
        The labels as they are; names that no new category can have, and what tells of one beside it.
    name
        Of the category.
    verdict
        Its labels.
    about
        What to say of it.
    replace
        Whether a category of this name goes, and what stands beside it.

    Raises
    ------
    LabelError
        The name is taken, or can't be one.
    """
    gone: list[Edit] = []
    if replace and annotations.has(name):
        former = annotations.find(name)
        require_labels(former)
        text, gone = former.name, [*deletions(annotations.categories, former.name), DeleteCategory(former.name)]
    else:
        text = free_category_name(annotations, reserved, name)
    edits = gone + _made(text, verdict.labels, verdict.codes, verdict.colors)
    edits += [SetTerm(text, label, term) for label, term in verdict.terms.items() if label in verdict.labels]
    edits += [
        SetParent(text, label, parent)
        for label, parent in verdict.parents.items()
        if label in verdict.labels and parent in verdict.labels
    ]
    edits.append(SetAbout(text, "reconciled", dict(about)))
    if verdict.opinions:
        free = {each.name for each in gone if isinstance(each, DeleteCategory)}
        beside = _name_beside(lambda name: name not in free and (annotations.has(name) or is_taken(name)), text)
        edits += _made(beside, verdict.opinions, verdict.opinion_codes, {})
        said, means = dict(verdict.said), dict(verdict.means)
        opinions: Opinions = {"of": text, "annotators": list(about["annotators"]), "said": said, "means": means}
        edits.append(SetAbout(beside, "opinions", opinions))
    n = int(np.count_nonzero(verdict.codes))
    words = f"reconcile {about['of']} of {', '.join(about['annotators'])}: {about['rule']} ({counted(n)} settled)"
    # no code of it in the history: the comparison is a value of the notebook
    return Command(Batch(tuple(edits)), "reconcile", words, text)


def _made(
    name: str, labels: Sequence[str], codes: Codes | npt.NDArray[np.int64], colors: Mapping[str, str]
) -> list[Edit]:
    """Return the edits that make a category with its labels and cells."""
    greys = [color_of_reserved(label) for label in labels]
    # two annotators may have chosen one color for different labels
    wanted = [None if grey else colors.get(label) for label, grey in zip(labels, greys, strict=True)]
    apart = told_apart(wanted, filter(None, greys))
    edits: list[Edit] = [CreateCategory(name)]
    edits += [AddLabel(name, label, grey or color) for label, grey, color in zip(labels, greys, apart, strict=True)]
    _, *groups = cells_by_code(codes, len(labels) + 1)
    edits += [Assign(name, label, cells) for label, cells in zip(labels, groups, strict=True) if cells.size]
    return edits


def _name_beside(is_taken: Callable[[str], bool], category: str) -> str:
    """Return what the category of opinions is called: ``opinions: cell_type``, or the next of that name."""
    base = f"opinions: {category[: MAX_NAME - 20]}"
    name, number = base, 1
    while is_taken(name):
        number += 1
        name = f"{base} {number}"
    return name
