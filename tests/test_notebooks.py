"""The notebooks that ship run from top to bottom, and stay small once they are saved."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MEGABYTE = 1_000_000


def outputs(notebook, mime):
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [out["data"][mime] for cell in cells for out in cell.outputs if mime in out.get("data", {})]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The kernel's home: no profile and no drafts of the person who runs the tests."""
    for name, place in {
        "HOME": ".",
        "XDG_CONFIG_HOME": "config",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "jupyter",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "MPLCONFIGDIR": "matplotlib",
    }.items():
        monkeypatch.setenv(name, str(tmp_path / place))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("ATLAS_CELLS", "3000")
    return tmp_path


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_twice_and_stays_small(path, home):
    """Twice: the second time it finds the drafts of the first."""
    for turn in range(2):
        notebook = nbformat.read(path, as_version=4)
        # nbclient stores the widgets' state, as JupyterLab does when asked to: the most that a saved notebook holds
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(home)}}).execute()
        saved = home / f"saved-{turn}.ipynb"
        nbformat.write(notebook, saved)
        assert saved.stat().st_size < MEGABYTE

        assert outputs(notebook, "application/vnd.jupyter.widget-view+json"), "no live view"
        # what GitHub and nbviewer show in its place
        assert len(outputs(notebook, "image/png")) >= 2, "no picture of the view, or no plot"
    assert list(home.glob("*.csv")), sorted(home.iterdir())
