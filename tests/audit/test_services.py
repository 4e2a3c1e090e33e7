"""Putting on record: what is recorded stands, signed, and nothing else does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit import queries, services
from sotong.audit.checkpoint import VerifierKey, open_checkpoint
from sotong.audit.merkle import inclusion_holds, leaf_hash
from sotong.audit.models import AuditEntry, AuditHead, AuditStream, StreamKind
from sotong.audit.rules import Fact, leaf_bytes
from sotong.audit.services import DataAct, append, open_stream, record, record_personal_data_access
from sotong.core import config
from sotong.core.canonical import NotCanonical, parse_canonical
from sotong.core.db import at_end, db, transaction
from sotong.core.errors import NotFound, Refused

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def office(session: Session) -> AuditStream:
    stream = queries.office_stream(session)
    assert stream is not None
    return stream


def recorded(session: Session) -> list[str]:
    query = sa.select(AuditEntry.action).where(AuditEntry.stream_id == office(session).id)
    return list(session.scalars(query.order_by(AuditEntry.position)))


def new_log(at: datetime = AT) -> UUID:
    contest_id = uuid4()
    with transaction() as session:
        origin = f"sotong.example/contest/{contest_id}"
        return open_stream(session, StreamKind.CONTEST, subject_id=contest_id, origin=origin, at=at).id


def test_what_a_transaction_records_stands_in_order_with_its_facts(session: Session) -> None:
    actor, subject = uuid4(), uuid4()
    with transaction() as writing:
        record(writing, "swap.take", at=AT, actor_id=actor, subject_id=subject, body={"꽃": [1, "둘"]})
        record(writing, "swap.closed", at=AT)
    assert recorded(session) == ["log.open", "swap.take", "swap.closed"]
    entry = queries.entry(session, office(session).id, 1)
    assert (entry.actor_id, entry.subject_id, entry.at) == (actor, subject, AT)
    assert parse_canonical(entry.body) == {"꽃": [1, "둘"]}


def test_a_transaction_leaves_one_head_signed_over_all_it_recorded(session: Session) -> None:
    for number in range(3):
        with transaction() as writing:
            for _ in range(number + 1):
                record(writing, "test.done", at=AT + timedelta(minutes=number), body={"number": number})
    stream = office(session)
    heads = session.scalars(sa.select(AuditHead).order_by(AuditHead.size)).all()
    assert [head.size for head in heads] == [1, 2, 4, 7]
    key = VerifierKey(stream.origin, services.log_public_key())
    for head in heads:
        checkpoint = open_checkpoint(head.checkpoint, key)
        assert (checkpoint.size, checkpoint.root) == (head.size, head.root)


def test_the_office_log_is_named_after_the_public_address(session: Session) -> None:
    with transaction() as writing:
        record(writing, "test.done", at=AT)
    assert office(session).origin == "127.0.0.1:8000/log/office"


def test_what_is_rolled_back_is_not_on_record(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as writing:
        record(writing, "test.lost", at=AT)
        raise ZeroDivisionError
    with transaction() as writing:
        record(writing, "test.kept", at=AT)
    assert recorded(session) == ["log.open", "test.kept"]


def test_what_other_ends_of_the_transaction_record_is_not_lost(session: Session) -> None:
    def late(ending: Session) -> None:
        record(ending, "test.late", at=AT)

    with transaction() as writing:
        record(writing, "test.early", at=AT)
        at_end(writing, late)
    assert recorded(session) == ["log.open", "test.early", "test.late"]


def test_a_body_without_a_canonical_form_is_refused_where_it_is_given(session: Session) -> None:
    body: dict[str, Any] = {"mark": 8.1}
    with transaction() as writing, pytest.raises(NotCanonical):
        record(writing, "test.done", at=AT, body=body)


def test_recording_outside_a_transaction_is_an_error(session: Session) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(session, "test.done", at=AT)


def test_a_log_tells_where_its_entries_stand_and_the_head_over_them(session: Session) -> None:
    stream_id = new_log()
    with transaction() as writing:
        first = append(writing, stream_id, [Fact("cast"), Fact("cast")], at=AT)
        second = append(writing, stream_id, [Fact("close")], at=AT)
    assert (first.positions, second.positions) == (range(1, 3), range(3, 4))
    head = queries.latest_head(session, stream_id)
    assert (head.size, head.root, head.checkpoint) == (second.size, second.root, second.checkpoint)


def test_an_outsider_rebuilds_a_leaf_and_its_proof_from_what_a_receipt_says(session: Session) -> None:
    stream_id = new_log()
    with transaction() as writing:
        done = append(writing, stream_id, [Fact("cast", body={"nonce": str(n)}) for n in range(20)], at=AT)
    proof = queries.inclusion(session, stream_id, 7, queries.latest_head(session, stream_id))
    content = leaf_bytes(action="cast", actor_id=None, at=AT, body='{"nonce":"6"}', subject_id=None)
    assert content == (
        b'{"action":"cast","actor":null,"at":"2026-11-23T01:00:00.000000Z","body":{"nonce":"6"},"subject":null}'
    )
    assert inclusion_holds(leaf_hash(content), 7, 21, proof.proof, done.root)
    assert proof.holds


def test_each_log_has_its_own_name_and_subject(session: Session) -> None:
    contest_id = uuid4()
    with transaction() as writing:
        open_stream(writing, StreamKind.CONTEST, subject_id=contest_id, origin="a.example/1", at=AT)
    for subject, origin in ((contest_id, "a.example/2"), (uuid4(), "a.example/1")):
        with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
            open_stream(writing, StreamKind.CONTEST, subject_id=subject, origin=origin, at=AT)


def test_there_is_one_office_log_and_no_more(session: Session) -> None:
    with transaction() as writing:
        record(writing, "test.done", at=AT)
    with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
        open_stream(writing, StreamKind.OFFICE, subject_id=None, origin="a.example/other", at=AT)


def test_appending_to_a_log_that_is_not_there_is_not_found(session: Session) -> None:
    with transaction() as writing, pytest.raises(NotFound):
        append(writing, uuid4(), [Fact("cast")], at=AT)


def test_appending_nothing_is_a_mistake(session: Session) -> None:
    with transaction() as writing, pytest.raises(ValueError, match="nothing"):
        append(writing, uuid4(), [], at=AT)


@pytest.fixture
def key_file(session: Session) -> Iterator[Path]:
    """The file of the signing key; put back after the test."""
    services.make_log_key()
    file = config.current().key_dir / "log.key"
    kept = file.read_bytes()
    yield file
    file.write_bytes(kept)


def test_without_its_key_nothing_is_changed(session: Session, key_file: Path) -> None:
    with transaction() as writing:
        record(writing, "test.done", at=AT)
    key_file.unlink()
    with pytest.raises(Refused, match=r"audit\.key_missing"), transaction() as writing:
        record(writing, "test.done", at=AT)
    assert not key_file.exists()
    assert recorded(session) == ["log.open", "test.done"]


def test_another_key_in_its_place_is_refused(session: Session, key_file: Path) -> None:
    with transaction() as writing:
        record(writing, "test.done", at=AT)
    key_file.write_bytes(bytes(32))
    with pytest.raises(Refused, match=r"audit\.key_changed"), transaction() as writing:
        record(writing, "test.done", at=AT)


def test_a_damaged_log_is_not_written_on(session: Session) -> None:
    stream_id = new_log()
    with transaction() as writing:
        writing.execute(sa.update(AuditStream).values(size=9))
    with pytest.raises(Refused, match=r"audit\.log_damaged"), transaction() as writing:
        append(writing, stream_id, [Fact("cast")], at=AT)


CHANGES = ("UPDATE {0} SET at = at", "DELETE FROM {0}")
OF_ONE_DATABASE = {
    "sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    "postgresql": "TRUNCATE {0} CASCADE",
}


def test_entries_and_heads_cannot_be_changed(session: Session) -> None:
    stream_id = new_log()
    for table in ("audit_entry", "audit_head"):
        for change in (*CHANGES, OF_ONE_DATABASE[db.engine.dialect.name]):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as writing:
                writing.execute(sa.text(change.format(table)))
    assert queries.latest_head(session, stream_id).size == 1


def test_personal_data_is_taken_away_on_record_with_the_reason(session: Session) -> None:
    actor = uuid4()
    with transaction() as writing:
        record_personal_data_access(
            writing,
            what="people.officers",
            reason="명단 대조",
            rows=54,
            actor_id=actor,
            at=AT,
            address="192.0.2.7",
            selection={"department": "홍보과"},
        )
    entry = queries.entry(session, office(session).id, 1)
    assert (entry.action, entry.actor_id) == (DataAct.EXPORT.value, actor)
    assert parse_canonical(entry.body) == {
        "address": "192.0.2.7",
        "reason": "명단 대조",
        "rows": 54,
        "selection": {"department": "홍보과"},
        "what": "people.officers",
    }


def test_many_at_once_leave_one_unbroken_log(app: Flask) -> None:
    """Also where each is the first ever to record something."""
    writers, each = 6, 5
    together = threading.Barrier(writers)

    def write(_: int) -> None:
        together.wait()
        for _round in range(each):
            with app.app_context(), transaction() as writing:
                record(writing, "test.done", at=AT)

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    with app.app_context():
        stream = office(db.session())
        assert stream.size == 1 + writers * each
        assert queries.verify_stream(db.session(), stream.id, public_key=stream.public_key).sound
