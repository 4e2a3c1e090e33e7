"""Drawing a sample of proofs, and settling it: more is drawn, or the rest is approved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.assignments import queries, sampling
from sotong.assignments.models import ReviewSample, SampleItem
from sotong.assignments.rules import Decision, SubjectKind
from sotong.assignments.sampling import MIXED, Verdict
from sotong.assignments.services.work import decide
from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused


def draw_sample(
    session: Session,
    *,
    kind: SubjectKind,
    subject_id: UUID,
    size: int,
    seed: str,
    actor_id: UUID,
    now: datetime,
) -> ReviewSample:
    """Draw a sample of the proofs about a subject that nobody has looked at; all flagged ones are in it.

    Raises Refused: there is none, the size makes no sense, or a sample is open ("sample.open").
    """
    there = queries.unreviewed(session, kind, subject_id)
    if reason := sampling.why_not_draw(len(there), size):
        raise Refused(reason, max=sampling.MOST)
    ids = [one.assignment_id for one in there]
    flagged = [one.assignment_id for one in there if one.flagged]
    chosen = sampling.drawn(seed, ids, flagged, size)
    sample = ReviewSample(
        id=uuid4(),
        subject_kind=kind,
        subject_id=subject_id,
        title=there[0].title,
        seed=seed,
        size=size,
        rounds=1,
        drawn_at=now,
        drawn_by_id=actor_id,
        settled_at=None,
        settled_by_id=None,
    )
    with refusing_clash(session, "sample.open"):
        session.add(sample)
    session.add_all(
        SampleItem(
            id=uuid4(),
            sample_id=sample.id,
            assignment_id=one.assignment_id,
            proof_id=one.proof_id,
            round=1 if one.assignment_id in chosen else MIXED,
            outcome=None,
        )
        for one in there
    )
    _record(session, "sample.draw", sample, chosen, actor_id=actor_id, now=now)
    return sample


def settle_sample(session: Session, *, sample_id: UUID, actor_id: UUID, now: datetime) -> tuple[Verdict, int]:
    """Do what follows from the newest round: draw more, or approve what was never drawn, and close.

    Returns which of both, and of how many. Raises NotFound; Refused: it is settled, or not all was looked at.
    """
    if session.get(ReviewSample, sample_id, with_for_update=True) is None:
        raise NotFound
    found = queries.sampled(session, sample_id)
    if found.sample.settled_at is not None:
        raise Refused("sample.settled")
    if found.verdict is Verdict.LOOK:
        raise Refused("sample.not_all_seen")
    if found.verdict is Verdict.GROW:
        return Verdict.GROW, _grow(session, found, actor_id, now)
    rest = [item.assignment_id for item in found.rest]
    decided = {row.assignment_id for row in queries.unreviewed(session, *_subject(found.sample))}
    left = [one for one in rest if one in decided]
    if left:
        decide(session, decision=Decision.APPROVE, assignment_ids=left, actor_id=actor_id, now=now)
    found.sample.settled_at, found.sample.settled_by_id = now, actor_id
    _record(session, "sample.settle", found.sample, left, actor_id=actor_id, now=now)
    return Verdict.ACCEPT, len(left)


def _grow(session: Session, found: queries.Sampled, actor_id: UUID, now: datetime) -> int:
    sample = found.sample
    rest = {item.assignment_id: item for item in found.rest}
    more = sampling.grown(sample.seed, rest, len(found.looked_at))
    sample.rounds += 1
    for one in more:
        rest[one].round = sample.rounds
    _record(session, "sample.grow", sample, more, actor_id=actor_id, now=now)
    return len(more)


def _subject(sample: ReviewSample) -> tuple[SubjectKind, UUID]:
    return sample.subject_kind, sample.subject_id


def _record(
    session: Session,
    action: str,
    sample: ReviewSample,
    ids: Collection[UUID],
    *,
    actor_id: UUID,
    now: datetime,
) -> None:
    body: dict[str, Json] = {
        "subject": str(sample.subject_id),
        "seed": sample.seed,
        "round": sample.rounds,
        "assignments": sorted(str(one) for one in ids),
    }
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=sample.id, body=body)
