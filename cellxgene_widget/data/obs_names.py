"""Names of cells as text: what is shown, written to a draft, and found again there."""

from __future__ import annotations

import weakref
from collections import deque
from typing import Any

import numpy as np
import pandas as pd

from ..core.cell_sets import content_of, fingerprint_of_text
from ..core.differing_names import surely_differ
from ..core.readable import is_readable
from ..errors import DataError, some

#: The end of a sentence on names that are none.
_GIVE_OTHERS = "Give adata.obs_names other names first."


#: The last indexes that were checked, and what was in them then: a cell that is run again shows the same ones.
_checked: deque[tuple[weakref.ref[Any], int]] = deque(maxlen=4)


def is_text(names: pd.Index[Any]) -> bool:
    """Tell whether all names are text already."""
    if isinstance(names, pd.MultiIndex):
        return False
    if isinstance(names, pd.CategoricalIndex):
        return not names.hasnans and is_text(names.categories)
    return pd.api.types.infer_dtype(names, skipna=False) in ("string", "empty")


def as_text(names: pd.Index[Any]) -> pd.Index[Any]:
    """Return names of cells as text: numbers by their digits, as anndata makes them; the very index if they are text.

    Parameters
    ----------
    names
        The index of ``obs``; also one that was put there without anndata's knowledge
        (``adata.obs.set_index("cell_id", inplace=True)``).

    Raises
    ------
    DataError
        Some are missing, or are neither text nor numbers; or each has several parts.
    """
    if isinstance(names, pd.MultiIndex):
        parts = some(names.names, 5)
        raise DataError(
            f"The cells have names of {names.nlevels} parts each ({parts}): join them first, for example "
            "adata.obs_names = ['-'.join(map(str, parts)) for parts in adata.obs_names]."
        )
    if names.dtype == object and is_text(names):
        return names  # none is missing then: to look for that takes longer than all the rest
    if names.hasnans:
        missing = np.flatnonzero(names.isna())
        which = f"{len(missing):,} of {len(names):,} cells have no name (the first at position {missing[0]:,})"
        raise DataError(f"{which}. {_GIVE_OTHERS}")
    if is_text(names):
        # of a categorical index too: labels are looked up by plain text
        return names.astype(object) if isinstance(names, pd.CategoricalIndex) else names
    if not (_is_number(names) or all(isinstance(name, str | int | float | np.number) for name in names)):
        odd = next(name for name in names if not isinstance(name, str))
        how = " Decode them: adata.obs_names = adata.obs_names.str.decode('utf-8')." if isinstance(odd, bytes) else ""
        raise DataError(
            f"The names of the cells are no text but {type(odd).__name__}, such as {odd!r}.{how or ' ' + _GIVE_OTHERS}"
        )
    return pd.Index([str(name) for name in names.tolist()], dtype=object, name=names.name)


def checked_names(names: pd.Index[Any]) -> pd.Index[Any]:
    """Return names of cells as text, if labels can be kept by them.

    Raises
    ------
    DataError
        There are none, some occur twice, or some are no text that a file can hold.
    """
    if len(names) == 0:
        raise DataError("This data holds 0 cells: there is nothing to label.")
    if any(known() is names and content == content_of(names) for known, content in tuple(_checked)):
        return names
    texts = as_text(names)
    joined = "\n".join(texts.tolist())
    # halves of pairs of surrogates, if any: said below
    text = joined.encode("utf-8", "surrogatepass")
    # of an index that was changed in place pandas remembers what it was before
    if not surely_differ(text, len(texts)) and (anew := pd.Index(texts.to_numpy(), dtype=object)).has_duplicates:
        twice = anew[anew.duplicated()].unique()
        raise DataError(
            f"{len(twice):,} cell names occur more than once ({some(twice, 3)}), "
            "so that a label could land on the wrong cell. Make them unique first: adata.obs_names_make_unique()."
        )
    if not is_readable(joined):
        broken = [name for name in texts if not is_readable(name)]
        raise DataError(
            f"{len(broken):,} cell names are no text ({some(broken, 3)}), so that no file could keep their labels: "
            "they were read in another encoding than the file has. Give adata.obs_names other names first."
        )
    fingerprint_of_text(text, texts)  # the draft is found by it, and the text is at hand
    _checked.append((weakref.ref(texts), content_of(texts)))
    return texts


def _is_number(names: pd.Index[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(names.dtype) and not pd.api.types.is_bool_dtype(names.dtype)


def choice_by_text(choice: object, names: pd.Index[Any]) -> object:
    """Return a choice of cells with the names in its index as text, where those of the data are taken as text.

    Parameters
    ----------
    choice
        As for ``cells_of_choice``, which joins a Series by its index.
    names
        The index of ``obs`` as it is.
    """
    if not isinstance(choice, pd.Series) or is_text(names) or is_text(choice.index):
        return choice
    return choice.set_axis([str(name) for name in choice.index.tolist()])


def note_on(names: pd.Index[Any]) -> str | None:
    """Return what a person should know of names that are numbers, or only count the cells; None: they are names."""
    if not is_text(names):
        return (
            f"The names of the cells are numbers, and taken as text here, as {some(as_text(names[:2]))}: "
            "adata.obs_names = adata.obs_names.astype(str) makes them so everywhere."
        )
    # the last one first: few data have digits there
    if len(names) and names[-1] == str(len(names) - 1) and names.equals(pd.RangeIndex(len(names)).astype(str)):
        return (
            "The cells have no names of their own: they are only counted, 0, 1, 2 ... Labels are kept by these, so "
            "that a draft of other data with as many cells would be taken for theirs. Names of their own (barcodes) "
            "prevent that, or dataset= in show()."
        )
    return None
