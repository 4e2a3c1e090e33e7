"""Whether the rows of a contest still say what its log says: what only the database's owner can look into.

A bundle shows what an outsider may see. Participations, and the copies of hashes and places that rows keep
of the log for themselves, are in no bundle; they are compared with the log here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.ballots.models import Ballot, BallotBatch, BallotClose, Participation
from sotong.ballots.voting import commitment
from sotong.contests.models import Entry
from sotong.core.canonical import canonical_json, sha256
from sotong.judging.models import Judge, PresentationDraw, ScoreSheet, SheetUnlock, UnlockProposal
from sotong.judging.queries import last_change, logged_panel, recused_pairs
from sotong.judging.rules import sheet_digest, unlock_entry
from sotong.reports.queries.public_log import PublicLog
from sotong.reports.rules import Misfit, Stored
from sotong.results.models import Placing, TallyRecord

CHUNK: Final = 1000
UNREADABLE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a row raises whose stored values are not of their column's kind (SQLite holds any)."""


def misfits(session: Session, log: PublicLog) -> Iterator[Misfit]:
    """Return every row of the contest that its log contradicts. Reads in chunks, in constant memory."""
    for look in _LOOKS:
        try:
            yield from look(session, log)
        except UNREADABLE:
            yield Misfit(Stored.UNREADABLE, look.__name__.strip("_"))


def _rule(_session: Session, log: PublicLog) -> Iterator[Misfit]:
    if sha256(log.contest.rule.encode()).hex() != log.contest.rule_digest:
        yield Misfit(Stored.RULE, str(log.contest.id))


def _participations(session: Session, log: PublicLog) -> Iterator[Misfit]:
    """Each participation has the cast entry that its nonces give, and there are as many as casts."""
    after, found = -1, 0
    while rows := session.execute(_with_entries(log, after)).all():
        for position, client, server, action, body in rows:
            if (action, body) != ("cast", canonical_json({"commitment": commitment(client, server)})):
                yield Misfit(Stored.PARTICIPATION, str(position))
        after, found = rows[-1].position, found + len(rows)
    casts = session.scalar(
        sa.select(sa.func.count()).where(AuditEntry.stream_id == log.stream.id, AuditEntry.action == "cast")
    )
    if found != casts:
        yield Misfit(Stored.PARTICIPATIONS, f"{found} / {casts}")


def _with_entries(log: PublicLog, after: int) -> sa.Select[int, bytes, bytes, str, str]:
    return (
        sa.select(
            Participation.position,
            Participation.client_nonce,
            Participation.server_nonce,
            AuditEntry.action,
            AuditEntry.body,
        )
        .outerjoin(AuditEntry, _entry_of(log, Participation.position))
        .where(Participation.contest_id == log.contest.id, Participation.position > after)
        .order_by(Participation.position)
        .limit(CHUNK)
    )


def _batches(session: Session, log: PublicLog) -> Iterator[Misfit]:
    """Each batch holds as many ballots as its row says, and the log says together."""
    held = sa.select(sa.func.count()).where(Ballot.batch_id == BallotBatch.batch_id).scalar_subquery()
    query = (
        sa.select(BallotBatch.position, sa.func.sum(BallotBatch.size), sa.func.sum(held), AuditEntry.body)
        .outerjoin(AuditEntry, _entry_of(log, BallotBatch.position))
        .where(BallotBatch.contest_id == log.contest.id)
        .group_by(BallotBatch.position, AuditEntry.body)
    )
    for position, size, ballots, body in session.execute(query):
        if not size == ballots == _said(body).get("size"):
            yield Misfit(Stored.BATCH, str(position))


def _close(session: Session, log: PublicLog) -> Iterator[Misfit]:
    query = (
        sa.select(BallotClose.position, BallotClose.ballots, AuditEntry.action, AuditEntry.body)
        .outerjoin(AuditEntry, _entry_of(log, BallotClose.position))
        .where(BallotClose.contest_id == log.contest.id)
    )
    for position, ballots, action, body in session.execute(query):
        if action != "close" or _said(body).get("ballots") != ballots:
            yield Misfit(Stored.CLOSE, str(position))


def _sheets(session: Session, log: PublicLog) -> Iterator[Misfit]:
    """Each signed sheet gives its own hash, and that is what the log holds at its place."""
    query = (
        sa.select(ScoreSheet, Judge.number, Entry.number, AuditEntry.body)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(Entry, Entry.id == ScoreSheet.entry_id)
        .outerjoin(AuditEntry, _entry_of(log, ScoreSheet.position))
        .where(ScoreSheet.contest_id == log.contest.id, ScoreSheet.signed_at.is_not(None))
    )
    for sheet, judge, entry, body in session.execute(query):
        digest = sheet_digest(
            salt=sheet.salt or b"",
            entry_number=entry,
            judge_number=judge,
            marks=sheet.mark_values,
            revision=sheet.revision,
        )
        if not digest == sheet.digest == _said(body).get("digest"):
            yield Misfit(Stored.SHEET, f"{judge} / {entry}")


def _unlocks(session: Session, log: PublicLog) -> Iterator[Misfit]:
    """Each unlock is what the log says at its place."""
    query = (
        sa.select(SheetUnlock, UnlockProposal.reason, ScoreSheet.digest, AuditEntry.body)
        .join(UnlockProposal, UnlockProposal.id == SheetUnlock.id)
        .join(ScoreSheet, ScoreSheet.id == UnlockProposal.sheet_id)
        .outerjoin(AuditEntry, _entry_of(log, SheetUnlock.position))
        .where(ScoreSheet.contest_id == log.contest.id)
    )
    for unlock, reason, digest, body in session.execute(query):
        officials = [unlock.proposed_by_id, unlock.confirmed_by_id]
        expected = unlock_entry(sheet=digest or "", officials=officials, reason=reason, salt=unlock.salt)
        if _said(body) != expected:
            yield Misfit(Stored.UNLOCK, str(unlock.position))


def _panel(session: Session, log: PublicLog) -> Iterator[Misfit]:
    """Whoever sits on the panel, and who stepped back from what, is what the log says last."""
    if last_change(session, log.contest) < 0:
        return  # judges may be seated before there is a log; it hears of them with the first signature
    logged = logged_panel(session, log.stream.id)
    judges = sa.select(Judge.number).where(Judge.contest_id == log.contest.id, Judge.removed_at.is_(None))
    for judge in sorted(logged.seated ^ set(session.scalars(judges))):
        yield Misfit(Stored.PANEL, str(judge))
    for judge, entry in sorted(logged.recusals ^ recused_pairs(session, log.contest.id)):
        yield Misfit(Stored.PANEL, f"{judge} / {entry}")


def _orders(session: Session, log: PublicLog) -> Iterator[Misfit]:
    """Each order of presentation is what the log says was drawn."""
    query = (
        sa.select(PresentationDraw.number, PresentationDraw.numbers, AuditEntry.body)
        .outerjoin(AuditEntry, _entry_of(log, PresentationDraw.position))
        .where(PresentationDraw.contest_id == log.contest.id)
    )
    for number, order, body in session.execute(query):
        if _said(body).get("order") != json.loads(order):
            yield Misfit(Stored.ORDER, str(number))


def _tallies(session: Session, log: PublicLog) -> Iterator[Misfit]:
    query = (
        sa.select(TallyRecord, AuditEntry.body)
        .outerjoin(AuditEntry, _entry_of(log, TallyRecord.position))
        .where(TallyRecord.contest_id == log.contest.id)
    )
    for record, body in session.execute(query):
        digest = sha256(f'["tally",{record.facts},{record.outcome}]'.encode()).hex()
        if not digest == record.digest == _said(body).get("digest"):
            yield Misfit(Stored.TALLY, str(record.number))


def _placings(session: Session, log: PublicLog) -> Iterator[Misfit]:
    """Each placing is that of the tally which it names."""
    query = (
        sa.select(Entry.number, Placing.place, Placing.total, Placing.award, TallyRecord.outcome)
        .join(Entry, Entry.id == Placing.entry_id)
        .join(TallyRecord, TallyRecord.id == Placing.tally_id)
        .where(Placing.contest_id == log.contest.id)
    )
    for number, place, total, award, outcome in session.execute(query):
        if (place, total, award) != _outcome_of(_said(outcome), str(number)):
            yield Misfit(Stored.PLACING, str(number))


def _outcome_of(outcome: dict[str, Any], entry: str) -> tuple[int | None, str | None, str | None]:
    labels = {award["award"]: award["label"] for award in outcome["awards"]}
    result = {row["entry"]: row for row in outcome["results"]}[entry]
    return result["place"], result["total"], labels.get(result["award"])


def _entry_of(log: PublicLog, position: Any) -> sa.ColumnElement[bool]:
    """The log's entry at a row's position."""
    return sa.and_(AuditEntry.stream_id == log.stream.id, AuditEntry.position == position)


def _said(text: str | None) -> dict[str, Any]:
    """What an entry's body says; nothing if there is none."""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


Look = Callable[[Session, PublicLog], Iterator[Misfit]]

_LOOKS: Final[tuple[Look, ...]] = (
    _rule,
    _participations,
    _batches,
    _close,
    _sheets,
    _unlocks,
    _panel,
    _orders,
    _tallies,
    _placings,
)
