"""How a verb of a group becomes one of the session: lock, what is read before the lock, and closedness in one place."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, overload

from ..data.graphs import WEIGHTS
from ..data.pairs import pair_of
from ..errors import AnnotationError
from .parts import Parts

G = TypeVar("G")
P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V")


#: Reads files before the lock is taken.
Ahead = Callable[[Parts, Mapping[str, Any]], object]


class HasParts(Protocol):
    """A session, as its verbs need it."""

    @property
    def parts(self) -> Parts:
        """What it is made of."""


def verb(
    method: Callable[Concatenate[G, P], R],
    *,
    locked: bool = True,
    prefetch: tuple[str, ...] = (),
    ahead: Ahead | None = None,
    after_close: bool = False,
    follows: bool = True,
) -> Callable[Concatenate[HasParts, P], R]:
    """Make a method of a verb group one of the session.

    Parameters
    ----------
    method
        Of a class of ``session.verbs``.
    locked
        Whether one verb runs at a time. Those that take long, or that take the lock of the saving first, lock by
        themselves where they must.
    prefetch
        Arguments that name genes, which are read before the lock: nobody waits for a disk to give a label. Each is a
        name of a column, a mapping by such names, or (``basis``) a pair of them; in the layer that the verb is given.
    ahead
        Reads files of the draft before the lock, given the arguments; the verb takes what was read.
    after_close
        Whether it may be called after ``close()``: it tells something that needs no data. Others raise an
        :class:`AnnotationError` then.
    follows
        Whether it is about the data as it is now: then it is looked first whether the notebook changed that. One that
        may be called after ``close()`` tells what is known while another verb runs, or the data can't be shown.
    """
    signature = inspect.signature(method)
    group, name = method.__qualname__.split(".")

    @functools.wraps(method)
    def call(self: HasParts, /, *args: P.args, **kwargs: P.kwargs) -> R:
        parts = self.parts
        if not after_close:
            parts.gate.require_open()
        if follows and (prefetch or not locked):
            _look(parts, wait=not after_close)
        if prefetch:
            given = signature.bind(self, *args, **kwargs).arguments
            drawn = "lasso" not in signature.parameters or given.get("lasso") is not None
            if "basis" in prefetch and given.get("basis") is None and drawn:
                given["basis"] = parts.shown.embedding  # drawn on what is shown
            names = [name for argument in prefetch for name in names_in(argument, given.get(argument))]
            parts.columns.read_ahead(names, given.get("layer"))
        bound: Callable[P, R] = getattr(parts.verbs[group], name)
        if ahead is not None:
            ahead(parts, signature.bind(self, *args, **kwargs).arguments)
        if not locked:
            return bound(*args, **kwargs)
        with parts.gate.lock:
            parts.gate.require_open()
            if follows:
                parts.following.look()
            return bound(*args, **kwargs)

    call.__module__, call.__qualname__ = "cellxgene_widget.session.session", f"Session.{name}"
    return call


def sets_ahead(parts: Parts, _: Mapping[str, Any]) -> None:
    """Read the named sets, if others wrote them."""
    parts.sets.look()


def graph_ahead(parts: Parts, given: Mapping[str, Any]) -> None:
    """Read a graph of neighbours; the verb says what is wrong with it."""
    with contextlib.suppress(AnnotationError):
        parts.graphs.matrix(given.get("graph", WEIGHTS))


def journal_ahead(parts: Parts, given: Mapping[str, Any]) -> None:
    """Read what only the journal has of an edit."""
    parts.past.look(given["revision"])


def whole_journal_ahead(parts: Parts, _: Mapping[str, Any]) -> None:
    """Read what only the journal has of the edits made."""
    parts.past.look(0)


def _look(parts: Parts, *, wait: bool) -> None:
    """Look whether the data changed; without ``wait`` only if nothing is in the way of it."""
    if wait:
        with parts.gate.lock:
            parts.gate.require_open()
            parts.following.look()
    elif not parts.gate.closed and parts.gate.lock.acquire(blocking=False):
        try:
            with contextlib.suppress(AnnotationError):
                parts.gate.require_open()
                parts.following.look()
        finally:
            parts.gate.lock.release()


def names_in(argument: str, given: object) -> Iterable[object]:
    """Return the names of columns in an argument of a verb."""
    if argument == "basis":
        return (None if given is None else pair_of(given)) or ()
    if argument == "within":
        steps = [step for step in given if isinstance(step, Mapping)] if isinstance(given, list | tuple) else []
        return [
            name for step in steps for part in ("where", "basis", "within") for name in names_in(part, step.get(part))
        ]
    return [given] if isinstance(given, str) else given if isinstance(given, Mapping) else ()


class Reading(Generic[R, V]):
    """A property of the session: a method of a verb group that only reads, and a verb that sets it, if one does."""

    def __init__(
        self,
        method: Callable[[Any], R],
        *,
        locked: bool = True,
        ahead: Ahead | None = None,
        after_close: bool = False,
        by: Callable[[Any, V], object] | None = None,
    ) -> None:
        self._read: Callable[[HasParts], R] = verb(method, locked=locked, ahead=ahead, after_close=after_close)
        self._set = by
        self.__doc__ = method.__doc__
        self.__name__ = method.__name__

    @overload
    def __get__(self, session: None, owner: type[Any]) -> Reading[R, V]: ...
    @overload
    def __get__(self, session: HasParts, owner: type[Any]) -> R: ...
    def __get__(self, session: HasParts | None, owner: type[Any]) -> Reading[R, V] | R:
        return self if session is None else self._read(session)

    @property
    def is_settable(self) -> bool:
        """Whether a verb sets it."""
        return self._set is not None

    def __set__(self, session: HasParts, value: V) -> None:
        if self._set is None:
            raise AttributeError(f"{self.__name__!r} of a session can't be set.")
        self._set(session, value)


def reading(method: Callable[[Any], R], *, ahead: Ahead | None = None) -> Reading[R, object]:
    """Make a method of a verb group a property of the session that can't be set."""
    return Reading(method, ahead=ahead)


def unlocked(method: Callable[[Any], R]) -> Reading[R, object]:
    """Make a method of a verb group a property that does not wait for a verb that is running."""
    return Reading(method, locked=False)


def telling(method: Callable[[Any], R]) -> Reading[R, object]:
    """Make a method of a verb group a property that needs neither the lock nor the data: also after ``close()``."""
    return Reading(method, locked=False, after_close=True)


def setting(method: Callable[[Any], R], *, by: Callable[[Any, V], object]) -> Reading[R, V]:
    """Make a method of a verb group a property of the session; setting it calls a verb, which checks the value."""
    return Reading(method, locked=False, after_close=True, by=by)
