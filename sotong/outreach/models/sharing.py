"""How each series of the content calendar is shared once a slot is published."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from sotong.assignments.rules import Act
from sotong.core.db import Base, stored
from sotong.outreach.sharing_rules import SharedBy


class ShareTemplate(Base):
    """Who is asked to do what with a series' posts, and how many office hours there are for it.

    The key's type is written out: a chain of keys takes it from one another only once all are known.
    """

    __tablename__ = "share_template"
    __table_args__ = (
        CheckConstraint("due_hours BETWEEN 1 AND 80", name="due_in_office_hours"),
        CheckConstraint("(shared_by = 'bureau') = (bureau <> '')", name="names_its_bureau"),
    )

    series_id: Mapped[UUID] = mapped_column(
        Uuid(), ForeignKey("content_series.id", ondelete="RESTRICT"), primary_key=True
    )
    shared_by: Mapped[SharedBy] = mapped_column(stored(SharedBy))
    bureau: Mapped[str]
    act: Mapped[Act] = mapped_column(stored(Act))
    due_hours: Mapped[int]


class ShareTemplateDepartment(Base):
    """A department that a template names."""

    __tablename__ = "share_template_department"

    series_id: Mapped[UUID] = mapped_column(
        Uuid(), ForeignKey(ShareTemplate.series_id, ondelete="CASCADE"), primary_key=True
    )
    department_id: Mapped[UUID] = mapped_column(
        ForeignKey("department.id", ondelete="RESTRICT"), primary_key=True
    )
