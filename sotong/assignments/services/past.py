"""Bringing in what was asked and done before the office used this: many at once, told to nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.assignments import rules
from sotong.assignments.models import Assignment, Proof
from sotong.assignments.queries import held_permalinks
from sotong.assignments.rules import (
    Act,
    Asked,
    AssignmentState,
    ProofFlag,
    ProofKind,
    ProofStanding,
    Subject,
)
from sotong.channels import permalinks
from sotong.channels.platforms import Permalink
from sotong.core.db import insert_rows, refusing_clash
from sotong.core.progress import Step, through

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class PastWork:
    """One thing that was asked of an officer, and what came of it. `excused` is the reason, if so."""

    subject: Subject
    officer_id: UUID
    department_id: UUID
    act: Act
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None
    proof: Permalink | None
    excused: str


def bring_in(
    session: Session,
    works: Sequence[PastWork],
    *,
    is_strange: Callable[[Permalink], bool],
    actor_id: UUID,
    now: datetime,
) -> int:
    """Write down past work. Returns how many proofs wait for a reviewer, flagged as those handed in here are.

    Not compared are a proof's other possible addresses with those of other officers. `is_strange` tells
    whether an address names an account that is none of the office's, where it asks for its own. Raises
    Refused: one of these assignments, or one of these addresses, came to be here meanwhile.
    """
    taken = held_permalinks(session, {work.proof.url for work in works if work.proof})
    waiting = 0
    for some in through(_in_lots(works), Step.WRITE, len(works), each=AT_ONCE):
        rows = [_row(work, actor_id=actor_id, now=now) for work in some]
        proofs = list(_proofs(some, rows, taken, is_strange))
        with refusing_clash(session, "activity.recorded_meanwhile"):
            insert_rows(session, Assignment, rows)
            if proofs:
                insert_rows(session, Proof, proofs)
        waiting += sum(proof["standing"] is ProofStanding.WAITING for proof in proofs)
    return waiting


def _proofs(
    works: Sequence[PastWork],
    rows: Sequence[dict[str, Any]],
    taken: set[str],
    is_strange: Callable[[Permalink], bool],
) -> Iterator[dict[str, Any]]:
    """The proofs of these works. Whoever's address is `taken` holds a duplicate; the first line holds it."""
    for work, row in zip(works, rows, strict=True):
        if work.proof is None:
            continue
        flags, is_duplicate = _flags(work, work.proof, is_strange), work.proof.url in taken
        taken.add(work.proof.url)
        if flags or is_duplicate:
            row["state"] = AssignmentState.HANDED_IN
        yield _proof(work.proof, row, flags, is_duplicate=is_duplicate)


def _flags(work: PastWork, proof: Permalink, is_strange: Callable[[Permalink], bool]) -> frozenset[ProofFlag]:
    original = _original(work.subject.link) if work.subject.link else None
    asked = Asked(work.act, original, assigned_at=work.asked_at, strange_account=is_strange(proof))
    return rules.flags_of(proof, asked)


@lru_cache(maxsize=1_000)
def _original(link: str) -> Permalink | None:
    """The post that was asked about: the same for as many lines as there are departments."""
    return permalinks.canonical(link)


def _row(work: PastWork, *, actor_id: UUID, now: datetime) -> dict[str, Any]:
    word_alone = work.act is Act.READ or (work.done_at is not None and work.proof is None)
    state = AssignmentState.DONE if work.done_at else AssignmentState.OPEN
    return {
        "id": uuid4(),
        "officer_id": work.officer_id,
        "department_id": work.department_id,
        "subject_kind": work.subject.kind,
        "subject_id": work.subject.id,
        "act": work.act,
        "proof_kind": ProofKind.NONE if word_alone else ProofKind.PERMALINK,
        "title": work.subject.title,
        "link": work.subject.link,
        "text": work.subject.text,
        "assigned_at": work.asked_at,
        "assigned_by_id": actor_id,
        "due_at": work.due_at,
        "state": AssignmentState.EXCUSED if work.excused else state,
        "first_seen_at": work.done_at,
        "handed_in_at": work.done_at,
        "decided_at": now if work.excused else None,
        "decided_by_id": actor_id if work.excused else None,
        "reason": work.excused or None,
    }


def _proof(
    link: Permalink, assignment: dict[str, Any], flags: frozenset[ProofFlag], *, is_duplicate: bool
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "assignment_id": assignment["id"],
        "permalink": link.url,
        "platform": link.platform.value,
        "handed_in_at": assignment["handed_in_at"],
        "handed_in_by_id": assignment["assigned_by_id"],
        "is_duplicate": is_duplicate,
        "other_flags": flags,
        "standing": ProofStanding.WAITING if flags or is_duplicate else ProofStanding.ACCEPTED,
    }


def _in_lots(works: Sequence[PastWork]) -> Iterator[Sequence[PastWork]]:
    for start in range(0, len(works), AT_ONCE):
        yield works[start : start + AT_ONCE]
