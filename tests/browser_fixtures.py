"""Fixtures: a browser for the whole run, a page for a test, and a picture of the page where a test failed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.e2e import browser as chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage

OUTPUT = Path(__file__).parent / "output"  # screenshots; not in git


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep a picture of the page of a test that failed."""
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and isinstance(page, Page) and not page.is_closed():  # type: ignore[attr-defined]
        OUTPUT.mkdir(exist_ok=True)
        page.screenshot(path=OUTPUT / f"failed-{re.sub(r'[^A-Za-z0-9_-]+', '-', item.name)}.png")
    return report


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """The browser; where there is none the tests fail."""
    path = chromium.need()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, headless=True, args=chromium.FLAGS)
        yield running
        running.close()


@dataclass
class Heard:
    """What the page reported while a test ran."""

    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser_context(chromium_browser: Browser) -> Iterator[BrowserContext]:
    """One browser context for the whole run, with a page that stays open.

    What the browser starts and compiles for it, JupyterLab's scripts among that, is there for every test: a page in it
    takes 1.9 s of processor time where one in a context of its own takes 3.4.
    """
    context = chromium_browser.new_context(viewport={"width": 1400, "height": 1000})
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A new page, which finds nothing of the tests before it; a dialog on leaving it is accepted."""
    page = browser_context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    try:
        yield page
    finally:
        make_as_new(browser_context)


def make_as_new(context: BrowserContext) -> None:
    """Close all pages but the first, and forget what they stored, of whatever origin."""
    stays, *opened = context.pages
    try:
        for page in opened:
            page.close()
    finally:
        storage = context.new_cdp_session(stays)
        storage.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
        storage.detach()
        context.clear_cookies()
        context.clear_permissions()


@pytest.fixture
def heard(page: Page) -> Heard:
    """What the page logs and the errors nobody caught in it."""
    heard = Heard()

    def on_console(message: ConsoleMessage) -> None:
        heard.console.append(f"{message.type}: {message.text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    return heard
