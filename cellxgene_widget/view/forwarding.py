"""Verbs and properties of the session, made ones of whatever has a ``session``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, overload

from ..session.session import Session
from ..session.verb import Reading

P = ParamSpec("P")
R = TypeVar("R")


class HasSession(Protocol):
    """Whatever shows a session."""

    @property
    def session(self) -> Session:
        """The session."""


def session_verb(
    method: Callable[Concatenate[Session, P], R], *, then: Callable[[Any], None] = lambda _: None
) -> Callable[Concatenate[Any, P], R]:
    """Make a verb of the session one of a class that has a session; with its signature and docstring.

    ``then`` is called with the object when the verb has done its work.
    """
    name = method.__name__

    def call(self: HasSession, /, *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = getattr(self.session, name)(*args, **kwargs)
        then(self)
        return result

    functools.update_wrapper(call, method)
    return call


class SessionProperty(property, Generic[R]):
    """A property that is read from the session."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type | None = None) -> SessionProperty[R]: ...
        @overload
        def __get__(self, instance: object, owner: type | None = None) -> R: ...
        def __get__(self, instance: object, owner: type | None = None) -> Any:
            """Return the value."""


def session_property(of: Reading[R, Any]) -> SessionProperty[R]:
    """Make a property of the session one of a class that has a session; with its docstring, and set as it is."""

    def read(self: HasSession) -> R:
        return of.__get__(self.session, Session)

    def write(self: HasSession, value: Any) -> None:
        of.__set__(self.session, value)

    read.__doc__ = of.__doc__
    return SessionProperty(read, write if of.is_settable else None)
