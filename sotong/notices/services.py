"""Telling people. A notice is written in the transaction of the change; the worker sends it afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core import config
from sotong.core.addresses import inside
from sotong.core.canonical import Json, canonical_json
from sotong.core.counting import filled
from sotong.core.db import Base
from sotong.core.errors import NotFound
from sotong.core.labels import NOTICES
from sotong.notices.models import Notice, NoticePreference
from sotong.notices.queries import Wishes

Fact: TypeAlias = "str | int | datetime | date | Sequence[date]"
LONGEST_FACT: Final = 200
MOST_DAYS: Final = 31
TRIALS_APART: Final = timedelta(minutes=5)


def queue(
    session: Session,
    *,
    to: Iterable[UUID],
    kind: str,
    facts: Mapping[str, Fact],
    link: str,
    dedupe_key: str,
    now: datetime,
    urgent: bool = False,
) -> int:
    """Tell the accounts `to` something, with the transaction that is open. One statement.

    `kind` names a sentence in a `NOTICES` of `core/labels/`; `facts` fill it. A fact whose name ends in `_at`
    is an instant, one in `_on` a day or several; both are worded when they are read. A sentence is a title
    and no more: personal data stays behind `link`, a path of this site. `urgent` passes quiet hours and
    digests.

    Returns how many were newly told: whoever was told something under this `dedupe_key` before is not told
    again, so a repeated call does nothing. Raises ValueError for a kind without a sentence, facts that do
    not fill it, or a link that leads elsewhere.
    """
    common = _common(kind, facts, link, dedupe_key, urgent=urgent, now=now)
    rows = [{**common, "id": uuid4(), "to_account_id": account_id} for account_id in dict.fromkeys(to)]
    return _insert(session, rows)


def announce(
    session: Session,
    *,
    kind: str,
    facts: Mapping[str, Fact],
    link: str,
    dedupe_key: str,
    now: datetime,
    urgent: bool = False,
) -> int:
    """Tell every web hook that the settings allow (a chat room, a board of the office); else as `queue`."""
    common = _common(kind, facts, link, dedupe_key, urgent=urgent, now=now)
    hooks = config.current().posting.hooks
    return _insert(session, [{**common, "id": uuid4(), "to_hook": name} for name in hooks])


def queue_trial(session: Session, *, account_id: UUID, now: datetime) -> bool:
    """Tell somebody that notices arrive, by all her ways; within five minutes once. False: she was told."""
    window = int(now.timestamp() // TRIALS_APART.total_seconds())
    told = queue(
        session,
        to=[account_id],
        kind="notice.trial",
        facts={},
        link="/my/notices",
        dedupe_key=f"trial:{window}",
        now=now,
        urgent=True,
    )
    return told > 0


def read(session: Session, *, notice_id: UUID, account_id: UUID, now: datetime) -> str:
    """Count a notice as read, and return where it points. Raises NotFound, also for somebody else's."""
    found = session.get(Notice, notice_id)
    if found is None or found.to_account_id != account_id:
        raise NotFound
    found.read_at = found.read_at or now
    return found.link


def read_all(session: Session, *, account_id: UUID, now: datetime, link: str | None = None) -> int:
    """Count all that a person was told so far as read: all, or all that points at the page `link`, which she
    is looking at. Return how many were not.
    """
    unread = [Notice.to_account_id == account_id, Notice.read_at.is_(None), Notice.made_at <= now]
    if link is not None:
        unread.append(Notice.link == link)
    return len(
        session.scalars(sa.update(Notice).where(*unread).values(read_at=now).returning(Notice.id)).all()
    )


def wish(session: Session, *, account_id: UUID, wishes: Wishes, now: datetime) -> None:
    """Keep what a person wants. The record says that, and by which ways, but no address."""
    wanted = {
        "language": wishes.language,
        "mail": wishes.mail,
        "mail_address": wishes.mail_address,
        "texts": wishes.texts,
        "number": wishes.number,
        "digest": wishes.digest,
        "quiet": wishes.quiet,
    }
    insert = inserting(session, NoticePreference).values(account_id=account_id, **wanted)
    session.execute(insert.on_conflict_do_update(index_elements=["account_id"], set_=wanted))
    body: dict[str, Json] = {
        "digest": wishes.digest.value,
        "mail": wishes.mail.value,
        "quiet": wishes.quiet,
        "texts": wishes.texts,
    }
    audit.record(session, "notice.prefer", at=now, actor_id=account_id, subject_id=account_id, body=body)


def _common(
    kind: str, facts: Mapping[str, Fact], link: str, dedupe_key: str, *, urgent: bool, now: datetime
) -> dict[str, Any]:
    if kind not in NOTICES:
        raise ValueError(f"no sentence for notices of kind {kind!r}")
    written = {name: _written(value) for name, value in facts.items()}
    try:
        filled(NOTICES[kind], written)
    except KeyError as missing:
        raise ValueError(f"{kind}: the sentence asks for {missing}") from missing
    if inside(link) is None:
        raise ValueError(f"not a path of this site: {link!r}")
    return {
        "kind": kind,
        "facts": canonical_json(written),
        "link": link,
        "dedupe_key": dedupe_key,
        "urgent": urgent,
        "made_at": now,
    }


def _written(value: Fact) -> Json:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [day.isoformat() for day in value[:MOST_DAYS]]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else _clipped(value)


def _clipped(value: str | int) -> str | int:
    if isinstance(value, str) and len(value) > LONGEST_FACT:
        return f"{value[: LONGEST_FACT - 1]}…"
    return value


def _insert(session: Session, rows: list[dict[str, Any]]) -> int:
    """Insert notices but those that are there already; on either database the constraint decides."""
    if not rows:
        return 0
    insert = inserting(session, Notice).on_conflict_do_nothing()
    return len(session.scalars(insert.returning(Notice.id), rows).all())


def inserting(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that may say what to do on a conflict, for the database at hand."""
    dialect = session.connection().dialect.name
    return postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)
