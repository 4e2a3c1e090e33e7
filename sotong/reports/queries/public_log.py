"""A contest's log as everybody may read it: entries by page, proofs, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import queries as audit
from sotong.audit.checkpoint import VerifierKey
from sotong.audit.models import AuditEntry, AuditHead, AuditStream
from sotong.audit.queries import Inclusion
from sotong.ballots.queries import receipt_at
from sotong.ballots.voting import Receipt, ReceiptNumber
from sotong.contests.models import Contest
from sotong.contests.queries import contest_by_code
from sotong.core.errors import NotFound
from sotong.core.paging import ROWS_PER_PAGE, Paged
from sotong.reports import rules


@dataclass(frozen=True, slots=True)
class PublicLog:
    """A contest's log as it stands: its row, and the newest signed head."""

    contest: Contest
    stream: AuditStream
    head: AuditHead

    @property
    def key(self) -> VerifierKey:
        """The key that its heads are signed with."""
        return VerifierKey(self.stream.origin, self.stream.public_key)


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """An entry of a log, and the proof that it stands under the newest head."""

    entry: AuditEntry
    inclusion: Inclusion


def public_log(session: Session, code: str) -> PublicLog:
    """Return the log of a contest. Raises NotFound before it is public."""
    contest = contest_by_code(session, code)
    if rules.why_not_show_log(contest.facts) or contest.log_stream_id is None:
        raise NotFound
    stream = audit.stream(session, contest.log_stream_id)
    return PublicLog(contest, stream, audit.latest_head(session, stream.id))


def published_since(session: Session, instant: datetime) -> list[str]:
    """Return the codes of contests whose result was published at `instant` or later, the newest first."""
    query = sa.select(Contest.code).where(Contest.published_at >= instant)
    return list(session.scalars(query.order_by(Contest.published_at.desc())))


def entries(session: Session, log: PublicLog, page: int) -> Paged[AuditEntry]:
    """Return a page of the log under its head, the newest first: one statement, however long the log.

    Positions have no gaps, so nothing is counted and nothing skipped over.
    """
    stop = log.head.size - (page - 1) * ROWS_PER_PAGE
    query = sa.select(AuditEntry).where(
        AuditEntry.stream_id == log.stream.id,
        AuditEntry.position >= stop - ROWS_PER_PAGE,
        AuditEntry.position < stop,
    )
    rows = session.scalars(query.order_by(AuditEntry.position.desc())).all()
    return Paged(rows=rows, number=page, total=log.head.size)


def logged_entry(session: Session, log: PublicLog, position: int) -> LoggedEntry:
    """Return an entry with its proof: three statements. Raises NotFound past the head."""
    return LoggedEntry(
        audit.entry(session, log.stream.id, position),
        audit.inclusion(session, log.stream.id, position, log.head),
    )


def receipt_in_log(
    session: Session, log: PublicLog, number: ReceiptNumber
) -> tuple[Receipt, LoggedEntry] | None:
    """Return the receipt of this number and its entry, or None if its letters are not those of its place."""
    reaches = number.position < log.head.size  # numbers beyond can be beyond the database's integers
    receipt = receipt_at(session, log.contest.id, number) if reaches else None
    return (receipt, logged_entry(session, log, receipt.position)) if receipt else None
