"""Setting up the election guard, and approving posts that name somebody who is listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.outreach import guard_rules
from sotong.outreach.models import ElectionWindow, ListedPerson, Post, PostApproval
from sotong.outreach.queries import guard


def open_window(
    session: Session,
    *,
    name: str,
    begins_at: datetime,
    ends_at: datetime,
    actor_id: UUID,
    now: datetime,
    sure: bool = False,
) -> ElectionWindow:
    """Set up a window. `sure`: that it has begun already or overlaps another one is meant so.

    Raises Refused: see `guard_rules.why_not_window` and, unless `sure`, `guard_rules.what_to_ask`.
    """
    if reason := guard_rules.why_not_window(begins_at, ends_at):
        raise Refused(reason)
    question = guard_rules.what_to_ask(begins_at, ends_at, guard.paused_windows(session), now)
    if question and not sure:
        raise Refused(question)
    window = ElectionWindow(
        id=uuid4(),
        name=name,
        begins_at=begins_at,
        ends_at=ends_at,
        decided_at=now,
        decided_by_id=actor_id,
        withdrawn_at=None,
        withdrawn_by_id=None,
    )
    session.add(window)
    session.flush()
    body = {"name": name, "begins_at": begins_at.isoformat(), "ends_at": ends_at.isoformat()}
    audit.record(session, "guard.open", at=now, actor_id=actor_id, subject_id=window.id, body=body)
    return window


def withdraw_window(session: Session, *, window_id: UUID, actor_id: UUID, now: datetime) -> int:
    """Withdraw a window and delete who was listed for it. Returns how many. Raises NotFound, Refused."""
    window = _locked(session, window_id)
    if window.withdrawn_at is not None:
        raise Refused("guard.withdrawn")
    window.withdrawn_at, window.withdrawn_by_id = now, actor_id
    deleted = session.execute(sa.delete(ListedPerson).where(ListedPerson.window_id == window_id))
    count = int(getattr(deleted, "rowcount", 0))
    audit.record(
        session, "guard.withdraw", at=now, actor_id=actor_id, subject_id=window_id, body={"deleted": count}
    )
    return count


def list_people(
    session: Session, *, window_id: UUID, names: Iterable[str], actor_id: UUID, now: datetime
) -> int:
    """List people by name; who is listed already stays. Returns how many are new. The record has no names.

    Raises NotFound; Refused: the window is withdrawn, a name has one letter, or there are too many.
    """
    window = _locked(session, window_id)
    if window.withdrawn_at is not None:
        raise Refused("guard.withdrawn")
    there = {person.name for person in guard.listed(session, [window_id])}
    wanted = {" ".join(name.split()) for name in names} - {""}
    for name in wanted:
        if reason := guard_rules.why_not_name(name):
            raise Refused(reason)
    new = sorted(wanted - there)
    if len(there) + len(new) > guard_rules.MOST_NAMES:
        raise Refused("guard.too_many_names", max=guard_rules.MOST_NAMES)
    for name in new:
        session.add(
            ListedPerson(id=uuid4(), window_id=window_id, name=name, added_at=now, added_by_id=actor_id)
        )
    audit.record(
        session, "guard.list", at=now, actor_id=actor_id, subject_id=window_id, body={"added": len(new)}
    )
    return len(new)


def unlist_person(session: Session, *, person_id: UUID, actor_id: UUID, now: datetime) -> UUID:
    """Delete somebody from the list. Returns the window's id. Raises NotFound."""
    person = session.get(ListedPerson, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    session.delete(person)
    audit.record(
        session, "guard.unlist", at=now, actor_id=actor_id, subject_id=person.window_id, body={"removed": 1}
    )
    return person.window_id


def guard_post(session: Session, post: Post, *, actor_id: UUID, now: datetime) -> bool:
    """Have a new post wait for a second approver if it names somebody listed. Returns whether it does."""
    window = guard.guarding(session, now)
    if window is None:
        return False
    names = [person.name for person in guard.listed(session, [window.id])]
    named = guard_rules.names_in(f"{post.title}\n{post.text}", names)
    if not named:
        return False
    session.add(
        PostApproval(
            id=uuid4(),
            post_id=post.id,
            window_id=window.id,
            asked_at=now,
            recorded_by_id=post.recorded_by_id,
            approved_at=None,
            approved_by_id=None,
        )
    )
    audit.record(
        session,
        "post.names_listed",
        at=now,
        actor_id=actor_id,
        subject_id=post.id,
        body={"people": len(named)},
    )
    return True


def approve_post(session: Session, *, post_id: UUID, actor_id: UUID, now: datetime) -> PostApproval:
    """Approve a post as the second official. Raises NotFound; Refused: it is one's own, or approved."""
    query = sa.select(PostApproval).where(PostApproval.post_id == post_id).with_for_update()
    approval = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if approval is None:
        raise NotFound
    if reason := guard_rules.why_not_approve(
        approval.recorded_by_id, actor_id, approved=approval.approved_at is not None
    ):
        raise Refused(reason)
    with refusing_clash(session, "post.approves_own"):
        approval.approved_at, approval.approved_by_id = now, actor_id
        session.flush()
    audit.record(session, "post.approve", at=now, actor_id=actor_id, subject_id=post_id, body={})
    return approval


def why_not_share(session: Session, post_id: UUID) -> str | None:
    """Why nobody can be asked to share the post yet, as far as the guard goes."""
    approval = guard.approval_of(session, post_id)
    return "post.waits_for_approval" if approval and approval.approved_at is None else None


def _locked(session: Session, window_id: UUID) -> ElectionWindow:
    window = session.get(ElectionWindow, window_id, with_for_update=True)
    if window is None:
        raise NotFound
    return window
