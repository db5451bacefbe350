"""A browser whose pages are watched while they draw, and what is done in them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from bench.measure import WATCH
from tests.e2e import browser as chromium
from tests.view import View

#: ms that one thing may take, on a machine that others use too.
PATIENCE = 240_000


@contextmanager
def new_browser() -> Iterator[BrowserContext]:
    """Start a browser; what one page of its context has compiled the next one finds."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.need(), headless=True, args=chromium.FLAGS)
        context = running.new_context(viewport={"width": 1400, "height": 800})
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH)
        yield context
        running.close()


@contextmanager
def new_page(context: BrowserContext) -> Iterator[tuple[Page, CDPSession]]:
    """Open an empty page, and a connection to its inner side."""
    page = context.new_page()
    page.goto("about:blank")
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    yield page, session
    page.close()


def script_ms(session: CDPSession) -> float:
    """Return the milliseconds that the page's scripts have run so far."""
    metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(metrics["ScriptDuration"])


def wait_drawn(page: Page, n: int = 0) -> None:
    """Wait until a picture of so many cells is drawn, or any."""
    page.wait_for_function("(n) => draws.some(({ sum, done }) => sum >= n && done)", arg=n)


def drawn_at(page: Page, n: int = 0) -> float:
    """Return when the first picture of so many cells was drawn, in seconds since the epoch."""
    wanted = "draws.find(({ sum, done }) => sum >= n && done).done"
    return float(page.evaluate(f"(n) => performance.timeOrigin + {wanted}", n)) / 1000


def last_drawn_at(page: Page) -> float:
    """Return when the last picture was drawn, in seconds since the epoch."""
    return float(page.evaluate("() => performance.timeOrigin + Math.max(...draws.map((d) => d.done))")) / 1000


def forget_draws(page: Page) -> None:
    """Forget what was drawn so far."""
    page.evaluate("() => { draws.length = 0; longtasks.length = 0 }")


def until(condition: Callable[[], object]) -> None:
    """Wait for something in the kernel."""
    end = time.monotonic() + PATIENCE / 1000
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.002)


def quiet(page: Page, ms: int = 600) -> None:
    """Wait until nothing was drawn for a while and all that was is done."""
    page.wait_for_function(
        "(ms) => draws.every(({ done }) => done) && performance.now() - Math.max(0, ...draws.map((d) => d.done)) > ms",
        arg=ms,
    )


def outline(view: View, share: float) -> npt.NDArray[np.float64]:
    """Return 200 places on the page, in a ring round the middle of the plot."""
    box = view.plot.bounding_box()
    assert box is not None
    angles = np.linspace(0, 2 * np.pi, 200)
    x = box["x"] + box["width"] * (0.5 + share * np.cos(angles))
    y = box["y"] + box["height"] * (0.5 + share * np.sin(angles))
    places: npt.NDArray[np.float64] = np.c_[x, y]
    return places


def draw_lasso(page: Page, view: View, share: float) -> None:
    """Draw an outline of 200 points round the middle; all but its ends inside the page, as fast as it takes them."""
    places = outline(view, share)
    page.mouse.move(*places[0])
    page.mouse.down()
    view.surface.evaluate(
        """(surface, places) => {
          for (const [clientX, clientY] of places)
            surface.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true, isPrimary: true,
              pointerId: 1, buttons: 1, pointerType: "mouse" }));
        }""",
        places.tolist(),
    )
    # outlines are drawn once a frame; what is measured is the cost of letting go
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
