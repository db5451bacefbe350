"""Clusters of a part of the cells, made beside the data: computed by another process, put in place when whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_names import places_among
from ..core.cell_sets import Cells
from ..core.counted import counted, one_or_more
from ..core.palettes import palette
from ..core.uninterrupted import uninterrupted
from ..data.cells import CellTable
from ..data.columns import CategoryColumn
from ..data.representations import Representation, Representations
from ..errors import DataError, SelectionError, some
from ..statistics.clustering.estimate import estimated_seconds
from .clustering_runs import ClusteringCancelled, ClusteringRuns, Run
from .events import ClusteringsChanged, Events
from .following import Following
from .gate import Gate
from .made import Made

#: Of fewer cells there are no clusters, and no UMAP.
FEWEST = 5


@dataclass(frozen=True)
class Settings:
    """What a clustering is made by: as ``scanpy`` calls it. ``embed``: with a UMAP of these cells alone."""

    use_rep: str
    n_neighbors: int
    resolution: float
    seed: int
    embed: bool


@dataclass(frozen=True, eq=False)
class Clustering:
    """A clustering that was made: what it is of, and how.

    Attributes
    ----------
    name
        Of its column, and of its embedding.
    settings
        How it was made.
    cells
        Names of its cells.
    stamp
        Tells whether the values it was made of are the same.
    notes
        What a person should know of it.
    serial
        Another one after each run: a page says by it which clusters it shows.
    """

    name: str
    settings: Settings
    cells: pd.Index[Any]
    stamp: str
    notes: tuple[str, ...] = ()
    serial: int = 0


class Clusterings:
    """Makes clusterings, one at a time, without the session's lock: one may label meanwhile.

    Parameters
    ----------
    gate, table, following
        Held, read and followed when a run begins and when it ends.
    made
        Where what was made is put.
    runs
        Does the computing.
    events
        Told of what is dropped.
    """

    def __init__(
        self, gate: Gate, table: CellTable, following: Following, made: Made, runs: ClusteringRuns, events: Events
    ) -> None:
        self._gate = gate
        self._table = table
        self._following = following
        self._made = made
        self._runs = runs
        self._events = events
        self.representations = Representations(table)
        """What can be clustered by."""
        self._known: dict[str, Clustering] = {}
        self._serial = 0

    # -- what there is

    @property
    def all(self) -> list[Clustering]:
        """The clusterings, the newest last."""
        return [each for name, each in self._known.items() if name in self._made.columns]

    def find(self, name: str | None) -> Clustering:
        """Return a clustering by its name; None: the newest.

        Raises
        ------
        DataError
            There is none of this name, or none at all.
        """
        known = self.all
        found = known[-1:] if name is None else [each for each in known if each.name == name]
        if found:
            return found[0]
        if not known:
            raise DataError("There are no clusters yet: cluster() makes some of the selected cells.")
        raise DataError(f"There is no clustering {name!r}. There are: {some([each.name for each in known], 20)}.")

    def column(self, clustering: Clustering) -> CategoryColumn:
        """Return the clusters of all cells, code 0 for those outside."""
        found = self._made.columns[clustering.name]
        assert isinstance(found, CategoryColumn)  # noqa: S101 - so it was put
        return found

    # -- a run

    def make(self, find: Callable[[], Cells], settings: Settings) -> Clustering:
        """Cluster some cells, and put the result beside the data.

        Parameters
        ----------
        find
            Returns the positions of the cells; called under the session's lock.
        settings
            How.

        Raises
        ------
        AnnotationError
            There are too few cells, the data changed meanwhile, scanpy refuses, or it was cancelled. Nothing is left.
        """
        with self._gate.lock:
            self._gate.require_open()
            self._table.check_unchanged()
            cells = find()
            seen, names = self._table.n_changes, self._table.obs_names[cells]
        representation = self.representations.find(settings.use_rep)
        seconds = estimated_seconds(len(cells), embed=settings.embed)
        with self._runs.begin(None, len(cells), seconds, embed=settings.embed) as run:
            values, whole = self._values(representation, cells, settings.n_neighbors)
            notes = self._notes(representation, int(np.count_nonzero(~whole)))
            new = Clustering("", settings, names[whole], _stamp(values), notes)
            self._runs.graph = None
            run.ask("neighbors", **_of_graph(settings, values))
            codes, levels = run.ask("clusters", resolution=settings.resolution, seed=settings.seed)
            points = run.ask("embedding", seed=settings.seed) if settings.embed else None
            self._require_cells(seen)
            self._require_stamp(new, representation, cells)
            with self._gate.lock:
                self._require_same(run, seen)
                named = replace(new, name=self._made.free_name("clusters"))
                self._put(named, np.asarray(cells)[whole], codes, levels, points)
        return named

    def again(self, name: str | None, resolution: float) -> Clustering:
        """Cluster the same cells once more at another resolution, from the graph if that is still there.

        Raises
        ------
        AnnotationError
            As for :meth:`make`; or cells of it are gone, or have other values since.
        """
        with self._gate.lock:
            self._gate.require_open()
            self._table.check_unchanged()
            before = self.find(name)
            seen, cells = self._table.n_changes, places_among(before.cells, self._table.obs_names)
        if (cells < 0).any():
            gone = int(np.count_nonzero(cells < 0))
            raise DataError(f"{counted(gone)} of {before.name!r} {one_or_more(gone, 'is', 'are')} gone: cluster anew.")
        settings = replace(before.settings, resolution=resolution)
        with self._runs.begin(before.name, len(cells), estimated_seconds(len(cells), embed=False), embed=False) as run:
            representation = self.representations.find(settings.use_rep)
            values = self._require_stamp(before, representation, cells)
            if not self._runs.has_graph(run, before.name):
                self._runs.graph = None
                run.ask("neighbors", **_of_graph(settings, values))
            codes, levels = run.ask("clusters", resolution=resolution, seed=settings.seed)
            with self._gate.lock:
                if before.name not in self._made.columns:
                    raise ClusteringCancelled
                self._require_same(run, seen)
                now = replace(before, settings=settings)
                self._put(now, cells, codes, levels, None)
        return now

    def drop(self, name: str | None) -> str:
        """Have a clustering no more, and return its name; None: the newest. Call it under the session's lock."""
        found = self.find(name)
        with uninterrupted():
            self._made.drop(found.name)
            self._known.pop(found.name, None)
        self._events.publish(ClusteringsChanged())
        return found.name

    # -- parts of a run

    def _values(
        self, representation: Representation, cells: Cells, n_neighbors: int
    ) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
        """Return the values of the cells that have all of them, and which these are."""
        values = self.representations.rows(representation, cells)
        whole = np.isfinite(values).all(axis=1)
        n = int(np.count_nonzero(whole))
        if n == 0:
            raise DataError(f"None of these cells has a value in {representation.key!r}: there is nothing to go by.")
        if n < FEWEST:
            too_few = f"{counted(n)} {one_or_more(n, 'is', 'are')} too few"
            raise SelectionError(f"Clusters are of {FEWEST} cells or more: {too_few}.")
        if n <= n_neighbors:
            raise SelectionError(
                f"{counted(n)} can't have {n_neighbors} neighbors each: select more cells, or pass a smaller "
                f"n_neighbors= (at most {n - 1})."
            )
        return (values if whole.all() else values[whole]), whole

    def _require_stamp(
        self, clustering: Clustering, representation: Representation, cells: npt.NDArray[Any]
    ) -> npt.NDArray[Any]:
        """Return the values of the cells of a clustering, or raise if they are others than it was made of."""
        values, _ = self._values(representation, cells.astype(np.uint32), clustering.settings.n_neighbors)
        if _stamp(values) != clustering.stamp:
            since = f"since {clustering.name!r} was made" if clustering.name else "than when it was begun"
            raise DataError(f"{representation.key!r} has other values {since}: nothing was kept. Cluster anew.")
        return values

    def _notes(self, representation: Representation, n_left_out: int) -> tuple[str, ...]:
        notes = []
        if n_left_out:
            verb = one_or_more(n_left_out, "has", "have")
            notes.append(f"{counted(n_left_out)} {verb} no value in {representation.key!r}, and no cluster.")
        if self.representations.is_plot(representation):
            notes.append(f"{representation.key!r} is a plot: distances in it are those of a picture.")
        return tuple(notes)

    def _require_cells(self, seen: int) -> None:
        """Raise if what was computed is about other cells than there are now."""
        with self._gate.lock:
            self._gate.require_open()
            self._following.look()
            if not self._table.has_cells_of(seen):
                raise DataError(
                    "The cells of the data changed while they were clustered: nothing was kept. Cluster anew."
                )

    def _require_same(self, run: Run, seen: int) -> None:
        """Raise if what was computed is about other cells, and let the run not be cancelled any more."""
        self._require_cells(seen)
        run.finish()

    def _put(
        self,
        clustering: Clustering,
        cells: npt.NDArray[Any],
        codes: npt.NDArray[np.int32],
        levels: Sequence[str],
        points: npt.NDArray[np.float32] | None,
    ) -> None:
        n = self._table.n_cells
        of_all = np.zeros(n, dtype=np.min_scalar_type(len(levels)))
        of_all[cells] = codes + 1
        column = CategoryColumn(clustering.name, tuple(levels), tuple(palette(len(levels), "scanpy")), of_all)
        embeddings = {}
        if points is not None:
            placed = np.full((n, 2), np.nan, dtype=np.float32)
            placed[cells] = points
            embeddings[clustering.name] = placed
        with uninterrupted():
            self._made.put([column], embeddings)
            self._serial += 1
            self._known[clustering.name] = replace(clustering, serial=self._serial)
            self._runs.graph = clustering.name


def _of_graph(settings: Settings, values: npt.NDArray[Any]) -> Mapping[str, Any]:
    return {
        "values": values,
        "use_rep": settings.use_rep,
        "n_neighbors": settings.n_neighbors,
        "seed": settings.seed,
    }


def _stamp(values: npt.NDArray[Any]) -> str:
    return hashlib.blake2b(np.ascontiguousarray(values).tobytes(), digest_size=16).hexdigest()
