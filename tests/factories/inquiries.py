"""Citizens' questions for tests, recorded as officers record them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink, Platform
from sotong.core.db import transaction
from sotong.inquiries import services
from sotong.inquiries.course import NOBODY, Holder
from sotong.inquiries.rules import Actor
from sotong.inquiries.services import Asked
from sotong.inquiries.services.steps import By
from tests.factories.people import MadeOfficer, make_account


def by_officer(officer: MadeOfficer, now: datetime) -> By:
    """An officer acting for her department."""
    assert officer.account_id
    return By(officer.account_id, Actor(officer.department_id), now)


def by_admin(account_id: UUID, now: datetime) -> By:
    """An admin acting as the coordinator."""
    return By(account_id, Actor(None, is_coordinator=True), now)


def make_inquiry(
    session: Session,
    now: datetime,
    *,
    by: By | None = None,
    to: Holder = NOBODY,
    text: str = "하수도 공사가 오늘 어디에서 있나요?",
    address: str | None = "https://band.us/band/70000001/post/77",
    days: int = 0,
    received: timedelta = timedelta(0),
    pseudonym: str = "순천사랑",
) -> UUID:
    """Record a question; times are told from `now`. Without `by`, an admin takes it down."""
    found = parse(address) if address else None
    link = found if isinstance(found, Permalink) else None
    by = by or by_admin(make_account(session).id, now)
    asked = Asked(
        platform=link.platform if link else Platform.KAKAOTALK_CHANNEL,
        text=text,
        received_at=now + received,
        term_days=days,
        link=link,
        pseudonym=pseudonym,
    )
    with transaction() as writing:
        return services.record_inquiry(writing, asked=asked, by=by, to=to).id
