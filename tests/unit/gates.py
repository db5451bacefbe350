"""A function of the product that is held until a test lets it go on."""

from __future__ import annotations

import threading
from typing import Any


def hold(monkeypatch: Any, module: Any, name: str) -> tuple[threading.Event, threading.Event]:
    """Hold each call of a function; gives what tells that one began, and what lets all go on."""
    began, go_on = threading.Event(), threading.Event()
    whole = getattr(module, name)

    def held(*args: Any, **options: Any) -> Any:
        began.set()
        assert go_on.wait(60)
        return whole(*args, **options)

    monkeypatch.setattr(module, name, held)
    return began, go_on


def lock_is_held(session: Any) -> bool:
    """Tell whether another thread could not label now."""
    taken: list[bool] = []

    def try_it() -> None:
        taken.append(session.parts.gate.lock.acquire(blocking=False))
        if taken[0]:
            session.parts.gate.lock.release()

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    return not taken[0]
