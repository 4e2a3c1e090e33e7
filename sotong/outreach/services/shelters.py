"""The lists of shelters: a file replaces the list of each hazard that it names, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json, sha256
from sotong.core.db import insert_rows
from sotong.outreach.guidance_rules import Hazard
from sotong.outreach.models.guidance import Shelter
from sotong.outreach.shelter_files import read_shelters


def import_shelters(
    session: Session, *, content: bytes, actor_id: UUID, now: datetime
) -> Mapping[Hazard, int]:
    """Replace the lists of the hazards that a CSV or XLSX file names. The same file again changes nothing.

    Returns how many shelters each of them has now. Raises TableInvalid with what is wrong, line by line.
    """
    rows = read_shelters(content)
    counts = Counter(row.hazard for row in rows)
    session.execute(sa.delete(Shelter).where(Shelter.hazard.in_(counts)))
    insert_rows(
        session,
        Shelter,
        [
            {
                "id": uuid4(),
                "hazard": row.hazard,
                "place": place,
                "name": row.name,
                "address": row.address,
                "capacity": row.capacity,
                "map_url": row.map_url,
            }
            for place, row in enumerate(rows, start=1)
        ],
    )
    body: dict[str, Json] = {
        "file": sha256(content).hex(),
        **{hazard.value: number for hazard, number in counts.items()},
    }
    audit.record(session, "shelter.import", at=now, actor_id=actor_id, body=body)
    return counts
