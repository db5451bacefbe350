"""What a file still lacks for those it is for: a sentence each. It is said, never made up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from ..core.counted import counted, one_or_more
from ..errors import some
from ..labels.category import Category
from .carried import carried_of
from .described import NOT_GIVEN, Described, lost_genes, method_of
from .predicted import algorithm_of, is_predicted, prediction_of
from .subject import Subject
from .who import Who

#: What is asked of who publishes labels, by the argument that says it; each format says which it wants.
WHO_IS_TO_SAY = {
    "author": "author, by first and last name",
    "title": "title of the dataset",
    "orcid": "ORCID of the author",
    "contact": "mail address of the author",
    "description": "description of the dataset",
}


def of_who(who: Who, wanted: Mapping[str, str]) -> list[str]:
    """Tell what nobody said: ``wanted`` holds the field and what it is to be."""
    missing = [f"There is no {what} ({name}=)." for name, what in wanted.items() if getattr(who, name) is None]
    if who.author is not None and len(who.author.split()) < 2:
        missing.append(f"The author {who.author!r} is one word: first and last name are wanted.")
    return missing


def of_terms(described: Collection[Described], consequence: str) -> list[str]:
    """Tell which labels have no term."""
    without = [one.label.name for one in described if one.term is None and not one.is_reserved]
    missing = _of_labels(without, "has no Cell Ontology term", "have no Cell Ontology term", consequence)
    for one in described:
        if one.problem is not None:
            missing.append(f"The term of the label {one.label.name!r} is not in use{consequence}. {one.problem}")
        if one.is_reserved and one.label.term is not None:
            missing.append(
                f"The label {one.label.name!r} means no cell type: its term {one.label.term.id} "
                f"({one.label.term.name}) is left out."
            )
    return missing


def of_texts(described: Collection[Described]) -> list[str]:
    """Tell which labels have no rationale, and which no genes."""
    kinds = [one for one in described if not one.is_reserved]
    notes = [one.label.name for one in kinds if not one.rationale]
    genes = [one.label.name for one in kinds if not one.genes]
    return [
        *_of_labels(notes, "has no note, which is its rationale", "have no note, which is their rationale", ""),
        *_of_labels(genes, "has no gene kept as evidence", "have no genes kept as evidence", ""),
    ]


def of_labels(subject: Subject, category: Category, described: Collection[Described]) -> list[str]:
    """Tell what the labels of a category lack; of which category they are, where several go out."""
    found = [*of_terms(described, ""), *of_texts(described)]
    if len(subject.categories) == 1:
        return found
    return [f"In {category.name!r} {sentence[0].lower()}{sentence[1:]}" for sentence in found]


def of_category(subject: Subject, category: Category) -> list[str]:
    """Tell what of a category does not go well with the Cell Annotation Schema."""
    missing = []
    n_without = category.counts(subject.n_cells)[0]
    if n_without:
        missing.append(
            f"{counted(n_without)} {one_or_more(n_without, 'has', 'have')} no label in {category.name!r}: "
            f"{one_or_more(n_without, 'it is', 'they are')} {NOT_GIVEN!r}."
        )
    if category.has(NOT_GIVEN):
        missing.append(f"The label {NOT_GIVEN!r} means there that no label was given: rename it.")
    if method_of(subject, category) is None and n_without < subject.n_cells:
        taken, said = subject.deeds.taken_from(category.name), prediction_of(category)
        why = "the journal does not tell it of all" if taken is None else f"they were taken over from {taken!r}"
        why = why if said is None else f"they are from {said['source']}"
        if (carried := carried_of(category)) is not None:
            why = f"they were carried from {carried['source']}"
        missing.append(
            f"How the labels of {category.name!r} were given (annotation_method: manual, algorithmic or both) is not "
            f"said: {why}."
        )
    if is_predicted(category):
        missing += [
            f"What predicted {category.name!r} is not said whole: {name} is {NOT_GIVEN!r}."
            for name, value in algorithm_of(category, NOT_GIVEN).items()
            if value == NOT_GIVEN
        ]
    lost = lost_genes(subject, category)
    if lost:
        missing.append(
            f"{some(lost)} of the evidence {one_or_more(len(lost), 'is no gene', 'are no genes')} of this data, and "
            f"{one_or_more(len(lost), 'was', 'were')} left out."
        )
    return missing


def lacking(wanted: Mapping[str, str], has: Callable[[str], bool], where: str) -> list[str]:
    """Tell which columns or keys the data has not, and what each is for."""
    return [f"{where}[{name!r}] is missing: {what}." for name, what in wanted.items() if not has(name)]


def _of_labels(names: list[str], is_so: str, are_so: str, consequence: str) -> list[str]:
    if not names:
        return []
    if len(names) == 1:
        return [f"The label {names[0]!r} {is_so}{consequence}."]
    return [f"{len(names):,} labels {are_so}{consequence}: {some(names)}."]
