"""Many visitors at once over keep-alive connections: the load of a rehearsal, of the benchmarks and of tests.

One thread, one selector, requests built beforehand: what is measured is the server, not the visitors. A visit
is a generator that yields whole requests and is sent their answers, so a visit may be a page and then a vote,
or the same vote again after the connection broke.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

OK: Final = 200
LOST: Final = 0
"""The status of an answer that never came: the connection was closed or reset, or it took too long."""
UNREACHED: Final = -1
"""The status where no connection could be opened, so that nothing was sent."""
PATIENCE_S: Final = 30.0
PAUSE_AFTER_REFUSAL_S: Final = 0.02
_CHUNK: Final = 65_536
_END_OF_HEAD: Final = b"\r\n\r\n"
_CLOSES: Final = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_BODILESS: Final = re.compile(rb"HTTP/1\.1 (204|304) ")


class Answer(NamedTuple):
    """What came back: status (`LOST` or `UNREACHED` if nothing did), head and body as they are."""

    status: int
    head: bytes = b""
    body: bytes = b""


class Exchange(NamedTuple):
    """One request and its answer: when it was due and how long the visitor waited, in seconds."""

    name: str
    due_s: float
    took_s: float
    status: int


class Request(NamedTuple):
    """A whole HTTP/1.1 request, under the name by which its figures are gathered."""

    name: str
    content: bytes


Visit: TypeAlias = Generator[Request, Answer, None]


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def get(address: Address, path: str, *, cookie: str = "") -> bytes:
    """Return a GET request."""
    return _request("GET", address, path, cookie)


def post(address: Address, path: str, form: bytes, *, cookie: str = "", closing: bool = False) -> bytes:
    """Return a POST request with a form that is urlencoded already; `closing`: nothing more will follow."""
    further = ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
    if closing:
        further.append("Connection: close")
    return _request("POST", address, path, cookie, further) + form


def _request(method: str, address: Address, path: str, cookie: str, further: Sequence[str] = ()) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {address}", "Accept-Language: ko-KR,ko;q=0.9", *further]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def storm(
    address: Address,
    visits: Iterable[Visit],
    *,
    connections: int = 64,
    lasts_s: float | None = None,
    due: Iterable[float] | None = None,
) -> list[Exchange]:
    """Let the visits happen over so many connections; return every exchange in the order it ended.

    Without `due` a connection begins its next visit as soon as the last is over (a closed loop), until the
    visits are through or `lasts_s` seconds have passed; visits under way are finished. `due` gives each visit
    the second at which it begins; if no connection is free then, its visitor waits, and that wait is counted
    (Tene 2013, 'coordinated omission').
    """
    crowd = _Crowd(address, iter(visits), None if due is None else iter(due), lasts_s)
    return crowd.run(connections)


def knock(address: Address, request: bytes) -> Answer:
    """Send one request on a connection of its own; the status says if no answer came."""
    answers: list[Answer] = []

    def visit() -> Visit:
        answers.append((yield Request("knock", request)))

    storm(address, [visit()], connections=1)
    return answers[0]


class _Line:
    """One connection and the visit that is using it."""

    def __init__(self, address: Address, selector: selectors.BaseSelector) -> None:
        self._address, self._selector = address, selector
        self._socket: socket.socket | None = None
        self._received = bytearray()
        self._length: int | None = None
        self.visit: Visit | None = None
        self.name = ""
        self.began_s = 0.0

    def send(self, request: Request) -> int:
        """Send on the open connection, or on a new one. Returns OK, or why the answer will not come."""
        self.name, self._length = request.name, None
        self._received.clear()
        try:
            line = self._connected()
        except OSError:
            return UNREACHED
        try:
            line.sendall(request.content)
        except OSError:
            self.hang_up()
            return LOST
        return OK

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection((self._address.host, self._address.port), PATIENCE_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(self._socket, selectors.EVENT_READ, self)
        return self._socket

    def receive(self) -> Answer | None:
        """Take what has come; return the answer once it is whole."""
        try:
            came = self._socket.recv(_CHUNK) if self._socket else b""
        except OSError:
            came = b""
        if not came:
            self.hang_up()
            return Answer(LOST)
        self._received += came
        return self._whole()

    def _whole(self) -> Answer | None:
        if self._length is None:
            end = self._received.find(_END_OF_HEAD)
            if end < 0:
                return None
            self._length = end + len(_END_OF_HEAD) + _content_length(bytes(self._received[:end]))
        if len(self._received) < self._length:
            return None
        head, _end, body = bytes(self._received).partition(_END_OF_HEAD)
        if _CLOSES.search(head):
            self.hang_up()
        return Answer(int(head.split(b" ", 2)[1]), head, body)

    def hang_up(self) -> None:
        """Close the connection; the next request opens another."""
        if self._socket is not None:
            self._selector.unregister(self._socket)
            self._socket.close()
            self._socket = None


def _content_length(head: bytes) -> int:
    if _BODILESS.match(head):
        return 0
    found = _LENGTH.search(head)
    if found is None:
        raise ValueError(f"an answer without a length: {head!r}")
    return int(found[1])


class _Crowd:
    """The visitors of one storm, and the loop that serves them."""

    def __init__(
        self, address: Address, visits: Iterator[Visit], due: Iterator[float] | None, lasts_s: float | None
    ) -> None:
        self._address, self._visits, self._due, self._lasts_s = address, visits, due, lasts_s
        self._selector = selectors.DefaultSelector()
        self._free: list[_Line] = []
        self._exchanges: list[Exchange] = []
        self._next: tuple[float, Visit] | None = None
        self._over = False
        self._started_at = time.perf_counter()

    def run(self, connections: int) -> list[Exchange]:
        lines = [_Line(self._address, self._selector) for _line in range(connections)]
        self._free += lines
        while True:
            self._begin_what_is_due()
            if self._over and len(self._free) == len(lines):
                break
            if not self._serve():
                self._give_up_waiting(lines)
        for line in lines:
            line.hang_up()
        self._selector.close()
        return self._exchanges

    def _begin_what_is_due(self) -> None:
        while self._free:
            if self._next is None:
                self._next = self._fetch()
            if self._next is None or self._next[0] > self._now_s():
                return
            line = self._free.pop()
            due_s, line.visit = self._next
            self._next = None
            self._ask(line, next(line.visit), self._now_s() if self._due is None else due_s)

    def _fetch(self) -> tuple[float, Visit] | None:
        """Return the visit that comes next and the second at which it is due."""
        if self._lasts_s is not None and self._now_s() >= self._lasts_s:
            self._over = True
        due_s = None if self._over else 0.0 if self._due is None else next(self._due, None)
        visit = None if due_s is None else next(self._visits, None)
        if due_s is None or visit is None:
            self._over = True
            return None
        return due_s, visit

    def _serve(self) -> bool:
        """Wait for answers on any line and take them. False if none came in a long time."""
        wait_s = PATIENCE_S if self._next is None else max(0.0, self._next[0] - self._now_s())
        ready: list[_Line] = [key.data for key, _events in self._selector.select(wait_s)]
        for line in ready:
            answer = line.receive()
            if answer is not None and line.visit is not None:
                self._answered(line, answer)
        return bool(ready) or self._next is not None

    def _ask(self, line: _Line, request: Request | None, began_s: float) -> None:
        """Send a visit's request; one that cannot be sent counts as lost."""
        while request is not None:
            line.began_s = began_s
            sent = line.send(request)
            if sent == OK:
                return
            time.sleep(PAUSE_AFTER_REFUSAL_S)
            request = self._note(line, Answer(sent))
            began_s = self._now_s()

    def _answered(self, line: _Line, answer: Answer) -> None:
        self._ask(line, self._note(line, answer), self._now_s())

    def _note(self, line: _Line, answer: Answer) -> Request | None:
        """Note an exchange; return what the visit asks next, or None if it is over and the line free."""
        took_s = self._now_s() - line.began_s
        self._exchanges.append(Exchange(line.name, line.began_s, took_s, answer.status))
        try:
            return line.visit.send(answer) if line.visit else None
        except StopIteration:
            line.visit = None
            self._free.append(line)
            return None

    def _give_up_waiting(self, lines: list[_Line]) -> None:
        for line in lines:
            if line.visit is not None:
                line.hang_up()
                self._answered(line, Answer(LOST))

    def _now_s(self) -> float:
        return time.perf_counter() - self._started_at
