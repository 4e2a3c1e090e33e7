"""Errors become pages: a clear sentence, the right status, and a way on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from sotong.core.access import access_of, page_before, this_page
from sotong.core.config import MEBIBYTE
from sotong.core.db import db
from sotong.core.errors import Busy, NotFound, Refused
from sotong.core.forms import REFUSED
from sotong.core.labels import sentence
from sotong.web.logs import log

NOT_FOUND, TOO_LARGE = 404, 413
UNTAKEN = {400, 401}
"""Statuses of a form that came too late: the sign-in had ended, or the page was old."""
_SECRET = re.compile("password|token|secret", re.IGNORECASE)
_A_TOKEN = re.compile(r"[\w:.+-]*", re.ASCII)
"""Ids, numbers, days and choices: nobody would type them again."""
Answer = tuple[str, int] | tuple[str, int, dict[str, str]] | Response


_TEXTS: Mapping[int, tuple[LazyString, LazyString]] = {
    400: (_l("요청을 이해하지 못했습니다"), _l("주소나 입력하신 내용을 확인한 뒤 다시 시도해 주십시오.")),
    401: (_l("로그인이 필요합니다"), _l("로그인 시간이 끝났습니다. 다시 로그인한 뒤 이어서 해 주십시오.")),
    403: (
        _l("볼 수 없는 페이지입니다"),
        _l("이 페이지를 이용할 권한이 없습니다. 필요하시면 관리자에게 문의해 주십시오."),
    ),
    404: (
        _l("페이지를 찾을 수 없습니다"),
        _l("주소가 바뀌었거나 삭제된 페이지입니다. 주소를 다시 확인해 주십시오."),
    ),
    405: (_l("이 주소에서는 할 수 없는 일입니다"), _l("앞 페이지로 돌아가 다시 시도해 주십시오.")),
    409: (_l("요청을 처리하지 않았습니다"), _l("지금은 할 수 없는 일입니다.")),
    TOO_LARGE: (_l("보내신 내용이 너무 큽니다"), _l("파일 크기를 줄여 다시 보내 주십시오.")),
    429: (_l("요청이 너무 많습니다"), _l("잠시 뒤에 다시 시도해 주십시오.")),
    503: (_l("잠시 이용할 수 없습니다"), _l("처리되지 않았습니다. 잠시 뒤에 다시 시도해 주십시오.")),
}
_UNEXPECTED = (
    _l("처리 중 문제가 생겼습니다"),
    _l("저희 쪽 문제입니다. 기록해 두었으니 잠시 뒤에 다시 시도해 주십시오."),
)


def error_page(status: int, text: str | None = None) -> tuple[str, int]:
    """Render the page for an error, `text` in place of the general sentence if given."""
    title, general = _TEXTS.get(status, _UNEXPECTED)
    untaken = status in UNTAKEN and request.method == "POST"
    unused = untaken or (status == REFUSED and request.method == "POST")
    address, label = _way_on(status, told=text is not None)
    body = render_template(
        "errors/error.html",
        status=status,
        title=title,
        sentence=text or general,
        untaken=untaken,
        typed=_typed() if unused else [],
        action_url=address,
        action_label=label,
    )
    return body, status


def _way_on(status: int, *, told: bool) -> tuple[str, str]:
    """Where somebody goes on.

    Whose form was not taken: to sign in again, or to the form anew. Who asked a page for what is not to be
    had, a month that is none: to that page, asked for nothing. Who was refused: to the page before.
    """
    if told and status in {REFUSED, NOT_FOUND} and request.method == "GET" and request.query_string:
        return request.path, _("조건 없이 열기")
    if status == REFUSED and (before := _other_page()):
        return before, _("앞 화면으로")
    if status not in UNTAKEN or request.method != "POST":
        return url_for("web.front_door"), _("첫 화면으로")
    page = this_page() or url_for("web.front_door")
    if current_user.is_authenticated:
        return page, _("화면 다시 열기")
    return url_for("people.sign_in", next=page), _("다시 로그인하기")


def _typed() -> list[str]:
    """The texts of a form that was not taken, to be copied: nothing that was typed is lost.

    Only of a form of this very site, else a foreign page could have us show its words; and no passwords.
    """
    if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
        return []
    return _texts()


def _texts() -> list[str]:
    """The texts in what was sent that somebody would have to type again."""
    fields = request.form.items(multi=True)
    texts = [text.strip() for name, text in fields if not _SECRET.search(name)]
    return list(dict.fromkeys(text for text in texts if not _A_TOKEN.fullmatch(text)))


def refused(error: Refused) -> Answer:
    """A rule said no to what no form of the house has taken up, most often to a button.

    It is told on the page where the button stands, which shows by now why; else on a page of its own.
    """
    text = sentence(error.reason, **error.facts)
    if page := _page_of_button():
        flash(text, "danger")
        return redirect(page, HTTPStatus.SEE_OTHER)
    return error_page(REFUSED, text)


def _page_of_button() -> str | None:
    """The other page from which a form without a typed word was sent by whoever is signed in.

    None for what a script has sent, which wants the status, and where something typed would be lost.
    """
    sent = request.method == "POST" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    if not sent or not current_user.is_authenticated or _texts():
        return None
    return _other_page()


def _other_page() -> str | None:
    """The page before, if it is not this very one."""
    page = page_before()
    return page if page and urlsplit(page).path != request.script_root + request.path else None


def not_found(error: NotFound) -> Answer:
    """There is no such thing for this person."""
    return error_page(NOT_FOUND, sentence(error.reason) if error.reason else None)


def stale_form(_error: CSRFError) -> Answer:
    """The form's token is old or missing, or went with the sign-in."""
    access = access_of(request.endpoint) if request.endpoint else None
    if access is not None and not access.public and not current_user.is_authenticated:
        return error_page(401)
    return error_page(400, _("페이지를 연 지 오래되었습니다. 새로 고친 뒤 다시 보내 주십시오."))


def busy(error: Busy) -> Answer:
    """It cannot be done just now."""
    text = sentence(error.reason, seconds=error.retry_after_s) if error.reason else None
    return *error_page(503, text), {"Retry-After": str(error.retry_after_s)}


def database_away(error: DBAPIError) -> Answer:
    """The database does not answer: nothing was done."""
    db.session.rollback()
    log.error("database_away", problem=str(error.orig))
    return *error_page(503), {"Retry-After": "5"}


def no_connection(_error: NoConnection) -> Answer:
    """Every connection to the database is in use: nothing was done."""
    return busy(Busy())


def http(error: HTTPException) -> Answer:
    """Everything that Flask and Werkzeug refuse by themselves."""
    return error_page(error.code or 500, _limit() if error.code == TOO_LARGE else None)


def _limit() -> str:
    most = current_app.config["MAX_CONTENT_LENGTH"] // MEBIBYTE
    return str(_("한 번에 %(limit)sMB까지 받습니다. 파일을 줄이거나 나누어 다시 보내 주십시오.", limit=most))


def unexpected(error: Exception) -> Answer:
    """A fault of ours: logged, and raised again under test."""
    db.session.rollback()
    log.error("unexpected", exc_info=error)
    if current_app.config.get("TESTING"):
        raise error
    return error_page(500)


ANSWERS: dict[type[Exception], Callable[[Any], Answer]] = {
    Refused: refused,
    NotFound: not_found,
    CSRFError: stale_form,
    Busy: busy,
    OperationalError: database_away,
    InterfaceError: database_away,
    NoConnection: no_connection,
    HTTPException: http,
    Exception: unexpected,
}


def prepare(app: Flask) -> None:
    """Register the answer for each kind of error."""
    for kind, answer in ANSWERS.items():
        app.register_error_handler(kind, answer)

    @app.before_request
    def no_such_address() -> None:
        """Nothing of ours has a NUL in its address, and PostgreSQL does not even take one to look for."""
        if "\0" in request.path:
            abort(404)
