"""Pages of their own, opened from a disk without a network."""

from __future__ import annotations

import hashlib
import json

from playwright.sync_api import expect

from tests.view import View

#: Tells the test which steps the page made: they go through a list that is mapped.
LISTEN = """
const map = Array.prototype.map;
Array.prototype.map = function (...args) {
  if (this[0]?.lasso) window.steps = JSON.parse(JSON.stringify([...this]));
  return map.apply(this, args);
};
"""


def open_page(context, path):
    page = context.new_page()
    page.goto(path.as_uri())
    return page, View(page)


def expect_edits(page, n):
    edits = "No edits yet" if n == 0 else f"{n} edit{'s' * (n != 1)} kept in this browser"
    expect(page.locator(".page-kept")).to_have_text(edits)


def saved_answer(page, path):
    with page.expect_download() as download:
        page.get_by_role("button", name="Save answer").click()
    download.value.save_as(path)
    before, lines = "", []
    for line in path.read_text("utf-8").splitlines():
        text, _, check = line.rpartition(',"check":')
        before = hashlib.sha256((before + text).encode()).hexdigest()
        assert check == f'"{before}"}}'
        lines.append(json.loads(line))
    return lines
