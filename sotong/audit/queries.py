"""What stands in the logs: lists for the auditor, proofs for anybody, and the verification of a whole log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import merkle
from sotong.audit.checker import (
    Checker,
    EntryFacts,
    HeadFacts,
    StreamFacts,
    Verification,
    of_unreadable_stream,
)
from sotong.audit.checkpoint import Checkpoint
from sotong.audit.models import AuditEntry, AuditHead, AuditStream, StreamKind
from sotong.core.errors import NotFound

CHUNK: Final = 1000
"""Rows read at once where a whole log is walked through."""

_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    TypeError,
    ValueError,
    sa.exc.DBAPIError,
)
"""What a row raises whose stored values are not of their column's kind (SQLite holds any)."""


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries of a log to show. `since` counts, `until` does not; `text` is looked for in the body.

    `actor_ids` empty: nobody's; None: everybody's.
    """

    since: datetime | None = None
    until: datetime | None = None
    action: str = ""
    actor_ids: Collection[UUID] | None = None
    subject_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That an entry is in a log: its leaf hash, the hashes that lead to the root, and the signed head."""

    position: int
    leaf_hash: bytes
    proof: tuple[bytes, ...]
    head: AuditHead

    @property
    def holds(self) -> bool:
        """Whether the proof leads from the leaf to the head's root."""
        return merkle.inclusion_holds(
            self.leaf_hash, self.position, self.head.size, self.proof, self.head.root
        )


def streams() -> sa.Select[AuditStream]:
    """All logs, the office's own first, then the youngest."""
    return sa.select(AuditStream).order_by(
        AuditStream.kind != StreamKind.OFFICE, AuditStream.created_at.desc(), AuditStream.id
    )


def stream(session: Session, stream_id: UUID) -> AuditStream:
    """One log. Raises NotFound."""
    found = session.get(AuditStream, stream_id)
    if found is None:
        raise NotFound
    return found


def office_stream(session: Session) -> AuditStream | None:
    """The office's own log; None before anything was ever recorded."""
    return session.scalars(sa.select(AuditStream).where(AuditStream.kind == StreamKind.OFFICE)).one_or_none()


def entries(stream_id: UUID, wanted: EntryFilter) -> sa.Select[AuditEntry]:
    """The entries of a log that `wanted` lets through, the newest first."""
    return (
        sa.select(AuditEntry)
        .where(AuditEntry.stream_id == stream_id, *_conditions(wanted))
        .order_by(AuditEntry.position.desc())
    )


def entry(session: Session, stream_id: UUID, position: int) -> AuditEntry:
    """One entry. Raises NotFound."""
    found = session.get(AuditEntry, (stream_id, position))
    if found is None:
        raise NotFound
    return found


def count(session: Session, stream_id: UUID, wanted: EntryFilter, *, size: int) -> int:
    """How many entries among the first `size` `wanted` lets through."""
    query = sa.select(sa.func.count()).select_from(AuditEntry)
    where = (AuditEntry.stream_id == stream_id, AuditEntry.position < size, *_conditions(wanted))
    return session.scalar(query.where(*where)) or 0


def oldest_first(
    session: Session, stream_id: UUID, wanted: EntryFilter, *, size: int
) -> Iterator[list[EntryFacts]]:
    """The entries among the first `size` that `wanted` lets through, in chunks (for exports)."""
    position = -1
    query = sa.select(*_ENTRY_COLUMNS).where(AuditEntry.stream_id == stream_id, *_conditions(wanted))
    query = query.where(AuditEntry.position < size).order_by(AuditEntry.position).limit(CHUNK)
    while rows := session.execute(query.where(AuditEntry.position > position)).all():
        yield [EntryFacts(*row) for row in rows]
        position = rows[-1].position


def actions(session: Session, stream_id: UUID) -> list[str]:
    """The kinds of entries that a log holds, by name."""
    query = sa.select(AuditEntry.action).where(AuditEntry.stream_id == stream_id).distinct()
    return sorted(session.scalars(query))


def latest_head(session: Session, stream_id: UUID) -> AuditHead:
    """The newest signed head of a log. Raises NotFound."""
    found = session.scalars(
        sa.select(AuditHead).where(AuditHead.stream_id == stream_id).order_by(AuditHead.size.desc()).limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def inclusion(session: Session, stream_id: UUID, position: int, head: AuditHead) -> Inclusion:
    """The proof that the entry at `position` is under `head`: two statements, however long the log.

    Raises NotFound if the head does not reach so far, or rows that the proof needs are gone.
    """
    leaf = entry(session, stream_id, position).leaf_hash
    if position >= head.size:
        raise NotFound
    try:
        proof = merkle.inclusion_proof(nodes_in(session, stream_id), position, head.size)
    except (KeyError, IndexError) as gone:
        raise NotFound from gone
    return Inclusion(position, leaf, tuple(proof), head)


def nodes_in(session: Session, stream_id: UUID) -> merkle.NodeHashes:
    """A look-up of a log's subtree hashes, for `merkle`'s proofs; one statement a proof.

    Raises KeyError where a row is gone, IndexError where it does not hold the subtree asked for.
    """

    def look_up(nodes: Sequence[merkle.Node]) -> list[bytes]:
        rows = session.execute(
            sa.select(AuditEntry.position, AuditEntry.leaf_hash, AuditEntry.nodes).where(
                AuditEntry.stream_id == stream_id,
                AuditEntry.position.in_({node.last_leaf for node in nodes}),
            )
        )
        kept = {position: _pieces(leaf + completed) for position, leaf, completed in rows}
        return [kept[node.last_leaf][node.level] for node in nodes]

    return look_up


def verify_stream(
    session: Session, stream_id: UUID, *, public_key: bytes, kept: Sequence[Checkpoint] = ()
) -> Verification:
    """Recompute a whole log from its rows: every leaf, every subtree, every root, every signature.

    `public_key` is that of the key which must have signed, from outside the database; `kept` are heads that
    somebody noted down earlier, which the log must still begin with. Reads in chunks, in constant memory.
    Raises NotFound for an unknown log.
    """
    try:
        facts = _stream_facts(session, stream_id)
    except _UNREADABLE as problem:
        _raise_if_away(problem)
        return of_unreadable_stream()
    checker = Checker(facts, public_key=public_key, kept=kept)
    reach = _reach(session, stream_id, facts.size)
    for start in range(0, reach, CHUNK):
        stop = min(start + CHUNK, reach)
        found = _readable(session, _ENTRY_COLUMNS, stream_id, range(start, stop))
        heads = _readable(session, _HEAD_COLUMNS, stream_id, range(start + 1, stop + 1))
        for position in range(start, stop):
            row = found.get(position)
            checker.take(position, EntryFacts(*row) if row else None, unreadable=position in found)
            if position + 1 in heads:
                head = heads[position + 1]
                checker.take_head(position + 1, HeadFacts(*head) if head else None)
    return checker.finish(beyond=_beyond(session, stream_id))


_STREAM_COLUMNS: Final = (
    AuditStream.kind,
    AuditStream.subject_id,
    AuditStream.origin,
    AuditStream.public_key,
    AuditStream.size,
    AuditStream.frontier,
    AuditStream.created_at,
)
_ENTRY_COLUMNS: Final = (
    AuditEntry.position,
    AuditEntry.at,
    AuditEntry.action,
    AuditEntry.actor_id,
    AuditEntry.subject_id,
    AuditEntry.body,
    AuditEntry.leaf_hash,
    AuditEntry.nodes,
)
_HEAD_COLUMNS: Final = (AuditHead.size, AuditHead.root, AuditHead.checkpoint, AuditHead.at)

Columns = tuple[sa.orm.InstrumentedAttribute[Any], ...]


def _stream_facts(session: Session, stream_id: UUID) -> StreamFacts:
    row = session.execute(sa.select(*_STREAM_COLUMNS).where(AuditStream.id == stream_id)).one_or_none()
    if row is None:
        raise NotFound
    return StreamFacts(*row)


def _reach(session: Session, stream_id: UUID, size: int) -> int:
    """Where the entries within a stream's size end; an altered size must not have us count to infinity."""
    query = sa.select(sa.func.max(AuditEntry.position))
    last = session.scalar(query.where(AuditEntry.stream_id == stream_id, AuditEntry.position < size))
    return 0 if last is None else last + 1


def _readable(
    session: Session, columns: Columns, stream_id: UUID, keys: range
) -> Mapping[int, Sequence[Any] | None]:
    """The rows whose first column lies in `keys`; None for each that cannot be read."""
    key = columns[0]
    where = (key.class_.stream_id == stream_id, key >= keys.start, key < keys.stop)
    try:
        return {row[0]: row for row in session.execute(sa.select(*columns).where(*where))}
    except _UNREADABLE as problem:
        _raise_if_away(problem)
        there = session.scalars(sa.select(key).where(*where)).all()
        return {number: _one(session, columns, stream_id, number) for number in there}


def _one(session: Session, columns: Columns, stream_id: UUID, number: int) -> Sequence[Any] | None:
    where = (columns[0].class_.stream_id == stream_id, columns[0] == number)
    try:
        return session.execute(sa.select(*columns).where(*where)).one()
    except _UNREADABLE as problem:
        _raise_if_away(problem)
        return None


def _raise_if_away(problem: Exception) -> None:
    """A database that went away is no sign of tampering."""
    if isinstance(problem, sa.exc.DBAPIError) and problem.connection_invalidated:
        raise problem


def _beyond(session: Session, stream_id: UUID) -> int:
    """How many rows stand past the stream's size, in one statement: logs grow while they are verified."""
    past_entries = (
        sa.select(sa.func.count())
        .where(AuditEntry.stream_id == AuditStream.id, AuditEntry.position >= AuditStream.size)
        .scalar_subquery()
    )
    past_heads = (
        sa.select(sa.func.count())
        .where(AuditHead.stream_id == AuditStream.id, AuditHead.size > AuditStream.size)
        .scalar_subquery()
    )
    return session.scalar(sa.select(past_entries + past_heads).where(AuditStream.id == stream_id)) or 0


def _conditions(wanted: EntryFilter) -> Iterator[sa.ColumnElement[bool]]:
    row = AuditEntry
    if wanted.since is not None:
        yield row.at >= wanted.since
    if wanted.until is not None:
        yield row.at < wanted.until
    if wanted.action:
        yield row.action == wanted.action
    if wanted.actor_ids is not None:
        yield row.actor_id.in_(wanted.actor_ids)
    if wanted.subject_id is not None:
        yield row.subject_id == wanted.subject_id
    if wanted.text:
        yield row.body.icontains(wanted.text, autoescape=True)


def _pieces(joined: bytes) -> list[bytes]:
    size = merkle.HASH_SIZE
    return [joined[i : i + size] for i in range(0, len(joined), size)]
