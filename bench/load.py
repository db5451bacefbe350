"""Figures count only on a quiet machine: a run waits for that, and is refused where it does not come."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

#: The most that may run beside, as the average of a minute; looked at before a run begins, for it makes load itself.
MOST = 1.0
_STEP = 10.0


class NoisyError(RuntimeError):
    """Other programs run on the machine, and it says what to do."""


def load() -> float:
    """Return how many programs have run or waited to run, as the average of the last minute."""
    return os.getloadavg()[0]


def wait_until_quiet(
    minutes: float,
    *,
    read: Callable[[], float] = load,
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[str], None] = lambda _: None,
) -> float:
    """Return the load once it is low enough, or raise when it is not within some minutes."""
    left = 60 * minutes
    while (now := read()) > MOST:
        if left <= 0:
            raise NoisyError(
                f"The load of this machine is {now:.1f}, over {MOST:.0f} (average of the last minute), and {minutes:g} "
                "minutes of waiting did not change it: figures would not count. End what runs beside, or wait longer: "
                'make bench ARGS="--wait 30".'
            )
        tell(f"load {now:.1f}: waiting until it is at most {MOST:.0f}")
        step = min(_STEP, left)
        sleep(step)
        left -= step
    return now
