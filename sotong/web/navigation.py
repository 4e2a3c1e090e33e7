"""The menu of each role: only what the person may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString
from flask_login import current_user

from sotong.core.access import acting, may_use
from sotong.core.permissions import Role

MENU: tuple[tuple[LazyString, tuple[tuple[str, LazyString], ...]], ...] = (
    (_l("첫 화면"), (("web.home", _l("첫 화면")),)),
    (_l("심사"), (("judging.my_panels", _l("심사")),)),
    (_l("오늘 할 일"), (("assignments.today", _l("오늘 할 일")),)),
    (_lp("many", "문의"), (("inquiries.inquiries", _lp("many", "문의")),)),
    (
        _l("홍보"),
        (
            ("outreach.board", _l("확산 현황")),
            ("assignments.review", _l("검토할 증빙")),
            ("outreach.posts", _lp("many", "게시물")),
            ("channels.calendar", _l("콘텐츠 달력")),
            ("channels.channels", _lp("many", "채널")),
        ),
    ),
    (_l("성과표"), (("reports.month_report", _l("성과표")),)),
    (_l("근무"), (("rota.month", _l("근무")),)),
    (
        _l("긴급·안전"),
        (("alerts.alerts", _lp("many", "긴급 전파")), ("guidance.library", _l("안전 안내"))),
    ),
    (
        _lp("many", "콘테스트"),
        (("contests.contests", _lp("many", "콘테스트")), ("results.cases", _lp("many", "우수사례"))),
    ),
    (
        _l("조직"),
        (
            ("people.departments", _lp("many", "부서")),
            ("people.officers", _lp("many", "주무관")),
            ("people.accounts", _lp("many", "계정")),
        ),
    ),
    (_l("감사 기록"), (("audit.logs", _l("감사 기록")),)),
)
"""What stands side by side, and the pages in it. Who may use one page of a group sees that page's name."""

ELSEWHERE: tuple[tuple[str, str], ...] = (
    ("/sheets/", "contests.contests"),
    ("/quarantines/", "contests.contests"),
    ("/appointments/", "people.officers"),
    ("/assignments/", "assignments.review"),
    ("/assignments/", "assignments.today"),
)
"""Addresses that do not say under which page of the menu they lie; of two, the one that the person uses."""


_Reader: TypeAlias = tuple[Role, str, str]
"""What a menu depends on: the role, the language, and the path under which the office is served."""
_Offered: TypeAlias = tuple[str, tuple[tuple[str, str, str], ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """A page of the menu."""

    label: str
    endpoint: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together; with one page it is that page."""

    label: str
    pages: tuple[Item, ...]

    @property
    def url(self) -> str:
        return self.pages[0].url

    @property
    def active(self) -> bool:
        return any(page.active for page in self.pages)


def menu(known: dict[_Reader, tuple[_Offered, ...]]) -> list[Group]:
    """Return the menu for the present person; nobody's is empty. `known` keeps what each role is offered."""
    if not current_user.is_authenticated:
        return []
    reader = (acting().role, str(get_locale()), request.script_root)
    if reader not in known:
        known[reader] = tuple(_offered())
    here = lies_under(request.path, {page: url for _group, pages in known[reader] for page, _, url in pages})
    return [
        Group(group, tuple(Item(label, page, url, active=url == here) for page, label, url in pages))
        for group, pages in known[reader]
    ]


def _offered() -> Iterator[_Offered]:
    """What the present person may use, by groups: each page's endpoint, name and address."""
    for group, pages in MENU:
        usable = tuple((page, str(name), url_for(page)) for page, name in pages if _usable(page))
        if usable:
            yield str(group) if len(usable) > 1 else usable[0][1], usable


def _usable(endpoint: str) -> bool:
    return endpoint in current_app.view_functions and may_use(endpoint)


def lies_under(path: str, urls: dict[str, str]) -> str | None:
    """Return the menu's address under which a page lies; of several, the longest. `urls` by endpoint."""
    under = [(f"{url.rstrip('/')}/", url) for url in urls.values()]
    under += [(start, urls[endpoint]) for start, endpoint in ELSEWHERE if endpoint in urls]
    fitting = [(start, url) for start, url in under if f"{path.rstrip('/')}/".startswith(start)]
    return max(fitting, key=lambda one: len(one[0]))[1] if fitting else None


def prepare(app: Flask) -> None:
    """Give every page its menu and the office's name."""
    settings = app.config["SETTINGS"]
    known: dict[_Reader, tuple[_Offered, ...]] = {}

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        return {
            "navigation": menu(known),
            "office": settings.office,
            "office_en": settings.office_en,
            "demo": settings.demo,
        }
