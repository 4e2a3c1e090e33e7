"""Keeping canned replies: a department's own, and the office's for all."""

from __future__ import annotations

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.inquiries import rules
from sotong.inquiries.canned import unknown_places
from sotong.inquiries.models import CannedReply
from sotong.inquiries.services.steps import By, refuse_if


def keep_canned_reply(session: Session, *, title: str, text: str, by: By) -> CannedReply:
    """Keep a reply for one's department; an admin without one keeps it for all.

    Raises Refused: a place that means nothing (fact `places`), or the title is there already.
    """
    _check(text)
    row = CannedReply(
        id=uuid4(),
        department_id=by.actor.department_id,
        title=title,
        text=text,
        changed_at=by.now,
        changed_by_id=by.account_id,
    )
    _refuse_same_title(session, row.department_id, title)
    with refusing_clash(session, "canned.title_taken"):
        session.add(row)
    _record(session, "canned.keep", row, by)
    return row


def change_canned_reply(session: Session, *, canned_id: UUID, title: str, text: str, by: By) -> CannedReply:
    """Change a reply. Raises NotFound; Refused: another's, or as for `keep_canned_reply`."""
    row = _own(session, canned_id, by)
    _check(text)
    _refuse_same_title(session, row.department_id, title, but=row.id)
    with refusing_clash(session, "canned.title_taken"):
        row.title, row.text, row.changed_at, row.changed_by_id = title, text, by.now, by.account_id
    _record(session, "canned.change", row, by)
    return row


def delete_canned_reply(session: Session, *, canned_id: UUID, by: By) -> None:
    """Throw a reply away; answers that were made of it stay. Raises NotFound; Refused: another's."""
    row = _own(session, canned_id, by)
    _record(session, "canned.delete", row, by)
    session.delete(row)


def _own(session: Session, canned_id: UUID, by: By) -> CannedReply:
    query = sa.select(CannedReply).where(CannedReply.id == canned_id).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    refuse_if(rules.why_not_edit_canned(row.department_id, by.actor))
    return row


def _check(text: str) -> None:
    if unknown := unknown_places(text):
        raise Refused("canned.unknown_place", places=", ".join(f"{{{name}}}" for name in unknown))


def _refuse_same_title(
    session: Session, department_id: UUID | None, title: str, *, but: UUID | None = None
) -> None:
    """The constraint cannot tell the office's own apart, for in SQL no department is like another."""
    if department_id is None:
        same = sa.exists().where(
            CannedReply.department_id.is_(None), CannedReply.title == title, CannedReply.id != but
        )
        if session.scalar(sa.select(same)):
            raise Refused("canned.title_taken")


def _record(session: Session, action: str, row: CannedReply, by: By) -> None:
    body = {"title": row.title, "department": str(row.department_id) if row.department_id else None}
    audit.record(session, action, at=by.now, actor_id=by.account_id, subject_id=row.id, body=body)
