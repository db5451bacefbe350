"""The traits that a page or the user may set to choose what is shown, checked against the session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..data.pairs import key_of, pair_of
from ..errors import AnnotationError
from ..session.session import Session
from .options import ViewError
from .told import ToldText


class BasisTrait(ToldText):
    """The key of an embedding; two names, as in ``w.embedding = ("CD3E", "CD8A")``, become the key of their plot."""

    def validate(self, obj: Any, value: Any) -> str:
        """Take two names for their key."""
        try:
            key = key_of(pair_of(value) or ()) if isinstance(value, list | tuple) else value
            return str(super().validate(obj, key))
        except AnnotationError as error:
            raise ViewError(str(error)) from None


class Choices:
    """``embedding``, ``color`` and ``category``, as the traits have them and as the session has them.

    Parameters
    ----------
    session
        What is shown.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        parts = session.parts
        self._shown, self._columns, self._history = parts.shown, parts.columns, parts.history

    def checked(self, name: str, value: Any, traits: Mapping[str, Any] | None) -> Any:
        """Return a choice as the session would show it.

        Parameters
        ----------
        name, value
            The trait, and what it is to be.
        traits
            What the traits are now; None if several are being set at once, all of which are told of when that ends.

        Raises
        ------
        ViewError
            There is nothing of this name.
        """
        self._session.parts.gate.require_open()
        if value == getattr(self._shown, name):
            return value
        try:
            if name == "embedding":
                return self._columns.find_basis(value)
            if value is not None:
                (self._columns.check_column if name == "color" else self._history.annotations.find)(value)
        except AnnotationError as error:
            raise ViewError(str(error)) from None
        if traits is not None and value == traits.get(name):
            # A verb called a moment ago does not show in the traits yet: nobody would be told of this as a change.
            self.choose(name, value)
        return value

    def choose(self, name: str, value: Any) -> None:
        """Show something else."""
        self._session.parts.gate.require_open()
        if value == getattr(self._shown, name):
            return
        match name:
            case "embedding":
                self._session.show_embedding(value)
            case "color":
                self._session.color_by(value)
            case "category":
                self._session.use_category(value)
