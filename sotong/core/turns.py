"""Few threads of a process compute at once, however many of them wait.

Python runs one thread of a process at a time. When dozens want to run, each gives the permission back in the
middle of its work, at every file and every statement, and queues for it again behind all others: all become
slow together, and the one thread that writes ballots slowest of all. So a request takes a turn, and steps out
of it while it waits for something that is not Python: a commit, a provider, a visitor's slow line.

A turn is a courtesy and no lock: whoever has waited for `PATIENCE_S` goes in all the same, so that a few slow
requests can never shut the door.
"""

from __future__ import annotations

import io
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WIDTH: Final = 4
PATIENCE_S: Final = 1.0
READ_AHEAD: Final = 65_536
"""Bytes of a request's body that are read before its turn: any form, but not a file."""

_mine = threading.local()
T = TypeVar("T")


def _closed_gate() -> threading.Lock:
    """Return what one thread waits at (`acquire`) until another opens it (`release`).

    An Event does the same with three locks and a list, at several times the price; each vote waits twice.
    """
    gate = threading.Lock()
    gate.acquire()
    return gate


class Turnstile:
    """Lets `width` threads in at once, the others in the order in which they came.

    Who comes back with an answer goes before who is only beginning: the first to come is the first to leave.
    """

    def __init__(self, width: int = WIDTH, patience_s: float = PATIENCE_S) -> None:
        self._width = self._free = width
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._back: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Take a turn for the block."""
        self._enter()
        _mine.turnstile = self
        try:
            yield
        finally:
            _mine.turnstile = None
            self._leave()

    def _enter(self, *, at_once: bool = False) -> None:
        with self._lock:
            if self._free > 0 or at_once:
                self._free -= 1
                return
            gate = _closed_gate()
            self._line.append(gate)
        if gate.acquire(timeout=self._patience_s):
            return
        with self._lock:
            if gate in self._line:  # else it was called just now, and the turn is its own
                self._line.remove(gate)
                self._free -= 1

    def _leave(self) -> None:
        with self._lock:
            self._free += 1
            self._call()

    def _call(self) -> None:
        while self._free > 0 and (line := self._back or self._line):
            self._free -= 1  # on behalf of who is called: nobody who comes now gets in between
            line.popleft().release()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody in for the block, which many wait for. Who is inside goes on.

        While it waits itself, for its commit, others compute.
        """
        everybody = _Everybody(self)
        everybody._enter()
        _mine.turnstile = everybody
        try:
            yield
        finally:
            _mine.turnstile = None
            everybody._leave()


class _Everybody:
    """All the turns at once."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile

    def _enter(self, **_at_once: bool) -> None:
        with self._turnstile._lock:
            self._turnstile._free -= self._turnstile._width

    def _leave(self) -> None:
        with self._turnstile._lock:
            self._turnstile._free += self._turnstile._width
            self._turnstile._call()


OF_THIS_PROCESS: Final = Turnstile()


class Answer(Generic[T]):
    """What a thread asks of another, and waits for outside of its turn. With the answer comes a turn again.

    Made by who asks. Two waits, for the answer and then for a turn, would wake each thread twice.
    """

    def __init__(self) -> None:
        mine = getattr(_mine, "turnstile", None)
        self._own = mine if isinstance(mine, Turnstile) else None
        self._turnstile = self._own or Turnstile()  # who has no turn stands at one of its own
        self._gate = _closed_gate()
        self._value: list[T] = []
        self._given_up = False

    def give(self, value: T) -> None:
        """Answer, once. Who has given up waiting is not told."""
        with self._turnstile._lock:
            if self._given_up:
                return
            self._value.append(value)
            self._turnstile._back.append(self._gate)
            self._turnstile._call()

    def wait(self, patience_s: float) -> T:
        """Step out, wait, come back with the answer. Raises TimeoutError if there is none in time."""
        ends_at = time.monotonic() + patience_s
        _mine.turnstile = None
        self._turnstile._leave()
        try:
            while not self._gate.acquire(timeout=min(patience_s, self._turnstile._patience_s)):
                if self._goes_in_uncalled(late=time.monotonic() >= ends_at):
                    break
        finally:
            _mine.turnstile = self._own
        if self._given_up:
            raise TimeoutError
        return self._value[0]

    def _goes_in_uncalled(self, *, late: bool) -> bool:
        """Take a turn without being called: whose answer is there, but the line stands; who gives up."""
        turnstile = self._turnstile
        with turnstile._lock:
            answered = self._gate in turnstile._back
            if answered:
                turnstile._back.remove(self._gate)
            elif self._value or not late:  # it was called just now, or may wait on
                return False
            turnstile._free -= 1
            self._given_up = not answered
            return True


@contextmanager
def stepping_out(*, back_at_once: bool = False) -> Iterator[None]:
    """Give the turn back for the block, which waits for something that is not Python; then take another.

    `back_at_once`: whoever comes back with a lock that others wait for does not stand in line again.
    Where the thread has no turn (a worker, the command line) it does nothing.
    """
    turnstile: Turnstile | _Everybody | None = getattr(_mine, "turnstile", None)
    if turnstile is None:
        yield
        return
    _mine.turnstile = None
    turnstile._leave()
    try:
        yield
    finally:
        turnstile._enter(at_once=back_at_once)
        _mine.turnstile = turnstile


class TakingTurns:
    """A WSGI application whose requests take turns (PEP 3333). What it streams is sent outside of them."""

    def __init__(self, app: WSGIApplication, turnstile: Turnstile = OF_THIS_PROCESS) -> None:
        self._app, self._turnstile = app, turnstile

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"] = _arrived(environ)
        with self._turnstile.turn():
            return self._app(environ, start_response)


def _arrived(environ: WSGIEnvironment) -> Any:
    """Return the body: read already if it is short, else read in pieces, each outside of the turn."""
    source, length = environ["wsgi.input"], environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) <= READ_AHEAD:
        return io.BytesIO(source.read(int(length)))
    return io.BufferedReader(_Patient(source), READ_AHEAD)


class _Patient(io.RawIOBase):
    """A body that comes over a slow line: while it waits for more, others compute."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with stepping_out():
            piece: bytes = self._source.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
