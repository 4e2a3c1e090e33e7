"""Verifying a log: whatever is changed in it is found, and the place is told."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import queries, services
from sotong.audit.checker import MOST_FINDINGS, Finding, Flaw, Verification
from sotong.audit.checkpoint import Checkpoint, Signer, sign_checkpoint
from sotong.audit.merkle import Frontier, leaf_hash
from sotong.audit.models import AuditEntry, AuditHead, AuditStream, StreamKind
from sotong.audit.rules import Fact, leaf_bytes
from sotong.core.db import transaction
from sotong.core.errors import NotFound
from sotong.core.triggers import make_changeable

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BATCHES = (1, 3, 2, 7, 1, 5)
SIZE = 1 + sum(BATCHES)
TABLES: tuple[type[AuditEntry | AuditHead | AuditStream], ...] = (AuditEntry, AuditHead, AuditStream)


@pytest.fixture
def log(session: Session) -> UUID:
    """A contest's log of 20 entries under 7 heads; the triggers are gone, as a database's owner could do."""
    services.make_log_key()
    with transaction() as writing:
        stream_id = services.open_stream(
            writing, StreamKind.CONTEST, subject_id=uuid4(), origin="sotong.example/contest/1", at=AT
        ).id
    for number, batch in enumerate(BATCHES):
        facts = [Fact("test.done", uuid4(), uuid4(), {"number": n, "word": "말"}) for n in range(batch)]
        with transaction() as writing:
            services.append(writing, stream_id, facts, at=AT + timedelta(minutes=number))
    with transaction() as writing:
        for table in ("audit_entry", "audit_head"):
            make_changeable(writing.connection(), table)
    return stream_id


def verify(session: Session, log: UUID, **more: Any) -> Verification:
    return queries.verify_stream(session, log, public_key=services.log_public_key(), **more)


def after(log: UUID, *changes: sa.Executable, **more: Any) -> Verification:
    """What verifying says after the changes."""
    with transaction() as writing:
        for change in changes:
            writing.execute(change)
    with transaction() as reading:
        return verify(reading, log, **more)


def tried(log: UUID, change: sa.Executable) -> Verification:
    """What verifying would say after the change, which is taken back."""
    with transaction() as writing:
        step = writing.begin_nested()
        writing.execute(change)
        result = verify(writing, log)
        step.rollback()
    return result


def entry(position: int) -> sa.Update:
    return sa.update(AuditEntry).where(AuditEntry.position == position)


def head(size: int) -> sa.Update:
    return sa.update(AuditHead).where(AuditHead.size == size)


def test_an_untouched_log_is_sound(session: Session, log: UUID) -> None:
    result = verify(session, log)
    assert result.sound
    assert (result.entries, result.heads, result.size) == (SIZE, len(BATCHES) + 1, SIZE)
    assert result.root == queries.latest_head(session, log).root


def test_a_log_longer_than_one_chunk_is_sound(session: Session, log: UUID) -> None:
    for _ in range(2):
        with transaction() as writing:
            services.append(writing, log, [Fact("cast")] * 1100, at=AT)
    result = verify(session, log)
    assert (result.sound, result.entries) == (True, SIZE + 2200)


def test_a_log_that_is_not_there_is_not_found(session: Session, log: UUID) -> None:
    with pytest.raises(NotFound):
        verify(session, uuid4())


ALTERATIONS: tuple[dict[str, Any], ...] = (
    {"body": '{"number":9,"word":"말"}'},
    {"body": '{"number":0,"word":"말"} '},
    {"action": "test.undone"},
    {"actor_id": None},
    {"subject_id": UUID(int=5)},
    {"at": AT + timedelta(microseconds=1)},
)


def test_an_altered_entry_is_the_one_thing_found(session: Session, log: UUID) -> None:
    for values in ALTERATIONS:
        assert tried(log, entry(5).values(**values)).findings == (Finding(Flaw.ALTERED, 5, 5),), values


def test_words_moved_from_one_column_to_another_are_found(session: Session, log: UUID) -> None:
    """The hashed text stays the same to the byte; only that a body is one JSON value gives it away."""
    some_id = uuid4()
    with transaction() as writing:
        services.append(writing, log, [Fact("test.done", None, some_id)], at=AT)
    moved = f'{{}},"subject":"{some_id}","x":{{}}'
    result = after(log, entry(SIZE).values(body=moved, subject_id=None))
    assert Finding(Flaw.ALTERED, SIZE, SIZE) in result.findings


def test_an_entry_rewritten_with_its_hash_disagrees_with_the_signed_head(session: Session, log: UUID) -> None:
    old = session.get_one(AuditEntry, (log, 5))
    content = leaf_bytes(
        action=old.action, actor_id=old.actor_id, at=old.at, body="{}", subject_id=old.subject_id
    )
    result = after(log, entry(5).values(body="{}", leaf_hash=leaf_hash(content)))
    assert Finding(Flaw.SUBTREE, 5, 5) in result.findings
    assert Finding(Flaw.HEAD_DISAGREES, 5, 6) in result.findings
    assert Flaw.ALTERED not in {finding.flaw for finding in result.findings}


def test_entries_taken_out_are_named(session: Session, log: UUID) -> None:
    gone = sa.delete(AuditEntry).where(AuditEntry.position.in_([7, 8, 9, 12]))
    result = after(log, gone)
    assert result.findings == (Finding(Flaw.MISSING, 7, 9), Finding(Flaw.MISSING, 12, 12))


def test_a_log_cut_off_at_its_end_is_found_out_by_its_own_size(session: Session, log: UUID) -> None:
    result = after(log, sa.delete(AuditEntry).where(AuditEntry.position >= 15))
    assert result.findings == (
        Finding(Flaw.MISSING, 15, SIZE - 1),
        Finding(Flaw.HEAD_MISSING, SIZE - 1, SIZE - 1),
    )


def test_a_log_cut_off_with_all_its_traces_is_found_out_by_a_kept_head(session: Session, log: UUID) -> None:
    """Nothing inside the database can tell: the head that somebody outside has kept can."""
    newest = queries.latest_head(session, log)
    kept = Checkpoint("sotong.example/contest/1", newest.size, newest.root)
    cut = 1 + sum(BATCHES[:-1])
    frontier = Frontier()
    for leaf in session.scalars(sa.select(AuditEntry.leaf_hash).order_by(AuditEntry.position).limit(cut)):
        frontier.append(leaf)
    result = after(
        log,
        sa.delete(AuditEntry).where(AuditEntry.position >= cut),
        sa.delete(AuditHead).where(AuditHead.size > cut),
        sa.update(AuditStream).values(size=cut, frontier=frontier.to_bytes()),
        kept=[kept],
    )
    assert result.findings == (Finding(Flaw.CUT_OFF, cut, cut),)


def test_a_log_written_anew_by_whoever_has_the_key_is_found_out_by_a_kept_head(
    session: Session, log: UUID
) -> None:
    other = Checkpoint("sotong.example/contest/1", 5, bytes(32))
    assert verify(session, log, kept=[other]).findings == (Finding(Flaw.REWRITTEN, 0, 4),)
    truly = session.get_one(AuditHead, (log, 5))
    assert verify(session, log, kept=[Checkpoint("sotong.example/contest/1", 5, truly.root)]).sound


def test_a_log_signed_with_another_key_is_found(session: Session, log: UUID) -> None:
    """Whoever replaces the key in the database and signs every head anew changes nothing outside it."""
    forger = Signer.from_seed("sotong.example/contest/1", bytes(32))
    changes: list[sa.Executable] = [sa.update(AuditStream).values(public_key=forger.verifier.public_key)]
    for old in session.scalars(sa.select(AuditHead)).all():
        forged = sign_checkpoint(Checkpoint(forger.name, old.size, old.root), [forger])
        changes.append(head(old.size).values(checkpoint=forged))
    found = [finding.flaw for finding in after(log, *changes).findings]
    assert found[:2] == [Flaw.FOREIGN_KEY, Flaw.OPENING]
    assert found[2:] == [Flaw.HEAD_UNSIGNED] * (len(BATCHES) + 1)


def test_an_altered_head_is_found(session: Session, log: UUID) -> None:
    changes: tuple[tuple[dict[str, Any], Flaw], ...] = (
        ({"root": bytes(32)}, Flaw.HEAD_ALTERED),
        ({"at": AT}, Flaw.HEAD_ALTERED),
        ({"checkpoint": "nothing"}, Flaw.HEAD_UNSIGNED),
    )
    for values, flaw in changes:
        assert tried(log, head(SIZE).values(**values)).findings == (Finding(flaw, SIZE - 1, SIZE - 1),)


def test_a_signature_line_slipped_into_a_head_is_found(session: Session, log: UUID) -> None:
    text = queries.latest_head(session, log).checkpoint + "— nobody AAAAAAA=\n"
    result = after(log, head(SIZE).values(checkpoint=text))
    assert result.findings == (Finding(Flaw.HEAD_ALTERED, SIZE - 1, SIZE - 1),)


def test_a_missing_last_head_is_found(session: Session, log: UUID) -> None:
    result = after(log, sa.delete(AuditHead).where(AuditHead.size == SIZE))
    assert result.findings == (Finding(Flaw.HEAD_MISSING, SIZE - 1, SIZE - 1),)


def test_an_entry_added_behind_the_end_is_found(session: Session, log: UUID) -> None:
    values: dict[str, Any] = {"stream_id": log, "position": SIZE, "at": AT, "action": "x", "body": "{}"}
    result = after(log, sa.insert(AuditEntry).values(**values, leaf_hash=bytes(32), nodes=b""))
    assert result.findings == (Finding(Flaw.BEYOND, SIZE, SIZE),)


def test_an_altered_size_is_found_soon(session: Session, log: UUID) -> None:
    for size in (0, SIZE - 1, SIZE + 1, 2**62):
        assert not tried(log, sa.update(AuditStream).values(size=size)).sound


def test_many_findings_are_counted_and_the_first_kept(session: Session, log: UUID) -> None:
    with transaction() as writing:
        services.append(writing, log, [Fact("cast")] * 200, at=AT)
    result = after(log, sa.update(AuditEntry).values(body='{"x":1}'))
    assert (len(result.findings), result.count >= 200) == (MOST_FINDINGS, True)


GARBAGE: tuple[tuple[str, object, Flaw], ...] = (
    ("UPDATE audit_entry SET at = :garbage WHERE position = 5", "yesterday", Flaw.UNREADABLE),
    ("UPDATE audit_entry SET actor_id = :garbage WHERE position = 5", 7, Flaw.UNREADABLE),
    ("UPDATE audit_entry SET subject_id = :garbage WHERE position = 5", "nobody", Flaw.UNREADABLE),
    ("UPDATE audit_entry SET body = :garbage WHERE position = 5", b"\xff\xfe", Flaw.ALTERED),
    ("UPDATE audit_entry SET body = CAST(:garbage AS TEXT) WHERE position = 5", b"\xff", Flaw.UNREADABLE),
    ("UPDATE audit_head SET at = :garbage WHERE size = 20", "yesterday", Flaw.HEAD_UNREADABLE),
    ("UPDATE audit_stream SET created_at = :garbage", "yesterday", Flaw.STREAM_UNREADABLE),
    ("UPDATE audit_stream SET origin = :garbage", "two words", Flaw.HEAD_UNSIGNED),
)


def test_what_sqlite_lets_into_any_column_is_reported_and_not_stumbled_over(
    session: Session, log: UUID
) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return
    for change, garbage, flaw in GARBAGE:
        result = tried(log, sa.text(change).bindparams(garbage=garbage))
        assert flaw in {finding.flaw for finding in result.findings}, change


def test_any_of_many_random_edits_is_found(session: Session, log: UUID) -> None:
    chance = random.Random(20161214)
    edits = [edit for _ in range(150) if (edit := random_edit(session, chance)) is not None]
    assert len(edits) > 100
    session.rollback()
    for edit in edits:
        with transaction() as writing:
            step = writing.begin_nested()
            try:
                writing.execute(edit)
            except sa.exc.IntegrityError:  # a constraint has found it
                step.rollback()
                continue
            assert not verify(writing, log).sound, edit.compile(
                compile_kwargs={"literal_binds": False}
            ).params
            step.rollback()
    assert verify(session, log).sound


def random_edit(session: Session, chance: random.Random) -> sa.Update | None:
    """Some row of some table, one column of it changed."""
    table = chance.choice(TABLES)
    row = chance.choice(session.scalars(sa.select(table)).all())
    column = chance.choice(
        [column for column in table.__table__.columns if column.name not in ("id", "stream_id")]
    )
    old = getattr(row, column.name)
    new = another(old, chance)
    if new == old:
        return None
    key = [part == getattr(row, part.name) for part in table.__table__.primary_key]
    return sa.update(table).where(*key).values({column.name: new})


def another(value: Any, chance: random.Random) -> Any:
    """A value of the same kind, a little different."""
    match value:
        case StreamKind():
            return StreamKind.OFFICE
        case bytes():
            return bytes([value[0] ^ (1 << chance.randrange(8))]) + value[1:] if value else bytes(32)
        case str():
            place = chance.randrange(len(value))
            return value[:place] + chance.choice("x가 9{") + value[place + 1 :]
        case datetime():
            return value + timedelta(microseconds=chance.choice([1, -1, 10**6]))
        case int():
            return value + chance.choice([1, 40])
        case _:
            return uuid4()
