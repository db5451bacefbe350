"""Fixtures: programs that show the widget, each from an environment of its own, and what the internet has for them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.e2e.conftest import pytest_collection_modifyitems as pytest_collection_modifyitems  # noqa: PLC0414
from tests.served import Served

#: Beside the environment of the tests: `make hosts`.
HOSTS = Path(f"{sys.prefix}-hosts")


def python_of(environment: str) -> Path:
    """Return the Python that has some hosts."""
    python = HOSTS / environment / "bin" / "python"
    assert python.exists(), f"{python} is not there: `make test-hosts` makes it"
    return python


def program(environment: str, name: str) -> str:
    """Return the path of a program in such an environment."""
    return str(python_of(environment).with_name(name))


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Start programs, and end them with the test."""
    started: list[Served] = []

    def serve(*args: object, **options: object) -> Served:
        started.append(Served(*args, **options))  # type: ignore[arg-type]
        return started[-1]

    yield serve
    for one in started:
        one.stop()


@pytest.fixture
def anywidget_of_the_internet(browser_context: BrowserContext) -> Iterator[None]:
    """Answer for the public server that some hosts take anywidget's own front end from: with the one installed here."""
    module = python_of("apps").parents[1] / "share/jupyter/nbextensions/anywidget/index.js"

    def answer(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=module.read_text("utf-8"), content_type="text/javascript", headers=headers)

    def is_it(url: str) -> bool:
        return url.startswith(("https://unpkg.com/anywidget", "https://cdn.jsdelivr.net/npm/anywidget"))

    browser_context.route(is_it, answer)
    yield
    browser_context.unroute(is_it, answer)


@pytest.fixture
def wide_page(page: Page) -> Page:
    """A page as wide as that of a program that shows nothing else."""
    page.set_viewport_size({"width": 1400, "height": 1000})
    return page
