"""Each server process computes on a processor of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sotong.core.processors import Seats, allowed_before, stand_up

PROCESSORS = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
needs_two = pytest.mark.skipif(len(PROCESSORS) < 2, reason="needs Linux and two processors")

FORKED = """
import os, signal
from sotong.core.processors import Seats, allowed_before, stand_up

def told_by_a_child(seats, deed=lambda: None):
    ours, theirs = os.pipe()
    if child := os.fork():
        return child, [int(one) for one in os.read(ours, 1000).decode().split()]
    seats.sit_down()
    deed()
    os.write(theirs, " ".join(map(str, os.sched_getaffinity(0))).encode())
    signal.pause()

def end(*children):
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
"""


def run(what: str) -> str:
    """Run a program of its own, which may fork as the server does."""
    done = subprocess.run([sys.executable, "-c", FORKED + what], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@needs_two
def test_two_processes_sit_on_two_processors_and_who_replaces_one_takes_its_seat() -> None:
    told = run("""
seats = Seats(2)
one, first = told_by_a_child(seats)
two, second = told_by_a_child(seats)
end(one)
three, third = told_by_a_child(seats)
end(two, three)
print(len(first), len(second), first != second, first == third, allowed_before() == frozenset())
""")
    assert told == "1 1 True True True"


@needs_two
def test_a_child_of_a_process_that_sits_may_compute_everywhere() -> None:
    told = run("""
one, processors = told_by_a_child(Seats(1), lambda: stand_up(allowed_before()))
end(one)
print(set(processors) == os.sched_getaffinity(0))
""")
    assert told == "True"


def test_where_processors_are_fewer_than_processes_nobody_sits() -> None:
    Seats(len(PROCESSORS) + 1).sit_down()
    stand_up(allowed_before())
    assert allowed_before() == frozenset()
    if sys.platform == "linux":
        assert sorted(os.sched_getaffinity(0)) == PROCESSORS


@needs_two
def test_who_is_woken_does_not_push_aside_who_woke_it() -> None:
    told = run("""
if not os.fork():
    Seats(1).sit_down()
    print(os.sched_getscheduler(0) == os.SCHED_BATCH, flush=True)
    os._exit(0)
os.wait()
""")
    assert told == "True"
