"""Processes that each have a session on one draft, and do what they are told, one command at a time or on their own."""

from __future__ import annotations

import json
import os
import random
import signal
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cellxgene_widget import DraftError, Session
from tests.draft_store import store_of

from .editing import call, random_verb
from .model import digest, state_of
from .small import small_cells


class Worker:
    """A forked process that answers commands.

    Parameters
    ----------
    answer
        Called there: makes the function that answers a command.
    """

    def __init__(self, answer: Callable[[], Callable[[dict[str, Any]], Any]]) -> None:
        to_child, commands = os.pipe()
        answers, to_parent = os.pipe()
        for end in (commands, to_child, answers, to_parent):
            os.set_inheritable(end, False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads: none of theirs is needed
            self.pid = os.fork()
        if self.pid == 0:
            os.close(commands)
            os.close(answers)
            try:
                _serve(answer, to_child, to_parent)
            finally:
                os._exit(0)
        os.close(to_child)
        os.close(to_parent)
        self._commands = os.fdopen(commands, "w")
        self._answers = os.fdopen(answers)

    def tell(self, **command: Any) -> None:
        self._commands.write(json.dumps(command) + "\n")
        self._commands.flush()

    def answer(self) -> Any:
        line = self._answers.readline()
        assert line, "the process died"
        said = json.loads(line)
        assert "failed" not in said, said["failed"]
        return said["answer"]

    def ask(self, **command: Any) -> Any:
        self.tell(**command)
        return self.answer()

    def end(self) -> None:
        # Killed, not only told that nothing more comes: a worker that was forked later holds the same pipe open too.
        os.kill(self.pid, signal.SIGKILL)
        self._commands.close()
        self._answers.close()
        os.waitpid(self.pid, 0)


def _serve(answer: Callable[[], Callable[[dict[str, Any]], Any]], commands: int, answers: int) -> None:
    with os.fdopen(commands) as asked, os.fdopen(answers, "w") as said:
        try:
            do = answer()
            for line in asked:
                said.write(json.dumps({"answer": do(json.loads(line))}) + "\n")
                said.flush()
        except BaseException:  # noqa: BLE001 - told to the parent, which raises it
            said.write(json.dumps({"failed": traceback.format_exc()}) + "\n")


def obedient(directory: Path, seed: int) -> Callable[[], Callable[[dict[str, Any]], Any]]:
    """Return a worker that edits, saves and takes over as it is told."""

    def start() -> Callable[[dict[str, Any]], Any]:
        rng = random.Random(seed)
        session = Session(small_cells(), annotations_dir=directory, user="me", dataset="cells", autosave=None)

        def shown(**more: Any) -> dict[str, Any]:
            return {"revision": session.revision, "digest": digest(state_of(session)), **more}

        def do(command: dict[str, Any]) -> Any:
            what = command["do"]
            if what == "edit":
                done = []
                for _ in range(command["n"]):
                    op, args = random_verb(rng, state_of(session), session.parts.table.n_cells, [])
                    if op == "save" or (command.get("only_cells") and op not in ("label", "unlabel")):
                        continue
                    # What a change by others went over is taken back cell by cell: the model knows whole states only.
                    if op in ("undo", "redo") and _reaches_below(session, op, command["floor"]):
                        continue
                    call(session, op, args)
                    done.append((op, args))
                return shown(done=done)
            if what == "try to edit":
                try:
                    session.create_category(command["name"])
                except DraftError as error:
                    return str(error)
                return None
            if what == "look":
                store_of(session).renew_and_check()
            else:
                getattr(session, what)()
            if session.closed:
                return None
            return shown(state=state_of(session), warnings=session.warnings)

        return do

    return start


def _reaches_below(session: Session, op: str, floor: int) -> bool:
    stack = session.parts.history._undo if op == "undo" else session.parts.history._redo
    return bool(stack) and stack[-1].revision <= floor


def greedy(directory: Path, me: str, cells: list[int], n_cells: int) -> Callable[[], Callable[[dict[str, Any]], Any]]:
    """Return a worker that labels its cells, one after the other, taking the draft over whenever it was taken."""

    def start() -> Callable[[dict[str, Any]], Any]:
        rng = random.Random(me)

        def do(_: dict[str, Any]) -> Any:
            session = Session(
                small_cells(n_cells), annotations_dir=directory, user="me", dataset="cells", autosave=rng.choice([0, 1])
            )
            acknowledged, refused = [], []
            for cell in cells:
                try:
                    session.label(f"{me} {cell}", category="cell_type", cells=[cell])
                except DraftError:
                    refused.append(cell)
                    session.take_over()
                else:
                    acknowledged.append(cell)
                if rng.random() < 0.2:
                    session.save()
            session.close()
            return {"acknowledged": acknowledged, "refused": refused}

        return do

    return start
