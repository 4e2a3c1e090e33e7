"""How notices leave the house is settled by settings alone, and what cannot be is named."""

from __future__ import annotations

from datetime import time

import pytest

from sotong.core.posting import MailSecurity, Posting

MAIL = {
    "SOTONG_SMTP_HOST": "mail.example",
    "SOTONG_SMTP_PASSWORD": "mail-secret",
    "SOTONG_MAIL_FROM": "소통 <sotong@office.example>",
}
HOOKS = {
    "SOTONG_HOOKS": "chat=https://chat.example/1 board=https://board.example/in?x=y",
    "SOTONG_HOOK_SECRET": "h" * 24,
}


def test_nothing_leaves_until_it_is_set_up_and_a_demo_never_sends() -> None:
    quiet_at_night = (time(21), time(8))
    for mode, kept in (("production", False), ("development", True), ("test", True), ("demo", True)):
        posting = Posting.from_env({}, mode)
        assert (posting.mail, posting.hooks, posting.kept) == (None, {}, kept)
        assert (posting.quiet_from, posting.quiet_to) == quiet_at_night
        assert posting.worker_inside
    demo = Posting.from_env(MAIL | HOOKS, "demo")
    assert (demo.mail, demo.hooks, demo.kept) == (None, {}, True)


def test_mail_goes_by_a_secret_way_unless_said_otherwise() -> None:
    mail = Posting.from_env(MAIL, "production").mail
    assert mail
    assert (mail.port, mail.security) == (587, MailSecurity.STARTTLS)
    mail = Posting.from_env(MAIL | {"SOTONG_SMTP_SECURITY": "tls"}, "production").mail
    assert mail
    assert mail.port == 465


def test_web_hooks_have_names_and_addresses_that_are_not_printed() -> None:
    posting = Posting.from_env(MAIL | HOOKS, "production")
    assert {name: hook.address for name, hook in posting.hooks.items()} == {
        "chat": "https://chat.example/1",
        "board": "https://board.example/in?x=y",
    }
    for secret in ("mail-secret", "h" * 24, "chat.example"):
        assert secret not in repr(posting)


@pytest.mark.parametrize(
    "wrong",
    [
        {"SOTONG_SMTP_SECURITY": "ssl"},
        {"SOTONG_SMTP_PORT": "0"},
        {"SOTONG_MAIL_FROM": "nobody"},
        {"SOTONG_HOOKS": "chat=http://chat.example/1"},
        {"SOTONG_HOOKS": "https://chat.example/1"},
        {"SOTONG_HOOKS": "my-chat=https://chat.example/1"},
        {"SOTONG_HOOK_SECRET": "short"},
        {"SOTONG_QUIET_HOURS": "21"},
        {"SOTONG_QUIET_HOURS": "21-25"},
        {"SOTONG_WORKER": "no"},
    ],
    ids=lambda wrong: str(*wrong.items()) if isinstance(wrong, dict) else str(wrong),
)
def test_a_value_that_cannot_be_used_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Posting.from_env(MAIL | HOOKS | wrong, "production")
