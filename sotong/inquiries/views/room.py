"""The room's blueprint, and who acts in it."""

from __future__ import annotations

from flask import Blueprint

from sotong.core import clock
from sotong.core.access import acting
from sotong.core.permissions import Permission
from sotong.inquiries.rules import Actor
from sotong.inquiries.services.steps import By

blueprint = Blueprint("inquiries", __name__, url_prefix="/inquiries")


def by() -> By:
    """Who is acting now, and as whom."""
    who = acting()
    actor = Actor(who.department_id, who.may(Permission.INQUIRY_COORDINATE))
    return By(who.account_id, actor, clock.now())
