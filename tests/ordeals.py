"""Storms of votes over which something breaks: the server, its database, or everybody's patience.

Each ordeal raises AssertionError where a promise is broken. Tests run them shortly, `make soak` at length.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from sotong.web.burst import LOST, OK, UNREACHED, Address, Answer, Request, Visit, storm
from sotong.web.side_server import SideServer, serving
from tests.factories.offices import Office
from tests.factories.storms import Told, agree, all_is_told, ballot_of, citizens
from tests.own_postgres import OwnPostgres

CROWD = 16
COPIES = 64
UNAVAILABLE, CONFLICT = 503, 409
RECOVERS_WITHIN_S, PATIENCE_S = 10.0, 60.0


def everybody_presses_at_once(office: Office, voters: int, *, processes: int) -> None:
    """Each voter's ballot is sent 64 times at once, then 64 other ballots of the same voter: one counts."""
    with serving(office.server(processes=processes)) as server:
        for _voter in range(voters):
            device = secrets.token_hex(16)
            same = ballot_of(office, server.address, voter=device)
            answers = _at_once(server.address, [same] * COPIES)
            assert {answer.status for answer in answers} == {OK}
            told = Told()
            assert all(told.note(device, answer) for answer in answers)
            assert len(told.numbers[device]) == 1
            others = [ballot_of(office, server.address, voter=device) for _copy in range(COPIES)]
            assert {answer.status for answer in _at_once(server.address, others)} == {CONFLICT}
    assert agree(office, Told()) == voters


def _at_once(address: Address, requests: list[Request]) -> list[Answer]:
    answers: list[Answer] = []

    def visit(request: Request) -> Visit:
        answers.append((yield request))

    storm(address, map(visit, requests), connections=len(requests))
    return answers


def the_server_is_killed(office: Office, kills: int, *, processes: int = 1) -> tuple[int, int]:
    """Kill the server again and again while people vote. Return ballots, and requests that died with it."""
    server, told = office.server(processes=processes), Told()

    def trouble() -> None:
        for _kill in range(kills):
            _after_some_votes(told)
            server.kill()
            agree(office, told)
            server.start()

    with serving(server):
        _storm_through(office, server.address, told, trouble)
        ballots = all_is_told(office, told)
    assert set(told.others) <= {LOST, UNREACHED}
    return ballots, told.others[LOST]


def a_worker_dies(office: Office, *, processes: int = 1) -> int:
    """Kill one worker while people vote; the server stays up and replaces it. Return the ballots."""
    server, told = office.server(processes=processes), Told()

    def trouble() -> None:
        _after_some_votes(told)
        before = _workers(server)
        os.kill(before[0], signal.SIGKILL)
        _until(told, lambda: len(_workers(server)) == processes and _workers(server) != before)
        _after_some_votes(told)

    with serving(server):
        _storm_through(office, server.address, told, trouble)
        return all_is_told(office, told)


def _workers(server: SideServer) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return [int(pid) for pid in children.read_text(encoding="ascii").split()]


def the_database_is_stopped(office: Office, postgres: OwnPostgres, times: int) -> tuple[int, float]:
    """Stop PostgreSQL as a power cut would, and start it. Return ballots, and the slowest recovery (s)."""
    told, recoveries = Told(), [0.0]

    def trouble() -> None:
        for _time in range(times):
            _after_some_votes(told)
            postgres.stop("immediate")
            told.elsewise.clear()
            _until(told, lambda: bool(told.elsewise))
            assert all(b"\r\nretry-after: " in answer.head.lower() for answer in list(told.elsewise))
            postgres.start()
            recoveries.append(_seconds_to_the_next_vote(told))

    with serving(office.server()) as server:
        _storm_through(office, server.address, told, trouble)
        ballots = all_is_told(office, told)
    assert set(told.others) == {UNAVAILABLE}
    assert max(recoveries) < RECOVERS_WITHIN_S
    return ballots, max(recoveries)


def the_server_is_asked_to_stop(office: Office, times: int, *, processes: int = 1) -> int:
    """Stop the server by SIGTERM while people vote: what it took in it answers. Return the ballots.

    Who was not let in any more may have been cut off; then there is no ballot either.
    """
    told = Told()
    for _time in range(times):
        with serving(office.server(processes=processes)) as server, ThreadPoolExecutor(1) as aside:
            status = aside.submit(_stop_in_the_middle, server, told)
            visits = _one_try_each(office, server.address, told)
            storm(server.address, visits, connections=CROWD, lasts_s=PATIENCE_S)
            assert status.result() == 0
        assert set(told.others) <= {UNREACHED, LOST}
        told.others.clear()
    return all_is_told(office, told)


def _stop_in_the_middle(server: SideServer, told: Told) -> int | None:
    _after_some_votes(told)
    return server.stop()


def _one_try_each(office: Office, address: Address, told: Told) -> Iterator[Visit]:
    """Citizens who try once, each on a connection of their own, until nobody can be reached any more."""
    while not told.others[UNREACHED]:
        request = ballot_of(office, address, closing=True)
        yield _one_try(request, secrets.token_hex(8), told)


def _one_try(request: Request, voter: str, told: Told) -> Visit:
    told.note(voter, (yield request))


def _storm_through(office: Office, address: Address, told: Told, trouble: Callable[[], None]) -> None:
    """Let people vote until the trouble is over; raise what went wrong in either, after both have ended."""
    over = Event()

    def troubled() -> None:
        try:
            trouble()
        except BaseException:
            told.gave_up = True
            raise
        finally:
            over.set()

    with ThreadPoolExecutor(1) as aside:
        outcome = aside.submit(troubled)
        try:
            storm(address, citizens(office, address, told, over), connections=CROWD)
        finally:
            told.gave_up = True
        outcome.result()


def _after_some_votes(told: Told) -> None:
    """Wait until the storm is under way, then until any instant of a group's life."""
    known = len(told.numbers)
    _until(told, lambda: len(told.numbers) > known + CROWD)
    time.sleep(random.random() / 4)


def _seconds_to_the_next_vote(told: Told) -> float:
    began_at, known = time.monotonic(), len(told.numbers)
    _until(told, lambda: len(told.numbers) > known)
    return time.monotonic() - began_at


def _until(told: Told, what: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while not what():
        assert not told.gave_up, "the storm is over"
        assert time.monotonic() < ends_at, "nothing happened"
        time.sleep(0.01)
