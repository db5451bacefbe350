"""The columns of tools that predict labels, recognized by their names.

Each tool is a function from the names of columns to the :class:`Choice` of labels that they offer, the best first.
Where the names are from is said with each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

COLLEAGUE, CELLXGENE = "a colleague", "CELLxGENE"
#: Whose labels people gave: no algorithm did.
BY_PEOPLE = frozenset({COLLEAGUE, CELLXGENE})
#: What a tool is called that is not known.
ANYBODY = "a tool"
#: Where a tool is at home.
REPOSITORIES = {
    "celltypist": "https://github.com/Teichlab/celltypist",
    "popV": "https://github.com/YosefLab/PopV",
    "Azimuth": "https://github.com/satijalab/azimuth",
    "Seurat": "https://github.com/satijalab/seurat",
    "MapMyCells": "https://github.com/AllenInstitute/cell_type_mapper",
    "CyteType": "https://github.com/NygenAnalytics/CyteType",
}


class Choice(NamedTuple):
    """Labels that a table offers.

    Attributes
    ----------
    by
        The tool.
    name
        What a category of them is called, if nobody says otherwise.
    label
        The column of labels.
    score
        That of the scores, if there is one.
    term_id
        That of ids of the Cell Ontology, if there is one.
    no_label
        Words that stand for no label.
    n_of
        What is counted, where the scores are counts: ``"methods that agree"``.
    note
        What a person should know of it, as a sentence.
    """

    by: str
    name: str
    label: str
    score: str | None = None
    term_id: str | None = None
    no_label: frozenset[str] = frozenset()
    n_of: str | None = None
    note: str | None = None


def choices_of(columns: Sequence[str]) -> list[Choice]:
    """Return the labels that columns offer, the best first: of one tool after the other."""
    found: dict[str, Choice] = {}
    for recognize in _TOOLS:
        for choice in recognize(columns):
            found.setdefault(choice.label, choice)
    return list(found.values())


def _celltypist(columns: Sequence[str]) -> Iterator[Choice]:
    """``AnnotationResult.to_adata(prefix=...)`` of celltypist 1.7, and the CSV of ``to_table()``."""
    there = set(columns)
    for column in columns:
        if not column.endswith("predicted_labels"):
            continue
        prefix = column.removesuffix("predicted_labels")
        score = _first(there, f"{prefix}conf_score")
        name = f"celltypist_{prefix.strip(' _.-')}" if prefix.strip(" _.-") else "celltypist"
        none = frozenset({"Unassigned"})
        if (voted := f"{prefix}majority_voting") in there:
            note = None
            if score is not None:
                note = f"{score!r} is of {column!r}, cell by cell, unless celltypist was told insert_conf_by=."
            yield Choice("celltypist", name, voted, score, no_label=none, note=note)
        yield Choice("celltypist", name, column, score, no_label=none)


def _popv(columns: Sequence[str]) -> Iterator[Choice]:
    """``annotate_data()`` of popV: the vote with the ontology, the plain vote, their parent, then method by method."""
    there = set(columns)
    agree = "methods that agree"
    if "popv_prediction" in there:
        score = _first(there, "popv_prediction_score")
        yield Choice("popV", "popv", "popv_prediction", score, n_of=agree if score else None)
    if "popv_majority_vote_prediction" in there:
        score = _first(there, "popv_majority_vote_score")
        name = "popv_majority_vote"
        yield Choice("popV", name, "popv_majority_vote_prediction", score, n_of=agree if score else None)
    for parent in ("popv_parent", "popv_prediction_parent"):
        if parent in there:
            yield Choice("popV", "popv_parent", parent)
    for column in columns:
        if column.startswith("popv_") and column.endswith("_prediction"):
            yield Choice("popV", column.removesuffix("_prediction"), column, _first(there, f"{column}_probabilities"))


def _azimuth(columns: Sequence[str]) -> Iterator[Choice]:
    """``RunAzimuth()``, and the app's ``azimuth_pred.tsv``: a column and its score a level of the reference."""
    there = set(columns)
    levels = [
        column
        for column in columns
        if column.startswith("predicted.") and not column.endswith(".score") and f"{column}.score" in there
    ]
    for column in sorted(levels, key=lambda column: not column.endswith((".l2", "finest_level"))):
        level = column.removeprefix("predicted.")
        yield Choice("Azimuth", f"azimuth_{level}", column, f"{column}.score")
    if "predicted.id" in there and (score := _first(there, "prediction.score.max", "predicted.score")):
        yield Choice("Seurat", "seurat", "predicted.id", score)  # TransferData(); the app of before 0.3


def _mapmycells(columns: Sequence[str]) -> Iterator[Choice]:
    """MapMyCells' CSV (docs/output.md of AllenInstitute/cell_type_mapper): three columns a level, of the last four."""
    there, levels = set(columns), []
    for column in columns:
        level = column.removesuffix("_name")
        score = _first(there, f"{level}_bootstrapping_probability", f"{level}_correlation_coefficient")
        if level != column and score is not None and f"{level}_label" in there:
            levels.append((level, column, score))
    usual = next((at for at, (level, *_) in enumerate(levels) if level == "subclass"), min(1, len(levels) - 1))
    for level, column, score in [*levels[usual : usual + 1], *levels[:usual], *levels[usual + 1 :]]:
        note = f"{score!r} is a correlation, not a probability." if score.endswith("_coefficient") else None
        yield Choice("MapMyCells", f"mapmycells_{level}", column, score, note=note)


def _cytetype(columns: Sequence[str]) -> Iterator[Choice]:
    """``CyteType.run()``: a column a grouping; the ids are in a column of their own since 0.10."""
    there, begin = set(columns), "cytetype_annotation_"
    for column in columns:
        if column.startswith(begin):
            group = column.removeprefix(begin)
            ids = _first(there, f"cytetype_cellOntologyTermID_{group}", f"cytetype_cellOntologyTerm_{group}")
            yield Choice("CyteType", f"cytetype_{group}", column, term_id=ids)


def _cellxgene(columns: Sequence[str]) -> Iterator[Choice]:
    """``obs`` as CELLxGENE's schema wants it: its label and id, or the words of the author beside the id."""
    term = _first(set(columns), "cell_type_ontology_term_id")
    if term is not None:
        for column in ("cell_type", "author_cell_type"):
            if column in columns:
                # the words of an author are often finer than the term
                yield Choice(CELLXGENE, column, column, term_id=term if column == "cell_type" else None)


def _first(there: Collection[str], *names: str) -> str | None:
    return next((name for name in names if name in there), None)


_TOOLS: tuple[Callable[[Sequence[str]], Iterator[Choice]], ...] = (
    _celltypist, _popv, _azimuth, _mapmycells, _cytetype, _cellxgene,
)  # fmt: skip
