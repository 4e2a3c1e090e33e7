"""Planning an import: lines of a file and the present state come in, what would change comes out. Pure.

A plan is whole or it has problems; one with problems is never applied. The same file, planned on the state
that it left behind, plans nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Final

from sotong.core.tables import Limits
from sotong.people.imports.departments import (
    DEPARTMENT_COLUMNS,
    NAMED_DEPARTMENT,
    DepartmentAdd,
    DepartmentChange,
    DepartmentEnd,
    DepartmentPlan,
    DepartmentState,
    plan_departments,
)
from sotong.people.imports.officer_plan import (
    AppointmentAdd,
    AppointmentEnd,
    OfficerAdd,
    OfficerChange,
    OfficerPlan,
    OfficersPresent,
    OfficerState,
    StartMove,
)
from sotong.people.imports.officers import OFFICER_COLUMNS, plan_officers

__all__ = [
    "DEPARTMENT_COLUMNS",
    "LIMITS",
    "NAMED_DEPARTMENT",
    "OFFICER_COLUMNS",
    "AppointmentAdd",
    "AppointmentEnd",
    "DepartmentAdd",
    "DepartmentChange",
    "DepartmentEnd",
    "DepartmentPlan",
    "DepartmentState",
    "OfficerAdd",
    "OfficerChange",
    "OfficerPlan",
    "OfficerState",
    "OfficersPresent",
    "StartMove",
    "fingerprint",
    "plan_departments",
    "plan_officers",
]

LIMITS: Final = Limits(rows=2_000)
"""More than any office has departments or officers."""


def fingerprint(file_digest: bytes, plan: DepartmentPlan | OfficerPlan) -> str:
    """Return what ties a preview to its file and to the state it was planned on: SHA-256, in hexadecimal.

    If the tables have moved meanwhile in a way that matters, the plan and so the fingerprint is another.
    """
    said = json.dumps(asdict(plan), default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(file_digest + said.encode()).hexdigest()
