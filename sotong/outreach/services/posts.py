"""Recording official posts, and asking officers to share them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.rules import Act, ProofKind, Subject, SubjectKind
from sotong.audit import services as audit
from sotong.channels.platforms import Permalink
from sotong.channels.queries import registered_channel
from sotong.core.days import korean_day
from sotong.core.errors import NotFound, Refused
from sotong.outreach import rules
from sotong.outreach.models.posts import Post
from sotong.outreach.rules import Audience
from sotong.outreach.services import guard
from sotong.people.queries import ActiveOfficer, active_officers
from sotong.rota.queries.rotas import on_duty


@dataclass(frozen=True, slots=True)
class To:
    """Whom a share is asked of. What is named beside the audience counts for the one that needs it."""

    audience: Audience = Audience.ALL
    bureau: str = ""
    department_ids: Collection[UUID] = ()
    on_duty: Collection[UUID] = ()
    """The officers who are on duty."""

    def holds(self, officer: ActiveOfficer) -> bool:
        """Whether this officer is asked."""
        return {
            Audience.ALL: True,
            Audience.BUREAU: officer.bureau == self.bureau,
            Audience.DEPARTMENTS: officer.department_id in self.department_ids,
            Audience.ON_DUTY: officer.officer_id in self.on_duty,
            Audience.NOBODY: False,
        }[self.audience]


def record_post(
    session: Session,
    *,
    title: str,
    link: Permalink,
    text: str,
    posted_at: datetime,
    actor_id: UUID,
    now: datetime,
) -> Post:
    """Record an official post.

    Raises Refused: it stands in the future, or is recorded already ("post.already_recorded", whose fact
    `title` names the post that is there).
    """
    if reason := rules.why_not_record(posted_at, now):
        raise Refused(reason)
    channel = registered_channel(session, link)
    post = Post(
        id=uuid4(),
        title=title,
        permalink=link.url,
        platform=link.platform,
        channel_id=channel.id if channel else None,
        text=text,
        posted_at=posted_at,
        recorded_at=now,
        recorded_by_id=actor_id,
    )
    try:
        with session.begin_nested():
            session.add(post)
    except sa.exc.IntegrityError as clash:
        there = session.scalar(sa.select(Post.title).where(Post.permalink == link.url))
        raise Refused("post.already_recorded", title=there) from clash
    audit.record(
        session,
        "post.record",
        at=now,
        actor_id=actor_id,
        subject_id=post.id,
        body={"permalink": post.permalink, "title": title},
    )
    guard.guard_post(session, post, actor_id=actor_id, now=now)
    return post


def officers_in(session: Session, to: To, now: datetime) -> list[ActiveOfficer]:
    """The officers of the day who are asked."""
    if to.audience is Audience.ON_DUTY:
        to = replace(to, on_duty={one.officer_id for one in on_duty(session, now) if one.officer_id})
    return [officer for officer in active_officers(session, korean_day(now)) if to.holds(officer)]


def assign_share(
    session: Session,
    *,
    post_id: UUID,
    to: To,
    due_at: datetime,
    actor_id: UUID,
    now: datetime,
    act: Act = Act.SHARE,
) -> int:
    """Ask the officers of the day in `to` to share the post, or to do another act on it.

    Who was asked for the same act before keeps what was said then. Reading is confirmed, all else is proved.

    Returns the number of officers newly asked. Raises NotFound; Refused: the post is cancelled or waits for
    a second approver, nobody is in `to` today, or the due time has passed.
    """
    post = _locked(session, post_id)
    if reason := rules.why_not_assign(post.facts) or guard.why_not_share(session, post_id):
        raise Refused(reason)
    officers = officers_in(session, to, now)
    if not officers:
        raise Refused("post.nobody_to_ask")
    return assignments.assign(
        session,
        subject=Subject(SubjectKind.POST, post.id, post.title, post.permalink, post.text),
        officers=officers,
        act=act,
        due_at=due_at,
        actor_id=actor_id,
        now=now,
        proof_kind=ProofKind.NONE if act is Act.READ else ProofKind.PERMALINK,
    )


def cancel_post(session: Session, *, post_id: UUID, reason: str, actor_id: UUID, now: datetime) -> int:
    """Cancel a post: nobody has to share it any more; what was done stays counted.

    Returns the number of assignments taken back. Raises NotFound; Refused: cancelled already.
    """
    post = _locked(session, post_id)
    if why_not := rules.why_not_cancel(post.facts):
        raise Refused(why_not)
    post.cancelled_at, post.cancelled_reason = now, reason
    audit.record(
        session, "post.cancel", at=now, actor_id=actor_id, subject_id=post.id, body={"reason": reason}
    )
    return assignments.cancel_subject(
        session, kind=SubjectKind.POST, subject_id=post.id, reason=reason, actor_id=actor_id, now=now
    )


def _locked(session: Session, post_id: UUID) -> Post:
    query = sa.select(Post).where(Post.id == post_id).with_for_update()
    post = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if post is None:
        raise NotFound
    return post
