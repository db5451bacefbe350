"""A page's subject as JSON and pieces of compressed bytes; the mirror of ``js/src/page/contents.ts``."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from ..._version import __version__
from ...core.counted import counted
from ...core.names import (
    ALL_THE_SAME_IN_NOTES,
    INDEX_COLUMN,
    MAX_NAME,
    MAX_NOTE,
    NOT_IN_NAMES,
    NOT_IN_NOTES,
    UNASSIGNED,
)
from ...core.palettes import next_colors
from ...data.columns import CategoryColumn, NumberColumn
from ...labels.category import Category
from ...labels.drawn import drawn_labels
from ...labels.regions.drawn import drawn_outlines
from ..answer.scripts import SCRIPT
from .numbers import Bits, in_words, pack, planes
from .subject import PageSubject

FORMAT = 1
#: In the order in which a page reads them: that of ``js/src/wire/markers.ts``.
_MARKER_NUMBERS = ("scores", "logfoldchanges", "pvals", "pvals_adj", "pct_in", "pct_out", "auc", "n_agree")
_LEVEL = 6
#: Letters of a colleague's name. The labels come back as ``CATEGORY (COLLEAGUE)``, which is a name, too.
_MOST_OF_AN_AUTHOR = 80


class Pieces:
    """Bytes by an id, compressed and in base64."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def add(self, data: bytes) -> str:
        """Keep bytes; return their id."""
        piece = f"p{len(self.texts)}"
        self.texts[piece] = squeezed(data)
        return piece

    @property
    def size(self) -> int:
        """Characters of all."""
        return sum(map(len, self.texts.values()))


def squeezed(data: bytes) -> str:
    """Return bytes as text."""
    return base64.b64encode(gzip.compress(data, _LEVEL, mtime=0)).decode("ascii")


class Fixed:
    """All of a page but its numbers, which can be packed more or less faithfully.

    Parameters
    ----------
    subject
        What is in it.
    page
        Tells it from others.
    """

    def __init__(self, subject: PageSubject, page: str) -> None:
        self.subject = subject
        self.pieces = Pieces()
        self.contents: dict[str, Any] = {
            "format": FORMAT,
            "page": page,
            "title": subject.title,
            "version": __version__,
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            "dataset": {"name": subject.dataset, "n_cells": subject.n_cells, "fingerprint": subject.fingerprint},
            "draft": subject.draft,
            "revision": subject.revision,
            "embedding": subject.embedding,
            "color": subject.color,
            "category": subject.category,
            "layer": subject.layer,
            "embeddings": [self._embedding(info, xy) for info, xy in subject.embeddings],
            "categories": [self._category(each) for each in subject.categories],
            "markers": self._markers(),
            "names": self.pieces.add(json.dumps([str(name) for name in subject.names]).encode()),
            "palette": list(islice(next_colors(()), 60)),
            "most_letters": MAX_NAME,
            "most_of_a_note": MAX_NOTE,
            "most_of_an_author": _MOST_OF_AN_AUTHOR,
            "most_of_a_category": MAX_NAME - _MOST_OF_AN_AUTHOR - len(" ()"),
            "most_labels": subject.most_labels,
            "no_names": [UNASSIGNED, INDEX_COLUMN],
            "not_in_names": NOT_IN_NAMES,
            "no_script": SCRIPT,
            "not_in_notes": NOT_IN_NOTES,
            "all_the_same_in_notes": ALL_THE_SAME_IN_NOTES,
        }

    def with_numbers(self, bits: Bits) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the whole contents, and the pieces that they name."""
        pieces = Pieces()
        pieces.texts |= self.pieces.texts
        columns = []
        for info, column in self.subject.columns:
            said = {"name": info.name, "kind": info.kind, "n_missing": info.n_missing}
            if isinstance(column, CategoryColumn):
                levels = [asdict(level) for level in info.levels]
                columns.append({**said, "levels": levels, "codes": _codes(pieces, column.codes)})
            else:
                columns.append({**said, **_numbers(pieces, column.values, bits)})
        genes = [
            {"name": gene.name, "id": gene.id, "key": gene.key, **_numbers(pieces, gene.values, bits)}
            for gene in self.subject.genes
        ]
        return {**self.contents, "columns": columns, "genes": genes, "precision": in_words(bits)}, pieces.texts

    def _embedding(self, info: Any, xy: npt.NDArray[np.float32]) -> dict[str, Any]:
        return {
            "key": info.key,
            "name": info.title,
            "n_missing": info.n_missing,
            "y_down": info.y_down,
            "of": info.of,
            "section": info.section,
            "n_elsewhere": info.n_elsewhere,
            "overlap": info.overlap,
            "xy": self.pieces.add(planes(xy)),
        }

    def _category(self, category: Category) -> dict[str, Any]:
        return {
            "id": category.id,
            "name": category.name,
            "labels": drawn_labels(category),
            "about": {key: value for key, value in category.about.items() if key == "predicted"},
            "codes": _codes(self.pieces, category.codes[: self.subject.n_cells]),
            "outlines": self._outlines(category),
        }

    def _outlines(self, category: Category) -> dict[str, Any] | None:
        """Return the outlines of regions on tissue; None: there are none."""
        told, corners = drawn_outlines(category)
        return {"told": told, "corners": self.pieces.add(corners.tobytes())} if told else None

    def _markers(self) -> list[dict[str, Any]]:
        found = []
        for one in self.subject.markers:
            about, genes = one.table.attrs, one.table.index.tolist()
            numbers = one.table.reindex(columns=list(_MARKER_NUMBERS)).to_numpy(dtype="<f8").T
            found.append(
                {
                    "category": one.category,
                    "label": one.label,
                    "members": list(one.members),
                    "genes": genes,
                    "ids": about["ids"],
                    "keys": about["keys"],
                    **{key: about[key] for key in ("n_in", "n_out", "against", "layer", "notes", "warnings")},
                    "numbers": self.pieces.add(np.ascontiguousarray(numbers).tobytes()),
                }
            )
        return found


def _codes(pieces: Pieces, codes: npt.NDArray[Any]) -> dict[str, str]:
    little = np.ascontiguousarray(codes, dtype=codes.dtype.newbyteorder("<"))
    return {"piece": pieces.add(little.tobytes()), "dtype": str(codes.dtype)}


def _numbers(pieces: Pieces, values: npt.NDArray[np.float32], bits: Bits) -> dict[str, Any]:
    packed = pack(values, bits)
    numbers: dict[str, Any] = {"how": packed.how, "piece": pieces.add(packed.data), **packed.about}
    if packed.values is not None:
        numbers["values"] = pieces.add(packed.values)
    return {**NumberColumn("", packed.seen).summary(), "numbers": numbers}


def parts_of(subject: PageSubject) -> Sequence[str]:
    """Say what is in a page, a phrase each."""
    n_labels = sum(len(category.labels) for category in subject.categories)
    n_regions = sum(label.region is not None for category in subject.categories for label in category.labels)
    named = [f"{info.name}" for info, _ in subject.columns]
    return [
        f"the names of all {subject.n_cells:,} cells",
        f"embeddings: {', '.join(info.title for info, _ in subject.embeddings)}",
        "categories of labels: "
        + (", ".join(each.name for each in subject.categories) or "none")
        + f", with {counted(n_labels, 'label')}, their notes and genes of evidence"
        + (f", and the outlines of {counted(n_regions, 'region')}" if n_regions else ""),
        f"markers of {counted(len(subject.markers), 'label')}",
        f"columns: {', '.join(named) or 'none'}",
        f"genes: {', '.join(gene.name for gene in subject.genes) or 'none'}",
    ]
