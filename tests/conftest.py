"""What all tests share: a profile of their own, and real cells."""

from __future__ import annotations

import os

import hypothesis
import pytest

from .page.data import cells

# Machines that run tests are noisy: a slow example is no failure.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

pytest_plugins = ["tests.browser_fixtures"]


def pytest_collection_modifyitems(items):
    """Run a browser test that failed once more where `.ci/run` asks for it: one run on a noisy machine decides there.

    The summary names each (RERUN): it is a test to mend, or a race in the product.
    """
    if os.environ.get("RERUN_BROWSER_TESTS"):
        for item in items:
            if "page" in item.fixturenames or item.get_closest_marker("e2e"):
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def own_profile(tmp_path_factory, monkeypatch):
    """Keep tests away from the profile of whoever runs them."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    monkeypatch.delenv("CELLXGENE_WIDGET_USER", raising=False)


@pytest.fixture
def adata():
    """Return 700 real cells."""
    return cells()


@pytest.fixture
def open_session(tmp_path):
    """Open sessions with drafts in a folder of the test, and close them after it."""
    import cellxgene_widget as cxw

    opened = []

    def open_one(data, **options):
        options.setdefault("annotations_dir", tmp_path / "drafts")
        session = cxw.open_session(data, **options)
        opened.append(session)
        return session

    yield open_one
    for session in opened:
        session.close()
