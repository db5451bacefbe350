"""Finds a Chromium for the tests; as a command (``python -m tests.e2e.browser``) gets one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = [
    "--no-sandbox",  # tests run as root in containers, on pages of our own only
    # WebGL without a graphics card
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-dev-shm-usage",
    "--disable-quic",
    # the page is put together without WebGL, which only the plots need: half the work where a graphics card is played
    "--disable-gpu-compositing",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # a page that a test answers for counts as one of the internet, which may not reach this machine's servers
    "--disable-features=LocalNetworkAccessChecks",
    "--js-flags=--expose-gc",
    # nothing leaves this machine
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


class NoBrowserError(RuntimeError):
    """There is no Chromium, and it says what to do."""


def find() -> Path | None:
    """Find the browser: CHROMIUM, else the system's, else the one that Playwright has downloaded."""
    named = os.environ.get("CHROMIUM")
    if named:
        path = shutil.which(named)
        if path is None:
            raise NoBrowserError(f"CHROMIUM is {named!r}, which is no program")
        return Path(path)
    for name in NAMES:
        path = shutil.which(name)
        if path is not None:
            return Path(path)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


def need() -> Path:
    """Find the browser, or raise."""
    path = find()
    if path is None:
        raise NoBrowserError("no Chromium for the browser tests: `make browser` gets one, or set CHROMIUM to its path")
    return path


def install() -> Path:
    """Get a browser: from Debian where we are root there, else Playwright's own."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run([*command, "-qq"], env=env, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        if (found := find()) is not None:
            return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr)
    return need()


def main() -> int:
    """Print the browser's path, after getting one if there is none."""
    try:
        print(f"browser: {find() or install()}")
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
