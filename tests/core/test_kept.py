"""Files that are made once: who asks for one that is being made gets it too."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sotong.core.errors import Busy
from sotong.core.kept import MOST_WAITING, Kept


class Slow:
    """A file that is made as long as `goes_on` is not set."""

    def __init__(self) -> None:
        self.made = 0
        self.begun, self.goes_on = threading.Event(), threading.Event()

    def __call__(self) -> Iterator[bytes]:
        self.made += 1
        self.begun.set()
        assert self.goes_on.wait(timeout=20)
        yield b"whole"


def test_all_who_ask_at_once_for_the_first_time_get_the_one_file(tmp_path: Path) -> None:
    kept, make, path = Kept(patience_s=20, retry_after_s=5), Slow(), tmp_path / "new" / "a.zip"
    with ThreadPoolExecutor(MOST_WAITING + 1) as visitors:
        asked = [visitors.submit(kept.file, path, make) for _visitor in range(MOST_WAITING + 1)]
        assert make.begun.wait(timeout=20)
        make.goes_on.set()
        contents = [one.result(timeout=20).read_bytes() for one in asked]
    assert contents == [b"whole"] * (MOST_WAITING + 1)
    assert make.made == 1


def test_who_has_waited_too_long_is_told_when_to_come_back(tmp_path: Path) -> None:
    kept = Kept(patience_s=0.01, retry_after_s=7)
    with kept.making, pytest.raises(Busy) as busy:
        kept.file(tmp_path / "a.zip", Slow())
    assert (busy.value.reason, busy.value.retry_after_s) == ("kept.being_made", 7)


def test_a_crowd_does_not_keep_every_thread_waiting(tmp_path: Path) -> None:
    kept, make, path = Kept(patience_s=20, retry_after_s=5), Slow(), tmp_path / "a.zip"
    crowd = 2 * MOST_WAITING
    with ThreadPoolExecutor(crowd) as visitors:
        first = visitors.submit(kept.file, path, make)
        assert make.begun.wait(timeout=20)
        later = [visitors.submit(kept.file, path, make) for _visitor in range(crowd - 1)]
        while sum(one.done() for one in later) < crowd - 1 - MOST_WAITING:
            time.sleep(0.01)
        make.goes_on.set()
        first.result(timeout=20)
        failures = [one.exception(timeout=20) for one in later]
    assert sum(isinstance(one, Busy) for one in failures) == crowd - 1 - MOST_WAITING
