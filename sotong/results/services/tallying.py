"""Verbs of results: tally, decide a tie, publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.contests.models import Contest
from sotong.contests.queries import entries, rule_of
from sotong.core.canonical import canonical_bytes, canonical_json, sha256
from sotong.core.days import korean_day
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.judging.models import Judge
from sotong.judging.services import log_panel
from sotong.notices import services as notices
from sotong.people.queries import active_officers
from sotong.results import queries, rules
from sotong.results.models import Placing, TallyRecord, TieDecision
from sotong.results.tally import tally
from sotong.results.tally_report import as_json, exact_text


def make_tally(session: Session, contest_id: UUID, *, actor_id: UUID | None, now: datetime) -> TallyRecord:
    """Compute the results from what stands now, and put facts and outcome, hashed, on the contest's log."""
    contest, stream_id = _locked(session, contest_id)
    if reason := rules.why_not_tally(contest.facts, queries.tally_facts(session, contest), now):
        raise Refused(reason)
    log_panel(session, contest, now=now)
    facts = queries.gather(session, contest)
    computed = tally(rule_of(contest), facts.entries, facts.sheets, facts.votes, facts.decisions)
    outcome = as_json(computed, arithmetic=False)
    digest = sha256(canonical_bytes(["tally", facts.to_json(), outcome])).hex()
    position = audit.append(session, stream_id, [Fact("tally", body={"digest": digest})], at=now).positions[0]
    before = queries.newest_record(session, contest_id)
    record = TallyRecord(
        contest_id=contest_id,
        number=before.number + 1 if before else 1,
        made_at=now,
        made_by_id=actor_id,
        facts=canonical_json(facts.to_json()),
        outcome=canonical_json(outcome),
        digest=digest,
        position=position,
    )
    with refusing_clash(session, "tally.made_meanwhile"):
        session.add(record)
    audit.record(
        session, "tally.make", at=now, actor_id=actor_id, subject_id=contest_id, body={"digest": digest}
    )
    return record


def decide_tie(
    session: Session, contest_id: UUID, *, numbers: Sequence[int], reason: str, actor_id: UUID, now: datetime
) -> TallyRecord:
    """Record who of the tied is placed first, and why; then tally anew."""
    contest, stream_id = _locked(session, contest_id)
    outcome = queries.outcome(session, contest)
    if outcome is None:
        raise Refused("tally.not_made")
    if contest.published_at is not None:
        raise Refused("tally.published")
    order = [str(number) for number in numbers]
    tied = set(outcome.waiting)
    if len(set(order)) != len(order) or set(order) != tied:
        raise Refused("tally.decide_all_tied", tied=", ".join(sorted(tied, key=int)))
    body = {"order": order, "reason": sha256(reason.encode()).hex()}
    audit.append(session, stream_id, [Fact("decision", body=body)], at=now)
    decision = TieDecision(
        contest_id=contest_id,
        numbers=canonical_json(order),
        reason=reason,
        decided_at=now,
        decided_by_id=actor_id,
    )
    session.add(decision)
    audit.record(
        session, "tally.decide_tie", at=now, actor_id=actor_id, subject_id=contest_id, body={"order": order}
    )
    session.flush()
    return make_tally(session, contest_id, actor_id=actor_id, now=now)


def publish(session: Session, contest_id: UUID, *, actor_id: UUID | None, now: datetime) -> Contest:
    """Publish the newest tally with its awards. It cannot be taken back."""
    contest, stream_id = _locked(session, contest_id)
    reason = rules.why_not_publish(contest.facts, queries.tally_facts(session, contest))
    if reason := reason or rules.why_not_publish_yet(queries.show_facts(session, contest_id)):
        raise Refused(reason)
    outcome = queries.outcome(session, contest)
    if outcome is None:
        raise NotFound
    ids = {str(entry.number): entry.id for entry in entries(session, contest_id)}
    for result in outcome.tally.results:
        session.add(
            Placing(
                contest_id=contest_id,
                entry_id=ids[result.entry.id],
                tally_id=outcome.record.id,
                place=result.place,
                total=exact_text(result.total.rounded) if result.total else None,
                award=outcome.award_label(result) or None,
                published_at=now,
            )
        )
    awards = {award.award.id: list(award.winners) for award in outcome.tally.awards}
    fact = Fact("award", body={"awards": awards, "tally": outcome.record.digest})
    audit.append(session, stream_id, [fact], at=now)
    contest.published_at = now
    audit.record(session, "result.publish", at=now, actor_id=actor_id, subject_id=contest_id)
    _tell_published(session, contest, now)
    return contest


def _tell_published(session: Session, contest: Contest, now: datetime) -> None:
    """Tell the officers of all departments, and the panel."""
    officers = active_officers(session, korean_day(now))
    sitting = sa.select(Judge.account_id).where(Judge.contest_id == contest.id, Judge.removed_at.is_(None))
    notices.queue(
        session,
        to=[*(officer.account_id for officer in officers if officer.account_id), *session.scalars(sitting)],
        kind="result.published",
        facts={"title": contest.title},
        link=f"/contests/{contest.code}/result",
        dedupe_key=f"result.published:{contest.id}",
        now=now,
    )


def _locked(session: Session, contest_id: UUID) -> tuple[Contest, UUID]:
    contest = session.get(Contest, contest_id, with_for_update=True, populate_existing=True)
    if contest is None:
        raise NotFound
    if contest.log_stream_id is None:
        raise Refused("tally.rule_not_locked")
    return contest, contest.log_stream_id
