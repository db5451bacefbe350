"""What an object is called in the notebook: the variable that a person gave it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

#: Names that say nothing: taken only where there is no other.
_USUAL = frozenset({"adata", "ad", "data", "mdata", "a", "x"})


def variable_name(value: object) -> str | None:
    """Return the name of a variable that is this very object; None where there is none.

    Variables are looked for where a person made them: in the notebook or at the prompt of IPython, else in the script
    that runs. Of several the first, but for usual names such as ``adata``; those that begin with ``_`` are nobody's.
    """
    try:
        names = [name for name, other in list(_variables().items()) if other is value and _is_given(name)]
    except RuntimeError:  # a cell that runs beside us made a variable just now
        return None
    return next((name for name in names if name not in _USUAL), next(iter(names), None))


def _variables() -> Mapping[str, Any]:
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is not None:
        return shell.user_ns  # type: ignore[no-any-return]
    return vars(sys.modules["__main__"]) if "__main__" in sys.modules else {}


def _is_given(name: object) -> bool:
    return isinstance(name, str) and not name.startswith("_")
