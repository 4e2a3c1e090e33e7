"""Keys that lie outside the database, so that a copy of the database neither signs nor unmasks anyone.

A key is a file of 32 random bytes that only the server's account can read. Keep the folder in the office's
backups, apart from those of the database.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

KEY_SIZE: Final = 32
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class KeyMissing(Exception):
    """There is no such key file, or what lies there is no key."""


def read_key(folder: Path, name: str) -> bytes:
    """Return the key called `name`. Raises KeyMissing."""
    try:
        key = _bytes_of(_file(folder, name))
    except OSError as wrong:
        raise KeyMissing(name) from wrong
    if len(key) != KEY_SIZE:
        raise KeyMissing(f"{name}: not {KEY_SIZE} bytes")
    return key


def _bytes_of(file: Path) -> bytes:
    """Read no more than tells whether it is a key, past Python's buffers: each vote reads one."""
    with file.open("rb", buffering=0) as opened:
        return opened.read(KEY_SIZE + 1)


def make_key(folder: Path, name: str) -> bytes:
    """Return the key called `name`, made now if there is none. Of several processes at once, one makes it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{name}.{secrets.token_hex(8)}.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(secrets.token_bytes(KEY_SIZE))
        out.flush()
        os.fsync(out.fileno())
    try:
        with suppress(FileExistsError):
            os.link(draft, _file(folder, name))  # appears whole or not at all, and never over another
    finally:
        draft.unlink()
    return read_key(folder, name)


def kept_key(folder: Path, name: str) -> bytes:
    """Return the key called `name`; one that nothing hangs on but addresses is made when first asked for."""
    try:
        return read_key(folder, name)
    except KeyMissing:
        return make_key(folder, name)


def destroy_key(folder: Path, name: str) -> None:
    """Overwrite and delete the key called `name`. Raises KeyMissing.

    Copies in backups are the office's to destroy.
    """
    file = _file(folder, name)
    if not file.is_file():
        raise KeyMissing(name)
    with file.open("r+b") as out:
        out.write(bytes(KEY_SIZE))
        out.flush()
        os.fsync(out.fileno())
    file.unlink()


def _file(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name of a key: {name!r}")
    return folder / f"{name}.key"
