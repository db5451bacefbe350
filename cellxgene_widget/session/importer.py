"""Predictions from wherever they are into a category of labels, as one edit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pandas as pd

from ..core.given_paths import given_path
from ..core.names import clean_name
from ..data.cells import CellTable
from ..data.columns import CategoryColumn
from ..draft.store import DraftStore
from ..errors import AnnotationError, DataError, LabelError, some
from ..exchange.deeds import changed_by_hand_since
from ..exchange.imported import Imported
from ..exchange.predicted import day_of_import, given_by, prediction_of
from ..exchange.predictions.files import table_of_bytes, table_of_path
from ..exchange.predictions.formats import Choice
from ..exchange.predictions.predictions import Predictions, offered, read_predictions
from ..exchange.predictions.tables import Said, Table, table_of_frame
from ..labels import importing
from ..labels.about import Predicted
from ..labels.beside import require_labels
from ..labels.category import Category
from ..labels.history import History
from ..labels.scored import scores_of
from ..labels.terms import LabelTerm
from .columns import Columns
from .editor import Editor
from .gate import Gate
from .made import Made
from .names_in_use import NamesInUse
from .predicted_scores import PredictedScores
from .term_finder import TermFinder
from .working_draft import WorkingDraft


class Wanted(NamedTuple):
    """What is to be made of predictions; None: as it is usual.

    Attributes
    ----------
    category
        What the category is called.
    label, score
        The columns; an empty score: none.
    by
        The tool.
    replace
        Whether labels of a category of this name go.
    """

    category: str | None = None
    label: str | None = None
    score: str | None = None
    by: str | None = None
    replace: bool = False


class TakenError(LabelError):
    """There is a category of this name: it may be replaced.

    Attributes
    ----------
    category
        Its name.
    reason
        What it is, as a sentence, without what to do about it.
    """

    def __init__(self, category: str, reason: str) -> None:
        how = "replace=True replaces its labels (undo brings them back), category= gives these another name."
        super().__init__(f"{reason.removesuffix('.')}: {how}")
        self.category = category
        self.reason = reason


class Importer:
    """Reads predictions without the lock, and makes the edit under it."""

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        columns: Columns,
        made: Made,
        names: NamesInUse,
        terms: TermFinder,
        draft: WorkingDraft,
        store: DraftStore,
        editor: Editor,
        scores: PredictedScores,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._columns = columns
        self._made = made
        self._names_in_use = names
        self._terms = terms
        self._draft = draft
        self._store = store
        self._editor = editor
        self._scores = scores

    def of_source(self, source: object, wanted: Wanted) -> Imported:
        """Import what a verb was given. Raises as :meth:`Session.import_labels` does."""
        known = self._names()
        if isinstance(source, str) and source in self._table.obs_columns:
            return self.of_column(source, wanted)
        if isinstance(source, pd.DataFrame):
            table = table_of_frame(source, known, "The DataFrame", "a DataFrame")
        elif isinstance(source, pd.Series):
            name = "labels" if source.name is None else str(source.name)
            table = table_of_frame(source.to_frame(name), known, "The Series", "a Series")
        elif isinstance(source, str | os.PathLike):
            is_there = source != "" and given_path(source, "import_labels()", DataError).exists()
            if isinstance(source, str) and not is_there:
                raise DataError(
                    f"There is neither an obs column nor a file {source!r}. The columns of obs: "
                    f"{some(self._table.obs_columns, 12)}."
                )
            return self.of_path(source, wanted)
        else:
            raise DataError(
                "import_labels() takes the name of an obs column, a path, or a Series or DataFrame with the names of "
                f"cells: {type(source).__name__} says nothing of which cell is which."
            )
        return self._import(table, known, wanted, {})

    def of_path(self, source: str | os.PathLike[str], wanted: Wanted) -> Imported:
        """Import a file where this runs, or the folder of celltypist."""
        known, path = self._names(), given_path(source, "import_labels()", DataError)
        return self._import(table_of_path(path, known), known, wanted, {"source": os.fspath(source)})

    def of_file(self, data: bytes, name: str, wanted: Wanted) -> Imported:
        """Import what is in a file that a page sent."""
        known = self._names()
        return self._import(table_of_bytes(data, known, f"The file {name!r}", name), known, wanted, {"source": name})

    def of_column(self, column: str, wanted: Wanted) -> Imported:
        """Import a column of ``obs``, with the scores that belong to it."""
        if wanted.label not in (None, column):
            raise DataError(f"label= is for tables of several columns: {column!r} is one already.")
        with self._gate.lock:
            self._gate.require_open()
            known, obs = self._table.obs_names, _Obs(self._table, self._made)
            found = self._columns.levels(column)
            said = {}
            if isinstance(found, CategoryColumn):
                colors = dict(zip(found.levels, found.colors, strict=True))
                said = {column: Said(found.levels, colors)}
            table = Table("obs", "", obs, said=said)
            return self._import(table, known, wanted._replace(label=column), {"source": column})

    def recognized(self, column: str) -> tuple[Choice | None, str]:
        """Return what a column of ``obs`` is known as, and what a category of it is called; under the lock.

        Raises
        ------
        DataError
            There is no such column.
        """
        if column not in self._table.obs_columns:
            raise DataError(f"There is no obs column {column!r}. Columns: {some(self._table.obs_columns, 12)}.")
        known = offered(self._table.obs_columns, column)
        return known, self._usual_name(column if known is None else known.name)

    def _names(self) -> pd.Index[Any]:
        with self._gate.lock:
            self._gate.require_open()
            return self._table.obs_names

    def _import(self, table: Table, known: pd.Index[Any], wanted: Wanted, call: Mapping[str, Any]) -> Imported:
        read = read_predictions(
            table, known, label=wanted.label, score=wanted.score, most=self._columns.max_category_items
        )
        by = read.by if wanted.by is None else clean_name(wanted.by, "tool")
        with self._gate.lock:
            self._gate.require_open()
            if self._table.obs_names is not known:
                raise DataError("The cells of the data changed meanwhile: nothing was imported. Do it again.")
            terms, left_out = self._known_terms(read.terms)
            made = self._make(replace(read, by=by), terms, wanted, call)
        return made if not left_out else replace(made, notes=(*made.notes, left_out))

    def _make(
        self, read: Predictions, terms: Mapping[str, LabelTerm], wanted: Wanted, call: Mapping[str, Any]
    ) -> Imported:
        """Make the edit, the scores first: what the draft speaks of is on disk by then."""
        annotations = self._history.annotations
        name = self._name(read, wanted)
        self._store.require_writable()
        if annotations.has(name):
            require_labels(annotations.find(name))
        if annotations.has(name) and not wanted.replace:
            raise TakenError(name, self._in_the_way(annotations.find(name)))
        score = None if read.scores is None else self._score_name(name, is_count=read.scores.counted is not None)
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        said: Predicted = {"by": read.by, "source": read.source, "time": time, "score": score}
        given = {
            key: value for key, value in wanted._asdict().items() if value not in (None, False, call.get("source"))
        }
        command = importing.import_labels(
            annotations,
            self._draft.reserved(),
            name,
            read.labels,
            read.codes,
            colors=read.colors,
            terms=terms,
            predicted=said,
            call={**call, **given} if call else {},
        )
        if not annotations.has(name):
            self._draft.require_free(name)
            self._names_in_use.require_free(name)
        self._draft.ensure_named()
        if read.scores is not None and score is not None:
            self._scores.keep(score, time, read.scores.values)
        self._editor.do(command, use=command.category)
        return Imported(
            name,
            read.by,
            read.source,
            len(read.labels),
            int((read.codes > 0).sum()),
            self._table.n_cells,
            read.n_missing,
            read.n_unknown,
            read.unknown,
            score,
            len(terms),
            read.notes,
        )

    def _name(self, read: Predictions, wanted: Wanted) -> str:
        """Return what the category is to be called: as was said, else the usual name, or one beside it that is free."""
        if wanted.category is not None:
            return clean_name(wanted.category, "category")
        return self._usual_name(read.name)

    def _usual_name(self, name: str) -> str:
        name = clean_name(name, "category")
        return f"{name}_labels" if name in self._draft.reserved() or self._columns.is_made(name) else name

    def _score_name(self, category: str, *, is_count: bool) -> str:
        """Return what the column of scores is called (counts say so): one that is free once this category's goes."""
        annotations = self._history.annotations
        name = f"score: {category} (count)" if is_count else f"score: {category}"
        said = {each.name: scores_of(each) for each in annotations.categories}
        own = said.pop(category, None)
        others = {each.column for each in said.values() if each is not None}
        freed = None if own is None else own.column
        while (self._columns.has_column(name) and name != freed) or name in others or self._table.has(name):
            name += "_"
        return name

    def _in_the_way(self, category: Category) -> str:
        said = prediction_of(category)
        if said is None:
            return f"There is a category {category.name!r} already, not from a prediction."
        n = changed_by_hand_since(self._history.entries, category.name, said["time"])
        by_hand = f", and {n:,} cells were given another label by hand since" if n else ""
        when = f", imported on {day}" if (day := day_of_import(said)) else ""
        return f"There is a category {category.name!r} already, {given_by(said)}{when}{by_hand}."

    def _known_terms(self, ids: Mapping[str, str]) -> tuple[dict[str, LabelTerm], str | None]:
        """Return the terms that the source itself says, and what to tell of those that are none here."""
        found: dict[str, LabelTerm] = {}
        unknown: list[str] = []
        for label, term in ids.items():
            try:
                named = self._terms.named(term)
            except AnnotationError:
                unknown.append(term)
            else:
                if named is not None:
                    found[label] = named
        unknown = list(dict.fromkeys(unknown))
        return found, f"Not in the Cell Ontology used here: {', '.join(unknown[:5])}." if unknown else None


class _Obs(Mapping[str, "pd.Series[Any]"]):
    """The columns of ``obs``, and those of numbers made in this session; each is read when it is asked for."""

    def __init__(self, table: CellTable, made: Made) -> None:
        self._table = table
        self._made = made

    def __getitem__(self, name: str) -> pd.Series[Any]:
        if name in self._table.obs_columns:
            return self._table.obs.series(name)
        column = self._made.columns[name]
        if isinstance(column, CategoryColumn):
            raise KeyError(name)
        return pd.Series(column.values)

    def __iter__(self) -> Iterator[str]:
        yield from self._table.obs_columns
        yield from (name for name, each in self._made.columns.items() if not isinstance(each, CategoryColumn))

    def __len__(self) -> int:
        return sum(1 for _ in self)
