"""Who the user is: a random id in a local file, in place of cellxgene's browser cookie. It never leaves the machine."""

from __future__ import annotations

import json
import os
import uuid
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from ..core.files import make_directory, write_atomically
from ..core.trusted_files import parse_json, read_file
from ..errors import DraftError

with warnings.catch_warnings():
    warnings.simplefilter("ignore", UserWarning)  # in a browser (Pyodide): files are locked by other files there
    from filelock import FileLock, Timeout

#: Overrides the id of the profile file, for accounts that several people share.
USER_VARIABLE = "CELLXGENE_WIDGET_USER"

_LOCK_SECONDS = 5.0
#: Directories of drafts that are remembered.
_MAX_DIRECTORIES = 20


@dataclass
class Profile:
    """A user id and the draft names this user chose.

    Attributes
    ----------
    user
        The id; drafts are found again by it.
    names
        The name chosen for each draft, by draft ID.
    directories
        Where drafts were last, the newest first.
    path
        The file, or None for an identity that could not be stored.
    warning
        What went wrong with the file, as a sentence.
    """

    user: str
    names: dict[str, str] = field(default_factory=dict)
    directories: list[str] = field(default_factory=list)
    path: Path | None = None
    warning: str | None = None

    def remember(self, draft_id: str, name: str, directory: Path) -> None:
        """Store the name and the directory of a draft; a profile that can't be written is a warning, no error."""
        place = str(directory)
        if self.names.get(draft_id) == name and self.directories[:1] == [place]:
            return
        self.names[draft_id] = name
        self.directories = _newest_first(place, self.directories)
        if self.path is None:
            return
        try:
            with FileLock(f"{self.path}.lock", timeout=_LOCK_SECONDS):
                stored = _read(self.path) or {}
                names = {**stored.get("names", {}), draft_id: name}
                directories = _newest_first(place, stored.get("directories", []))
                _write(self.path, {**stored, "names": names, "directories": directories})
        except (OSError, Timeout) as error:
            self.warning = f"The name of the draft could not be remembered in {self.path} ({error})."


def default_path() -> Path:
    """Return where the profile file of this account is."""
    return user_config_path("cellxgene_widget", appauthor=False) / "profile.json"


def load_profile(user: str | None = None, path: Path | None = None) -> Profile:
    """Read the profile, making it when there is none yet.

    Parameters
    ----------
    user
        An id to use in place of the stored one; the environment variable ``CELLXGENE_WIDGET_USER`` does the same.
    path
        The file; by default in the user's config directory.

    Returns
    -------
    Profile
        With a temporary id and a warning when the file can't be read or made. A damaged file is left as it is.
    """
    path = path or default_path()
    given = user if user is not None else os.environ.get(USER_VARIABLE) or None
    if given is not None and not (given := given.strip()):
        raise DraftError("user= needs a name, such as user='anna'.")
    try:
        make_directory(path.parent)
        with FileLock(f"{path}.lock", timeout=_LOCK_SECONDS):
            stored = _read_or_make(path)
    except (OSError, Timeout) as error:
        return _temporary(given, f"The profile file {path} can't be read or made ({error}).")
    if stored is None:
        return _temporary(given, f"The profile file {path} is damaged and was left as it is.")
    return Profile(given or stored["user"], dict(stored["names"]), list(stored.get("directories", [])), path)


def _temporary(given: str | None, reason: str) -> Profile:
    if given is not None:
        return Profile(given, warning=reason)
    warning = (
        f"{reason} A temporary identity is used, by which this draft will not be found again: "
        "pass user= to name yourself."
    )
    return Profile(uuid.uuid4().hex, warning=warning)


def _read_or_make(path: Path) -> dict[str, Any] | None:
    """Return what the profile file says, made if there is none; None if it is damaged."""
    stored = _read(path)
    if stored is None and not path.exists():
        stored = {"user": uuid.uuid4().hex, "names": {}}
        _write(path, stored)
    return stored


def _read(path: Path) -> dict[str, Any] | None:
    try:
        value = parse_json(read_file(path))
    except (FileNotFoundError, ValueError):
        return None
    user, names = (value.get("user"), value.get("names", {})) if isinstance(value, dict) else (None, None)
    if not isinstance(user, str) or not user or not isinstance(names, dict):
        return None
    places = value.get("directories")
    directories = [place for place in places if isinstance(place, str)] if isinstance(places, list) else []
    return {
        **value,
        "user": user,
        "names": {str(k): str(v) for k, v in names.items()},
        "directories": directories[:_MAX_DIRECTORIES],
    }


def _newest_first(place: str, directories: list[str]) -> list[str]:
    return list(dict.fromkeys([place, *directories]))[:_MAX_DIRECTORIES]


def _write(path: Path, value: dict[str, Any]) -> None:
    write_atomically(path, json.dumps(value, indent=2).encode(), mode=0o600)
