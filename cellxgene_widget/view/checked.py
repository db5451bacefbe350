"""The check at the door: what the front end sent must have the type that a handler relies on."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, TypeVar, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

from ..errors import AnnotationError

B = TypeVar("B")


class MalformedRequest(AnnotationError):  # noqa: N818 - it is what the page is told
    """The front end is of another version than the kernel; nothing was changed."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"The view sent a request that does not fit this version ({problem}): reload the page.")


#: Lists in lists: no body of ours has more.
_DEEPEST = 20


def check_depth(given: object) -> None:
    """Check that lists and mappings are not nested without end, on which whatever walks through them would fail.

    Raises
    ------
    MalformedRequest
        They are.
    """
    level: list[object] = [given]
    for _ in range(_DEEPEST):
        level = [
            inside
            for value in level
            if isinstance(value, list | tuple | Mapping)
            for inside in (value.values() if isinstance(value, Mapping) else value)
            if isinstance(inside, list | tuple | Mapping)
        ]
        if not level:
            return
    raise MalformedRequest("it is nested too deeply")


def checked(given: Mapping[str, Any], of: type[B]) -> B:
    """Return a body as what it was checked to be.

    Parameters
    ----------
    given
        What came.
    of
        A TypedDict.

    Raises
    ------
    MalformedRequest
        A key is missing, is not known, or has a value of another type.
    """
    problem = _problem(given, of)
    if problem is not None:
        raise MalformedRequest(problem)
    return cast("B", given)


def check_arguments(verb: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
    """Check that a verb of the session can be called with these arguments, before it is.

    Raises
    ------
    MalformedRequest
        One is missing, is not known, or has a value of another type.
    """
    parameters = _parameters(verb)
    for name, value in arguments.items():
        if name not in parameters:
            raise MalformedRequest(f"{verb.__name__}() has no {name!r}")
        if not fits(value, parameters[name].annotation):
            raise MalformedRequest(f"{verb.__name__}() can't take {name}={_short(value)}")
    for name, parameter in parameters.items():
        if name not in arguments and parameter.default is parameter.empty:
            raise MalformedRequest(f"{verb.__name__}() needs {name!r}")


def fits(value: object, annotation: Any) -> bool:
    """Tell whether a value out of JSON has a type.

    Lists are lists, whatever sequence they stand for, and what is in a mapping is left to whoever reads it.
    """
    origin, inside = get_origin(annotation), get_args(annotation)
    if annotation in (Any, object):
        return True
    if annotation in (None, NoneType):
        return value is None
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inside)
    if origin is Literal:
        return any(value == one and type(value) is type(one) for one in inside)
    if is_typeddict(annotation):
        return _problem(value, annotation) is None
    kind = origin or annotation
    if not isinstance(kind, type):
        raise TypeError(f"a request can't be checked for {annotation!r}")
    if kind is tuple:
        return isinstance(value, list) and len(value) == len(inside) and all(map(fits, value, inside))
    if kind in (int, float):
        return isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
    if issubclass(list, kind):  # also Sequence, Iterable ...
        return isinstance(value, list) and all(fits(one, inside[0]) for one in value if inside)
    if issubclass(dict, kind):
        return isinstance(value, dict)
    return isinstance(value, kind)


def _problem(given: object, of: Any) -> str | None:
    """Say what is wrong with a body, if anything is."""
    if not isinstance(given, Mapping):
        return f"{_short(given)} has no keys"
    keys = _keys(of)
    for key, value in given.items():
        if key not in keys:
            return f"{key!r} is not known"
        if not fits(value, keys[key][0]):
            return f"{key} can't be {_short(value)}"
    missing = next((key for key, (_, required) in keys.items() if required and key not in given), None)
    return None if missing is None else f"{missing!r} is missing"


@functools.cache
def _keys(of: Any) -> dict[str, tuple[Any, bool]]:
    """Return of each key its type, and whether it is required."""
    hints = get_type_hints(of, include_extras=True)
    return {
        key: (get_args(hint)[0], False) if get_origin(hint) is NotRequired else (hint, True)
        for key, hint in hints.items()
    }


@functools.cache
def _parameters(verb: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """Return the parameters of a method besides ``self``."""
    return dict(list(inspect.signature(verb, eval_str=True).parameters.items())[1:])


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
