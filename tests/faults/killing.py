"""Kill a process that edits a draft, over and over; after each kill, see that the draft holds what was acknowledged.

``python -m tests.faults.killing DIRECTORY KILLS SEED`` prints its figures as JSON, or what was lost. It is a program of
its own so that the processes it kills can be forked from a small one that has all modules loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

from cellxgene_widget import DraftError, Session
from cellxgene_widget.draft import store as draft_keeper
from cellxgene_widget.draft.journal import Journal

from .editing import call, random_verb, versions_by_revision
from .model import Model, digest, state_of
from .small import N_CELLS, small_cells

#: A journal is compacted every few dozen edits here, so that kills hit that too.
KEEP = 12
draft_keeper.COMPACT_BYTES, draft_keeper.COMPACT_KEEP = 6_000, KEEP

#: Kills of one draft before another one is begun.
KILLS_PER_DRAFT = 25

#: What a process may be killed before or after, besides any other instant.
STEPS = {"fsync", "link", "replace", "rename", "unlink", "ftruncate", "write", "open", "mkdir", "chmod", "close"}


def open_here(directory: Path, **options: Any) -> Session:
    return Session(small_cells(), annotations_dir=directory, user="killed", dataset="cells", **options)


# -- the process that is killed


def edit_until_killed(directory: Path, seed: int, pipe: int, *, step: int | None, torn: int | None) -> None:
    """Make random edits, saying each before and after; die at the ``step``-th call of the system, or when killed."""
    rng = random.Random(seed)
    session = open_here(directory, autosave=rng.choice([None, 0, 0.004, 0.02]), backups=rng.choice([1, 3, 10]))
    if step is not None:
        _die_at_step(step, after=rng.random() < 0.5)
    if torn is not None:
        _die_within_a_line(torn, rng)
    while True:
        versions = versions_by_revision(session) if rng.random() < 0.2 else {}
        op, args = random_verb(rng, state_of(session), N_CELLS, list(versions))
        _say(pipe, {"op": op, "args": args})
        try:
            call(session, op, args)
        except (KeyError, DraftError):
            if op == "restore":  # the version was thinned away meanwhile
                continue
            raise
        _say(pipe, {"revision": session.revision, "digest": digest(state_of(session))})


def _say(pipe: int, message: dict[str, Any]) -> None:
    os.write(pipe, json.dumps(message).encode() + b"\n")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at_step(step: int, *, after: bool) -> None:
    left = step

    def count(frame: Any, event: str, called: Any) -> None:
        nonlocal left
        if event == ("c_return" if after else "c_call") and getattr(called, "__name__", "") in STEPS:
            left -= 1
            if left == 0:
                _die()

    threading.setprofile(count)
    sys.setprofile(count)


def _die_within_a_line(nth: int, rng: random.Random) -> None:
    """Leave a line of the journal half written, as a machine that loses its power does."""
    whole, left = Journal._write, nth

    def write(journal: Journal, data: bytes) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.write(journal._file.fileno(), data[: rng.randrange(len(data))])
            _die()
        whole(journal, data)

    Journal._write = write  # type: ignore[method-assign]


# -- the process that kills


class Figures(dict[str, int]):
    def add(self, name: str, n: int = 1) -> None:
        self[name] = self.get(name, 0) + n


def kill_once(directory: Path, model: Model, rng: random.Random, figures: Figures) -> Model:
    """Let a process edit, kill it, and return what the draft must hold; an AssertionError if it does not."""
    way = rng.choice(["any instant", "any instant", "at a step", "at a step", "within a line"])
    receiver, sender = os.pipe()
    seed, step, torn = rng.randrange(2**32), None, None
    if way == "at a step":
        step = int(2 ** rng.uniform(0, 9))
    elif way == "within a line":
        torn = rng.randint(1, 10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of arrow: it minds forks itself
        pid = os.fork()
    if pid == 0:
        os.close(receiver)
        try:
            edit_until_killed(directory, seed, sender, step=step, torn=torn)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(sender)
    acknowledged = rng.randint(1, 12) if way == "any instant" else None
    in_flight, model = _follow(receiver, pid, model, acknowledged, rng, figures)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "the process that edits failed by itself"
    figures.add("kills")
    figures.add(f"kills {way}")
    return _check(directory, model, in_flight, rng, figures)


def _follow(
    receiver: int, pid: int, model: Model, acknowledged: int | None, rng: random.Random, figures: Figures
) -> tuple[dict[str, Any] | None, Model]:
    """Play what a process says into the model until it is dead; return also what it had begun and not ended."""
    in_flight = None
    with os.fdopen(receiver, "rb") as said:
        for line in said:
            message = json.loads(line)
            if "op" in message:
                in_flight = message
                continue
            assert in_flight is not None
            model = model.after(in_flight["op"], in_flight["args"])
            in_flight = None
            got = (message["revision"], message["digest"])
            assert got == (model.revision, digest(model.state)), "the process shows something else than it should"
            figures.add("edits acknowledged")
            if acknowledged is not None:
                acknowledged -= 1
                if acknowledged == 0:
                    time.sleep(rng.uniform(0, 0.006))
                    os.kill(pid, signal.SIGKILL)
    return in_flight, model


def _check(
    directory: Path, model: Model, in_flight: dict[str, Any] | None, rng: random.Random, figures: Figures
) -> Model:
    session = open_here(directory, autosave=None)
    try:
        assert not session.warnings, session.warnings
        assert session.draft.holder is None
        shown = (session.revision, digest(state_of(session)))
        if shown != (model.revision, digest(model.state)):
            assert in_flight is not None, f"lost: {model.revision} edits were acknowledged, {shown[0]} are there"
            model = model.after(in_flight["op"], in_flight["args"])
            assert shown == (model.revision, digest(model.state)), "neither without nor with the edit in flight"
            figures.add("edits in flight that are there")
        elif in_flight is not None:
            figures.add("edits in flight that are not there")
        # Undo goes on where it was, as far as the journal was not compacted.
        model.forgotten = _compacted(session)
        if model.revision:
            assert model.revision - model.forgotten >= min(KEEP, model.revision), "too little can be undone"
        for op in ("undo", "undo", "redo"):
            call(session, op, {})
            model = model.after(op, {})
            assert (session.revision, digest(state_of(session))) == (model.revision, digest(model.state)), op
        if rng.random() < 0.3:
            session.close()
            assert not session.draft.error
            model.forgotten = _compacted(session)  # the last save may have compacted it further
        else:
            session._keeper.close()
    except BaseException:
        session._keeper.close()
        raise
    return model


def _compacted(session: Session) -> int:
    path = session._keeper.draft.path
    if path is None:
        return 0
    journal = session._keeper.draft.journal_path
    lines = journal.read_bytes().split(b"\n") if journal.exists() else []
    values = []
    for line in lines:
        with contextlib.suppress(ValueError):
            values.append(json.loads(line[9:]))
    return max((v["revision"] for v in values if "about" in v and "edit" not in v), default=0)


def main(directory: Path, kills: int, seed: int) -> Figures:
    rng, figures = random.Random(seed), Figures()
    model = Model(N_CELLS)
    begin = time.monotonic()
    for number in range(kills):
        draft = directory / str(number // KILLS_PER_DRAFT)
        if number % KILLS_PER_DRAFT == 0:
            model = Model(N_CELLS)
        try:
            model = kill_once(draft, model, rng, figures)
        except AssertionError:
            print(f"draft {draft} after kill {number} of seed {seed}: {dict(figures)}", file=sys.stderr)
            raise
        if number % KILLS_PER_DRAFT == KILLS_PER_DRAFT - 1:
            shutil.rmtree(draft)
    figures["edits lost"] = 0
    figures["seconds"] = round(time.monotonic() - begin)
    return figures


if __name__ == "__main__":
    os.environ["XDG_CONFIG_HOME"] = sys.argv[1]
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
