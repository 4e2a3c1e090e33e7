"""Mail, by SMTP (RFC 5321) from the standard library."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

from sotong.core.days import KST
from sotong.core.posting import MailSecurity, MailServer
from sotong.notices.letters import Letter, NotSent

TIMEOUT_S: Final = 15
_PERMANENT: Final = range(500, 600)


def mail_of(letter: Letter, *, sender: str, address: str, at: datetime) -> EmailMessage:
    """Write the mail. Its Message-ID is the message's own id, so a mail server that got it twice can tell."""
    name, sent_from = parseaddr(sender)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(name or letter.office, addr_spec=sent_from)
    mail["To"] = Address(addr_spec=address)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(at.astimezone(KST))
    mail["Message-ID"] = f"<{letter.id}@{sent_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers
    mail.set_content(letter.body)
    return mail


class Postman:
    """Hands over one mail after the other, over one connection as long as the server keeps it."""

    def __init__(self, server: MailServer, trusted: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._trusted = trusted
        self._line: smtplib.SMTP | None = None

    def hand_over(self, letter: Letter, address: str, at: datetime) -> None:
        """Hand over one mail. Raises NotSent."""
        try:
            mail = mail_of(letter, sender=self._server.sender, address=address, at=at)
        except (ValueError, IndexError) as problem:
            raise NotSent("not_an_address", for_good=True) from problem
        try:
            self._open().send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            self._start_over()
            codes = [code for code, _text in refused.recipients.values()]
            raise NotSent(f"smtp_{codes[0]}", for_good=codes[0] in _PERMANENT) from refused
        except smtplib.SMTPResponseException as problem:
            self.close()
            raise NotSent(f"smtp_{problem.smtp_code}") from problem
        except (smtplib.SMTPException, OSError) as problem:
            self.close()
            raise NotSent(type(problem).__name__) from problem

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(smtplib.SMTPException, OSError):
                line.quit()

    def _start_over(self) -> None:
        try:
            if self._line is not None:
                self._line.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _open(self) -> smtplib.SMTP:
        if self._line is not None and self._answers(self._line):
            return self._line
        self.close()
        self._line = self._connected()
        return self._line

    @staticmethod
    def _answers(line: smtplib.SMTP) -> bool:
        try:
            return line.noop()[0] < _PERMANENT.start
        except (smtplib.SMTPException, OSError):
            return False

    def _connected(self) -> smtplib.SMTP:
        server, trusted = self._server, self._trusted or ssl.create_default_context()
        if server.security is MailSecurity.TLS:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_S, context=trusted
            )
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
        try:
            if server.security is MailSecurity.STARTTLS:
                line.starttls(context=trusted)
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line
