"""What reviewers find in the city: screenshots, a sample half looked at, accounts kept apart, an election."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from sotong.assignments import queries
from sotong.assignments import services as assignments
from sotong.assignments.models import Assignment
from sotong.assignments.rules import TO_DO, Decision, SubjectKind
from sotong.channels.platforms import Platform
from sotong.core.attachments import accept
from sotong.outreach.models import Post
from sotong.outreach.services import guard
from sotong.people.queries import ActiveOfficer
from sotong.web.demo.residents import admin_id, officers
from sotong.web.demo.story import Step

TITLE = "증빙을 표본으로 검토합니다"
BY_SCREENSHOT = ("A29", "D09")
"""Departments that carried a post into a chat room."""
OWN_ACCOUNTS_KEPT = "D16"
SAMPLE, LOOKED_AT = 10, 6
SEED = "demo-2026-yeongdeungpo"
"""Any words will do for a seed; a real one is drawn."""
LISTED = ("가상후보", "지어낸이름")
ELECTION_IN, ELECTION_FOR = timedelta(days=60), timedelta(days=60)
SIZE = (540, 960)


def steps(now: datetime) -> list[Step]:
    """Return what happened around proofs in the last days, and the election that is to come."""
    return [
        Step(now - timedelta(days=20), TITLE, _keep_accounts),
        Step(now - timedelta(minutes=50), TITLE, _hand_in_screenshots),
        Step(now - timedelta(minutes=40), TITLE, _draw),
        Step(now - timedelta(minutes=20), TITLE, _look),
        Step(now - timedelta(minutes=10), TITLE, _guard),
    ]


def _keep_accounts(session: Session, at: datetime) -> None:
    officer = _of(officers(session, at), OWN_ACCOUNTS_KEPT)
    if officer and officer.account_id:
        assignments.keep_accounts(
            session, officer_id=officer.officer_id, keep=True, actor_id=officer.account_id, now=at
        )


def _hand_in_screenshots(session: Session, at: datetime) -> None:
    """Two officers hand in what they posted in chat rooms, for the latest thing that they have to do."""
    serving = officers(session, at)
    for number, code in enumerate(BY_SCREENSHOT):
        officer = _of(serving, code)
        if officer is None or officer.account_id is None:
            continue
        task = session.scalars(
            sa.select(Assignment.id)
            .where(
                Assignment.officer_id == officer.officer_id,
                Assignment.subject_kind == SubjectKind.POST,
                Assignment.state.in_(TO_DO),
            )
            .order_by(Assignment.due_at.desc())
            .limit(1)
        ).first()
        if task is not None:
            assignments.hand_in_screenshot(
                session,
                assignment_id=task,
                officer_id=officer.officer_id,
                screenshot=accept("대화방.png", _screenshot(number)),
                platform=Platform.KAKAOTALK_CHANNEL.value,
                actor_id=officer.account_id,
                now=at,
            )


def _draw(session: Session, at: datetime) -> None:
    assignments.draw_sample(
        session,
        kind=SubjectKind.POST,
        subject_id=_newest_shared(session),
        size=SAMPLE,
        seed=SEED,
        actor_id=admin_id(session),
        now=at,
    )


def _look(session: Session, at: datetime) -> None:
    """The admin looks at some of what was drawn; the visitor may go on."""
    (sample,) = queries.open_samples(session)
    found = queries.sampled(session, sample.id)
    some = [item.assignment_id for item in found.looked_at][:LOOKED_AT]
    assignments.decide(
        session, decision=Decision.APPROVE, assignment_ids=some, actor_id=admin_id(session), now=at
    )


def _guard(session: Session, at: datetime) -> None:
    admin = admin_id(session)
    window = guard.open_window(
        session,
        name="보궐선거(가상)",
        begins_at=at + ELECTION_IN,
        ends_at=at + ELECTION_IN + ELECTION_FOR,
        actor_id=admin,
        now=at,
    )
    guard.list_people(session, window_id=window.id, names=LISTED, actor_id=admin, now=at)


def _newest_shared(session: Session) -> UUID:
    """The newest post of which most proofs are there."""
    query = (
        sa.select(Assignment.subject_id)
        .join(Post, Post.id == Assignment.subject_id)
        .where(Assignment.handed_in_at.is_not(None), Assignment.decided_at.is_(None))
        .group_by(Assignment.subject_id, Post.posted_at)
        .having(sa.func.count() > SAMPLE)
        .order_by(Post.posted_at.desc())
        .limit(1)
    )
    return session.scalars(query).one()


def _of(serving: Sequence[ActiveOfficer], code: str) -> ActiveOfficer | None:
    return next((officer for officer in serving if officer.department_code == code), None)


def _screenshot(number: int) -> bytes:
    """A chat room without a word in it: bubbles on a phone's screen."""
    picture = Image.new("RGB", SIZE, (186, 206, 224))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, SIZE[0], 90), fill=(90, 120, 150))
    for line in range(5):
        left, top = 40 + 80 * ((line + number) % 2), 140 + 150 * line
        colour = (255, 255, 255) if (line + number) % 2 else (254, 229, 0)
        pen.rounded_rectangle((left, top, left + 380 - 30 * line, top + 100), 20, fill=colour)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
