"""Which members the widget has from its session: shown in short on its own page."""

from __future__ import annotations

import cellxgene_widget as cxw


def of_session(name: str) -> bool:
    """Tell whether the widget has this from its session: no trait, and not its own ``close``."""
    if name.startswith("_") or name in {"adata", "close"} or not hasattr(cxw.Session, name):
        return False
    return name not in cxw.AnnotationWidget.class_trait_names()


def forwarded() -> list[str]:
    """Return the verbs and properties that the widget has from its session."""
    return sorted(name for name in vars(cxw.AnnotationWidget) if of_session(name))
