"""Personal data are shown or handed out once it is on record to whom and why, and not before.

if form.ready():
    with form.attempt(), transaction() as session:
        disclose(session, form, what="officer.list", rows=len(rows))
    if form.done:
        return table_file(...)
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from sotong.audit.services import DataAct, record_personal_data_access
from sotong.core import clock
from sotong.core.access import acting_id
from sotong.core.canonical import Json
from sotong.core.reasons import ReasonForm


def disclose(
    session: Session,
    form: ReasonForm,
    *,
    what: str,
    rows: int,
    act: DataAct = DataAct.EXPORT,
    subject_id: UUID | None = None,
    selection: Mapping[str, Json] | None = None,
) -> None:
    """Record who takes which personal data, when, from where, and for the reason in the form.

    `what`, `rows`, `act`, `subject_id` and `selection` are those of `record_personal_data_access`.
    """
    record_personal_data_access(
        session,
        what=what,
        reason=form.reason.data or "",
        rows=rows,
        actor_id=acting_id(),
        at=clock.now(),
        address=request.remote_addr or "",
        act=act,
        subject_id=subject_id,
        selection=selection,
    )
