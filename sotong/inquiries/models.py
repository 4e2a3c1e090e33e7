"""Citizens' questions, what was done with each, and the replies that departments keep ready."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.assignments.models import LINK_LENGTH
from sotong.channels.platforms import Platform
from sotong.core.db import Base, HasId, stored
from sotong.inquiries.clocks import Term
from sotong.inquiries.course import Holder, InquiryState, Party, Step, StepKind
from sotong.inquiries.masking import Personal

HELD = "state IN ('open', 'paused')"


def _party(name: str) -> sa.Enum:
    """A kind of holder; two such columns stand in one table, so their checks need names of their own."""
    kind = stored(Party)
    kind.name = name
    return kind


class Inquiry(HasId, Base):
    """A citizen's question, as it stands after its steps.

    The checks keep that it has exactly one holder as long as it is open, and none afterwards. What the
    citizen was told as the due time is here for the present round, and for ever in the step that began it.
    """

    __tablename__ = "inquiry"
    __table_args__ = (
        CheckConstraint(f"(holder_party <> 'nobody') = ({HELD})", name="open_ones_are_held"),
        CheckConstraint(
            "(holder_party = 'department') = (holder_department_id IS NOT NULL)", name="held_by_one"
        ),
        CheckConstraint(f"(settled_at IS NULL) = ({HELD})", name="settled_has_its_time"),
        CheckConstraint("(main_id IS NOT NULL) = (state = 'merged')", name="merged_into_another"),
        CheckConstraint("main_id <> id", name="not_merged_into_itself"),
        CheckConstraint("term_days BETWEEN 0 AND 365", name="terms_are_counted"),
        CheckConstraint("received_at <= recorded_at", name="received_before_it_was_recorded"),
        Index(None, "state", "due_at"),
        Index(None, "holder_department_id", "state"),
        Index(None, "received_at"),
    )

    number: Mapped[int] = mapped_column(unique=True)
    """What people call it by."""
    platform: Mapped[Platform] = mapped_column(stored(Platform))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"), index=True)
    permalink: Mapped[str | None] = mapped_column(String(LINK_LENGTH), index=True)
    """Canonical; none where a platform has none, as a chat."""
    pseudonym: Mapped[str]
    """What the citizen is called on the platform; may be empty."""
    text: Mapped[str]
    """The question, personal data taken out."""
    masked_resident_numbers: Mapped[int]
    masked_phones: Mapped[int]
    masked_emails: Mapped[int]
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    recorded_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    """The department that took it down; none: the coordinator."""
    term_days: Mapped[int]
    """0: at once."""
    round_began_at: Mapped[datetime]
    """From when the clock counts: the receipt, or the last reopening."""
    told_due_at: Mapped[datetime]
    """What the citizen was told at that time; never changed by a holiday or a pause."""
    due_at: Mapped[datetime]
    """By the present calendar and the pauses so far."""
    state: Mapped[InquiryState] = mapped_column(stored(InquiryState))
    holder_party: Mapped[Party] = mapped_column(stored(Party))
    holder_department_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("department.id", ondelete="RESTRICT")
    )
    held_since: Mapped[datetime]
    look_by_at: Mapped[datetime]
    """By when the present holder should have opened it."""
    seen_at: Mapped[datetime | None]
    """When the present holder first opened it."""
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    main_id: Mapped[UUID | None] = mapped_column(ForeignKey("inquiry.id", ondelete="RESTRICT"), index=True)
    """The question of which this is a duplicate."""

    @property
    def holder(self) -> Holder:
        """Who holds it."""
        return Holder(self.holder_party, self.holder_department_id)

    @holder.setter
    def holder(self, holder: Holder) -> None:
        self.holder_party, self.holder_department_id = holder.party, holder.department_id

    @property
    def term(self) -> Term:
        """How long there is to answer."""
        return Term(self.term_days)

    @property
    def masked(self) -> dict[Personal, int]:
        """How much of which personal data was taken out when it was recorded."""
        counts = {
            Personal.RESIDENT_NUMBER: self.masked_resident_numbers,
            Personal.PHONE: self.masked_phones,
            Personal.EMAIL: self.masked_emails,
        }
        return {kind: number for kind, number in counts.items() if number}


class InquiryStep(HasId, Base):
    """What was done with a question. Steps are numbered, and the database refuses to change them."""

    __tablename__ = "inquiry_step"
    __table_args__ = (
        UniqueConstraint("inquiry_id", "number"),
        CheckConstraint("(from_party = 'department') = (from_department_id IS NOT NULL)", name="from_one"),
        CheckConstraint("(to_party = 'department') = (to_department_id IS NOT NULL)", name="to_one"),
        CheckConstraint(
            "(told_due_at IS NOT NULL) = (kind IN ('received', 'reopened'))", name="rounds_are_told_when_due"
        ),
        CheckConstraint("(main_id IS NOT NULL) = (kind = 'merged')", name="merges_name_the_main_one"),
        CheckConstraint(
            "kind NOT IN ('refused', 'returned', 'paused', 'answered', 'reopened') OR note <> ''",
            name="says_why",
        ),
        Index(None, "to_department_id", "at"),
    )

    inquiry_id: Mapped[UUID] = mapped_column(ForeignKey("inquiry.id", ondelete="RESTRICT"))
    number: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(stored(StepKind))
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    from_party: Mapped[Party] = mapped_column(_party("from_party"))
    from_department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    to_party: Mapped[Party] = mapped_column(_party("to_party"))
    to_department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    note: Mapped[str]
    """The reply, the reason, what is asked of the citizen, or a word to the next holder."""
    permalink: Mapped[str | None] = mapped_column(String(LINK_LENGTH))
    """Where the reply stands."""
    told_due_at: Mapped[datetime | None]
    main_id: Mapped[UUID | None] = mapped_column(ForeignKey("inquiry.id", ondelete="RESTRICT"))

    @property
    def giver(self) -> Holder:
        """Who held the question before."""
        return Holder(self.from_party, self.from_department_id)

    @property
    def to(self) -> Holder:
        """Who held it afterwards."""
        return Holder(self.to_party, self.to_department_id)

    @property
    def facts(self) -> Step:
        """What the engine needs to know."""
        return Step(self.kind, self.at, self.to)


class CannedReply(HasId, Base):
    """A reply that a department keeps ready; without a department, the office's, for all."""

    __tablename__ = "canned_reply"
    __table_args__ = (
        UniqueConstraint("department_id", "title"),
        CheckConstraint("title <> '' AND text <> ''", name="says_something"),
    )

    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    title: Mapped[str]
    text: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
