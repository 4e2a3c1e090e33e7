"""Database files held in memory, where an ordinary machine with memory to spare keeps them by itself.

A virtual machine may give back to its host whatever memory was not touched for some seconds (a balloon, the
kernel's DAMON). Of a gigabyte of ballots 35 MB were left there, with twenty gigabytes free; then each vote
waits for the disk to bring its pages, and that disk is what is measured.
"""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAILED = ctypes.c_void_p(-1).value


@contextmanager
def held_in_memory(*folders: Path) -> Iterator[int]:
    """Hold all files below `folders` as they stand now; give the number of bytes that are held (mlock(2)).

    That is 0 where it is not allowed: the system limits it for all but root (ulimit -l).
    """
    held = [found for folder in folders for file in folder.rglob("*") if (found := _hold(file))]
    try:
        yield sum(size for _address, size in held)
    finally:
        for address, size in held:
            _c().munmap(address, size)


def _hold(path: Path) -> tuple[int, int] | None:
    size = path.stat().st_size if path.is_file() else 0
    if not size:
        return None
    with path.open("rb") as file:
        address = _c().mmap(None, size, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
    if address == _FAILED:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(path))
    if _c().mlock(address, size):
        _c().munmap(address, size)
        return None
    return address, size


def _c() -> ctypes.CDLL:
    c = ctypes.CDLL(None, use_errno=True)
    c.mmap.restype = ctypes.c_void_p
    c.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    for name in ("mlock", "munmap"):
        getattr(c, name).argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    return c
