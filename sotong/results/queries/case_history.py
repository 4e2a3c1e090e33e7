"""What was done with a case, read from the office's audit log: who, when, and what it said before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.audit.queries import EntryFilter, entries, office_stream
from sotong.core.paging import Paged, paged

LISTED: Final = ("figures", "links")
"""Fields that are stored as JSON lists of lists."""
NOTED: Final = ("reason", "name", "note")
"""What an entry's body says of a deed that changed no words: why, which file, what was taken over."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a case, before and after, as a person reads it."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CaseDeed:
    """One entry of the audit log about a case. `actor_id` None: the program itself."""

    at: datetime
    action: str
    actor_id: UUID | None
    changes: tuple[Change, ...]
    note: str


def case_deeds(session: Session, case_id: UUID, number: int) -> Paged[CaseDeed]:
    """Return page `number` of what was done with a case, the newest first. Three statements."""
    log = office_stream(session)
    wanted = EntryFilter(subject_id=case_id)
    query = entries(log.id, wanted) if log else sa.select(AuditEntry).where(sa.false())
    found = paged(session, query.where(AuditEntry.action.like("case.%")), number)
    return Paged([_deed(entry) for entry in found.rows], found.number, found.total, found.size)


def _deed(entry: AuditEntry) -> CaseDeed:
    body: dict[str, Any] = json.loads(entry.body)
    changed = body.get("changed", {})
    changes = tuple(
        Change(name, _read(name, changed[name]["before"]), _read(name, changed[name]["after"]))
        for name in changed
    )
    note = next((str(body[name]) for name in NOTED if body.get(name)), "")
    return CaseDeed(entry.at, entry.action, entry.actor_id, changes, note)


def _read(name: str, stored: str) -> str:
    if name not in LISTED:
        return stored.strip()
    rows: list[list[str]] = json.loads(stored) if stored else []
    return "\n".join(" · ".join(part for part in row if part) for row in rows)
