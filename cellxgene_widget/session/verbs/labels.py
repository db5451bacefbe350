"""The verbs that make and change labels, and give them to cells."""

from __future__ import annotations

from collections.abc import Sequence

from ...core.arguments import CellChoice
from ...core.cell_sets import cells_of_mask
from ...core.names import clean_name
from ...core.palettes import Scheme
from ...core.recipe_step import Step
from ...errors import SelectionError
from ...labels import commands, describing
from ...labels.confidence import Confidence
from ...labels.history import History
from ...selection.selector import Selector
from ...selection.target import Targets
from ..columns import Columns
from ..editor import Editor
from ..shown import Shown
from ..term_finder import TermFinder


class LabelVerbs:
    """Labels, and which cells have them."""

    def __init__(
        self,
        history: History,
        columns: Columns,
        terms: TermFinder,
        selector: Selector,
        targets: Targets,
        shown: Shown,
        editor: Editor,
    ) -> None:
        self._history = history
        self._columns = columns
        self._terms = terms
        self._selector = selector
        self._targets = targets
        self._shown = shown
        self._editor = editor

    def add_label(
        self,
        category: str,
        label: str,
        *,
        color: str | None = None,
        term: str | None = None,
        exist_ok: bool = False,
    ) -> None:
        """Make a label without cells.

        Parameters
        ----------
        category, label
            Its category, and its name.
        color
            As ``"#1f77b4"`` or by name; by default the next of the palette, or a grey for cells that are no cell type
            (``doublets``, ``junk``, ``unknown``).
        term
            What it is called in the Cell Ontology: an id or a name, as :meth:`set_term` takes it.
        exist_ok
            A label of this name that is there already is no error: it stays as it is, with its cells and its color,
            also where another ``color`` is given. For notebooks that are run again.

        Raises
        ------
        LabelError
            There is no such category, the label is there, or can't be one; or there is no such term.
        """
        if exist_ok and self._history.annotations.find(category).has(clean_name(label, "label")):
            return
        self._editor.do(commands.add_label(self._history.annotations, category, label, color, self._terms.named(term)))

    def rename_label(self, category: str, old: str, new: str) -> None:
        """Give a label another name; its cells, and what is said of it, stay. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        category, old
            The label.
        new
            Its name from now on. One that another label has is refused: see :meth:`merge_labels`.

        Raises
        ------
        LabelError
            There is no such label, or it can't be called so; nothing is changed.
        """
        self._editor.do(commands.rename_label(self._history.annotations, category, old, new))

    def delete_label(self, category: str, label: str) -> None:
        """Take a label away; its cells become unassigned. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        category, label
            The label. Those nested under it go up to where it was.

        Raises
        ------
        LabelError
            There is no such label.
        """
        self._editor.do(commands.delete_label(self._history.annotations, category, label))

    def merge_labels(self, category: str, labels: Sequence[str], into: str) -> None:
        """Make one label of several; ``into`` may be one of them, another label, or a new one.

        A label that is there already keeps its own term, note, evidence and confidence: those of the others go with
        them. A new one has the term, the confidence and the place that all of them shared. One edit, that :meth:`undo`
        takes back.

        Parameters
        ----------
        category, labels
            Two or more labels of a category.
        into
            The name of the one that has all their cells from then on.

        Raises
        ------
        LabelError
            There is no such label, or none can be called so.
        """
        self._editor.do(commands.merge_labels(self._history.annotations, category, labels, into))

    def recolor_label(self, category: str, label: str, color: str) -> None:
        """Give a label another color. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        category, label
            The label.
        color
            As ``"#1f77b4"``, or a name that matplotlib knows.

        Raises
        ------
        LabelError
            There is no such label, or it is no color.
        """
        self._editor.do(commands.recolor_label(self._history.annotations, category, label, color))

    def recolor_labels(self, category: str, scheme: Scheme = "scanpy") -> None:
        """Give all labels of a category the colors of a scheme. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        category
            Whose labels.
        scheme
            ``"scanpy"``, or ``"safe"``: told apart by all color vision.

        Raises
        ------
        LabelError
            There is no such category or scheme.
        """
        self._editor.do(commands.recolor_labels(self._history.annotations, category, scheme))

    def set_note(self, category: str, label: str, text: str) -> None:
        """Keep a note with a label: why these cells are what they are. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        category, label
            The label.
        text
            The whole note; an empty one takes it away.

        Raises
        ------
        LabelError
            There is no such label, or the text is too long.
        """
        self._editor.do(describing.set_note(self._history.annotations, category, label, text))

    def set_confidence(self, category: str, label: str, confidence: Confidence | None) -> None:
        """Say how sure a label is. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        category, label
            The label.
        confidence
            ``"high"``, ``"medium"``, ``"low"``, or None to say nothing.

        Raises
        ------
        LabelError
            There is no such label, or it is another word.
        """
        self._editor.do(describing.set_confidence(self._history.annotations, category, label, confidence))

    def reorder_labels(self, category: str, labels: Sequence[str]) -> None:
        """Show the labels of a category in another order. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        category
            Whose labels.
        labels
            All of them, each once, as they are to follow each other.

        Raises
        ------
        LabelError
            There is no such category, or a label is missing, named twice, or unknown.
        """
        self._editor.do(commands.reorder_labels(self._history.annotations, category, labels))

    def label(
        self,
        label: str,
        *,
        category: str | None = None,
        cells: CellChoice | None = None,
        term: str | None = None,
    ) -> int:
        """Give the selected cells a label.

        Parameters
        ----------
        label
            The label, made if it is new.
        category
            Its category, by default the one in use.
        cells
            Other cells than the selected ones: a boolean array, names or positions.
        term
            What the label is called in the Cell Ontology: an id or a name. One that has another term is refused.

        Returns
        -------
        int
            How many cells changed.

        Raises
        ------
        SelectionError
            No cell is selected, or code runs and different cells are selected in two browsers.
        LabelError
            There is no such category or term, the label can't be one, or it has another term.
        """
        positions, recipe = self._targets.of(cells)
        name, named = self._shown.named_or_in_use(category), self._terms.named(term)
        change = self._editor.do(commands.assign(self._history.annotations, name, label, positions, named), recipe)
        return change.n_changed if change else 0

    def label_rest(self, label: str, *, category: str | None = None) -> int:
        """Give a label to all cells that have none, of those that pass the filters; return how many changed.

        One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        label
            The label, made if it is new.
        category
            Its category, by default the one in use.

        Raises
        ------
        SelectionError
            Every cell has a label already, or code runs and two browsers filter differently.
        """
        self._selector.require_one()
        name = self._shown.named_or_in_use(category)
        rest = self._columns.mask_where(name, [None]) & self._selector.passing
        if not rest.any():
            raise SelectionError(f"There is no cell without a label in {name!r} that passes the filters.")
        how = self._selector.how
        recipe: list[Step] = [{**how.filter_step, "where": {**how.filters, name: [None]}}]
        change = self._editor.do(commands.assign(self._history.annotations, name, label, cells_of_mask(rest)), recipe)
        return change.n_changed if change else 0

    def unlabel(self, *, category: str | None = None, cells: CellChoice | None = None) -> int:
        """Take the label of the selected cells away; return how many cells changed. :meth:`undo` takes it back.

        Parameters
        ----------
        category
            Which label is meant: that of this category, by default the one in use.
        cells
            Other cells than the selected ones: a boolean array, names or positions.

        Raises
        ------
        SelectionError
            No cell is selected, or ``cells`` names some that are not in the data.
        LabelError
            There is no such category.
        """
        positions, recipe = self._targets.of(cells)
        change = self._editor.do(
            commands.unassign(self._history.annotations, self._shown.named_or_in_use(category), positions), recipe
        )
        return change.n_changed if change else 0
