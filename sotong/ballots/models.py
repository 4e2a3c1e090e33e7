"""Tables of the pre-vote. Who voted and what was chosen never meet in one row."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId, stored


class LinkChannel(StrEnum):
    BAND = "band"
    FACEBOOK = "facebook"
    KAKAOTALK = "kakaotalk"
    X = "x"
    INSTAGRAM = "instagram"
    BLOG = "blog"
    POSTER = "poster"
    OTHER = "other"


class VoteLink(HasId, Base):
    """An address by which citizens reach the ballot paper. Retired ones keep their ballots."""

    __tablename__ = "vote_link"

    contest_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contest.id", ondelete="RESTRICT"), index=True)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    channel: Mapped[LinkChannel] = mapped_column(stored(LinkChannel))
    name: Mapped[str] = mapped_column(sa.String(100))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ContestKey(Base):
    """The public half of the key to which ballot ids are sealed. The private half is the auditor's alone."""

    __tablename__ = "contest_key"

    contest_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("contest.id", ondelete="RESTRICT"), primary_key=True
    )
    audit_public_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    created_at: Mapped[datetime]


class Participation(Base):
    """That somebody took part: once a contest, and the table refuses the second time. Append-only."""

    __tablename__ = "participation"

    contest_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("contest.id", ondelete="RESTRICT"), primary_key=True
    )
    voter_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    link_id: Mapped[UUID] = mapped_column(sa.ForeignKey("vote_link.id", ondelete="RESTRICT"))
    at_minute: Mapped[datetime]
    cohort: Mapped[bytes] = mapped_column(sa.LargeBinary(8))
    sealed_ballot: Mapped[bytes] = mapped_column(sa.LargeBinary(80))
    position: Mapped[int]
    client_nonce: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    server_nonce: Mapped[bytes] = mapped_column(sa.LargeBinary(16))

    __table_args__ = (
        sa.UniqueConstraint("contest_id", "position"),
        {"sqlite_with_rowid": False},
    )


class Ballot(Base):
    """What was chosen: a random id, no voter, no time, no sequence (on SQLite not even a row id)."""

    __tablename__ = "ballot"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contest_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contest.id", ondelete="RESTRICT"))
    channel: Mapped[LinkChannel] = mapped_column(stored(LinkChannel))
    picks: Mapped[str] = mapped_column(sa.Text())
    """Entry numbers as a canonical JSON list, in rising order; [] is an abstention."""
    nonce: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    batch_id: Mapped[UUID]

    __table_args__ = (
        sa.Index("ix_ballot_contest_id_batch_id", "contest_id", "batch_id"),
        {"sqlite_with_rowid": False},
    )


class BallotBatch(Base):
    """Ballots whose root stands in the contest's log: sealed together, at least fifty but for the last."""

    __tablename__ = "ballot_batch"

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    contest_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contest.id", ondelete="RESTRICT"), index=True)
    position: Mapped[int]
    size: Mapped[int]

    __table_args__ = (sa.CheckConstraint("size > 0", name="size"),)


class BallotClose(Base):
    """That the ballots of a contest are closed for good, and what they counted."""

    __tablename__ = "ballot_close"

    contest_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("contest.id", ondelete="RESTRICT"), primary_key=True
    )
    closed_at: Mapped[datetime]
    position: Mapped[int]
    ballots: Mapped[int]


class BallotTerms(Base):
    """Under which terms everybody votes in a contest; the contest's log holds the same. Append-only."""

    __tablename__ = "ballot_terms"

    contest_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("contest.id", ondelete="RESTRICT"), primary_key=True
    )
    provider: Mapped[str | None] = mapped_column(sa.String(16))
    """Where everybody signs in, at the account level: one place, or one person had two votes."""
    consent_version: Mapped[str] = mapped_column(sa.String(16))
    settled_at: Mapped[datetime]
    position: Mapped[int]


class LinkVisit(Base):
    """How often a vote link was opened on a Korean day, by people and by programmes that draw previews."""

    __tablename__ = "link_visit"

    link_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("vote_link.id", ondelete="RESTRICT"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int]
    crawlers: Mapped[int]


class RosterCode(Base):
    """A code that may vote once. Only its keyed hash is kept, another than the voter's key."""

    __tablename__ = "roster_code"

    contest_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("contest.id", ondelete="RESTRICT"), primary_key=True
    )
    code_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)

    __table_args__: tuple[dict[str, bool]] = ({"sqlite_with_rowid": False},)


class RosterLock(Base):
    """That the roster is complete: its root stands in the contest's log. Append-only."""

    __tablename__ = "roster_lock"

    contest_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("contest.id", ondelete="RESTRICT"), primary_key=True
    )
    size: Mapped[int]
    root: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    locked_at: Mapped[datetime]
    position: Mapped[int]


class PhoneCheck(HasId, Base):
    """A one-time code that was sent by text message. Neither the number nor the code is kept, only hashes."""

    __tablename__ = "phone_check"

    contest_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contest.id", ondelete="RESTRICT"))
    number_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    address_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    code_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    sent_at: Mapped[datetime]
    tries: Mapped[int]
    used_at: Mapped[datetime | None]
    used_for: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    """Hash of the paper that used it, so that the same form sent twice is not told that its code is used."""

    __table_args__ = (
        sa.Index("ix_phone_check_contest_id_number_key", "contest_id", "number_key", "sent_at"),
        sa.Index("ix_phone_check_contest_id_address_key", "contest_id", "address_key", "sent_at"),
        sa.Index("ix_phone_check_contest_id_sent_at", "contest_id", "sent_at"),
        sa.CheckConstraint("(used_at IS NULL) = (used_for IS NULL)", name="used_for_something"),
    )


class WrongCode(HasId, Base):
    """That somebody typed a code which is on no roster; so that codes cannot be guessed by trying."""

    __tablename__ = "wrong_code"

    contest_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contest.id", ondelete="RESTRICT"))
    address_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    at: Mapped[datetime]

    __table_args__ = (sa.Index("ix_wrong_code_contest_id_address_key", "contest_id", "address_key", "at"),)


class TextMessage(HasId, Base):
    """The outbox of demos and tests, where no text message leaves the house."""

    __tablename__ = "text_message"

    number: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(index=True)


class Quarantine(HasId, Base):
    """Participations that were set apart for people to look at. They count unless they are voided."""

    __tablename__ = "quarantine"

    contest_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contest.id", ondelete="RESTRICT"))
    flags: Mapped[str] = mapped_column(sa.Text())
    """What they were flagged for, as a canonical JSON list of the kinds of flags."""
    reason: Mapped[str]
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[UUID | None]

    __table_args__ = (
        sa.UniqueConstraint("contest_id", "id"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="released_by_somebody"),
    )


class QuarantinedParticipation(Base):
    """A participation in a quarantine. Append-only: a quarantine is released, not emptied."""

    __tablename__ = "quarantined_participation"

    quarantine_id: Mapped[UUID] = mapped_column(primary_key=True)
    voter_key: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    contest_id: Mapped[UUID]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["contest_id", "quarantine_id"], ["quarantine.contest_id", "quarantine.id"], ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["contest_id", "voter_key"],
            ["participation.contest_id", "participation.voter_key"],
            ondelete="RESTRICT",
        ),
        sa.Index("ix_quarantined_participation_contest_id_voter_key", "contest_id", "voter_key"),
        {"sqlite_with_rowid": False},
    )


class VoidProposal(HasId, Base):
    """That an official asks for a quarantine's ballots to be voided, and on what evidence. Append-only.

    `number` counts the proposals for a quarantine: all but the last are withdrawn.
    """

    __tablename__ = "void_proposal"

    contest_id: Mapped[UUID]
    quarantine_id: Mapped[UUID]
    number: Mapped[int]
    reason: Mapped[str]
    evidence: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    """SHA-256 of the file of evidence, which the office keeps."""
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[UUID]

    __table_args__ = (
        sa.UniqueConstraint("contest_id", "id", "proposed_by_id"),
        sa.ForeignKeyConstraint(
            ["contest_id", "quarantine_id"], ["quarantine.contest_id", "quarantine.id"], ondelete="RESTRICT"
        ),
        sa.UniqueConstraint("quarantine_id", "number"),
        sa.CheckConstraint("length(evidence) = 32", name="evidence"),
        sa.CheckConstraint("number >= 1", name="counts_from_one"),
    )


class VoidWithdrawal(Base):
    """That whoever proposed a void has withdrawn it. Append-only."""

    __tablename__ = "void_withdrawal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """That of the proposal."""
    contest_id: Mapped[UUID]
    proposed_by_id: Mapped[UUID]
    withdrawn_at: Mapped[datetime]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["contest_id", "id", "proposed_by_id"],
            ["void_proposal.contest_id", "void_proposal.id", "void_proposal.proposed_by_id"],
            ondelete="RESTRICT",
        ),
    )


class BallotVoid(Base):
    """That a second official has confirmed a proposal: its ballots are void. Append-only."""

    __tablename__ = "ballot_void"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """That of the proposal."""
    contest_id: Mapped[UUID]
    proposed_by_id: Mapped[UUID]
    confirmed_by_id: Mapped[UUID]
    confirmed_at: Mapped[datetime]
    ballots: Mapped[int]
    position: Mapped[int]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["contest_id", "id", "proposed_by_id"],
            ["void_proposal.contest_id", "void_proposal.id", "void_proposal.proposed_by_id"],
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_officials"),
        sa.CheckConstraint("ballots > 0", name="ballots"),
    )


class VoidedBallot(Base):
    """A ballot that is void: it stays, and is left out of the count. Append-only."""

    __tablename__ = "voided_ballot"

    ballot_id: Mapped[UUID] = mapped_column(sa.ForeignKey("ballot.id", ondelete="RESTRICT"), primary_key=True)
    void_id: Mapped[UUID] = mapped_column(sa.ForeignKey("ballot_void.id", ondelete="RESTRICT"), index=True)

    __table_args__: tuple[dict[str, bool]] = ({"sqlite_with_rowid": False},)
