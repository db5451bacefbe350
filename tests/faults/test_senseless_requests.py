"""A page that asks nonsense (another version, a script, a damaged message) is answered once, in words, each time."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import random
import reprlib
import threading
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import numpy as np

import cellxgene_widget as cxw
from cellxgene_widget.view.handlers.genes import SET_EDITS
from cellxgene_widget.view.handlers.labels import EDITS
from cellxgene_widget.view.registry import HANDLERS

from .small import small_cells

#: Whatever JSON can say, and what it can't but Python's reads.
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 3, 2**31, 2**63, 10**40, -(10**400), 0.5, -0.0, 1e308, math.nan, math.inf, -math.inf,
    "", " ",
    "ct", "A", "G1", "cluster", "X_umap", "umap", "unassigned", "set: set", "\ud800", "\x00", "a\nb", "é" * 300,
    "x" * 100_000, "[]", '["G0","G1"]', "rest", "B", "X", "raw", "double", "replace", "add", "safe", "#12345", "red",
    [], [None], [[]], [[[]]],
    [1, 2], ["A"], ["A", "B"], [None, 1], [math.nan, None], [3, "x"], [[0, 0], [5, 0], [5, 5]],
    [[[0, 0], [50, 0], [50, 50]]],
    [[0, math.nan], [1, 1], [2, 2]], [["a", "b"], [1, 2]], [[1, 2, 3]], [[1e308, 1e308]] * 3,
    {}, {"not": ["A"]}, {"not": 5}, {"ct": ["A"]}, {"cluster": ["0"]}, {"G1": [0, None]}, {"G1": [None, None]},
    {"nope": ["x"]}, {"encoding": "list", "n": 1}, {"encoding": "bitset", "n": 3}, {"encoding": "odd", "n": -1},
]  # fmt: skip
BUFFERS: list[bytes] = [
    b"", b"\0", b"\xff" * 3, b"\x07\0\0", b"\0\0\0\0", b"\xff\xff\xff\xff", np.arange(3, dtype="<u4").tobytes(),
    b"gene_set_name,gene_set_description,gene_symbol,gene_description\ns,,G1,\n", b"\xfe\xfe\xfe", b"a\tb\tG0\tG1\n",
]  # fmt: skip
NAMES = ["ct", "A", "B", "C", "cluster", "G0", "G1", "set", "set: set", "X_umap", "X_pca", "double", "X", "nope"]


def deep(depth: int = 100_000) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


class Nonsense:
    """Makes requests: some nearly right, some not at all."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.deep = deep()

    def request(self) -> Any:
        roll = self.random.random()
        if roll < 0.01:
            return self.random.choice([*ODD, [], {"kind": "hello"}, {"id": 5, "kind": "hello"}, {"id": None}])
        kind = self.random.choice(list(HANDLERS)) if roll < 0.97 else self.random.choice(ODD)
        body = self.body_of(HANDLERS[kind].body) if isinstance(kind, str) and kind in HANDLERS else {"a": 1}
        if kind in ("edit", "edit_gene_sets") and self.random.random() < 0.9:
            body |= self.call(EDITS if kind == "edit" else SET_EDITS)
        if self.random.random() < 0.05:
            body[self.random.choice(["extra", "", "op", "n"])] = self.odd()
        if self.random.random() < 0.05:
            body[self.random.choice(["seen", "browser", "packed"])] = self.odd()
        elif self.random.random() < 0.3:
            body["browser"] = self.random.choice(["ada", "bob"])
            body["packed"] = [base64.b64encode(each).decode() for each in self.buffers()]
        return {**body, "id": f"page-{self.random.getrandbits(60)}", "kind": kind}

    def buffers(self) -> list[bytes]:
        return [self.random.choice(BUFFERS) for _ in range(self.random.choice([0, 1, 1, 1, 2]))]

    def call(self, table: dict[str, Any]) -> dict[str, Any]:
        op = self.random.choice(list(table))
        arguments: dict[str, Any] = {}
        for name, hint in get_type_hints(table[op]).items():
            if name not in ("return", "cells") and self.random.random() < 0.9:
                arguments[name] = self.value_of(hint)
        return {"op": op, "args": arguments}

    def body_of(self, of: type) -> dict[str, Any]:
        hints = get_type_hints(of, include_extras=True)
        return {
            name: self.value_of(get_args(hint)[0] if get_origin(hint) is NotRequired else hint)
            for name, hint in hints.items()
            if self.random.random() < (0.5 if get_origin(hint) is NotRequired else 0.97)
        }

    def value_of(self, hint: Any) -> Any:
        if self.random.random() < 0.25:
            return self.odd()
        if is_typeddict(hint):
            return self.body_of(hint)
        if hint is int:
            return self.random.choice([0, 1, 2, 3, 20])
        if hint is str:
            return self.random.choice(NAMES)
        inside = get_args(hint)
        if get_origin(hint) is list:
            return [self.value_of(inside[0]) for _ in range(self.random.randrange(4))]
        literal = [value for value in inside if isinstance(value, str)]
        return self.random.choice([*literal, *NAMES[:6]] if literal else ODD)

    def odd(self) -> Any:
        return self.deep if self.random.random() < 0.002 else self.random.choice(ODD)


class Page:
    """Hears the answers of a widget."""

    def __init__(self, widget: Any) -> None:
        self.answers: dict[Any, list[dict[str, Any]]] = {}
        self.came = threading.Condition()
        widget.send = self.send

    def send(self, content: Any, buffers: Any = None) -> None:
        json.dumps(content)  # what can't be said in JSON would never arrive
        if "id" in content:
            with self.came:
                self.answers.setdefault(content["id"], []).append(content)
                self.came.notify_all()

    def wait_for(self, name: Any) -> list[dict[str, Any]]:
        with self.came:
            while not (found := self.answers.get(name)) or len(found) < found[0]["parts"]:
                assert self.came.wait(60), f"{name} was never answered"  # another process may start for it
            return found


#: Of one session; then another one begins, since some edits that make sense are among them.
EACH = 1000


@contextlib.contextmanager
def shown(folder):
    """Show a few cells with labels and a gene set; what was made of them must be in the draft in the end."""
    adata = small_cells()
    adata.X = np.random.default_rng(0).random(adata.shape, dtype=np.float32)
    adata.var_names = ["G0", "G1"]
    adata.layers["double"] = adata.X * 2
    adata.obsm["X_pca"] = adata.obsm["X_umap"][:, ::-1].copy()
    widget = cxw.show(adata, dataset="d", name="n", annotations_dir=folder, autosave=None)
    widget.create_category("ct")
    widget.label("A", cells=range(5))
    widget.create_gene_set("set", ["G0", "G1"])
    yield widget
    labels = widget.annotations.astype(str)
    widget.close()
    again = cxw.open_session(adata, dataset="d", annotations_dir=folder)
    assert again.annotations.astype(str).equals(labels)
    again.close()


def check(request, buffers, widget, page, caplog):
    """Ask; return whether it was refused, in words."""
    page.answers.clear()
    widget._handle_custom_msg(request, buffers)
    name = request.get("id") if isinstance(request, dict) else None
    parts = page.wait_for(name if isinstance(name, str) else None)
    assert len(parts) == parts[0]["parts"]
    assert list(page.answers) == [parts[0]["id"]], "one answer, and to this request"
    assert not [record for record in caplog.records if record.levelname == "ERROR"], reprlib.repr(request)
    if "error" not in parts[0]:
        return False
    error = parts[0]["error"]
    assert "Something went wrong" not in error, (reprlib.repr(request), error)
    assert error == "superseded" or error[-1] in ".?!", error
    return True


def test_each_is_answered_once_with_a_result_or_a_sentence(soak, figures, caplog, fast_dir):
    nonsense = Nonsense(0)
    refused, n_rounds = 0, 100 if soak else 3
    for number in range(n_rounds):
        with shown(fast_dir / f"{number}") as widget:
            page = Page(widget)
            for _ in range(EACH):
                refused += check(nonsense.request(), nonsense.buffers(), widget, page, caplog)
    n = n_rounds * EACH
    figures |= {"requests": n, "refused in words": refused, "answered": n - refused}


def test_a_lasso_of_very_many_places_is_answered(fast_dir, caplog):
    angle = np.linspace(0, 2 * np.pi, 100_000)
    circle = np.column_stack([12 + 30 * np.cos(angle), 30 * np.sin(angle)]).tolist()
    body = {"id": "page-1", "kind": "select", "mode": "replace", "lasso": [circle], "basis": "X_umap"}
    with shown(fast_dir / "drafts") as widget:
        assert not check(body, [], widget, Page(widget), caplog)
        assert widget.session.n_selected == 24
