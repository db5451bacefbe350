"""The code of the README runs from top to bottom, and again: as a notebook does that is run a second time."""

from __future__ import annotations

import matplotlib.pyplot as plt
import scanpy

from release.readme import README, code_blocks


def test_the_code_of_the_readme_runs_twice(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks, left_out = code_blocks(README.read_text("utf-8"))
    assert len(blocks) >= 4
    assert left_out <= 1, "few are left out"
    names = {"adata": scanpy.datasets.pbmc68k_reduced()}
    try:
        for _ in range(2):
            for number, code in enumerate(blocks):
                exec(compile(code, f"README.md, block {number + 1}", "exec"), names)
            plt.close("all")
        w = names["w"]
        n = int((w.annotations["cell_type"] == "B cell").sum())
        assert n == names["adata"].obs["louvain"].isin(["4", "8"]).sum()
        assert names["labels"]["cell_type"].eq("B cell").sum() == n, "the CSV is read with pandas"
        assert len(list(tmp_path.glob("*.csv"))) == 2, "one draft and its gene sets, found again"
    finally:
        if "w" in names:
            names["w"].close()
