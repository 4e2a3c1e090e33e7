"""From notices to messages: which way each goes to whom, and when. Several may share one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core import config
from sotong.core.config import Settings
from sotong.notices import address_book, queries, rules
from sotong.notices.address_book import Addresses
from sotong.notices.models import Message, MessagePart, Notice
from sotong.notices.queries import Wishes
from sotong.notices.rules import MessageState, QuietHours, Way

AT_A_TIME: Final = 200
Collecting = dict[tuple[UUID, Way], Message]


def route(session: Session, *, now: datetime) -> int:
    """Put notices that are in no message yet into messages, by what each person wants. Return how many.

    Two workers take different ones (SKIP LOCKED on PostgreSQL; on SQLite one writes at a time).
    """
    query = sa.select(Notice).where(Notice.routed_at.is_(None)).order_by(Notice.made_at).limit(AT_A_TIME)
    fresh = session.scalars(query.with_for_update(skip_locked=True)).all()
    ids = {notice.to_account_id for notice in fresh if notice.to_account_id is not None}
    sorting = _Sorting(
        settings=config.current(),
        known=address_book.addresses(session, ids),
        wanted=queries.wishes(session, ids),
        collecting=queries.open_digests(session, ids, now),
        now=now,
    )
    for notice in fresh:
        notice.routed_at = now
        sorting.put(notice)
    session.add_all(sorting.begun)
    session.flush()
    session.add_all(sorting.parts)
    session.flush()
    return len(fresh)


def quiet_hours() -> QuietHours:
    """Return the quiet hours of this office."""
    posting = config.current().posting
    return QuietHours(posting.quiet_from, posting.quiet_to)


def target_of(way: Way, wishes: Wishes, office: Addresses) -> str | None:
    """Where a message to a person goes by mail or text message: her own address before the office's."""
    if way is Way.MAIL:
        return wishes.mail_address or office.mail
    return rules.mobile(wishes.number or office.number or "")


@dataclass(slots=True)
class _Sorting:
    """Notices being put into messages, with all that decides where they go."""

    settings: Settings
    known: Mapping[UUID, Addresses]
    wanted: Mapping[UUID, Wishes]
    collecting: Collecting
    now: datetime
    begun: list[Message] = field(default_factory=list)
    parts: list[MessagePart] = field(default_factory=list)

    def put(self, notice: Notice) -> None:
        """Put a notice into a message for each way it goes."""
        for way in self._ways(notice):
            message = self._message(notice, way)
            self.parts.append(MessagePart(notice_id=notice.id, way=way, message_id=message.id))

    def _ways(self, notice: Notice) -> Iterator[Way]:
        account_id = notice.to_account_id
        if account_id is None:
            yield Way.HOOK
        elif account_id in self.known:
            wishes, office = self.wanted[account_id], self.known[account_id]
            by_mail = self._mail_is_sent and rules.wanted(wishes.mail, urgent=notice.urgent)
            if by_mail and target_of(Way.MAIL, wishes, office):
                yield Way.MAIL
            by_text = self._texts_are_sent and wishes.texts and notice.urgent
            if by_text and target_of(Way.TEXT, wishes, office):
                yield Way.TEXT

    @property
    def _mail_is_sent(self) -> bool:
        return self.settings.posting.kept or self.settings.posting.mail is not None

    @property
    def _texts_are_sent(self) -> bool:
        return self.settings.posting.kept or self.settings.outside.texts is not None

    def _message(self, notice: Notice, way: Way) -> Message:
        """The message that collects for this person and way, or one begun now."""
        account_id = notice.to_account_id
        if account_id is None or notice.urgent:
            return self._begin(notice, way, self.now)
        if (account_id, way) not in self.collecting:
            self.collecting[account_id, way] = self._begin(notice, way, self._due_at(account_id))
        return self.collecting[account_id, way]

    def _begin(self, notice: Notice, way: Way, due_at: datetime) -> Message:
        message = Message(
            id=uuid4(),
            to_account_id=notice.to_account_id,
            to_hook=notice.to_hook,
            way=way,
            urgent=notice.urgent,
            made_at=self.now,
            due_at=due_at,
            state=MessageState.WAITING,
            tries=0,
        )
        self.begun.append(message)
        return message

    def _due_at(self, account_id: UUID) -> datetime:
        wishes = self.wanted[account_id]
        quiet = quiet_hours() if wishes.quiet else None
        return rules.due_at(self.now, digest=wishes.digest, quiet=quiet)
