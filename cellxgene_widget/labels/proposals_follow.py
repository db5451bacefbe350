"""What is proposed for labels goes with them: through new names, and away with a label, never to others of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .about import Proposal
from .category import Category
from .edits import SetAbout

#: What becomes of a proposal for a category (None: it goes).
_Change = Callable[[Category, Proposal], Proposal | None]


def renamed_label(categories: Iterable[Category], category: Category, old: str, new: str) -> list[SetAbout]:
    """Let proposals follow a label of ``category`` to another name; return what says of each what was said before."""

    def change(of: Category, proposal: Proposal) -> Proposal | None:
        if _is_for(category, of, proposal):
            if proposal["level"] == new:
                return None  # for a label that there is no more
            if proposal["level"] == old:
                proposal = {**proposal, "level": new}
        return {**proposal, "label": new} if of is category and proposal["label"] == old else proposal

    return [] if old == new else _change(categories, change)


def renamed_category(categories: Iterable[Category], old: str, new: str) -> list[SetAbout]:
    """Let proposals follow a category to another name, before it has that; return as :func:`renamed_label` does."""

    def change(_: Category, proposal: Proposal) -> Proposal | None:
        if _is_of(proposal, new):
            return None  # for a category that there is no more
        return {**proposal, "of": new} if _is_of(proposal, old) else proposal

    return [] if old == new else _change(categories, change)


def dissolved(
    categories: Iterable[Category], category: Category, gone: Sequence[str], into: str | None
) -> list[SetAbout]:
    """Take away what is proposed for labels that go; return as :func:`renamed_label` does.

    The cells of a label that becomes part of another one are not those of that one; but who proposes to call cells by
    its name means the other one from now on.
    """
    names = set(gone)

    def change(of: Category, proposal: Proposal) -> Proposal | None:
        if _is_for(category, of, proposal) and proposal["level"] in names:
            return None
        is_renamed = of is category and into is not None and proposal["label"] in names
        return {**proposal, "label": into} if is_renamed and into is not None else proposal

    return _change(categories, change)


def deleted_category(categories: Iterable[Category], name: str) -> list[SetAbout]:
    """Take away what is proposed for the labels of a category that goes, or that another one was once called as.

    Returns as :func:`renamed_label` does.
    """

    def change(_: Category, proposal: Proposal) -> Proposal | None:
        return None if _is_of(proposal, name) else proposal

    return _change((each for each in categories if each.name != name), change)


def levels_of(categories: Iterable[Category], category: Category) -> set[str]:
    """Return the labels of a category, also ones that there are not, that something is proposed for."""
    said = ((of, each) for of in categories for each in of.about.get("proposals", ()))
    return {each["level"] for of, each in said if _is_for(category, of, each)}


def _is_for(category: Category, of: Category, proposal: Proposal) -> bool:
    """Tell whether a proposal for ``of`` is for labels of a category; one for a column of ``obs`` knows its cells."""
    return of is category if proposal["of"] is None else _is_of(proposal, category.name)


def _is_of(proposal: Proposal, category: str) -> bool:
    return proposal["of"] == category and proposal["cells"] is None


def _change(categories: Iterable[Category], change: _Change) -> list[SetAbout]:
    before: list[SetAbout] = []
    for category in categories:
        said = category.about.get("proposals")
        if not said:
            continue
        now = [changed for each in said if (changed := change(category, each)) is not None]
        if now != said:
            before.append(SetAbout(category.name, "proposals", said))
            about = dict(category.about) | {"proposals": now}
            category.about = {key: value for key, value in about.items() if value}
    return before
