"""training/interrupt.py"""

import os
import signal
import threading

import pytest

from training.interrupt import stoppable


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_is_noted_and_what_is_at_hand_goes_on():
    with stoppable() as stop:
        assert not stop.is_set
        press()
        assert stop.is_set


def test_a_second_ctrl_c_is_an_interrupt_as_usual():
    with stoppable():
        press()
        with pytest.raises(KeyboardInterrupt):
            press()


def test_afterwards_ctrl_c_means_what_it_meant_before():
    before = signal.getsignal(signal.SIGINT)
    with stoppable():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_a_fault_within_gives_ctrl_c_back_too():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(OSError, match="disk"), stoppable():
        raise OSError("disk")
    assert signal.getsignal(signal.SIGINT) == before


def test_in_another_thread_nothing_is_noted_and_nothing_fails():
    seen: list[bool] = []

    def work() -> None:
        with stoppable() as stop:
            seen.append(stop.is_set)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


def test_each_use_begins_anew():
    with stoppable():
        press()
    with stoppable() as stop:
        assert not stop.is_set
