"""A real mail server on loopback, and people whom it reaches."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy.orm import Session

from sotong.core.posting import MailSecurity, MailServer
from sotong.notices import address_book
from sotong.notices.address_book import Addresses
from sotong.web.ports import free_port

OK = "250 OK"
STARTS_WITHIN_S = 60


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


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for loopback: how a server shows it, and how a client knows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM) + key.private_bytes(*form))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


@contextmanager
def mail_server(mailbox: Mailbox, **how: Any) -> Iterator[MailServer]:
    """Have a mail server run; `how` goes to aiosmtpd."""
    how = {"hostname": "127.0.0.1", "port": free_port(), "ready_timeout": STARTS_WITHIN_S, **how}
    controller = Controller(mailbox, **how)
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
    with address_book.instead(Everybody()):
        yield
