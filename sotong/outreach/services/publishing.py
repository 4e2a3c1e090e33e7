"""From the content calendar to a post: a slot is published and shared as its series says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.rules import Act, ProofKind, Subject, SubjectKind
from sotong.audit import services as audit
from sotong.channels.calendar_rules import Hand
from sotong.channels.platforms import Permalink
from sotong.channels.services import slots
from sotong.channels.services.series import hold_series
from sotong.core import office_days
from sotong.core.days import korean_day
from sotong.core.errors import Refused
from sotong.outreach.models.posts import Post
from sotong.outreach.models.sharing import ShareTemplate, ShareTemplateDepartment
from sotong.outreach.queries.sharing import Sharing, asked_by, sharing_of
from sotong.outreach.services import guard
from sotong.outreach.services.posts import record_post
from sotong.outreach.sharing_rules import SharedBy, due_at, why_not_template

FARTHEST: Final = timedelta(days=120)
"""Ten working days lie within it, whatever holidays there are."""


@dataclass(frozen=True, slots=True)
class Published:
    """A slot's post, and how many officers were asked to share it."""

    post: Post
    asked: int


def publish_slot(
    session: Session,
    *,
    series_id: UUID,
    key: str,
    link: Permalink,
    posted_at: datetime,
    hand: Hand,
    now: datetime,
    sure: bool = False,
) -> Published:
    """Record where an approved slot was published, and ask for its shares as its series' template says.

    `sure`: that it stands elsewhere than its series does is meant so. Raises NotFound; Refused: not approved,
    not hers, elsewhere, the post is recorded already or stands in the future.
    """
    row = slots.publish(session, series_id=series_id, key=key, link=link, hand=hand, now=now, sure=sure)
    post = record_post(
        session,
        title=row.title,
        link=link,
        text=row.text,
        posted_at=posted_at,
        actor_id=hand.account_id,
        now=now,
    )
    sharing = sharing_of(session, series_id)
    officers = asked_by(session, sharing, now)
    if not officers or guard.why_not_share(session, post.id):
        return Published(post, 0)
    asked = assignments.assign(
        session,
        subject=Subject(SubjectKind.POST, post.id, post.title, post.permalink, post.text),
        officers=officers,
        act=sharing.act,
        due_at=share_due_at(session, sharing.due_hours, now),
        actor_id=hand.account_id,
        now=now,
        proof_kind=ProofKind.NONE if sharing.act is Act.READ else ProofKind.PERMALINK,
    )
    return Published(post, asked)


def share_due_at(session: Session, hours: int, now: datetime) -> datetime:
    """When a share that is asked for now is due, in the office's hours."""
    today = korean_day(now)
    return due_at(now, hours, office_days.between(session, today, today + FARTHEST).is_closed)


def set_sharing(
    session: Session, *, series_id: UUID, sharing: Sharing, actor_id: UUID, now: datetime
) -> None:
    """Say how a series is shared from its next slot on. Raises NotFound, Refused."""
    hold_series(session, series_id)
    if reason := why_not_template(sharing.due_hours):
        raise Refused(reason)
    session.execute(sa.delete(ShareTemplateDepartment).where(ShareTemplateDepartment.series_id == series_id))
    session.merge(
        ShareTemplate(
            series_id=series_id,
            shared_by=sharing.shared_by,
            bureau=sharing.bureau if sharing.shared_by is SharedBy.BUREAU else "",
            act=sharing.act,
            due_hours=sharing.due_hours,
        )
    )
    session.flush()
    named = sharing.departments if sharing.shared_by is SharedBy.DEPARTMENTS else ()
    session.add_all(
        ShareTemplateDepartment(series_id=series_id, department_id=department_id)
        for department_id in dict.fromkeys(named)
    )
    audit.record(
        session,
        "series.sharing",
        at=now,
        actor_id=actor_id,
        subject_id=series_id,
        body={
            "shared_by": sharing.shared_by.value,
            "bureau": sharing.bureau,
            "departments": sorted(str(department_id) for department_id in named),
            "act": sharing.act.value,
            "due_hours": sharing.due_hours,
        },
    )
