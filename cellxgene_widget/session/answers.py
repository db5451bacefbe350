"""Answers of colleagues to a page: read and made again without the lock, held against the labels and taken under it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..core.cell_sets import distinct
from ..core.counted import counted, one_or_more
from ..core.given_paths import given_path
from ..core.names import MAX_NAME, clean_name
from ..core.readable import readable
from ..data.cells import CellTable
from ..draft.store import DraftStore
from ..errors import DataError, DraftError
from ..exchange.answer.answer import Answer, read_answer
from ..exchange.answer.checked_lines import bytes_of
from ..exchange.answer.made_again import Answered, made_again
from ..exchange.answer.pasted import shortened
from ..exchange.predicted import ANSWER_OF, in_the_way
from ..labels.about import Predicted
from ..labels.annotations import Annotations
from ..labels.beside import require_labels
from ..labels.category import Category, Label
from ..labels.commands import free_category_name
from ..labels.given_categories import Given, give_categories
from ..labels.history import History
from .columns import Columns
from .editor import Editor
from .gate import Gate
from .importer import TakenError
from .names_in_use import NamesInUse
from .past import Past
from .shown import Shown
from .working_draft import WorkingDraft

#: Of a name that is too long beside that of a category so much is kept.
_MOST_OF_AUTHOR = 80


class OlderAnswerError(DraftError):
    """The labels that an answer is about are others by now: it may be taken as it is to those of then.

    Attributes
    ----------
    reason
        What changed, as a sentence, without what to do about it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason.removesuffix('.')}: older=True takes it as it is to the labels of then.")
        self.reason = reason


class AskedFor(NamedTuple):
    """How an answer is to be taken.

    Attributes
    ----------
    author
        Who it is by; None: as the answer says.
    older
        Also if the labels that it is about are others by now.
    replace
        Whether categories of before go that have the names of these.
    """

    author: str | None = None
    older: bool = False
    replace: bool = False


class Taken(NamedTuple):
    """What came: who answered, the categories that were made, and a row a label.

    ``n_gone``: cells that were given another label and are not in the data now.
    """

    author: str
    categories: tuple[str, ...]
    table: pd.DataFrame
    n_gone: int


class Answers:
    """Takes answers.

    Parameters
    ----------
    gate, table, history, past
        The cells and the labels, as they are and as they were.
    columns, names, draft, store, editor
        What is asked before a category is made, and what makes it.
    shown
        Tells the category in use, which stays: what a person labels next is no label of the colleague.
    """

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        past: Past,
        columns: Columns,
        names: NamesInUse,
        draft: WorkingDraft,
        store: DraftStore,
        editor: Editor,
        shown: Shown,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._past = past
        self._columns = columns
        self._names_in_use = names
        self._draft = draft
        self._store = store
        self._editor = editor
        self._shown = shown

    def of_path(self, given: object, asked: AskedFor) -> Taken:
        """Take an answer in a file where this runs. Raises as :meth:`Session.take_answer` does."""
        path = given_path(given, "take_answer()", DataError)
        if path.is_dir():
            raise DataError(f"take_answer() takes the file of an answer, but {str(path)!r} is a folder.")
        source = f"The answer {path.name!r}"
        return self._take(bytes_of(path, source), source, os.fsdecode(path), asked)

    def of_file(self, data: bytes, name: str, asked: AskedFor) -> Taken:
        """Take an answer in a file that a page sent."""
        return self._take(data, f"The answer {name!r}", name, asked)

    def _take(self, data: bytes, source: str, path: str, asked: AskedFor) -> Taken:
        most = self._columns.max_category_items
        answer = read_answer(data, source, most_labels=most)
        author = answer.author if asked.author is None else clean_name(asked.author, "colleague")
        with self._gate.lock:
            self._gate.require_open()
            known, names = self._table.obs_names, self._draft.names
            self._require_page_of_ours(answer, source)
        if not answer.steps:
            raise DataError(f"{source} has nothing in it: {author} gave no label and made no comment.")
        answered = made_again(answer, names, source, most_labels=most)
        self._past.look(answer.revision + 1)
        with self._gate.lock:
            self._gate.require_open()
            if self._table.obs_names is not known or not self._draft.names.equals(names):
                raise DataError("The cells of the data changed meanwhile: nothing was taken. Do it again.")
            return self._make(answer, answered, author, source, path, asked)

    def _require_page_of_ours(self, answer: Answer, source: str) -> None:
        """Refuse what is not to this draft, which knows its cells by name, whatever the order of the data is now."""
        if answer.draft != self._draft.id:
            raise DataError(
                f"{source} is to a page of another draft ({readable(answer.draft)!r}; this one is {self._draft.id!r}): "
                "compare() takes its path, too, and goes by the names of cells."
            )
        if answer.n_cells > len(self._draft.names):
            raise DataError(
                f"{source} is to a page of other data: of {readable(answer.dataset)[:100]!r} with "
                f"{counted(answer.n_cells)}, but this draft knows {len(self._draft.names):,}."
            )
        if answer.revision > self._history.revision:
            raise DataError(
                f"{source} is to a page made after edit {answer.revision:,}, but this draft has had "
                f"{counted(self._history.revision, 'edit')}: it is an earlier state of it, or another."
            )

    def _make(
        self, answer: Answer, answered: Mapping[str, Answered], author: str, source: str, path: str, asked: AskedFor
    ) -> Taken:
        """Make the edit; everything that can be refused is refused before the draft is named."""
        annotations = self._history.annotations
        self._store.require_writable()
        own = self._as_given(answer, answered, source, older=asked.older)
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        of = f"{ANSWER_OF}{author} to the page of {readable(answer.dataset)[:200]}"
        predicted: Predicted = {"by": author, "source": of, "time": time, "score": None}
        given: list[Given] = []
        for name, each in answered.items():
            called = _named(name, author, taken=[each.name for each in given])
            self._require_room(called, annotations, replace=asked.replace)
            labels = [_label(label, own.get(name)) for label in each.now.labels]
            given.append(Given(called, labels, each.now.codes, {"predicted": predicted}))
        options = {"author": asked.author, "older": asked.older, "replace": asked.replace}
        call = {"path": path} | {key: value for key, value in options.items() if value not in (None, False)}
        n = sum(sum(each.n_changed.values()) for each in answered.values())
        n_data = self._table.n_cells
        changed = [np.flatnonzero(each.now.codes[n_data:] != each.before[n_data:]) for each in answered.values()]
        n_gone = len(distinct(np.concatenate(changed)))
        gone = f", {n_gone:,} of them not in the data now" if n_gone else ""
        command = give_categories(
            annotations, given, "take_answer", f"take the answer of {author} ({counted(n)} changed{gone})", call
        )
        self._draft.ensure_named()
        self._editor.do(command, use=given[0].name if self._shown.category is None else None)
        return Taken(author, tuple(each.name for each in given), _table_of(given, answered, n_data), n_gone)

    def _require_room(self, name: str, annotations: Annotations, *, replace: bool) -> None:
        if annotations.has(name):
            require_labels(annotations.find(name))
            if not replace:
                raise TakenError(name, in_the_way(annotations.find(name), self._history.entries), "author=")
            return
        if name in self._draft.reserved():
            raise DataError(f"adata.obs has a column {name!r}: author= gives the labels of this answer another name.")
        free_category_name(annotations, (), name)
        self._draft.require_free(name)
        self._names_in_use.require_free(name)

    def _as_given(
        self, answer: Answer, answered: Mapping[str, Answered], source: str, *, older: bool
    ) -> dict[str, Category]:
        """Return the categories that the page was given as they are here, now or as they were then."""
        annotations, knew = self._history.annotations, self._cells_of(answer)
        own = {name: each for name, each in answered.items() if not each.base.is_new}
        others = [
            name
            for name, each in own.items()
            if not (annotations.has(name) and _is_same(annotations.find(name), each, knew))
        ]
        found = {name: annotations.find(name) for name in own if name not in others}
        if not others:
            return found
        then = self._past.labels_after(answer.revision)
        for name in others:
            if not (then.has(name) and _is_same(then.find(name), own[name], knew)):
                raise DataError(
                    f"{source} begins with other labels of {name!r} than this draft has, or had after edit "
                    f"{answer.revision:,}: it is to another page, or was changed."
                )
        if not older:
            n = self._history.revision - answer.revision
            what = repr(others[0]) if len(others) == 1 else f"{others[0]!r} and other categories"
            raise OlderAnswerError(
                f"{counted(n, 'edit')} {one_or_more(n, 'was', 'were')} made since this page was, {what} is not as it "
                "was."
            )
        return found | {name: then.find(name) for name in others}

    def _cells_of(self, answer: Answer) -> _PageCells:
        """Return which cells the page was of, as far as that is known: it names those that have labels alone."""
        n_cells = self._table.n_cells
        if (answer.fingerprint, answer.n_cells) == (self._table.fingerprint, n_cells):
            return _PageCells(n_cells, 0)
        n_known = len(self._draft.names)
        return _PageCells(n_known, n_known - answer.n_cells)


class _PageCells(NamedTuple):
    """Of how many cells of the draft, the first, a page may have been, and how many of these were not in it."""

    n: int
    n_others: int


def _named(category: str, author: str, taken: Collection[str]) -> str:
    """Return what the labels of a colleague are called; names that are too long together are cut."""
    author = author if len(category) + len(author) + 3 <= MAX_NAME else shortened(author, _MOST_OF_AUTHOR)
    for number in itertools.count(1):
        whose = f" ({author})" if number == 1 else f" ({author}) {number}"
        name = clean_name(shortened(category, MAX_NAME - len(whose)) + whose, "category")
        if name not in taken:
            break
    return name


def _is_same(category: Category, answered: Answered, knew: _PageCells) -> bool:
    """Tell whether a category has just the labels and cells that a page was given; how they look does not count."""
    codes = {label.name: code for code, label in enumerate(answered.base.labels, start=1)}
    if codes.keys() != {label.name for label in category.labels}:
        return False
    table = np.zeros(max((label.code for label in category.labels), default=0) + 1, dtype=np.int64)
    for label in category.labels:
        table[label.code] = codes[label.name]
    given = answered.before[: knew.n]
    differs = table[category.codes[: knew.n]] != given
    # a cell that the page did not have has no label in it: there can be as many of these as cells that it lacks
    return bool(np.count_nonzero(differs) <= knew.n_others and not given[differs].any())


def _label(label: Label, own: Category | None) -> Label:
    """Return a label as a colleague has it: what it looks like and is called in the ontology is as it is here."""
    if own is None or not own.has(label.name):
        return label
    here = own.find(label.name)
    return replace(label, color=here.color, term=here.term, parent=here.parent)


def _table_of(given: list[Given], answered: Mapping[str, Answered], n_data: int) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for category, each in zip(given, answered.values(), strict=True):
        changed, most = each.n_changed, len(each.now.labels) + 1
        counts, gone = (np.bincount(part, minlength=most) for part in (each.now.codes, each.now.codes[n_data:]))
        for label in each.now.labels:
            n, n_gone = int(counts[label.code]), int(gone[label.code])
            rows.append((category.name, label.name, n, changed[label.name], n_gone, label.note))
        if changed[None]:
            rows.append((category.name, "unassigned", int(counts[0]), changed[None], int(gone[0]), ""))
    return pd.DataFrame(rows, columns=["category", "label", "n_cells", "n_changed", "n_gone", "comment"])
