"""What every view answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from sotong.core.forms import OK, Form
from sotong.core.paging import Paged

Page = str | tuple[str, int] | Response


def page(template: str, *, form: Form | None = None, **context: Any) -> tuple[str, int]:
    """Render a page; a form decides the status: 200 shown, 422 wrong input, 409 refused by a rule."""
    return render_template(template, form=form, **context), form.status if form is not None else OK


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """One page of a list as `components/paging.html` shows it: with the addresses of the others."""

    rows: Any
    number: int
    pages: int
    total: int

    def url(self, number: int) -> str:
        """The address of another page of this list, under the same filters."""
        asked = request.args.to_dict(flat=False) | {"page": [str(number)]}
        return (
            f"{url_for(request.endpoint or '', **(request.view_args or {}))}?{urlencode(asked, doseq=True)}"
        )


def linked(paged: Paged[Any]) -> LinkedPage:
    """Give one page of a list the addresses of the others."""
    return LinkedPage(paged.rows, paged.number, paged.pages, paged.total)
