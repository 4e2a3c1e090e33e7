"""Chromium from Debian, driven by Playwright, for tests and for the README's pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

QUIET_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromium(Exception):
    """There is no Chromium on this machine."""


def chromium_path() -> str:
    """Return where Chromium is.

    Raises:
        NoChromium: it is not installed; the message says how to.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise NoChromium("Chromium is not installed; on Debian: apt install chromium fonts-noto-cjk")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a headless Chromium."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET_FLAGS))
        try:
            yield browser
        finally:
            browser.close()
