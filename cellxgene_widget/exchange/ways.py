"""The ways out, by the name of the format."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np

from ..core.files import write_atomically
from ..errors import ExportError
from .cap import cap_additions, cap_missing
from .cas import cas_document, cas_missing
from .cellxgene import cellxgene_additions, cellxgene_missing
from .exported import FORMATS, Exported, Format
from .matrix_wants import of_genes_and_values
from .same_data import SameData, unwatched
from .subject import Subject
from .targets import Kept, one_of, target_for
from .written import require_one, told, write_copy


def format_named(name: object) -> Format:
    """Return the format of a name, or say which there are."""
    for known in get_args(Format):
        if isinstance(name, str) and name == known:
            return known  # type: ignore[no-any-return]
    raise ExportError(f"There is no format {name!r}: use one of {', '.join(map(repr, get_args(Format)))}.")


def export_labels(
    subject: Subject,
    path: object,
    *,
    format: Format,  # noqa: A002 - as the verb has it
    adata: Any,
    source: Path | None,
    overwrite: bool = False,
    kept: Kept | None = None,
    check: Callable[[], None] = unwatched,
) -> Exported:
    """Write labels in a format of others.

    Parameters
    ----------
    subject
        The labels; for CELLxGENE of one category.
    path
        The file to make.
    format
        ``"cas"``, ``"cap"`` or ``"cellxgene"``.
    adata, source
        The data, of which the last two hold a copy, and the file it is from.
    overwrite
        Replace a file that is there.
    kept
        Tells files that are never replaced.
    check
        Raises an :class:`AnnotationError` if the data file is another one by now.

    Raises
    ------
    ExportError
        A place or a name that can't be, or a disk that is full. Nothing is changed then.
    """
    suffix = FORMATS[format][1]
    others = [f"format={name!r}" for name, (_, other) in FORMATS.items() if other != suffix]
    target = target_for(
        path,
        suffix,
        overwrite=overwrite,
        kept=kept or one_of({}),
        others=f" (other names are for {' or '.join(others)})",
    )
    notes = list(subject.notes)
    subject = _titled(subject, adata)
    if format == "cas":
        missing = cas_missing(subject)
        # beside the list of cells, which has a million lines else, it is to be read by people
        text = json.dumps(cas_document(subject), ensure_ascii=False, indent=1)
        with told(target):
            write_atomically(target, text.encode())
    else:
        require_one(adata)
        data = SameData(adata, subject.names, check)
        obs, uns, var = list(adata.obs.columns), list(adata.uns), list(adata.var.columns)
        if format == "cap":
            additions, missing = cap_additions(subject), cap_missing(subject, obs, uns)
        else:
            additions, missing = cellxgene_additions(subject), cellxgene_missing(subject, obs, uns, var)
        missing += of_genes_and_values(adata)
        notes += write_copy(data, source, target, additions)
    return Exported(
        target,
        format,
        tuple(category.name for category in subject.categories),
        sum(len(category.labels) for category in subject.categories),
        int(np.count_nonzero(np.any([category.codes[: subject.n_cells] for category in subject.categories], axis=0))),
        subject.n_cells,
        missing,
        notes,
    )


def _titled(subject: Subject, adata: Any) -> Subject:
    """Return what is told with the title that the data has, where nobody said another."""
    title = adata.uns.get("title")
    if subject.who.title is not None or not isinstance(title, str) or not title.strip():
        return subject
    return replace(subject, who=replace(subject.who, title=title.strip()))
