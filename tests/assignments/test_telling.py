"""Officers are told what is given to them and what was rejected, once each, and others are not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.assignments import services, telling
from sotong.assignments.models import Assignment
from sotong.assignments.rules import Act, Decision, Subject, SubjectKind
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink
from sotong.core.db import db, transaction
from sotong.core.labels import NOTICES
from sotong.core.permissions import Role
from sotong.notices.models import Notice
from sotong.people.queries import active_officers
from tests.browsers import Browser
from tests.factories.assignments import ORIGINAL, fresh_permalink
from tests.factories.people import FIRST_DAY, make_account, make_city

REMINDERS = ("assignment.due_soon.post", "assignment.late.post")
SUBJECT = Subject(SubjectKind.POST, UUID(int=1), "봄꽃축제", ORIGINAL, "함께해요")


def _told(session: Session, kind: str) -> list[UUID | None]:
    return list(session.scalars(sa.select(Notice.to_account_id).where(Notice.kind == kind)))


def test_officers_hear_of_new_assignments_once_and_of_a_rejection(session: Session, now: datetime) -> None:
    admin, city = make_account(session).id, make_city(session, 3)
    for _ in range(2):
        with transaction() as writing:
            _assign(writing, admin, now + timedelta(hours=1), now)
    assert sorted(map(str, _told(session, "assignment.given.post"))) == sorted(
        str(officer.account_id) for officer in city
    )
    first = city[0]
    assert first.account_id
    given = session.scalars(sa.select(Assignment.id).where(Assignment.officer_id == first.id)).one()
    with transaction() as writing:
        services.hand_in(
            writing,
            assignment_id=given,
            officer_id=first.id,
            actor_id=first.account_id,
            link=_link(),
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


def test_who_has_not_done_it_is_reminded_once_before_and_once_after_it_was_due(
    session: Session, now: datetime
) -> None:
    admin, city = make_account(session).id, make_city(session, 3)
    due_at = now + timedelta(hours=8)
    with transaction() as writing:
        _assign(writing, admin, due_at, now)
        first = city[0]
        assert first.account_id
        given = writing.scalars(sa.select(Assignment.id).where(Assignment.officer_id == first.id)).one()
        services.hand_in(
            writing,
            assignment_id=given,
            officer_id=first.id,
            actor_id=first.account_id,
            link=_link(),
            now=now,
        )
    lazy = sorted(str(officer.account_id) for officer in city[1:])
    told = []
    for hours in (1, 5, 6, 9, 10, 40):
        with transaction() as writing:
            telling.remind(writing, now + timedelta(hours=hours))
        told.append([sorted(map(str, _told(session, kind))) for kind in REMINDERS])
    assert told == [[[], []], [lazy, []], [lazy, []], [lazy, lazy], [lazy, lazy], [lazy, lazy]]


def _assign(session: Session, admin: UUID, due_at: datetime, now: datetime) -> None:
    services.assign(
        session,
        subject=SUBJECT,
        officers=active_officers(session, FIRST_DAY),
        act=Act.SHARE,
        due_at=due_at,
        actor_id=admin,
        now=now,
    )


def _link() -> Permalink:
    link = parse(fresh_permalink())
    assert isinstance(link, Permalink)
    return link


def test_who_looks_at_todays_tasks_has_read_of_them(
    app: Flask, browser: Callable[[Role], Browser], now: datetime
) -> None:
    officer = browser(Role.OFFICER)
    with app.app_context():
        with transaction() as writing:
            _assign(writing, make_account(writing).id, now + timedelta(hours=1), now)
        db.session.remove()
    assert 'class="bell-count"' in officer.get("/notices").text
    officer.get("/assignments/today")
    assert 'class="bell-count"' not in officer.get("/notices").text


def test_a_notice_says_whether_a_post_is_to_be_carried_out_or_a_case_to_be_answered() -> None:
    said = {
        (kind, act): str(NOTICES[telling.kind_of(kind, act)])
        for kind in ("assignment.given", "assignment.due_soon", "assignment.late")
        for act in Act
    }
    for kind in ("assignment.given", "assignment.due_soon", "assignment.late"):
        assert "게시물" in said[kind, Act.SHARE]
        assert "우수사례" in said[kind, Act.ADOPT]
        assert len({said[kind, act] for act in (Act.SHARE, Act.ADOPT, Act.READ)}) == 3
