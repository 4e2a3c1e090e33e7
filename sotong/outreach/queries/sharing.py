"""How series are shared, and which post a slot became."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.rules import Act
from sotong.channels.models import ContentSlot
from sotong.core.days import korean_day
from sotong.outreach.models.posts import Post
from sotong.outreach.models.sharing import ShareTemplate, ShareTemplateDepartment
from sotong.outreach.sharing_rules import Candidate, SharedBy, is_asked
from sotong.people.queries import ActiveOfficer, active_officers
from sotong.rota.queries.rotas import on_duty


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a series is shared, as pages and services read it."""

    shared_by: SharedBy = SharedBy.NOBODY
    bureau: str = ""
    departments: Collection[UUID] = ()
    act: Act = Act.SHARE
    due_hours: int = 8


def sharing_of(session: Session, series_id: UUID) -> Sharing:
    """How a series is shared; one that nobody has said anything of, by nobody. Two statements."""
    template = session.get(ShareTemplate, series_id)
    if template is None:
        return Sharing()
    named = sa.select(ShareTemplateDepartment.department_id).where(
        ShareTemplateDepartment.series_id == series_id
    )
    departments = tuple(session.scalars(named.order_by(ShareTemplateDepartment.department_id)))
    return Sharing(template.shared_by, template.bureau, departments, template.act, template.due_hours)


def asked_by(session: Session, sharing: Sharing, now: datetime) -> list[ActiveOfficer]:
    """The officers whom a template means now. Two statements."""
    if sharing.shared_by is SharedBy.NOBODY:
        return []
    on = {one.officer_id for one in on_duty(session, now) if one.officer_id}
    return [
        officer
        for officer in active_officers(session, korean_day(now))
        if is_asked(
            Candidate(officer.officer_id, officer.department_id, officer.bureau),
            sharing.shared_by,
            bureau=sharing.bureau,
            departments=sharing.departments,
            on_duty=on,
        )
    ]


def post_of_slot(session: Session, row: ContentSlot | None) -> Post | None:
    """The post that a slot became, if it was published."""
    if row is None or row.permalink is None:
        return None
    return session.scalars(sa.select(Post).where(Post.permalink == row.permalink)).one_or_none()
