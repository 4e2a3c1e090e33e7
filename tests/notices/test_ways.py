"""How a message leaves the house: mail to a real server, web hooks that are signed, texts that say little."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from sotong.core import config
from sotong.core.config import Settings
from sotong.core.posting import Hook, MailSecurity
from sotong.notices import hooks
from sotong.notices.jobs import Carriers
from sotong.notices.letters import Letter, Line, NotSent
from sotong.notices.mail import Postman
from sotong.notices.models import Notice
from sotong.notices.outbox import Claimed
from sotong.notices.rules import Way
from tests.notices.mailbox import Mailbox, certificate, mail_server

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LETTER = Letter(
    id=UUID(int=7),
    office="소통구청",
    lines=(
        Line("notice.trial", "새 과제: 봄꽃\r\nBcc: x@y.example", "https://sns.example/today"),
        Line("notice.trial", "반려된 증빙", "https://sns.example/today"),
    ),
    foot="답장할 수 없습니다.",
    settings_url="https://sns.example/my/notices",
    more="외 1건",
)
SECRET = "s" * 32


def test_a_mail_arrives_in_korean_with_the_messages_own_id_and_no_headers_of_others() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as server:
        postman = Postman(server)
        for _ in range(2):
            postman.hand_over(LETTER, "kim@office.example", NOW)
        postman.close()
    mail = mailbox.mails[1]
    assert len(mailbox.mails) == 2
    assert mail["Message-ID"] == "<00000000-0000-0000-0000-000000000007@office.example>"
    assert mail["Subject"] == "[소통구청] 새 과제: 봄꽃 Bcc: x@y.example 외 1건"
    assert (mail["To"], mail["Bcc"]) == ("kim@office.example", None)
    assert mail["Date"] == "Mon, 23 Nov 2026 10:00:00 +0900"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "반려된 증빙\nhttps://sns.example/today" in mail.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("address", "for_good"),
    [("nobody@office.example", True), ("no address", True), ("kim@office.example", False)],
)
def test_what_can_never_arrive_is_given_up_at_once_and_what_may_is_not(address: str, for_good: bool) -> None:
    with mail_server(Mailbox(lambda _mail: "451 try later")) as server:
        postman = Postman(server)
        with pytest.raises(NotSent) as told:
            postman.hand_over(LETTER, address, NOW)
        postman.close()
    assert told.value.for_good == for_good
    assert address not in told.value.problem


def test_a_mail_server_that_is_away_is_tried_again() -> None:
    with mail_server(Mailbox()) as server:
        gone = server
    with pytest.raises(NotSent) as told:
        Postman(gone).hand_over(LETTER, "kim@office.example", NOW)
    assert (told.value.problem, told.value.for_good) == ("ConnectionRefusedError", False)


def test_a_server_without_the_asked_for_secrecy_gets_no_mail() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as server:
        strict = replace(server, security=MailSecurity.STARTTLS)
        with pytest.raises(NotSent):
            Postman(strict).hand_over(LETTER, "kim@office.example", NOW)
    assert mailbox.mails == []


def test_password_and_mail_go_over_starttls_to_a_server_that_shows_who_it_is(tmp_path: Path) -> None:
    shows, knows = certificate(tmp_path)
    mailbox, logins = Mailbox(), list[object]()

    def authenticator(*asked: object) -> AuthResult:
        logins.append(asked[-1])
        right = asked[-1] == LoginPassword(b"sotong", b"mail-secret")
        return AuthResult(success=right, handled=False)  # the server says no; else it would say nothing

    asks = {"tls_context": shows, "require_starttls": True, "auth_required": True}
    asks["auth_exclude_mechanism"] = ["LOGIN"]  # else the wrong password would be tried in two ways
    with mail_server(mailbox, authenticator=authenticator, **asks) as plain:
        server = replace(plain, security=MailSecurity.STARTTLS, user="sotong", password="mail-secret")
        postman = Postman(server, knows)
        postman.hand_over(LETTER, "kim@office.example", NOW)
        postman.close()
        for refused in (Postman(server), Postman(replace(server, password="guess"), knows)):
            with pytest.raises(NotSent) as told:  # a certificate that nobody vouches for; a wrong password
                refused.hand_over(LETTER, "kim@office.example", NOW)
            assert not told.value.for_good
    assert told.value.problem == "smtp_535"
    assert len(mailbox.mails) == 1
    assert len(logins) == 2


@contextmanager
def hook_server(status: int, seen: list[tuple[dict[str, str], bytes]]) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook"
        finally:
            server.shutdown()


def test_a_web_hook_gets_titles_and_links_signed_over_id_time_and_body() -> None:
    seen: list[tuple[dict[str, str], bytes]] = []
    with hook_server(204, seen) as address:
        hooks.post(Hook(address, SECRET), LETTER, NOW)
    headers, body = seen[0]
    signed = f"{UUID(int=7)}.{int(NOW.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
    assert headers["webhook-id"] == str(UUID(int=7))
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert [notice["title"] for notice in json.loads(body)["notices"]] == [
        line.title for line in LETTER.lines
    ]


def test_each_way_is_taken_and_what_is_no_longer_allowed_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox, seen = Mailbox(), list[tuple[dict[str, str], bytes]]()
    with mail_server(mailbox) as server, hook_server(200, seen) as address:
        settings = Settings.from_env(
            {
                "SOTONG_MODE": "development",
                "SOTONG_SMTP_HOST": server.host,
                "SOTONG_SMTP_PORT": str(server.port),
                "SOTONG_SMTP_SECURITY": "none",
                "SOTONG_MAIL_FROM": server.sender,
                "SOTONG_HOOKS": f"chat={address}",
                "SOTONG_HOOK_SECRET": SECRET,
                "SOTONG_SOLAPI_KEY": "key",
                "SOTONG_SOLAPI_ADDRESS": address,
            }
        )
        monkeypatch.setattr(config, "current", lambda: settings)
        carriers = Carriers()
        carriers.carry(_claimed(Way.MAIL, "kim@office.example"), NOW)
        carriers.carry(_claimed(Way.HOOK, "chat"), NOW)
        with pytest.raises(NotSent) as text:  # this is no answer of a provider of text messages
            carriers.carry(_claimed(Way.TEXT, "01012345678"), NOW)
        for way, target in ((Way.HOOK, "gone"), (Way.MAIL, None)):
            with pytest.raises(NotSent) as told:
                carriers.carry(_claimed(way, target), NOW)
            assert told.value.for_good
        carriers.close()
    assert not text.value.for_good
    assert [mail["Message-ID"] for mail in mailbox.mails] == [f"<{LETTER.id}@office.example>"]
    assert "시험 알림" in json.loads(seen[0][1])["text"]
    assert "시험 알림" in json.loads(seen[1][1])["message"]["text"]


def _claimed(way: Way, target: str | None) -> Claimed:
    notice = Notice(kind="notice.trial", facts="{}", link="/my/notices")
    return Claimed(
        id=LETTER.id,
        way=way,
        lease=UUID(int=8),
        tries=1,
        target=target,
        language="ko",
        quiet=False,
        notices=(notice,),
    )


@pytest.mark.parametrize(("status", "for_good"), [(302, False), (500, False), (410, True)])
def test_a_web_hook_that_does_not_take_it_is_no_success_and_leads_nowhere_else(
    status: int, for_good: bool
) -> None:
    seen: list[tuple[dict[str, str], bytes]] = []
    with hook_server(status, seen) as address, pytest.raises(NotSent) as told:
        hooks.post(Hook(address, SECRET), LETTER, NOW)
    assert (told.value.problem, told.value.for_good) == (f"http_{status}", for_good)
    assert len(seen) == 1
