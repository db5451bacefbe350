"""Which notebook the kernel belongs to, as far as it can tell."""

from __future__ import annotations

import os
import sys


def notebook_path() -> str | None:
    """Return the path of the notebook: what Jupyter's server or VS Code said when it started the kernel; else None."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    said = None if shell is None else shell.user_ns.get("__vsc_ipynb_file__")
    return str(said) if said else os.environ.get("JPY_SESSION_NAME") or None
