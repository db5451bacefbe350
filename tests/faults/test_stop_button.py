"""The stop button: told at the end of what must not be interrupted, at once to who only waits for it."""

from __future__ import annotations

import signal
import threading

import pytest

from cellxgene_widget.core.uninterrupted import uninterrupted

from ..stop_button import stop_button
from .pressing import pressed_while_waiting
from .small import small_cells


def press():
    signal.raise_signal(signal.SIGINT)


def test_a_press_is_told_at_the_end_of_the_block():
    done = []
    with stop_button():
        with pytest.raises(KeyboardInterrupt), uninterrupted():  # noqa: PT012 - what the block ends with
            press()
            press()
            done.append(1)
        with pytest.raises(KeyboardInterrupt):
            press()
        with uninterrupted():
            done.append(2)
    assert done == [1, 2]


def test_blocks_in_blocks_are_one():
    done = []
    with stop_button(), pytest.raises(KeyboardInterrupt), uninterrupted():  # noqa: PT012
        with uninterrupted():
            press()
        done.append(1)
        with uninterrupted():
            done.append(2)
    assert done == [1, 2]


def test_an_error_in_the_block_is_told_and_with_it_the_press():
    with stop_button(), pytest.raises(KeyboardInterrupt) as told, uninterrupted():  # noqa: PT012
        press()
        raise ValueError
    assert isinstance(told.value.__context__, ValueError)
    with stop_button(), pytest.raises(ValueError, match="alone"), uninterrupted():
        raise ValueError("alone")


def test_a_handler_of_ones_own_is_called_and_put_back():
    calls = []

    def own(number, _):
        calls.append(number)

    former = signal.signal(signal.SIGINT, own)
    try:
        with uninterrupted():
            press()
            assert calls == []
        assert calls == [signal.SIGINT]
        assert signal.getsignal(signal.SIGINT) is own
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with uninterrupted():
            press()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, former)


def test_other_threads_pay_nothing():
    seen = []

    def work():
        before = signal.getsignal(signal.SIGINT)
        with uninterrupted():
            seen.append(signal.getsignal(signal.SIGINT) is before)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]


@pytest.mark.parametrize("verb", ["label", "undo"])
def test_who_waits_with_an_edit_for_the_disk_can_be_stopped(sessions, tmp_path, verb):
    session = sessions(tmp_path, small_cells(), name="mine")
    session.create_category("c")
    session.label("a", cells=[0])
    before = session.annotations, session.history["text"].tolist()
    work = {"label": lambda: session.label("b", cells=[1]), "undo": session.undo}[verb]
    interrupted, seconds = pressed_while_waiting(session.parts.store.journaling, work)
    assert interrupted
    assert seconds < 15
    assert session.annotations.equals(before[0])
    assert session.history["text"].tolist() == before[1]
    assert session.label("b", cells=[1]) == 1
