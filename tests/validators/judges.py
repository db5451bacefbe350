"""Run in the environment of the validators (`make validators`): prints what each of them finds wrong with each file.

python judges.py KIND=PATH ...      KIND: cellxgene, cap, cas_general, cas_BICAN, cas_CAP
"""

from __future__ import annotations

import json
import logging
import sys
from importlib.resources import files
from pathlib import Path


def cellxgene(path):
    """Return the errors of `cellxgene-schema validate`."""
    from cellxgene_schema.validate import Validator

    validator = Validator()
    valid = validator.validate_adata(path)
    return [] if valid else validator.errors or ["invalid"]


def cap(path):
    """Return the errors of `capval`."""
    from cap_upload_validator import UploadValidator
    from cap_upload_validator.errors import CapException, CapMultiException

    try:
        UploadValidator(path).validate(report_success=False)
    except (CapException, CapMultiException) as error:
        return [str(error)]
    return []


def cas(path, schema):
    """Return the errors by a JSON schema of the Cell Annotation Schema."""
    from cas_schema.schema_validator import get_validator
    from jsonschema import FormatChecker

    text = (files("cas_schema") / "schemas" / f"{schema}_schema.json").read_text("utf-8")
    validator = get_validator(json.loads(text), schema)
    validator.format_checker = FormatChecker()
    return [error.message for error in validator.iter_errors(json.loads(Path(path).read_text("utf-8")))]


def judged(kind, path):
    """Return what is wrong with a file."""
    return cas(path, kind.removeprefix("cas_")) if kind.startswith("cas_") else globals()[kind](path)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    out, sys.stdout = sys.stdout, sys.stderr
    found = {argument: judged(*argument.split("=", 1)) for argument in sys.argv[1:]}
    json.dump(found, out)
