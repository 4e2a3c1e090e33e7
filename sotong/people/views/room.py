"""What the room's views share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request

from sotong.core import clock
from sotong.core.days import korean_day
from sotong.people.services.signing_in import Visitor

blueprint = Blueprint("people", __name__)


def this_day() -> date:
    """Return the present day in Korea."""
    return korean_day(clock.now())


def visitor() -> Visitor:
    """Return where this request comes from."""
    return Visitor(request.remote_addr or "", request.user_agent.string)
