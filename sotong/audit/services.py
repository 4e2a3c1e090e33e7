"""Putting on record. What is recorded is hashed, signed, and never changed again.

The office's own log is written once a transaction, just before the commit: its stream's row is the one lock
that every change in the house takes, so it is taken last and held shortest. The log of a contest is written
where the caller stands, because the caller needs the positions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from sotong.audit.checker import Verification
from sotong.audit.checkpoint import Checkpoint, Signer, sign_checkpoint
from sotong.audit.merkle import Frontier, leaf_hash
from sotong.audit.models import AuditEntry, AuditHead, AuditStream, StreamKind
from sotong.audit.rules import OPENED, Fact, leaf_bytes, opening
from sotong.core import config
from sotong.core.canonical import Json, canonical_json
from sotong.core.db import at_end, insert_rows, locked
from sotong.core.errors import NotFound, Refused
from sotong.core.keys import KeyMissing, make_key, read_key

LOG_KEY: Final = "log"
"""The file name of the key that signs every log of this office."""

_PENDING = "audit_pending"
_STREAM: Final = sa.select(AuditStream).where(AuditStream.id == sa.bindparam("id"))
_OFFICE: Final = sa.select(AuditStream).where(AuditStream.kind == StreamKind.OFFICE)
_GROWN: Final = (
    sa.update(AuditStream)
    .where(AuditStream.id == sa.bindparam("stream"))
    .values(size=sa.bindparam("new_size"), frontier=sa.bindparam("new_frontier"))
)


@dataclass(frozen=True, slots=True)
class Appended:
    """Where entries came to stand, and the signed head that covers them."""

    positions: range
    size: int
    root: bytes
    checkpoint: str


class DataAct(StrEnum):
    """What was done with personal data (수행업무)."""

    VIEW = "personal_data.view"
    EXPORT = "personal_data.export"


def record(
    session: Session,
    action: str,
    *,
    at: datetime,
    actor_id: UUID | None = None,
    subject_id: UUID | None = None,
    body: Mapping[str, Json] | None = None,
) -> None:
    """Put something on the office's record, with the transaction that is open.

    See `rules.Fact` for what a body may hold. Raises ValueError for an action or body that cannot be
    recorded; refused before the commit with "audit.key_missing", "audit.key_changed" or "audit.log_damaged".
    """
    fact = Fact(action, actor_id, subject_id, body or {})
    canonical_json(fact.body)
    _pending(session).append((fact, at))
    at_end(session, _write_pending)


def record_personal_data_access(
    session: Session,
    *,
    what: str,
    reason: str,
    rows: int,
    actor_id: UUID,
    at: datetime,
    address: str,
    act: DataAct = DataAct.EXPORT,
    subject_id: UUID | None = None,
    selection: Mapping[str, Json] | None = None,
) -> None:
    """Record that personal data was looked at or taken away, and why.

    Holds what 개인정보의 안전성 확보조치 기준 제8조 asks of an access record: who (actor), when, from where
    (`address`), whose data (one person: `subject_id`; many: `what`, how many `rows`, and the `selection` that
    gave them), and what was done (`act`).
    """
    body: dict[str, Json] = {"address": address, "reason": reason, "rows": rows, "what": what}
    if selection:
        body["selection"] = selection
    record(session, act.value, at=at, actor_id=actor_id, subject_id=subject_id, body=body)


def record_verification(
    session: Session, stream_id: UUID, result: Verification, *, actor_id: UUID, at: datetime
) -> None:
    """Record that a log was verified, and what came of it."""
    root = "" if result.root is None else result.root.hex()
    body: dict[str, Json] = {
        "findings": result.count,
        "origin": result.origin,
        "root": root,
        "size": result.size,
    }
    record(session, "log.verify", at=at, actor_id=actor_id, subject_id=stream_id, body=body)


def make_log_key() -> bytes:
    """Make the key that signs the logs, unless there is one. Return its public half, 32 bytes."""
    seed = make_key(config.current().key_dir, LOG_KEY)
    return Signer.from_seed("log", seed).verifier.public_key


def log_public_key() -> bytes:
    """Return the public half of the key that signs the logs. Refused with "audit.key_missing"."""
    return _signer("log").verifier.public_key


def open_stream(
    session: Session,
    kind: StreamKind,
    *,
    subject_id: UUID | None,
    origin: str,
    at: datetime,
    actor_id: UUID | None = None,
) -> AuditStream:
    """Begin a log. Its first entry says what it is and which key signs it.

    `origin` names the log for ever and to everybody: no spaces, no plus. A second stream for the same
    subject, or of the same origin, is refused by the database (IntegrityError).
    """
    signer = _signer(origin)
    stream = AuditStream(
        kind=kind,
        subject_id=subject_id,
        origin=origin,
        public_key=signer.verifier.public_key,
        size=0,
        frontier=b"",
        created_at=at,
    )
    session.add(stream)
    session.flush()
    first = Fact(OPENED, actor_id, subject_id, opening(kind, signer.verifier))
    _extend(session, stream, [(first, at)])
    return stream


def lock_stream(session: Session, stream_id: UUID) -> AuditStream:
    """Take a log's lock before reading what is to be appended to it. Raises NotFound."""
    stream = locked(session, _STREAM, {"id": stream_id})
    if stream is None:
        raise NotFound
    return stream


def append(session: Session, stream_id: UUID, facts: Sequence[Fact], *, at: datetime) -> Appended:
    """Add entries to a log, in order, under one new signed head. Holds the stream's lock until the commit.

    Raises NotFound for an unknown stream, ValueError without facts; refusals as of `record`.
    """
    if not facts:
        raise ValueError("nothing to append")
    return append_to(session, lock_stream(session, stream_id), facts, at=at)


def append_to(session: Session, stream: AuditStream, facts: Sequence[Fact], *, at: datetime) -> Appended:
    """Add entries, at least one, to a log that `lock_stream` has returned in this transaction."""
    return _extend(session, stream, [(fact, at) for fact in facts])


Dated = tuple[Fact, datetime]


def _pending(session: Session) -> list[Dated]:
    """What this transaction has recorded so far; what a failed one left behind is forgotten."""
    transaction = session.get_transaction()
    held = session.info.get(_PENDING)
    if held is None or held[0] is not transaction:
        held = session.info[_PENDING] = (transaction, [])
    facts: list[Dated] = held[1]
    return facts


def _write_pending(session: Session) -> None:
    facts = _pending(session)
    del session.info[_PENDING]
    if facts:
        _extend(session, _office_stream(session, facts[0][1]), facts)


def _office_stream(session: Session, at: datetime) -> AuditStream:
    """The office's log under its lock, begun now if this is the first thing ever recorded."""
    stream = locked(session, _OFFICE)
    if stream is None:
        make_log_key()
        try:
            with session.begin_nested():
                origin = f"{config.current().log_origin}/log/office"
                open_stream(session, StreamKind.OFFICE, subject_id=None, origin=origin, at=at)
        except sa.exc.IntegrityError:
            pass  # another process began it in this very moment
        stream = locked(session, _OFFICE)
    if stream is None:
        raise RuntimeError("the office's log could not be begun")
    return stream


def _extend(session: Session, stream: AuditStream, facts: Sequence[Dated]) -> Appended:
    """Write entries, the grown frontier and the head over them."""
    signer = _signer(stream.origin)
    if signer.verifier.public_key != stream.public_key:
        raise Refused("audit.key_changed")
    frontier = _frontier(stream)
    first = frontier.size
    rows = [_row(stream.id, frontier, fact, at) for fact, at in facts]
    insert_rows(session, AuditEntry, rows)
    _grow(session, stream, frontier)
    root, text = _sign(session, stream.id, signer, frontier, at=facts[-1][1])
    return Appended(range(first, frontier.size), frontier.size, root, text)


def _grow(session: Session, stream: AuditStream, frontier: Frontier) -> None:
    """Write the stream's new state. A statement: a flush of objects costs as much as twenty entries."""
    size, hashes = frontier.size, frontier.to_bytes()
    session.connection().execute(_GROWN, {"stream": stream.id, "new_size": size, "new_frontier": hashes})
    set_committed_value(stream, "size", size)
    set_committed_value(stream, "frontier", hashes)


def _row(stream_id: UUID, frontier: Frontier, fact: Fact, at: datetime) -> dict[str, Any]:
    body = canonical_json(fact.body)
    leaf = leaf_hash(
        leaf_bytes(action=fact.action, actor_id=fact.actor_id, at=at, body=body, subject_id=fact.subject_id)
    )
    position = frontier.size
    return {
        "stream_id": stream_id,
        "position": position,
        "at": at,
        "action": fact.action,
        "actor_id": fact.actor_id,
        "subject_id": fact.subject_id,
        "body": body,
        "leaf_hash": leaf,
        "nodes": b"".join(frontier.append(leaf)),
    }


def _sign(
    session: Session, stream_id: UUID, signer: Signer, frontier: Frontier, *, at: datetime
) -> tuple[bytes, str]:
    root = frontier.root()
    text = sign_checkpoint(Checkpoint(signer.name, frontier.size, root), [signer])
    head = {"stream_id": stream_id, "size": frontier.size, "root": root, "checkpoint": text, "at": at}
    insert_rows(session, AuditHead, [head])
    return root, text


def _frontier(stream: AuditStream) -> Frontier:
    try:
        return Frontier.from_bytes(stream.size, stream.frontier)
    except ValueError as damaged:
        raise Refused("audit.log_damaged") from damaged


def _signer(origin: str) -> Signer:
    try:
        return Signer.from_seed(origin, read_key(config.current().key_dir, LOG_KEY))
    except KeyMissing as missing:
        raise Refused("audit.key_missing") from missing
