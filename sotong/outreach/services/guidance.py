"""Writing the guidance library, and asking officers to read a page of it. An edit keeps what was there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.rules import Act, ProofKind, Subject, SubjectKind
from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.outreach import guidance_rules as rules
from sotong.outreach.guidance_rules import Content, Hazard
from sotong.outreach.models.guidance import Guidance, GuidanceVersion
from sotong.outreach.queries import guidance as queries
from sotong.outreach.services.posts import To, officers_in


def write_page(
    session: Session, *, slug: str, hazard: Hazard, content: Content, actor_id: UUID, now: datetime
) -> Guidance:
    """Write a new page; citizens see it at once.

    Raises Refused: there is nothing to do in it, a link is none, or its address is taken.
    """
    if reason := rules.why_not_write(content):
        raise Refused(reason)
    page = Guidance(id=uuid4(), slug=slug, hazard=hazard, version=1, made_at=now)
    with refusing_clash(session, "guidance.slug_taken"):
        session.add(page)
    _keep(session, page, content, actor_id, now)
    _record(session, "guidance.write", page, actor_id, now)
    return page


def edit_page(
    session: Session, *, guidance_id: UUID, content: Content, seen: int, actor_id: UUID, now: datetime
) -> Guidance:
    """Write the next version of a page; the same words again change nothing.

    Raises NotFound; Refused: as `write_page`, or somebody edited it since version `seen` was read.
    """
    page = _locked(session, guidance_id)
    reason = rules.why_not_write(content) or rules.why_not_edit(seen, page.version)
    if reason:
        raise Refused(reason)
    if queries.sheet(session, guidance_id).version.content == content:
        return page
    page.version += 1
    _keep(session, page, content, actor_id, now)
    _record(session, "guidance.edit", page, actor_id, now)
    return page


def withdraw_page(session: Session, *, guidance_id: UUID, actor_id: UUID, now: datetime) -> None:
    """Take a page from the citizens' library. What it said stays. Raises NotFound."""
    page = _locked(session, guidance_id)
    if page.withdrawn_at is None:
        page.withdrawn_at = now
        _record(session, "guidance.withdraw", page, actor_id, now)


def restore_page(session: Session, *, guidance_id: UUID, actor_id: UUID, now: datetime) -> None:
    """Put a page back into the citizens' library. Raises NotFound."""
    page = _locked(session, guidance_id)
    if page.withdrawn_at is not None:
        page.withdrawn_at = None
        _record(session, "guidance.restore", page, actor_id, now)


def ask_to_read(
    session: Session, *, guidance_id: UUID, to: To, due_at: datetime, actor_id: UUID, now: datetime
) -> int:
    """Ask officers to read the present version; who was asked to read it already is not asked again.

    Returns how many were newly asked. Raises NotFound; Refused: nobody is in `to` today, or it is due in the
    past.
    """
    sheet = queries.sheet(session, guidance_id)
    officers = officers_in(session, to, now)
    if not officers:
        raise Refused("post.nobody_to_ask")
    return assignments.assign(
        session,
        subject=Subject(SubjectKind.GUIDELINE, sheet.version.id, sheet.version.title),
        officers=officers,
        act=Act.READ,
        proof_kind=ProofKind.NONE,
        due_at=due_at,
        actor_id=actor_id,
        now=now,
    )


def _keep(session: Session, page: Guidance, content: Content, actor_id: UUID, now: datetime) -> None:
    version = GuidanceVersion(
        id=uuid4(),
        guidance_id=page.id,
        number=page.version,
        title=content.title,
        summary=content.summary,
        before=content.before,
        during=content.during,
        after=content.after,
        links=content.links,
        written_at=now,
        written_by_id=actor_id,
    )
    session.add(version)
    session.flush()


def _locked(session: Session, guidance_id: UUID) -> Guidance:
    query = sa.select(Guidance).where(Guidance.id == guidance_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _record(session: Session, action: str, page: Guidance, actor_id: UUID, now: datetime) -> None:
    body: dict[str, Json] = {"slug": page.slug, "version": page.version}
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=page.id, body=body)
