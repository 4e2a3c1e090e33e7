"""Contests whose judges sit and score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.contests.rules import PhaseKind
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.judging import services
from tests.factories.contests import DEFAULT_RULE, MAKER, MadeContest, make_contest
from tests.factories.people import make_account

FULL_MARKS = {"effect": 30, "creativity": 30, "participation": 20, "spread": 20}


@dataclass(frozen=True)
class MadePanel:
    """A contest in the middle of its judging, and the accounts of its judges."""

    contest: MadeContest
    judges: tuple[UUID, ...]
    now: datetime

    def marks(self, share: Decimal = Decimal("0.5")) -> dict[str, Decimal]:
        """Marks for every criterion, each the same share of the full mark."""
        return {criterion: high * share for criterion, high in FULL_MARKS.items()}

    def save(self, session: Session, judge: UUID, entry: int, *, seen: int = 0, share: str = "0.5") -> None:
        """Save a whole draft."""
        with transaction() as writing:
            services.save_sheet(
                writing,
                self.contest.code,
                entry,
                account_id=judge,
                marks=self.marks(Decimal(share)),
                comment="",
                note="",
                seen=seen,
                now=self.now,
            )

    def sign(self, session: Session, judge: UUID, entry: int, *, share: str = "0.5") -> None:
        """Save and sign."""
        self.save(session, judge, entry, share=share)
        with transaction() as writing:
            services.sign_sheet(writing, self.contest.code, entry, account_id=judge, seen=1, now=self.now)


def make_panel(
    session: Session,
    *,
    now: datetime,
    judges: int = 3,
    entries: int = 3,
    rule: Mapping[str, object] = DEFAULT_RULE,
    during: PhaseKind = PhaseKind.JUDGING,
) -> MadePanel:
    """Make a contest whose judging is open, with its panel seated."""
    contest = make_contest(session, now=now, during=during, entries=entries, rule=rule)
    accounts = [make_account(session, Role.JUDGE).id for _judge in range(judges)]
    with transaction() as writing:
        for account_id in accounts:
            services.seat_judge(
                writing, contest.id, account_id=account_id, department_id=None, actor_id=MAKER, now=now
            )
    return MadePanel(contest, tuple(accounts), now)
