"""Canned replies, read."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.errors import NotFound
from sotong.inquiries.models import CannedReply


def canned_replies(
    session: Session, department_id: UUID | None, *, all_of_them: bool = False
) -> list[CannedReply]:
    """The office's and a department's canned replies by title; for admins those of every department."""
    query = sa.select(CannedReply).order_by(CannedReply.department_id.is_not(None), CannedReply.title)
    if not all_of_them:
        own = CannedReply.department_id.is_(None) | (CannedReply.department_id == department_id)
        query = query.where(own)
    return list(session.scalars(query))


def canned_reply(session: Session, canned_id: UUID) -> CannedReply:
    """One canned reply. Raises NotFound."""
    found = session.get(CannedReply, canned_id)
    if found is None:
        raise NotFound
    return found
