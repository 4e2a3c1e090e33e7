"""The outreach room from the command line: what was done before the office used this."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.core import clock
from sotong.core.complaints import mention_ignored, or_complain
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.labels import sentence
from sotong.core.permissions import Role
from sotong.outreach.services import activity
from sotong.outreach.services.activity import BroughtIn
from sotong.people.queries import account_by_login

DONE, BAD_INPUT = 0, 2


def import_activity_file(path: Path, *, login: str) -> int:
    """Import a file of past activity in the name of the admin `login`; print what is done or wrong.

    Returns the exit code (0 or 2).
    """

    def bring_in() -> BroughtIn:
        with transaction() as session:
            actor_id = _admin(session, login)
            return activity.import_activity(
                session, content=path.read_bytes(), actor_id=actor_id, now=clock.now()
            )

    done = or_complain(path, bring_in)
    if done is None:
        return BAD_INPUT
    mention_ignored(done.ignored)
    sys.stdout.write(f"{sentence('activity.imported', **done.counts)}\n")
    return DONE


def _admin(session: Session, login: str) -> UUID:
    """The account that answers for the file. Raises Refused."""
    admin = account_by_login(session, login.lower())
    if admin is None or admin.role is not Role.ADMIN or admin.disabled_at is not None:
        raise Refused("activity.not_an_admin", login=login)
    return admin.id
