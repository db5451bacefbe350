"""A process that reviews is killed: what was decided is there again, labels and states together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import cellxgene_widget as cxw
from tests.page.data import cells

#: Decides on groups, saying each when it was acknowledged, and is killed without any chance to save.
REVIEWER = """
import json, os, signal, sys
import cellxgene_widget as cxw
from tests.page.data import cells

session = cxw.open_session(cells(), annotations_dir=sys.argv[1], user="killed", dataset="cells", autosave=None)
session.create_category("ct", like="louvain")
session.review("ct")
for decide in ("accept", "relabel", "unsure", "skip", "accept"):
    group = session.review_next()
    session.relabel(None, "new") if decide == "relabel" else getattr(session, decide)()
    print(json.dumps([decide, group]), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
STATES = {"accept": "accepted", "relabel": "changed", "unsure": "unsure", "skip": "skipped"}


def test_decisions_outlive_the_process(tmp_path):
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", REVIEWER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.returncode == -signal.SIGKILL
    decided = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(decided) == 5
    session = cxw.open_session(cells(), annotations_dir=tmp_path, user="killed", dataset="cells", autosave=None)
    try:
        table = session.review("ct")
        back = table[table["state"].isin(["accepted", "changed", "unsure"])]
        told = [(group["group"], group["n_cells"], STATES[how]) for how, group in decided if how != "skip"]
        assert list(zip(back["group"], back["n_cells"], back["state"], strict=True)) == told
        skipped = next(group for how, group in decided if how == "skip")
        assert session.annotations["review: ct"].eq("skipped").sum() == skipped["n_cells"]
        assert session.annotations["ct"].eq("new").sum() == decided[1][1]["n_cells"]
        assert table["n_cells"].sum() == 700
        for _ in decided:
            session.undo()
        assert list(session.annotations) == ["ct"]
    finally:
        session.close()
