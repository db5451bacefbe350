"""One step of a recipe, as a journal and the view hold it."""

from typing import Any

#: What was asked for: ``lasso`` and ``basis``, ``where``, ``cells``, ``mode``, ``layer``.
Step = dict[str, Any]
