"""Prints the rows of a benchmark that makes them itself, as JSON: ``python -m bench.rows drafts`` or ``view``."""

import importlib
import json
import sys

if __name__ == "__main__":
    json.dump(list(importlib.import_module(f"bench.{sys.argv[1]}").rows()), sys.stdout)
