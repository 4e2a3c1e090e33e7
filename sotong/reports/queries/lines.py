"""The lines of a contest's bundle, read in chunks: there may be a million of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.queries import EntryFilter, oldest_first
from sotong.ballots.models import Ballot, BallotBatch
from sotong.contests.models import Entry
from sotong.judging.models import Judge, ScoreSheet
from sotong.reports import bundle
from sotong.reports.bundle import OpenedBallot
from sotong.results.models import TallyRecord

BATCHES_AT_ONCE: Final = 100
"""Batches whose ballots are read in one statement: some thousands of rows."""


def log_lines(session: Session, stream_id: UUID, size: int) -> Iterator[bytes]:
    """Return the lines of log.jsonl: the first `size` entries, in order."""
    for chunk in oldest_first(session, stream_id, EntryFilter(), size=size):
        for row in chunk:
            yield bundle.log_line(
                action=row.action,
                actor_id=row.actor_id,
                at=row.at,
                body=row.body,
                subject_id=row.subject_id,
            )


def ballot_lines(session: Session, contest_id: UUID) -> Iterator[bytes]:
    """Return the lines of ballots.txt: batch by batch in the order of the log."""
    batches = _batches(session, contest_id)
    for start in range(0, len(batches), BATCHES_AT_ONCE):
        some = batches[start : start + BATCHES_AT_ONCE]
        opened = _opened(session, contest_id, [batch_id for group in some for batch_id in group])
        for group in some:
            yield from bundle.batch_lines(ballot for batch_id in group for ballot in opened[batch_id])


def sheet_lines(session: Session, contest_id: UUID) -> Iterator[bytes]:
    """Return the lines of sheets.jsonl: every signed sheet in the order of the log, counted or not."""
    query = (
        sa.select(ScoreSheet, Judge.number, Entry.number)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(Entry, Entry.id == ScoreSheet.entry_id)
        .where(ScoreSheet.contest_id == contest_id, ScoreSheet.signed_at.is_not(None))
        .order_by(ScoreSheet.position)
    )
    for sheet, judge, entry in session.execute(query):
        yield bundle.sheet_line(
            judge=judge,
            entry=entry,
            revision=sheet.revision,
            marks={criterion: str(mark) for criterion, mark in sheet.mark_values.items()},
            salt=sheet.salt or b"",
        )


def tally_lines(session: Session, contest_id: UUID) -> Iterator[bytes]:
    """Return the lines of tallies.jsonl: every tally in the order of the log; the last was published."""
    query = sa.select(TallyRecord).where(TallyRecord.contest_id == contest_id)
    for record in session.scalars(query.order_by(TallyRecord.number)):
        yield bundle.tally_line(record.facts, record.outcome)


def _batches(session: Session, contest_id: UUID) -> list[list[UUID]]:
    """The batches that have an entry in the log, in its order: mostly one an entry."""
    query = (
        sa.select(BallotBatch.position, BallotBatch.batch_id)
        .where(BallotBatch.contest_id == contest_id)
        .order_by(BallotBatch.position)
    )
    groups: dict[int, list[UUID]] = defaultdict(list)
    for position, batch_id in session.execute(query):
        groups[position].append(batch_id)
    return list(groups.values())


def _opened(session: Session, contest_id: UUID, batch_ids: Sequence[UUID]) -> dict[UUID, list[OpenedBallot]]:
    """The ballots of these batches."""
    query = sa.select(Ballot.batch_id, Ballot.channel, Ballot.nonce, Ballot.picks).where(
        Ballot.contest_id == contest_id, Ballot.batch_id.in_(batch_ids)
    )
    opened: dict[UUID, list[OpenedBallot]] = defaultdict(list)
    for batch_id, channel, nonce, picks in session.execute(query):
        opened[batch_id].append(OpenedBallot(channel.value, nonce, picks))
    return opened
