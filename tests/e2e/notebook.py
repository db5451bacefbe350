"""A notebook open in the browser, and its kernel read from beside it.

What the page shows is read with Playwright (its locators go through open shadow roots); what the kernel holds is read
by a second client on the kernel's own connection file, so that no test believes the page about the kernel.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from jupyter_client.blocking.client import BlockingKernelClient

from tests.browser_fixtures import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.e2e.server import Server

PANEL = "[...window.jupyterapp.shell.widgets('main')].find((w) => w.context && w.context.path === path)"
# `docmanager:save` saves whatever has the focus; this saves the notebook that is meant
SAVE = f"async (path) => {{ await {PANEL}.context.save(); }}"
RESTART = f"async (path) => {{ await {PANEL}.sessionContext.session.kernel.restart(); }}"
CONNECTED = f"""(path) => {{
  const kernel = {PANEL}.sessionContext.session?.kernel;
  return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
}}"""
COUNT = f"(path) => {PANEL}.content.model.cells.length"
# from the model: on the page a traceback looks like any text on stderr
ERRORS = f"""(path) => [...{PANEL}.content.model.cells].flatMap((cell) => cell.outputs ? cell.outputs.toJSON() : [])
  .filter((output) => output.output_type === 'error')
  .map((output) => `${{output.ename}}: ${{output.evalue}}\\n${{output.traceback.join('\\n')}}`)"""


class Notebook:
    """One notebook in one page. Make it with the fixture ``open_notebook``."""

    def __init__(self, server: Server, page: Page, path: str) -> None:
        self.server = server
        self.page = page
        self.path = path
        self._client: tuple[str, BlockingKernelClient] | None = None

    # --- the page ---

    def open(self) -> None:
        """Load the page and wait until JupyterLab shows the notebook."""
        self.page.goto(self.server.url(self.path))
        self.wait_shown()

    def reload(self) -> None:
        """Load the page again, leaving it as it is on disk: save first if its outputs should come back."""
        self.page.reload()
        self.wait_shown()

    def wait_shown(self) -> None:
        """Wait until the page shows the notebook."""
        self.page.wait_for_function("() => window.jupyterapp?.restored", timeout=60_000)
        self.page.evaluate("() => window.jupyterapp.restored.then(() => null)")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Carry out a JupyterLab command by its id, to its end."""
        self.page.evaluate(
            "([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => null)", [name, arguments or {}]
        )

    def run_all(self) -> None:
        """Start all cells; wait for what they make with `wait_widget` or `wait_kernel`."""
        self.wait_kernel_idle()
        # cells sent by a page that is still connecting, as after a reload, are dropped now and then
        self.page.wait_for_function(CONNECTED, arg=self.path, timeout=60_000)
        # not to its end: a cell may well be long
        self.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")

    def run_code(self, source: str) -> None:
        """Add a cell at the end and run it in the page."""
        self.page.locator(".jp-Notebook .jp-Cell").last.locator(".jp-InputPrompt").first.click()
        self.command("notebook:insert-cell-below")
        self.command("notebook:replace-selection", {"text": source})
        self.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-cell')")

    def save(self) -> None:
        """Save the notebook to disk."""
        self.page.evaluate(SAVE, self.path)

    def cell_errors(self) -> list[str]:
        """Give the errors that stand in the outputs."""
        errors: list[str] = self.page.evaluate(ERRORS, self.path)
        return errors

    @property
    def n_cells(self) -> int:
        """The number of notebook cells in the page's model (not only those drawn)."""
        count: int = self.page.evaluate(COUNT, self.path)
        return count

    def wait_widget(self, selector: str, timeout: float = 90) -> Locator:
        """Wait for a visible match; a cell that errors is told at once with its traceback."""
        wanted = self.page.locator(selector).first

        def seen() -> bool:
            if errors := self.cell_errors():
                raise AssertionError(f"a cell failed: {errors[0][-3000:]}")
            return wanted.is_visible()

        self._wait(seen, timeout, f"{selector} to be visible")
        return wanted

    def screenshot(self, name: str, of: Locator | None = None) -> Path:
        """Take a picture of the page, or of one element, into tests/output/."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}.png"
        if of is None:
            self.page.screenshot(path=path)
        else:
            of.screenshot(path=path)
        return path

    # --- the kernel ---

    def wait_kernel_idle(self, timeout: float = 90) -> str:
        """Wait until the notebook's kernel is there and has nothing to do; gives its id."""

        def idle() -> bool:
            kernel = self.server.kernel_of(self.path)
            if kernel is None:
                return False
            return bool(self.server.api(f"kernels/{kernel}")["execution_state"] == "idle")

        self._wait(idle, timeout, "the kernel to be idle")
        return self.kernel_id

    @property
    def kernel_id(self) -> str:
        """The id of the notebook's kernel."""
        kernel = self.server.kernel_of(self.path)
        assert kernel is not None, "the notebook has no kernel"
        return kernel

    def client(self) -> BlockingKernelClient:
        """Give a client of our own on the kernel (a new one after a new kernel)."""
        kernel = self.kernel_id
        if self._client is None or self._client[0] != kernel:
            self._close_client()
            client = BlockingKernelClient(connection_file=str(self.server.runtime / f"kernel-{kernel}.json"))
            client.load_connection_file()
            client.start_channels()
            self._client = (kernel, client)
        return self._client[1]

    def _execute(self, code: str, expressions: dict[str, str], timeout: float) -> dict[str, Any]:
        client = self.client()
        sent = client.execute(code, silent=True, store_history=False, user_expressions=expressions)
        end = time.monotonic() + timeout
        while True:
            message = client.get_shell_msg(timeout=max(0.1, end - time.monotonic()))
            if message["parent_header"].get("msg_id") == sent:
                content: dict[str, Any] = message["content"]
                break
        if content["status"] != "ok":
            raise RuntimeError(f"{content.get('ename')}: {content.get('evalue')}")
        return content

    def kernel_exec(self, code: str, timeout: float = 60) -> None:
        """Run code in the kernel; returns when it is done, raises what it raised."""
        self._execute(code, {}, timeout)

    def kernel_eval(self, expression: str, timeout: float = 60) -> Any:
        """Give the value of an expression in the kernel (plain Python values: it travels as its repr)."""
        import ast

        result = self._execute("", {"value": f"repr({expression})"}, timeout)["user_expressions"]["value"]
        if result["status"] != "ok":
            raise RuntimeError(f"{result['ename']}: {result['evalue']} (in {expression})")
        return ast.literal_eval(ast.literal_eval(result["data"]["text/plain"]))

    def wait_kernel(self, condition: str, timeout: float = 30) -> None:
        """Wait until an expression is true in the kernel."""
        self._wait(lambda: bool(self.kernel_eval(f"bool({condition})")), timeout, f"the kernel to have {condition}")

    def restart_kernel(self) -> None:
        """Restart the kernel as from the menu, without its question; the page is left as it is."""
        self._close_client()
        self.page.evaluate(RESTART, self.path)
        self.wait_kernel_idle()

    def close(self) -> None:
        """Shut the kernel down, so that the next test begins with a new one."""
        self._close_client()
        for session in self.server.api("sessions"):
            if session["path"] == self.path:
                self.server.api(f"sessions/{session['id']}", "DELETE")

    def forget_kernel(self) -> None:
        """Close our client: the kernel it spoke to is gone."""
        self._close_client()

    def _close_client(self) -> None:
        if self._client is not None:
            self._client[1].stop_channels()
            self._client = None

    def wait(self, condition: Callable[[], bool], what: str, timeout: float = 30) -> None:
        """Wait until a condition of the test's own holds."""
        self._wait(condition, timeout, what)

    def _wait(self, condition: Callable[[], bool], timeout: float, what: str) -> None:
        end = time.monotonic() + timeout
        while True:
            if condition():
                return
            if time.monotonic() > end:
                with contextlib.suppress(Exception):
                    self.screenshot("timeout")
                raise TimeoutError(f"waited {timeout:g} s for {what}")
            # inside Playwright, so that its events (console, dialogs) are handled meanwhile
            self.page.wait_for_timeout(50)
