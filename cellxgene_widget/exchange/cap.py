"""The columns of the Cell Annotation Platform (CAP): one a category, and beside it what is told of each label.

What a cell's label has no value for is missing in a column, but for a label that nobody gave, which is ``NA``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.arrays import BooleanArray

from ..errors import ExportError, some
from ..labels.category import Category
from .described import NOT_GIVEN, Described, describe, method_of, said_of_set
from .label_columns import by_label, colors_of
from .predicted import algorithm_of, is_predicted
from .subject import Subject
from .wanting import WHO_IS_TO_SAY, lacking, of_category, of_labels, of_who
from .written import Additions

#: Of CAP's description of an AnnData that is written here.
SCHEMA_VERSION = "1.0.0"
#: What CAP wants of the cells besides, by its own validator.
_OF_CELLS = {
    "organism": "the species, such as 'Homo sapiens', or its NCBITaxon id in organism_ontology_term_id",
    "assay": 'the method, such as "10x 3\' v3", or its EFO id in assay_ontology_term_id',
    "disease": "such as 'normal', or its MONDO id in disease_ontology_term_id",
    "tissue": "such as 'blood', or its UBERON id in tissue_ontology_term_id",
}
#: What CAP calls what is said of the labels as a whole.
_WHO = {
    "title": "title",
    "description": "description",
    "author": "author_name",
    "contact": "author_contact",
    "orcid": "author_orcid",
}
#: What is said of an algorithm where there was none.
_ALGORITHM = (
    "algorithm_name", "algorithm_version", "algorithm_repo_url", "reference_location", "reference_description",
)  # fmt: skip


def cap_additions(subject: Subject) -> Additions:
    """Return what a file for CAP has besides the data.

    Raises
    ------
    ExportError
        A category whose name can't be that of a column in a file.
    """
    slashed = [category.name for category in subject.categories if "/" in category.name]
    if slashed:
        raise ExportError(f"A column of a file can't have a slash in its name: rename the category {some(slashed)}.")
    obs: dict[str, Any] = {}
    names = {category.name for category in subject.categories}
    uns: dict[str, Any] = {"cellannotation_schema_version": SCHEMA_VERSION}
    sets = {}
    for category in subject.categories:
        columns = _columns(subject, category)
        twice = [name for name in columns if name in names and name != category.name]
        if twice:
            raise ExportError(
                f"The category {category.name!r} has a column {twice[0]!r} in this format, and there is a category of "
                "that name: rename it, or export them one by one with category=."
            )
        obs |= columns
        uns[f"{category.name}_colors"] = colors_of(subject, category, NOT_GIVEN, _names(subject, category))
        how = method_of(subject, category)
        method = {} if how is None else {"annotation_method": how, **dict.fromkeys(_ALGORITHM, NOT_GIVEN)}
        if is_predicted(category):
            method |= algorithm_of(category, NOT_GIVEN)
        sets[category.name] = {"description": said_of_set(subject, category), **method}
    uns |= subject.who.told_as(_WHO)
    return Additions(obs, uns, merged={"cellannotation_metadata": sets})


def cap_missing(subject: Subject, obs: Sequence[str], uns: Sequence[str]) -> list[str]:
    """Tell what a file for CAP lacks, beside the columns and keys that the data has."""
    wanted = {name: what for name, what in WHO_IS_TO_SAY.items() if _WHO[name] not in uns}
    missing = of_who(subject.who, wanted)
    missing += lacking(_OF_CELLS, lambda name: name in obs or f"{name}_ontology_term_id" in obs, "obs")
    for category in subject.categories:
        described = describe(subject, category).values()
        missing += [*of_labels(subject, category, described), *of_category(subject, category)]
        kinds = [one.label.name for one in described if not one.is_reserved]
        if kinds:
            missing.append(
                f"The column {f'{category.name}--canonical_marker_genes'!r} is empty: which genes are known markers of "
                "a cell type in general is not said here."
            )
    return missing


def _names(subject: Subject, category: Category) -> dict[str, str]:
    return {name: one.name for name, one in describe(subject, category).items()}


def _columns(subject: Subject, category: Category) -> dict[str, Any]:
    described = describe(subject, category)
    parents = {label.name: described[label.parent] for label in category.labels if label.parent in described}

    def of(values: Mapping[str, str | None], unassigned: str | None = None) -> pd.Categorical[str]:
        return by_label(subject, category, values, unassigned)

    columns = {
        "": of({name: one.name for name, one in described.items()}, NOT_GIVEN),
        "cell_fullname": of({name: one.full_name for name, one in described.items()}, NOT_GIVEN),
        "cell_ontology_exists": _exists(subject, category, described),
        "cell_ontology_term_id": of(_ids(described)),
        "cell_ontology_term": of(_terms(described)),
        "rationale": of({name: one.rationale or None for name, one in described.items()}),
        "rationale_dois": of({name: _listed(one.dois) for name, one in described.items()}),
        "marker_gene_evidence": of({name: _listed(one.genes) for name, one in described.items()}),
        "canonical_marker_genes": of({}),
        "synonyms": of({name: _listed(one.synonyms) or NOT_GIVEN for name, one in described.items()}, NOT_GIVEN),
        "category_fullname": of({name: one.full_name for name, one in parents.items()}),
        "category_cell_ontology_exists": _exists(subject, category, parents),
        "category_cell_ontology_term_id": of(_ids(parents)),
        "category_cell_ontology_term": of(_terms(parents)),
        "cell_ontology_assessment": of({}),
    }
    return {f"{category.name}--{name}" if name else category.name: column for name, column in columns.items()}


def _ids(described: Mapping[str, Described]) -> dict[str, str | None]:
    return {name: None if one.term is None else one.term.id for name, one in described.items()}


def _terms(described: Mapping[str, Described]) -> dict[str, str | None]:
    return {name: None if one.term is None else one.term.name for name, one in described.items()}


def _listed(texts: Sequence[str]) -> str | None:
    return ", ".join(texts) or None


def _exists(subject: Subject, category: Category, described: Mapping[str, Described]) -> Any:
    """Return that there is a term where there is one; of other labels nobody decided whether the ontology has one."""
    known = by_label(subject, category, {name: "yes" if one.term else None for name, one in described.items()})
    nobody_said = known.codes < 0
    has_term: npt.NDArray[np.bool_] = np.ones(subject.n_cells, dtype=bool)
    return BooleanArray(has_term, nobody_said) if nobody_said.any() else has_term
