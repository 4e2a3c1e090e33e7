"""The menu of each role: only what the person may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString
from flask_login import current_user

from sotong.core.access import may_use

MENU: tuple[tuple[str, LazyString], ...] = (
    ("web.home", _l("첫 화면")),
    ("judging.my_panels", _l("심사")),
    ("assignments.today", _l("오늘 할 일")),
    ("inquiries.inquiries", _lp("many", "문의")),
    ("outreach.board", _l("확산 현황")),
    ("assignments.review", _l("검토할 증빙")),
    ("reports.month_report", _l("성과표")),
    ("alerts.alerts", _l("긴급 전파")),
    ("rota.month", _l("근무")),
    ("outreach.posts", _lp("many", "게시물")),
    ("channels.calendar", _l("콘텐츠 달력")),
    ("guidance.library", _l("안전 안내")),
    ("channels.channels", _lp("many", "채널")),
    ("contests.contests", _lp("many", "콘테스트")),
    ("results.cases", _lp("many", "우수사례")),
    ("people.departments", _lp("many", "부서")),
    ("people.officers", _lp("many", "주무관")),
    ("people.accounts", _lp("many", "계정")),
    ("audit.logs", _l("감사 기록")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the menu."""

    label: str
    endpoint: str
    url: str
    active: bool


def menu() -> list[Item]:
    """Return the menu for the present person; nobody's is empty."""
    if not current_user.is_authenticated:
        return []
    usable = [
        (endpoint, label, url_for(endpoint))
        for endpoint, label in MENU
        if endpoint in current_app.view_functions and may_use(endpoint)
    ]
    here = _nearest([url for _endpoint, _label, url in usable])
    return [Item(str(label), endpoint, url, active=url == here) for endpoint, label, url in usable]


def _nearest(urls: list[str]) -> str | None:
    """The menu's address under which this page lies; of several, the longest."""
    path = f"{request.path.rstrip('/')}/"
    return max((url for url in urls if path.startswith(f"{url.rstrip('/')}/")), key=len, default=None)


def prepare(app: Flask) -> None:
    """Give every page its menu and the office's name."""
    settings = app.config["SETTINGS"]

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        return {
            "navigation": menu(),
            "office": settings.office,
            "office_en": settings.office_en,
            "demo": settings.demo,
        }
