"""Two processes on one draft, and other programs that change its file: nothing lost, nothing twice."""

from __future__ import annotations

import copy
import os
import random

import pandas as pd
import pytest

from .model import Model, Step, digest, state_of
from .small import N_CELLS, small_cells
from .workers import Worker, greedy, obedient


@pytest.fixture
def workers():
    started = []

    def start(answer):
        started.append(Worker(answer))
        return started[-1]

    yield start
    for worker in started:
        worker.end()


def labels_of(state):
    return {name: value["cells"] for name, value in state.items()}


def change_file(path, rng, number):
    """Give some cells of one category another label, as a script with pandas would; return what it changed."""
    table = pd.read_csv(path, comment="#", dtype=str, index_col=0, keep_default_na=False)
    category = rng.choice(list(table.columns))
    changed = {}
    for cell in rng.sample(range(N_CELLS), 4):
        label = rng.choice([f"outside {number}", "unassigned", *table[category].unique()])
        if table.iloc[cell][category] != label:
            changed[cell] = None if label == "unassigned" else label
            table.iloc[cell, table.columns.get_loc(category)] = label
    table.to_csv(path)
    # It has rested long enough to be read at once.
    os.utime(path, (path.stat().st_mtime - 60 + number / 1000,) * 2)
    return category, changed


def take(model, shown, changed, touched, base):
    """Check what became of a change to the file, and take it into the model.

    Returns the revision below which a step of the model is not what undo comes to: the change is no edit if whoever
    opens the draft finds it made already.
    """
    before = model.revision
    category, theirs = changed
    expected = copy.deepcopy(labels_of(model.state))
    for cell, label in theirs.items():
        ours = expected[category][cell]
        if cell not in touched or (ours == base[category][cell] and shown["state"][category]["cells"][cell] == label):
            expected[category][cell] = label
    assert labels_of(shown["state"]) == expected
    if shown["revision"] > model.revision:
        assert shown["revision"] == model.revision + 1
        model.steps.append(Step("do", model.state, shown["state"]))
        model.states[model.revision] = shown["state"]
    floor = model.revision if shown["revision"] == before and shown["state"] != model.state else 0
    model.state = shown["state"]
    assert digest(model.state) == shown["digest"]
    return floor


def test_rounds_of_edits_saves_take_overs_and_changes_by_others(sessions, workers, fast_dir, soak, figures):
    rounds, seed = (200 if soak else 20), random.randrange(2**32)
    rng = random.Random(seed)
    people = {name: workers(obedient(fast_dir, rng.randrange(2**32))) for name in "AB"}
    model, holder, path, floor = Model(N_CELLS), None, None, 0
    seen: set[str] = set()  # who has edited: a session that was opened before there was a draft has none to take over
    for number in range(rounds):
        where = f"round {number} of seed {seed}"
        name = rng.choice("AB")
        person = people[name]
        if holder not in (None, name):
            assert "read-only" in person.ask(do="try to edit", name=f"refused {number}"), where
            shown = person.ask(do="take_over")
            figures["take-overs"] = figures.get("take-overs", 0) + 1
            assert (shown["revision"], shown["digest"]) == (model.revision, digest(model.state)), where
        holder = name
        seen.add(name)
        shown = person.ask(do="edit", n=rng.randint(1, 6), floor=floor)
        play(model, shown, figures, where)
        if rng.random() < 0.4:
            shown = person.ask(do="save")
            assert shown["digest"] == digest(model.state), where
        if rng.random() < 0.3:
            path = next(fast_dir.glob("*.csv"), None) if person.ask(do="save") else None
            base = labels_of(model.state)
            if not base:
                continue
            changed = change_file(path, rng, number)
            figures["changes by others"] = figures.get("changes by others", 0) + 1
            shown = person.ask(do="edit", n=3, only_cells=True, floor=floor)
            play(model, shown, figures, where)
            touched = {
                cell for op, args in shown["done"] if args.get("category") == changed[0] for cell in args["cells"]
            }
            if rng.random() < 0.5 or seen != set(people):
                shown = person.ask(do=rng.choice(["save", "look"]))
            else:
                holder = "B" if name == "A" else "A"
                shown = people[holder].ask(do="take_over")
            floor = max(floor, take(model, shown, changed, touched, base))
    # Who holds the draft ends last: the other one would go on with it, and make edits of what it sees in the file.
    for name in sorted(people, key=lambda name: name == holder):
        people[name].ask(do="close")
    final = sessions(fast_dir)
    assert digest(state_of(final)) == digest(model.state), seed
    assert not final.warnings, seed
    revisions = final.history["revision"].tolist()
    assert revisions == list(range(1, len(revisions) + 1)), seed
    figures["rounds"] = rounds


def play(model, shown, figures, where):
    for op, args in shown["done"]:
        model.play(op, args)
    assert (shown["revision"], shown["digest"]) == (model.revision, digest(model.state)), where
    figures["edits"] = figures.get("edits", 0) + len(shown["done"])


def test_two_that_take_the_draft_from_each_other_all_the_time(sessions, workers, fast_dir, soak, figures):
    n = 400 if soak else 40
    n_cells = 2 * n + 5
    first = sessions(fast_dir, small_cells(n_cells))
    first.create_category("cell_type")
    first.close()
    own = {"A": list(range(n)), "B": list(range(n, 2 * n))}
    people = {me: workers(greedy(fast_dir, me, cells, n_cells)) for me, cells in own.items()}
    for person in people.values():
        person.tell(do="go")
    said = {me: person.answer() for me, person in people.items()}
    final = sessions(fast_dir, small_cells(n_cells))
    assert not final.warnings
    shown = final.annotations["cell_type"].astype(str).tolist()
    for me, cells in own.items():
        for cell in cells:
            allowed = {f"{me} {cell}"} | ({"unassigned"} if cell in said[me]["refused"] else set())
            assert shown[cell] in allowed, f"cell {cell} of {me} is {shown[cell]}"
    assert shown[2 * n :] == ["unassigned"] * 5
    revisions = final.history["revision"].tolist()
    assert revisions == list(range(1, len(revisions) + 1))
    figures["edits acknowledged"] = sum(len(x["acknowledged"]) for x in said.values())
    figures["edits refused"] = sum(len(x["refused"]) for x in said.values())
