"""Figures of the demo city's accounts day by day, peers beside them, and who answers for each account."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.models import Channel
from sotong.channels.rules import ChargeKind
from sotong.channels.services import Description, import_measures, register_channel
from sotong.channels.services.charges import give_charge
from sotong.core.days import korean_day
from sotong.web.demo.office import OFFICE
from sotong.web.demo.residents import DEMO_OFFICER_DEPARTMENT, admin_id, officers
from sotong.web.demo.story import Step

TITLE: Final = "채널 담당과 날마다의 수치를 기록합니다"
ONE_DAY: Final = timedelta(days=1)
DAYS: Final = 75
HEAD: Final = "organisation,platform,measured_on,measure,value"
ACCOUNTS: Final = (
    ("", "facebook", 12_400, 95),
    ("", "band", 5_100, 40),
    ("순천시", "facebook", 31_000, 160),
    ("순천시", "band", 5_400, 70),
    ("가온구", "facebook", 10_900, 60),
)
"""Whose, where, how many follow, and about how many answers a day."""
OWNERS: Final = {
    "영등포구 페이스북": ("A09", "A11"),
    "영등포구 밴드": ("A09", "A30"),
    "소통TV": ("A09", "A10"),
}


def steps(now: datetime) -> list[Step]:
    """Return the charges as they were given long ago, and the figures as a file brought them this morning."""
    return [
        Step(now - timedelta(days=40), TITLE, _give_charges),
        Step(now - timedelta(minutes=30), TITLE, partial(_import, korean_day(now))),
    ]


def _give_charges(session: Session, at: datetime) -> None:
    admin = admin_id(session)
    by_code = {one.department_code: one for one in officers(session, at)}
    own = by_code[DEMO_OFFICER_DEPARTMENT]
    description = Description(
        "https://www.facebook.com/ydp.a11.example",
        own_site=False,
        name=f"{own.department_name} 페이스북",
        department_id=own.department_id,
        purpose="부서 소식",
        opened_on=date(2018, 3, 2),
    )
    register_channel(session, description=description, actor_id=admin, now=at)
    channels = {row.name: row.id for row in session.scalars(sa.select(Channel).where(Channel.peer.is_(None)))}
    for name, codes in OWNERS.items():
        for kind, code in zip(ChargeKind, codes, strict=True):
            give_charge(
                session,
                channel_id=channels[name],
                kind=kind,
                officer_id=by_code[code].officer_id,
                from_on=korean_day(at),
                actor_id=admin,
                now=at,
            )


def _import(today: date, session: Session, at: datetime) -> None:
    content = "\n".join([HEAD, *_lines(today)]).encode()
    import_measures(
        session, content=content, source="꾸며 낸 수치", office=OFFICE, actor_id=admin_id(session), now=at
    )


def _lines(today: date) -> Iterator[str]:
    chance = random.Random(20_161_215)  # noqa: S311 - made-up figures
    for organisation, platform, audience, answers in ACCOUNTS:
        for back in range(DAYS, 0, -1):
            on = today - back * ONE_DAY
            for measure, part in (("likes", 10), ("comments", 3), ("shares", 2)):
                count = chance.randrange(answers) * part // 10
                yield f"{organisation},{platform},{on},{measure},{count}"
            if back % 15 == 0:
                followers = "members" if platform == "band" else "followers"
                yield f"{organisation},{platform},{on},{followers},{audience + (DAYS - back) * answers // 20}"
