"""Posts are recorded once, and their shares are asked of the officers of the day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.assignments.rules import Act, AssignmentState, ProofKind
from sotong.audit.models import AuditEntry
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink, Platform
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.outreach import services
from sotong.outreach.models import Post
from sotong.outreach.rules import Audience
from sotong.outreach.services import To
from sotong.rota.queries.rotas import on_duty
from tests.factories.assignments import make_assignment
from tests.factories.outreach import make_post
from tests.factories.people import make_account, make_department, make_officer
from tests.factories.rota import make_rota

HOUR = timedelta(hours=1)
ADDRESS = "https://www.facebook.com/ydpoffice/posts/1234567890"


@pytest.fixture
def admin_id(session: Session) -> UUID:
    """The account of an admin."""
    return make_account(session).id


def link(text: str = ADDRESS) -> Permalink:
    """A permalink that must be one."""
    found = parse(text)
    assert isinstance(found, Permalink), found
    return found


def record(admin_id: UUID, now: datetime, title: str = "봄꽃축제", posted_at: datetime | None = None) -> UUID:
    """Record a post."""
    with transaction() as session:
        return services.record_post(
            session,
            title=title,
            link=link(),
            text="함께해요",
            posted_at=posted_at or now,
            actor_id=admin_id,
            now=now,
        ).id


def assign(post_id: UUID, admin_id: UUID, now: datetime, to: To | None = None) -> int:
    """Ask for the post's share."""
    with transaction() as session:
        return services.assign_share(
            session,
            post_id=post_id,
            to=to or To(),
            due_at=now + HOUR,
            actor_id=admin_id,
            now=now,
        )


def asked(session: Session) -> set[UUID]:
    """The officers who were asked."""
    session.rollback()
    return set(session.scalars(sa.select(Assignment.officer_id)))


def test_a_post_is_recorded_with_what_officers_copy(session: Session, admin_id: UUID, now: datetime) -> None:
    post_id = record(admin_id, now)
    post = session.get_one(Post, post_id)
    assert (post.permalink, post.platform, post.text) == (ADDRESS, Platform.FACEBOOK, "함께해요")
    assert session.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject_id == post_id)).all() == [
        "post.record"
    ]


def test_a_post_recorded_twice_is_refused_by_the_title_that_is_there(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    record(admin_id, now, title="먼저 등록한 글")
    with pytest.raises(Refused) as refused:
        record(admin_id, now, title="나중 글")
    assert (refused.value.reason, refused.value.facts) == (
        "post.already_recorded",
        {"title": "먼저 등록한 글"},
    )
    assert session.scalar(sa.select(sa.func.count(Post.id))) == 1


def test_a_post_of_tomorrow_is_refused(admin_id: UUID, now: datetime) -> None:
    with pytest.raises(Refused, match="posted_in_the_future"):
        record(admin_id, now, posted_at=now + 24 * HOUR)


def test_the_share_goes_to_the_officers_of_the_day(session: Session, admin_id: UUID, now: datetime) -> None:
    here = make_officer(session)
    make_officer(session, ends_on=date(2026, 11, 1))
    make_officer(session, starts_on=date(2026, 12, 1))
    make_officer(session, department_id=make_department(session, closed_on=date(2026, 10, 1)).id)
    assert assign(record(admin_id, now), admin_id, now) == 1
    assert asked(session) == {here.id}


@pytest.mark.parametrize("audience", [Audience.BUREAU, Audience.DEPARTMENTS])
def test_the_share_goes_to_a_bureau_or_to_chosen_departments(
    session: Session, admin_id: UUID, now: datetime, audience: Audience
) -> None:
    welfare = make_department(session, bureau="복지국")
    meant = make_officer(session, department_id=welfare.id)
    make_officer(session)
    chosen: Collection[UUID] = [welfare.id]
    to = To(audience, bureau="복지국", department_ids=chosen)
    assert assign(record(admin_id, now), admin_id, now, to) == 1
    assert asked(session) == {meant.id}


def test_nobody_to_ask_is_said(session: Session, admin_id: UUID, now: datetime) -> None:
    make_officer(session)
    post_id = record(admin_id, now)
    with pytest.raises(Refused, match="nobody_to_ask"):
        assign(post_id, admin_id, now, To(Audience.BUREAU, bureau="없는 국"))
    with pytest.raises(NotFound):
        assign(uuid4(), admin_id, now)


def test_cancelling_a_post_takes_back_what_is_undone_and_ends_it(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    post = make_post(session, now)
    states = (AssignmentState.OPEN, AssignmentState.DONE)
    made = [make_assignment(session, now, subject_id=post.id, state=state) for state in states]
    with transaction() as writing:
        taken = services.cancel_post(writing, post_id=post.id, reason="오보", actor_id=admin_id, now=now)
    session.rollback()
    after = [session.get_one(Assignment, one.id) for one in made]
    assert taken == 1
    assert [(one.state, one.reason) for one in after] == [
        (AssignmentState.CANCELLED, "오보"),
        (AssignmentState.DONE, None),
    ]
    with pytest.raises(Refused, match=r"post\.cancelled"):
        assign(post.id, admin_id, now)
    with pytest.raises(Refused, match=r"post\.cancelled"), transaction() as writing:
        services.cancel_post(writing, post_id=post.id, reason="오보", actor_id=admin_id, now=now)


def test_the_table_keeps_one_post_an_address_and_a_reason_for_each_cancelled_one(
    session: Session, now: datetime
) -> None:
    post = make_post(session, now)
    with pytest.raises(IntegrityError):
        make_post(session, now, permalink=post.permalink)
    with pytest.raises(IntegrityError, match="cancelled_for_a_reason"), transaction() as writing:
        writing.execute(sa.update(Post).values(cancelled_at=now))


def test_whoever_is_on_duty_is_asked_and_for_what_the_admin_says(session: Session, now: datetime) -> None:
    made = make_rota(session, now, published=True, starts_in=0)
    evening = now + 10 * HOUR
    on = {one.officer_id for one in on_duty(session, evening)}
    post_id = record(made.admin_id, now)
    with transaction() as writing:
        count = services.assign_share(
            writing,
            post_id=post_id,
            to=To(Audience.ON_DUTY),
            due_at=evening + HOUR,
            act=Act.READ,
            actor_id=made.admin_id,
            now=evening,
        )
    assert (count, asked(session)) == (len(on), on)
    assert on
    kinds = session.execute(sa.select(Assignment.act, Assignment.proof_kind).distinct()).all()
    assert [tuple(kind) for kind in kinds] == [(Act.READ, ProofKind.NONE)]
    with pytest.raises(Refused, match="nobody_to_ask"), transaction() as writing:
        services.assign_share(
            writing,
            post_id=post_id,
            to=To(Audience.ON_DUTY),
            due_at=now + HOUR,
            actor_id=made.admin_id,
            now=now,
        )
