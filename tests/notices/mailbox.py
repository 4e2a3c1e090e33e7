"""A real mail server on loopback, and people whom it reaches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from sqlalchemy.orm import Session

from sotong.core.posting import MailSecurity, MailServer
from sotong.notices import address_book
from sotong.notices.address_book import Addresses
from sotong.web.side_server import free_port

OK = "250 OK"


class Mailbox:
    """Takes mail, or answers what `answer` says; keeps all that came."""

    def __init__(self, answer: Callable[[EmailMessage], str] = lambda _mail: OK) -> None:
        self.mails: list[EmailMessage] = []
        self._answer = answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Any, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return self._answer(mail)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return OK


@contextmanager
def mail_server(mailbox: Mailbox, **how: Any) -> Iterator[MailServer]:
    """Have a mail server run; `how` goes to aiosmtpd."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **how)
    controller.start()
    try:
        yield MailServer(
            host="127.0.0.1",
            port=controller.port,
            security=MailSecurity.NONE,
            user="",
            password="",
            sender="소통 <sotong@office.example>",
        )
    finally:
        controller.stop()


class Everybody:
    """An address book in which everybody stands."""

    def addresses(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, Addresses]:
        return {id_: Addresses(f"{id_.hex}@office.example", "010-1234-5678") for id_ in ids}


@contextmanager
def everybody_reachable() -> Iterator[None]:
    """Have everybody stand in the address book."""
    before = address_book._book
    address_book.register(Everybody())
    try:
        yield
    finally:
        address_book.register(before)
