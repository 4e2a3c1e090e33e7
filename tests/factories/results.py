"""A contest that has been voted in and judged, and waits for its tally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from sotong.ballots import services as ballots
from sotong.ballots.intake import Intake
from sotong.contests.rules import PhaseKind
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.judging import services as judging
from tests.factories.ballots import Poll, make_poll
from tests.factories.contests import MAKER
from tests.factories.judging import FULL_MARKS
from tests.factories.people import make_account

SHARES = ("0.9", "0.8", "0.7")
"""Of full marks, what each judge gives entry 1, 2 and 3."""


@dataclass(frozen=True)
class Judged:
    """A contest after its judging: three entries, the citizens prefer the third."""

    poll: Poll
    judges: tuple[UUID, ...]

    @property
    def contest_id(self) -> UUID:
        return self.poll.contest_id

    @property
    def after_judging(self) -> datetime:
        return self.poll.contest.windows[PhaseKind.JUDGING][1]


def make_judged(
    app: Flask,
    session: Session,
    *,
    now: datetime,
    votes: Sequence[int] = (3, 3, 3, 3, 1),
    shares: Sequence[str] = SHARES,
    judges: int = 2,
    rule: Mapping[str, object] | None = None,
    close: bool = True,
) -> Judged:
    """Make a contest of as many entries as `shares`; `votes` are the entry numbers that voters pick."""
    more = {"rule": rule} if rule else {}
    poll = make_poll(session, now=now, entries=len(shares), **more)
    intake = Intake(app.app_context)
    for voter, pick in enumerate(votes):
        intake.cast(poll.vote(f"voter {voter}", picks=[pick]))
    accounts = tuple(make_account(session, Role.JUDGE).id for _judge in range(judges))
    for account_id in accounts:
        _score_all(poll, account_id, shares)
    if close:
        with transaction() as writing:
            ballots.close_ballots(writing, poll.contest_id, now=poll.closes_at + timedelta(minutes=1))
    session.rollback()
    return Judged(poll, accounts)


def _score_all(poll: Poll, account_id: UUID, shares: Sequence[str]) -> None:
    during = poll.contest.windows[PhaseKind.JUDGING][0] + timedelta(hours=1)
    with transaction() as writing:
        judging.seat_judge(
            writing,
            poll.contest_id,
            account_id=account_id,
            department_id=None,
            actor_id=MAKER,
            now=poll.now,
        )
        for number, share in enumerate(shares, 1):
            judging.save_sheet(
                writing,
                poll.contest.code,
                number,
                account_id=account_id,
                marks={criterion: high * Decimal(share) for criterion, high in FULL_MARKS.items()},
                comment="",
                note="",
                seen=0,
                now=during,
            )
            judging.sign_sheet(writing, poll.contest.code, number, account_id=account_id, seen=1, now=during)
