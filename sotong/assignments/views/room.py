"""What the room's views share: the blueprint of the officer's day and the reviewer's queue."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint

from sotong.core.access import acting
from sotong.core.errors import NotFound

blueprint = Blueprint("assignments", __name__, url_prefix="/assignments")


def officer_id() -> UUID:
    """The officer who is signed in. Raises NotFound for anybody else."""
    found = acting().officer_id
    if found is None:
        raise NotFound
    return found
