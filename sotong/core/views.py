"""What every view answers with."""

from __future__ import annotations

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from sotong.core.forms import OK, Form

Page = str | tuple[str, int] | Response


def page(template: str, *, form: Form | None = None, **context: Any) -> tuple[str, int]:
    """Render a page; a form decides the status: 200 shown, 422 wrong input, 409 refused by a rule."""
    return render_template(template, form=form, **context), form.status if form is not None else OK
