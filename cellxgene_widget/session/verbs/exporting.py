"""The verbs that tell others of the labels: files in their formats, and a report."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ...data.cells import CellTable
from ...exchange.deeds import Deeds
from ...exchange.exported import Exported, Format
from ...exchange.report import Facts, report_text
from ...exchange.subject import Subject, chosen
from ...exchange.term_book import with_checked_terms
from ...exchange.ways import export_labels, format_named
from ...exchange.who import Who, WhoOptions
from ...labels.category import Category, as_now
from ...labels.history import History
from ...labels.reviewing import review_of
from ..gate import Gate
from ..kept_files import KeptFiles
from ..shown import Shown
from ..term_finder import TermFinder


class ExportVerbs:
    """Labels for others. All of it is read under the lock, and written without it: one may label meanwhile."""

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        terms: TermFinder,
        shown: Shown,
        kept: KeptFiles,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._terms = terms
        self._shown = shown
        self._kept = kept

    def export(
        self,
        path: str | os.PathLike[str],
        *,
        format: Format = "cas",  # noqa: A002 - the word of the contract
        category: str | Sequence[str] | None = None,
        overwrite: bool = False,
        author: str | None = None,
        orcid: str | None = None,
        contact: str | None = None,
        title: str | None = None,
        description: str | None = None,
        version: str | None = None,
        url: str | None = None,
    ) -> Exported:
        """Write the labels as others want them: a new file; neither the data nor its file is changed.

        Parameters
        ----------
        path
            The file to make: ``.json`` for CAS, ``.h5ad`` for the others.
        format
            ``"cas"``: JSON of the Cell Annotation Schema, with the cells of each label, terms, parents, notes as
            rationale and genes as evidence. ``"cap"``: a copy of the data with the columns of the Cell Annotation
            Platform. ``"cellxgene"``: a copy with ``cell_type_ontology_term_id`` and ``author_cell_type`` as the schema
            7.1 of CELLxGENE wants them.
        category
            Which categories; by default all, for CELLxGENE the one in use.
        overwrite
            Replace a file that is there. The data file, and drafts of anybody, are never replaced.
        author, orcid, contact
            First and last name, ORCID and mail address of who publishes the labels.
        title, description
            Of the dataset.
        version, url
            Of the labels as they are published.

        Returns
        -------
        Exported
            What was written, and in ``missing`` what a valid file still lacks, a sentence each; prints well.

        Raises
        ------
        ExportError
            The place, the format or the text can't be. Nothing is written then.
        LabelError
            There is no such category.
        DataError
            The data, or its file, is another by now.
        """
        given: WhoOptions = {
            "author": author, "orcid": orcid, "contact": contact, "title": title, "description": description,
            "version": version, "url": url,
        }  # fmt: skip
        who, wanted = Who.of(given), format_named(format)
        with self._gate.lock:
            self._gate.require_open()
            if category is None and wanted == "cellxgene":
                category = self._shown.category
            subject = self._subject(category, who, single="CELLxGENE" if wanted == "cellxgene" else None)
            source, kept = self._table.data_file, self._kept.now()
            adata = self._table.adata
            if wanted != "cas":
                self._table.check_unchanged()
        return export_labels(
            with_checked_terms(subject),
            path,
            format=wanted,
            adata=adata,
            source=source,
            overwrite=overwrite,
            kept=kept,
            check=self._check,
        )

    def report(self, category: str | Sequence[str] | None = None) -> str:
        """Return a methods paragraph and tables in Markdown, from the journal: to be pasted into a paper.

        Data, who labelled how many cells when, and for each label its cells, term, parent, confidence, the genes kept
        as evidence, and how its cells were chosen; versions of the software.

        Parameters
        ----------
        category
            Which categories; by default all.

        Raises
        ------
        LabelError
            There is no such category, or none at all.
        """
        with self._gate.lock:
            self._gate.require_open()
            subject = self._subject(category, Who())
            file = self._table.data_file
            facts = Facts(self._table.gene_layers.n_genes, None if file is None else file.name)
        return report_text(subject, facts)

    def _check(self) -> None:
        """Raise a :class:`DataError` if the data file was replaced; of a session closed meanwhile none is known."""
        with self._gate.lock:
            if not self._gate.closed:
                self._table.check_unchanged()

    def _subject(self, category: str | Sequence[str] | None, who: Who, *, single: str | None = None) -> Subject:
        categories = chosen(self._history.annotations, category, single=single)
        return Subject(
            self._table.title,
            self._table.obs_names,
            [as_now(each) for each in categories],
            who,
            Deeds.of_entries(self._history.entries),
            self._reviews_of(categories),
            self._terms.synonyms,
            self._known_genes(categories).__contains__,
        )

    def _reviews_of(self, categories: Sequence[Category]) -> dict[str, Category]:
        found = {each.name: review_of(self._history.annotations, each.name) for each in categories}
        return {name: as_now(review) for name, review in found.items() if review is not None}

    def _known_genes(self, categories: Sequence[Category]) -> frozenset[str]:
        """Return the ids of genes kept as evidence that the data has; of a MuData those of any modality."""
        kept = {one.id for category in categories for label in category.labels for one in label.evidence}
        return frozenset(filter(self._table.gene_layers.has, kept))
