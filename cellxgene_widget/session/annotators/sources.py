"""What is given to a comparison, as annotators: paths, Series, columns, categories, colleagues by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from ...core.cell_names import respelled
from ...core.given_paths import given_path
from ...core.names import clean_name, composed
from ...errors import DataError, some
from ...exchange.annotators.annotator import Annotator
from ...exchange.annotators.of_labels import annotator_of_series, only_category
from ...exchange.answer.as_annotators import categories_of_answer, is_answer
from .files import annotators_of_file, named_apart, names_of_draft

#: What one annotator is told by; a mapping gives names.
Source: TypeAlias = "str | os.PathLike[str] | pd.Series[Any] | Annotator | tuple[str | os.PathLike[str], str]"
Sources: TypeAlias = "Source | Mapping[str, Source]"


@dataclass(frozen=True, eq=False)
class Found:
    """An annotator, and what it may be called: the best first; one name: it is called so in any case."""

    annotator: Annotator
    names: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What a session knows by names, before files are looked for.

    Attributes
    ----------
    cells
        The names of the cells of the data; None: there is no data.
    likely
        Names that most have then.
    by_name
        Gives an annotator by the name of a category or column; None: nothing is called so.
    drafts
        Paths of colleagues' drafts by their names.
    offered
        What there is, for the sentence that says that something is not.
    """

    cells: pd.Index[Any] | None = None
    likely: pd.Index[Any] | None = None
    by_name: Callable[[str], Annotator | None] = lambda _: None
    drafts: Mapping[str, Path] = field(default_factory=dict)
    offered: Sequence[str] = ()


def found_in(sources: Iterable[object], category: str | None, known: Known) -> list[Found]:
    """Return the annotators of what was given, in order.

    Parameters
    ----------
    sources
        See :data:`Sources`.
    category
        The one to take of a file with several; None: the only one.
    known
        What else has a name.

    Raises
    ------
    DataError, DraftError
        Something is no source, or can't be read.
    """
    found: list[Found] = []
    for name, source in _flat(sources):
        found.append(_found(source, name, category, known))
        if known.cells is None:  # the next one probably names the same cells
            known = replace(known, likely=found[0].annotator.cells)
    return found


def named(found: Sequence[Found]) -> list[Annotator]:
    """Return annotators with the names that tell them apart."""
    fixed = [each.names[0] for each in found if len(each.names) == 1]
    chosen = iter(named_apart([each.names for each in found if len(each.names) > 1], fixed))
    return [each.annotator.called(each.names[0] if len(each.names) == 1 else next(chosen)) for each in found]


def answered_in(sources: Iterable[object], is_known: Callable[[str], bool]) -> list[list[str]]:
    """Return the names of the categories of each answer that was given by its path alone.

    Parameters
    ----------
    sources
        See :data:`Sources`.
    is_known
        Tells names of categories, columns and drafts, which go before files.

    Raises
    ------
    DataError
        An answer can't be read.
    """
    paths = [
        given_path(source, "compare()", DataError)
        for _, source in _flat(sources)
        if isinstance(source, os.PathLike) or (isinstance(source, str) and not is_known(source))
    ]
    return [categories_of_answer(path) for path in paths if is_answer(path)]


def _flat(sources: Iterable[object]) -> Iterator[tuple[str | None, object]]:
    for source in sources:
        if isinstance(source, Mapping):
            for name, each in source.items():
                if not isinstance(name, str) or not name.strip():
                    raise DataError(f"An annotator has a name in words, not {name!r}.")
                yield clean_name(name, "annotator's"), each
        else:
            yield None, source


def _found(source: object, name: str | None, category: str | None, known: Known) -> Found:
    if isinstance(source, Annotator):
        return Found(source, (name or source.name,))
    if isinstance(source, pd.Series):
        series = _respelled(
            annotator_of_series(source, name, known.likely if known.cells is None else known.cells), known.cells
        )
        return Found(series, (series.name,))
    if isinstance(source, tuple) and len(source) == 2 and isinstance(source[1], str):
        return _of_path(source[0], name, source[1], known)
    if isinstance(source, str):
        here = known.by_name(source)
        if here is not None:
            return Found(here, (name or here.name,))
        if composed(source) in known.drafts:
            return _of_path(known.drafts[composed(source)], name or source, category, known)
    if isinstance(source, str | os.PathLike):
        return _of_path(source, name, category, known)
    raise DataError(
        "compare() takes paths of drafts, names of columns or categories, Series with the names of cells, or a mapping "
        f"that names these: {type(source).__name__} is none of them."
    )


def _of_path(source: object, name: str | None, category: str | None, known: Known) -> Found:
    if isinstance(source, str) and composed(source) in known.drafts:
        name = name or source
        path = known.drafts[composed(source)]
    else:
        path = given_path(source, "compare()", DataError)
    if not path.exists():
        offered = f" There are {some(known.offered, 12)}." if known.offered else ""
        raise DataError(f"There is neither a file, a column nor a colleague's draft {os.fspath(path)!r}.{offered}")
    found = annotators_of_file(path, known.likely if known.cells is None else known.cells)
    is_an_answer = any(each.kind == "answer" for each in found.values())

    def example(one: str) -> str:
        here = known.by_name(one) if is_an_answer else None  # what is answered is a category of here by its name
        if here is not None and here.kind == "category":
            return f"compare({str(path)!r}, category={one!r})"
        return f"compare(({str(path)!r}, {one!r}))"

    own = only_category(found, category, f"The {'answer' if is_an_answer else 'draft'} {str(path)!r}", example)
    listed = next((who for who, file in known.drafts.items() if file == path), None)
    names = (name,) if name else tuple(dict.fromkeys(filter(None, (listed, *names_of_draft(path)))))
    return Found(_respelled(found[own], known.cells), names)


def _respelled(annotator: Annotator, cells: pd.Index[Any] | None) -> Annotator:
    """Return an annotator whose names of cells are in the form that the data has them in."""
    if cells is None or annotator.cells is cells:
        return annotator
    names = respelled(annotator.cells, cells)
    return annotator if names is annotator.cells else replace(annotator, cells=names)
