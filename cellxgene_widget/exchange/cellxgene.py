"""The columns of CELLxGENE's schema 7.1 that are about cell types: a term a cell, and the author's own words."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.counted import counted, one_or_more
from ..core.names import UNASSIGNED
from ..errors import some
from ..labels.category import Category
from .described import Described, describe
from .label_columns import by_label, colors_of
from .subject import Subject
from .wanting import lacking, of_terms
from .written import Additions

#: What a cell has whose type no term tells.
UNKNOWN = "unknown"
TERM_COLUMN, AUTHOR_COLUMN = "cell_type_ontology_term_id", "author_cell_type"
#: Terms that the schema refuses: eukaryotic cell, Eumycetozoan cell, animal cell.
REFUSED = ("CL:0000255", "CL:0000257", "CL:0000548")
#: What CELLxGENE adds itself, from the terms; in the data it would be of the terms of before.
NOT_OURS = ("cell_type",)
_OF_CELLS = {
    "assay_ontology_term_id": "the method, an EFO id such as 'EFO:0009922'",
    "development_stage_ontology_term_id": "the age, a HsapDv or MmusDv id, or 'unknown'",
    "disease_ontology_term_id": "a MONDO id, or 'PATO:0000461' for none",
    "donor_id": "whom each cell is from",
    "is_primary_data": "whether the cells are published here first (True or False)",
    "self_reported_ethnicity_ontology_term_id": "a HANCESTRO id, 'unknown', or 'na' where cells are of no human",
    "sex_ontology_term_id": "'PATO:0000383', 'PATO:0000384' or 'unknown'",
    "suspension_type": "'cell', 'nucleus' or 'na'",
    "tissue_ontology_term_id": "an UBERON id such as 'UBERON:0000178'",
    "tissue_type": "'tissue', 'organoid', 'primary cell culture' or 'cell line'",
}
_OF_DATASET = {
    "organism_ontology_term_id": "the species, an NCBITaxon id such as 'NCBITaxon:9606'",
    "title": "the dataset's name (title=)",
}
#: What CELLxGENE makes of the ids, and refuses in a file that is sent in.
_RESERVED_OBS = (
    "assay", "development_stage", "disease", "self_reported_ethnicity", "sex", "tissue", "organism",
    "organism_ontology_term_id", "observation_joinid",
)  # fmt: skip
_RESERVED_UNS = ("schema_version", "schema_reference", "citation", "organism")


def cellxgene_additions(subject: Subject) -> Additions:
    """Return what a file for CELLxGENE has besides the data."""
    (category,) = subject.categories
    described = describe(subject, category)
    names = {name: name for name in described}
    obs = {
        TERM_COLUMN: by_label(
            subject, category, {name: _term_of(one) or UNKNOWN for name, one in described.items()}, UNKNOWN
        ),
        AUTHOR_COLUMN: by_label(subject, category, names, UNASSIGNED),
    }
    uns: dict[str, object] = {f"{AUTHOR_COLUMN}_colors": colors_of(subject, category, UNASSIGNED, names)}
    if subject.who.title is not None:
        uns["title"] = subject.who.title
    dropped_uns = [f"{name}_colors" for name in (*NOT_OURS, TERM_COLUMN)]
    return Additions(obs, uns, drop_obs=NOT_OURS, drop_uns=tuple(dropped_uns))


def cellxgene_missing(subject: Subject, obs: Sequence[str], uns: Sequence[str], var: Sequence[str]) -> list[str]:
    """Tell what a file for CELLxGENE lacks, beside the columns and keys that the data has."""
    (category,) = subject.categories
    described = list(describe(subject, category).values())
    missing = of_terms(described, f", so cells are {UNKNOWN!r}")
    missing += [
        f"The label {one.label.name!r} has the term {one.term.id} ({one.term.name}), which CELLxGENE refuses as too "
        f"general: its cells are {UNKNOWN!r}."
        for one in described
        if one.term is not None and one.term.id in REFUSED
    ]
    missing += _of_cells(subject, category, described)
    given = ["title"] if subject.who.title is not None else []
    missing += lacking(_OF_CELLS, lambda name: name in obs, "obs")
    missing += lacking(_OF_DATASET, lambda name: name in (*uns, *given), "uns")
    missing += lacking(
        {"feature_is_filtered": "which genes are left out of X (True or False)"}, var.__contains__, "var"
    )
    drawn = [key for key in uns if key.endswith("_colors") and key.removesuffix("_colors") not in obs]
    if drawn:
        missing.append(f"CELLxGENE refuses colors of what is no column of obs: drop {some(drawn, 9)} from uns.")
    for where, names, there in (("obs", _RESERVED_OBS, obs), ("uns", _RESERVED_UNS, uns)):
        found = [name for name in names if name in there]
        if found:
            missing.append(
                f"CELLxGENE refuses {some(found, 9)} in {where}, which it makes itself: drop what is so called."
            )
    return missing


def _term_of(one: Described) -> str | None:
    return None if one.term is None or one.problem is not None or one.term.id in REFUSED else one.term.id


def _of_cells(subject: Subject, category: Category, described: Sequence[Described]) -> list[str]:
    counts = category.counts(subject.n_cells)
    n = counts[0] + sum(counts[one.label.code] for one in described if one.is_reserved)
    if not n:
        return []
    have, are = one_or_more(n, "has", "have"), one_or_more(n, "it is", "they are")
    return [f"{counted(n)} {have} no label, or one that is no cell type: {are} {UNKNOWN!r}."]
