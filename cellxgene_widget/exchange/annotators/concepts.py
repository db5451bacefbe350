"""Labels of several annotators that mean the same, by one number; and what any two of them are to each other.

Names count first: labels called alike (but for case) are the same. Then terms: labels with the same term of the Cell
Ontology are the same, whatever they are called. Two labels that one annotator keeps apart are never made one by this,
nor are two that were given different terms: those are a person's word, and what the terms are to each other counts.
Who comes first makes no difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ...labels.nesting import above
from ...ontology.cell_ontology import CellOntology, cell_ontology
from ...ontology.term_table import ROOT
from .annotator import Annotator

#: What a label is to another one. ``coarser``: the other is a kind of it.
Relation = Literal["same", "coarser", "finer", "sibling", "other"]
SAME, COARSER, FINER, SIBLING, OTHER = range(5)
WORDS: tuple[Relation, ...] = ("same", "coarser", "finer", "sibling", "other")

#: By relation: 0 the same, 1 coarser or finer, which is not wrong, 2 a real disagreement.
SEVERITY = np.array([0, 1, 1, 2, 2], dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Concepts:
    """The meanings of labels.

    Attributes
    ----------
    names
        What each is called by the first annotator who has it; with its term where labels called so mean two things.
    numbers
        By annotator and label (by code, 0 for none) the number of its meaning, from 1 on.
    relations
        What each is to each other: ``relations[a - 1, b - 1]`` of the numbers a and b.
    """

    names: tuple[str, ...]
    numbers: tuple[npt.NDArray[np.uint32], ...]
    relations: npt.NDArray[np.uint8]


@dataclass
class _Meaning:
    """Labels that mean the same: those of each annotator, by the annotator's place; and the terms given to them."""

    members: dict[int, str]
    terms: dict[str, None]
    given: frozenset[str]

    def may_join(self, other: _Meaning) -> bool:
        contradict = self.given and other.given and self.given.isdisjoint(other.given)
        return not contradict and self.members.keys().isdisjoint(other.members)

    def join(self, other: _Meaning) -> None:
        self.members |= other.members
        self.terms |= other.terms
        self.given |= other.given


def concepts_of(annotators: Sequence[Annotator]) -> Concepts:
    """Return the meanings of all labels of all annotators, in the order in which they are first met."""
    ontology = cell_ontology()
    terms = [_terms(each, ontology) for each in annotators]
    meanings = _joined(annotators, terms)
    place = {
        (annotator, label): number
        for number, meaning in enumerate(meanings, start=1)
        for annotator, label in meaning.members.items()
    }
    numbers = tuple(
        np.array([0, *(place[at, label] for label in each.labels)], dtype=np.uint32)
        for at, each in enumerate(annotators)
    )
    names = _names(meanings)
    return Concepts(names, numbers, _relations(annotators, terms, meanings, ontology))


def _names(meanings: Iterable[_Meaning]) -> tuple[str, ...]:
    """Return names that are all different: two that one person keeps apart may be called like one of another."""
    given: dict[str, None] = {}
    for meaning in meanings:
        name = meaning.members[min(meaning.members)]
        text, n = name, 1
        if text in given and meaning.given:
            text = name = f"{name} ({min(meaning.given)})"
        while text in given:
            n += 1
            text = f"{name} ({n})"
        given[text] = None
    return tuple(given)


def _terms(annotator: Annotator, ontology: CellOntology) -> dict[str, str]:
    """Return the id of the term of each label that has one, or that is called exactly as one."""
    found: dict[str, str] = {}
    for label in annotator.labels:
        term = annotator.terms.get(label) or ontology.named(label)
        if term is not None:
            found[label] = term
    return found


def _joined(annotators: Sequence[Annotator], terms: Sequence[dict[str, str]]) -> list[_Meaning]:
    """Put labels together: those of one name, of one but for case, of one term."""
    met: list[_Meaning] = []
    for at, each in enumerate(annotators):
        for label in each.labels:
            term, given = terms[at].get(label), each.terms.get(label)
            known = {} if term is None else {term: None}
            met.append(_Meaning({at: label}, known, frozenset((given,) if given else ())))
    meanings = _joined_by(met, lambda one: one.members.values())
    meanings = _joined_by(meanings, lambda one: {name.casefold(): None for name in one.members.values()})
    return _joined_by(meanings, lambda one: one.terms)


def _joined_by(meanings: Iterable[_Meaning], keys: Any) -> list[_Meaning]:
    """Join meanings with a key in common, as far as that makes one of no two labels of one annotator.

    Where somebody has several labels of one key, these stay as they are: which of them is meant by another's one label
    can't be told.
    """
    kept = list(meanings)
    groups: dict[str, list[_Meaning]] = {}
    for one in kept:
        for key in dict.fromkeys(keys(one)):
            groups.setdefault(key, []).append(one)
    into: dict[int, _Meaning] = {}
    for key, group in groups.items():
        times: dict[int, int] = {}
        for one in group:
            for at in one.members:
                times[at] = times.get(at, 0) + 1
        plain = [one for one in group if all(times[at] == 1 for at in one.members)]
        for alike in _by_given(plain, key):
            for one in alike[1:]:
                first, other = _last(alike[0], into), _last(one, into)
                if first is not other and first.may_join(other):
                    first.join(other)
                    into[id(other)] = first
    return [one for one in kept if id(one) not in into]


def _by_given(group: Sequence[_Meaning], key: str) -> list[list[_Meaning]]:
    """Return meanings with a key in common, apart where they were given different terms.

    One that was given none may be any of these then, unless the key is one of the terms: it stays by itself, so that it
    makes no difference who comes first.
    """
    given = {one.given for one in group if one.given}
    if len(given) < 2:
        return [list(group)]
    apart: dict[frozenset[str], list[_Meaning]] = {}
    usual = frozenset((key,)) if frozenset((key,)) in given else frozenset()
    for one in group:
        apart.setdefault(one.given or usual, []).append(one)
    return list(apart.values())


def _last(one: _Meaning, into: dict[int, _Meaning]) -> _Meaning:
    while id(one) in into:
        one = into[id(one)]
    return one


def _relations(
    annotators: Sequence[Annotator],
    terms: Sequence[dict[str, str]],
    meanings: Sequence[_Meaning],
    ontology: CellOntology,
) -> npt.NDArray[np.uint8]:
    """Return what each meaning is to each other. A kind of what is a kind of it is neither: they contradict."""
    n = len(meanings)
    known: dict[str, list[int]] = {}
    for number, one in enumerate(meanings):
        for key in _own_keys(one):
            known.setdefault(key, []).append(number)
    is_kind = np.zeros((n, n), dtype=bool)  # the row is a kind of the column
    out = np.full((n, n), OTHER, dtype=np.uint8)
    families: dict[str, list[int]] = {}
    for number, one in enumerate(meanings):
        nearest, all_above = _above(one, annotators, terms, ontology)
        for key in all_above:
            is_kind[number, known.get(key, [])] = True
        for key in nearest:
            families.setdefault(key, []).append(number)
    for family in families.values():
        out[np.ix_(family, family)] = SIBLING
    _of_one_term(meanings, is_kind, out)
    np.fill_diagonal(is_kind, val=False)
    both = is_kind & is_kind.T
    out[is_kind.T & ~both] = COARSER
    out[is_kind & ~both] = FINER
    np.fill_diagonal(out, SAME)
    return out


def _of_one_term(meanings: Sequence[_Meaning], is_kind: npt.NDArray[np.bool_], out: npt.NDArray[np.uint8]) -> None:
    """Say what labels of one term are that were not made one: parts of it, where somebody has one label for all."""
    by_term: dict[str, list[int]] = {}
    for number, one in enumerate(meanings):
        for term in one.terms:
            by_term.setdefault(term, []).append(number)
    for group in by_term.values():
        if len(group) < 2:
            continue
        out[np.ix_(group, group)] = SIBLING
        times: dict[int, int] = {}
        for number in group:
            for at in meanings[number].members:
                times[at] = times.get(at, 0) + 1
        whole = [number for number in group if any(times[at] == 1 for at in meanings[number].members)]
        parts = [number for number in group if number not in whole]
        is_kind[np.ix_(parts, whole)] = True


def _own_keys(one: _Meaning) -> Collection[str]:
    return {*(_name_key(name) for name in one.members.values()), *one.terms}


def _name_key(name: str) -> str:
    return f"name {name.casefold()}"


def _above(
    one: _Meaning, annotators: Sequence[Annotator], terms: Sequence[dict[str, str]], ontology: CellOntology
) -> tuple[set[str], set[str]]:
    """Return what stands for the labels and terms directly above a meaning, and for all that are above it."""
    nearest: set[str] = set()
    found: set[str] = set()
    for term in one.terms:
        if ontology.has(term):
            # everything is a cell: that makes no family
            nearest |= set(ontology.term(term).parents) - {ROOT}
        found |= set(ontology.ancestors(term))
    for at, label in one.members.items():
        line = above(label, annotators[at].parents)
        nearest |= {_name_key(name) for name in line[:1]}
        for name in line:
            found.add(_name_key(name))
            named = terms[at].get(name)
            if named is not None:
                found |= {named, *ontology.ancestors(named)}
    return nearest, found
