"""What every command says: sentences, on the terminal that there is."""

from __future__ import annotations

import sys

PROGRAM = "cellxgene-widget"
#: The exit status of what can't be done as it was typed, and of a Ctrl-C.
BAD_INPUT, INTERRUPTED = 2, 130


class UsageError(Exception):
    """What the person typed can't be done; the message is the sentence they read."""


def say(sentence: str) -> None:
    """Print a sentence at once."""
    print(printable(sentence, sys.stdout.encoding), flush=True)


def complain(sentence: str) -> None:
    """Print on the error channel what went wrong."""
    print(printable(f"{PROGRAM}: {sentence}", sys.stderr.encoding), file=sys.stderr, flush=True)


def printable(text: str, encoding: str | None) -> str:
    """Return a text that a terminal of this encoding can show: the name of a file may hold what is no text."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
