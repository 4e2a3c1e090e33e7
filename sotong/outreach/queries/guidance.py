"""The guidance library, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.errors import NotFound
from sotong.outreach.guidance_rules import Hazard
from sotong.outreach.models.guidance import Guidance, GuidanceVersion, Shelter

MOST_SHELTERS = 300
"""More than a district's of one kind; a page for a phone ends somewhere."""
PRESENT = (Guidance.id == GuidanceVersion.guidance_id) & (Guidance.version == GuidanceVersion.number)
_ORDER = sa.case({hazard.value: number for number, hazard in enumerate(Hazard)}, value=Guidance.hazard)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the library with one of its versions."""

    guidance: Guidance
    version: GuidanceVersion

    @property
    def is_present(self) -> bool:
        """Whether this is what the page says now."""
        return self.guidance.version == self.version.number


def library(session: Session, *, withdrawn: bool = False) -> list[Sheet]:
    """Return the pages as they are now, in the order of hazards: one statement. `withdrawn`: those too."""
    query = sa.select(Guidance, GuidanceVersion).join(GuidanceVersion, PRESENT)
    if not withdrawn:
        query = query.where(Guidance.withdrawn_at.is_(None))
    return [Sheet(*row) for row in session.execute(query.order_by(_ORDER, Guidance.made_at, Guidance.slug))]


def sheet(session: Session, guidance_id: UUID) -> Sheet:
    """One page as it is now. Raises NotFound."""
    return _one(session, PRESENT, Guidance.id == guidance_id)


def public_sheet(session: Session, slug: str) -> Sheet:
    """One page as citizens see it. Raises NotFound, also for one that was withdrawn."""
    return _one(session, PRESENT, Guidance.slug == slug, Guidance.withdrawn_at.is_(None))


def sheet_of_version(session: Session, version_id: UUID) -> Sheet:
    """One page as it was in a version. Raises NotFound."""
    return _one(session, Guidance.id == GuidanceVersion.guidance_id, GuidanceVersion.id == version_id)


def versions(session: Session, guidance_id: UUID) -> Sequence[GuidanceVersion]:
    """Everything that a page ever said, the newest first."""
    query = sa.select(GuidanceVersion).where(GuidanceVersion.guidance_id == guidance_id)
    return session.scalars(query.order_by(GuidanceVersion.number.desc())).all()


def sheet_for(session: Session, hazard: Hazard) -> Sheet | None:
    """The first page about a hazard that citizens see, if there is one."""
    return next((one for one in library(session) if one.guidance.hazard is hazard), None)


def shelters(session: Session, hazard: Hazard, text: str = "") -> Sequence[Shelter]:
    """The shelters of a hazard whose name or address holds `text`, in the order of their list."""
    query = sa.select(Shelter).where(Shelter.hazard == hazard)
    if text:
        found = (column.icontains(text, autoescape=True) for column in (Shelter.name, Shelter.address))
        query = query.where(sa.or_(*found))
    return session.scalars(query.order_by(Shelter.place).limit(MOST_SHELTERS)).all()


def shelter_counts(session: Session) -> Mapping[Hazard, int]:
    """How many shelters each hazard has: one statement."""
    query = sa.select(Shelter.hazard, sa.func.count()).group_by(Shelter.hazard)
    return dict(session.execute(query).all())


def _one(session: Session, join: sa.ColumnElement[bool], *conditions: sa.ColumnElement[bool]) -> Sheet:
    query = sa.select(Guidance, GuidanceVersion).join(GuidanceVersion, join).where(*conditions)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Sheet(*row)
