"""The menu shows where one is."""

from __future__ import annotations

from flask import Flask, url_for

from sotong.core.access import access_of
from sotong.web.navigation import MENU, lies_under

BESIDE_THE_MENU = ("/notices", "/my/", "/vote-links/", "/sign-out")
"""What is opened from the header or printed."""
IMPORT = "/<any(departments, officers):subject>/import"
EITHER_OF_TWO = {IMPORT, f"{IMPORT}/preview"}
"""Under departments or officers, as the address says."""


def test_every_page_behind_the_sign_in_lies_under_a_page_of_the_menu(app: Flask) -> None:
    with app.test_request_context():
        urls = {endpoint: url_for(endpoint) for _label, pages in MENU for endpoint, _name in pages}
        lost = {
            rule.rule
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or set()) and _is_behind_the_sign_in(rule.endpoint)
            if not lies_under(rule.rule, urls) and not rule.rule.startswith(BESIDE_THE_MENU)
        }
    assert lost == EITHER_OF_TWO


def _is_behind_the_sign_in(endpoint: str) -> bool:
    access = access_of(endpoint)
    return access is not None and not access.public


def test_a_sheet_to_be_opened_again_lies_under_the_contests() -> None:
    urls = {
        "contests.contests": "/contests/",
        "results.cases": "/cases",
        "assignments.today": "/assignments/today",
    }
    assert lies_under("/sheets/7/confirm-unlock", urls) == "/contests/"
    assert lies_under("/quarantines/7/propose-void", urls) == "/contests/"
    assert lies_under("/assignments/7/screenshot", urls) == "/assignments/today"
    assert lies_under("/notices", urls) is None
