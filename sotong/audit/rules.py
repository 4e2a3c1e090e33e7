"""What is hashed for an entry, and what the first entry of a stream says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sotong.audit.checkpoint import VerifierKey
from sotong.core.canonical import Json, canonical_json

OPENED: Final = "log.open"
"""The action of every stream's first entry."""

_ACTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_LONGEST_ACTION: Final = 64


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to be put on record: what was done, by whom, to what, and the particulars.

    `action` is like "swap.take". The body must have a canonical form (`core.canonical`): texts, whole
    numbers, lists and the like. An entry cannot be taken back, so a body names people by id, never by name
    or number. Raises ValueError for an action of another shape.
    """

    action: str
    actor_id: UUID | None = None
    subject_id: UUID | None = None
    body: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _ACTION.fullmatch(self.action) or len(self.action) > _LONGEST_ACTION:
            raise ValueError(f"not an action: {self.action!r}")


def leaf_bytes(
    *, action: str, actor_id: UUID | None, at: datetime, body: str, subject_id: UUID | None
) -> bytes:
    """Return the bytes that an entry's leaf hash covers: one canonical JSON object with these five keys.

    `body` is canonical JSON already and goes in as it stands, so that not even a blank in a stored body can
    change unseen. Ids are texts of 36 characters or null, `at` is in UTC with microseconds and a Z.
    """
    actor, subject = _quoted(actor_id), _quoted(subject_id)
    return (
        f'{{"action":{canonical_json(action)},"actor":{actor},"at":"{instant(at)}",'
        f'"body":{body},"subject":{subject}}}'
    ).encode()


def instant(at: datetime) -> str:
    """Write an instant the one way that is hashed: 2016-12-14T00:00:00.000000Z (RFC 3339)."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def opening(kind: str, key: VerifierKey) -> dict[str, Json]:
    """Return the body of a stream's first entry: its kind, and the key that it is signed with."""
    return {"kind": kind, "verifier_key": str(key)}


def _quoted(some_id: UUID | None) -> str:
    return "null" if some_id is None else f'"{some_id}"'
