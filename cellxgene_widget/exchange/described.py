"""What is to be told of a label, in whatever format: nothing that nobody said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..core.counted import counted
from ..labels.category import Category, Label
from ..labels.reserved import is_reserved
from ..labels.terms import LabelTerm
from .carried import carried_in_words, carried_of
from .predicted import by_hand_since, is_predicted, origin_in_words, prediction_of
from .reconciled import reconciled_in_words
from .subject import Subject

#: What the Cell Annotation Schema calls a cell that nobody labelled.
NOT_GIVEN = "NA"
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>|,;]+")


@dataclass(frozen=True)
class Described:
    """A label in the words of the Cell Annotation Schema.

    Attributes
    ----------
    label
        As it is here.
    name, full_name
        As it is called there: a reserved word in the schema's spelling, else the label; and without abbreviation, which
        is the name of its term where it has one.
    term
        Of the Cell Ontology; None of what is no cell type.
    rationale, dois
        The note, and what is cited in it.
    genes
        Names of the genes kept as evidence that the data has.
    synonyms
        Other names of its term.
    problem
        Why its term is not in use, if so.
    """

    label: Label
    name: str
    full_name: str
    term: LabelTerm | None
    rationale: str
    dois: tuple[str, ...]
    genes: tuple[str, ...]
    synonyms: tuple[str, ...]
    problem: str | None = None

    @property
    def is_reserved(self) -> bool:
        """Whether it is a word for cells that are no cell type."""
        return is_reserved(self.label.name)


def describe(subject: Subject, category: Category) -> dict[str, Described]:
    """Return what is to be told of each label, by its name here, in the order shown."""
    names = [label.name for label in category.labels]
    #: By the schema's word which label gets it: the one that is it to the letter, else the first.
    words = {name.casefold(): name for name in reversed(names)} | {name: name for name in names}
    return {label.name: _described(subject, label, words) for label in category.labels}


def _described(subject: Subject, label: Label, words: Mapping[str, str]) -> Described:
    name, term = label.name, label.term
    if is_reserved(name):
        folded = name.casefold()
        name = folded if words[folded] == name else name
        term = None
    full_name = name if term is None else term.name
    called = {name.casefold(), full_name.casefold()}
    synonyms = () if term is None else dict.fromkeys(subject.synonyms(term.id))
    return Described(
        label,
        name,
        full_name,
        term,
        label.note,
        tuple(dict.fromkeys(found.rstrip(".)]") for found in _DOI.findall(label.note))),
        tuple(dict.fromkeys(one.gene for one in label.evidence if subject.has_gene(one.id))),
        tuple(text for text in synonyms if text.casefold() not in called),
        None if term is None else subject.term_problem(term.id),
    )


def lost_genes(subject: Subject, category: Category) -> list[str]:
    """Return the genes kept as evidence that the data has not."""
    return list(
        dict.fromkeys(one.gene for label in category.labels for one in label.evidence if not subject.has_gene(one.id))
    )


def n_labelled(subject: Subject, category: Category) -> int:
    """Return how many cells of the data have a label."""
    return subject.n_cells - category.counts(subject.n_cells)[0]


def untold(subject: Subject, category: Category, how: Literal["some", "none"]) -> list[str]:
    """Return the labels of whose cells the journal tells for only some, or for none, by which edit they got it."""
    deeds, counts = subject.deeds, category.counts(subject.n_cells)
    return [
        label.name
        for label in category.labels
        if counts[label.code] and deeds.tell_of(category.name, label.name, counts[label.code]) == how
    ]


def is_by_hand(subject: Subject, category: Category) -> bool:
    """Tell whether all that is known of labels is that they were given by hand, as far as there are any."""
    deeds = subject.deeds
    is_from_elsewhere = deeds.taken_from(category.name) is not None or prediction_of(category) is not None
    if is_from_elsewhere or carried_of(category) is not None or not deeds.by_hand(category.name):
        return False
    return not untold(subject, category, "some") and not untold(subject, category, "none")


def method_of(subject: Subject, category: Category) -> str | None:
    """Return ``"manual"`` if labels were given by hand, all of them, ``"algorithmic"`` if none was, ``"both"``.

    None: nobody said how.
    """
    if carried_of(category) is not None:  # how they were given elsewhere is said there
        return None
    if is_predicted(category):
        return "both" if by_hand_since(subject, category) else "algorithmic"
    return "manual" if is_by_hand(subject, category) else None


def said_of_set(subject: Subject, category: Category) -> str:
    """Say in a sentence or two what a category is."""
    n, total = n_labelled(subject, category), subject.n_cells
    n_labels = len(category.labels)
    labels = "1 label" if n_labels == 1 else f"{n_labels:,} labels"
    return f"{labels} on {n:,} of {total:,} cells, {_origin(subject, category)}."


def _origin(subject: Subject, category: Category) -> str:
    if (words := carried_in_words(subject, category)) is not None:
        return f"{words} in {subject.software}"
    if (words := origin_in_words(subject, category)) is not None:
        return f"{words} in {subject.software}"
    if (words := reconciled_in_words(subject, category)) is not None:
        return f"{words} in {subject.software}"
    deeds, name = subject.deeds, category.name
    begun, taken, n_edits = deeds.begun_from(name), deeds.taken_from(name), len(deeds.by_hand(name))
    if taken is not None:
        by_hand = f", then given by hand in {counted(n_edits, 'edit')}" if n_edits else ""
        return f"taken over from {taken!r}{by_hand} in {subject.software}"
    some_by_hand = f"kept, with {counted(n_edits, 'edit')} by hand," if n_edits else "kept"
    how = "given by hand" if is_by_hand(subject, category) else some_by_hand
    copy = f". It was begun as a copy of {begun!r}" if begun is not None else ""
    return f"{how} in {subject.software}{copy}"
