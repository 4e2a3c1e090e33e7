"""How lively the office's accounts are, beside those of its peers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from flask import request

from sotong.channels.forms.charges import ActivationForm
from sotong.channels.queries import activation as queries
from sotong.channels.views.room import blueprint
from sotong.core import clock
from sotong.core.access import requires
from sotong.core.days import korean_day
from sotong.core.db import db
from sotong.core.permissions import Permission
from sotong.core.views import Page, asked_month, page


@blueprint.get("/channels/activation")
@requires(Permission.CHANNEL_READ)
def activation() -> Page:
    """Compare the accounts of a platform: answers for each of the audience, with the arithmetic."""
    session = db.session()
    month = asked_month(korean_day(clock.now()))
    asked = ActivationForm(request.args, queries.platforms_with_figures(session))
    platform = asked.wanted()
    rows = queries.activations(session, platform, month) if platform else []
    return page("channels/activation.html", asked=asked, rows=rows, month=month, platform=platform)


@blueprint.app_template_filter("percent")
def percent(rate: Fraction | None) -> str:
    """A share in percent to two places, only for showing; the exact one stands beside it."""
    if rate is None:
        return "–"
    hundredths = round(rate * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


@blueprint.app_template_filter("decimal_places")
def decimal_places(rate: Fraction) -> Decimal:
    """A number to two places, for a chart's bars."""
    return Decimal(round(rate * 100)).scaleb(-2)
