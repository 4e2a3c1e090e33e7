"""Rotas for tests: an office of a few officers, one evening a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.days import korean_day
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.rota.planner import plan
from sotong.rota.queries import loaded
from sotong.rota.rule_file import read_rules
from sotong.rota.services import drafts
from tests.factories.people import MadeOfficer, make_account, make_city

EVENINGS = """
[rota]
gap_days = 2

[rest_days]
weekend = 1

[[duty]]
id = "evening"
name = "저녁"
hours = "18:00-22:00"
"""


@dataclass(frozen=True)
class MadeRota:
    """A rota with its officers and the admin who made it."""

    id: UUID
    officers: list[MadeOfficer]
    admin_id: UUID
    first_on: date
    last_on: date


def wanted_of(first_on: date, last_on: date, rules: str = EVENINGS) -> drafts.Wanted:
    """A rota to be made, from the text of its rules."""
    return drafts.Wanted("12월", first_on, last_on, read_rules(rules.encode()), rules, notice_days=2)


def make_rota(
    session: Session,
    now: datetime,
    *,
    people: int = 6,
    days: int = 14,
    starts_in: int = 1,
    rules: str = EVENINGS,
    published: bool = False,
    planned: bool = True,
    officers: list[MadeOfficer] | None = None,
) -> MadeRota:
    """Make a rota of so many days that begins in so many days; planned, and published if asked for."""
    officers = officers or make_city(session, people)
    admin = make_account(session, Role.ADMIN)
    first_on = korean_day(now) + timedelta(days=starts_in)
    last_on = first_on + timedelta(days=days - 1)
    with transaction() as writing:
        audit.make_log_key()
        rota = drafts.make_draft(
            writing, wanted=wanted_of(first_on, last_on, rules), actor_id=admin.id, now=now
        )
        if planned:
            found = plan(loaded(writing, rota).problem, moves=500)
            drafts.take_plan(writing, rota_id=rota.id, plan=found.assignments, actor_id=admin.id, now=now)
        if published:
            drafts.publish(
                writing, rota_id=rota.id, seen=rota.version, actor_id=admin.id, now=now, reason="시험"
            )
    return MadeRota(rota.id, officers, admin.id, first_on, last_on)
