"""The verbs that nest labels under others."""

from __future__ import annotations

from collections.abc import Mapping

from ...labels import describing
from ...labels.history import History
from ..editor import Editor
from ..shown import Shown
from ..term_finder import TermFinder


class NestingVerbs:
    """Labels in levels: which is under which."""

    def __init__(self, history: History, terms: TermFinder, shown: Shown, editor: Editor) -> None:
        self._history = history
        self._terms = terms
        self._shown = shown
        self._editor = editor

    def set_parent(self, category: str, label: str, parent: str | None) -> None:
        """Nest a label under another one of its category, and color it as one of its family.

        Cells keep the one label that they have: those of ``Treg`` are those of ``T cell`` too, once it is nested there.

        Parameters
        ----------
        category, label
            The label.
        parent
            The label above it, or None to move it to the top.

        Raises
        ------
        LabelError
            There is no such label in the category, it would be above itself, or more than 20 levels deep.
        """
        self._editor.do(describing.set_parent(self._history.annotations, category, label, parent))

    def set_parents(self, category: str, parents: Mapping[str, str | None]) -> None:
        """Nest several labels. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        category
            Whose labels.
        parents
            By label the one above it, as :meth:`set_parent` takes it.

        Raises
        ------
        LabelError
            There is no such label, or one would be above itself; nothing is changed.
        """
        self._editor.do(describing.set_parents(self._history.annotations, category, parents))

    def propose_parents(self, category: str | None = None) -> dict[str, str]:
        """Return where labels belong by their terms, for :meth:`set_parents`; nothing is changed.

        A label at the top comes under the label whose term is the nearest above its own in the Cell Ontology.

        Parameters
        ----------
        category
            By default the one in use.
        """
        return self._terms.parents(self._history.annotations.find(self._shown.named_or_in_use(category)))
