"""The widget has every verb and property of the session, with the same signature and docstring."""

from __future__ import annotations

import inspect
import re

import pytest

import cellxgene_widget as cxw
from cellxgene_widget.widget import AnnotationWidget
from tests.public_names import public

#: Traits of the widget, which are told to the pages.
TRAITS = {"embedding", "color", "category", "categories", "n_selected", "revision", "status", "theme", "height"}
#: The widget's own: its session, display, and what ipywidgets and anywidget want of a widget.
ONLY_WIDGET = {"session", "get_state", "send", "set_state", "update"}
#: A widget is closed when there is no session; its parts are for faces.
ONLY_SESSION = {"closed", "parts"}


def test_the_widget_has_what_the_session_has():
    session, widget = public(cxw.Session), public(AnnotationWidget)
    assert session - widget == ONLY_SESSION
    assert widget - session - TRAITS == ONLY_WIDGET


VERBS = sorted(
    name
    for name in public(cxw.Session) & public(AnnotationWidget) - TRAITS
    if not isinstance(inspect.getattr_static(AnnotationWidget, name), property)
)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_of_the_widget_looks_like_the_sessions(name):
    ours, theirs = getattr(AnnotationWidget, name), getattr(cxw.Session, name)
    if name != "close":  # it takes the view away too
        assert inspect.signature(ours) == inspect.signature(theirs)
        assert ours.__doc__ == theirs.__doc__
    assert ours.__name__ == name


def test_a_property_of_the_widget_has_the_sessions_docstring():
    for name in ("selected", "recipe", "draft", "annotations"):
        assert inspect.getattr_static(AnnotationWidget, name).__doc__ == getattr(cxw.Session, name).__doc__


@pytest.mark.parametrize("name", VERBS)
def test_the_types_of_a_verb_are_there_when_it_runs(name):
    """The requests of the view are checked by them, as editors and other tools of a notebook are."""
    signature = inspect.signature(getattr(cxw.Session, name), eval_str=True)
    assert all(each.annotation is not each.empty for each in list(signature.parameters.values())[1:])
    assert not isinstance(signature.return_annotation, str)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_says_what_it_takes_and_returns(name):
    """A script or an assistant has nothing else to go by."""
    verb = getattr(cxw.Session, name)
    said, signature = inspect.getdoc(verb), inspect.signature(verb)
    untold = [each for each in list(signature.parameters)[1:] if not re.search(rf"\b{each}\b", said)]
    assert untold == []
    assert signature.return_annotation in (None, "None") or re.search(r"\breturns?\b", said, re.IGNORECASE)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_says_where_it_is_found(name):
    verb = getattr(cxw.Session, name)
    assert (verb.__module__, verb.__qualname__) == (cxw.Session.__module__, f"Session.{name}")
