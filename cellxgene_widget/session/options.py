"""The options of a session, checked before anything is opened."""

from __future__ import annotations

from ..core.plain_numbers import is_number
from ..errors import AnnotationError, DraftError


def check_options(max_category_items: object, autosave: object, backups: object, dataset: object) -> None:
    """Check the options that nothing else checks.

    Raises
    ------
    AnnotationError
        A number that can't be, or a dataset without a name.
    """
    for option, value in (("max_category_items", max_category_items), ("backups", backups)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise AnnotationError(f"{option}= takes a whole number, 0 or more, not {value!r}.")
    if autosave is not None and not (is_number(autosave) and autosave >= 0):
        raise AnnotationError(f"autosave= takes seconds, or None for no autosave, not {autosave!r}.")
    if dataset is not None and not (isinstance(dataset, str) and dataset.strip()):
        raise DraftError("dataset= needs a name, such as dataset='pbmc'.")
