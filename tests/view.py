"""The widget's view on a page, as a person finds its controls, and the real mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Frame, Locator, Page


def drag(
    on: Locator,
    points: Sequence[tuple[float, float]],
    *,
    keys: Sequence[str] = (),
    steps: int = 4,
    close: bool = True,
) -> list[tuple[float, float]]:
    """Drag the real mouse through points given as fractions of an element's box; `keys` are held meanwhile.

    Returns the points in pixels of the page, as they were passed.
    """
    on.scroll_into_view_if_needed()
    box = on.bounding_box()
    assert box is not None, "the element has no box: it is not shown"
    pixels = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    mouse, keyboard = on.page.mouse, on.page.keyboard
    for key in keys:
        keyboard.down(key)
    mouse.move(*pixels[0])
    mouse.down()
    for x, y in [*pixels[1:], *(pixels[:1] if close else [])]:
        mouse.move(x, y, steps=steps)
    mouse.up()
    for key in reversed(keys):
        keyboard.up(key)
    return pixels


class View:
    """One view of a widget, the first on the page unless told otherwise."""

    def __init__(self, page: Page | Frame, nth: int = 0) -> None:
        self.page = page
        self.box = page.get_by_role("region", name="Cell labels of").nth(nth)
        self.plot = self.box.locator(".cxw-plot[data-ready=true]")
        expect(self.plot).to_be_visible(timeout=30_000)

    def lasso(
        self, points: Sequence[tuple[float, float]], *, keys: Sequence[str] = (), close: bool = True
    ) -> list[tuple[float, float]]:
        """Draw around points given as fractions of the plot; gives the pixels passed."""
        return drag(self.plot, points, keys=keys, close=close)

    @property
    def surface(self) -> Locator:
        """The part of the plot that takes the focus, and with it the keys."""
        return self.plot.get_by_role("application")

    @property
    def selection(self) -> Locator:
        """What the bar says of the selection."""
        return self.box.get_by_role("status", name="Selection")

    @property
    def label_field(self) -> Locator:
        """The field that takes a label for the selection."""
        return self.box.get_by_role("combobox", name="Label as")

    @property
    def draft(self) -> Locator:
        """The state of the draft, in the toolbar."""
        return self.box.get_by_role("button", name="Draft: ")

    def row(self, label: str) -> Locator:
        """The row of a label in the list."""
        lists = self.box.locator(".cxw-left")  # a drawer in a narrow box: hidden, it has no role
        return lists.get_by_role("listitem").filter(has=self.page.get_by_text(label, exact=True))

    def expect_counts(self, **counts: int) -> None:
        """Wait until the list shows these counts."""
        for label, n in counts.items():
            expect(self.row(label)).to_contain_text(f"{n:,}")

    def label_selection(self, label: str, *, category: str | None = None) -> None:
        """Type a label and Enter; name the first category when asked."""
        self.label_field.fill(label)
        self.label_field.press("Enter")
        if category is not None:
            field = self.box.get_by_role("textbox", name="Category")
            field.fill(category)
            field.press("Enter")

    def toggle_aside(self) -> None:
        """Bring genes and numbers into sight, which a narrow box has over the plot; or out of the way again."""
        self.box.get_by_role("button", name="Genes and numbers", exact=True).click()

    def undo(self) -> None:
        """Press the toolbar's undo (a message has one of the same name)."""
        self.box.get_by_role("button", name="Undo", exact=True).first.click()

    def errors(self) -> list[str]:
        """Sentences of the strip that shows what went wrong."""
        return self.box.get_by_role("alert").all_inner_texts()
