"""From `show` to the first picture and to all cells drawn, beside a bare page and jupyter-scatter, by turns.

``python -m bench.first N`` prints JSON. Cold: the first page of a new browser; warm: those after it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from playwright.sync_api import BrowserContext, Page

import cellxgene_widget as cxw
import tests.page.server as page_server
from bench.bare_page import bare_page
from bench.measure import first_sentence
from bench.pages import drawn_at, new_browser, new_page, quiet, wait_drawn
from bench.peer import Peer
from cellxgene_widget.view.front_end import bundle
from tests.page.data import cells

PEER = "jupyter-scatter"
#: ms for a picture of another program.
PEER_PATIENCE = 180_000

Turn = Callable[[Page], dict[str, float]]


def rounds(n: int) -> tuple[int, int]:
    """Return how many browsers each gets in turn, and how many warm pictures in each."""
    if n > 1_000_000:
        return 1, 1
    return (3, 2) if n <= 100_000 else (2, 2)


def figures(n: int) -> dict[str, Any]:
    """Measure at ``n`` cells."""
    adata = cells(n)
    found: dict[str, Any] = {"n": n}
    with bare_page(adata) as address, ours(adata, n) as our_turn, their_turns(adata, n, found) as their_turn:
        turns: dict[str, Turn] = {"bare": lambda page: bare(page, address, n), "ours": our_turn}
        if their_turn is not None:
            turns[PEER] = their_turn
        browsers, warm = rounds(n)
        for _ in range(browsers):
            for name, turn in turns.items():
                if name == PEER and PEER in found:
                    continue
                with new_browser() as context:
                    try:
                        for k in range(1 + warm):
                            keep(found, f"{name} {'warm' if k else 'cold'}", context, turn)
                    except Exception as error:
                        if name != PEER:
                            raise
                        found[PEER] = {"error": first_sentence(error)}
    for name in ("bytes", "bytes later"):
        found[name] = found["ours warm"].pop(name)
        del found["ours cold"][name]
    return found


def keep(found: dict[str, Any], name: str, context: BrowserContext, turn: Turn) -> None:
    """Measure once more, in a new page."""
    with new_page(context) as (page, _):
        for what, value in turn(page).items():
            found.setdefault(name, {}).setdefault(what, []).append(value)


def bare(page: Page, address: str, n: int) -> dict[str, float]:
    """Draw the bare page."""
    begin = time.time()
    page.goto(address)
    wait_drawn(page, n)
    return {"all": drawn_at(page, n) - begin}


@contextmanager
def ours(adata: Any, n: int) -> Iterator[Turn]:
    """Give what shows the cells, and tells the bytes a cell as well, the front end's script left out."""
    sent: list[tuple[float, int]] = []
    plain_pack = page_server.pack

    def pack(data: Any, buffers: list[bytes]) -> bytes:
        frame = plain_pack(data, buffers)
        script = sum(len(buffer) for buffer in buffers if len(buffer) == len(bundle()))
        sent.append((time.time(), len(frame) - script))
        return frame

    page_server.pack = pack
    server = page_server.PageServer()

    def turn(page: Page) -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder:
            sent.clear()
            begin = time.time()
            widget = cxw.show(adata, annotations_dir=folder, color="louvain", autosave=None)
            page.goto(server.add(widget))
            wait_drawn(page, n)
            first, whole = drawn_at(page, 1), drawn_at(page, n)
            asked = page.evaluate("() => performance.timeOrigin + draws.find(({ sum }) => sum > 0).at") / 1000
            quiet(page)
            widget.close()
        return {
            "first": first - begin,
            "all": whole - begin,
            "bytes": sum(size for at, size in sent if at < asked) / n,
            "bytes later": sum(size for _, size in sent) / n,
        }

    yield turn
    server.stop()
    page_server.pack = plain_pack


@contextmanager
def their_turns(adata: Any, n: int, found: dict[str, Any]) -> Iterator[Turn | None]:
    """Give what shows the cells with jupyter-scatter; None, and the reason among what was found, where it fails."""
    try:
        peer: Any = Peer(PEER, adata)
    except Exception as error:  # noqa: BLE001 - the row says why
        found[PEER] = {"error": first_sentence(error)}
        peer = None
    with peer or nullcontext():
        yield None if peer is None else lambda page: {"first": peer.show(page, n, PEER_PATIENCE)["first"]}


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]))))
