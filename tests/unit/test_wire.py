"""What may be asked and told over the wire: Python's registry, the table in CONTRIBUTING and the front end agree."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from cellxgene_widget.selection.recipe import Mode
from cellxgene_widget.view import bodies, replies
from cellxgene_widget.view.checked import checked, fits
from cellxgene_widget.view.handlers.labels import EDITS
from cellxgene_widget.view.registry import HANDLERS
from cellxgene_widget.view.requests import read

ROOT = Path(__file__).parents[2]
FRONT_END = ROOT / "js" / "src"
EVENTS = {get_args(get_type_hints(event)["event"])[0]: event for event in get_args(replies.Event)}


def documented(first_column):
    """Give the rows of a table in CONTRIBUTING by the names in their first column."""
    rows = {}
    wire = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## The wire")[1].split("\n## ")[0]
    table = wire.split(f"| {first_column} |")[1].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        names, _, rest = line.strip("| ").partition(" | ")
        rows.update(dict.fromkeys(re.findall(r"`(\w+)`", names), rest))
    return rows


def front_end_files():
    return {
        path: path.read_text("utf-8")
        for path in sorted(FRONT_END.rglob("*.ts*"))
        if not path.stem.endswith((".test", ".d"))
    }


def keys_of_interface(name):
    """Give the keys of an interface of the front end's messages, with those it is made of, or None if there is none."""
    keys = None
    for text in front_end_files().values():
        for found in re.findall(rf"export interface \w*{name}(?: extends [\w, ]+)? \{{\n(.*?)\n\}}", text, re.DOTALL):
            keys = (keys or set()) | set(re.findall(r"^  (\w+)\??: ", found, re.MULTILINE))
    return keys


def same_kinds(place, kinds):
    """Say what each side lacks, in words."""
    assert sorted(HANDLERS.keys() - kinds) == [], f"kinds that a handler answers and that are not in {place}"
    assert sorted(kinds - HANDLERS.keys()) == [], f"kinds in {place} that no handler answers"


def test_every_kind_is_documented_and_no_other():
    same_kinds("the table of CONTRIBUTING", documented("kind").keys())


def test_the_front_end_asks_for_these_kinds_and_no_other():
    same_kinds("`Requests` of messages.ts", keys_of_interface("Requests"))
    asked = set()
    for text in front_end_files().values():
        asked |= set(re.findall(r"\bask(?:<[^>(]*>)?\(\s*\"(\w+)\"", text))
    # these two are asked for by a variable
    same_kinds("what the front end asks for", asked | {"undo", "redo"})


def test_every_event_is_documented_and_heard_by_the_front_end():
    assert documented("event").keys() == EVENTS.keys()
    typed = keys_of_interface("Events")
    if typed is not None:
        assert typed == EVENTS.keys()
    texts = "\n".join(front_end_files().values())
    for event in EVENTS:
        assert re.search(rf"\"{event}\"|\b{event}: ", texts), f"nobody hears of {event}"


@pytest.mark.parametrize("kind", HANDLERS)
def test_every_key_of_a_body_is_documented(kind):
    words = set(re.findall(r"\w+", documented("kind")[kind]))
    assert set(get_type_hints(HANDLERS[kind].body)) <= words


@pytest.mark.parametrize("event", EVENTS)
def test_every_key_of_an_event_is_documented(event):
    words = set(re.findall(r"\w+", documented("event")[event]))
    assert set(get_type_hints(EVENTS[event])) - {"event"} <= words


@pytest.mark.parametrize("kind", HANDLERS)
def test_every_body_has_its_type_among_the_others(kind):
    module = HANDLERS[kind].body.__module__
    assert module.startswith(f"{bodies.__package__}.")
    assert module.endswith("bodies")


def test_a_kind_that_is_not_known_is_refused():
    for kind in ("sing", None, 1, [], "hello "):
        with pytest.raises(ValueError, match="does not know: reload the page"):
            read({"id": "p-1", "kind": kind}, ())


FITS = [
    (1, int, True), (1.0, int, False), (True, int, False), ("1", int, False),
    (1, float, True), (1.5, float, True), (False, float, False),
    (True, bool, True), (0, bool, False),
    (None, None, True), (None, str | None, True), ("a", str | None, True), (1, str | None, False),
    (["a"], list[str], True), ([1], list[str], False), ("a", list[str], False), ([], list[str], True),
    (["a", "b"], tuple[str, str], True), (["a"], tuple[str, str], False),
    ({"not": ["a"]}, bodies.Wanted, True), ([None, 1.5], bodies.Wanted, True), ("a", bodies.Wanted, False),
    ("add", Mode, True), ("toggle", Mode, False),
    ({"encoding": "list", "n": 1}, bodies.CellsHeader, True), ({"encoding": "list"}, bodies.CellsHeader, False),
    (1j, object, True),
]  # fmt: skip


@pytest.mark.parametrize(("value", "annotation", "expected"), FITS)
def test_what_fits_a_type(value, annotation, expected):
    assert fits(value, annotation) is expected


def test_a_body_that_fits_is_given_back_as_it_is():
    body = {"mode": "add", "where": {"louvain": ["1"]}}
    assert checked(body, bodies.SelectBody) is body


@pytest.mark.parametrize("op", sorted(EDITS))
@pytest.mark.parametrize("value", [None, 1, 0.5, True, "a", [], ["a", 1, None], {}, {"a": [1]}], ids=repr)
def test_whatever_comes_as_an_argument_of_an_edit_is_judged(op, value):
    for parameter in list(inspect.signature(EDITS[op], eval_str=True).parameters.values())[1:]:
        assert fits(value, parameter.annotation) in (True, False)
