"""The guidance library: pages, their versions, and shelters."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId, stored
from sotong.outreach.guidance_rules import Content, Hazard


class Guidance(HasId, Base):
    """A page of the library. What it says stands in its versions; `version` is the present one's number."""

    __tablename__ = "guidance"
    __table_args__ = (CheckConstraint("version >= 1", name="versions_from_one"),)

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    """Its address for citizens."""
    hazard: Mapped[Hazard] = mapped_column(stored(Hazard), index=True)
    version: Mapped[int]
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class GuidanceVersion(HasId, Base):
    """What a page said from an edit until the next one. Never changed: the database refuses."""

    __tablename__ = "guidance_version"
    __table_args__ = (UniqueConstraint("guidance_id", "number"),)

    guidance_id: Mapped[UUID] = mapped_column(ForeignKey("guidance.id", ondelete="RESTRICT"))
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    before: Mapped[str]
    during: Mapped[str]
    after: Mapped[str]
    links: Mapped[str]
    written_at: Mapped[datetime]
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))

    @property
    def content(self) -> Content:
        """What it says."""
        return Content(self.title, self.summary, self.before, self.during, self.after, self.links)


class Shelter(HasId, Base):
    """A place to go to. A file replaces the list of each hazard that it names."""

    __tablename__ = "shelter"
    __table_args__ = (
        UniqueConstraint("hazard", "name", "address"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_counted"),
        Index(None, "hazard", "place"),
    )

    hazard: Mapped[Hazard] = mapped_column(stored(Hazard))
    place: Mapped[int]
    """Its line in the list, from 1."""
    name: Mapped[str]
    address: Mapped[str]
    capacity: Mapped[int | None]
    """Persons."""
    map_url: Mapped[str]
