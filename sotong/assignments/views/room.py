"""What the room's views share: the blueprint of the officer's day and the reviewer's queue."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint
from flask_babel import gettext as _

from sotong.assignments.models import Assignment
from sotong.assignments.rules import AssignmentState
from sotong.core.access import acting
from sotong.core.errors import NotFound

blueprint = Blueprint("assignments", __name__, url_prefix="/assignments")


def officer_id() -> UUID:
    """The officer who is signed in. Raises NotFound for anybody else."""
    found = acting().officer_id
    if found is None:
        raise NotFound
    return found


def what_became_of(assignment: Assignment) -> str:
    """Return what to tell the officer who has just handed something in."""
    if assignment.state is AssignmentState.HANDED_IN:
        return str(_("제출했습니다. 관리자가 확인한 뒤 완료됩니다."))
    return str(_("완료했습니다. 수고하셨습니다."))
