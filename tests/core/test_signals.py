"""A server that is asked to stop stops, whatever its processes are doing just then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from flask import Flask
from granian.server.mp import WorkerProcess
from sqlalchemy.orm import Session

from sotong.core.processors import Seats
from sotong.core.signals import WAKES_EVERY_S
from sotong.web import server
from sotong.web.burst import OK, get, knock
from sotong.web.side_server import STARTS_WITHIN_S, SideServer, serving, sotong
from tests.factories.offices import office_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BEGUN = "begun"
KILLED = "killed"

SLEEPS_OVER_IT = """
import ctypes, signal, threading
from sotong.core import signals

heard = threading.Event()
signal.signal(signal.SIGTERM, lambda *_told: heard.set())
signals.hear_again()
noted = lambda: ctypes.pythonapi.PyErr_SetInterruptEx(signal.SIGTERM)  # as if just before it fell asleep
threading.Timer(0.2, noted).start()
heard.wait()
print("heard")
"""

HAS_STARTED_A_PROGRAM = """
import multiprocessing, os, signal, time
from sotong.core import signals

if __name__ == "__main__":
    told = []
    signal.signal(signal.SIGTERM, lambda *_told: told.append("heard"))
    signals.hear_once()
    with signals.held_as_before():
        solver = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(0,))
        solver.start()
    solver.join()
    print(signals.STOPS <= signal.pthread_sigmask(signal.SIG_BLOCK, ()))
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
    while not told:
        time.sleep(0.01)
    print(*told)
"""


def wait_for(file: Path) -> None:
    ends_at = time.monotonic() + STARTS_WITHIN_S
    while not file.exists():
        assert time.monotonic() < ends_at
        time.sleep(0.01)


def leave_word_of_kills() -> None:
    """Note each server process that has to be killed, in the process that looks after them.

    What Granian writes of it does not say as much: where its two threads hear of a process' end in the wrong
    order, it takes one that has ended for one that refuses to.
    """
    kill: Callable[[WorkerProcess], None] = WorkerProcess.kill
    home = Path(os.environ["SOTONG_HOME"])

    def told(worker: WorkerProcess) -> None:
        with suppress(ProcessLookupError):
            os.kill(worker.inner.pid, 0)
            (home / KILLED).touch()
        kill(worker)

    patch.object(WorkerProcess, "kill", told).start()  # in a process of its own


def one_of_two_loads_for_ever(arguments: Sequence[str]) -> None:
    """Be `sotong serve`, of whose processes the first alone gets through loading."""
    load, home = server._made, Path(os.environ["SOTONG_HOME"])

    def loaded(seats: Seats, target: str) -> WSGIApplication:
        try:
            (home / "first").touch(exist_ok=False)
        except FileExistsError:
            (home / BEGUN).touch()
            time.sleep(3600)
        return load(seats, target)

    server._made = loaded  # in a process of its own
    leave_word_of_kills()
    sotong(arguments)


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_who_is_asked_to_stop_while_loading_stops(app: Flask, session: Session, work: Path) -> None:
    office = office_of(app, session, work)
    env = {**office.env, "SOTONG_HOME": str(work)}
    side = SideServer(env, office.log, processes=2, program=one_of_two_loads_for_ever)
    with serving(side):
        wait_for(work / BEGUN)
        assert side.stop() == 0
    assert not (work / KILLED).exists()


def slow_app() -> WSGIApplication:
    """Make an application that takes longer than a main thread is left to sleep."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"] == "/slow":
            (Path(os.environ["SOTONG_HOME"]) / BEGUN).touch()
            time.sleep(3 * WAKES_EVERY_S)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    return answer


def serve_slowly(arguments: Sequence[str]) -> None:
    """Be a server of that application."""
    _serve, _host, host, _port, port, *_processes = arguments
    leave_word_of_kills()
    server.serve(host, int(port), processes=1, threads=4, target=f"{__name__}:slow_app")


def told_by_a_service(side: SideServer) -> None:
    side.ask_to_stop()


def told_by_an_impatient_hand(side: SideServer) -> None:
    assert side.pid
    for _press in range(4):
        os.killpg(side.pid, signal.SIGINT)  # as a terminal does
        time.sleep(0.1)


@pytest.mark.parametrize("told", [told_by_a_service, told_by_an_impatient_hand])
def test_who_waits_for_a_slow_answer_gets_it_from_a_server_that_is_asked_to_stop(
    work: Path, told: Callable[[SideServer], None]
) -> None:
    side = SideServer({"SOTONG_HOME": str(work)}, work / "server.log", program=serve_slowly)
    with serving(side), ThreadPoolExecutor(1) as visitor:
        coming = visitor.submit(knock, side.address, get(side.address, "/slow"))
        wait_for(work / BEGUN)
        told(side)
        assert side.stop() == 0
        assert coming.result().status == OK
    assert not (work / KILLED).exists()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="Windows has no such signals")
def test_a_signal_that_the_main_thread_has_slept_over_wakes_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SLEEPS_OVER_IT], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "heard\n"


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no such signals")
def test_a_process_that_has_started_the_solver_still_hears_once(work: Path) -> None:
    program = work / "program.py"
    program.write_text(HAS_STARTED_A_PROGRAM, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, program], check=True, capture_output=True, text=True, timeout=60, env=env
    )
    assert done.stdout.split() == ["True", "heard"]
