"""What each role's first page gathers from the rooms: the answer to its one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.queries import Counts
from sotong.assignments.rules import Standing
from sotong.audit.models import AuditHead, AuditStream
from sotong.audit.queries import streams
from sotong.ballots.models import ContestKey
from sotong.channels.queries import calendar as content
from sotong.channels.queries.calendar import Slot
from sotong.contests.models import Contest
from sotong.contests.rules import PhaseFacts, PhaseKind, Stage, stage_of
from sotong.core.days import korean_day
from sotong.inquiries import queries as questions
from sotong.outreach import queries as outreach
from sotong.outreach.queries import DepartmentRow, PostRow

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Coming:
    """The next opening or closing of a contest's phase."""

    contest: Contest
    kind: PhaseKind
    at: datetime
    opens: bool


@dataclass(frozen=True, slots=True)
class AdminHome:
    """What is late, who is silent, what opens or closes next."""

    total: Counts
    posts: Sequence[PostRow]
    silent: Sequence[DepartmentRow]
    coming: Sequence[Coming]
    running: Sequence[tuple[Contest, Stage]]
    open_questions: questions.Counts
    late_questions: Sequence[questions.Row]
    drafts: Sequence[Slot]
    """What waits for a reviewer in the content calendar."""


@dataclass(frozen=True, slots=True)
class LogState:
    """A log and the last thing in it."""

    stream: AuditStream
    written_at: datetime | None


def admin_home(session: Session, now: datetime) -> AdminHome:
    """Gather the admin's first page in a fixed number of statements."""
    board = outreach.board(session, now, korean_day(now))
    contests = session.scalars(
        sa.select(Contest)
        .where(Contest.cancelled_at.is_(None), Contest.published_at.is_(None))
        .order_by(Contest.created_at.desc())
    ).all()
    silent = [row for row in board.departments if row.counts.of(Standing.SILENT)]
    return AdminHome(
        total=board.total,
        posts=board.posts.rows[:MOST_SHOWN],
        silent=sorted(silent, key=lambda row: -row.counts.of(Standing.SILENT))[:MOST_SHOWN],
        coming=sorted(
            (
                found
                for contest in contests
                for phase in contest.facts.phases
                for found in _next(contest, phase, now)
            ),
            key=lambda one: one.at,
        )[:MOST_SHOWN],
        open_questions=questions.totals(session, now),
        late_questions=questions.late(session, now).rows,
        running=[(contest, stage_of(contest.facts, now)) for contest in contests[:MOST_SHOWN]],
        drafts=content.to_review(session)[:MOST_SHOWN],
    )


def _next(contest: Contest, phase: PhaseFacts, now: datetime) -> list[Coming]:
    if not phase.has_opened(now):
        return [Coming(contest, phase.kind, phase.opens_at, opens=True)]
    return [] if phase.is_over(now) else [Coming(contest, phase.kind, phase.closes_at, opens=False)]


def log_states(session: Session) -> list[LogState]:
    """Return every log with the time of its newest head, for the auditor's first page."""
    newest = (
        sa.select(AuditHead.stream_id, sa.func.max(AuditHead.at).label("at"))
        .group_by(AuditHead.stream_id)
        .subquery()
    )
    times = dict(session.execute(sa.select(newest.c.stream_id, newest.c.at)).all())
    return [LogState(stream, times.get(stream.id)) for stream in session.scalars(streams())]


def contests_without_key(session: Session) -> Sequence[Contest]:
    """Return the contests whose vote waits for the auditor to take the audit key."""
    keyed = sa.select(ContestKey.contest_id)
    query = sa.select(Contest).where(
        Contest.rule_locked_at.is_not(None), Contest.cancelled_at.is_(None), Contest.id.not_in(keyed)
    )
    return session.scalars(query.order_by(Contest.created_at)).all()
