"""Turns: how many requests of a process compute at once, and that waiting gives the turn to others."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from flask import Flask

from sotong.audit import services as audit
from sotong.audit.models import AuditStream
from sotong.core.db import locked, transaction
from sotong.core.turns import READ_AHEAD, Answer, TakingTurns, Turnstile, stepping_out
from tests.conftest import NOW

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LONG_S = 20.0


class Crowd:
    """Threads that are inside at once, counted; and a door that holds them there."""

    def __init__(self, turnstile: Turnstile) -> None:
        self.turnstile = turnstile
        self.door = threading.Event()
        self.came = threading.Semaphore(0)
        self.inside = 0
        self.threads: list[threading.Thread] = []

    def enter(self, number: int, meanwhile: Callable[[], None] | None = None) -> None:
        for _one in range(number):
            thread = threading.Thread(target=self._visit, args=(meanwhile,), daemon=True)
            thread.start()
            self.threads.append(thread)

    def _visit(self, meanwhile: Callable[[], None] | None) -> None:
        with self.turnstile.turn():
            self.inside += 1
            self.came.release()
            if meanwhile:
                meanwhile()
            self.door.wait(LONG_S)

    def wait_for(self, number: int) -> None:
        for _one in range(number):
            assert self.came.acquire(timeout=LONG_S)

    def go(self) -> None:
        self.door.set()
        for thread in self.threads:
            thread.join(LONG_S)
            assert not thread.is_alive()


def test_as_many_compute_at_once_as_there_are_turns_and_the_others_follow() -> None:
    crowd = Crowd(Turnstile(2, patience_s=LONG_S))
    crowd.enter(6)
    crowd.wait_for(2)
    assert crowd.inside == 2
    crowd.go()
    assert crowd.inside == 6


def test_who_steps_out_lets_another_in_and_comes_back() -> None:
    waiting = threading.Event()

    def wait_for_a_commit() -> None:
        with stepping_out():
            waiting.wait(LONG_S)

    crowd = Crowd(Turnstile(1, patience_s=LONG_S))
    crowd.enter(1, wait_for_a_commit)
    crowd.wait_for(1)
    crowd.enter(1)
    crowd.wait_for(1)
    waiting.set()
    crowd.go()
    assert crowd.turnstile._free == 1


def test_while_one_works_alone_nobody_else_begins() -> None:
    crowd = Crowd(Turnstile(2, patience_s=LONG_S))
    with crowd.turnstile.alone():
        crowd.enter(3)
        assert not crowd.came.acquire(timeout=0.05)
    crowd.wait_for(2)
    crowd.go()
    assert crowd.inside == 3
    assert crowd.turnstile._free == 2


def test_while_the_one_who_works_alone_waits_for_a_commit_others_compute_and_then_it_is_alone_again() -> None:
    crowd = Crowd(Turnstile(2, patience_s=LONG_S))
    with crowd.turnstile.alone():
        with stepping_out():
            crowd.enter(2)
            crowd.wait_for(2)
        crowd.go()
        crowd.enter(1)
        assert not crowd.came.acquire(timeout=0.05)
    crowd.wait_for(1)
    crowd.go()
    assert crowd.inside == 3
    assert crowd.turnstile._free == 2


def test_slow_requests_never_shut_the_door() -> None:
    crowd = Crowd(Turnstile(1, patience_s=0.01))
    crowd.enter(3)
    crowd.wait_for(3)
    crowd.go()
    assert crowd.turnstile._free == 1


class Asker:
    """A request that has a turn, asks, and waits for the answer."""

    def __init__(self, crowd: Crowd, patience_s: float = LONG_S) -> None:
        self.heard: list[object] = []
        self.asked = threading.Event()
        self._patience_s = patience_s
        crowd.enter(1, self._ask)
        assert self.asked.wait(LONG_S)

    def _ask(self) -> None:
        self.answer: Answer[str] = Answer()
        self.asked.set()
        try:
            self.heard.append(self.answer.wait(self._patience_s))
        except TimeoutError as late:
            self.heard.append(late)


def test_who_waits_for_an_answer_lets_another_in_and_comes_back_with_it() -> None:
    crowd = Crowd(Turnstile(1, patience_s=LONG_S))
    asker = Asker(crowd)
    crowd.wait_for(1)
    crowd.enter(1)
    crowd.wait_for(1)
    asker.answer.give("yes")
    assert asker.heard == []
    crowd.go()
    assert asker.heard == ["yes"]
    assert crowd.turnstile._free == 1


def test_who_has_an_answer_goes_before_who_is_only_beginning() -> None:
    crowd = Crowd(Turnstile(1, patience_s=LONG_S))
    asker = Asker(crowd)
    crowd.wait_for(1)
    with crowd.turnstile.alone():
        late_comer = threading.Event()
        crowd.enter(1, lambda: late_comer.set() if asker.heard else None)
        while not crowd.turnstile._line:
            threading.Event().wait(0.001)
        asker.answer.give("yes")
    crowd.go()
    assert late_comer.is_set()


def test_an_answer_that_comes_before_anybody_waits_is_not_lost() -> None:
    turnstile = Turnstile(1, patience_s=LONG_S)
    with turnstile.turn():
        answer: Answer[str] = Answer()
        answer.give("at once")
        assert answer.wait(LONG_S) == "at once"
        assert turnstile._free == 0
    assert turnstile._free == 1


def test_who_gives_up_waiting_has_a_turn_again_and_a_late_answer_takes_none() -> None:
    turnstile = Turnstile(2, patience_s=0.01)
    with turnstile.turn():
        answer: Answer[str] = Answer()
        with pytest.raises(TimeoutError):
            answer.wait(0.02)
        assert turnstile._free == 1
        answer.give("too late")
        assert turnstile._free == 1
    assert turnstile._free == 2


def test_with_an_answer_too_slow_requests_never_shut_the_door() -> None:
    crowd = Crowd(Turnstile(1, patience_s=0.01))
    asker = Asker(crowd)
    crowd.wait_for(1)
    crowd.enter(1)
    crowd.wait_for(1)
    asker.answer.give("yes")
    while not asker.heard:
        threading.Event().wait(0.001)
    crowd.go()
    assert crowd.turnstile._free == 1


def test_an_answer_may_be_waited_for_outside_of_a_request() -> None:
    answer: Answer[str] = Answer()
    threading.Timer(0.01, answer.give, ["yes"]).start()
    assert answer.wait(LONG_S) == "yes"
    with pytest.raises(TimeoutError):
        Answer[str]().wait(0.01)


def test_outside_of_a_request_stepping_out_does_nothing() -> None:
    with stepping_out():
        pass


@pytest.mark.parametrize("length", [0, 5, READ_AHEAD, READ_AHEAD + 1, 3 * READ_AHEAD])
def test_a_body_arrives_whole_whatever_its_length(length: int) -> None:
    body = bytes(at % 251 for at in range(length))
    environ: WSGIEnvironment = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(length)}
    read = b"".join(TakingTurns(_echo)(environ, _start))
    assert read == body


def test_a_body_without_a_length_is_left_to_the_application() -> None:
    environ: WSGIEnvironment = {"wsgi.input": io.BytesIO(b"in pieces")}
    assert b"".join(TakingTurns(_echo)(environ, _start)) == b"in pieces"


def _echo(environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
    return [environ["wsgi.input"].read()]


def _start(*_arguments: Any) -> Any:
    return None


def test_who_waits_for_anothers_change_lets_others_compute(app: Flask) -> None:
    turnstile = Turnstile(1, patience_s=LONG_S)
    begun, may_end, inside, came_by = (threading.Event() for _each in range(4))
    with app.app_context(), transaction() as session:
        audit.record(session, "test.happened", at=NOW)

    def change(then: threading.Event, wait_for: threading.Event) -> None:
        with app.app_context(), transaction() as session:
            assert locked(session, sa.select(AuditStream)) is not None
            then.set()
            assert wait_for.wait(LONG_S)

    def change_in_turn() -> None:
        with turnstile.turn():
            inside.set()
            change(threading.Event(), may_end)

    def come_by() -> None:
        with turnstile.turn():
            came_by.set()

    first = threading.Thread(target=change, args=(begun, may_end))
    first.start()
    assert begun.wait(LONG_S)
    second = threading.Thread(target=change_in_turn)
    second.start()
    assert inside.wait(LONG_S)
    other = threading.Thread(target=come_by)
    other.start()
    assert came_by.wait(LONG_S)
    assert first.is_alive()
    may_end.set()
    for thread in (first, second, other):
        thread.join(LONG_S)
        assert not thread.is_alive()
    assert turnstile._free == 1
