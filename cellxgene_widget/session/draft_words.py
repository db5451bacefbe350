"""What is said of a draft: how its rows fit the cells, what another program changed in it."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.counted import counted, one_or_more
from ..errors import some
from ..labels.three_way_merge import Merged


def of_rows(n_cells: int, n_matched: int, n_foreign: int, *, is_file: bool) -> list[str]:
    """Tell of rows that are no cells of the data, and of cells that have no row."""
    out = []
    if n_foreign:
        are = one_or_more(n_foreign, "is", "are")
        out.append(
            f"The draft has {counted(n_foreign)} that {are} not in this data; their labels are kept in the file."
        )
    n_without = n_cells - n_matched
    if is_file and 0 < n_matched < n_cells:
        they = one_or_more(n_without, "it is", "they are")
        out.append(f"{n_without:,} of the {counted(n_cells)} had no row in the draft: {they} unassigned.")
    return out


def of_outside_change(change: Merged, left_columns: Sequence[str]) -> str:
    """Tell what another program changed in the file, and what was made of it."""
    n_taken, n_kept, labels = change.n_taken, change.n_kept, change.labels_kept
    taken = f"{counted(n_taken)} {one_or_more(n_taken, 'was', 'were')} taken from it."
    yours = one_or_more(n_kept, "keeps your label", "keep your labels")
    kept = f" {counted(n_kept)} that you changed too {yours}." if n_kept else ""
    said = (
        f" What you said of {some(labels)} (term, note, nesting ...) stays, where it says otherwise." if labels else ""
    )
    as_it_is = f" Its {some(left_columns)} is no category, and stays in the file as it is." if left_columns else ""
    return (
        f"Another program changed the draft: {taken}{kept}{said}{as_it_is} Its version is kept among the earlier ones."
    )
