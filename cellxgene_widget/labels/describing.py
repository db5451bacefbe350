"""From what a person says of a label (notes, evidence, its term, where it belongs, how sure it is) to edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.names import clean_note
from ..errors import DataError, LabelError, some
from .annotations import Annotations
from .category import Category
from .commands import Command, not_unassigned
from .confidence import clean_confidence
from .edits import Batch, Edit, RecolorLabel, ReorderLabels, SetConfidence, SetEvidence, SetNote, SetParent, SetTerm
from .evidence import MAX_EVIDENCE, Evidence
from .family_colors import recolored
from .nesting import check_depth, check_not_above_itself, in_families, parents_of
from .terms import LabelTerm


def set_term(annotations: Annotations, category: str, label: str, term: LabelTerm | None) -> Command | None:
    """Say what a label is called in the Cell Ontology; None if that is known."""
    _require_name(label)
    return _named(
        set_terms(annotations, category, {label: term}),
        "set_term",
        {"category": category, "label": label, "term": None if term is None else term.id},
        label,
    )


def _require_name(label: object) -> None:
    if not isinstance(label, str):
        raise LabelError(f"A label is told by its name, not by {label!r}.")


def require_mapping(given: object, verb: str, example: str) -> None:
    """Check that a verb was given a mapping by label.

    Raises
    ------
    LabelError
        It is something else.
    """
    if not isinstance(given, Mapping) or not all(isinstance(name, str) for name in given):
        raise LabelError(f"{verb}() takes a mapping by label, such as {example}, not {given!r}.")


def set_terms(annotations: Annotations, category: str, terms: Mapping[str, LabelTerm | None]) -> Command | None:
    """Say of several labels what they are called in the Cell Ontology, in one edit; None if nothing changes."""
    found = annotations.find(category)
    edits: list[Edit] = []
    for name, term in terms.items():
        not_unassigned(name, "given a term")
        label = found.find(name)
        if (label.term and label.term.id) != (term and term.id):
            edits.append(SetTerm(found.name, label.name, term))
    if not edits:
        return None
    if len(terms) == 1:
        [(name, term)] = terms.items()
        text = f"take the term of {name} away" if term is None else f"give {name} the term {term.name} ({term.id})"
    else:
        text = f"give terms to {_listed(list(terms))}"
    call = {"category": category, "terms": {name: None if term is None else term.id for name, term in terms.items()}}
    return Command(_one(edits), "set_terms", text, found.name, call=call)


def set_parent(annotations: Annotations, category: str, label: str, parent: str | None) -> Command | None:
    """Nest a label under another; None if it is there."""
    _require_name(label)
    call = {"category": category, "label": label, "parent": parent}
    return _named(set_parents(annotations, category, {label: parent}), "set_parent", call, label)


def set_parents(annotations: Annotations, category: str, parents: Mapping[str, str | None]) -> Command | None:
    """Nest labels under others, in one edit, in shades of one hue a family; None if nothing changes.

    Raises
    ------
    LabelError
        A label would be above itself, or too deep, or is of another category.
    """
    require_mapping(parents, "set_parents", "{'Treg': 'T cell'}")
    found = annotations.find(category)
    before = parents_of(found.labels)
    wanted = {
        _nestable(annotations, found, name): _above(annotations, found, parent) for name, parent in parents.items()
    }
    moved = {name: parent for name, parent in wanted.items() if before.get(name) != parent}
    if not moved:
        return None
    after = {name: parent for name, parent in before.items() if name not in moved}
    after |= {name: parent for name, parent in moved.items() if parent is not None}
    for name in moved:
        check_not_above_itself(name, after)
    check_depth(after)
    # first all that move go to the top: what is above what may turn round
    edits: list[Edit] = [SetParent(found.name, name, None) for name in moved if name in before]
    edits += [SetParent(found.name, name, parent) for name, parent in moved.items() if parent is not None]
    edits += [RecolorLabel(found.name, name, color) for name, color in recolored(found.labels, moved).items()]
    order = in_families([label.name for label in found.labels], after)
    if order != [label.name for label in found.labels]:  # wherever labels are shown a family is together
        edits.append(ReorderLabels(found.name, tuple(order)))
    if len(moved) == 1:
        [(name, parent)] = moved.items()
        text = f"move {name} to the top" if parent is None else f"nest {name} under {parent}"
    else:
        text = f"nest {_listed(list(moved))}"
    call = {"category": category, "parents": dict(parents)}
    return Command(_one(edits), "set_parents", text, found.name, call=call)


def _nestable(annotations: Annotations, category: Category, name: str) -> str:
    not_unassigned(name, "nested")
    return _of_category(annotations, category, name)


def _above(annotations: Annotations, category: Category, name: str | None) -> str | None:
    if name is None:
        return None
    not_unassigned(name, "above other labels")
    return _of_category(annotations, category, name)


def _of_category(annotations: Annotations, category: Category, name: str) -> str:
    """Return the name of a label of a category, or say which other one it is of."""
    if category.has(name):
        return category.find(name).name
    others = [other.name for other in annotations.categories if other.has(name)]
    if others:
        raise LabelError(
            f"{name!r} is a label of {others[0]!r}, not of {category.name!r}: a label is nested under one of its own "
            "category."
        )
    return category.find(name).name


def set_confidence(annotations: Annotations, category: str, label: str, confidence: object) -> Command | None:
    """Say how sure a label is; None if that is known."""
    not_unassigned(label, "given a confidence")
    known = annotations.find(category).find(label)
    sure = clean_confidence(confidence)
    if known.confidence == sure:
        return None
    call = {"category": category, "label": label, "confidence": sure}
    text = f"take the confidence of {label} away" if sure is None else f"{sure} confidence in {label}"
    return Command(SetConfidence(category, known.name, sure), "set_confidence", text, category, known.name, call)


def set_note(annotations: Annotations, category: str, label: str, text: object) -> Command | None:
    """Keep a note with a label; None if it is the same."""
    not_unassigned(label, "given a note")
    before, note = annotations.find(category).find(label).note, clean_note(text)
    if before == note:
        return None
    call = {"category": category, "label": label, "text": note}
    return Command(SetNote(category, label, note), "set_note", f"note on {label}", category, label, call)


def keep_evidence(
    annotations: Annotations, category: str, label: str, genes: Sequence[Evidence], call: Mapping[str, Any]
) -> Command:
    """Keep genes with a label, beside those kept before; what was kept of a gene in the same comparison goes."""
    not_unassigned(label, "given evidence")
    before = annotations.find(category).find(label).evidence
    fresh = {(one.id, one.against) for one in genes}
    kept = (*(one for one in before if (one.id, one.against) not in fresh), *genes)
    if len(kept) > MAX_EVIDENCE:
        raise LabelError(
            f"{label!r} would have {len(kept)} genes as evidence, and {MAX_EVIDENCE} are the most: keep fewer, or take "
            "some away with drop_evidence()."
        )
    text = f"keep evidence for {label}: {_listed(_names(genes))}"
    return Command(SetEvidence(category, label, kept), "keep_evidence", text, category, label, call)


def drop_evidence(annotations: Annotations, category: str, label: str, genes: Sequence[str] | None) -> Command | None:
    """Take genes from the evidence of a label, by name or id (None: all); None if there is none."""
    before = annotations.find(category).find(label).evidence
    wanted = None if genes is None else set(genes)
    gone = [one for one in before if wanted is None or one.gene in wanted or one.id in wanted]
    unknown = set() if wanted is None else wanted - {name for one in gone for name in (one.gene, one.id)}
    if unknown:
        have = f"It has {some(_names(before), 20)}." if before else "It has none."
        raise DataError(f"{some(sorted(unknown))} is not among the evidence of {label!r}. {have}")
    if not gone:
        return None
    kept = tuple(one for one in before if one not in gone)
    call = {"label": label, "genes": None if genes is None else list(genes), "category": category}
    text = f"take evidence from {label}: {_listed(_names(gone))}"
    return Command(SetEvidence(category, label, kept), "drop_evidence", text, category, label, call)


def _names(genes: Sequence[Evidence]) -> list[str]:
    return list(dict.fromkeys(one.gene for one in genes))


def _listed(names: Sequence[str], limit: int = 8) -> str:
    rest = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + rest


def _named(command: Command | None, operation: str, call: Mapping[str, Any], label: str) -> Command | None:
    """Return the command of several labels as that of one."""
    return None if command is None else command._replace(operation=operation, call=call, label=label)


def _one(edits: Sequence[Edit]) -> Edit:
    return edits[0] if len(edits) == 1 else Batch(tuple(edits))
