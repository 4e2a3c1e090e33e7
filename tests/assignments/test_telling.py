"""Officers are told what is given to them and what was rejected, once each, and others are not."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import services
from sotong.assignments.models import Assignment
from sotong.assignments.rules import Act, Decision, Subject, SubjectKind
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink
from sotong.core.db import transaction
from sotong.notices.models import Notice
from sotong.people.queries import active_officers
from tests.factories.assignments import ORIGINAL, fresh_permalink
from tests.factories.people import FIRST_DAY, make_account, make_city

SUBJECT = Subject(SubjectKind.POST, UUID(int=1), "봄꽃축제", ORIGINAL, "함께해요")


def _told(session: Session, kind: str) -> list[UUID | None]:
    return list(session.scalars(sa.select(Notice.to_account_id).where(Notice.kind == kind)))


def test_officers_hear_of_new_assignments_once_and_of_a_rejection(session: Session, now: datetime) -> None:
    admin, city = make_account(session).id, make_city(session, 3)
    for _ in range(2):
        with transaction() as writing:
            services.assign(
                writing,
                subject=SUBJECT,
                officers=active_officers(writing, FIRST_DAY),
                act=Act.SHARE,
                due_at=now + timedelta(hours=1),
                actor_id=admin,
                now=now,
            )
    assert sorted(map(str, _told(session, "assignment.given"))) == sorted(
        str(officer.account_id) for officer in city
    )
    first = city[0]
    assert first.account_id
    given = session.scalars(sa.select(Assignment.id).where(Assignment.officer_id == first.id)).one()
    link = parse(fresh_permalink())
    assert isinstance(link, Permalink)
    with transaction() as writing:
        services.hand_in(
            writing,
            assignment_id=given,
            officer_id=first.id,
            actor_id=first.account_id,
            link=link,
            now=now,
        )
        services.decide(
            writing,
            decision=Decision.REJECT,
            assignment_ids=[given],
            reason="다른 행사의 게시물입니다",
            actor_id=admin,
            now=now,
        )
    assert _told(session, "assignment.rejected") == [first.account_id]
