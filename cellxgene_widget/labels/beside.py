"""Categories that stand beside another one and hold no labels of their own.

What was decided in reviews of it, what annotators said of the cells that no rule settled. They are left out of merges,
exports and reports, follow the other one's name, and go when it goes. They are looked at, coloured, ordered and renamed
as others are, and cells are taken out of them; what their labels are and which cells have them is said by reviews and
comparisons alone, which know things by these labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..core.names import composed
from ..errors import LabelError
from .about import AboutKey
from .category import Category
from .edits import DeleteCategory, SetAbout

#: The edits of a category that stands beside another one: those that say nothing of cells, and that take cells out.
_ALLOWED = frozenset(
    {
        "rename_category",
        "delete_category",
        "recolor_label",
        "recolor_labels",
        "reorder_labels",
        "delete_label",
        "unlabel",
    }
)
#: What is said of a category that stands beside another one.
_BESIDE: tuple[AboutKey, ...] = ("reviews", "opinions")


def beside(category: Category) -> str | None:
    """Return the name of the category that one stands beside; None: it has labels of its own."""
    return next((name for _, name in _named(category.about)), None)


def is_beside(about: object) -> bool:
    """Tell from what is said of a category, in whatever file, whether it stands beside another one.

    The one rule for all who read drafts of others, of other data, or pages: these hold no labels to be taken.
    """
    return isinstance(about, Mapping) and any(about.get(key) for key in _BESIDE)


def labels_of(categories: Iterable[Category]) -> list[Category]:
    """Return the categories of labels: all but those that stand beside others."""
    return [each for each in categories if beside(each) is None]


def require_labels(category: Category) -> None:
    """Raise a :class:`LabelError` for a category that stands beside another one: it has no labels of its own."""
    if (other := beside(category)) is not None:
        holds = (
            f"what was decided in the review of {other!r}"
            if "reviews" in category.about
            else f"what annotators said of cells of {other!r}"
        )
        raise LabelError(
            f"{category.name!r} holds {holds}, no labels of its own: name another category. Nothing was changed."
        )


def require_allowed(categories: Iterable[Category], category: str | None, operation: str) -> None:
    """Raise a :class:`LabelError` for an edit that a category which stands beside another one does not take.

    Parameters
    ----------
    categories
        All there are.
    category, operation
        What the edit is of, and its verb.
    """
    if category is not None and operation not in _ALLOWED:
        name = composed(category)
        for each in categories:
            if each.name == name:
                require_labels(each)


def opinions_of(categories: Iterable[Category], category: str) -> Category | None:
    """Return the category with what annotators said of the cells of another one that no rule settled; None: none."""
    name = composed(category)
    return next((each for each in categories if dict(_named(each.about)).get("opinions") == name), None)


def renamed(categories: Iterable[Category], old: str, new: str) -> list[SetAbout]:
    """Let what stands beside a category follow its new name; return the edits that this takes to be taken back.

    These are on what stood beside one of the new name, which there is no more: to take the new name back must not take
    them along.
    """
    said: list[SetAbout] = []
    for other in categories:
        for key, name in list(_named(other.about)):
            if name == new != old:
                said.append(SetAbout(other.name, key, other.about[key]))
            elif name == old:
                other.about = {**other.about, key: _renamed(other.about[key], new)}
    return said


def deletions(categories: Iterable[Category], name: str) -> list[DeleteCategory]:
    """Return the edits that take away what stands beside a category."""
    own = composed(name)
    return [DeleteCategory(each.name) for each in categories if beside(each) == own]


def _named(about: Mapping[AboutKey, Any]) -> Iterator[tuple[AboutKey, str]]:
    if (reviews := about.get("reviews")) is not None:
        yield "reviews", str(reviews)
    if (opinions := about.get("opinions")) is not None:
        yield "opinions", str(opinions["of"])


def _renamed(said: Any, new: str) -> Any:
    return {**said, "of": new} if isinstance(said, Mapping) else new
