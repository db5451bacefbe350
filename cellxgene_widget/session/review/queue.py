"""The queue of a review: made beside other verbs, and anew when labels change elsewhere; its groups have numbers."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ...core.cell_sets import Mask
from ...data.cells import CellTable
from ...errors import DataError, LabelError
from ...labels.history import Change, History
from ...labels.reviewing import State, review_of
from ..columns import Columns
from ..events import DataChanged, Edited, Event, Events, Reopened
from ..gate import Gate
from ..marker_tables import MarkerTables, values_of_each
from ..neighbor_graphs import Graphs
from .decisions import group_of
from .grounds import Settings, state_codes, take
from .ways import Ranked, rank

#: Labels that are offered for one group, by the keys 1 to 9.
MOST_OFFERED = 9
#: A label that less of the neighbours' weight is with is not offered.
_LEAST_SHARE = 0.03
#: So often a queue is made beside others before they have to wait for it.
_TRIES = 3


@dataclass(frozen=True, eq=False)
class Group:
    """Cells to be decided on, by a number that stands for these very cells, with this label and suggestion.

    ``frame`` is the fingerprint of the data that their positions are of.
    """

    id: int
    ranked: Ranked
    frame: str


@dataclass(frozen=True, eq=False)
class Queue:
    """What was ranked last.

    Attributes
    ----------
    category_id, graph
        What it is of.
    ranked
        The groups, in order; None: they are of cells or labels of before.
    notes
        What was left out, and why.
    labels
        The labels that there were.
    """

    category_id: int
    ranked: tuple[Group, ...] | None
    graph: sp.csr_matrix | None
    notes: tuple[str, ...] = ()
    labels: frozenset[str | None] = frozenset()

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups, in order."""
        return self.ranked or ()

    def find(self, group: int) -> Group | None:
        """Return a group by its number; None: it is not in the queue."""
        return next((each for each in self.groups if each.id == group), None)


class ReviewQueue:
    """Which cells are to be looked at next.

    A decision made here takes its group out, and leaves the others as they are: the queue does not jump about under
    whoever works through it, and a million cells are not counted anew at every key. What changes labels elsewhere (an
    undo of that, too) marks it as out of date: it is made anew before it is next read.

    Parameters
    ----------
    table, columns, history, graphs, markers
        The cells, what is known of them, their labels, their neighbours, and their genes.
    gate
        Held while it is settled what counts; not while it is counted.
    events
        Tell of changes.

    Attributes
    ----------
    current
        The group shown last, if one was.
    """

    def __init__(
        self,
        table: CellTable,
        columns: Columns,
        history: History,
        graphs: Graphs,
        markers: MarkerTables,
        gate: Gate,
        events: Events,
    ) -> None:
        self._table = table
        self._columns = columns
        self._history = history
        self._graphs = graphs
        self._markers = markers
        self._gate = gate
        #: One queue is made at a time; taken before the session's lock.
        self._making = threading.Lock()
        self._settings: Settings | None = None
        self._queue: Queue | None = None
        self._is_stale = False
        #: Counts how often all groups were let go.
        self._n_dropped = 0
        self._numbers: dict[bytes, int] = {}
        self._counter: itertools.count[int] | None = None
        #: Cells that were skipped before the queue was begun: they are open again.
        self._skipped_before: Mask | None = None
        self.current: Group | None = None
        events.subscribe(self._heard)

    # -- what happened

    def _heard(self, event: Event) -> None:
        if isinstance(event, Reopened) or (isinstance(event, DataChanged) and event.what.cells):
            self._drop()
        queue, settings = self._queue, self._settings
        if queue is None or settings is None:
            return
        if isinstance(event, DataChanged):
            self._is_stale = True
        elif isinstance(event, Edited):
            about = event.change.entry.about
            number = group_of(about)
            group = None if number is None else queue.find(number)
            if group is not None and self._is_of_all_of(event.change, group):
                return
            of = {settings.category, settings.other}
            is_of = any(patch.category == queue.category_id for patch in event.change.patches)
            if is_of or about.get("category") in of or about.get("category") is None:
                self._is_stale = True

    def _is_of_all_of(self, change: Change, group: Group) -> bool:
        """Tell whether an edit is about the very cells of a group: a number may be of a queue of another session."""
        cells = [patch.cells for patch in change.patches]
        if not cells or not self.is_of_now(group):
            return False
        changed = np.zeros(self._history.annotations.n_cells, dtype=bool)
        changed[np.concatenate(cells)] = True
        its = group.ranked.cells
        return bool(changed[its].all()) and np.count_nonzero(changed) == its.size

    def _drop(self) -> None:
        """Let all groups go: none is of the cells, or of the labels, that there are now."""
        self._n_dropped += 1
        if self._queue is not None:
            self._queue, self._is_stale = replace(self._queue, ranked=None, graph=None), True
        self._skipped_before = None

    # -- the queue

    @property
    def shown(self) -> int | None:
        """The number of the group shown last, if it is in the queue still."""
        found = self.current is not None and self._queue is not None and self._queue.find(self.current.id)
        return found.id if found else None

    @property
    def settings(self) -> Settings | None:
        """What the queue is of, under the name that its category has now; None: there is none."""
        settings, queue = self._settings, self._queue
        if settings is None or queue is None:
            return settings
        for category in self._history.annotations.categories:
            if category.id == queue.category_id and category.name != settings.category:
                self._settings = settings = replace(settings, category=category.name)
        return settings

    def begin(self, settings: Settings) -> Queue:
        """Make a queue; what was skipped before is open in it.

        Raises
        ------
        AnnotationError
            There is nothing to make it of: the queue of before goes on.
        """
        with self._making:
            return self._made(settings, begins=True)

    def fresh(self) -> Queue:
        """Return the queue, made anew if labels changed elsewhere since. Called without the session's lock.

        Raises
        ------
        LabelError
            None was begun.
        """
        with self._making:
            with self._gate.lock:
                self._gate.require_open()
                settings, queue = self.settings, self._queue
                if settings is None or queue is None:
                    raise LabelError("There is no queue yet: review(category) makes one.")
                if not self._is_stale:
                    return queue
            return self._made(settings)

    def at_hand(self) -> Queue | None:
        """Return the queue as it was made last, if one was; it may be out of date."""
        return self._queue

    def was_given(self, number: int) -> bool:
        """Tell whether a number stood for a group, which may have changed since."""
        return number in self._numbers.values()

    def state_of(self, group: Group) -> State | None:
        """Return what became of a group; None: it is open, or of other cells. The caller holds the lock."""
        settings = self.settings
        is_here = settings is not None and self.is_of_now(group)
        codes = state_codes(self._history, settings.category, self._table.n_cells) if settings and is_here else None
        if settings is None or codes is None:
            return None
        its = codes[group.ranked.cells]
        if not its.size or its[0] == 0 or not np.all(its == its[0]):
            return None
        review = review_of(self._history.annotations, settings.category)
        names: dict[int, str] = {} if review is None else {label.code: label.name for label in review.labels}
        state = names.get(int(its[0]))
        if state == "skipped":
            before = self._skipped_before
            is_old = before is not None and bool(before[group.ranked.cells].all())
            return None if is_old else "skipped"
        return state if state in ("accepted", "changed", "unsure") else None  # type: ignore[return-value]

    def is_of_now(self, group: Group) -> bool:
        """Tell whether the data has the very cells, each in its place, that a group was made of.

        The caller holds the lock. What the notebook changed since the last look at the data is not known yet.
        """
        return group.frame == self._table.fingerprint

    def is_as_ranked(self, group: Group) -> bool:
        """Tell whether the cells of a group have the label that they were ranked with. The caller holds the lock."""
        settings = self.settings
        if settings is None or not self.is_of_now(group) or not self._history.annotations.has(settings.category):
            return False
        category = self._history.annotations.find(settings.category)
        label = group.ranked.label
        if label is not None and not category.has(label):
            return False
        code = 0 if label is None else category.find(label).code
        return bool(np.all(category.codes[group.ranked.cells] == code))

    def offered(self, group: Group) -> tuple[str, ...]:
        """Return the labels that a group may be given, the suggested one first, then what its neighbours are called.

        The caller holds the lock, and has looked whether the group is of the data of now.
        """
        ranked = group.ranked
        names = list(ranked.said)
        settings, graph = self.settings, None if self._queue is None else self._queue.graph
        if settings is not None and graph is not None and self._history.annotations.has(settings.category):
            category = self._history.annotations.find(settings.category)
            codes = category.codes[: self._table.n_cells]
            called = {label.code: label.name for label in category.labels}
            if graph.shape[0] == codes.size:
                rows = graph[ranked.cells]
                weights = np.bincount(codes[rows.indices].astype(np.int64), rows.data)
                least = _LEAST_SHARE * weights.sum()
                names += [
                    called[code] for code in np.argsort(-weights, kind="stable") if code and weights[code] > least
                ]
        return tuple(dict.fromkeys(name for name in names if name != ranked.label))[:MOST_OFFERED]

    # -- making it

    def _made(self, settings: Settings, *, begins: bool = False) -> Queue:
        for attempt in itertools.count(1):
            with self._gate.lock if attempt > _TRIES else contextlib.nullcontext():
                with self._gate.lock:
                    self._gate.require_open()
                    grounds = take(settings, self._columns, self._history, self._table)
                    graph = self._graph(settings)
                    seen = self._stamp()
                    category_id = self._history.annotations.find(settings.category).id
                ranked = rank(grounds, graph, self._read)
                with self._gate.lock:
                    self._gate.require_open()
                    if self._stamp() == seen:
                        frame = self._table.fingerprint
                        groups = tuple(Group(self._number(each), each, frame) for each in ranked)
                        self._queue = queue = Queue(category_id, groups, graph, grounds.notes, frozenset(grounds.names))
                        self._is_stale = False
                        if begins:  # in one with the queue: an edit that comes next is heard of both
                            self._begun(settings)
                        return queue
        raise AssertionError  # never reached: the last attempt holds the lock

    def _begun(self, settings: Settings) -> None:
        self._settings, self.current = settings, None
        skipped = self._mask_of("skipped")
        self._skipped_before = None if skipped is None else skipped.copy()

    def _stamp(self) -> tuple[int, int, int]:
        return self._history.revision, self._table.n_changes, self._n_dropped

    def _graph(self, settings: Settings) -> sp.csr_matrix | None:
        if settings.by == "disagreement":
            with contextlib.suppress(DataError):
                return self._graphs.matrix() if settings.graph is None else self._graphs.matrix(settings.graph)
            return None
        if settings.graph is not None:
            return self._graphs.matrix(settings.graph)
        if settings.by == "doubt":
            return self._graphs.matrix()
        return self._graphs.matrix() if self._graphs.names() else None

    def _read(self, names: Sequence[str]) -> Mapping[str, npt.NDArray[np.float32]]:
        """Return the values of those of some genes that are in the data."""
        with self._gate.lock:
            tables = self._markers.table_of_each(names, None)
        return values_of_each({name: table for name, table in tables.items() if name in table})

    def _number(self, ranked: Ranked) -> int:
        """Return the number that stands for these cells with this label and these suggestions, always the same one."""
        if self._counter is None:  # none of an earlier session is used again: the history has them
            told = (group_of(entry.about) for entry in self._history.entries)
            self._counter = itertools.count(1 + max((number for number in told if number is not None), default=0))
        digest = hashlib.blake2b(ranked.cells.tobytes(), digest_size=16)
        digest.update(repr((ranked.label, ranked.suggested, ranked.offered, self._table.fingerprint)).encode())
        key = digest.digest()
        if key not in self._numbers:
            self._numbers[key] = next(self._counter)
        return self._numbers[key]

    def _mask_of(self, state: State) -> Mask | None:
        settings = self.settings
        review = None if settings is None else review_of(self._history.annotations, settings.category)
        return review.mask(state)[: self._table.n_cells] if review is not None and review.has(state) else None
