"""Setting up a contest, its phases and rule, and entering it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.models import StreamKind
from sotong.audit.rules import Fact, instant
from sotong.contests import queries, rules
from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest, ContestPhase, Entry, RuleVersion
from sotong.contests.presets import STARTING_RULE
from sotong.contests.rule_parts import Format
from sotong.contests.rules import Actor, PhaseFacts
from sotong.core import config
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.people.models import Department

RULE_ACTION: Final = "rule"
"""The action of the entry in a contest's log that holds its rule's SHA-256."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a contest says of itself."""

    title: str
    title_en: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class EntryContent:
    """What a department writes of its case. `media_url` is a canonical permalink."""

    title: str
    title_en: str | None
    format: Format
    summary: str
    story: str
    presenters: str | None
    media_url: str | None


def create_contest(session: Session, *, description: Description, actor_id: UUID, now: datetime) -> Contest:
    """Set up a contest with a draft of a rule, under the year's next number."""
    rule = ContestRule.from_mapping(STARTING_RULE)
    contest = Contest(
        id=uuid4(),
        code=_next_code(session, now),
        title=description.title,
        title_en=description.title_en,
        summary=description.summary,
        created_at=now,
        created_by_id=actor_id,
        rule=rule.canonical().decode(),
        rule_digest=rule.digest(),
    )
    with refusing_clash(session, "contest.set_up_at_once"):
        session.add(contest)
    _save_version(session, contest, number=1, actor_id=actor_id, now=now)
    told = {"code": contest.code, "title": contest.title}
    _record(session, "contest.create", contest, actor_id=actor_id, now=now, **told)
    return contest


def describe_contest(
    session: Session, *, contest_id: UUID, description: Description, actor_id: UUID, now: datetime
) -> None:
    """Change what the contest says of itself."""
    contest = _locked(session, contest_id)
    _refuse(rules.why_not_describe(contest.facts, now))
    changed = _change(contest, description)
    _record(
        session, "contest.describe", contest, actor_id=actor_id, now=now, title=contest.title, changed=changed
    )


def cancel_contest(session: Session, *, contest_id: UUID, reason: str, actor_id: UUID, now: datetime) -> None:
    """Call the contest off, for good."""
    contest = _locked(session, contest_id)
    _refuse(rules.why_not_cancel(contest.facts, reason))
    contest.cancelled_at, contest.cancelled_reason = now, reason
    _record(session, "contest.cancel", contest, actor_id=actor_id, now=now, reason=reason)


def set_phases(
    session: Session,
    *,
    contest_id: UUID,
    phases: Sequence[PhaseFacts],
    reason: str | None,
    actor_id: UUID,
    now: datetime,
) -> None:
    """Give the contest these phases and no others; `reason` is for a phase that is open already."""
    contest = _locked(session, contest_id)
    _refuse(rules.why_not_change(contest.facts))
    if fault := next(rules.faults_of_phases(contest.facts, phases, now, reason=reason), None):
        raise Refused(fault.why, at=fault.field)
    before = _told(contest.facts.phases)
    present = {phase.kind: phase for phase in contest.phases}
    wanted = {phase.kind: phase for phase in phases}
    for kind in present.keys() - wanted.keys():
        contest.phases.remove(present[kind])
    for kind, facts in wanted.items():
        phase = present.get(kind)
        if phase is None:
            phase = ContestPhase(kind=kind)
            contest.phases.append(phase)
        phase.opens_at, phase.closes_at = facts.opens_at, facts.closes_at
    session.flush()
    told: dict[str, Json] = {"before": before, "after": _told(phases), "reason": reason}
    _record(session, "contest.set_phases", contest, actor_id=actor_id, now=now, **told)


def write_rule(
    session: Session, *, contest_id: UUID, rule: ContestRule, based_on: str, actor_id: UUID, now: datetime
) -> None:
    """Save a new version of the rule. `based_on` is the digest of the version that the writer saw."""
    contest = _locked(session, contest_id)
    _refuse(rules.why_not_write_rule(contest.facts))
    _refuse_stale(contest, based_on)
    if rule.digest() == contest.rule_digest:
        return
    contest.rule, contest.rule_digest = rule.canonical().decode(), rule.digest()
    newest = sa.select(sa.func.max(RuleVersion.number)).where(RuleVersion.contest_id == contest.id)
    number = (session.scalar(newest) or 0) + 1
    _save_version(session, contest, number=number, actor_id=actor_id, now=now)
    told: dict[str, Json] = {"version": number, "sha256": contest.rule_digest}
    _record(session, "contest.write_rule", contest, actor_id=actor_id, now=now, **told)


def lock_rule(session: Session, *, contest_id: UUID, digest: str, actor_id: UUID, now: datetime) -> None:
    """Lock the rule and begin the contest's public log with its hash. There is no way back.

    `digest` is that of the version which was read before locking.
    """
    contest = _locked(session, contest_id)
    needed = rules.phases_needed(queries.rule_of(contest))
    _refuse(rules.why_not_lock_rule(contest.facts, needed, now))
    _refuse_stale(contest, digest)
    stream = audit.open_stream(
        session,
        StreamKind.CONTEST,
        subject_id=contest.id,
        origin=f"{config.current().log_origin}/log/contest/{contest.code}",
        at=now,
    )
    entry = Fact(RULE_ACTION, subject_id=contest.id, body={"sha256": contest.rule_digest})
    audit.append(session, stream.id, [entry], at=now)
    contest.log_stream_id, contest.rule_locked_at = stream.id, now
    _record(session, "contest.lock_rule", contest, actor_id=actor_id, now=now, sha256=contest.rule_digest)


def enter(
    session: Session,
    *,
    contest_id: UUID,
    department_id: UUID,
    content: EntryContent,
    actor: Actor,
    now: datetime,
) -> Entry:
    """Enter a department's case under the contest's next number."""
    contest = _locked(session, contest_id)
    _refuse(rules.why_not_enter(contest.facts, department_id, actor, now))
    _refuse_no_department(session, department_id, now)
    highest = sa.select(sa.func.max(Entry.number)).where(Entry.contest_id == contest.id)
    entry = Entry(
        id=uuid4(),
        contest_id=contest.id,
        department_id=department_id,
        number=(session.scalar(highest) or 0) + 1,
        created_at=now,
    )
    _change(entry, content)
    with refusing_clash(session, "entry.already_entered"):
        session.add(entry)
    _record_entry(session, "entry.enter", entry, actor=actor, now=now, title=entry.title)
    return entry


def edit_entry(
    session: Session, *, entry_id: UUID, content: EntryContent, actor: Actor, now: datetime
) -> None:
    """Change what a department wrote of its case."""
    contest, entry = _locked_entry(session, entry_id)
    _refuse(rules.why_not_edit_entry(contest.facts, entry.facts, actor, now))
    changed = _change(entry, content)
    _record_entry(session, "entry.edit", entry, actor=actor, now=now, title=entry.title, changed=changed)


def withdraw_entry(session: Session, *, entry_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Take an entry out of the contest; it stays on record with the reason."""
    contest, entry = _locked_entry(session, entry_id)
    _refuse(rules.why_not_withdraw_entry(contest.facts, entry.facts, actor, now))
    entry.withdrawn_at, entry.withdrawn_reason = now, reason
    _record_entry(session, "entry.withdraw", entry, actor=actor, now=now, reason=reason)


def restore_entry(session: Session, *, entry_id: UUID, actor: Actor, now: datetime) -> None:
    """Bring a withdrawn entry back, under its number."""
    contest, entry = _locked_entry(session, entry_id)
    _refuse(rules.why_not_restore_entry(contest.facts, entry.facts, actor, now))
    entry.withdrawn_at = entry.withdrawn_reason = None
    _record_entry(session, "entry.restore", entry, actor=actor, now=now)


def _locked(session: Session, contest_id: UUID) -> Contest:
    """Read the contest afresh and hold its row to the end of the transaction."""
    query = sa.select(Contest).where(Contest.id == contest_id).with_for_update()
    contest = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if contest is None:
        raise NotFound
    return contest


def _locked_entry(session: Session, entry_id: UUID) -> tuple[Contest, Entry]:
    """Hold the entry's contest, then read the entry as it stands."""
    contest_id = session.scalar(sa.select(Entry.contest_id).where(Entry.id == entry_id))
    if contest_id is None:
        raise NotFound
    contest = _locked(session, contest_id)
    query = sa.select(Entry).where(Entry.id == entry_id)
    return contest, session.scalars(query.execution_options(populate_existing=True)).one()


def _next_code(session: Session, now: datetime) -> str:
    """The year in Korea and how many contests it has had, this one counted: contests are never deleted."""
    year = korean_day(now).year
    query = sa.select(sa.func.count()).select_from(Contest).where(Contest.code.startswith(f"{year}-"))
    return f"{year}-{(session.scalar(query) or 0) + 1}"


def _save_version(session: Session, contest: Contest, *, number: int, actor_id: UUID, now: datetime) -> None:
    session.add(
        RuleVersion(
            contest_id=contest.id,
            number=number,
            rule=contest.rule,
            rule_digest=contest.rule_digest,
            saved_at=now,
            saved_by_id=actor_id,
        )
    )
    session.flush()


def _change(row: Contest | Entry, wanted: Description | EntryContent) -> list[str]:
    """Give the row the values wanted; return the names of those that changed."""
    new = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    changed = sorted(name for name, value in new.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, new[name])
    return changed


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


def _refuse_stale(contest: Contest, digest: str) -> None:
    if contest.rule_digest != digest:
        raise Refused("rule.changed_meanwhile")


def _refuse_no_department(session: Session, department_id: UUID, now: datetime) -> None:
    department = session.get(Department, department_id)
    today = korean_day(now)
    if department is None or (department.closed_on is not None and department.closed_on <= today):
        raise Refused("entry.no_such_department")


def _told(phases: Sequence[PhaseFacts]) -> dict[str, Json]:
    return {phase.kind.value: [instant(phase.opens_at), instant(phase.closes_at)] for phase in phases}


def _record(
    session: Session, action: str, contest: Contest, *, actor_id: UUID, now: datetime, **body: Json
) -> None:
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=contest.id, body=body)


def _record_entry(
    session: Session, action: str, entry: Entry, *, actor: Actor, now: datetime, **particulars: Json
) -> None:
    """Put a change of an entry on record; presenters' names stay out, for nothing can be taken back there."""
    body: dict[str, Json] = {"contest_id": str(entry.contest_id), "number": entry.number, **particulars}
    audit.record(session, action, at=now, actor_id=actor.account_id, subject_id=entry.id, body=body)
