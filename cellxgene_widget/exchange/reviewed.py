"""Reviews in words: by what labels were looked at again, and what became of them."""

from __future__ import annotations

from ..core.counted import counted, one_or_more
from ..labels.category import Category
from .markdown import escaped, listed
from .names_of_now import call_of
from .subject import Subject

#: What groups were looked at by, as a paper says it.
_BY = {
    "doubt": "doubt (the share of a cell's neighbours with another label)",
    "score": "the score of the prediction",
    "disagreement": "disagreement with other labels",
    "markers": "expected genes that were absent",
    "opinions": "different opinions of annotators",
}
#: What was decided of a group, by the verb; who skips decides nothing.
_SAID = {"accept": "kept", "relabel": "changed", "unsure": "marked as unsure"}
#: What is said of the cells by their state.
_OF_CELLS = {"accepted": "accepted", "changed": "changed", "unsure": "unsure"}


def review_in_words(subject: Subject, category: Category) -> str:
    """Return sentences on the reviews of a category; empty if nothing was decided."""
    decided = [entry for entry in subject.deeds.reviewed.get(category.name, ()) if entry.operation in _SAID]
    if not decided:
        return ""
    ways = [_BY.get(way, escaped(way)) for entry in decided if isinstance(way := call_of(entry).get("by"), str)]
    by = f", by {listed(list(dict.fromkeys(ways)))}" if ways else ""
    counts = {words: sum(entry.operation == verb for entry in decided) for verb, words in _SAID.items()}
    groups = listed([f"{n:,} {one_or_more(n, 'was', 'were')} {words}" for words, n in counts.items() if n])
    text = f"Labels were reviewed in groups of cells{by}: of {counted(len(decided), 'decision')}, {groups}."
    review = subject.reviews.get(category.name)
    if review is None:
        return text
    n_cells = review.counts(subject.n_cells)
    states = {words: n_cells[review.find(state).code] for state, words in _OF_CELLS.items() if review.has(state)}
    cells = listed([f"{n:,} {words}" for words, n in states.items() if n])
    return f"{text} Decisions that stand are on {counted(sum(states.values()))}: {cells}." if cells else text
