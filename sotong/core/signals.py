"""A process of the server that is asked to stop hears it, once, whatever it is doing just then.

Python only notes a signal; its main thread acts on it when it comes by. There are moments at which a server
process would not come by, and would serve on until it is killed, with votes under way:

- It is still loading. Forked from the process that looks after it, it hears a signal as that one does: it
  would note that it is to stop, and go on.
- Its main thread is just going to sleep for good, as it does when the first requests come. What is noted
  between its last look and its sleep, it sleeps over, until some signal wakes it (python/cpython, #98140).
- It has heard already. An impatient Ctrl-C tells all processes of a terminal several times; told a third time
  Granian stands still.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

WAKES_EVERY_S: Final = 1.0
STOPS: Final = frozenset((signal.SIGTERM, signal.SIGINT))


def hear_from_the_first() -> None:
    """Let whatever this process forks from now on end by SIGTERM, until it says otherwise itself.

    Ctrl-C reaches all processes of a terminal; the others leave it to the one that looks after them.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_hold, after_in_parent=_let_go, after_in_child=_hear)


def hear_again() -> None:
    """Once a signal has come, wake the main thread, which must call this, every second until it has ended."""
    if not hasattr(signal, "pthread_kill"):
        return  # Windows, where no signal waits for a main thread
    heard, noted = socket.socketpair()
    noted.settimeout(0)
    signal.set_wakeup_fd(noted.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGURG, _mean_nothing)
    threading.Thread(target=_wake, args=(heard, noted), name="signals", daemon=True).start()


def hear_once() -> None:
    """Let a thread wait for the word to stop, and give it to whoever heeds it by then; it is given once.

    To be called before there are other threads, which hold signals back as the one does that starts them.
    Programs that are started hold them back too: see `be_reached`. While nobody heeds it the process ends.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    threading.Thread(target=_hear_once, name="signals", daemon=True).start()


def be_reached() -> None:
    """Let this process, which was started by one that holds signals back, be ended by them."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


@contextmanager
def held_as_before() -> Iterator[None]:
    """Start a program within: multiprocessing, when it first does so, lets signals through for good."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hear_once() -> None:
    heeds: object = signal.SIG_IGN
    while heeds == signal.SIG_IGN:
        number = signal.sigwait(STOPS)
        heeds = signal.getsignal(number)
    if not callable(heeds):
        os._exit(128 + number)
    heeds(number, None)


def _wake(heard: socket.socket, _kept_open: socket.socket) -> None:
    """Wake the main thread after each signal; that is a signal too, and so on."""
    main_thread = threading.main_thread().ident
    while main_thread is not None and heard.recv(1):
        time.sleep(WAKES_EVERY_S)
        signal.pthread_kill(main_thread, signal.SIGURG)


def _mean_nothing(_number: int, _frame: object) -> None:
    """Be there: Python acts on all that it has noted, and this is one of them."""


def _hold() -> None:
    """Keep what is sent to a process that does not know yet what to do about it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def _let_go() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _hear() -> None:
    signal.set_wakeup_fd(-1)  # what this process hears is not for its parent
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _let_go()
