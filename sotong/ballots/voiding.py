"""Verbs of the fraud desk: set apart, release, propose to void, void. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.ballots import desk, rules, voting
from sotong.ballots.desk import Case
from sotong.ballots.flags import Flag
from sotong.ballots.models import (
    Ballot,
    BallotVoid,
    ContestKey,
    Participation,
    Quarantine,
    QuarantinedParticipation,
    VoidedBallot,
    VoidProposal,
    VoidWithdrawal,
)
from sotong.contests.models import Contest
from sotong.core.canonical import Json, canonical_json, parse_canonical, sha256
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused


def quarantine(
    session: Session,
    contest_id: UUID,
    *,
    flag_keys: Collection[str],
    reason: str,
    actor_id: UUID,
    now: datetime,
) -> Quarantine:
    """Set the participations of these flags apart. They count as before; the desk has them together.

    Refused after publication, without a flag, and for one that does not stand (any more).
    """
    contest = _locked(session, contest_id)
    standing = {flag.key: flag for flag in desk.desk_flags(session, contest_id, now)}
    known = set(flag_keys) <= set(standing)
    published = contest.published_at is not None
    if why := rules.why_not_quarantine(published=published, chosen=len(flag_keys), known=known):
        raise Refused(why)
    chosen = [standing[key] for key in sorted(flag_keys)]
    made = _new_quarantine(chosen, contest_id, reason, actor_id, now)
    session.add(made)
    session.flush()
    made.number = _put_in(session, made, chosen)
    body: dict[str, Json] = {
        "contest": str(contest_id),
        "flags": parse_canonical(made.flags),
        "participations": made.number,
    }
    audit.record(session, "quarantine.make", at=now, actor_id=actor_id, subject_id=made.id, body=body)
    return made


def release(session: Session, quarantine_id: UUID, *, actor_id: UUID, now: datetime) -> Quarantine:
    """Take participations out of quarantine. Refused after the tally, and once their ballots are void."""
    _contest, case, facts = _case(session, quarantine_id)
    if reason := rules.why_not_release(facts):
        raise Refused(reason)
    case.quarantine.released_at, case.quarantine.released_by_id = now, actor_id
    audit.record(session, "quarantine.release", at=now, actor_id=actor_id, subject_id=quarantine_id)
    return case.quarantine


def propose_void(
    session: Session, quarantine_id: UUID, *, reason: str, evidence: bytes, actor_id: UUID, now: datetime
) -> VoidProposal:
    """Ask for the ballots of a quarantine to be voided. `evidence`: SHA-256 of a file that the office keeps.

    Refused after publication, once released, and a second time.
    """
    contest, _found, facts = _case(session, quarantine_id)
    if why := rules.why_not_propose_void(facts):
        raise Refused(why)
    proposal = VoidProposal(
        id=uuid4(),
        contest_id=contest.id,
        quarantine_id=quarantine_id,
        number=desk.proposals(session, quarantine_id) + 1,
        reason=reason,
        evidence=evidence,
        proposed_at=now,
        proposed_by_id=actor_id,
    )
    with refusing_clash(session, "void.proposed_already"):
        session.add(proposal)
    body: dict[str, Json] = {"evidence": evidence.hex(), "quarantine": str(quarantine_id)}
    audit.record(session, "void.propose", at=now, actor_id=actor_id, subject_id=proposal.id, body=body)
    return proposal


def withdraw_void(session: Session, quarantine_id: UUID, *, actor_id: UUID, now: datetime) -> VoidWithdrawal:
    """Take a proposal back, by whoever made it, before ballots are void. Another may be made afterwards."""
    contest, case, facts = _case(session, quarantine_id)
    proposal = case.proposal
    mine = proposal is not None and proposal.proposed_by_id == actor_id
    if why := rules.why_not_withdraw_void(facts, proposed_by_same=mine):
        raise Refused(why)
    if proposal is None:
        raise NotFound
    withdrawal = VoidWithdrawal(
        id=proposal.id, contest_id=contest.id, proposed_by_id=actor_id, withdrawn_at=now
    )
    with refusing_clash(session, "void.not_proposed"):
        session.add(withdrawal)
    body: dict[str, Json] = {"quarantine": str(quarantine_id)}
    audit.record(session, "void.withdraw", at=now, actor_id=actor_id, subject_id=proposal.id, body=body)
    return withdrawal


def confirm_void(
    session: Session, quarantine_id: UUID, *, audit_key: bytes, actor_id: UUID, now: datetime
) -> BallotVoid:
    """Void the ballots that were proposed; a `void` entry goes on the contest's log.

    `audit_key`: the private half (32 bytes), with which the sealed ids are opened here and which is kept
    nowhere. Refused to whoever proposed it, with another key, after publication, once released or void, and
    if a sealed id leads to no ballot.
    """
    contest, case, facts = _case(session, quarantine_id)
    proposal = case.proposal
    mine = proposal is not None and proposal.proposed_by_id == actor_id
    if why := rules.why_not_void(facts, proposed_by_same=mine):
        raise Refused(why)
    if proposal is None or contest.log_stream_id is None:
        raise NotFound
    found = _open(session, contest.id, audit_key, desk.sealed_ballots(session, quarantine_id))
    fact = Fact("void", body=_entry(proposal, found, actor_id))
    position = audit.append(session, contest.log_stream_id, [fact], at=now).positions[0]
    void = BallotVoid(
        id=proposal.id,
        contest_id=contest.id,
        proposed_by_id=proposal.proposed_by_id,
        confirmed_by_id=actor_id,
        confirmed_at=now,
        ballots=len(found),
        position=position,
    )
    with refusing_clash(session, "void.done_already"):
        session.add(void)
        session.flush()
        # In the order of their random ids, which says nothing of who or when.
        rows = [{"ballot_id": ballot_id, "void_id": void.id} for ballot_id in sorted(one.id for one in found)]
        session.execute(sa.insert(VoidedBallot), rows)
    body: dict[str, Json] = {"ballots": len(found), "contest": str(contest.id)}
    audit.record(session, "void.confirm", at=now, actor_id=actor_id, subject_id=void.id, body=body)
    return void


def _entry(proposal: VoidProposal, found: Sequence[Ballot], confirmed_by_id: UUID) -> dict[str, Json]:
    """What the contest's log says of a void. A leaf hides its choice behind the ballot's secret nonce."""
    leaves = (voting.ballot_leaf(one.channel, one.nonce, _picks(one)) for one in found)
    return {
        "ballots": len(found),
        "evidence": proposal.evidence.hex(),
        "leaves": sorted(leaf.hex() for leaf in leaves),
        "officials": [str(proposal.proposed_by_id), str(confirmed_by_id)],
        "reason": sha256(proposal.reason.encode()).hex(),
    }


def _picks(ballot: Ballot) -> list[int]:
    picks = parse_canonical(ballot.picks)
    return [int(str(pick)) for pick in picks] if isinstance(picks, list) else []


def _open(session: Session, contest_id: UUID, audit_key: bytes, sealed: Sequence[bytes]) -> Sequence[Ballot]:
    """Find the ballots behind sealed ids."""
    private = PrivateKey(audit_key)
    if bytes(private.public_key) != session.get_one(ContestKey, contest_id).audit_public_key:
        raise Refused("void.wrong_key")
    box = SealedBox(private)
    try:
        ids = [UUID(bytes=box.decrypt(one)) for one in sealed]
    except (CryptoError, ValueError) as damaged:
        raise Refused("void.ballot_unknown") from damaged
    found = desk.ballots(session, contest_id, ids)
    if len(found) != len(sealed):
        raise Refused("void.ballot_unknown")
    return found


def _new_quarantine(
    chosen: Sequence[Flag], contest_id: UUID, reason: str, actor_id: UUID, now: datetime
) -> Quarantine:
    return Quarantine(
        id=uuid4(),
        contest_id=contest_id,
        flags=canonical_json(sorted({flag.kind.value for flag in chosen})),
        reason=reason,
        number=sum(flag.number for flag in chosen),
        made_at=now,
        made_by_id=actor_id,
    )


def _put_in(session: Session, made: Quarantine, chosen: Sequence[Flag]) -> int:
    """Put the flagged participations into a quarantine; return how many, for flags may overlap."""
    which = (
        Participation.contest_id == made.contest_id,
        sa.or_(*(desk.flagged(flag) for flag in chosen)),
        sa.not_(desk.is_set_apart()),
    )
    rows = sa.select(sa.literal(made.id, sa.Uuid()), Participation.voter_key, Participation.contest_id)
    columns = ["quarantine_id", "voter_key", "contest_id"]
    session.execute(sa.insert(QuarantinedParticipation).from_select(columns, rows.where(*which)))
    inside = QuarantinedParticipation.quarantine_id == made.id
    return session.scalar(sa.select(sa.func.count()).where(inside)) or 0


def _locked(session: Session, contest_id: UUID) -> Contest:
    """The contest under a lock that publishing and other desks wait for, but no vote does."""
    contest = session.get(Contest, contest_id, with_for_update={"key_share": True}, populate_existing=True)
    if contest is None:
        raise NotFound
    return contest


def _case(session: Session, quarantine_id: UUID) -> tuple[Contest, Case, rules.DeskFacts]:
    contest = _locked(session, desk.contest_of_case(session, quarantine_id))
    case = desk.case(session, quarantine_id)
    facts = replace(
        case.facts,
        tallied=desk.is_tallied(session, contest),
        published=contest.published_at is not None,
    )
    return contest, case, facts
