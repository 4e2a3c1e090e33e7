"""Plannings that run in the background: asked for, claimed by a worker, watched, stopped, taken over.

Whoever works on a run writes its beat every few seconds. A run without one was killed (the server restarted,
the machine went down): it is put down as failed, and the rota can be planned again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.notices import services as notices
from sotong.rota.answers import Worked, answer_text, read_answer
from sotong.rota.models import RotaRun
from sotong.rota.queries import loaded, rota_of
from sotong.rota.rules import Assignment, RotaProblem
from sotong.rota.services.drafts import carry_anew, take_plan
from sotong.rota.services.seats import Changed, Move, is_dead, locked, move
from sotong.rota.states import UNDER_WAY, ChangeCause, RotaState, RunKind, RunState

MOST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Claimed:
    """A run that a worker has taken up, with what it needs to know."""

    kind: RunKind
    rota_id: UUID
    seconds: int
    notice_days: int
    problem: RotaProblem
    before: tuple[Assignment, ...]
    asked_by_id: UUID


def ask_run(
    session: Session, *, rota_id: UUID, kind: RunKind, seconds: int, actor_id: UUID, now: datetime
) -> RotaRun:
    """Ask for a planning. Refused with "rota.being_planned" while one is under way."""
    rota = locked(session, rota_id)
    wanted = RotaState.DRAFT if kind is RunKind.PLAN else RotaState.PUBLISHED
    if rota.state is not wanted:
        raise Refused("rota.not_a_draft" if kind is RunKind.PLAN else "rota.not_published")
    bury_dead(session, now)
    if kind is RunKind.PLAN:
        carry_anew(session, rota)
    run = RotaRun(
        id=uuid4(),
        rota_id=rota.id,
        kind=kind,
        state=RunState.WAITING,
        version=rota.version,
        seconds=min(max(seconds, 0), MOST_SECONDS),
        asked_at=now,
        asked_by_id=actor_id,
        answer="{}",
    )
    with refusing_clash(session, "rota.being_planned"):
        session.add(run)
    body: dict[str, Json] = {"kind": kind.value, "rota": str(rota.id), "seconds": run.seconds}
    audit.record(session, "rota.ask_run", at=now, actor_id=actor_id, subject_id=run.id, body=body)
    return run


def claim(session: Session, *, run_id: UUID, now: datetime) -> Claimed | None:
    """Take up a run that waits; None if somebody else did, or it was stopped before it began."""
    run = _locked(session, run_id)
    if run.state is not RunState.WAITING:
        return None
    if run.stop_asked_at is not None:
        run.state, run.ended_at = RunState.CANCELLED, now
        return None
    run.state, run.beat_at = RunState.RUNNING, now
    rota = rota_of(session, run.rota_id)
    found = loaded(session, rota)
    by_hand = tuple(
        Assignment(slot_id, number, str(seat.officer_id))
        for (slot_id, number), seat in found.seats.items()
        if seat.by_hand and seat.officer_id
    )
    problem = replace(found.problem, fixed=by_hand) if run.kind is RunKind.PLAN else found.problem
    return Claimed(run.kind, rota.id, run.seconds, rota.notice_days, problem, found.plan, run.asked_by_id)


def beat(session: Session, *, run_id: UUID, cost: int | None, bound: int | None, now: datetime) -> bool:
    """Say that the worker lives, and how far it has come. Returns whether it is to stop."""
    run = _locked(session, run_id)
    if run.state is not RunState.RUNNING:
        return True
    run.beat_at, run.cost, run.bound = now, cost, bound
    return run.stop_asked_at is not None


def ask_stop(session: Session, *, run_id: UUID, actor_id: UUID, now: datetime) -> RotaRun:
    """Ask a run to stop; the best rota so far is kept. One that nobody works on any more ends at once."""
    run = _locked(session, run_id)
    if run.state not in UNDER_WAY:
        raise Refused("run.is_over")
    run.stop_asked_at = run.stop_asked_at or now
    if run.state is RunState.WAITING or is_dead(run, now):
        run.state, run.ended_at = RunState.CANCELLED, now
    audit.record(session, "rota.stop_run", at=now, actor_id=actor_id, subject_id=run.id)
    return run


def finish(
    session: Session,
    *,
    run_id: UUID,
    worked: Worked | None,
    best: Sequence[Assignment],
    now: datetime,
) -> None:
    """Write down how a run ended, and seat a draft as it planned, if nobody changed the draft meanwhile.

    `worked` is None if it was stopped or overran its time: the best rota on the way is taken then.
    """
    run = _locked(session, run_id)
    if run.state is not RunState.RUNNING:
        return
    rota = locked(session, run.rota_id)
    plan = worked.assignments if worked else tuple(best)
    run.state = RunState.CANCELLED if worked is None and run.stop_asked_at else RunState.DONE
    run.ended_at = now
    if worked:
        run.answer, run.cost, run.bound = answer_text(worked), worked.cost, worked.bound
    if run.kind is RunKind.PLAN and plan and rota.version == run.version:
        take_plan(session, rota_id=rota.id, plan=plan, actor_id=run.asked_by_id, now=now)


def fail(session: Session, *, run_id: UUID, now: datetime) -> None:
    """Write down that a run ended without an answer."""
    run = _locked(session, run_id)
    if run.state in UNDER_WAY:
        run.state, run.ended_at = RunState.FAILED, now


def bury_dead(session: Session, now: datetime) -> int:
    """Put down as failed what nobody works on any more, and tell who asked. A chore; returns how many."""
    under_way = sa.select(RotaRun).where(RotaRun.state.in_(UNDER_WAY)).with_for_update()
    dead = [run for run in session.scalars(under_way) if is_dead(run, now)]
    for run in dead:
        run.state, run.ended_at = RunState.FAILED, now
        notices.queue(
            session,
            to=[run.asked_by_id],
            kind="rota.run_died",
            facts={"rota": rota_of(session, run.rota_id).name},
            link=f"/rota/plans/{run.rota_id}",
            dedupe_key=f"rota.run_died:{run.id}",
            now=now,
        )
    session.flush()
    return len(dead)


def take_offer(session: Session, *, run_id: UUID, number: int, actor_id: UUID, now: datetime) -> Changed:
    """Plan again as an offer says (from 0). Refused with "rota.moved_on" if the rota is another by now."""
    run = _locked(session, run_id)
    answer = read_answer(run.answer)
    if run.kind is not RunKind.REPLAN or answer is None or not 0 <= number < len(answer.offers):
        raise NotFound
    rota = locked(session, run.rota_id)
    if rota.version != run.version:
        raise Refused("rota.moved_on")
    ids = {place: seat.id for place, seat in loaded(session, rota).seats.items()}
    moves = [Move(ids[c.slot_id, c.seat], UUID(c.becomes)) for c in answer.offers[number].changes]
    return move(session, rota_id=rota.id, moves=moves, cause=ChangeCause.REPLAN, actor_id=actor_id, now=now)


def _locked(session: Session, run_id: UUID) -> RotaRun:
    query = sa.select(RotaRun).where(RotaRun.id == run_id).with_for_update()
    run = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if run is None:
        raise NotFound
    return run
