"""The Cell Annotation Schema as JSON: labelsets, and an annotation for each set of cells.

A category is one labelset; where labels are nested it is the finest of several, one a level: in a coarser one a cell
has the label above its own at that level, or its own where that is no deeper. Cells are listed in the finest (rank 0),
as the schema's own tools do; those of a coarser set are the cells of the sets that name it as their parent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from ..labels.category import Category
from ..labels.evidence import evidence_to_json
from ..labels.nesting import at_level, n_levels, parents_of
from .described import NOT_GIVEN, Described, describe, method_of, said_of_set, untold
from .predicted import algorithm_of, is_predicted
from .subject import Subject
from .wanting import WHO_IS_TO_SAY, of_category, of_labels, of_who

#: Of the schema that is written here.
SCHEMA_VERSION = "1.1.0"
_LONGEST_RATIONALE = 2000
#: What the Cell Annotation Platform wants besides what every such file needs.
_WANTED = {**WHO_IS_TO_SAY, "version": "version of these labels", "url": "lasting address of these labels"}

#: What the schema calls that.
_WHO = {
    "title": "title",
    "description": "description",
    "author": "author_name",
    "contact": "author_contact",
    "orcid": "orcid",
    "version": "cellannotation_version",
    "url": "cellannotation_url",
}


def cas_document(subject: Subject) -> dict[str, Any]:
    """Return what a file of the Cell Annotation Schema holds."""
    about = {
        **subject.who.told_as(_WHO),
        "cellannotation_schema_version": SCHEMA_VERSION,
        "cellannotation_timestamp": subject.made.isoformat(timespec="seconds"),
    }
    labelsets: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    taken = {category.name for category in subject.categories}
    for category in subject.categories:
        levels = _Levels(subject, category, taken)
        labelsets += levels.labelsets()
        annotations += levels.annotations()
    return {**about, "labelsets": labelsets, "annotations": annotations}


def cas_missing(subject: Subject) -> list[str]:
    """Tell what a file of the Cell Annotation Schema lacks."""
    missing = of_who(subject.who, _WANTED)
    for category in subject.categories:
        described = describe(subject, category).values()
        missing += [*of_labels(subject, category, described), *of_category(subject, category)]
        long = [one.label.name for one in described if len(one.rationale) > _LONGEST_RATIONALE]
        missing += [
            f"The note on {name!r} is longer than the 2,000 characters of a rationale: it is cut." for name in long
        ]
    return missing


class _Levels:
    """A category as labelsets, the finest first; ``taken`` are the names of labelsets so far."""

    def __init__(self, subject: Subject, category: Category, taken: set[str]) -> None:
        self._subject = subject
        self._category = category
        self._described = describe(subject, category)
        self._half_told = {*untold(subject, category, "some")}
        self._parents = parents_of(category.labels)
        self._n_levels = n_levels(category.labels)
        self._set_names = {
            level: free_name(f"{category.name}_level_{level}", taken) for level in range(1, self._n_levels)
        }
        self._set_names[self._n_levels] = category.name
        self._names = subject.names.to_numpy(dtype=object)
        codes = category.codes[: subject.n_cells]
        #: Cells in the order of their codes, and where each code begins there: thousands of labels, each looked for in
        #: all cells, take seconds.
        self._by_code = np.argsort(codes, kind="stable")
        most = max((label.code for label in category.labels), default=0)
        self._begins = np.r_[0, np.cumsum(np.bincount(codes, minlength=most + 1))]
        self._accessions: dict[int, dict[str | None, str]] = {}

    def labelsets(self) -> Iterator[dict[str, Any]]:
        """Give the labelsets, with ranks among themselves: without one ``cas-tools`` passes over a labelset."""
        text, how = said_of_set(self._subject, self._category), method_of(self._subject, self._category)
        for rank in range(self._n_levels):
            level = self._n_levels - rank
            told = text if rank == 0 else f"Level {level} of {self._category.name!r}, of which 1 is the coarsest."
            method: dict[str, Any] = {} if how is None else {"annotation_method": how}
            if is_predicted(self._category):
                method["automated_annotation"] = algorithm_of(self._category, NOT_GIVEN)
            yield {"name": self._name(level), "description": told, **method, "rank": rank}

    def annotations(self) -> Iterator[dict[str, Any]]:
        """Give the annotations, those of the finest labelset first."""
        for level in range(self._n_levels, 0, -1):
            for name, cells in self._sets(level):
                yield self._annotation(name, level, cells)

    def _name(self, level: int) -> str:
        return self._set_names[level]

    def _sets(self, level: int) -> Iterator[tuple[str | None, npt.NDArray[np.object_]]]:
        """Give the labels of a level, and the names of their cells; None: cells without a label."""
        codes: dict[str | None, list[int]] = {}
        counts = self._category.counts(self._subject.n_cells)
        above = set(self._parents.values())
        for label in self._category.labels:
            # a label that only stands above others is no set of cells of its own where those are
            if counts[label.code] or label.name not in above:
                codes.setdefault(at_level(label.name, level, self._parents), []).append(label.code)
        if counts[0]:
            codes[None] = [0]
        for name, wanted in codes.items():
            cells = [self._by_code[self._begins[code] : self._begins[code + 1]] for code in wanted]
            yield name, self._names[cells[0] if len(cells) == 1 else np.sort(np.concatenate(cells))]

    def _annotation(self, name: str | None, level: int, cells: npt.NDArray[np.object_]) -> dict[str, Any]:
        found = _not_given() if name is None else _told(self._described[name])
        labelset = self._name(level)
        annotation = {"labelset": labelset, **found, "cell_set_accession": self._accession_of(name, level)}
        if level > 1:
            parent = None if name is None else at_level(name, level - 1, self._parents)
            annotation["parent_cell_set_accession"] = self._accession_of(parent, level - 1)
        if level == self._n_levels:
            annotation["cell_ids"] = cells.tolist()
        if name is not None:
            annotation["author_annotation_fields"] = self._own_fields(self._described[name])
        return annotation

    def _accession_of(self, name: str | None, level: int) -> str:
        if level not in self._accessions:
            labelset = self._name(level)
            self._accessions[level] = {each: _accession(labelset, cells, each) for each, cells in self._sets(level)}
        return self._accessions[level][name]

    def _own_fields(self, one: Described) -> dict[str, Any]:
        """Return what the schema has no field for."""
        label, evidence = one.label, evidence_to_json(one.label.evidence)
        # who gave a label to some of its cells did not label the others
        deed = self._subject.deeds.of(self._category.name, label.name) if label.name not in self._half_told else None
        fields = {
            "color": label.color,
            "confidence": label.confidence,
            "ontology_release": one.term.release if one.term is not None and one.term.release else None,
            "note": label.note if len(label.note) > _LONGEST_RATIONALE else None,
            "label": label.name if label.name != one.name else None,
            "labelled_by": ", ".join(deed.users) if deed is not None else None,
            "last_labelled": deed.last if deed is not None else None,
            "evidence": [{key: value for key, value in gene.items() if value != ""} for gene in evidence] or None,
        }
        return {key: value for key, value in fields.items() if value is not None}


def free_name(wanted: str, taken: set[str]) -> str:
    """Return a name, with a number if it is taken, and take it."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    taken.add(name)
    return name


def _told(one: Described) -> dict[str, Any]:
    fields = {
        "cell_label": one.name,
        "cell_fullname": one.full_name,
        "cell_ontology_term_id": None if one.term is None else one.term.id,
        "cell_ontology_term": None if one.term is None else one.term.name,
        "rationale": _cut(one.rationale) or None,
        "rationale_dois": list(one.dois) or None,
        "marker_gene_evidence": list(one.genes) or None,
        "synonyms": list(one.synonyms),
    }
    return {key: value for key, value in fields.items() if value is not None}


def _not_given() -> dict[str, Any]:
    return {"cell_label": NOT_GIVEN, "cell_fullname": NOT_GIVEN, "synonyms": []}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_RATIONALE else f"{text[: _LONGEST_RATIONALE - 1]}…"


def _accession(labelset: str, cells: npt.NDArray[np.object_], name: str | None) -> str:
    """Return what stands for a set of cells whatever it is called, made as ``cas-tools`` makes it."""
    text = " ".join(sorted(cells.tolist())) if cells.size else f"no cells: {name}"
    return f"{labelset}:{hashlib.blake2b(text.encode(), digest_size=5).hexdigest()}"
