"""What axe-core finds in a view: names, roles, contrast, focus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.view import View

AXE = Path(__file__).parents[2] / "js/node_modules/axe-core/axe.min.js"


def findings(view: View) -> list[tuple[str, Any, str]]:
    """Return what axe finds serious or critical within our box: rule, element, why."""
    page = view.page
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    # a message that is half faded in has another contrast than it will have
    page.evaluate(
        """Promise.allSettled(
          document.querySelector('#views > div > div').shadowRoot.getAnimations()
            .filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
            .map((animation) => animation.finished)
        ).then(() => null)"""
    )
    violations = page.evaluate(
        "axe.run(document.querySelector('#views'), {resultTypes: ['violations']}).then((found) => found.violations)"
    )
    return [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in violations
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
