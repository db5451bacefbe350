"""What is shown: the embedding, what cells are colored by, and the category that gets the labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ..core.names import composed
from ..data.pairs import Basis
from ..errors import DataError, LabelError
from ..labels.category import Category
from ..labels.history import History
from ..labels.levels import Level, level_named
from .columns import Columns


class ShownIds(NamedTuple):
    """The ids of the categories in use and colored by; ``level``: it is colored by this level of it."""

    in_use: int | None
    colored_by: int | None
    level: Level | None = None


class Shown:
    """The choices of a view that Python knows. Whatever is set is checked first; what can't be shown is refused.

    Parameters
    ----------
    columns, history
        Where a name is looked for.

    Attributes
    ----------
    lost_section
        The key of the section of tissue that was shown alone until the data told its cells no more, where no embedding
        was chosen since; None: it was not so.
    """

    def __init__(self, columns: Columns, history: History) -> None:
        self._columns = columns
        self._history = history
        self._embedding = ""
        self.lost_section: str | None = None
        self._color: str | None = None
        self._category: str | None = None

    @property
    def embedding(self) -> str:
        """The key of the embedding, or of two columns one against the other; set by any name of :meth:`find_basis`."""
        return self._embedding

    @embedding.setter
    def embedding(self, basis: Basis | None) -> None:
        self._embedding = self._columns.find_basis(basis)
        self.lost_section = None

    @property
    def color(self) -> str | None:
        """The category, column of ``obs``, gene or gene set that cells are colored by; None: all alike."""
        return self._color

    @color.setter
    def color(self, name: str | None) -> None:
        if name is not None:
            if not isinstance(name, str):
                raise DataError(
                    f"Cells are colored by the name of a column, category or gene, or by None, not {name!r}."
                )
            self._columns.check_column(name)
            name = composed(name) if self._columns.is_category(name) else name
        self._color = name

    @property
    def category(self) -> str | None:
        """The category that gets the labels where none is named; None: there is none yet."""
        return self._category

    @category.setter
    def category(self, name: str | None) -> None:
        self._category = None if name is None else self._history.annotations.find(name).name

    def named_or_in_use(self, category: str | None) -> str:
        """Return the name of a category, by default of the one in use.

        Raises
        ------
        LabelError
            There is none of this name, or none in use.
        """
        if category is not None:
            return self._history.annotations.find(category).name
        if self._category is None:
            raise LabelError("There is no category yet: make one first, for example with create_category('cell_type').")
        return self._category

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings back the choices as they are now."""
        chosen = (self._embedding, self._color, self._category)

        def restore() -> None:
            self._embedding, self._color, self._category = chosen

        return restore

    def ids(self) -> ShownIds:
        """Return the ids of the categories in use and colored by: they stay through a rename."""
        by_name = {category.name: category.id for category in self._history.annotations.categories}
        level = level_named(self._color) if self._color is not None and self._columns.is_level(self._color) else None
        colored_by = self._color if level is None else level.category
        return ShownIds(_id_in(by_name, self._category), _id_in(by_name, colored_by), level)

    def follow(self, ids: ShownIds, categories: list[Category]) -> None:
        """Follow the categories of :meth:`ids` through an edit; a first category is used and colored by.

        One that another of the same name takes the place of is followed by its name.
        """
        names = {category.id: category.name for category in categories}
        in_use, colored_by, level = ids
        if in_use is not None:
            self._category = names.get(in_use) or _among(names, self._category)
        if colored_by is not None:
            before = self._color if level is None else level.category
            name = names.get(colored_by) or _among(names, before)
            self._color = name if level is None or name is None else level._replace(category=name).name
        if self._category is None and categories:
            self._category = categories[-1].name
        self._color = self._color or self._category

    def color_renamed(self, old: str, new: str) -> None:
        """Follow what cells are colored by to its new name; not checked again: it may have no values any more."""
        if self._color == old:
            self._color = new

    def drop_what_data_lost(self) -> None:
        """Let go of an embedding or a column that the data has no more; of a section all are shown then."""
        before = self._embedding
        whole = self._columns.without_section(before)
        for basis in (before, whole, None):
            try:
                self._embedding = self._columns.find_basis(basis)
                break
            except DataError:
                continue
        if self._embedding == whole != before:
            self.lost_section = before
        if self._color is not None and not self._columns.has_column(self._color):
            self._color = self._category

    def drop_what_is_gone(self) -> None:
        """Let go of a category or color that there is no more, as after the draft was read again."""
        names = self._history.annotations.names
        if self._category not in names:
            self._category = next(iter(names), None)
        if self._color is not None and not self._columns.has_column(self._color):
            self._color = self._category


def _among(names: Mapping[int, str], name: str | None) -> str | None:
    return name if name in names.values() else None


def _id_in(by_name: dict[str, int], name: str | None) -> int | None:
    return None if name is None else by_name.get(name)
