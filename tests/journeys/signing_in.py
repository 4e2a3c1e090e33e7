"""People of a journey: let in, each in a browser of her own, with pictures of what she sees.

A journey asks a page nothing while it may still be coming: it goes on by `press`, and what a page does by
itself it waits for, by `expect` or by `until`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from sotong.core.db import transaction
from sotong.people.models import Account
from sotong.people.services.passwords import hashed

PASSWORD = "길고도 긴 비밀번호 2026"
PATIENCE_S = 30.0


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
    press(page.get_by_role("button", name="로그인", exact=True))
    expect(page).not_to_have_url(re.compile("/sign-in$"))


def press(target: Locator, act: Callable[[Locator], None] = Locator.click) -> None:
    """Press what leads to another page; that has come whole then, and its scripts have run."""
    with target.page.expect_navigation():
        act(target)


def until(page: Page, fact: Callable[[], object]) -> None:
    """Wait for what a page shows nobody: what it keeps, where the keyboard is, whether it has a line.

    Raises:
        AssertionError: it did not come true for as long as Playwright waits for anything.
    """
    ends_at = time.monotonic() + PATIENCE_S
    while not fact():
        assert time.monotonic() < ends_at, "it never came true"
        page.wait_for_timeout(50)


def width_of(page: Page) -> int:
    """How wide the page is (px), once it has come whole."""
    page.wait_for_load_state()
    return int(page.locator("html").evaluate("html => html.scrollWidth"))


def fits(page: Page) -> bool:
    """Whether nothing of the page reaches beyond the screen."""
    return page.viewport_size is not None and width_of(page) <= page.viewport_size["width"]


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
        self.opened.append(context)
        page = context.new_page()
        sign_in(page, login)
        return page

    def look(self, page: Page, name: str) -> None:
        """Take a picture; nothing may reach beyond the screen."""
        assert fits(page), name
        page.screenshot(path=self.pictures / f"{self.journey}-{name}.png", full_page=True)

    def close(self) -> None:
        """Close them all."""
        for context in self.opened:
            context.close()
