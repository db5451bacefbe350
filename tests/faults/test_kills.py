"""A process is killed at any instant: what it acknowledged is there, and nothing else but the edit in flight."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_acknowledged_edit_is_lost_when_the_process_is_killed(fast_dir, soak, figures):
    kills, seed = (500, random.randrange(2**32)) if soak else (40, random.randrange(2**32))
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.faults.killing", str(fast_dir), str(kills), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 + 10 * kills, check=False)
    assert done.returncode == 0, f"seed {seed}:\n{done.stderr}"
    figures.update(json.loads(done.stdout))
    assert figures["kills"] == kills
    assert figures["edits lost"] == 0
