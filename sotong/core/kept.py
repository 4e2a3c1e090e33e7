"""Files that are made once and kept beside the database: a bundle, a result's papers.

They can be made anew from the database at any time, so nobody needs to back them up; whoever clears the
folder loses some seconds.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from sotong.core.errors import Busy
from sotong.core.turns import stepping_out

MOST_WAITING: Final = 8
"""So many wait for what is being made, a thread and a connection each; others are told to come back."""


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file, which appears whole or not at all. Raises OSError where it cannot be written."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with draft.open("wb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class Kept:
    """Files of one kind. One at a time is made, which is what a web process can spare.

    Who asks meanwhile waits for it, for `patience_s` seconds at most, and is then told to come back.
    """

    def __init__(self, *, patience_s: float, retry_after_s: int) -> None:
        self._patience_s, self._retry_after_s = patience_s, retry_after_s
        self._seats = threading.BoundedSemaphore(MOST_WAITING)
        self.making = threading.Lock()

    def file(self, path: Path, make: Callable[[], Iterable[bytes]]) -> Path:
        """Return the file, made now if it is not there yet. Raises Busy if that takes too long."""
        if path.exists():
            return path
        if not self._my_turn():
            raise Busy(self._retry_after_s, "kept.being_made")
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, make())
        finally:
            self.making.release()
        return path

    def _my_turn(self) -> bool:
        """Whether this thread may make a file, or look whether the one before it has."""
        if self.making.acquire(blocking=False):
            return True
        if not self._seats.acquire(blocking=False):
            return False
        try:
            with stepping_out():
                return self.making.acquire(timeout=self._patience_s)
        finally:
            self._seats.release()


def drop_older(folder: Path, pattern: str, *, keep: str) -> None:
    """Remove the files of a pattern whose names do not begin with `keep`: newer ones took their place."""
    for older in folder.glob(pattern):
        if not older.name.startswith(keep):
            with suppress(OSError):  # somebody may be reading it
                older.unlink()
