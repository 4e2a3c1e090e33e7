"""The verification bundle as bytes: what each line of each member is, and the ZIP file they are packed in.

Every line is exactly the bytes that were hashed, so whoever checks it hashes what stands there and needs no
second opinion on how JSON is written. docs/bundle.md is the format. Pure: values in, bytes out, piece by
piece, so that a million ballots take no more memory than one batch of them.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from sotong.audit.rules import leaf_bytes
from sotong.ballots.voting import ballot_line
from sotong.core.canonical import Json, canonical_bytes

SUMS: Final = "SHA256SUMS"
VERIFIER: Final = Path(__file__).with_name("sotong_verify.py")
README: Final = Path(__file__).with_name("bundle_readme.txt")
PIECE: Final = 1 << 18
"""Bytes; what is packed comes out in pieces of about this size."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that ZIP knows: the same facts must give the same bytes whenever they are packed."""
_READABLE_BY_ALL: Final = 0o644 << 16
_MADE_ON_UNIX: Final = 3

Member = tuple[str, Iterable[bytes]]
"""A file of the bundle: its name and its content, in pieces."""


class OpenedBallot(NamedTuple):
    """A ballot whose batch is opened: the channel of its link, its nonce, its picks as canonical JSON."""

    channel: str
    nonce: bytes
    picks: str


def log_line(
    *, action: str, actor_id: UUID | None, at: datetime, body: str, subject_id: UUID | None
) -> bytes:
    """Return the line of a log entry: the bytes under its leaf hash."""
    return leaf_bytes(action=action, actor_id=actor_id, at=at, body=body, subject_id=subject_id) + b"\n"


def batch_lines(ballots: Iterable[OpenedBallot]) -> Iterator[bytes]:
    """Return the lines of one batch's ballots in rising order of their hashes, which says nothing of time.

    A line is the channel, a blank, and the bytes under the ballot's hash. What a ballot without picks came
    through counts nowhere, so it is left out.
    """
    lines = (ballot_line(one.channel, one.nonce, json.loads(one.picks)) for one in ballots)
    for _digest, line in sorted((sha256(line).digest(), line) for line in lines):
        yield line + b"\n"


def sheet_line(*, judge: int, entry: int, revision: int, marks: Mapping[str, str], salt: bytes) -> bytes:
    """Return the line of a signed score sheet: what `judging.rules.sheet_digest` hashes as "sheet"."""
    body: dict[str, Json] = {
        "entry": entry,
        "judge": judge,
        "marks": marks,
        "revision": revision,
        "salt": salt.hex(),
    }
    return canonical_bytes(body) + b"\n"


def tally_line(facts: str, outcome: str) -> bytes:
    """Return the line of a tally: its facts and outcome, canonical JSON already, as they were hashed."""
    return f'["tally",{facts},{outcome}]\n'.encode()


def readme(*, title: str, code: str, key: str) -> bytes:
    """Return README.txt for this contest."""
    text = README.read_text("utf-8")
    for name, value in (("TITLE", title), ("CODE", code), ("KEY", key)):
        text = text.replace(f"{{{name}}}", value)
    return text.encode()


def edition() -> str:
    """Return what tells bundles apart whose fixed members differ: the program's and the README's hash."""
    return sha256(VERIFIER.read_bytes() + README.read_bytes()).hexdigest()[:16]


def packed(members: Iterable[Member]) -> Iterator[bytes]:
    """Pack the members, in their order, and at the end their hashes; give the ZIP file in pieces.

    The same members give the same bytes (under the same zlib).
    """
    out = _Outlet()
    sums: dict[str, str] = {}
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            yield from _added(archive, out, name, _summed(name, content, sums))
        lines = [f"{sums[name]}  {name}\n".encode() for name in sorted(sums)]
        yield from _added(archive, out, SUMS, lines)
    yield out.taken()


def _added(archive: zipfile.ZipFile, out: _Outlet, name: str, content: Iterable[bytes]) -> Iterator[bytes]:
    with archive.open(_info(name), "w", force_zip64=True) as member:
        for piece in _in_pieces(content):
            member.write(piece)
            yield out.taken()


def _summed(name: str, content: Iterable[bytes], sums: dict[str, str]) -> Iterator[bytes]:
    digest = sha256()
    for piece in content:
        digest.update(piece)
        yield piece
    sums[name] = digest.hexdigest()


def _in_pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """Lines together in larger pieces: a write a line would cost more than the compression."""
    gathered: list[bytes] = []
    size = 0
    for piece in content:
        gathered.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = _MADE_ON_UNIX, _READABLE_BY_ALL
    return info


class _Outlet:
    """What ZipFile writes to: keeps what is written until it is taken. There is no way back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is to be closed."""

    def taken(self) -> bytes:
        """Give what has been written since the last time."""
        written = b"".join(self._pieces)
        self._pieces.clear()
        return written
