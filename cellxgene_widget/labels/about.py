"""What is said of a category as a whole: what predicted it, what is proposed for it, which category it reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict, get_args, get_type_hints

from ..core.names import composed
from ..core.readable import readable
from ..errors import AnnotationError
from .confidence import Confidence, clean_confidence

#: ``predicted``: a :class:`Predicted`; ``proposals``: a list of :class:`Proposal`; ``reviews``: a category's name;
#: ``reconciled``: a :class:`Reconciled`; ``opinions``: an :class:`Opinions`.
#: ``carried``: a :class:`Carried`.
AboutKey = Literal["predicted", "proposals", "reviews", "reconciled", "opinions", "carried"]
About = Mapping[AboutKey, Any]

_MOST_PROPOSALS = 100_000
#: Annotators of one comparison, and different sets of what they said.
_MOST_ANNOTATORS, _MOST_SETS = 1_000, 100_000
#: Different words of all annotators together.
_MOST_WORDS = 100_000


class Predicted(TypedDict):
    """That a category was predicted, not labelled by hand.

    Attributes
    ----------
    by
        The tool, or who.
    source
        Where the labels are from, in words: ``obs['majority_voting']``, a file's name.
    time
        When they were brought in, in UTC, as ISO 8601.
    score
        The column of numbers that says how sure each cell's label is; None: there is none.
    """

    by: str
    source: str
    time: str
    score: str | None


class Proposal(TypedDict):
    """A label that a tool or a colleague proposes for the cells of a label, or of a level of a column.

    Attributes
    ----------
    by, time
        Who proposes it, and since when, in UTC, as ISO 8601.
    of
        The column that ``level`` is of; None: it is a label of the category itself.
    level
        Whose cells it is for.
    label
        What they may be.
    confidence, reason
        How sure the author is, and why, in their words (``""``: nothing is said).
    cells
        Stands for the cells that the level of a column had when it was proposed; None for a label, whose cells change.
    """

    by: str
    time: str
    of: str | None
    level: str
    label: str
    confidence: Confidence | None
    reason: str
    cells: str | None


class Reconciled(TypedDict):
    """That a category is what several annotators agree on.

    Attributes
    ----------
    of
        The category that was compared.
    annotators
        Who, in order.
    rule
        By which labels were settled.
    time
        When, in UTC, as ISO 8601.
    """

    of: str
    annotators: list[str]
    rule: str
    time: str


class Opinions(TypedDict):
    """That a category holds what annotators said of the cells of another one that no rule settled.

    Attributes
    ----------
    of
        The other one.
    annotators
        Who, in order.
    said
        By label of this category each annotator and what they said, in their own words.
    means
        By each of these words the label of the other category that is meant, as it is called now.
    """

    of: str
    annotators: list[str]
    said: dict[str, list[list[str]]]
    means: NotRequired[dict[str, str]]


class Carried(TypedDict):
    """That a category was carried here from other data.

    Attributes
    ----------
    source
        Where from, in words: ``the draft 'mine'``.
    time
        When, in UTC, as ISO 8601.
    how
        Which cells by what, in words: ``560 cells by name, 140 by the votes of neighbours in X_pca``.
    before
        What is known there of where its labels were from, if that is not said here; None: nothing.
    score
        The column of numbers with the share of the votes; None: there is none.
    """

    source: str
    time: str
    how: str
    before: str | None
    score: str | None


def about_from_json(value: object) -> dict[AboutKey, Any]:
    """Read what is said of a category; what is not as we write it is passed over."""
    if not isinstance(value, Mapping):
        return {}
    out: dict[AboutKey, Any] = {}
    for key in get_args(AboutKey):
        if value.get(key):
            try:
                out[key] = clean_about(key, value[key])
            except AnnotationError:
                continue
    return out


def told_about(about: About) -> dict[AboutKey, Any]:
    """Return what a page and a script are told of a category: all that is said but what opinions there are."""
    told = dict(about)
    if (opinions := told.get("opinions")) is not None:
        told["opinions"] = {name: said for name, said in opinions.items() if name in ("of", "annotators")}
    return told


def clean_about(key: object, value: object) -> Any:
    """Check what is to be said under a key; None takes it away.

    Raises
    ------
    AnnotationError
        It is of another form.
    """
    if value is None and key in get_args(AboutKey):
        return None
    if key == "predicted":
        return _record(Predicted, value)
    if key == "carried":
        return _record(Carried, value)
    if key == "proposals" and isinstance(value, list) and len(value) <= _MOST_PROPOSALS:
        return [_record(Proposal, each) for each in value]
    if key == "reviews":
        return composed(_text(value))
    if key == "reconciled" and isinstance(value, Mapping):
        texts = {name: _text(value.get(name)) for name in ("rule", "time")}
        return {"of": composed(_text(value.get("of"))), "annotators": _texts(value.get("annotators")), **texts}
    if key == "opinions" and isinstance(value, Mapping):
        return _opinions(value)
    raise AnnotationError(f"What is said of a category under {key!r} could not be read.")


def _opinions(value: Mapping[Any, Any]) -> dict[str, Any]:
    said, means = value.get("said"), value.get("means", {})
    if not isinstance(said, Mapping) or len(said) > _MOST_SETS:
        raise AnnotationError("What is said of a category could not be read: opinions without what was said.")
    if not isinstance(means, Mapping) or len(means) > _MOST_WORDS:
        raise AnnotationError("What is said of a category could not be read: it is no table of labels.")
    return {
        "of": composed(_text(value.get("of"))),
        "annotators": _texts(value.get("annotators")),
        "said": {composed(_text(label)): _pairs(pairs) for label, pairs in said.items()},
        "means": {_text(word): composed(_text(label)) for word, label in means.items()},
    }


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > _MOST_ANNOTATORS:
        raise AnnotationError("What is said of a category could not be read: it is no list of names.")
    return [_text(each) for each in value]


def _pairs(value: object) -> list[list[str]]:
    if not isinstance(value, list) or len(value) > _MOST_ANNOTATORS:
        raise AnnotationError("What is said of a category could not be read: it is no list of opinions.")
    pairs = [_texts(each) for each in value]
    if any(len(each) != 2 for each in pairs):
        raise AnnotationError("What is said of a category could not be read: an opinion is an annotator and a label.")
    return pairs


def _record(kind: type[Any], value: object) -> dict[str, Any]:
    """Return the fields of a record, each of its type."""
    if not isinstance(value, Mapping):
        raise AnnotationError("What is said of a category could not be read: it is no record.")
    out: dict[str, Any] = {}
    for name, annotation in get_type_hints(kind).items():
        given = value.get(name)
        if name == "confidence":
            out[name] = clean_confidence(given)
        elif given is None and type(None) in get_args(annotation):
            out[name] = None
        else:
            out[name] = _text(given)
    return out


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise AnnotationError("What is said of a category could not be read: it is no text.")
    return readable(value)
