"""A server process that is still loading ends as soon as it is asked to.

It is forked from the process that looks after it, and hears a signal as that one does: it would note that it
is to stop, and go on. Loaded at last, it served while everything else had stopped, was killed after half a
minute, and whoever was voting there then was not answered.
"""

from __future__ import annotations

import os
import signal


def hear_signals_from_the_first() -> None:
    """Let whatever this process forks from now on end by SIGTERM, until it says otherwise itself.

    Ctrl-C reaches all processes of a terminal; the others leave it to the one that looks after them.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_hold, after_in_parent=_let_go, after_in_child=_hear)


def _hold() -> None:
    """Keep what is sent to a process that does not know yet what to do about it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def _let_go() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _hear() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _let_go()
