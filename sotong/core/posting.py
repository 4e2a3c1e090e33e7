"""How notices leave the house: the mail server, web hooks, quiet hours. From the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from email.utils import parseaddr
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from flask_babel import gettext as _

from sotong.core.choices import one_of

_SECURE_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_SHORTEST_SECRET: Final = 24
LONGEST_HOOK_NAME: Final = 64
_LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}


class MailSecurity(StrEnum):
    """How the way to the mail server is kept secret. `none` is for a relay on the same machine or wire."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and the address that it comes from."""

    host: str
    port: int
    security: MailSecurity
    user: str
    password: str = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True)
class Hook:
    """A web hook that the office allows: no other address is ever posted to."""

    address: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Posting:
    """What is set up. `kept`: nothing leaves the machine, messages only stand in the outbox (demo, tests)."""

    mail: MailServer | None
    hooks: Mapping[str, Hook]
    quiet_from: time
    quiet_to: time
    worker_inside: bool
    kept: bool

    @classmethod
    def from_env(cls, env: Mapping[str, str], mode: str) -> Posting:
        """Read SOTONG_SMTP_*, SOTONG_HOOKS and so on; see docs/settings.md. A demo reads no addresses.

        Raises:
            ValueError: a value cannot be used; says which variable and why.
        """
        addresses = {} if mode == "demo" else env
        mail = _mail(addresses) if addresses.get("SOTONG_SMTP_HOST") else None
        begin, end = _hours(env.get("SOTONG_QUIET_HOURS", "21-8"))
        return cls(
            mail=mail,
            hooks=_hooks(addresses),
            quiet_from=begin,
            quiet_to=end,
            worker_inside=one_of(env, "SOTONG_WORKER", ("inside", "apart")) == "inside",
            kept=mail is None and mode != "production",
        )


def _mail(env: Mapping[str, str]) -> MailServer:
    security = one_of(env, "SOTONG_SMTP_SECURITY", _SECURE_PORTS)
    sender = env.get("SOTONG_MAIL_FROM", "")
    if "@" not in parseaddr(sender)[1]:
        raise ValueError(
            _(
                "SOTONG_MAIL_FROM: sotong@example.go.kr 같은 주소여야 하는데 %(value)s입니다.",
                value=repr(sender),
            )
        )
    port = env.get("SOTONG_SMTP_PORT", str(_SECURE_PORTS[security]))
    if not port.isdecimal() or not 0 < int(port) < 2**16:
        raise ValueError(_("SOTONG_SMTP_PORT: 포트 번호여야 하는데 %(value)s입니다.", value=repr(port)))
    return MailServer(
        host=env["SOTONG_SMTP_HOST"],
        port=int(port),
        security=MailSecurity(security),
        user=env.get("SOTONG_SMTP_USER", ""),
        password=env.get("SOTONG_SMTP_PASSWORD", ""),
        sender=sender,
    )


def _hooks(env: Mapping[str, str]) -> dict[str, Hook]:
    pairs = [pair.partition("=") for pair in env.get("SOTONG_HOOKS", "").split()]
    secret = env.get("SOTONG_HOOK_SECRET", "")
    if pairs and len(secret) < _SHORTEST_SECRET:
        raise ValueError(_("SOTONG_HOOK_SECRET: %(least)d자 이상이어야 합니다.", least=_SHORTEST_SECRET))
    return {name: Hook(_hook_address(name, address), secret) for name, _equals, address in pairs}


def _hook_address(name: str, address: str) -> str:
    parts = urlsplit(address)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not name.isidentifier() or len(name) > LONGEST_HOOK_NAME or not secure or not parts.hostname:
        raise ValueError(_("SOTONG_HOOKS: 이름=https://주소, 여럿은 빈칸으로 나눕니다."))
    return address


def _hours(text: str) -> tuple[time, time]:
    begin, _dash, end = text.partition("-")
    try:
        return time(int(begin)), time(int(end))
    except ValueError as wrong:
        raise ValueError(
            _("SOTONG_QUIET_HOURS: 21-8 같은 두 시각이어야 하는데 %(value)s입니다.", value=repr(text))
        ) from wrong
