"""Who is asked to share what a series publishes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sotong.core.office_clock import after_work

LONGEST_HOURS: Final = 80
"""Ten working days."""


class SharedBy(StrEnum):
    """Whom a series' posts are given to."""

    ALL = "all"
    BUREAU = "bureau"
    DEPARTMENTS = "departments"
    ON_DUTY = "on_duty"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer who may be asked."""

    officer_id: UUID
    department_id: UUID
    bureau: str


def is_asked(
    candidate: Candidate,
    shared_by: SharedBy,
    *,
    bureau: str,
    departments: Collection[UUID],
    on_duty: Collection[UUID],
) -> bool:
    """Whether an officer is among those whom a template means."""
    return {
        SharedBy.ALL: True,
        SharedBy.BUREAU: candidate.bureau == bureau,
        SharedBy.DEPARTMENTS: candidate.department_id in departments,
        SharedBy.ON_DUTY: candidate.officer_id in on_duty,
        SharedBy.NOBODY: False,
    }[shared_by]


def due_at(published_at: datetime, hours: int, is_closed: Callable[[date], bool]) -> datetime:
    """When a share is due: when so many office hours have gone by since the publishing."""
    return after_work(published_at, timedelta(hours=hours), is_closed)


def why_not_template(hours: int) -> str | None:
    """Why a series cannot be shared so."""
    return None if 1 <= hours <= LONGEST_HOURS else "sharing.bad_hours"
