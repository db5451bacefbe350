"""A JupyterLab of our own whose notebooks are watched while their cells run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from bench.pages import drawn_at, forget_draws, new_browser, wait_drawn
from tests.e2e.conftest import notebook_json
from tests.e2e.notebook import PANEL, Notebook
from tests.e2e.server import Server
from tests.view import View

#: Makes a cell the active one, with the keys of the notebook, and notes when it has run.
_READY = f"""([path, at]) => {{
  const panel = {PANEL};
  panel.content.activeCellIndex = at;
  panel.content.mode = "command";
  panel.content.activate();
  panel.content.node.focus();
  const {{ model }} = panel.content.widgets[at];
  model.executionCount = null;
  window.ran = 0;
  const timer = setInterval(() => {{
    if (model.executionCount === null) return;
    window.ran = performance.now();
    clearInterval(timer);
  }}, 2);
}}"""

#: Notes when something first stands in the view: its part of the page is looked at whenever it changes.
_STAMP = """(box, [name, source]) => {
  const root = box.getRootNode(), holds = new Function("root", `return ${source}`);
  window.stamps ??= {};
  stamps[name] = 0;
  const watch = new MutationObserver(look);
  function look() {
    if (!holds(root)) return;
    stamps[name] = performance.now();
    watch.disconnect();
  }
  watch.observe(root, { childList: true, subtree: true, attributes: true, characterData: true });
}"""


class Watched:
    """A notebook, and how long what a person does in it takes."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self.page: Page = notebook.page

    def run_cell(self, at: int) -> float:
        """Press Shift+Enter in a cell; gives when, in seconds since the epoch."""
        forget_draws(self.page)
        self.page.evaluate(_READY, [self.notebook.path, at])
        self.page.keyboard.press("Shift+Enter")
        return self.acted()

    def wait_ran(self, began: float) -> float:
        """Wait until the cell has run; gives the seconds since it began."""
        self.notebook.wait(lambda: bool(self.page.evaluate("() => window.ran > 0")), "the cell to have run", 240)
        if errors := self.notebook.cell_errors():
            raise RuntimeError(f"a cell failed: {errors[0].splitlines()[0]}")
        return self.seconds("ran") - began

    def show(self, at: int, n: int) -> dict[str, float]:
        """Run the cell that shows the data, and time it until all cells are drawn and it has run."""
        began = self.run_cell(at)
        wait_drawn(self.page, n)
        done = self.wait_ran(began)
        return {"first": drawn_at(self.page, 1) - began, "all": drawn_at(self.page, n) - began, "done": done}

    def acted(self) -> float:
        """Return when a person last did something."""
        return self.seconds("acted")

    def seconds(self, name: str) -> float:
        """Return a time of the page in seconds since the epoch."""
        return float(self.page.evaluate(f"() => performance.timeOrigin + window.{name}")) / 1000

    def stamp(self, view: View, name: str, holds: str) -> None:
        """Note under a name when a condition on the view's ``root`` is first true after a change of it."""
        view.box.evaluate(_STAMP, [name, holds])

    def stamped(self, name: str, patience: float = 120) -> float:
        """Wait for what is noted under a name; gives the seconds from what a person did last."""
        self.notebook.wait(lambda: self.has_stamp(name), name, patience)
        return self.seconds(f"stamps.{name}") - self.acted()

    def has_stamp(self, name: str) -> bool:
        """Tell whether it is noted already."""
        return bool(self.page.evaluate(f"() => window.stamps.{name} > 0"))

    def view(self) -> View:
        """Return the view."""
        self.notebook.wait_widget(".cxw-plot[data-ready=true]")
        return View(self.page)


class Lab:
    """JupyterLab in a browser."""

    def __init__(self, server: Server, context: BrowserContext) -> None:
        self.server = server
        self._context = context

    @contextmanager
    def notebook(self, sources: Sequence[str], name: str = "bench") -> Iterator[Watched]:
        """Open a notebook of these cells, its kernel running; both are gone afterwards."""
        path = f"{name}/{name}.ipynb"
        file = self.server.root / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(notebook_json([*sources, ""]))
        page = self._context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        notebook = Notebook(self.server, page, path)
        notebook.open()
        notebook.wait_kernel_idle()
        yield Watched(notebook)
        notebook.close()
        page.close()


@contextmanager
def lab(env: dict[str, str] | None = None) -> Iterator[Lab]:
    """Start JupyterLab and a browser."""
    with tempfile.TemporaryDirectory() as folder, new_browser() as context:
        server = Server(Path(folder), env=env)
        try:
            yield Lab(server, context)
        finally:
            server.stop()


def kept(found: dict[str, Any], name: str, values: dict[str, float]) -> None:
    """Put one more time of something to what was found."""
    for what, value in values.items():
        found.setdefault(name, {}).setdefault(what, []).append(value)


def restart(notebook: Notebook) -> None:
    """Give the notebook a new kernel, and wait until its page knows it."""
    notebook.restart_kernel()
    time.sleep(0.5)
    notebook.wait_kernel_idle()
