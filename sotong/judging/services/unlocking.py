"""Opening a signed sheet again: one official proposes, another confirms. What was signed stays as it was."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.contests.models import Contest
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.judging import rules
from sotong.judging.models import Judge, ScoreSheet, SheetUnlock, UnlockProposal, UnlockWithdrawal
from sotong.judging.queries.unlocks import UnlockCase, auditors, proposals, unlock_case
from sotong.judging.rules import Official
from sotong.notices import services as notices

SALT_BYTES = 16


def propose_unlock(
    session: Session, sheet_id: UUID, *, reason: str, official: Official, now: datetime
) -> UnlockProposal:
    """Ask for a signed sheet to be opened again.

    Refused to the judge and to whoever is of an entrant's department, after publication, for a draft, for a
    sheet that a later one has replaced, and a second time. Raises NotFound.
    """
    contest, case = _locked(session, sheet_id)
    if why := rules.why_not_propose_unlock(contest.facts, case.facts, official):
        raise Refused(why)
    proposal = UnlockProposal(
        id=uuid4(),
        sheet_id=sheet_id,
        number=proposals(session, sheet_id) + 1,
        reason=reason,
        proposed_at=now,
        proposed_by_id=official.account_id,
        department_id=official.department_id,
    )
    with refusing_clash(session, "unlock.proposed_already"):
        session.add(proposal)
    audit.record(session, "unlock.propose", at=now, actor_id=official.account_id, subject_id=sheet_id)
    _tell_the_auditors(session, "unlock.proposed", case, proposal, now)
    return proposal


def withdraw_unlock(session: Session, sheet_id: UUID, *, actor_id: UUID, now: datetime) -> UnlockWithdrawal:
    """Take a proposal back, by whoever made it, before it is confirmed. Another may be made afterwards."""
    _contest, case = _locked(session, sheet_id)
    if why := rules.why_not_withdraw_unlock(case.facts, actor_id):
        raise Refused(why)
    if case.proposal is None:
        raise NotFound
    withdrawal = UnlockWithdrawal(id=case.proposal.id, proposed_by_id=actor_id, withdrawn_at=now)
    with refusing_clash(session, "unlock.not_proposed"):
        session.add(withdrawal)
    audit.record(session, "unlock.withdraw", at=now, actor_id=actor_id, subject_id=sheet_id)
    _tell_the_auditors(session, "unlock.withdrawn", case, case.proposal, now)
    return withdrawal


def confirm_unlock(session: Session, sheet_id: UUID, *, official: Official, now: datetime) -> ScoreSheet:
    """Open the next revision of a signed sheet as a draft with the marks as they were; return it.

    An `unlock` entry goes on the contest's log. Refused as a proposal is, and to whoever proposed it.
    """
    contest, case = _locked(session, sheet_id)
    if why := rules.why_not_unlock(contest.facts, case.facts, official):
        raise Refused(why)
    if case.proposal is None or case.sheet.digest is None or contest.log_stream_id is None:
        raise NotFound
    unlock = _unlock(case.proposal, official, now)
    body = rules.unlock_entry(
        sheet=case.sheet.digest,
        officials=[unlock.proposed_by_id, unlock.confirmed_by_id],
        reason=case.proposal.reason,
        salt=unlock.salt,
    )
    fact = Fact("unlock", body=body)
    unlock.position = audit.append(session, contest.log_stream_id, [fact], at=now).positions[0]
    with refusing_clash(session, "unlock.done_already"):
        session.add(unlock)
        session.flush()
        opened = _next_revision(case.sheet, now)
        session.add(opened)
    audit.record(session, "unlock.confirm", at=now, actor_id=official.account_id, subject_id=sheet_id)
    _tell_the_judge(session, case, now)
    return opened


def _tell_the_auditors(
    session: Session, kind: str, case: UnlockCase, proposal: UnlockProposal, now: datetime
) -> None:
    """Tell who may confirm the proposal; whoever made it knows."""
    notices.queue(
        session,
        to=[account_id for account_id in auditors(session) if account_id != proposal.proposed_by_id],
        kind=kind,
        facts={"contest": case.contest.title, "judge": case.judge.number, "number": case.entry.number},
        link=f"/sheets/{case.sheet.id}/confirm-unlock",
        dedupe_key=f"{kind} {proposal.id}",
        now=now,
    )


def _tell_the_judge(session: Session, case: UnlockCase, now: datetime) -> None:
    notices.queue(
        session,
        to=[case.judge.account_id],
        kind="sheet.reopened",
        facts={"contest": case.contest.title, "number": case.entry.number},
        link=f"/judging/{case.contest.code}/{case.entry.number}",
        dedupe_key=f"sheet.reopened {case.sheet.id}",
        now=now,
        urgent=True,
    )


def _unlock(proposal: UnlockProposal, official: Official, now: datetime) -> SheetUnlock:
    return SheetUnlock(
        id=proposal.id,
        proposed_by_id=proposal.proposed_by_id,
        confirmed_by_id=official.account_id,
        confirmed_at=now,
        department_id=official.department_id,
        salt=secrets.token_bytes(SALT_BYTES),
    )


def _next_revision(signed: ScoreSheet, now: datetime) -> ScoreSheet:
    """The version goes on counting, so that a tablet which still shows the old sheet overwrites nothing."""
    return ScoreSheet(
        contest_id=signed.contest_id,
        entry_id=signed.entry_id,
        judge_id=signed.judge_id,
        revision=signed.revision + 1,
        version=signed.version + 1,
        marks=signed.marks,
        comment=signed.comment,
        note=signed.note,
        saved_at=now,
    )


def _locked(session: Session, sheet_id: UUID) -> tuple[Contest, UnlockCase]:
    """The contest and the case, under the judge's lock (her tablets wait) and the contest's."""
    case = unlock_case(session, sheet_id)
    session.get(Judge, case.sheet.judge_id, with_for_update=True)
    contest = session.get(Contest, case.contest.id, with_for_update=True, populate_existing=True)
    if contest is None:
        raise NotFound
    return contest, unlock_case(session, sheet_id)
