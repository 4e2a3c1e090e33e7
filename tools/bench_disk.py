"""What the disk itself takes meanwhile: the yardstick of everything that waits for a commit."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

PAGE = bytes(8_192)
EVERY_S = 0.05


@contextmanager
def pages_forced(folder: Path) -> Iterator[list[float]]:
    """Write a page and force it to the disk, twenty times a second while the block runs.

    `folder` tells which disk. Gives the list that the times are put into, in milliseconds.
    """
    over, taken = Event(), list[float]()
    with ThreadPoolExecutor(1) as aside, tempfile.TemporaryFile(dir=folder) as file:
        forcing = aside.submit(_force, file.fileno(), taken, over)
        try:
            yield taken
        finally:
            over.set()
            forcing.result()


def _force(file: int, taken: list[float], over: Event) -> None:
    while not over.wait(EVERY_S):
        os.pwrite(file, PAGE, 0)
        began_at = time.perf_counter()
        os.fsync(file)
        taken.append((time.perf_counter() - began_at) * 1_000)
