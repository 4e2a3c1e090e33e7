"""Nouns of the fraud desk: what is flagged, what was set apart, what was voided. Never a choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.ballots.flags import Cell, Flag, LinkFacts, flags
from sotong.ballots.models import (
    Ballot,
    BallotVoid,
    LinkVisit,
    Participation,
    Quarantine,
    QuarantinedParticipation,
    VoidedBallot,
    VoidProposal,
    VoidWithdrawal,
    VoteLink,
)
from sotong.ballots.queries import MOST_KEYS_A_QUERY
from sotong.ballots.rules import DeskFacts
from sotong.contests.models import Contest
from sotong.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Case:
    """A quarantine and what became of it. `proposal`: the one that stands."""

    quarantine: Quarantine
    proposal: VoidProposal | None
    void: BallotVoid | None

    @property
    def facts(self) -> DeskFacts:
        """What the rules need to know, but for the contest's part."""
        return DeskFacts(
            released=self.quarantine.released_at is not None,
            proposed=self.proposal is not None,
            voided=self.void is not None,
        )


@dataclass(frozen=True, slots=True)
class VoidTotals:
    """How many ballots are void, and how many participations are set apart but count."""

    voided: int
    set_apart: int


def cells(session: Session, contest_id: UUID) -> list[Cell]:
    """Count the participations that are not set apart, by network, link and minute. One statement."""
    query = (
        sa.select(Participation.cohort, Participation.link_id, Participation.at_minute, sa.func.count())
        .where(Participation.contest_id == contest_id, sa.not_(is_set_apart()))
        .group_by(Participation.cohort, Participation.link_id, Participation.at_minute)
    )
    return [Cell(*row) for row in session.execute(query)]


def is_set_apart() -> sa.ColumnElement[bool]:
    """Whether a participation lies in a quarantine that has not been released."""
    return sa.exists().where(
        QuarantinedParticipation.contest_id == Participation.contest_id,
        QuarantinedParticipation.voter_key == Participation.voter_key,
        Quarantine.id == QuarantinedParticipation.quarantine_id,
        Quarantine.released_at.is_(None),
    )


def link_facts(session: Session, contest_id: UUID) -> list[LinkFacts]:
    """Return what flags ask of a contest's links. Two statements."""
    links = sa.select(VoteLink.id, VoteLink.retired_at).where(VoteLink.contest_id == contest_id)
    seen = sa.select(LinkVisit.link_id, LinkVisit.day, LinkVisit.people).join(
        VoteLink, VoteLink.id == LinkVisit.link_id
    )
    visits: dict[UUID, dict[date, int]] = defaultdict(dict)
    for link_id, day, people in session.execute(seen.where(VoteLink.contest_id == contest_id)):
        visits[link_id][day] = people
    return [LinkFacts(link_id, retired, visits[link_id]) for link_id, retired in session.execute(links)]


def desk_flags(session: Session, contest_id: UUID, now: datetime) -> list[Flag]:
    """Return what is flagged and not yet set apart. Three statements."""
    return flags(cells(session, contest_id), link_facts(session, contest_id), now)


def flagged(flag: Flag) -> sa.ColumnElement[bool]:
    """Which participations a flag is about."""
    during = Participation.at_minute.between(flag.since, flag.until)
    if flag.cohort is not None:
        return sa.and_(Participation.cohort == flag.cohort, during)
    return sa.and_(Participation.link_id == flag.link_id, during)


def cases(session: Session, contest_id: UUID) -> list[Case]:
    """Return the quarantines of a contest, the newest first, each with what became of it. One statement."""
    query = _cases().where(Quarantine.contest_id == contest_id)
    rows = session.execute(query.order_by(Quarantine.made_at.desc(), Quarantine.id))
    return [Case(made, proposal, void) for made, proposal, void in rows]


def case(session: Session, quarantine_id: UUID) -> Case:
    """Return one quarantine. Raises NotFound."""
    row = session.execute(_cases().where(Quarantine.id == quarantine_id)).one_or_none()
    if row is None:
        raise NotFound
    made, proposal, void = row
    return Case(made, proposal, void)


def _cases() -> sa.Select[Quarantine, VoidProposal | None, BallotVoid | None]:
    query = sa.select(Quarantine, VoidProposal, BallotVoid).select_from(Quarantine)
    withdrawn = sa.exists().where(VoidWithdrawal.id == VoidProposal.id)
    standing = sa.and_(VoidProposal.quarantine_id == Quarantine.id, sa.not_(withdrawn))
    query = query.outerjoin(VoidProposal, standing)
    query = query.outerjoin(BallotVoid, BallotVoid.id == VoidProposal.id)
    return query.execution_options(populate_existing=True)


def proposals(session: Session, quarantine_id: UUID) -> int:
    """Count what was ever proposed for a quarantine, withdrawn or not."""
    query = sa.select(sa.func.count()).where(VoidProposal.quarantine_id == quarantine_id)
    return session.scalar(query) or 0


def contest_of_case(session: Session, quarantine_id: UUID) -> UUID:
    """Return the contest of a quarantine. Raises NotFound."""
    found = session.scalar(sa.select(Quarantine.contest_id).where(Quarantine.id == quarantine_id))
    if found is None:
        raise NotFound
    return found


def sealed_ballots(session: Session, quarantine_id: UUID) -> Sequence[bytes]:
    """Return the sealed ballot ids of the participations in a quarantine."""
    query = (
        sa.select(Participation.sealed_ballot)
        .join(
            QuarantinedParticipation,
            sa.and_(
                QuarantinedParticipation.contest_id == Participation.contest_id,
                QuarantinedParticipation.voter_key == Participation.voter_key,
            ),
        )
        .where(QuarantinedParticipation.quarantine_id == quarantine_id)
    )
    return session.scalars(query).all()


def ballots(session: Session, contest_id: UUID, ids: Sequence[UUID]) -> list[Ballot]:
    """Return those of these ballots that are the contest's."""
    found: list[Ballot] = []
    for start in range(0, len(ids), MOST_KEYS_A_QUERY):
        some = ids[start : start + MOST_KEYS_A_QUERY]
        found += session.scalars(
            sa.select(Ballot).where(Ballot.contest_id == contest_id, Ballot.id.in_(some))
        )
    return found


def is_tallied(session: Session, contest: Contest) -> bool:
    """Whether a tally stands in the contest's log."""
    made = sa.exists().where(AuditEntry.stream_id == contest.log_stream_id, AuditEntry.action == "tally")
    return bool(session.scalar(sa.select(made)))


def last_void(session: Session, contest_id: UUID) -> int:
    """Return where in the contest's log its last `void` entry stands; -1 if there is none."""
    query = sa.select(sa.func.max(BallotVoid.position)).where(BallotVoid.contest_id == contest_id)
    found = session.scalar(query)
    return -1 if found is None else found


def void_totals(session: Session, contest_id: UUID) -> VoidTotals:
    """Count the void ballots, and the participations that are set apart without being void."""
    voided = sa.select(sa.func.count()).select_from(VoidedBallot).join(BallotVoid)
    held = sa.select(sa.func.coalesce(sa.func.sum(Quarantine.number), 0)).where(
        Quarantine.contest_id == contest_id, Quarantine.released_at.is_(None)
    )
    void_ones = session.scalar(voided.where(BallotVoid.contest_id == contest_id)) or 0
    return VoidTotals(void_ones, int(session.scalar(held) or 0) - void_ones)
