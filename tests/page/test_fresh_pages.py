"""The tests share a browser context: what one leaves behind must not reach the next."""

from __future__ import annotations

import pytest

from tests.browser_fixtures import make_as_new

from .server import PageServer

STORE = """async () => {
  localStorage.setItem("cxw", "left");
  document.cookie = "cxw=left; max-age=1000";
  await new Promise((done, failed) => {
    const opening = indexedDB.open("cxw");
    opening.onsuccess = () => { opening.result.close(); done(); };
    opening.onerror = failed;
  });
  await (await caches.open("cxw")).put("/left", new Response("left"));
}"""
FOUND = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  clipboard: (await navigator.permissions.query({name: "clipboard-read"})).state,
})"""
NOTHING = {"local": 0, "session": 0, "cookies": "", "databases": 0, "caches": 0, "clipboard": "prompt"}


@pytest.fixture
def origins(page_server):
    """Addresses on two servers: what a page stores is by origin."""
    other = PageServer()
    yield [f"http://127.0.0.1:{server.port}/comm.js" for server in (page_server, other)]
    other.stop()


def test_a_page_finds_nothing_of_the_tests_before_it(page, browser_context, origins):
    browser_context.grant_permissions(["clipboard-read"])
    for address in origins:
        page.goto(address)
        page.evaluate(STORE)
        left = page.evaluate(FOUND)
        assert all(left[key] != value for key, value in NOTHING.items() if key != "session")
    make_as_new(browser_context)
    assert len(browser_context.pages) == 1
    fresh = browser_context.new_page()
    for address in origins:
        fresh.goto(address)
        assert fresh.evaluate(FOUND) == NOTHING
