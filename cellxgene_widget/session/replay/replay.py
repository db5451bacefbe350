"""The labels of a session carried to another object, which gets a session and a draft of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
import pandas as pd

from ...core.cell_sets import fingerprint
from ...core.counted import counted
from ...core.plain_numbers import is_number
from ...data.stores import name_within
from ...draft.file_names import draft_id
from ...draft.user import load_profile
from ...errors import AnnotationError, DraftError
from ...labels.beside import labels_of
from ...labels.entries import Entry
from ...labels.given_categories import Given
from .by_neighbors import Voted, by_votes, space_of
from .by_recipe import deeds_of, empty, make_again, reasons_against
from .comparable import Comparable
from .ends import HasThere, Here, There
from .outlines import by_places, fitting, lain
from .replayed import Replayed
from .source import Places, Source, carried, copied, report_of, said_of_carrying

How = Literal["names", "recipe", "neighbors"]


class Opened(Protocol):
    """A session."""

    @property
    def parts(self) -> HasThere:
        """What it is made of."""

    def close(self) -> None:
        """Let go of the data."""


class Asked(NamedTuple):
    """How labels are to be carried; see :meth:`Session.replay`."""

    how: How
    use_rep: str | None
    n_neighbors: int
    threshold: float
    categories: Collection[str] | None


@dataclass(frozen=True, eq=False)
class _Work:
    """What is carried, and where to."""

    source: Source
    entries: Sequence[Entry]
    here: Here
    there: There
    places: Places
    #: The names of the cells of the data here when the labels were copied.
    cells: pd.Index[Any]


def replay(
    here: Here, open_session: Callable[..., Opened], data: Any, options: Mapping[str, Any], asked: Asked
) -> Replayed:
    """Carry labels. Raises as :meth:`Session.replay` does; the other session is closed then, and nothing was made."""
    with here.gate.lock:
        here.gate.require_open()
        source, entries = _source(here, asked.categories), list(here.history.entries)
        cells = here.table.obs_names
        before = lain(source.categories, here.table)
        if data is here.table.adata:
            raise DraftError("These are the cells of this draft itself: replay() takes another object.")
        given = _options(here, data, options)
    opened = open_session(data, **given)
    try:
        there = There.of(opened.parts)
        places = source.places(there.table.obs_names)
        if asked.how == "names":
            _require_some(source, places)
        with there.gate.lock:
            categories, left_behind = fitting(source.categories, by_places(before, places, there.table))
        source = replace(source, categories=categories)
        work = _Work(source, entries, here, there, places, cells)
        way = {"names": _by_names, "recipe": _by_recipe, "neighbors": _by_neighbors}[asked.how]
        report, notes = way(work, asked)
    except BaseException:
        opened.close()
        raise
    n_new = int(np.count_nonzero(places < 0))
    if n_new and asked.how == "names":
        notes = [*notes, f'By name new cells have no label ({n_new:,}): how="neighbors" goes by what is near.']
    return Replayed(opened, report, (*notes, *left_behind), n_new)


def _require_some(source: Source, places: Places) -> None:
    if not (places >= 0).any():
        raise DraftError(
            f"No cell of {source.title} is in the other object: there is nothing to carry by name. "
            'how="neighbors" goes by what is near, how="recipe" by how cells were chosen.'
        )


def _source(here: Here, wanted: Collection[str] | None) -> Source:
    """Return the labels as they are; under the lock."""
    annotations = here.history.annotations
    found = (
        labels_of(annotations.categories)
        if wanted is None
        else [annotations.find(name) for name in dict.fromkeys(wanted)]
    )
    if not found:
        raise DraftError("There is no category to carry: label some cells first.")
    name = here.draft.status.name
    title = f"the draft {name!r}" if name else "this draft"
    return Source(title, here.draft.names, tuple(map(copied, found)))


def _options(here: Here, data: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options to open the other object with: a draft of its own, where this one's is if nothing is said.

    Raises
    ------
    DraftError
        It would be this very draft.
    """
    given, is_path = dict(options), isinstance(data, str | os.PathLike)
    if given.get("user") is None and load_profile(None).user != here.user:
        given["user"] = here.user
    if "annotations_file" in given:
        return given
    if not is_path and given.get("annotations_dir") is None:
        given["annotations_dir"] = here.draft.folder
    if given.get("dataset") is None and not is_path and (name := _name_of(data)) is not None:
        given["dataset"] = name
    name = name_within(Path(data).expanduser()) if is_path else None
    dataset = given.get("dataset") or name
    folder = given.get("annotations_dir") or (Path(data).expanduser().absolute().parent if is_path else Path.cwd())
    user = load_profile(given.get("user")).user
    if (
        isinstance(dataset, str)
        and draft_id(user, dataset) == here.draft.id
        and Path(folder).resolve() == Path(here.draft.folder).resolve()
    ):
        raise DraftError(
            f"The other object would have this very draft, for it is called {dataset!r} too: dataset= gives it a name "
            "of its own, or show() opens it with these labels."
        )
    return given


def _name_of(data: Any) -> str | None:
    """Return what an object in memory is called that says nothing itself: by its cells, as it would be found again."""
    names = getattr(data, "obs_names", None)
    title = getattr(data, "uns", {}).get("title")
    if names is None or (isinstance(title, str) and title.strip()):
        return title if isinstance(title, str) else None
    return f"cells-{fingerprint(pd.Index(names).astype(str))}"


_Result = tuple[pd.DataFrame, list[str]]


def _by_names(work: _Work, _: Asked) -> _Result:
    there, source = work.there, work.source
    moved = [carried(each, work.places) for each in source.categories]
    with there.gate.lock:
        given, notes = there.into.named_freely(moved)
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        _give(work, [said_of_carrying(each, source.title, time) for each in given], "names")
    return report_of(source.categories, given, work.places, [None] * len(given)), notes


def _by_neighbors(work: _Work, asked: Asked) -> _Result:
    there, source = work.there, work.source
    space = space_of(source, work.here, work.cells, there.table, asked.use_rep)
    voted = [by_votes(each, space, work.places, asked.n_neighbors, asked.threshold) for each in source.categories]
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    with there.gate.lock:
        given, notes = there.into.named_freely([each.given for each in voted])
        columns = [_score_name(there, each.name) for each in given]
        said = [
            each.said(named, space.key, source.title, time, column)
            for each, named, column in zip(voted, given, columns, strict=True)
        ]
        there.into.require_writable()
        for column, each in zip(columns, voted, strict=True):
            there.scores.keep(column, time, each.share)
        _give(work, said, "neighbors")
    notes = [*space.notes, *notes, *(_below(each, asked.threshold) for each in voted if each.n_below)]
    return report_of(source.categories, given, work.places, [each.others for each in voted]), notes


def _below(voted: Voted, threshold: float) -> str:
    return (
        f"{counted(voted.n_below)} without a label in {voted.given.name!r}: no label has {threshold:.0%} of the votes "
        "of their neighbours (one without a label is a vote for none), or they have no place there."
    )


def _score_name(there: There, category: str) -> str:
    name = f"carried: {category}"
    while there.columns.has_column(name) or there.table.has(name):
        name += "_"
    return name


def _by_recipe(work: _Work, _: Asked) -> _Result:
    there, source = work.there, work.source
    labels = {each.name: {label.name for label in each.labels} for each in source.categories}
    deeds = deeds_of(work.entries, labels)
    with there.gate.lock:
        given, notes = there.into.named_freely([replace(empty(each), about={}) for each in source.categories])
        renamed = {one.name: two.name for one, two in zip(source.categories, given, strict=True)}
    with work.here.gate.lock, there.gate.lock:  # nobody knows the other session yet
        work.here.require_same(work.cells)
        check = Comparable(work.here, there, renamed)
        reasons = reasons_against(deeds, check)
    with there.gate.lock:
        _give(work, given, "recipe")
        made = make_again(deeds, reasons, renamed, there)
        annotations = there.history.annotations
        now = [copied(annotations.find(each.name)) for each in given]
    now = [replace(each, codes=each.codes[: len(work.places)]) for each in now]
    others = [_codes_of(one, two) for one, two in zip(source.categories, now, strict=True)]
    notes = [f"{counted(made.n, 'edit')} of {len(deeds):,} made again.", *notes, *check.notes, *made.notes]
    return report_of(source.categories, now, work.places, others), notes


def _codes_of(one: Given, two: Given) -> Any:
    codes = {label.name: label.code for label in one.labels}
    table = np.zeros(max((label.code for label in two.labels), default=0) + 1, dtype=np.intp)
    for label in two.labels:
        table[label.code] = codes.get(label.name, 0)
    return table[two.codes]


def _give(work: _Work, given: Sequence[Given], how: How) -> None:
    n = sum(each.n_labelled for each in given)
    words = {"names": "by name", "recipe": "to be made again by recipe", "neighbors": "by neighbours"}[how]
    text = f"carry the labels of {work.source.title} {words}"
    work.there.into.give(given, "replay", f"{text} ({counted(n)})" if n else text, {})


def checked(how: object, use_rep: object, n_neighbors: object, threshold: object, categories: object) -> Asked:
    """Check what was asked for.

    Raises
    ------
    AnnotationError
        It is none of what there is.
    """
    if how not in ("names", "recipe", "neighbors"):
        raise AnnotationError(f'how= takes "names", "recipe" or "neighbors", not {how!r}.')
    if use_rep is not None and not isinstance(use_rep, str):
        raise AnnotationError(f"use_rep= takes a key of obsm, not {use_rep!r}.")
    if not isinstance(n_neighbors, int | np.integer) or isinstance(n_neighbors, bool) or not 1 <= n_neighbors <= 1000:
        raise AnnotationError(f"n_neighbors= takes a number from 1 to 1,000, not {n_neighbors!r}.")
    if not (is_number(threshold) and 0 <= threshold <= 1):
        raise AnnotationError(f"threshold= takes a share from 0 to 1, not {threshold!r}.")
    wanted = [categories] if isinstance(categories, str) else categories
    if wanted is not None and not (isinstance(wanted, Collection) and all(isinstance(x, str) for x in wanted)):
        raise AnnotationError(f"categories= takes names of categories, not {categories!r}.")
    return Asked(how, use_rep, int(n_neighbors), float(threshold), wanted)
