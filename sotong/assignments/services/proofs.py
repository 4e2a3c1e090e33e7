"""Handing in the proof of what was done, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import queries, rules
from sotong.assignments.models import SCREENSHOT_SCHEME, Assignment, Proof, ProofScreenshot
from sotong.assignments.rules import (
    Asked,
    AssignmentState,
    ProofFlag,
    ProofKind,
    ProofStanding,
)
from sotong.assignments.services.locked import current_proofs, own_locked, record, settle
from sotong.channels import permalinks
from sotong.channels.platforms import Permalink
from sotong.channels.queries import registered_channel
from sotong.core.attachments import JPEG, PNG, Accepted, shelf
from sotong.core.errors import Refused

IDENTITY = ("subject_kind", "subject_id", "officer_id", "act")


def hand_in(
    session: Session,
    *,
    assignment_id: UUID,
    officer_id: UUID,
    link: Permalink,
    actor_id: UUID,
    now: datetime,
    screenshot: Accepted | None = None,
) -> Assignment:
    """Hand in a permalink, with a screenshot beside it if there is one.

    Without a flag the assignment is done at once, else it waits for a reviewer. The same permalink handed in
    again by a second tap changes nothing.

    Raises:
        NotFound: this officer has no such assignment.
        Refused: it is not to be done (any more), the link leads to no post, or the file is no picture.
    """
    assignment = own_locked(session, officer_id, assignment_id)
    if _lies_there(session, assignment, link.url):
        return assignment
    reason = rules.why_not_hand_in(assignment.facts, ProofKind.PERMALINK) or rules.why_not_proof(link)
    if reason:
        raise Refused(reason)
    proof = _hold(session, _proof_of(session, assignment, link, actor_id, now))
    _handed_in(session, assignment, proof, screenshot, actor_id=actor_id)
    return assignment


def hand_in_screenshot(
    session: Session,
    *,
    assignment_id: UUID,
    officer_id: UUID,
    screenshot: Accepted,
    platform: str,
    actor_id: UUID,
    now: datetime,
) -> Assignment:
    """Hand in a picture of what was done, where a platform gives no address; a reviewer always looks at it.

    The same picture counts once, as a permalink does. Raises NotFound and Refused as `hand_in` does.
    """
    assignment = own_locked(session, officer_id, assignment_id)
    name = f"{SCREENSHOT_SCHEME}{screenshot.digest}"
    if _lies_there(session, assignment, name):
        return assignment
    if reason := rules.why_not_hand_in(assignment.facts, ProofKind.PERMALINK):
        raise Refused(reason)
    proof = Proof(
        id=uuid4(),
        assignment_id=assignment.id,
        permalink=name,
        platform=platform,
        handed_in_at=now,
        handed_in_by_id=actor_id,
        is_duplicate=False,
        other_flags=frozenset({ProofFlag.SCREENSHOT}),
        standing=ProofStanding.WAITING,
    )
    _handed_in(session, assignment, _hold(session, proof), screenshot, actor_id=actor_id)
    return assignment


def withdraw(
    session: Session, *, assignment_id: UUID, officer_id: UUID, actor_id: UUID, now: datetime
) -> Assignment:
    """Take back what was handed in, as long as no reviewer has ruled on it. Raises NotFound, Refused."""
    assignment = own_locked(session, officer_id, assignment_id)
    if reason := rules.why_not_withdraw(assignment.facts):
        raise Refused(reason)
    if proof := current_proofs(session, [assignment]).get(assignment.id):
        proof.standing = ProofStanding.WITHDRAWN
    assignment.state, assignment.handed_in_at = AssignmentState.OPEN, None
    record(session, "assignment.withdraw", assignment, actor_id, now)
    return assignment


def confirm(
    session: Session, *, assignment_id: UUID, officer_id: UUID, actor_id: UUID, now: datetime
) -> Assignment:
    """Say that it is done, where no proof is asked for. Raises NotFound and Refused as `hand_in` does."""
    assignment = own_locked(session, officer_id, assignment_id)
    if reason := rules.why_not_hand_in(assignment.facts, ProofKind.NONE):
        raise Refused(reason)
    settle(assignment, AssignmentState.DONE, now)
    record(session, "assignment.confirm", assignment, actor_id, now)
    return assignment


def _handed_in(
    session: Session,
    assignment: Assignment,
    proof: Proof,
    screenshot: Accepted | None,
    *,
    actor_id: UUID,
) -> None:
    told: dict[str, Any] = {"permalink": proof.permalink, "flags": sorted(flag.value for flag in proof.flags)}
    if screenshot is not None:
        _add_screenshot(session, proof, screenshot)
        told["screenshot"] = screenshot.digest
    settle(assignment, AssignmentState.HANDED_IN if proof.flags else AssignmentState.DONE, proof.handed_in_at)
    record(session, "assignment.hand_in", assignment, actor_id, proof.handed_in_at, **told)


def _add_screenshot(session: Session, proof: Proof, screenshot: Accepted) -> None:
    if screenshot.media_type not in {JPEG, PNG}:
        raise Refused("assignment.screenshot_no_picture")
    session.add(
        ProofScreenshot(
            id=uuid4(),
            proof_id=proof.id,
            name=screenshot.name,
            media_type=screenshot.media_type,
            size=len(screenshot.content),
            digest=shelf().put(screenshot.content),
        )
    )


def _proof_of(
    session: Session, assignment: Assignment, link: Permalink, actor_id: UUID, now: datetime
) -> Proof:
    flags = rules.flags_of(link, _asked(session, assignment, link))
    return Proof(
        id=uuid4(),
        assignment_id=assignment.id,
        permalink=link.url,
        platform=link.platform.value,
        handed_in_at=now,
        handed_in_by_id=actor_id,
        is_duplicate=False,
        other_flags=flags,
        standing=ProofStanding.WAITING if flags else ProofStanding.ACCEPTED,
    )


def _asked(session: Session, assignment: Assignment, link: Permalink) -> Asked:
    asked = Asked(
        assignment.act,
        permalinks.canonical(assignment.link) if assignment.link else None,
        assigned_at=assignment.assigned_at,
        strange_account=_is_strange(session, link),
    )
    if not rules.has_other_forms(link):
        return asked
    handed_in = queries.permalinks_for(
        session,
        assignment.subject_kind,
        assignment.subject_id,
        but=assignment.officer_id,
        platform=link.platform.value,
    )
    others = (permalinks.canonical(url) for url in handed_in)
    return replace(asked, others=[other for other in others if other is not None])


def _is_strange(session: Session, link: Permalink) -> bool:
    """Whether the office asks for its registered accounts, and the address names another."""
    if link.account is None or not queries.share_policy(session).registered_accounts_only:
        return False
    return registered_channel(session, link) is None


def _hold(session: Session, proof: Proof) -> Proof:
    """Add the proof; if the table says that another one holds its permalink, add it as a duplicate.

    Asking beforehand would miss an officer who hands in the same permalink at this very moment.
    """
    try:
        with session.begin_nested():
            session.add(proof)
    except sa.exc.IntegrityError:
        proof.is_duplicate, proof.standing = True, ProofStanding.WAITING
        session.add(proof)
        session.flush()
    return proof


def _lies_there(session: Session, assignment: Assignment, permalink: str) -> bool:
    proof = current_proofs(session, [assignment]).get(assignment.id)
    return proof is not None and proof.permalink == permalink
