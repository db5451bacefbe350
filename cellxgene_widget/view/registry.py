"""The requests that the view may make: each is declared with :func:`handles` where its handler stands."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, TypeVar, get_type_hints

from ..errors import AnnotationError
from ..session.session import Session

B = TypeVar("B")
H = TypeVar("H", bound=Callable[..., "Reply[Any]"])

Progress = Callable[[float], None]


class Reply(NamedTuple, Generic[B]):
    """A body, and bytes if there is an array to go with it."""

    body: B
    payload: bytes | memoryview = b""


class Call(NamedTuple):
    """What comes with a request besides its body.

    Attributes
    ----------
    id
        Of the request; one that is sent again has it again.
    buffers
        The bytes that came with it.
    progress
        To be told the part that is done, 0 to 1. Raises :class:`Superseded` when nobody waits for the answer any more.
    cancel
        Lets another request go, by its id.
    seen
        After how many changes of the data the page was drawn; None: it does not say.
    tell
        Sends the page an event about the request before its answer.
    """

    id: str
    buffers: Sequence[Any] = ()
    progress: Progress = lambda _: None
    cancel: Callable[[str], None] = lambda _: None
    seen: int | None = None
    tell: Callable[[Mapping[str, Any], Sequence[bytes]], None] = lambda _, __: None


class Superseded(AnnotationError):  # noqa: N818 - no error: the answer is wanted no more
    """Nobody waits for the answer any more: a newer request came, or it was cancelled."""

    def __init__(self) -> None:
        super().__init__("superseded")


class Genes(NamedTuple):
    """Names among which there may be genes, to be read from a layer (None: the one in use)."""

    names: Iterable[object]
    layer: str | None = None


@dataclass(frozen=True)
class Handler:
    """A kind of request and how it is answered; see :func:`handles`."""

    kind: str
    body: type
    answer: Callable[[Session, Any, Call], Reply[Any]]
    locked: Callable[[Session, Any], bool]
    reads: Callable[[Any], Genes] | None
    thread: bool | Literal["if slow"]
    newest: bool
    of_cells: Callable[[Any], bool]
    ahead: Callable[[Session, Any], object] | None


HANDLERS: dict[str, Handler] = {}


def handles(
    kind: str,
    *,
    locked: bool | Callable[[Session, Any], bool] = True,
    reads: Callable[[Any], Genes] | None = None,
    thread: bool | Literal["if slow"] = False,
    newest: bool = False,
    of_cells: bool | Callable[[Any], bool] = False,
    ahead: Callable[[Session, Any], object] | None = None,
) -> Callable[[H], H]:
    """Let a function answer a kind of request.

    It is given the session, the body (of the TypedDict that its second parameter is annotated with, and checked to be
    one) and, if it has a third parameter, the :class:`Call`.

    Parameters
    ----------
    kind
        What the front end calls it.
    locked
        Whether the lock of the session is held meanwhile. Not for what takes it by itself: to save takes another lock
        first, and what only reads genes or computes lets people label meanwhile. May depend on the session and body.
    reads
        Returns the genes that will be read. They are read before the lock is taken: nobody waits for a disk to label.
    thread
        Whether it is answered on a thread of its own; ``"if slow"``: when its genes must be read from disk.
    newest
        Whether only the newest request of this kind of a page is answered; those before it are superseded.
    of_cells
        Whether it is about cells as the page shows them, or answered with one value a cell: it is refused when the page
        shows the data as it was before the notebook changed it. May depend on the body.
    ahead
        Reads files of the draft before the lock is taken; what is called under it takes what was read.
    """

    def register(function: H) -> H:
        parameters = list(inspect.signature(function).parameters)
        body = get_type_hints(function)[parameters[1]]
        takes_call = len(parameters) > 2

        def answer(session: Session, body: Any, call: Call) -> Reply[Any]:
            return function(session, body, call) if takes_call else function(session, body)

        if kind in HANDLERS:
            raise ValueError(f"two handlers for {kind!r}")
        is_locked = locked if callable(locked) else lambda _, __: locked
        is_of_cells = of_cells if callable(of_cells) else lambda _: of_cells
        HANDLERS[kind] = Handler(kind, body, answer, is_locked, reads, thread, newest, is_of_cells, ahead)
        return function

    return register
