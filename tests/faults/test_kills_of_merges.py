"""A process that merges into a file is killed at any of its calls: the file is the old or the new one, whole."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_data_file_is_damaged_when_a_merge_is_killed(fast_dir, soak, figures):
    kills, seed = 400 if soak else 8, random.randrange(2**32)
    command = [sys.executable, "-m", "tests.faults.killing_merges", str(fast_dir), str(kills), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120 + 5 * kills, check=False)
    assert done.returncode == 0, f"seed {seed}:\n{done.stderr}"
    figures.update(json.loads(done.stdout))
    assert figures["kills in merges"] >= 0.7 * kills, "too many had fewer calls than the one counted"
    assert figures["old data"], "none was killed before the new file was there"
    assert figures["new data"], "none was killed after that"
