"""People of a journey: let in, each in a browser of her own, with pictures of what she sees."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, expect

from sotong.core.db import transaction
from sotong.people.models import Account
from sotong.people.services.passwords import hashed

PASSWORD = "길고도 긴 비밀번호 2026"


@cache
def _hash() -> str:
    return hashed(PASSWORD)


def let_in(account_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Let accounts sign in with `PASSWORD`; return their sign-in names."""
    with transaction() as session:
        accounts = [session.get_one(Account, one) for one in account_ids]
        for account in accounts:
            account.password_hash = _hash()
        return {account.id: account.login for account in accounts}


def sign_in(page: Page, login: str) -> None:
    """Sign in as a person does."""
    page.goto("/sign-in")
    page.get_by_label("로그인 이름").fill(login)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()
    expect(page).not_to_have_url(re.compile("/sign-in$"))


@dataclass
class Visits:
    """Browsers of several people on one site, and the pictures that this journey leaves."""

    chrome: Browser
    site: str
    pictures: Path
    journey: str
    opened: list[BrowserContext] = field(default_factory=list)

    def enter(self, login: str, width: int, height: int = 760) -> Page:
        """Open a browser of a person who has signed in."""
        context = self.chrome.new_context(
            viewport={"width": width, "height": height}, locale="ko-KR", base_url=self.site
        )
        context.set_default_timeout(8_000)
        self.opened.append(context)
        page = context.new_page()
        sign_in(page, login)
        return page

    def look(self, page: Page, name: str) -> None:
        """Take a picture; nothing may reach beyond the screen."""
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.screenshot(path=self.pictures / f"{self.journey}-{name}.png", full_page=True)

    def close(self) -> None:
        """Close them all."""
        for context in self.opened:
            context.close()
