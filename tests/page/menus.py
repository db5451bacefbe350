"""Menus and fields of the lists, as a mouse works them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.view import View


def choose(view: View, menu: str, *items: str) -> None:
    """Open the menu behind a button of this name and click through its items."""
    button = view.box.get_by_role("button", name=menu, exact=True)
    button.hover()
    button.click()
    for item in items:
        view.box.get_by_role("menuitem", name=item).or_(view.box.get_by_role("menuitemradio", name=item)).first.click()


def retype(field: Locator, text: str) -> None:
    """Replace the text of a field and press Enter."""
    field.fill(text)
    field.press("Enter")


def label_names(widget) -> list[str]:
    """Names of the labels of the first category, in order."""
    return [label["name"] for label in widget.categories[0]["labels"]]
