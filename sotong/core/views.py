"""What every view answers with."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from sotong.core.errors import NotFound
from sotong.core.forms import OK, Form
from sotong.core.months import Month

Page = str | tuple[str, int] | Response
AN_HOUR_S: Final = 3600


def page(template: str, *, form: Form | None = None, **context: Any) -> tuple[str, int]:
    """Render a page; a form decides the status: 200 shown, 422 wrong input, 409 refused by a rule."""
    return render_template(template, form=form, **context), form.status if form is not None else OK


def asked_month(today: date) -> Month:
    """Return the month asked for in the address (?month=2026-12), that of `today` if none is.

    Raises NotFound("month.none_such") if what was asked for is no month of the calendar.
    """
    text = request.args.get("month", "")
    month = Month.read(text) if text else Month.of(today)
    if month is None:
        raise NotFound("month.none_such")
    return month


def picture(content: bytes, kind: str) -> Response:
    """Answer with a picture that other sites may show and keep for an hour."""
    answer = make_response(content)
    answer.content_type = kind
    answer.headers["Cache-Control"] = f"public, max-age={AN_HOUR_S}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.add_etag()
    return answer.make_conditional(request)
