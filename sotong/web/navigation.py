"""The menu of each role: only what the person may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user

from sotong.core.access import may_use

MENU: tuple[tuple[str, LazyString], ...] = (
    ("web.home", _l("첫 화면")),
    ("assignments.today", _l("오늘 할 일")),
    ("assignments.review", _l("검토할 증빙")),
    ("channels.channels", _l("채널")),
    ("contests.contests", _l("콘테스트")),
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
    here = (request.endpoint or "").split(".")[0]
    return [
        Item(
            label=str(label),
            endpoint=endpoint,
            url=url_for(endpoint),
            active=endpoint == request.endpoint or (endpoint.split(".")[0] == here and here != "web"),
        )
        for endpoint, label in MENU
        if endpoint in current_app.view_functions and may_use(endpoint)
    ]


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
